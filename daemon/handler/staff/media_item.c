/* /quan-tri/tep/{id}: one file; /quan-tri/tep/mo-ta: what is said of several, and an album of them. */
#include "formset_media.h"
#include "formset_page.h"
#include "html/album.h"
#include "media_pages.h"
#include "page/page.h"
#include "store/media.h"

#include <string.h>

/* Files that are described together. */
enum { DESCRIBED_MAX = 60 };

static const struct formset_field item_fields[] = {
    {"id", FORMSET_MEDIUM, NULL, "focus/", 0, FORMSET_FOCUSES, NULL, 0},
    {"focus/x", FORMSET_PART, NULL, NULL, 3, 0, NULL, 0},
    {"focus/y", FORMSET_PART, NULL, NULL, 3, 0, NULL, 0},
    {"alt", FORMSET_AREA, NULL, NULL, MEDIA_ALT_MAX, 0, NULL, 0},
    {"caption", FORMSET_AREA, NULL, NULL, MEDIA_CAPTION_MAX, 0, NULL, 0},
    {"credit", FORMSET_TEXT, NULL, NULL, MEDIA_CREDIT_MAX, 0, NULL, 0},
    {"file_name", FORMSET_TEXT, NULL, NULL, MEDIA_FILE_NAME_MAX, 0, NULL, 0},
    {"slug", FORMSET_TEXT, NULL, NULL, 80, 0, NULL, 0},
};
static const struct formset item = {"medium", item_fields, sizeof item_fields / sizeof *item_fields};

/* Of what is no picture there is nothing to press on. */
static const struct formset document = {"medium", item_fields + 3,
                                        sizeof item_fields / sizeof *item_fields - 3};

static void item_finish(struct formset_state *state, json_t *body)
{
    const json_t *focus = json_object_get(body, "focus");
    (void)state;
    json_object_del(body, "id");
    if (json_is_null(json_object_get(focus, "x")) && json_is_null(json_object_get(focus, "y")))
        json_object_set_new(body, "focus", json_null());
    /* Of a document it is not said. */
    if (!focus)
        json_object_del(body, "focus");
}

/* What is said around the form: what the file is, and what shows it. */
static enum err item_around(struct formset_state *state, struct view view)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const struct request *request = state->request;
    enum err err = staff_read(state->app, request, api_media_show, request->args[0], &answer);
    if (err)
        return err;
    const char *url = json_string_value(json_object_get(answer.view, "url"));
    const char *slug = json_string_value(json_object_get(answer.view, "slug"));
    const char *name = url ? strrchr(url, '/') : NULL;
    view_text(view, "label", staff_media_label(view.arena, answer.view));
    staff_media_facts(request, view, answer.view);
    view_url(view, "file_url",
             name ? safe_url_trusted(staff_path(request, "/media%s", name)) : (struct safe_url){NULL});
    view_text(view, "public_path", arena_text(view.arena, url));
    view_text(view, "lasting_path", slug ? arena_printf(view.arena, "/tep/%s", slug) : NULL);
    view_url(view, "replace_url", safe_url_trusted(staff_path(request, "/tep/%s/thay", request->args[0])));
    view_text(view, "change_note", staff_sent(request, "change_note"));
    view_flag(view, "is_picture", json_integer_value(json_object_get(answer.view, "width")) > 0);
    return staff_media_shown(state, view);
}

#define ITEM_PAGE                                                                                         \
    .template = "staff/medium.html", .stays = true, .path = "/tep", .is_thing = true,                     \
    .read = api_media_show, .save = api_media_change, .method = METHOD_PATCH, .remove = api_media_remove, \
    .finish = item_finish, .around = item_around

static const struct formset_page item_page = {.formset = &item, ITEM_PAGE};
static const struct formset_page document_page = {.formset = &document, ITEM_PAGE};

/* Which of the two it is. Errors: NOT_FOUND. */
static enum err item_page_of(struct app *app, const struct request *request,
                             const struct formset_page **ret_page)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    enum err err = staff_read(app, request, api_media_show, request->args[0], &answer);
    bool is_picture = json_integer_value(json_object_get(answer.view, "width")) > 0;
    *ret_page = is_picture ? &item_page : &document_page;
    return err;
}

enum err staff_media_show(struct app *app, const struct request *request, struct reply *reply)
{
    const struct formset_page *page;
    enum err err = item_page_of(app, request, &page);
    return err ? err : formset_page_show(app, request, reply, page);
}

