/* /quan-tri/tep: the library. Finding files, taking several at once, choosing some of them to be described or
 * made into an album; and one file, with what shows it, its words, the point that must be seen, and a new
 * file in its place. */
#include "media_pages.h"

#include "core/warned.h"
#include "formset_media.h"
#include "http/url.h"
#include "page/page.h"
#include "text/number.h"
#include "view/media.h"

#include <stdlib.h>
#include <string.h>

enum { LIBRARY_PAGE = 30 };

/* "3 bài, 1 hộp, trang chủ", or that nothing shows it. In the arena. */
static const char *uses_words(const struct app *app, const struct request *request, const json_t *uses)
{
    struct arena *arena = request->arena;
    static const char *const counts[] = {"articles", "boxes"}, *const flags[] = {"home", "site"};
    const char *words = "";
    for (int i = 0; i < 2; i++) {
        long long count = (long long)json_integer_value(json_object_get(uses, counts[i]));
        if (count)
            words = arena_printf(arena, "%s%s%s", words, *words ? ", " : "",
                                 staff_says(app, request, arena_printf(arena, "media.in_%s", counts[i]),
                                            arena_printf(arena, "%lld", count), NULL));
    }
    for (int i = 0; i < 2; i++)
        if (json_is_true(json_object_get(uses, flags[i])))
            words = arena_printf(arena, "%s%s%s", words, *words ? ", " : "",
                                 staff_word(app, request, arena_printf(arena, "media.in_%s", flags[i])));
    return *words ? words : staff_word(app, request, "media.in_nothing");
}

/* "1,4 MB": for people, of a thousand each. */
static const char *size_words(struct arena *arena, int64_t size, enum lang lang)
{
    const char *unit = size >= 1000000 ? "MB" : "KB";
    int64_t tenths = size / (size >= 1000000 ? 100000 : 100);
    return tenths >= 100 ? arena_printf(arena, "%lld %s", (long long)(tenths / 10), unit)
                         : arena_printf(arena, "%lld%c%lld %s", (long long)(tenths / 10),
                                        lang == LANG_EN ? '.' : ',', (long long)(tenths % 10), unit);
}

/* What a file is: its kind by its name, its size, its measures. */
void staff_media_facts(const struct request *request, struct view view, const json_t *media)
{
    struct arena *arena = view.arena;
    const char *url = json_string_value(json_object_get(media, "url"));
    int64_t width = json_integer_value(json_object_get(media, "width"));
    const char *size =
        size_words(arena, json_integer_value(json_object_get(media, "size")), page_lang(request));
    const char *label = url ? media_label(arena, url) : "";
    view_text(view, "facts",
              width ? arena_printf(arena, "%s · %lld × %lld · %s", label, (long long)width,
                                   (long long)json_integer_value(json_object_get(media, "height")), size)
                    : arena_printf(arena, "%s · %s", label, size));
    view_text(view, "kind", label);
}

const char *staff_media_text(const struct app *app, const struct request *request, const json_t *media)
{
    const json_t *text = json_object_get(media, "text");
    const char *state = json_string_value(json_object_get(text, "state"));
    const char *reason = json_string_value(json_object_get(text, "reason"));
    if (!state)
        return NULL;
    if (strcmp(state, "done") != 0)
        return staff_word(app, request,
                          arena_printf(request->arena, "media.text_%s", reason ? reason : state));
    char number[NUMBER_TEXT_SIZE];
    number_grouped(json_integer_value(json_object_get(text, "characters")), page_lang(request), number);
    return staff_says(app, request,
                      json_is_true(json_object_get(text, "truncated")) ? "media.text_cut" : "media.text_done",
                      number, NULL);
}

static void library_item(const struct app *app, const struct request *request, struct view list,
                         const json_t *media)
{
    struct view view = view_append(list);
    long long id = (long long)json_integer_value(json_object_get(media, "id"));
    const char *alt = json_string_value(json_object_get(media, "alt"));
    view_integer(view, "id", id);
    view_text(view, "label", staff_media_label(view.arena, media));
    view_url(view, "url", safe_url_trusted(staff_path(request, "/tep/%lld", id)));
    staff_thumb(request, view, media);
    staff_media_facts(request, view, media);
    view_text(view, "uses", uses_words(app, request, json_object_get(media, "uses")));
    view_flag(view, "lacks_alt", json_integer_value(json_object_get(media, "width")) > 0 && (!alt || !*alt));
}

/* The parameters of the library, which are the API's. */
static const char *const filters[] = {"q", "kind", "unused", "without_alt", "after"};
enum { FILTERS = sizeof filters / sizeof *filters };

static enum err library_ask(struct app *app, const struct request *request, struct staff_answer *ret_answer)
{
    struct staff_question question = {.handle = api_media_list,
                                      .method = METHOD_GET,
                                      .parameters = {{"limit", "30"}},
                                      .parameter_count = 1};
    for (size_t i = 0; i < FILTERS; i++) {
        const char *value = request_parameter(request, filters[i]);
        if (value && *value)
            question.parameters[question.parameter_count++] = (struct field){filters[i], value};
    }
    return staff_ask(app, request, &question, ret_answer);
}

