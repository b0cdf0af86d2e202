/* Rows of a check as JSON. What they say is in one language already. */
#include "view/check.h"

#include "text/excerpt.h"
#include "text/normalize.h"

#include <string.h>

/* Names of files may be any bytes. */
static const char *shown(struct arena *arena, const char *text)
{
    enum { MOST = 8000 };
    size_t size = strlen(text);
    return size <= MOST && text_is_utf8(text, size) ? text : text_shown(text, size, MOST, arena);
}

json_t *view_check(const struct check_list *list)
{
    struct view view = view_new(list->arena);
    view_text(view, "status", check_level_name(check_worst(list)));
    view_text(view, "version", CONG_VERSION);
    struct view rows = view_list(view, "checks");
    for (size_t i = 0; i < list->count; i++) {
        struct view row = view_append(rows);
        view_text(row, "name", list->items[i].name);
        view_text(row, "status", check_level_name(list->items[i].level));
        view_text(row, "text", shown(list->arena, list->items[i].text));
    }
    return view.json;
}
