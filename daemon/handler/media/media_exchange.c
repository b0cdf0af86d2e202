/* Names of files are hashes of what is in them, so one that stands in a text means that file and nothing
 * else, in Markdown as in HTML. */
#include "media_exchange.h"

#include "base/buf.h"
#include "html/body.h"

#include <string.h>

static const char folder[] = "/media/";

const char *media_exchange_file(const struct media_exchange *exchange)
{
    const struct media *to = exchange->to;
    const struct media_file *widest = media_widest(to, "image/jpeg");
    return widest ? widest->name : to->file_count ? to->files[0].name : NULL;
}

/* How long the name of a file of `from` is that stands here; 0: none does. */
static size_t exchange_name_at(const struct media_exchange *exchange, const char *at)
{
    const struct media *from = exchange->from;
    for (size_t i = 0; i < from->file_count + from->crop_count; i++) {
        const struct media_file *file =
            i < from->file_count ? &from->files[i] : &from->crops[i - from->file_count];
        size_t length = strlen(file->name);
        if (strncmp(at, file->name, length) == 0)
            return length;
    }
    return 0;
}

const char *media_exchange_text(const struct media_exchange *exchange, const char *text)
{
    const char *name = media_exchange_file(exchange), *at = text, *found;
    auto_buf struct buf out = BUF(2 * BODY_SOURCE_MAX);
    bool is_changed = false;
    if (!text || !name)
        return text;
    while ((found = strstr(at, folder))) {
        const char *behind = found + sizeof folder - 1;
        size_t length = exchange_name_at(exchange, behind);
        buf_add(&out, at, (size_t)(behind - at));
        if (length)
            buf_text(&out, name);
        is_changed = is_changed || length;
        at = behind + length;
    }
    if (!is_changed)
        return text;
    buf_text(&out, at);
    /* What was cut must never be saved. */
    if (buf_failed(&out))
        arena_fail(exchange->arena);
    return arena_copy(exchange->arena, buf_str(&out), out.length);
}

bool media_exchange_id(const struct media_exchange *exchange, int64_t *id)
{
    if (*id != exchange->from->id)
        return false;
    *id = exchange->to->id;
    return true;
}

bool media_exchange_url(const struct media_exchange *exchange, const char **url)
{
    const char *present = *url;
    *url = media_exchange_text(exchange, present);
    return *url != present;
}