/* The filters as they are set, and the page behind this one with the same. */
static void library_filters(const struct app *app, const struct request *request, struct view view,
                            const char *after)
{
    auto_buf struct buf next = BUF(2000);
    static const char *const kinds[] = {"picture", "document", "sound", "film"};
    const char *kind = request_parameter(request, "kind"), *words = request_parameter(request, "q");
    struct view list = view_list(view, "kinds");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct view one = view_append(list);
        view_text(one, "value", kinds[i]);
        view_text(one, "label",
                  staff_word(app, request, arena_printf(view.arena, "media.kind_%s", kinds[i])));
        view_flag(one, "is_chosen", kind && strcmp(kind, kinds[i]) == 0);
    }
    view_text(view, "words", words ? words : "");
    view_flag(view, "is_unused", request_parameter(request, "unused") != NULL);
    view_flag(view, "is_nameless", request_parameter(request, "without_alt") != NULL);
    buf_printf(&next, "%s?after=%s", staff_path(request, "/tep"), after ? after : "");
    for (size_t i = 0; i + 1 < FILTERS; i++) {
        const char *value = request_parameter(request, filters[i]);
        if (!value || !*value)
            continue;
        buf_printf(&next, "&%s=", filters[i]);
        url_escape(&next, value, "");
    }
    bool is_more = after && !buf_failed(&next);
    view_url(view, "next_url",
             is_more ? safe_url_trusted(arena_copy(view.arena, buf_str(&next), next.length))
                     : (struct safe_url){NULL});
}

/* Whose what came of an upload is: that person's, of that moment. */
static struct warned_of upload_told(const struct request *request, int64_t moment_ms)
{
    return (struct warned_of){actor_number(&request->actor), WARNED_FILES, moment_ms};
}

/* What was not taken of the upload that the address names ("lan", its moment), each file and why; and the way
 * to describe what was. How many faults there are. */
static size_t library_faults(struct app *app, const struct request *request, struct view view)
{
    const char *moment = request_parameter(request, "lan"), *const * told;
    const struct warned_of of = upload_told(request, moment ? strtoll(moment, NULL, 10) : 0);
    size_t count = moment ? warned_find(app->warned, &of, request->now_ms, view.arena, &told) : 0;
    struct view list = view_list(view, "faults");
    for (size_t i = 1; i + 1 < count; i += 2) {
        struct view fault = view_append(list);
        view_text(fault, "label", told[i]);
        view_text(fault, "detail", told[i + 1]);
        view_url(fault, "url", safe_url_trusted("#file"));
    }
    view_flag(view, "has_faults", count > 1);
    view_url(view, "describe_url",
             count && *told[0] ? safe_url_trusted(staff_path(request, "/tep/mo-ta?ids=%s", told[0]))
                               : (struct safe_url){NULL});
    view_flag(view, "is_told_before", moment && !count);
    return count / 2;
}

/* Where the cursor of the next page stands in the API's link. */
static const char *after_of(struct arena *arena, const json_t *answer)
{
    const char *next = json_string_value(json_object_get(answer, "next"));
    const char *at = next ? strstr(next, "after=") : NULL;
    return at ? arena_copy(arena, at + 6, strcspn(at + 6, "&")) : NULL;
}

enum err staff_media_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const char *title = staff_word(app, request, "media.title");
    enum err err = library_ask(app, request, &answer);
    if (err)
        return err;
    struct view view = staff_begin(request, reply, "staff/media.html", title);
    struct view list = view_list(view, "items");
    const json_t *item;
    size_t index;
    json_array_foreach(json_object_get(answer.view, "items"), index, item)
    {
        library_item(app, request, list, item);
    }
    view_url(view, "action_url", safe_url_trusted(staff_path(request, "/tep")));
    view_url(view, "nameless_url", safe_url_trusted(staff_path(request, "/tep/mo-ta")));
    view_flag(view, "may_write", request->actor.role >= ROLE_AUTHOR);
    view_flag(view, "may_edit", request->actor.role >= ROLE_EDITOR);
    library_filters(app, request, view, after_of(view.arena, answer.view));
    if (library_faults(app, request, view))
        view_text(view, "page_title", staff_says(app, request, "frame.fault_title", title, NULL));
    return ERR_OK;
}

/* ---- taking files */

/* What was taken of an upload, and what was not. */
struct upload_said {
    const char *ids; /* "3,4", of those that are kept */
    size_t kept;
    struct fault *faults; /* `parameter` is the file's name */
    size_t fault_count;
};

/* One file, as the API takes it. Its fault is told by its name, whatever it is: those before it are kept, and
 * those behind it come too. Without memory all ends. */