enum err staff_media_send(struct app *app, const struct request *request, struct reply *reply)
{
    const struct formset_page *page;
    enum err err = item_page_of(app, request, &page);
    return err ? err : formset_page_send(app, request, reply, page);
}

/* The first file that was sent with something in it. */
static const struct file_part *file_sent(const struct request *request)
{
    for (size_t i = 0; i < request->form->file_count; i++)
        if (request->form->files[i].size)
            return &request->form->files[i];
    return NULL;
}

enum err staff_media_replace(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const char *note = staff_sent(request, "change_note");
    const struct file_part *sent = file_sent(request);
    struct file_part file = sent ? *sent : (struct file_part){.size = 0};
    json_auto_t *body = json_object();
    const struct formset_page *page;
    enum err err = body ? item_page_of(app, request, &page) : ERR_MEMORY;
    if (err)
        return err;
    if (note && *note)
        json_object_set_new(body, "change_note", json_string(note));
    file.field = "file";
    const struct staff_question question = {.handle = api_media_replace,
                                            .method = METHOD_POST,
                                            .args = {request->args[0]},
                                            .body = body,
                                            .files = &file,
                                            .file_count = sent != NULL};
    err = staff_ask(app, request, &question, &answer);
    if (err && staff_is_of_form(err))
        return formset_page_refused(app, request, reply, page, &answer);
    if (err)
        return err;
    return staff_done(
        request, reply,
        staff_path(request, "/tep/%lld", (long long)json_integer_value(json_object_get(answer.view, "id"))),
        "media_replaced");
}

/* ---- several files */

static const struct formset_field described[] = {
    {"id", FORMSET_MEDIUM, NULL, NULL, 0, 0, NULL, 0},
    {"version", FORMSET_CARRIED, NULL, NULL, 0, 0, NULL, 0},
    {"alt", FORMSET_AREA, NULL, NULL, MEDIA_ALT_MAX, 0, NULL, 0},
    {"caption", FORMSET_TEXT, NULL, NULL, MEDIA_CAPTION_MAX, 0, NULL, 0},
};
static const struct formset_field describe_fields[] = {
    {"items", FORMSET_LIST, NULL, NULL, DESCRIBED_MAX, FORMSET_FIXED, described,
     sizeof described / sizeof *described},
    {"title", FORMSET_TEXT, NULL, NULL, ARTICLE_TITLE_MAX, 0, NULL, 0},
};
static const struct formset describe = {"describe", describe_fields, 2};

/* The media that the address names, or the newest pictures of which nothing is said. A new reference. */
static json_t *described_media(struct app *app, const struct request *request)
{
    const char *ids = request_parameter(request, "ids");
    json_t *items = json_array();
    for (int i = 0; ids && *ids && i < DESCRIBED_MAX; i++) {
        auto_answer struct staff_answer answer = {.view = NULL};
        size_t length = strcspn(ids, ",");
        const char *id = arena_copy(request->arena, ids, length);
        if (!staff_read(app, request, api_media_show, id, &answer))
            json_array_append(items, answer.view);
        ids += length + (ids[length] == ',');
    }
    if (request_parameter(request, "ids"))
        return items;
    auto_answer struct staff_answer answer = {.view = NULL};
    const struct staff_question question = {.handle = api_media_list,
                                            .method = METHOD_GET,
                                            .parameters = {{"limit", "30"}, {"without_alt", "true"}},
                                            .parameter_count = 2};
    if (!staff_ask(app, request, &question, &answer))
        json_array_extend(items, json_object_get(answer.view, "items"));
    return items;
}

static enum err describe_fill(struct formset_state *state, struct reply *reply,
                              const struct staff_answer *refusal)
{
    const struct request *request = state->request;
    const char *title = staff_word(state->app, request, "describe.page");
    struct view view = staff_begin(request, reply, "staff/describe.html", title);
    formset_refuse(state, refusal);
    formset_show(state, view, staff_path(request, "/tep/mo-ta"));
    view_flag(view, "is_empty", json_array_size(json_object_get(state->values, "items")) == 0);
    view_url(view, "up_url", safe_url_trusted(staff_path(request, "/tep")));
    formset_bare(state, view, staff_word(state->app, request, "describe.save"));
    view_flag(view, "can_album", true);
    if (!state->fault_count)
        return ERR_OK;
    reply->status = 422;
    view_text(view, "page_title", staff_says(state->app, request, "frame.fault_title", title, NULL));
    return ERR_OK;
}

