/* Bodies: what an editor wrote, in Markdown, HTML or plain text, as clean HTML and as plain text.
 *
 * There is one allow-list: Markdown (cmark-gfm, tables, strikethrough, footnotes; raw HTML, bare links) is
 * turned into HTML first, and all HTML goes through the parser that browsers agree on (gumbo) and is
 * written anew, known elements and attributes only. The output is well-formed, has at most 32 blocks
 * within blocks (deeper ones are unwrapped), no h1 (headings begin at h2 and keep their hierarchy without
 * gaps), pictures from /media/ only, ids under a prefix, and cleaning it again gives the same bytes. What
 * HTML hides, and what cannot be kept of it, is left out with a warning. The input is normalised text
 * (text/normalize.h).
 *
 * Ownership: results live in the arena given. Thread: any; several at once. */
#ifndef HTML_BODY_H
#define HTML_BODY_H

#include "base/arena.h"
#include "base/err.h"
#include "html/safe.h"
#include "text/warning.h"

#include <stdbool.h>
#include <stddef.h>

enum body_format { BODY_MARKDOWN, BODY_HTML, BODY_TEXT, BODY_FORMAT_COUNT };

/* "markdown", "html", "text"; the inverse gives BODY_FORMAT_COUNT for an unknown name. */
const char *body_format_name(enum body_format format);
enum body_format body_format_from_name(const char *name);

enum {
    BODY_TYPED_MAX = 256 * 1024,          /* bytes of Markdown and plain text */
    BODY_SOURCE_MAX = 8 * 1024 * 1024,    /* bytes of HTML as sent: an office's is dress for the most part */
    BODY_SIZE_MAX = 1024 * 1024,          /* ... and of what is kept of it */
    BODY_HTML_SIZE_MAX = 4 * 1024 * 1024, /* bytes of clean HTML */
    BODY_BRACKETS_MAX = 4096,             /* '[' in Markdown */
    BODY_COLUMNS_MAX = 64,                /* of a table */
    BODY_TABLE_CELLS_MAX = 20000,
    BODY_CELLS_MAX = 65,        /* bars in a line of Markdown; one that has more is text */
    BODY_ATTRIBUTES_MAX = 256,  /* of an HTML tag; those behind are not looked at */
    BODY_TITLE_MAX = 200,       /* characters of plain text's first line, when it is the title */
    BODY_INPUT_DEPTH_MAX = 500, /* elements or Markdown blocks inside each other */
};

/* Why a body was refused, for the problem that names the fault. */
enum body_fault {
    BODY_FAULT_NONE,
    BODY_FAULT_UTF8,     /* not valid UTF-8, or NUL in it */
    BODY_FAULT_TOO_LONG, /* more than BODY_TYPED_MAX bytes */
    BODY_FAULT_SOURCE,   /* HTML of more than BODY_SOURCE_MAX bytes */
    BODY_FAULT_KEPT,     /* more than BODY_SIZE_MAX bytes of it are left when it is cleaned */
    BODY_FAULT_BRACKETS, /* more than BODY_BRACKETS_MAX '[' */
    BODY_FAULT_COLUMNS,  /* a table wider than BODY_COLUMNS_MAX */
    BODY_FAULT_CELLS,    /* a table of more than BODY_TABLE_CELLS_MAX cells */
    BODY_FAULT_DEPTH,    /* nested deeper than BODY_INPUT_DEPTH_MAX */
    BODY_FAULT_OUTPUT,   /* clean HTML over BODY_HTML_SIZE_MAX, or far too much work on the way */
    BODY_FAULT_COUNT
};

struct body {
    struct safe_html html;
    const char *text; /* paragraphs apart by an empty line, cells by a tab, pictures by their alt */
    /* What is to be kept of HTML that was sent: the clean form without its pictures' forms, where something
     * is in it that shall not be kept (hidden words, names of authors), or it is longer than BODY_SIZE_MAX.
     * NULL: the text as it is. */
    const char *source;
    struct warnings warnings; /* what was left out, changed or guessed, by lines of the body */
};

/* What a picture of a body is shown with: the widest form, and all of them as srcset has them. */
struct body_picture {
    const char *url;
    const char *alt; /* when the body says none; "" for none */
    const char *jpeg_srcset, *webp_srcset;
    int width, height; /* of the widest form, in pixels */
};

/* Who knows the pictures that bodies refer to. `source` is an address as it was written; `alt` the body's,
 * NULL when it has none. False: the picture is left out, and its alt stands there as text. A
 * sound, film or captions are asked for in the same way: of them only what they are called comes back, as
 * alt. */
struct body_pictures {
    bool (*find)(void *context, const char *source, const char *alt, struct body_picture *ret_picture);
    void *context;
};

/* How many bytes a body may be sent with. */
size_t body_size_max(enum body_format format);

/* Cleans a body of `length` bytes. *ret_fault (may be NULL) says why on UTF8, TOO_LARGE and INPUT. An
 * empty body is fine and gives "" twice.
 * Errors: UTF8, TOO_LARGE (TOO_LONG, SOURCE), INPUT (every other fault), MEMORY. */
enum err body_render(enum body_format format, const char *text, size_t length, struct arena *arena,
                     struct body *ret_body, enum body_fault *ret_fault);

/* The same with pictures in all their forms; without `pictures` (NULL) they stay as they were written. */
enum err body_render_with(enum body_format format, const char *text, size_t length,
                          const struct body_pictures *pictures, struct arena *arena, struct body *ret_body,
                          enum body_fault *ret_fault);

/* The fault in words for a problem's detail, limits included. Static text. */
const char *body_fault_words(enum body_fault fault, enum lang lang);

/* The picture that a cleaned body begins with, before any word: its address and its alt (or NULL). False when
 * there is none. */
bool body_first_picture(const char *html, struct arena *arena, const char **ret_source, const char **ret_alt);

/* Splits Markdown whose first line with text is `# A heading`: the heading's plain words, without
 * Markdown's marks, in *ret_title, the rest in *ret_rest (a part of `text`). Both are left alone and
 * false is the result when there is no such heading, or it is empty. */
bool body_first_heading(const char *text, struct arena *arena, const char **ret_title, const char **ret_rest);

/* Splits plain text behind its first line with words, when that is short enough for a title: at most
 * BODY_TITLE_MAX characters, normalised in *ret_title. False, and nothing set, when it is not. */
bool body_first_line(const char *text, struct arena *arena, const char **ret_title, const char **ret_rest);

/* The title of an HTML document: the words of its first h1, which is then left out of *ret_rest, or
 * those of its title element. At most BODY_SOURCE_MAX bytes. False, and nothing set, when there is neither.
 */
bool body_html_title(const char *text, struct arena *arena, const char **ret_title, const char **ret_rest);

#endif
