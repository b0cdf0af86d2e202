/* The order of an import, and its limits. Who is asked for a picture and whether they may be is the
 * helper's; what a picture is made into is media_upload.c's. */
#include "picture_import.h"

#include "article/body_address.h"
#include "article/body_picture.h"
#include "core/query.h"
#include "helper/fetch.h"
#include "store/article.h"
#include "text/number.h"
#include "view/article.h"
#include "view/media.h"

#include <sodium.h>
#include <string.h>

/* Room for forty megabytes fetched and the renditions of ten pictures. Two requests at a time bound
 * memory and threads; a third is told to come again after the time that an import may take. */
enum { ARENA_MAX = 192 * 1024 * 1024, AT_ONCE_MAX = 2, RETRY_S = 30 };

/* One request's import while it runs. */
struct run {
    struct app *app;
    const struct request *request;
    struct reply *reply;
    struct picture_import *import;
    int64_t until_ms; /* by the monotonic clock */
    size_t bytes;     /* that may still be fetched */
};

/* A number for a message, in the reply's arena. */
static const char *picture_import_number_text(struct arena *arena, int64_t number)
{
    return arena_printf(arena, "%lld", (long long)number);
}

/* Stands in for the search of media while the body is rendered only to find its pictures. False leaves
 * each out, as nobody looks at the result. */
static bool picture_import_collect(void *context, const char *source, const char *alt,
                                   struct body_picture *ret_picture)
{
    struct picture_import *import = context;
    (void)alt, (void)ret_picture;
    bool is_inside = body_picture_is_inside(source);
    if (!is_inside && !(import->takes_foreign && body_picture_is_foreign(source)))
        return false;
    /* The same address twice is fetched once. */
    for (size_t i = 0; i < import->count; i++)
        if (strcmp(import->items[i].source, source) == 0)
            return false;
    bool is_full = is_inside ? import->inside == IMPORT_INSIDE_MAX
                             : import->count - import->inside == IMPORT_PICTURES_MAX;
    import->is_over = import->is_over || is_full;
    if (is_full)
        return false;
    import->items[import->count++].source = arena_text(import->arena, source);
    import->inside += is_inside;
    return false;
}

/* The format that the body will be read in: the one sent, or the present one of an article that is changed.
 */
static enum err find_format(const struct run *run, const struct submission *submission,
                            enum body_format *ret_format)
{
    const char *name = json_string_value(json_object_get(submission->fields, "body_format"));
    auto_conn struct conn *conn = NULL;
    struct article article;
    int64_t id;
    *ret_format = name ? body_format_from_name(name) : BODY_MARKDOWN;
    if (name || run->request->method != METHOD_PATCH ||
        number_parse(run->request->args[0], 1, INT64_MAX, &id))
        return ERR_OK;
    /* Outside the transaction that will change it. Should its format change in between, the addresses
     * are not found there and the fault says so. */
    enum err err = store_lease(run->app->portal->store, run->reply->arena, &conn);
    if (!err)
        err = article_by_id(conn, id, &article);
    if (!err)
        *ret_format = body_format_from_name(article.body_format);
    return err == ERR_NOT_FOUND || err == ERR_GONE ? ERR_OK : err;
}

/* Of a failed fetch, in the words of its fault. */
static void blame_fetch(const struct run *run, struct imported *item, const struct fetched *fetched,
                        size_t most)
{
    static const enum message messages[FETCH_FAULTS] = {
        [FETCH_ADDRESS] = MESSAGE_FETCH_ADDRESS,         [FETCH_NAME] = MESSAGE_FETCH_NAME,
        [FETCH_FORBIDDEN] = MESSAGE_FETCH_FORBIDDEN,     [FETCH_UNREACHABLE] = MESSAGE_FETCH_UNREACHABLE,
        [FETCH_CERTIFICATE] = MESSAGE_FETCH_CERTIFICATE, [FETCH_MISSING] = MESSAGE_FETCH_MISSING,
        [FETCH_STATUS] = MESSAGE_FETCH_STATUS,           [FETCH_REDIRECTS] = MESSAGE_FETCH_REDIRECTS,
        [FETCH_TOO_LARGE] = MESSAGE_FETCH_TOO_LARGE,     [FETCH_TIMEOUT] = MESSAGE_FETCH_TIMEOUT,
        [FETCH_NO_PICTURE] = MESSAGE_IMAGE_NOT_ONE,      [FETCH_GARBLED] = MESSAGE_FETCH_GARBLED,
    };
    /* Most messages take no number and leave it out. */
    int64_t number = 0;
    if (fetched->fault == FETCH_STATUS)
        number = fetched->status;
    else if (fetched->fault == FETCH_REDIRECTS)
        number = FETCH_REDIRECTS_MAX;
    else if (fetched->fault == FETCH_TOO_LARGE)
        number = (int64_t)most;
    else if (fetched->fault == FETCH_TIMEOUT)
        number = FETCH_TIME_MS / 1000;
    item->fault = messages[fetched->fault];
    item->args = (struct message_args){{picture_import_number_text(run->reply->arena, number)}};
}

