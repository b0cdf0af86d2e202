/* What was typed into the write form, as the operation that the API takes. Files become media first, so that
 * a save that is refused, or meets somebody else's, loses none of them. */
#include "page/page.h"
#include "staff_article.h"

#include "text/date.h"
#include "text/when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longest day or time that is looked at. */
enum { MOMENT_MAX = 40 };

bool writing_moment(const char *day, const char *time, int64_t *ret_ms)
{
    int year, month, date, hour = 0, minute = 0, end = 0;
    char sign[2];
    if (!day || strlen(day) > MOMENT_MAX || (time && strlen(time) > MOMENT_MAX))
        return false;
    if (sscanf(day, " %4d-%2d-%2d %n", &year, &month, &date, &end) != 3 || day[end]) {
        end = 0;
        if (sscanf(day, " %2d%*1[/.-]%2d%*1[/.-]%4d %n", &date, &month, &year, &end) != 3 || !end || day[end])
            return false;
    }
    if (time && time[strspn(time, " ")]) {
        end = 0;
        int found = sscanf(time, " %2d%1[:ghGH.]%n%2d %n", &hour, sign, &end, &minute, &end);
        if (found < 2 || time[end + (int)strspn(time + end, " ")])
            return false;
    }
    if (!civil_exists(year, month, date) || hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return false;
    char text[DATE_TEXT_SIZE];
    snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:00+07:00", year, month, date, hour, minute);
    return date_parse(text, ret_ms) == ERR_OK;
}

/* ---- files */

/* Keeps one file as a medium; its id, address and name. */
static enum err body_upload(struct app *app, const struct request *request, const struct file_part *file,
                            const char *alt, const char *caption, struct staff_answer *ret_answer)
{
    struct file_part part = *file;
    json_auto_t *words = json_object();
    part.field = "file";
    if (alt && *alt)
        json_object_set_new(words, "alt", json_string(alt));
    if (caption && *caption)
        json_object_set_new(words, "caption", json_string(caption));
    const struct staff_question question = {
        .handle = api_media_create, .method = METHOD_POST, .body = words, .files = &part, .file_count = 1};
    return staff_ask(app, request, &question, ret_answer);
}

/* What came as a file stands in the form by its number from here on: should the form be shown again, it need
 * not be chosen anew. Of a name that is sent several times one more. */
static void body_note(const struct request *request, const char *name, const char *text, bool is_one_more)
{
    json_t *fields = request->form->fields, *present = json_object_get(fields, name);
    if (!is_one_more || !present) {
        json_object_set_new(fields, name, json_string(text));
        return;
    }
    if (!json_is_array(present)) {
        json_t *list = json_array();
        json_array_append(list, present);
        json_object_set_new(fields, name, list);
        present = list;
    }
    json_array_append_new(present, json_string(text));
}

/* A browser sends an empty part where no file was chosen. */
static bool body_is_chosen(const struct file_part *file, const char *field)
{
    return strcmp(file->field, field) == 0 && (file->size || (file->file_name && *file->file_name));
}

static const struct file_part *body_file(const struct request *request, const char *field)
{
    for (size_t i = 0; i < request->form->file_count; i++)
        if (body_is_chosen(&request->form->files[i], field))
            return &request->form->files[i];
    return NULL;
}

/* A fault of a file, at the field it came in. */
static enum err body_refuse(const struct request *request, const char *pointer, enum err err,
                            const struct staff_answer *answer, struct staff_answer *refusal)
{
    struct fault *fault = arena_zero(request->arena, 1, sizeof *fault);
    if (!fault || !staff_is_of_form(err))
        return fault ? err : ERR_MEMORY;
    fault->pointer = pointer;
    fault->detail = answer->fault_count ? answer->faults[0].detail : answer->detail;
    refusal->faults = fault;
    refusal->fault_count = 1;
    refusal->detail = answer->detail;
    return err;
}

/* The article's own picture: a new one, the one of the library or of before that is named, or none. */
static enum err body_image(struct app *app, const struct request *request, const struct writing *writing,
                           json_t *body, struct staff_answer *refusal)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const struct file_part *file = body_file(request, "image");
    const char *id = staff_sent(request, "image_id");
    long long number = id ? strtoll(id, NULL, 10) : 0;
    if (staff_sent(request, "image_off") && !file) {
        static const char *const words[] = {"alt", "caption", "credit", "decorative"};
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            json_object_del(body, words[i]);
        json_object_set_new(body, "image", json_null());
        return ERR_OK;
    }
    if (file) {
        enum err err = body_upload(app, request, file, NULL, NULL, &answer);
        if (err)
            return body_refuse(request, "/image", err, &answer, refusal);
        number = json_integer_value(json_object_get(answer.view, "id"));
        body_note(request, "image_id", arena_printf(request->arena, "%lld", number), false);
    }
    /* Said again it would bring the medium's own words along, which nobody typed. */
    bool is_same = number == json_integer_value(json_object_get(writing->values, "image"));
    if (number && !is_same)
        json_object_set_new(body, "image", json_integer(number));
    return ERR_OK;
}

