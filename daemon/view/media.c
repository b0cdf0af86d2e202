/* A medium is a picture with several files or an attachment with one; what is said differs, the
 * functions are the same. */
#include "view/media.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Of the picture in a row of a list, in pixels: one of the widths that uploads are scaled to. */
enum { ROW_WIDTH = 640, SRCSET_MAX = 2048 };

const char *media_path(struct arena *arena, const char *name)
{
    return arena_printf(arena, "/media/%s", name);
}

/* Those of one type, of files that are listed narrowest first. */
static const char *srcset_of(struct arena *arena, const struct media_file *files, size_t count,
                             const char *type, int most)
{
    auto_buf struct buf out = BUF(SRCSET_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct media_file *file = &files[i];
        /* A failed buffer gives what fitted; four widths need a fraction of the room. */
        if (file->width <= most && strcmp(file->type, type) == 0)
            buf_printf(&out, "%s%s %dw", out.length ? ", " : "", media_path(arena, file->name), file->width);
    }
    return arena_copy(arena, buf_str(&out), out.length);
}

const char *media_srcset(struct arena *arena, const struct media *media, const char *type, int most)
{
    return srcset_of(arena, media->files, media->file_count, type, most);
}

/* Of the name that the file is kept under (HASH.ext), and not of what somebody's machine called it. */
const char *media_label(struct arena *arena, const char *name)
{
    char label[16];
    size_t length = 0;
    const char *dot = strrchr(name, '.');
    for (const char *p = dot ? dot + 1 : ""; *p && length < sizeof label - 1; p++)
        label[length++] = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
    return arena_copy(arena, label, length);
}

/* Files come by width, and of each width as JPEG and WebP. */
static void view_sizes(struct view parent, const char *name, const struct media_file *files, size_t count)
{
    struct view sizes = view_object(parent, name);
    /* An attachment has one file, and so no pair. */
    for (size_t i = 0; i + 1 < count; i += 2) {
        char width[16];
        snprintf(width, sizeof width, "%d", files[i].width);
        struct view size = view_object(sizes, width);
        view_text(size, "webp", media_path(parent.arena, files[i + 1].name));
        view_text(size, "jpeg", media_path(parent.arena, files[i].name));
        view_integer(size, "height", files[i].height);
    }
}

void view_media_forms(struct view view, const struct media *media)
{
    const struct media_file *widest = media_widest(media, "image/jpeg");
    /* An attachment has no width; its one file is what url names. */
    bool is_attachment = !media->width && media->file_count;
    if (is_attachment)
        widest = &media->files[0];
    view_text(view, "url", widest ? media_path(view.arena, widest->name) : NULL);
    /* Without any file that could be shown, that of the upload. */
    view_integer(view, "width", widest ? widest->width : media->width);
    view_integer(view, "height", widest ? widest->height : media->height);
    view_sizes(view, "sizes", media->files, media->file_count);
}

/* A failed arena makes "" of every path, which safe_url_trusted() would take for our mistake. */
static void media_view_own_url(struct view view, const char *name, const char *path)
{
    if (!arena_failed(view.arena))
        view_url(view, name, safe_url_trusted(path));
}

/* The widest JPEG that is no wider than that, or else the narrowest. */
static const struct media_file *fitting(const struct media *media, int most)
{
    const struct media_file *found = NULL;
    for (size_t i = 0; i < media->file_count; i++) {
        const struct media_file *file = &media->files[i];
        /* Files come by width, so the first is the narrowest and each that still fits is better than the
         * one before. */
        if (strcmp(file->type, "image/jpeg") == 0 && (!found || file->width <= most))
            found = file;
    }
    return found;
}

const char *focus_classes(struct arena *arena, struct media_focus focus)
{
    return arena_printf(arena, "x%d y%d", (focus.x + 100) / 200 * 2, (focus.y + 100) / 200 * 2);
}

/* The picture as any list shows it (part/thumb.html): cut to 3:2, or what there is until it was cut. */
static void view_page_thumb(struct view view, const struct media *media, const struct media_file *row)
{
    bool is_cut = media->crop_count > 0;
    const struct media_file *file = is_cut ? media->crops : row;
    media_view_own_url(view, "thumb_url", media_path(view.arena, file->name));
    view_integer(view, "thumb_width", file->width);
    view_integer(view, "thumb_height", file->height);
    view_text(view, "thumb_srcset",
              is_cut ? srcset_of(view.arena, media->crops, media->crop_count, "image/webp", INT_MAX)
                     : media_srcset(view.arena, media, "image/webp", row->width));
}