/* The bytes that an address holds (RFC 2397, in base64, which may be broken over lines). */
static void read_inside(const char *source, struct arena *arena, struct fetched *ret_fetched)
{
    static const char mark[] = ";base64,";
    const char *text = strcasestr(source, mark);
    *ret_fetched = (struct fetched){.fault = FETCH_NO_PICTURE};
    if (!text || strcspn(source, ",") < (size_t)(text - source))
        return;
    text += sizeof mark - 1;
    size_t length = strlen(text), size = 0, room = length / 4 * 3 + 3;
    unsigned char *bytes = arena_alloc(arena, room);
    if (!bytes ||
        sodium_base642bin(bytes, room, text, length, " \t\n", &size, NULL, sodium_base64_VARIANT_ORIGINAL))
        return;
    *ret_fetched = (struct fetched){.fault = FETCH_OK, .bytes = bytes, .size = size};
}

/* Asks for one picture. Where nobody can go out, the request ends with a word that says so. */
static enum err import_fetch(const struct run *run, const char *source, size_t most, int64_t left_ms,
                             struct fetched *ret_fetched)
{
    enum err err =
        helper_fetch(run->app->helper, run->app->fetch_rules, source, most,
                     left_ms < FETCH_TIME_MS ? (int)left_ms : FETCH_TIME_MS, run->import->arena, ret_fetched);
    if (err != ERR_UNAVAILABLE)
        return err;
    run->reply->retry_after_s = RETRY_S;
    return reply_problem(run->reply, err, MESSAGE_IMPORT_PICTURES_DOWN, NULL);
}

/* Fetches one picture and prepares it as if it had been uploaded. A fault is noted with the picture; an
 * error ends the request. */
static enum err import_one(struct run *run, struct imported *item)
{
    struct arena *arena = run->import->arena;
    /* What stays when no time is left for this one. */
    struct fetched fetched = {.fault = FETCH_TIMEOUT};
    int64_t left_ms = run->until_ms - clock_monotonic_ms(&clock_system);
    /* Of all pictures together, and of each as of an upload. */
    size_t most = run->bytes < PICTURE_SIZE_MAX ? run->bytes : PICTURE_SIZE_MAX;
    enum err err = ERR_OK;
    if (body_picture_is_inside(item->source))
        read_inside(item->source, arena, &fetched);
    else if (!most)
        fetched.fault = FETCH_TOO_LARGE;
    else if (left_ms > 0)
        err = import_fetch(run, item->source, most, left_ms, &fetched);
    if (err || fetched.fault) {
        blame_fetch(run, item, &fetched, most);
        return err;
    }
    run->bytes -= fetched.size < run->bytes ? fetched.size : run->bytes;
    /* Kept with the picture, since the upload refers to it until the transaction. */
    item->file = (struct file_part){.field = "body", .bytes = fetched.bytes, .size = fetched.size};
    err = media_upload_prepare(run->app, run->request, arena, &item->file, UPLOAD_PICTURE, &item->upload);
    if (err || !item->upload.err)
        return err ? err : media_upload_path(run->app, run->reply->arena, &item->upload, &item->path);
    item->fault = item->upload.fault;
    item->args = item->upload.args;
    return ERR_OK;
}

/* Pictures take memory and a thread while they are waited for, so few requests may do so at once. */
static enum err import_all(struct run *run)
{
    struct app *app = run->app;
    enum err err = ERR_OK;
    /* Counted before it is asked, and given back below in any case. */
    if (atomic_fetch_add(&app->fetching, 1) >= AT_ONCE_MAX && !run->import->is_single) {
        run->reply->retry_after_s = RETRY_S;
        err = reply_problem(run->reply, ERR_UNAVAILABLE, MESSAGE_IMPORT_PICTURES_BUSY, NULL);
    }
    /* One after the other, as each has the helper for itself already. A daemon that stops waits for none
     * of them. */
    for (size_t i = 0; !err && i < run->import->count; i++)
        err = atomic_load(&app->stopping) ? ERR_UNAVAILABLE : import_one(run, &run->import->items[i]);
    atomic_fetch_sub(&app->fetching, 1);
    return err;
}

/* The text of the body with the new addresses. */
static void change_body(const struct run *run, enum body_format format, const char *text)
{
    struct address_change changes[IMPORT_PICTURES_MAX + IMPORT_INSIDE_MAX];
    for (size_t i = 0; i < run->import->count; i++)
        changes[i] = (struct address_change){run->import->items[i].source, run->import->items[i].path};
    run->import->body = body_addresses_changed(run->import->arena, format, text, changes, run->import->count);
}

enum err picture_import_apply(const struct picture_import *import, struct reply *reply,
                              struct submission *submission)
{
    if (!import->body)
        return ERR_OK;
    /* What is read afterwards has no control characters any more. */
    if (import->fault.kind == TEXT_FAULT_REMOVED)
        reply_warn_removed(reply, "/body", &import->fault);
    return arena_failed(import->arena) ||
                   json_object_set_new(submission->fields, "body", json_string(import->body))
               ? ERR_MEMORY
               : ERR_OK;
}

