/* Exports of WordPress (WXR), read by a parser of XML in bounded memory: articles, categories, tags, authors,
 * one after the other. Entities of the file's own are refused. It knows nothing of what they mean. Thread:
 * one.
 */
#ifndef COMING_WP_READER_H
#define COMING_WP_READER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

enum { WP_FIELDS_MAX = 2000 }; /* of a record; what follows is left out and counted */

/* One element below <item>, <wp:category> and the like: its name, its words, and two attributes, "" none. */
struct wp_field {
    const char *name, *text, *domain, *nicename;
};

struct wp_record {
    const char
        *kind; /* "item", "wp:category", "wp:tag", "wp:author"; "link", "language": one field of its own */
    struct arena *arena;
    struct wp_field *fields; /* valid during the call */
    size_t count;
    size_t left_out; /* fields behind WP_FIELDS_MAX */
    size_t comments; /* of readers, which are passed over */
};

/* The first field of that name, "" none; and the value of a wp:postmeta. */
const char *wp_get(const struct wp_record *record, const char *name);
const char *wp_meta(const struct wp_record *record, const char *key);

/* Takes one; an error ends the reading. */
typedef enum err wp_take(void *context, const struct wp_record *record);

/* Reads the whole file from its beginning. Errors: INPUT (no XML, or it breaks off; `fault` says the line),
 * MEMORY, INTERNAL, and those of `take`. */
enum err wp_read(int file, wp_take *take, void *context, struct buf *fault);

#endif
