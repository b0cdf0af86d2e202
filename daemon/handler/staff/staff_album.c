/* /quan-tri/bai/{id}/anh: the pictures of an album in their order, each with its words; they are moved, taken
 * out and added without a script. What is saved is the album's text, so that versions, review and all else
 * are an article's. Knows no way to write a body; html/album.h does. */
#include "base/json_text.h"
#include "formset.h"
#include "html/album.h"
#include "page/page.h"
#include "store/article.h"
#include "view/media.h"

#include <stdlib.h>
#include <string.h>

enum { ALBUM_PICTURES_MOST = 200 };

static const struct formset_field album_picture[] = {
    {"id", FORMSET_PICTURE, NULL, NULL, 0, FORMSET_REQUIRED, NULL, 0},
    {"alt", FORMSET_AREA, NULL, NULL, MEDIA_ALT_MAX, 0, NULL, 0},
    {"caption", FORMSET_TEXT, NULL, NULL, MEDIA_CAPTION_MAX, 0, NULL, 0},
};
static const struct formset_field album_fields[] = {
    {"items", FORMSET_LIST, NULL, NULL, ALBUM_PICTURES_MOST, 0, album_picture,
     sizeof album_picture / sizeof *album_picture},
};
static const struct formset album = {"album", album_fields, 1};

/* The pictures of the article's text as rows; *ret_is_whole is false when it has anything else, which rows
 * cannot hold. */
static enum err album_rows(struct conn *conn, const char *html, json_t *rows, bool *ret_is_whole)
{
    static const char folder[] = "/media/";
    struct album_item *items;
    size_t count;
    enum err err = album_read(html, conn_arena(conn), &items, &count, ret_is_whole);
    for (size_t i = 0; !err && i < count; i++) {
        struct media media;
        bool is_own = strncmp(items[i].source, folder, sizeof folder - 1) == 0;
        err = is_own ? media_by_file(conn, items[i].source + sizeof folder - 1, &media) : ERR_NOT_FOUND;
        *ret_is_whole = *ret_is_whole && err != ERR_NOT_FOUND;
        if (!err && json_array_append_new(rows, json_pack("{s:I, s:s, s:s}", "id", (json_int_t)media.id,
                                                          "alt", items[i].alt, "caption", items[i].caption)))
            err = ERR_MEMORY;
        err = err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    *ret_is_whole = *ret_is_whole && count <= ALBUM_PICTURES_MOST;
    return err;
}

/* The album as it is: its rows, its version. Errors: NOT_FOUND (also of what is no album). */
static enum err album_take(struct app *app, const struct request *request, json_t *rows,
                           struct article *article, bool *ret_is_whole)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(app->portal->store, request->arena, &conn);
    if (!err)
        err = article_by_id(conn, strtoll(request->args[0], NULL, 10), article);
    if (!err && (article->kind != KIND_ALBUM || article->status == STATUS_TRASHED))
        err = ERR_NOT_FOUND;
    return err ? err : album_rows(conn, article->body_html, rows, ret_is_whole);
}

static enum err album_fill(struct formset_state *state, struct reply *reply, const struct article *article,
                           bool is_whole, const struct staff_answer *refusal)
{
    const struct request *request = state->request;
    const char *title = staff_says(state->app, request, "album.page", article->title, NULL);
    struct view view = staff_begin(request, reply, "staff/album.html", title);
    formset_refuse(state, refusal);
    formset_show(state, view, staff_path(request, "/bai/%lld/anh", (long long)article->id));
    formset_bare(state, view, staff_word(state->app, request, "album.save"));
    view_flag(view, "is_whole", is_whole);
    view_url(view, "up_url", safe_url_trusted(staff_path(request, "/bai/%lld", (long long)article->id)));
    if (!state->fault_count)
        return ERR_OK;
    reply->status = 422;
    view_text(view, "page_title", staff_says(state->app, request, "frame.fault_title", title, NULL));
    return ERR_OK;
}

