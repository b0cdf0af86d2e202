/* What the renderer asks of each picture in a body, answered from the media that are kept here. Knows no
 * HTML; what becomes of the answer is html/body.h's. */
#include "body_media.h"

#include "body_picture.h"
#include "view/article.h"
#include "view/media.h"

#include <limits.h>
#include <string.h>

static const char folder[] = "/media/";

/* A fault at the body, or nothing where nobody listens. */
static void body_media_blame(const struct body_media *media, enum message message, const char *source)
{
    if (media->input)
        input_fault(media->input, "body", message, MESSAGE_ARGS(body_picture_shown(media->arena, source)));
}

/* A picture of a draft that still has no description: it came so with a Word file. */
static void body_media_warn(const struct body_media *media, const char *source)
{
    if (media->input && !media->is_told)
        reply_warn(media->input->reply, "/body", WARNING_WORD_ALT,
                   MESSAGE_ARGS(body_picture_shown(media->arena, source)));
}

/* Where an import was tried its own reason is told: "does not answer" helps more than "is elsewhere". */
static void blame_foreign(struct body_media *media, const char *source)
{
    bool is_said = media->import && media->input && picture_import_blame(media->import, media->input, source);
    if (!is_said)
        body_media_blame(media, MESSAGE_BODY_PICTURE_FOREIGN, source);
}

/* A picture whose forms are still being made: it has its place and its size, and is there soon. */
static struct body_picture pending_picture(struct arena *arena, const struct media *found)
{
    const char *path = media_path(arena, found->name);
    return (struct body_picture){
        .url = path,
        .alt = found->alt ? found->alt : "",
        .jpeg_srcset = arena_printf(arena, "%s %dw", path, found->width),
        .webp_srcset = "",
        .width = found->width,
        .height = found->height,
    };
}

/* A medium in all its widths. False for one that is no picture, as only pictures have a JPEG. */
static bool describe(struct body_media *media, const struct media *found, struct body_picture *ret_picture)
{
    const struct media_file *widest = media_widest(found, "image/jpeg");
    if (!widest && found->is_due) {
        *ret_picture = pending_picture(media->arena, found);
        return true;
    }
    if (!widest)
        return false;
    *ret_picture = (struct body_picture){
        .url = media_path(media->arena, widest->name),
        .alt = found->alt ? found->alt : "",
        .jpeg_srcset = media_srcset(media->arena, found, "image/jpeg", INT_MAX),
        .webp_srcset = media_srcset(media->arena, found, "image/webp", INT_MAX),
        .width = widest->width,
        .height = widest->height,
    };
    return true;
}

/* A sound, a film or captions, which the renderer asks for by addresses that only they have; of a medium
 * without an alternative text its caption or file says what it is called. */
static bool describe_recording(const struct body_media *media, const struct media *found, const char *source,
                               struct body_picture *ret_picture)
{
    /* Of a picture that was fetched nothing but its files is known. */
    const char *type = found->type ? found->type : "";
    if (strncmp(type, "audio/", 6) != 0 && strncmp(type, "video/", 6) != 0 &&
        strncmp(type, "text/vtt", 8) != 0)
        return false;
    const char *name = found->alt && *found->alt ? found->alt : found->caption;
    if (!name)
        name = found->file_name ? found->file_name : "";
    *ret_picture = (struct body_picture){
        .url = arena_text(media->arena, source), .alt = name, .jpeg_srcset = "", .webp_srcset = ""};
    return true;
}

/* A picture that was fetched for this body has no row before the transaction. */
static bool is_fetched(const struct body_media *media, const char *source, struct media *ret_media)
{
    const struct media_content *content =
        media->import ? picture_import_content(media->import, source) : NULL;
    struct media_file *files =
        content ? arena_zero(media->arena, content->rendition_count + 1, sizeof *files) : NULL;
    if (!files)
        return false;
    for (size_t i = 0; i < content->rendition_count; i++) {
        const struct media_blob *blob = &content->renditions[i];
        files[i] =
            (struct media_file){blob->name, blob->type, (int64_t)blob->size, blob->width, blob->height};
    }
    *ret_media = (struct media){.name = content->original.name,
                                .width = content->original.width,
                                .height = content->original.height,
                                .is_due = content->is_due,
                                .files = files,
                                .file_count = content->rendition_count};
    return true;
}

/* The medium of that file, by the transaction or on a reader. */
static enum err find_medium(const struct body_media *media, const char *source, struct media *ret_media)
{
    const char *name = source + sizeof folder - 1;
    if (media->conn)
        return media_by_file(media->conn, name, ret_media);
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(media->store, media->arena, &conn);
    if (!err)
        err = media_by_file(conn, name, ret_media);
    return err == ERR_NOT_FOUND && is_fetched(media, source, ret_media) ? ERR_OK : err;
}

/* Called by the renderer for each picture; false leaves it out. A body refers to a rendition by its file
 * name, and whichever width that is, all of them are offered. */
static bool body_media_find(void *context, const char *source, const char *alt,
                            struct body_picture *ret_picture)
{
    struct body_media *media = context;
    struct media found;
    if (strncmp(source, folder, sizeof folder - 1) != 0) {
        if (body_picture_is_foreign(source))
            blame_foreign(media, source);
        else if (body_picture_is_inside(source) && media->import && media->input)
            picture_import_blame(media->import, media->input, source);
        return false; /* pasted from a word processor, it has no address that anybody could open */
    }
    enum err err = find_medium(media, source, &found);
    /* The callback has no error to give, so it waits in the context. */
    if (err && err != ERR_NOT_FOUND)
        media->err = err;
    if (!err && describe_recording(media, &found, source, ret_picture))
        return true;
    if (err || !describe(media, &found, ret_picture)) {
        body_media_blame(media, MESSAGE_BODY_PICTURE_UNKNOWN, source);
        return false;
    }
    /* Without words of the body those of the medium count; without either it is a fault, because a
     * reader who sees nothing learns nothing. */
    bool is_silent = !alt || (media->says_no_alt && !*alt);
    if (is_silent && !*ret_picture->alt && media->known_body && strstr(media->known_body, source))
        body_media_warn(media, source);
    else if (is_silent && !*ret_picture->alt)
        body_media_blame(media, MESSAGE_BODY_ALT_MISSING,
                         media->import ? picture_import_source(media->import, source) : source);
    if (!is_silent)
        ret_picture->alt = ""; /* "" is said on purpose: the picture says nothing */
    return true;
}

struct body_pictures body_media_pictures(struct body_media *media)
{
    return (struct body_pictures){body_media_find, media};
}
