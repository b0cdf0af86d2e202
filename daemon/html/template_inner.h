/* Templates, compiled: what the compiler writes and the renderer reads. */
#ifndef HTML_TEMPLATE_INNER_H
#define HTML_TEMPLATE_INNER_H

#include "base/arena.h"
#include "html/template.h"
#include "template_place.h"

/* Of a dotted name; of sections within each other in one template; of partials within each other. */
enum { NAME_PARTS_MAX = 4, SECTIONS_MAX = 24, PARTIALS_DEEP_MAX = 20 };

enum op_kind {
    OP_TEXT,     /* literal text */
    OP_VALUE,    /* escaped variable */
    OP_LINE,     /* variable of a plain text template */
    OP_HTML,     /* clean HTML as it is */
    OP_JSONLD,   /* JSON inside a script element */
    OP_SECTION,  /* to `jump`, its end */
    OP_INVERTED, /* likewise */
    OP_END,      /* of a section that began at `jump` */
    OP_PARTIAL,
};

/* A name split at its dots. */
struct name {
    const char *parts[NAME_PARTS_MAX]; /* none for {{.}} */
    size_t count;
};

/* One step of a compiled template; which members mean something depends on the kind. */
struct op {
    enum op_kind kind;
    int line;
    struct name name;
    const char *text; /* OP_TEXT; OP_PARTIAL: the template's name until it is linked */
    size_t length;
    size_t jump;
    const struct template *partial;
};

struct template
{
    const char *name;
    struct op *ops;
    size_t count;
    bool is_plain; /* *.txt */
};

struct templates {
    struct arena *arena;
    struct template *items;
    size_t count;
};

/* What a template is compiled from; it lives as long as the template, which points into it. */
struct template_source {
    const char *name;
    const char *text; /* with a NUL behind it */
    size_t size;
};

/* Compiles one source. Partials are linked afterwards. Errors: INPUT with `fault`, MEMORY. */
enum err template_compile(struct arena *arena, const struct template_source *source,
                          struct template *template, struct buf *fault);

#endif
