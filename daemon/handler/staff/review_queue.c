/* /quan-tri/duyet: what waits for a second person. */
#include "page/page.h"
#include "staff_show.h"

enum err staff_review_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const json_t *item;
    size_t index;
    enum err err = staff_read(app, request, api_review_list, NULL, &answer);
    if (err)
        return err;
    struct view view =
        staff_begin(request, reply, "staff/review.html", staff_word(app, request, "review.title"));
    const json_t *items = json_object_get(answer.view, "items");
    int64_t more =
        json_integer_value(json_object_get(answer.view, "total")) - (int64_t)json_array_size(items);
    struct view list = view_list(view, "items");
    view_flag(view, "is_empty", json_array_size(items) == 0);
    view_flag(view, "has_items", json_array_size(items) > 0);
    view_text(view, "more", more > 0 ? staff_counted(app, request, "review.more", more) : NULL);
    json_array_foreach(items, index, item)
    {
        const json_t *article = json_object_get(item, "article"), *sent = json_object_get(item, "sent");
        int64_t comments = json_integer_value(json_object_get(item, "comment_count"));
        struct view row = view_append(list);
        staff_text(row, "title", json_object_get(article, "title"));
        staff_text(row, "by", json_object_get(sent, "by"));
        staff_text(row, "at", json_object_get(sent, "at"));
        view_text(row, "at_text", staff_moment(app, request, json_object_get(sent, "at")));
        view_flag(row, "is_own", json_is_true(json_object_get(item, "needs_force")));
        view_text(row, "comments",
                  comments ? staff_counted(app, request, "review.comment_count", comments) : NULL);
        view_url(row, "url",
                 safe_url_trusted(staff_path(request, "/duyet/%lld",
                                             (long long)json_integer_value(json_object_get(article, "id")))));
    }
    return ERR_OK;
}