/* Addresses and sizes that the template puts into picture, source and img as they are. */
bool view_page_picture(struct view parent, const char *name, const struct media *media, const char *alt,
                       struct view *ret_view)
{
    const struct media_file *widest = media_widest(media, "image/jpeg"), *row = fitting(media, ROW_WIDTH);
    if (!widest)
        return false;
    struct view view = view_object(parent, name);
    media_view_own_url(view, "url", media_path(view.arena, widest->name));
    view_integer(view, "width", widest->width);
    view_integer(view, "height", widest->height);
    view_text(view, "jpeg_srcset", media_srcset(view.arena, media, "image/jpeg", INT_MAX));
    view_text(view, "webp_srcset", media_srcset(view.arena, media, "image/webp", INT_MAX));
    media_view_own_url(view, "row_url", media_path(view.arena, row->name));
    view_integer(view, "row_width", row->width);
    view_integer(view, "row_height", row->height);
    /* Nothing wider than the row's own picture: browsers would take it for dense screens and load
     * several times the bytes for a list. */
    view_text(view, "row_srcset", media_srcset(view.arena, media, "image/webp", row->width));
    view_page_thumb(view, media, row);
    view_text(view, "focus", media->has_focus ? focus_classes(view.arena, media->focus) : NULL);
    /* Lettering, most likely, of which nothing may be cut off, unless somebody said what counts in it. */
    view_flag(view, "is_wide", !media->has_focus && widest->width * 5 > widest->height * 12);
    /* Never null: an img without alt reads out its address. */
    view_text(view, "alt", alt ? alt : "");
    *ret_view = view;
    return true;
}

/* As parts of one; null where nobody chose. */
static void media_view_focus(struct view view, const struct media *media)
{
    if (!media->has_focus) {
        view_null(view, "focus");
        return;
    }
    struct view focus = view_object(view, "focus");
    view_json(focus, "x", json_real(media->focus.x / 1000.0));
    view_json(focus, "y", json_real(media->focus.y / 1000.0));
}

/* Null where nobody knows. */
static void view_pages(struct view view, const struct media *media)
{
    if (media->pages)
        view_integer(view, "pages", media->pages);
    else
        view_null(view, "pages");
}

/* For editors, who see media by themselves; articles say only the forms (view_media_forms()). */
void view_media(struct view view, const struct media *media)
{
    view_integer(view, "id", media->id);
    view_integer(view, "version", media->version);
    view_text(view, "type", media->type);
    view_integer(view, "size", media->size);
    view_pages(view, media);
    view_media_forms(view, media);
    view_sizes(view, "crops", media->crops, media->crop_count);
    media_view_focus(view, media);
    view_text(view, "alt", media->alt);
    view_text(view, "caption", media->caption);
    view_text(view, "credit", media->credit);
    view_text(view, "file_name", media->file_name);
    view_text(view, "slug", media->slug);
    view_time(view, "created_at", media->created_ms);
}

void view_media_uses(struct view view, const struct media_uses *uses)
{
    struct view object = view_object(view, "uses");
    view_integer(object, "articles", uses->articles);
    view_integer(object, "former", uses->former);
    view_integer(object, "boxes", uses->boxes);
    view_flag(object, "home", uses->home);
    view_flag(object, "site", uses->site);
}

void view_media_text(struct view view, const struct media_text *text)
{
    static const char *const states[] = {"waiting", "done", "none", "failed"};
    /* As the helper numbers them (helper/page_text.h); the first is none. */
    static const char *const reasons[] = {NULL, "damaged", "locked", "large"};
    if (!text) {
        view_null(view, "text");
        return;
    }
    struct view object = view_object(view, "text");
    view_text(object, "state", states[text->state]);
    view_text(object, "reason", reasons[text->fault]);
    if (text->pages)
        view_integer(object, "pages", text->pages);
    else
        view_null(object, "pages");
    view_integer(object, "characters", text->characters);
    view_flag(object, "truncated", text->is_cut);
}

void view_attachment(struct view view, const struct attachment *attachment)
{
    const struct media *media = &attachment->media;
    /* A picture may be attached as well; its widest JPEG is what is given then. */
    const struct media_file *file = media->width ? media_widest(media, "image/jpeg") : media->files;
    view_integer(view, "id", media->id);
    view_text(view, "title", attachment->title);
    view_text(view, "url", file ? media_path(view.arena, file->name) : NULL);
    view_text(view, "type", file ? file->type : media->type);
    view_integer(view, "size", file ? file->size : media->size);
    view_pages(view, media);
}
