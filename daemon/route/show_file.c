/* Showing files: media of the editors and the interface's own. Knows ranges and conditions, and no views. */
#include "show_inner.h"

#include "http/conditional.h"
#include "store/media.h"
#include "work/restore.h"

#include <string.h>

/* Most bytes of a file of the interface that is copied, since it may be exchanged. */
enum { ASSET_MAX = 4 * 1024 * 1024 };

/* When to ask again for a medium that is on its way. */
enum { RESTORE_RETRY_S = 10 };

/* A file of the media folder. Names are made of the content's hash, so a name never changes its content
 * and serves as the tag. */
enum err show_media_file(struct app *app, struct request *request, struct reply *reply,
                         struct response **ret_response)
{
    int64_t size;
    bool is_pdf = strcmp(reply->text_type, "application/pdf") == 0;
    /* With a token it may be a picture that is not published. The bytes of a name never change, but the
     * article that shows them may be withdrawn: then caches have to ask within a day. */
    struct response_parts parts = {.status = 200,
                                   .kind = is_pdf ? RESPONSE_PDF : RESPONSE_MEDIA,
                                   .caching = reply->is_secret                      ? CACHING_NO_STORE
                                              : reply->widened || request->is_staff ? CACHING_PRIVATE
                                                                                    : CACHING_DAY,
                                   .disposition = reply->disposition,
                                   .type = reply->text_type,
                                   .etag = reply->media_name,
                                   .strict_transport = request->tls};
    /* It may be gone since the handler looked. */
    enum err err = media_open(app->portal->store, reply->media_name, &parts.fd, &size, &parts.modified_ms);
    /* Of a backup that was restored the media come behind. */
    if (err == ERR_NOT_FOUND && restore_job_is_pending(app->restore)) {
        reply->retry_after_s = RESTORE_RETRY_S;
        err = ERR_UNAVAILABLE;
    }
    if (err)
        return err;
    /* Of the whole file, whatever part is asked for. */
    parts.size = (size_t)size;
    /* A Range counts when the conditions are met alone (RFC 9110 section 13.2.2). */
    if (condition_check(request, reply->media_name, parts.modified_ms) == CONDITION_SEND)
        parts.range_kind = range_choose(request, reply->media_name, parts.modified_ms, size, &parts.range);
    if (parts.range_kind != RANGE_WHOLE)
        parts.status = parts.range_kind == RANGE_PART ? 206 : 416;
    /* What a proxy would keep is the error. */
    if (parts.range_kind == RANGE_BEYOND)
        parts.caching = CACHING_NO_STORE;
    return response_new(&parts, ret_response);
}

/* A file of the interface, which is the program's own and shared by all responses. */
enum err show_asset(struct app *app, struct request *request, struct reply *reply, const struct route *route,
                    struct response **ret_response)
{
    /* Other assets are reached by addresses that stay while their content changes. */
    bool is_for_ever = route->handle == file_asset; /* its hash stands in the address */
    struct response_parts parts = {.status = 200,
                                   .kind = route->handle == file_offline_worker ? RESPONSE_WORKER
                                                                                : RESPONSE_ASSET,
                                   .caching = is_for_ever ? CACHING_IMMUTABLE : CACHING_REVALIDATE,
                                   .type = reply->text_type,
                                   .etag = reply->asset->hash,
                                   .asset = reply->asset,
                                   .until_ms = INT64_MAX,
                                   .strict_transport = request->tls};
    /* The bytes are the program's own and stay. */
    if (!app->live_assets)
        return response_new(&parts, ret_response);
    /* The file may be exchanged before its bytes are sent. */
    auto_buf struct buf out = BUF(ASSET_MAX);
    buf_add(&out, reply->asset->bytes, reply->asset->size);
    parts.asset = NULL;
    return show_finish(&parts, &out, ret_response);
}