static enum err upload_one(struct app *app, const struct request *request, const struct file_part *part,
                           struct upload_said *said)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    json_auto_t *body = json_object();
    struct file_part file = *part;
    file.field = "file";
    const struct staff_question question = {
        .handle = api_media_create, .method = METHOD_POST, .body = body, .files = &file, .file_count = 1};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err == ERR_MEMORY)
        return err;
    if (err) {
        const char *why = answer.fault_count ? answer.faults[0].detail : answer.detail;
        said->faults[said->fault_count++] =
            (struct fault){.detail = why ? why : staff_word(app, request, "media.not_taken"),
                           .parameter = part->file_name ? part->file_name : "?"};
        return ERR_OK;
    }
    said->ids = arena_printf(request->arena, "%s%s%lld", said->ids, said->kept++ ? "," : "",
                             (long long)json_integer_value(json_object_get(answer.view, "id")));
    return ERR_OK;
}

/* To the library, which tells of each file that was not taken: loading it anew sends none again. */
static enum err upload_tell(struct app *app, const struct request *request, struct reply *reply,
                            const struct upload_said *said)
{
    size_t count = 1 + 2 * said->fault_count;
    const struct warned_of of = upload_told(request, request->now_ms);
    struct fault *told = arena_zero(request->arena, count, sizeof *told);
    if (!told)
        return ERR_MEMORY;
    told[0].detail = said->ids;
    for (size_t i = 0; i < said->fault_count; i++) {
        told[1 + 2 * i].detail = said->faults[i].parameter;
        told[2 + 2 * i].detail = said->faults[i].detail;
    }
    warned_keep(app->warned, &of, told, count, request->now_ms);
    return staff_done(request, reply, staff_path(request, "/tep?lan=%lld", (long long)of.version), NULL);
}

static enum err upload_all(struct app *app, const struct request *request, struct reply *reply)
{
    const struct submission *form = request->form;
    struct upload_said said = {.ids = ""};
    said.faults = arena_zero(request->arena, form->file_count + 1, sizeof *said.faults);
    enum err err = said.faults ? ERR_OK : ERR_MEMORY;
    for (size_t i = 0; !err && i < form->file_count; i++)
        if (form->files[i].size)
            err = upload_one(app, request, &form->files[i], &said);
    if (err)
        return err;
    if (!said.kept && !said.fault_count)
        said.faults[said.fault_count++] = (struct fault){.detail = staff_word(app, request, "media.no_file"),
                                                         .parameter = staff_word(app, request, "media.file")};
    return said.fault_count ? upload_tell(app, request, reply, &said)
                            : staff_done(request, reply, staff_path(request, "/tep/mo-ta?ids=%s", said.ids),
                                         "media_taken");
}

/* The ids that were ticked, joined by commas. */
static const char *ids_ticked(const struct request *request)
{
    const json_t *sent = json_object_get(request->form->fields, "id"), *item;
    const char *ids = "";
    size_t index;
    if (json_is_string(sent))
        return json_string_value(sent);
    json_array_foreach(sent, index, item)
    {
        ids = arena_printf(request->arena, "%s%s%s", ids, *ids ? "," : "", json_string_value(item));
    }
    return ids;
}

enum err staff_media_take(struct app *app, const struct request *request, struct reply *reply)
{
    const char *act = staff_sent(request, "lam");
    if (!act || strcmp(act, "mo-ta") != 0)
        return upload_all(app, request, reply);
    auto_buf struct buf ids = BUF(1000);
    url_escape(&ids, ids_ticked(request), ",");
    return staff_done(request, reply, staff_path(request, "/tep/mo-ta?ids=%s", buf_str(&ids)), NULL);
}

/* ---- one file */

/* What shows it, each with where it is edited. */
enum err staff_media_shown(struct formset_state *state, struct view view)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const struct request *request = state->request;
    enum err err = staff_read(state->app, request, api_media_uses, request->args[0], &answer);
    struct view list = view_list(view, "shown_in");
    const json_t *item;
    size_t index;
    json_array_foreach(json_object_get(answer.view, "items"), index, item)
    {
        struct view one = view_append(list);
        long long id = (long long)json_integer_value(json_object_get(item, "id"));
        view_text(one, "label", arena_text(view.arena, json_string_value(json_object_get(item, "title"))));
        view_url(one, "url", safe_url_trusted(staff_path(request, "/bai/%lld", id)));
    }
    json_array_foreach(json_object_get(answer.view, "boxes"), index, item)
    {
        struct view one = view_append(list);
        long long id = (long long)json_integer_value(json_object_get(item, "id"));
        view_text(one, "label",
                  staff_says(state->app, request, "media.box",
                             json_string_value(json_object_get(item, "title")), NULL));
        view_url(one, "url", safe_url_trusted(staff_path(request, "/cong/khoi/%lld", id)));
    }
    const json_t *uses = json_object_get(answer.view, "uses");
    view_text(view, "uses", uses_words(state->app, request, uses));
    long long former = (long long)json_integer_value(json_object_get(uses, "former"));
    view_text(view, "former",
              former ? staff_says(state->app, request, "media.former",
                                  arena_printf(view.arena, "%lld", former), NULL)
                     : NULL);
    return err;
}
