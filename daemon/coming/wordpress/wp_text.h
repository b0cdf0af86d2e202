/* Bodies as WordPress stores them, made HTML: its blocks, its short codes, paragraphs of plain line breaks,
 * addresses that stood alone for what they show. Of this room alone. Thread: one. */
#ifndef COMING_WP_TEXT_H
#define COMING_WP_TEXT_H

#include "base/arena.h"
#include "base/buf.h"

enum { WP_BODY_MAX = 32 * 1024 * 1024 };

/* A file of the library: its address, and what is said of it; "" nothing. */
struct wp_picture {
    const char *url, *alt, *caption;
};

/* What bodies need of who knows the rest of the export, and who tells. */
struct wp_codes {
    void *context;
    /* The file of that number; false: there is none, which was told. */
    bool (*picture)(void *context, long long id, struct wp_picture *ret_picture);
    /* The `index`-th picture that hangs on this article; false: there are no more. */
    bool (*child)(void *context, size_t index, struct wp_picture *ret_picture);
    /* A short code that nothing here knows; it stays in the text. */
    void (*unknown)(void *context, const char *name);
    /* A block that WordPress made anew whenever it was shown, so that the export has nothing of it. */
    void (*lost)(void *context, const char *name);
    /* The text of a block that several articles show; NULL: there is none, which was told. */
    const char *(*shared)(void *context, long long id);
};

/* The HTML of a body in `arena`; NULL: no memory. */
const char *wp_body(const char *text, const struct wp_codes *codes, struct arena *arena);

/* Whether it is words alone, with at most marks within a line: nothing of it is lost in plain text. */
bool wp_is_words(const char *html);

/* Blocks made HTML: their marks left out, those that are shared put in, old text between them in paragraphs.
 */
void wp_blocks(struct buf *out, const char *text, const struct wp_codes *codes, int depth);

/* Short codes made HTML, and carriage returns left out. */
void wp_short_codes(struct buf *out, const char *text, const struct wp_codes *codes);

/* Plain line breaks made paragraphs, as WordPress does it when it shows them. */
void wp_paragraphs(struct buf *out, const char *text, size_t size);

/* A link: a paragraph of its own, whose words are its address, or `words`. */
void wp_link(struct buf *out, const char *address, size_t size, const char *words);

/* Start and end of an element. */
void wp_open(struct buf *out, const char *name);
void wp_close(struct buf *out, const char *name);

/* Whether the element of that name ends there. */
bool wp_closes(const char *at, const char *name);

#endif
