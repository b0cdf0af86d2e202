/* Files of media as they are sent, at /media/{name}: to the public, to the staff, and to who has the link of
 * a draft that shows them. Must not know how they came to be. */
#include "core/access.h"
#include "handler/handler.h"
#include "http/url.h"
#include "store/media.h"
#include "store/preview_link.h"

#include <string.h>
#include <strings.h>

/* How browsers are to take an attachment (RFC 6266): they have a viewer for PDF; everything else is saved.
 * The name on the editor's machine gets the extension of what the file is, whatever it pretended to be. */
static const char *disposition(struct arena *arena, const struct media_served *served)
{
    auto_buf struct buf out = BUF(4096);
    const char *name = served->file_name ? served->file_name : served->file.name;
    const char *extension = strrchr(served->file.name, '.');
    size_t length = strlen(name), tail = strlen(extension);
    bool has_extension = length > tail && strcasecmp(name + length - tail, extension) == 0;
    /* A document of another kind could be shown as a page of this origin; saved, it runs nothing. */
    bool is_shown = strcmp(served->file.type, "application/pdf") == 0;
    /* For clients that do not know filename*, whose other form takes no letters with marks. */
    buf_printf(&out, "%s; filename=\"%s\"; filename*=UTF-8''", is_shown ? "inline" : "attachment",
               served->file.name);
    url_escape(&out, name, "");
    if (!has_extension)
        buf_text(&out, extension);
    return arena_copy(arena, buf_str(&out), out.length);
}

/* There is no such file, or none that whoever asks may see: which of both is not said. */
static enum err media_file_unknown(struct reply *reply, enum err err)
{
    return thing_unknown(reply, err, MESSAGE_THING_MEDIA, "/api/media");
}

static void media_file_send(struct reply *reply, const struct media_served *served)
{
    reply->media_name = served->file.name;
    reply->text_type = served->file.type;
    /* Shown to some alone, hence private. */
    reply->widened = !served->is_public;
    /* Pictures are shown within pages and have no name of their own. */
    if (!served->file.width)
        reply->disposition = disposition(reply->arena, served);
}

enum err file_media(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct media_served served;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = media_serve(conn, request->args[0], &served);
    if (!err && !served.is_public && !sees_drafts(request))
        err = ERR_NOT_FOUND;
    if (err)
        return media_file_unknown(reply, err);
    media_file_send(reply, &served);
    return ERR_OK;
}

enum err file_preview_media(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct preview_link link;
    struct media_served served = {.is_public = false};
    bool shows = false;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = preview_link_find(conn, request->args[0], &link);
    if (!err)
        err = media_serve(conn, request->args[1], &served);
    if (!err && !served.is_public)
        err = preview_link_shows(conn, link.article_id, request->args[1], &shows);
    if (!err && !served.is_public && !shows)
        err = ERR_NOT_FOUND;
    if (err)
        return media_file_unknown(reply, err);
    /* Below an address that is a secret, whoever else may see it. */
    reply->is_secret = true;
    media_file_send(reply, &served);
    return ERR_OK;
}
