/* Pictures and files of an exported folder: sent with their words, and what their addresses became. */
#include "whole.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A former address leads to the new one from now on. */
static bool whole_url(struct whole *w, const json_t *former, const char *url)
{
    const char *address = json_string_value(former);
    return !address || (whole_add(w, &w->targets, &w->target_count, &w->target_room, url) &&
                        coming_map_put(&w->urls, w->coming->arena, address, (int64_t)w->target_count - 1));
}

/* The point that lists keep in sight, where somebody chose one; a form has no place for it. */
static enum err whole_focus(struct whole *w, const json_t *row, int64_t id, const char *label)
{
    char path[64];
    int64_t unused;
    json_t *focus = json_object_get(row, "focus");
    json_auto_t *body = json_is_object(focus) ? json_pack("{s:O}", "focus", focus) : NULL;
    if (!json_is_object(focus))
        return ERR_OK;
    snprintf(path, sizeof path, "/api/media/%" PRId64, id);
    return body ? whole_send(w, "PATCH", path, body, label, &unused) : ERR_MEMORY;
}

static enum err whole_medium(struct whole *w, json_t *row)
{
    static const char *const words[] = {"alt", "caption", "credit"}, *const forms[] = {"sizes", "crops"};
    const char *path = json_string_value(json_object_get(row, "file")), *width;
    const char *name = json_string_value(json_object_get(row, "file_name"));
    json_auto_t *fields = json_object();
    struct coming_medium medium;
    json_t *size;
    if (!path || strstr(path, "..") || *path == '/')
        return ERR_OK; /* it could not be written either, which was told then */
    auto_close int file = openat(w->folder, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0) {
        w->coming->counts.missing++;
        coming_tell(w->coming, path, "%s", strerror(errno));
        return ERR_OK;
    }
    for (size_t i = 0; fields && i < sizeof words / sizeof *words; i++)
        if (json_is_string(json_object_get(row, words[i])))
            json_object_set(fields, words[i], json_object_get(row, words[i]));
    enum err err =
        fields ? coming_media_words(w->coming, file, name ? name : path, fields, path, &medium) : ERR_MEMORY;
    if (err || medium.state != MEDIUM_TAKEN || !medium.id)
        return err;
    err = whole_focus(w, row, medium.id, path);
    if (err)
        return err;
    bool is_noted = whole_note(w, &w->media, json_integer_value(json_object_get(row, "id")), medium.id) &&
                    whole_url(w, json_object_get(row, "url"), medium.url);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        json_object_foreach(json_object_get(row, forms[i]), width, size) is_noted =
            is_noted && whole_url(w, json_object_get(size, "jpeg"), medium.url) &&
            whole_url(w, json_object_get(size, "webp"), medium.url);
    return is_noted ? ERR_OK : ERR_MEMORY;
}

enum err whole_media(struct whole *w)
{
    json_auto_t *list = whole_json(w, "media/media.json");
    enum err err = ERR_OK;
    json_t *row;
    size_t index;
    json_array_foreach(list, index, row) if (!err)
    {
        err = whole_medium(w, row);
        coming_progress(w->coming, COMING_SAID(w->coming, "ảnh và tệp", "pictures and files"),
                        (int64_t)index + 1, (int64_t)json_array_size(list));
    }
    return err;
}
