/* Addresses of media in the view of a page that nobody but some may see yet. Knows names of the view's
 * members, and no page. */
#include "preview_media.h"

#include "base/buf.h"

#include <string.h>

static const char media[] = "/media/";

/* Whether the name says that addresses of ours stand in the value. */
static bool preview_holds_addresses(const char *name)
{
    static const char *const ends[] = {"_url", "_srcset", "_html"};
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t end = strlen(ends[i]);
        if (length >= end && strcmp(name + length - end, ends[i]) == 0)
            return true;
    }
    return strcmp(name, "url") == 0;
}

/* The text with each address of a medium exchanged: at its beginning, behind a quotation mark, or behind a
 * blank. */
static const char *preview_own(struct arena *arena, const char *text, const char *folder)
{
    auto_buf struct buf out = BUF(16 * 1024 * 1024);
    const char *at = text, *found;
    while ((found = strstr(at, media))) {
        bool is_address = found == text || found[-1] == '"' || found[-1] == ' ';
        buf_add(&out, at, (size_t)(found - at));
        buf_text(&out, is_address ? folder : media);
        at = found + sizeof media - 1;
    }
    if (at == text)
        return NULL;
    buf_text(&out, at);
    if (buf_failed(&out))
        arena_fail(arena);
    return arena_copy(arena, buf_str(&out), out.length);
}

/* All of a view, however deep. */
static void preview_dress(struct arena *arena, json_t *value, const char *folder)
{
    const char *name;
    json_t *inner;
    size_t index;
    if (json_is_array(value))
        json_array_foreach(value, index, inner) preview_dress(arena, inner, folder);
    if (!json_is_object(value))
        return;
    json_object_foreach(value, name, inner)
    {
        const char *text = json_string_value(inner), *own = NULL;
        if (text && preview_holds_addresses(name))
            own = preview_own(arena, text, folder);
        if (own)
            json_string_set(inner, own);
        preview_dress(arena, inner, folder);
    }
}

void preview_media_at(struct reply *reply, const char *folder)
{
    preview_dress(reply->arena, reply->view, folder);
}
