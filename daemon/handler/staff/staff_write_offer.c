/* Which working copy a form is of, and what its writer left in other forms: each form keeps what is typed in
 * it under a mark of its own, so that one writes over nothing that another left. */
#include "staff_write.h"

#include "page/page.h"
#include "store/working_copy.h"
#include "text/date.h"

#include <string.h>

/* Words around a change that are shown with it. */
enum { COPY_CONTEXT = 12 };

/* Whether it is a mark as forms bear them; what else was sent names nothing. */
static bool is_writing_mark(const char *mark)
{
    static const char signs[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    size_t length = mark ? strlen(mark) : 0;
    return length && length <= WORKING_MARK_MAX && strspn(mark, signs) == length;
}

const char *write_mark_sent(const struct request *request)
{
    const char *mark = staff_sent(request, "lan");
    return is_writing_mark(mark) ? mark : NULL;
}

void write_name_writing(struct staff_question *question, const struct writing *writing)
{
    if (writing->id && writing->mark)
        question->parameters[question->parameter_count++] = (struct field){"writing", writing->mark};
}

enum err write_read_copy(struct app *app, const struct request *request, const char *name,
                         struct write_page *page)
{
    const char *mark = request->form ? staff_sent(request, "lan") : request_parameter(request, "ban");
    struct staff_question question = {.handle = api_working_copy_of, .method = METHOD_GET, .args = {name}};
    enum err err = ERR_NOT_FOUND;
    if (is_writing_mark(mark)) {
        question.parameters[0] = (struct field){"writing", mark};
        question.parameter_count = 1;
        err = staff_ask(app, request, &question, &page->copy);
    }
    /* A form is of its own copy and of no other. */
    if (err == ERR_NOT_FOUND && !(request->form && question.parameter_count)) {
        question.parameter_count = 0;
        staff_answer_done(&page->copy);
        page->copy = (struct staff_answer){.view = NULL};
        err = staff_ask(app, request, &question, &page->copy);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* One working copy that the form does not begin with: its changes against what is there, and what can be done
 * with it. */
static enum err write_show_one_copy(struct app *app, const struct request *request, struct view list,
                                    const struct write_page *page, const json_t *item)
{
    char text[DATE_TEXT_SIZE];
    auto_answer struct staff_answer whole = {.view = NULL};
    long long id = page->writing.id;
    const char *mark = json_string_value(json_object_get(item, "writing"));
    const char *number = arena_printf(request->arena, "%lld", (long long)write_integer(item, "id"));
    enum err err = staff_read(app, request, api_working_copy_show, number, &whole);
    /* It went meanwhile. */
    if (err || !mark)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    bool is_behind = write_integer(item, "article_version") < write_integer(page->article.view, "version");
    struct view copy = view_append(list);
    view_text(copy, "says",
              staff_says(app, request, is_behind ? "write.copy_behind" : "write.copy_found",
                         date_long(writing_time(item, "saved_at"), page_lang(request), text), NULL));
    view_flag(copy, "is_behind", is_behind);
    view_text(copy, "mark", mark);
    view_url(copy, "take_url",
             safe_url_trusted(is_behind ? staff_path(request, "/bai/%lld/so-sanh?ban=%s", id, mark)
                                        : staff_path(request, "/bai/%lld?ban=%s", id, mark)));
    view_url(copy, "drop_url", safe_url_trusted(staff_path(request, "/bai/%lld/bo-ban", id)));
    return writing_difference(copy, "passages", writing_words(request->arena, page->values),
                              writing_words(request->arena, json_object_get(whole.view, "fields")),
                              COPY_CONTEXT);
}

enum err write_show_copies(struct app *app, const struct request *request, struct view view,
                           const struct write_page *page)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const json_t *item;
    size_t index;
    struct view list = view_list(view, "copies");
    if (!page->copy.view || request->form || !page->writing.id)
        return ERR_OK;
    enum err err = staff_read(app, request, api_working_copy_list, NULL, &answer);
    json_array_foreach(json_object_get(answer.view, "items"), index, item)
    {
        const char *mark = json_string_value(json_object_get(item, "writing"));
        bool is_own = mark && page->writing.mark && strcmp(mark, page->writing.mark) == 0;
        if (!err && write_integer(item, "article_id") == page->writing.id && !is_own)
            err = write_show_one_copy(app, request, list, page, item);
    }
    return err;
}
