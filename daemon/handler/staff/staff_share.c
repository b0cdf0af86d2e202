/* /quan-tri/bai/{id}/xem-thu: links by which a colleague without an account sees the draft. An address is
 * shown once, in the answer that made it. */
#include "staff_show.h"
#include "staff_write.h"

#include "page/page.h"

static const struct staff_field fields[] = {
    {"ngay", "/days", STAFF_CHOICE, "days", true, 0, NULL},
};
static const struct staff_form form = {"share", fields, sizeof fields / sizeof *fields};

/* The links that are good, each with a press that takes it back. */
static enum err share_list(struct app *app, const struct request *request, struct view view, long long id)
{
    auto_answer struct staff_answer links = {.view = NULL};
    const json_t *item;
    size_t index;
    enum err err = staff_read(app, request, api_preview_link_list, request->args[0], &links);
    struct view list = view_list(view, "items");
    json_array_foreach(json_object_get(links.view, "items"), index, item)
    {
        struct view row = view_append(list);
        const char *by = json_string_value(json_object_get(item, "by"));
        view_text(row, "says",
                  staff_says(app, request, "share.row", by ? by : "…",
                             staff_instant(request, json_object_get(item, "expires_at"))));
        view_url(row, "end_url",
                 safe_url_trusted(staff_path(request, "/bai/%lld/xem-thu/%lld/thu-lai", id,
                                             (long long)json_integer_value(json_object_get(item, "id")))));
    }
    return err;
}

/* The form in days: one, three and seven. */
static struct view share_form(struct app *app, const struct request *request, struct view view, long long id,
                              const struct staff_answer *refusal)
{
    static const char *const days[] = {"1", "3", "7"};
    json_auto_t *values = json_pack("{s:s}", "days", "3");
    struct view shown = staff_form_show(app, request, view, &form,
                                        staff_path(request, "/bai/%lld/xem-thu", id), values, refusal);
    view_text(shown, "mark", staff_press_mark(view.arena));
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        staff_form_choice(shown, "ngay", days[i],
                          staff_word(app, request, arena_printf(request->arena, "share.days_%s", days[i])));
    return shown;
}

/* The page. `link` (or NULL) was made just now; `refusal` or `fault` (or NULL) is why none was. */
static enum err share_page(struct app *app, const struct request *request, struct reply *reply,
                           const json_t *link, const struct staff_answer *refusal, const char *fault)
{
    auto_answer struct staff_answer article = {.view = NULL};
    enum err err = staff_read(app, request, api_article_show, request->args[0], &article);
    if (err)
        return reply->detail = article.detail, err;
    long long id = write_integer(article.view, "id");
    const char *title = json_string_value(json_object_get(article.view, "title"));
    struct view view =
        staff_begin(request, reply, "staff/share.html", staff_says(app, request, "share.title", title, NULL));
    view_url(view, "write_url", safe_url_trusted(staff_path(request, "/bai/%lld", id)));
    const char *path = json_string_value(json_object_get(link, "path"));
    view_text(view, "address", path ? staff_address(app, request, path) : NULL);
    if (link)
        view_text(view, "made_until",
                  staff_says(app, request, "share.made_until",
                             staff_instant(request, json_object_get(link, "expires_at")), NULL));
    struct view shown = share_form(app, request, view, id, refusal);
    if (fault)
        staff_form_fault(shown, NULL, fault);
    staff_form_end(app, request, reply, shown);
    return share_list(app, request, view, id);
}

enum err staff_share_show(struct app *app, const struct request *request, struct reply *reply)
{
    return share_page(app, request, reply, NULL, NULL, NULL);
}

/* The days as the number that the API wants; what is none it names. A new reference. */
static json_t *share_body(const struct request *request)
{
    const char *sent = staff_sent(request, "ngay");
    bool is_digit = sent && sent[0] >= '0' && sent[0] <= '9' && !sent[1];
    return is_digit ? json_pack("{s:i}", "days", sent[0] - '0') : json_pack("{s:s?}", "days", sent);
}

enum err staff_share_make(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    json_auto_t *body = share_body(request);
    if (!body)
        return ERR_MEMORY;
    const struct staff_question question = {.handle = api_preview_link_create,
                                            .method = METHOD_POST,
                                            .args = {request->args[0]},
                                            .body = body,
                                            .key = staff_press_key(request, body)};
    enum err err = staff_ask(app, request, &question, &answer);
    /* The page that showed it was loaded anew: there is one link, and its address is seen once. */
    if (err == ERR_SECRET_SHOWN)
        return share_page(app, request, reply, NULL, NULL, staff_word(app, request, "share.made_before"));
    if (err == ERR_CONFLICT || err == ERR_TRANSITION)
        return share_page(app, request, reply, NULL, NULL, answer.detail);
    if (err)
        return staff_is_of_form(err) ? share_page(app, request, reply, NULL, &answer, NULL)
                                     : (reply->detail = answer.detail, err);
    return share_page(app, request, reply, answer.view, NULL, NULL);
}

enum err staff_share_end(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    int64_t id;
    if (!writing_id(request, &id))
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    const struct staff_question question = {.handle = api_preview_link_remove,
                                            .method = METHOD_DELETE,
                                            .args = {request->args[0], request->args[1]}};
    enum err err = staff_ask(app, request, &question, &answer);
    /* Another press took it back. */
    if (err && err != ERR_NOT_FOUND)
        return reply->detail = answer.detail, err;
    return staff_done(request, reply, staff_path(request, "/bai/%lld/xem-thu", (long long)id), "share_ended");
}
