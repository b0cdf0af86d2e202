/* /quan-tri/bai/{id}/xem-truoc: the page as readers would see it, made by the same renderer out of what is
 * kept or of the working copy. Its pictures may be nobody's but the staff's yet, so they come from a staff
 * address. */
#include "article/preview_media.h"
#include "staff_write.h"

#include "base/json_text.h"
#include "page/page.h"

#include <string.h>

/* What the bar above the page says and leads to. */
static void preview_bar(const struct app *app, const struct request *request, struct reply *reply,
                        const struct write_page *page)
{
    struct view view = {reply->arena, reply->view}, bar = view_object(view, "preview");
    long long id = page->writing.id;
    view_text(bar, "says", staff_word(app, request, "write.preview_says"));
    view_text(bar, "back", staff_word(app, request, "write.preview_back"));
    view_url(bar, "url",
             safe_url_trusted(!id ? staff_path(request, "/bai/moi?ban=%lld", (long long)page->writing.copy_id)
                              : page->of_copy
                                  ? staff_path(request, "/bai/%lld?ban=%s", id, page->writing.mark)
                                  : staff_path(request, "/bai/%lld", id)));
}

/* Asks the API for the page and hands it on as it is. */
static enum err preview_make(struct app *app, const struct request *request, struct reply *reply,
                             const struct write_page *page)
{
    struct request asked = *request;
    json_auto_t *body = writing_operation(page->writing.values);
    /* What it does not take, or what would ask for another article. */
    if (json_object_get(body, "published_at"))
        json_object_del(body, "published_at");
    json_object_del(body, "slug");
    json_object_del(body, "translation_of");
    json_object_del(body, "status");
    json_object_set_new(body, "kind", json_string(kind_of(page->writing.kind)->name));
    auto_free char *text = json_text_write(body, JSON_COMPACT);
    asked.method = METHOD_POST;
    asked.body = text ? arena_text(request->arena, text) : NULL;
    asked.body_size = asked.body ? strlen(asked.body) : 0;
    asked.content_type = "application/json";
    asked.form = NULL;
    asked.is_staff = false;
    if (!asked.body)
        return ERR_MEMORY;
    enum err err = api_article_preview(app, &asked, reply);
    if (err)
        return err;
    reply->subject = 0;
    preview_media_at(reply, "/quan-tri/media/");
    preview_bar(app, request, reply, page);
    return ERR_OK;
}

enum err staff_preview_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_write struct write_page page = {.values = NULL};
    enum err err = write_open(app, request, reply, &page);
    return err ? err : preview_make(app, request, reply, &page);
}

enum err staff_preview_new(struct app *app, const struct request *request, struct reply *reply)
{
    auto_write struct write_page page = {.values = NULL};
    enum err err = write_open_new(app, request, reply, &page);
    if (!err && !page.of_copy)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    return err ? err : preview_make(app, request, reply, &page);
}
