/* /quan-tri: the desk, where one begins. */
#include "page/page.h"
#include "staff.h"
#include "text/date.h"

enum err staff_desk_show(struct app *app, const struct request *request, struct reply *reply)
{
    char day[DATE_TEXT_SIZE];
    struct view view = staff_begin(request, reply, "staff/desk.html", staff_word(app, request, "desk.title"));
    view_text(view, "today", date_day(request->now_ms, page_lang(request), day));
    return ERR_OK;
}
