#include "view/media.h"

#include "view/article.h"

void view_media(struct view view, const struct media *media)
{
    view_integer(view, "id", media->id);
    view_integer(view, "version", media->version);
    view_text(view, "url", media_path(view.arena, media->name));
    view_text(view, "type", media->type);
    view_integer(view, "size", media->size);
    view_integer(view, "width", media->width);
    view_integer(view, "height", media->height);
    view_text(view, "alt", media->alt);
    view_text(view, "caption", media->caption);
    view_text(view, "credit", media->credit);
    view_text(view, "file_name", media->file_name);
    view_time(view, "created_at", media->created_ms);
}

void view_attachment(struct view view, const struct attachment *attachment)
{
    view_integer(view, "id", attachment->media.id);
    view_text(view, "title", attachment->title);
    view_text(view, "url", media_path(view.arena, attachment->media.name));
    view_text(view, "type", attachment->media.type);
    view_integer(view, "size", attachment->media.size);
}
