/* Pictures and attachments as files, under names that people can read, and what is said of each. A picture is
 * its widest JPEG. Knows nothing of articles. */
#include "base/arena.h"
#include "leaving_inner.h"
#include "text/slug.h"

#include <inttypes.h>
#include <string.h>

enum { MEDIA_ARENA = 256 * 1024, STEM_MAX = 60 };

/* "media/12-truong-hoc.jpg": the id, what it was called, and what it is now. */
static void leaving_media_name(const json_t *medium, char name[static LEAVING_NAME_MAX])
{
    auto_arena struct arena *arena = arena_new(MEDIA_ARENA);
    const char *called = json_string_value(json_object_get(medium, "file_name"));
    const char *url = json_string_value(json_object_get(medium, "url"));
    const char *dot = strrchr(called ? called : "", '.'), *ending = strrchr(url ? url : "", '.');
    const char *stem = "";
    if (arena && called)
        stem =
            slug_from_title(arena_copy(arena, called, dot ? (size_t)(dot - called) : strlen(called)), arena);
    snprintf(name, LEAVING_NAME_MAX, "media/%" JSON_INTEGER_FORMAT "%s%.*s%.10s",
             json_integer_value(json_object_get(medium, "id")), *stem ? "-" : "", STEM_MAX, stem,
             ending ? ending : "");
}

/* Notes every address under which a page may show the medium. */
static bool leaving_media_urls(struct leaving *leaving, const json_t *medium)
{
    static const char *const forms[] = {"sizes", "crops"};
    const char *width;
    json_t *size;
    const char *url = json_string_value(json_object_get(medium, "url"));
    bool is_bad = url && json_object_set_new(leaving->urls, url, json_null());
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        json_object_foreach(json_object_get(medium, forms[i]), width, size)
        {
            const char *webp = json_string_value(json_object_get(size, "webp"));
            const char *jpeg = json_string_value(json_object_get(size, "jpeg"));
            is_bad = is_bad || (webp && json_object_set_new(leaving->urls, webp, json_null())) ||
                     (jpeg && json_object_set_new(leaving->urls, jpeg, json_null()));
        }
    }
    return !is_bad;
}

/* One medium; its entry says where its file is, or null. */
static enum err leaving_media_one(struct leaving *leaving, json_t *medium)
{
    char name[LEAVING_NAME_MAX], id[24];
    const char *url = json_string_value(json_object_get(medium, "url"));
    bool is_there = false;
    leaving_media_name(medium, name);
    snprintf(id, sizeof id, "%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(medium, "id")));
    enum err err = url ? leaving_fetch(leaving, url, name, &is_there) : ERR_OK;
    if (err)
        return err;
    if (!url)
        leaving_tell(leaving, name, LEAVING_SAID(leaving, "không còn tệp nào", "it has no file"));
    bool is_bad = !leaving_media_urls(leaving, medium);
    is_bad = is_bad || json_object_set_new(medium, "file", is_there ? json_string(name) : json_null());
    if (is_there)
        is_bad = is_bad || json_object_set_new(leaving->files, id, json_string(name));
    leaving->counts.media += is_there;
    leaving_progress(leaving, LEAVING_SAID(leaving, "ảnh và tệp", "pictures and files"),
                     leaving->counts.media);
    return is_bad ? ERR_MEMORY : ERR_OK;
}

enum err leaving_media(struct leaving *leaving)
{
    json_auto_t *items = NULL;
    json_t *medium;
    size_t index;
    enum err err = leaving_folder(leaving, "media");
    if (!err)
        err = leaving_ask_all(leaving, "/api/media?limit=100", &items);
    if (err || !items)
        return err;
    json_array_foreach(items, index, medium)
    {
        err = leaving_media_one(leaving, medium);
        if (err)
            return err;
    }
    return leaving_write_json(leaving, "media/media.json", items);
}