/* A body that cannot be read is left to those who say why. */
static enum err import_body(struct run *run, const struct submission *submission)
{
    struct picture_import *import = run->import;
    const struct body_pictures pictures = {picture_import_collect, import};
    const json_t *value = json_object_get(submission->fields, "body");
    enum body_format format;
    struct body body;
    const char *text;
    /* Normalised as it will be when it is read, or addresses would be looked for in another text. */
    if (!json_is_string(value) || text_normalize(json_string_value(value), json_string_length(value),
                                                 TEXT_BLOCK, import->arena, &text, &import->fault))
        return ERR_OK;
    enum err err = find_format(run, submission, &format);
    if (err || format == BODY_FORMAT_COUNT ||
        body_render_with(format, text, strlen(text), &pictures, import->arena, &body, NULL))
        return err;
    /* With too many none is fetched, so that no half of a body is changed. */
    if (!import->count || import->is_over)
        return ERR_OK;
    err = import_all(run);
    if (!err)
        change_body(run, format, text);
    return err;
}

bool picture_import_concerns(const struct submission *submission)
{
    const char *text = json_string_value(json_object_get(submission->fields, "body"));
    return text && strcasestr(text, "data:image/");
}

enum err picture_import_prepare(struct app *app, const struct request *request, struct reply *reply,
                                struct submission *submission, struct picture_import *import)
{
    struct run run = {
        app, request, reply, import, clock_monotonic_ms(&clock_system) + IMPORT_TIME_MS, IMPORT_BYTES_MAX};
    bool is_wanted = false;
    query_flag(request, reply, "import_pictures", &is_wanted);
    /* Told, because a client that asked for an import must not take its absence for success. */
    if (is_wanted && !app->fetch_rules)
        reply_fault_parameter(reply, "import_pictures", MESSAGE_IMPORT_PICTURES_OFF, NULL);
    enum err err = query_check(reply);
    if (err || (!is_wanted && !picture_import_concerns(submission)))
        return err;
    import->takes_foreign = is_wanted;
    /* Apart from the request's, which is far smaller. */
    import->arena = arena_new(ARENA_MAX);
    import->items = import->arena ? arena_zero(import->arena, IMPORT_PICTURES_MAX + IMPORT_INSIDE_MAX,
                                               sizeof *import->items)
                                  : NULL;
    err = import->items ? import_body(&run, submission) : ERR_MEMORY;
    return err ? err : picture_import_apply(import, reply, submission);
}

void picture_import_done(struct picture_import *import)
{
    arena_free(TAKE(import->arena));
}

enum err picture_import_keep(struct conn *conn, const struct input *input,
                             const struct picture_import *import)
{
    const struct media words = {0};
    enum err err = ERR_OK;
    if (import->is_over)
        input_fault(input, "body", MESSAGE_BODY_PICTURES_MANY,
                    MESSAGE_ARGS(picture_import_number_text(
                        input->reply->arena,
                        import->inside == IMPORT_INSIDE_MAX ? IMPORT_INSIDE_MAX : IMPORT_PICTURES_MAX)));
    if (import->is_too_much)
        input_fault(input, "body", MESSAGE_IMPORT_PICTURES_LARGE,
                    MESSAGE_ARGS(picture_import_number_text(input->reply->arena, IMPORT_BYTES_MAX)));
    for (size_t i = 0; !err && i < import->count; i++) {
        struct media media;
        bool known;
        /* Those that could not be had are blamed where the body is rendered. */
        if (import->items[i].path)
            err = media_upload_keep(conn, input, "body", &import->items[i].upload, &words, &media, &known);
    }
    return err;
}

bool picture_import_blame(const struct picture_import *import, const struct input *input, const char *source)
{
    struct arena *arena = input->reply->arena;
    for (size_t i = 0; i < import->count; i++) {
        const struct imported *item = &import->items[i];
        /* Imported, or never tried. */
        if (item->path || !item->fault || strcmp(item->source, source) != 0)
            continue;
        input_fault(input, "body", MESSAGE_BODY_PICTURE_IMPORT,
                    MESSAGE_ARGS(body_picture_shown(arena, source),
                                 message_text(arena, input->reply->lang, item->fault, &item->args)));
        return true;
    }
    /* That there are too many was told once for all of them. */
    return import->is_over || import->is_too_much;
}

/* For messages: an editor knows the address they typed and not ours. */
const char *picture_import_source(const struct picture_import *import, const char *path)
{
    for (size_t i = 0; i < import->count; i++)
        if (import->items[i].path && strcmp(import->items[i].path, path) == 0)
            return import->items[i].source;
    return path;
}

const struct media_content *picture_import_content(const struct picture_import *import, const char *path)
{
    for (size_t i = 0; i < import->count; i++) {
        const struct imported *item = &import->items[i];
        if (item->path && !item->upload.is_known && strcmp(item->path, path) == 0)
            return &item->upload.content;
    }
    return NULL;
}
