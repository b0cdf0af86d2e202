/* Media as staff pages show them, out of what the API says of them. */
#include "formset_media.h"

#include <stdlib.h>
#include <string.h>

void staff_thumb(const struct request *request, struct view view, const json_t *media)
{
    const char *key;
    int64_t width = 0;
    const json_t *size = NULL, *one;
    json_t *sizes = json_object_get(media, "sizes");
    json_object_foreach(sizes, key, one)
    {
        int64_t wide = strtoll(key, NULL, 10);
        if (!width || wide < width) {
            width = wide;
            size = one;
        }
    }
    view_null(view, "thumb_url");
    view_null(view, "thumb_width");
    view_null(view, "thumb_height");
    const char *path = json_string_value(json_object_get(size, "jpeg")),
               *name = path ? strrchr(path, '/') : NULL;
    if (!name || arena_failed(request->arena))
        return;
    view_url(view, "thumb_url", safe_url_trusted(staff_path(request, "/media%s", name)));
    view_integer(view, "thumb_width", width);
    view_integer(view, "thumb_height", json_integer_value(json_object_get(size, "height")));
}

const char *staff_media_label(struct arena *arena, const json_t *media)
{
    static const char *const names[] = {"alt", "file_name", "caption"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *text = json_string_value(json_object_get(media, names[i]));
        if (text && *text)
            return arena_text(arena, text);
    }
    return arena_printf(arena, "#%lld", (long long)json_integer_value(json_object_get(media, "id")));
}

int64_t staff_focus_height(const json_t *media)
{
    int64_t width = json_integer_value(json_object_get(media, "width"));
    int64_t height = json_integer_value(json_object_get(media, "height"));
    return width > 0 ? (height * STAFF_FOCUS_WIDTH + width / 2) / width : 0;
}