/* An attachment, by number and name. */
static void body_note_file(const struct request *request, const json_t *medium)
{
    const char *id =
        arena_printf(request->arena, "%lld", (long long)json_integer_value(json_object_get(medium, "id")));
    const char *name = json_string_value(json_object_get(medium, "file_name"));
    body_note(request, "file", id, true);
    body_note(request, arena_printf(request->arena, "file_title_%s", id), name ? name : "", false);
}

/* Those that stay, with their titles, then the new ones. */
static enum err body_attachments(struct app *app, const struct request *request, json_t *body,
                                 struct staff_answer *refusal)
{
    const json_t *fields = request->form->fields, *kept = json_object_get(fields, "file");
    const json_t *off = json_object_get(fields, "file_off");
    json_t *list = json_array();
    json_object_set_new(body, "attachments", list);
    size_t count = json_is_array(kept) ? json_array_size(kept) : kept ? 1 : 0;
    for (size_t i = 0; i < count; i++) {
        const char *id = json_string_value(json_is_array(kept) ? json_array_get(kept, i) : kept);
        const char *title = staff_sent(request, arena_printf(request->arena, "file_title_%s", id));
        bool is_off = false;
        for (size_t k = 0; json_is_array(off) && k < json_array_size(off); k++)
            is_off |= strcmp(json_string_value(json_array_get(off, k)), id) == 0;
        if (is_off || (json_is_string(off) && strcmp(json_string_value(off), id) == 0))
            continue;
        json_t *file = json_pack("{sI}", "id", (json_int_t)strtoll(id, NULL, 10));
        if (title && *title)
            json_object_set_new(file, "title", json_string(title));
        json_array_append_new(list, file);
    }
    for (size_t i = 0; i < request->form->file_count; i++) {
        auto_answer struct staff_answer answer = {.view = NULL};
        if (!body_is_chosen(&request->form->files[i], "attachments"))
            continue;
        enum err err = body_upload(app, request, &request->form->files[i], NULL, NULL, &answer);
        if (err)
            return body_refuse(request, "/attachments", err, &answer, refusal);
        /* With its name, which a working copy is shown by. */
        json_array_append_new(list, json_pack("{sO,ss?}", "id", json_object_get(answer.view, "id"), "title",
                                              json_string_value(json_object_get(answer.view, "file_name"))));
        body_note_file(request, answer.view);
    }
    return ERR_OK;
}

/* ---- pictures of the body */

/* Markdown's own characters stand for themselves. */
static void body_escape(struct buf *out, const char *text)
{
    for (const char *p = text ? text : ""; *p; p++) {
        if (strchr("\\`*_{}[]<>()#+-.!|\"'~&$", *p))
            buf_char(out, '\\');
        buf_char(out, *p == '\n' ? ' ' : *p);
    }
}

/* Where the text goes on behind so many of its paragraphs; its end when it has fewer. Markdown's are divided
 * by empty lines, HTML's by their ends. */
static const char *body_place(const char *text, const char *place, bool is_html)
{
    long behind = strtol(place ? place : "", NULL, 10);
    const char *mark = is_html ? "/p>" : "\n\n", *at = text;
    if (place && strcmp(place, "begin") == 0)
        return text;
    for (; behind > 0; behind--) {
        const char *end = strstr(at, mark);
        if (!end)
            return text + strlen(text);
        at = end + strlen(mark);
        while (!is_html && *at == '\n')
            at++;
    }
    return at == text ? text + strlen(text) : at;
}

/* A picture and its words, for the body. */
struct body_picture {
    const char *path, *alt, *caption;
};

static void body_picture_markdown(struct buf *out, const struct body_picture *picture)
{
    buf_text(out, "![");
    body_escape(out, picture->alt);
    buf_printf(out, "](%s)\n", picture->path);
}

/* As the template has it; the cleaner looks at it with all else. Markdown has no captions, and takes this
 * too. */
static enum err body_picture_html(const struct app *app, struct arena *arena, struct buf *out,
                                  const struct body_picture *picture)
{
    auto_buf struct buf fault = BUF(1024);
    bool has_caption = picture->caption && *picture->caption;
    struct view view = view_new(arena);
    json_auto_t *owned = view.json;
    view_url(view, "url", safe_url_trusted(picture->path));
    view_text(view, "alt", picture->alt ? picture->alt : "");
    view_text(view, "caption", has_caption ? picture->caption : NULL);
    return template_render(templates_find(app->interface.templates, "staff/figure.html"), owned, out, &fault);
}

