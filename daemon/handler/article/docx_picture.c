/* Bytes of a Word file's pictures go the way of every upload. What was cut off in Word is cut off before
 * anything is kept, for it may be just what nobody shall see. */
#include "docx_picture.h"

#include "base/buf.h"
#include "base/clock.h"
#include "helper/picture.h"

#include <stdlib.h>
#include <string.h>

/* The draft is there within three seconds; the other pictures follow. */
enum { PICTURES_MS = 2000 };

/* What the pictures of one file are prepared with. */
struct docx_preparing {
    struct app *app;
    const struct request *request;
    struct reply *reply;
    const struct docx *docx;
    struct picture_import *import;
    int64_t until_ms; /* by the monotonic clock: what is not made by then comes behind */
};

static bool docx_cut_is_none(const struct docx_cut *cut, int orientation)
{
    return !cut->left && !cut->top && !cut->right && !cut->bottom && cut->orientation == orientation;
}

/* Why it cannot be taken; the document is taken all the same. */
static void docx_picture_refuse(const struct docx_preparing *preparing, struct imported *item)
{
    struct reply *reply = preparing->reply;
    const char *why = message_text(reply->arena, reply->lang, item->fault, &item->args);
    reply_warn(reply, "/body", WARNING_WORD_PICTURE_REFUSED, MESSAGE_ARGS(why));
}

/* The bytes of one use as they are seen: Word shows a picture as its pixels lie, whatever a camera says of
 * up and down, unless it says so itself. */
static enum err docx_picture_bytes(const struct docx_preparing *preparing, const struct docx_use *use,
                                   struct imported *item)
{
    const struct docx_part *part = &preparing->docx->parts[use->part];
    struct picture_facts facts;
    const void *bytes = part->bytes;
    size_t size = part->size;
    enum err err = picture_measure(bytes, size, &facts);
    if (!err && !docx_cut_is_none(&use->cut, facts.orientation))
        err = helper_cut(preparing->app->helper, &facts, &use->cut, part->bytes, part->size,
                         preparing->import->arena, &bytes, &size);
    item->file = (struct file_part){.field = "body", .bytes = bytes, .size = size};
    if (err != ERR_INPUT && err != ERR_TOO_LARGE && err != ERR_MEDIA_TYPE)
        return err;
    item->fault = err == ERR_TOO_LARGE ? MESSAGE_IMAGE_TOO_HEAVY : MESSAGE_IMAGE_UNREADABLE;
    return ERR_OK;
}

/* Whether the draft need not wait too long for another picture. */
static bool docx_picture_has_time(const struct docx_preparing *preparing)
{
    return clock_monotonic_ms(&clock_system) < preparing->until_ms;
}

/* One picture, prepared as if it had been uploaded. */
static enum err docx_picture_prepare(const struct docx_preparing *preparing, const struct docx_use *use,
                                     struct imported *item)
{
    enum err err = docx_picture_bytes(preparing, use, item);
    if (!err && !item->fault)
        err = media_upload_prepare(
            preparing->app, preparing->request, preparing->import->arena, &item->file,
            docx_picture_has_time(preparing) ? UPLOAD_PICTURE_QUICK : UPLOAD_PICTURE_LATER, &item->upload);
    if (err)
        return err;
    if (!item->fault && !item->upload.err)
        return media_upload_path(preparing->app, preparing->reply->arena, &item->upload, &item->path);
    if (item->upload.err) {
        item->fault = item->upload.fault;
        item->args = item->upload.args;
    }
    docx_picture_refuse(preparing, item);
    return ERR_OK;
}

/* An earlier use of the same picture in the same form; NULL. */
static const struct imported *docx_picture_same(const struct docx_preparing *preparing, size_t number)
{
    const struct docx_use *uses = preparing->docx->uses;
    for (size_t i = 0; i < number; i++)
        if (uses[i].part == uses[number].part &&
            memcmp(&uses[i].cut, &uses[number].cut, sizeof uses[i].cut) == 0)
            return &preparing->import->items[i];
    return NULL;
}

static enum err docx_pictures_prepare_all(const struct docx_preparing *preparing)
{
    struct picture_import *import = preparing->import;
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < preparing->docx->use_count; i++) {
        struct imported *item = &import->items[import->count++];
        const struct imported *same = docx_picture_same(preparing, i);
        *item = (struct imported){.source = ""};
        if (same)
            *item = *same;
        else if (atomic_load(&preparing->app->stopping))
            err = ERR_UNAVAILABLE;
        else
            err = docx_picture_prepare(preparing, &preparing->docx->uses[i], item);
    }
    return err;
}

/* The HTML with addresses in the place of numbers. An element whose picture could not be taken is left out:
 * from its beginning, which stands shortly before, to its end. */
static const char *docx_with_addresses(const struct docx_preparing *preparing)
{
    static const char mark[] = "src=\"docx:";
    const struct picture_import *import = preparing->import;
    auto_buf struct buf out = BUF(DOCX_HTML_MAX + DOCX_PICTURES_MAX * 100);
    const char *at = preparing->docx->html, *hit;
    while ((hit = strstr(at, mark))) {
        char *end;
        unsigned long number = strtoul(hit + sizeof mark - 1, &end, 10);
        const struct imported *item = number < import->count ? &import->items[number] : NULL;
        const char *begin = memrchr(at, '<', (size_t)(hit - at)), *stop = strchr(end, '>');
        if (item && item->path) {
            buf_add(&out, at, (size_t)(hit - at));
            buf_printf(&out, "src=\"%s", item->path);
            at = end;
        } else if (begin && stop) {
            buf_add(&out, at, (size_t)(begin - at));
            at = stop + 1;
        } else {
            at = end;
        }
    }
    buf_text(&out, at);
    if (buf_failed(&out))
        arena_fail(import->arena);
    return arena_copy(import->arena, buf_str(&out), out.length);
}

enum err docx_pictures_prepare(struct app *app, const struct request *request, struct reply *reply,
                               const struct docx *docx, struct picture_import *import)
{
    const struct docx_preparing preparing = {app,  request, reply,
                                             docx, import,  clock_monotonic_ms(&clock_system) + PICTURES_MS};
    import->items = arena_zero(import->arena, docx->use_count + 1, sizeof *import->items);
    if (!import->items)
        return ERR_MEMORY;
    enum err err = docx_pictures_prepare_all(&preparing);
    if (err)
        return err;
    /* The commit wakes who makes the rest. */
    if (import->count && !request->actor.is_trying)
        atomic_store(&app->pictures_due, true);
    import->body = docx_with_addresses(&preparing);
    return arena_failed(import->arena) ? ERR_MEMORY : ERR_OK;
}
