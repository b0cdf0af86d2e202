/* One medium in the place of another, wherever an address or an id names it. Knows no store and no article.
 * Thread: any. */
#ifndef HANDLER_MEDIA_EXCHANGE_H
#define HANDLER_MEDIA_EXCHANGE_H

#include "base/arena.h"
#include "store/media.h"

#include <stdbool.h>

struct media_exchange {
    struct arena *arena;
    const struct media *from, *to;
};

/* The file of `to` that stands for any of `from`: the widest JPEG of a picture, or the attachment; NULL when
 * it has none. */
const char *media_exchange_file(const struct media_exchange *exchange);

/* The text with every address of a file of `from` (/media/NAME) exchanged; the same text when it has none.
 * Texts of more than twice a body's size fail the arena. */
const char *media_exchange_text(const struct media_exchange *exchange, const char *text);

/* An id that is that of `from` becomes that of `to`; whether it did. */
bool media_exchange_id(const struct media_exchange *exchange, int64_t *id);

/* An address, or NULL, likewise. */
bool media_exchange_url(const struct media_exchange *exchange, const char **url);

#endif