enum err staff_album_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_formset struct formset_state state = {.values = NULL};
    struct article article;
    bool is_whole = true;
    json_auto_t *thing = json_pack("{s:[]}", "items");
    if (!thing || !formset_begin(app, request, &album, &state))
        return ERR_MEMORY;
    enum err err = album_take(app, request, json_object_get(thing, "items"), &article, &is_whole);
    if (err)
        return err;
    formset_take(&state, thing);
    state.version = article.version;
    return album_fill(&state, reply, &article, is_whole, NULL);
}

/* The rows as a text; *ret_fault is a row without a picture, or without words for who does not see it. */
static const char *album_body(struct conn *conn, const struct formset_state *state, struct fault *ret_fault)
{
    const json_t *rows = json_object_get(state->values, "items"), *row;
    struct arena *arena = state->request->arena;
    struct album_item *items = arena_zero(arena, json_array_size(rows) + 1, sizeof *items);
    size_t count = 0, index;
    json_array_foreach(rows, index, row)
    {
        struct media media;
        const char *alt = json_string_value(json_object_get(row, "alt"));
        const char *id = json_string_value(json_object_get(row, "id")),
                   *caption = json_string_value(json_object_get(row, "caption"));
        bool is_known = items && id && !media_by_id(conn, strtoll(id, NULL, 10), &media);
        const struct media_file *file = is_known ? media_widest(&media, "image/jpeg") : NULL;
        if (is_known && (!alt || !*alt))
            alt = media.alt;
        if (!file || !alt || !*alt) {
            *ret_fault = (struct fault){
                .pointer = arena_printf(arena, "/items/%zu/%s", index, file ? "alt" : "id"),
                .detail = staff_word(state->app, state->request, file ? "album.no_alt" : "album.no_picture")};
            return NULL;
        }
        items[count++] = (struct album_item){media_path(arena, file->name), alt, caption ? caption : ""};
    }
    return items ? album_write(items, count, arena) : NULL;
}

/* Saves the order and the words, under the version that the form was made of. */
static enum err album_save(struct formset_state *state, struct reply *reply, const struct article *article)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    auto_conn struct conn *conn = NULL;
    const struct request *request = state->request;
    struct fault fault = {.detail = NULL};
    enum err err = store_lease(state->app->portal->store, request->arena, &conn);
    if (err)
        return err;
    const char *body = album_body(conn, state, &fault);
    if (!body && !fault.detail)
        return ERR_MEMORY;
    if (!body) {
        answer.faults = &fault;
        answer.fault_count = 1;
        return album_fill(state, reply, article, true, &answer);
    }
    json_auto_t *change = json_pack("{s:s, s:s}", "body", body, "body_format", "markdown");
    const struct staff_question question = {.handle = api_article_change,
                                            .method = METHOD_PATCH,
                                            .args = {request->args[0]},
                                            /* Of no form, so that what is typed in forms stays. */
                                            .parameters = {{"writing", "album"}},
                                            .parameter_count = 1,
                                            .body = change,
                                            .version = state->version};
    err = change ? staff_ask(state->app, request, &question, &answer) : ERR_MEMORY;
    if (err == ERR_PRECONDITION_FAILED) {
        /* Once more then takes this order in place of theirs. */
        state->version = article->version;
        answer.detail = staff_word(state->app, request, "album.passed");
        return album_fill(state, reply, article, true, &answer);
    }
    if (err && staff_is_of_form(err))
        return album_fill(state, reply, article, true, &answer);
    return err ? err
               : staff_done(request, reply, staff_path(request, "/bai/%s/anh", request->args[0]),
                            "album_saved");
}

enum err staff_album_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_formset struct formset_state state = {.values = NULL};
    struct article article;
    bool is_whole = true;
    json_auto_t *rows = json_array();
    if (!rows || !formset_begin(app, request, &album, &state))
        return ERR_MEMORY;
    enum err err = album_take(app, request, rows, &article, &is_whole);
    if (err)
        return err;
    formset_read(&state);
    enum formset_act act = is_whole ? formset_act(&state) : FORMSET_SHOWN;
    return act == FORMSET_SAVE ? album_save(&state, reply, &article)
                               : album_fill(&state, reply, &article, is_whole, NULL);
}