enum err staff_describe_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_formset struct formset_state state = {.values = NULL};
    if (!formset_begin(app, request, &describe, &state))
        return ERR_MEMORY;
    json_auto_t *thing = json_pack("{s:o}", "items", described_media(app, request));
    formset_take(&state, thing);
    return describe_fill(&state, reply, NULL);
}

/* A body of these pictures, one behind the other. NULL without memory. */
static const char *album_pictures(struct formset_state *state, const json_t *saved)
{
    struct album_item items[DESCRIBED_MAX];
    const json_t *media;
    size_t index, count = 0;
    json_array_foreach(json_object_get(saved, "items"), index, media)
    {
        const char *alt = json_string_value(json_object_get(media, "alt"));
        const char *caption = json_string_value(json_object_get(media, "caption"));
        const char *url = json_string_value(json_object_get(media, "url"));
        if (url && json_integer_value(json_object_get(media, "width")) && count < DESCRIBED_MAX)
            items[count++] = (struct album_item){url, alt ? alt : "", caption ? caption : ""};
    }
    return album_write(items, count, state->request->arena);
}

/* A draft, which is then written on. */
static enum err album_make(struct formset_state *state, struct reply *reply, const json_t *saved)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const char *title = json_string_value(json_object_get(state->values, "title"));
    const char *pictures = album_pictures(state, saved);
    json_auto_t *body = pictures
                            ? json_pack("{s:s, s:s, s:s, s:s}", "kind", kind_of(KIND_ALBUM)->name, "title",
                                        title ? title : "", "body", pictures, "body_format", "markdown")
                            : NULL;
    const struct staff_question question = {
        .handle = api_article_create, .method = METHOD_POST, .body = body};
    enum err err = body ? staff_ask(state->app, state->request, &question, &answer) : ERR_MEMORY;
    if (err && staff_is_of_form(err))
        return describe_fill(state, reply, &answer);
    if (err)
        return err;
    return staff_done(state->request, reply,
                      staff_path(state->request, "/bai/%lld",
                                 (long long)json_integer_value(json_object_get(answer.view, "id"))),
                      "media_album");
}

/* A row of which somebody else wrote meanwhile: it gets the version of now, and what they wrote. False:
 * nobody did. */
static bool row_passed(struct formset_state *state, json_t *row, struct fault *ret_fault, size_t at)
{
    struct arena *arena = state->request->arena;
    auto_answer struct staff_answer answer = {.view = NULL};
    const char *id = json_string_value(json_object_get(row, "id"));
    if (!id || staff_read(state->app, state->request, api_media_show, id, &answer))
        return false;
    const char *version = formset_text(arena, json_object_get(answer.view, "version"));
    const char *alt = json_string_value(json_object_get(answer.view, "alt"));
    if (strcmp(version, formset_text(arena, json_object_get(row, "version"))) == 0)
        return false;
    json_object_set_new(row, "version", json_string(version));
    *ret_fault = (struct fault){.pointer = arena_printf(arena, "/items/%zu/alt", at),
                                .detail = staff_says(state->app, state->request, "describe.passed",
                                                     alt ? arena_text(arena, alt) : "", NULL)};
    return true;
}

/* Whoever saves once more knows what they overwrite: what others wrote stands as faults. */
static void describe_passed(struct formset_state *state, struct staff_answer *answer)
{
    json_t *row, *rows = json_object_get(state->values, "items");
    struct fault *faults = arena_zero(state->request->arena, json_array_size(rows) + 1, sizeof *faults);
    size_t index;
    answer->fault_count = 0;
    json_array_foreach(rows, index, row)
    {
        if (faults && row_passed(state, row, &faults[answer->fault_count], index))
            answer->fault_count++;
    }
    answer->faults = faults;
}

enum err staff_describe_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_formset struct formset_state state = {.values = NULL};
    auto_answer struct staff_answer answer = {.view = NULL};
    const char *act = staff_sent(request, "lam");
    if (!formset_begin(app, request, &describe, &state))
        return ERR_MEMORY;
    formset_read(&state);
    json_auto_t *body = formset_body(&state);
    json_object_del(body, "title");
    const struct staff_question question = {
        .handle = api_media_change_many, .method = METHOD_PATCH, .body = body};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err == ERR_PRECONDITION_FAILED)
        describe_passed(&state, &answer);
    if (err == ERR_PRECONDITION_FAILED || (err && staff_is_of_form(err)))
        return describe_fill(&state, reply, &answer);
    if (err)
        return err;
    return act && strcmp(act, "album") == 0
               ? album_make(&state, reply, answer.view)
               : staff_done(request, reply, staff_path(request, "/tep"), "media_described");
}