/* Puts a picture that was kept into the text. */
static enum err body_put(const struct app *app, struct arena *arena, json_t *body, const char *place,
                         const struct body_picture *picture)
{
    auto_buf struct buf out = BUF(2 * ARTICLE_BODY_MAX);
    const char *text = json_string_value(json_object_get(body, "body"));
    const char *format = json_string_value(json_object_get(body, "body_format"));
    bool is_html = format && strcmp(format, "html") == 0;
    enum err err = ERR_OK;
    text = text ? text : "";
    const char *at = body_place(text, place, is_html);
    buf_add(&out, text, (size_t)(at - text));
    buf_text(&out, !is_html && at > text && at[-1] != '\n' ? "\n\n" : "");
    if (is_html || (picture->caption && *picture->caption))
        err = body_picture_html(app, arena, &out, picture);
    else
        body_picture_markdown(&out, picture);
    buf_text(&out, !is_html && *at ? "\n" : "");
    buf_text(&out, at);
    if (!err && buf_failed(&out))
        err = ERR_TOO_LARGE;
    return err ? err : json_object_set_new(body, "body", json_string(buf_str(&out))) ? ERR_MEMORY : ERR_OK;
}

/* The last first: what stands behind a paragraph moves no other's. */
static enum err body_pictures(struct app *app, const struct request *request, json_t *body,
                              struct staff_answer *refusal)
{
    struct arena *arena = request->arena;
    enum err err = ERR_OK;
    for (int i = WRITING_PICTURES; !err && i >= 1; i--) {
        auto_answer struct staff_answer answer = {.view = NULL};
        const char *field = arena_printf(arena, "picture%d", i);
        const struct file_part *file = body_file(request, field);
        const char *alt = staff_sent(request, arena_printf(arena, "%s_alt", field));
        struct body_picture picture = {
            .alt = alt, .caption = staff_sent(request, arena_printf(arena, "%s_caption", field))};
        if (!file)
            continue;
        err = body_upload(app, request, file, alt, picture.caption, &answer);
        if (err)
            return body_refuse(request, arena_printf(arena, "/%s", field), err, &answer, refusal);
        picture.path = json_string_value(json_object_get(answer.view, "url"));
        err =
            body_put(app, arena, body, staff_sent(request, arena_printf(arena, "%s_place", field)), &picture);
        if (err)
            continue;
        body_note(request, "body", json_string_value(json_object_get(body, "body")), false);
        json_object_del(request->form->fields, arena_printf(arena, "%s_alt", field));
        json_object_del(request->form->fields, arena_printf(arena, "%s_caption", field));
    }
    return err;
}

json_t *writing_operation(const json_t *values)
{
    static const char *const ends[] = {"expires_at", "pinned_until"};
    char said[DATE_TEXT_SIZE];
    int64_t at_ms;
    json_t *body = json_deep_copy(values);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *day = json_string_value(json_object_get(body, ends[i]));
        if (day && writing_moment(day, NULL, &at_ms))
            json_object_set_new(
                body, ends[i],
                json_string(date_rfc3339_local(day_start_ms(day_add(day_of(at_ms), 1)), said)));
    }
    return body;
}

/* The day and time of publication are an operation of their own, but where it waits for them already. */
static void body_times(json_t *body, const struct writing *writing)
{
    bool waits = writing->status && strcmp(writing->status, "scheduled") == 0;
    static const char *const ends[] = {"expires_at", "pinned_until"};
    if (!waits)
        json_object_del(body, "published_at");
    /* Days of which the time is known better than the form shows. */
    for (size_t i = 0; writing->id && i < sizeof ends / sizeof *ends; i++)
        if (writing_is_same(json_object_get(writing->values, ends[i]), json_object_get(body, ends[i])))
            json_object_del(body, ends[i]);
}

enum err writing_body(struct app *app, const struct request *request, const struct writing *writing,
                      json_t **ret_body, struct staff_answer *ret_refusal)
{
    json_t *body = staff_form_body(request, &writing->form);
    char said[DATE_TEXT_SIZE];
    int64_t at_ms;
    *ret_body = body;
    if (!body)
        return ERR_MEMORY;
    for (int i = 1; i <= WRITING_PICTURES; i++)
        json_object_del(body, arena_printf(request->arena, "picture%d", i));
    json_object_del(body, "image");
    if (!staff_sent(request, "force"))
        json_object_del(body, "force");
    writing_body_facts(body, writing->kind, page_lang(request));
    const char *day = staff_sent(request, "day");
    if (day && writing_moment(day, staff_sent(request, "time"), &at_ms))
        json_object_set_new(body, "published_at", json_string(date_rfc3339_local(at_ms, said)));
    body_times(body, writing);
    /* An empty list of facts would be none of the kind's. */
    if (!json_object_size(json_object_get(body, "facts")))
        json_object_del(body, "facts");
    if (!writing->id)
        json_object_set_new(body, "kind", json_string(kind_of(writing->kind)->name));
    enum err err = body_image(app, request, writing, body, ret_refusal);
    if (!err)
        err = body_attachments(app, request, body, ret_refusal);
    return err ? err : body_pictures(app, request, body, ret_refusal);
}
