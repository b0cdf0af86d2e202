/* The parser that browsers agree on reads, this walks over its tree, the writer writes. Nothing of the
 * source is copied but text and attributes that were checked. Never by recursion: a source decides how
 * deep a tree is. */
#include "sanitize.h"

#include "writer.h"

#include <string.h>

/* A node of the parsed tree on the way through it. */
struct visit {
    const GumboNode *node;
    unsigned next;   /* child to visit next */
    unsigned serial; /* the block it opened in the writer */
    enum { OPENED_NOTHING, OPENED_BLOCK, OPENED_INLINE, OPENED_APART } opened;
};

/* The way down; it grows, because nobody promises how deep a parser nests. */
struct way {
    struct visit *visits;
    size_t count, capacity;
    struct arena *arena;
};

/* gumbo asks for one node or string at a time and never looks whether it got it. */
static void *parser_alloc(void *scratch, size_t size)
{
    return scratch_alloc(scratch, size);
}

static void parser_free(void *scratch, void *bytes)
{
    (void)scratch;
    (void)bytes;
}

static enum err sanitize_parse(const char *html, size_t length, struct scratch *scratch,
                               GumboOutput **ret_output)
{
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = parser_alloc;
    options.deallocator = parser_free;
    options.userdata = scratch;
    options.max_errors = 0;
    /* As if it stood in a division, so that no html, head and body are made up. */
    options.fragment_context = GUMBO_TAG_DIV;
    /* Nothing of gumbo's needs to be released; all is in the scratch. */
    if (setjmp(scratch->leave))
        return scratch->err ? scratch->err : ERR_MEMORY;
    *ret_output = gumbo_parse_with_options(&options, html, length);
    return ERR_OK;
}

/* One step down. Pointers to former visits are not valid afterwards. */
static bool way_push(struct way *way, const GumboNode *node)
{
    if (way->count == way->capacity) {
        size_t capacity = way->capacity ? way->capacity * 2 : 64;
        struct visit *visits = arena_alloc(way->arena, capacity * sizeof *visits);
        if (!visits)
            return false;
        if (way->count)
            memcpy(visits, way->visits, way->count * sizeof *visits);
        way->visits = visits;
        way->capacity = capacity;
    }
    way->visits[way->count++] = (struct visit){.node = node};
    return true;
}

static bool is_dropped(const GumboNode *node)
{
    const GumboElement *element = &node->v.element;
    /* SVG and MathML have rules of their own, by which a text could become a script. */
    if (node->type == GUMBO_NODE_TEMPLATE || element->tag_namespace != GUMBO_NAMESPACE_HTML)
        return true;
    /* With everything inside: scripts, styles, forms' parts. */
    return element_of(element->tag)->place == PLACE_DROP;
}

static void visit_image(struct writer *writer, const GumboElement *element)
{
    /* When an article is saved or its pictures imported; without them the element stays as written. */
    if (writer->pictures) {
        struct body_picture picture;
        /* NULL when it cannot be shown; its alt then says what it would have been. */
        const char *line = picture_find(&element->attributes, writer->pictures, writer->arena, &picture);
        if (line)
            writer_picture(writer, &element->attributes, &picture, line);
        else
            writer_text(writer, attribute_line(&element->attributes, "alt", writer->arena));
        return;
    }
    const char *attributes = image_attributes(&element->attributes, writer->arena);
    const char *alt = attribute_line(&element->attributes, "alt", writer->arena);
    if (attributes)
        writer_image(writer, attributes, alt);
    else
        writer_text(writer, alt);
}

static void visit_inline(struct writer *writer, struct visit *visit, const struct element *element)
{
    const GumboVector *attributes = &visit->node->v.element.attributes;
    const char *kept = element_attributes(element, attributes, (struct span){1, 1}, writer->arena);
    /* A link whose address is refused is left out, its words stay. */
    if (kept && writer_open_inline(writer, element, kept))
        visit->opened = OPENED_INLINE;
}

/* Begins what the element is to become, and notes in the visit what leave() has to end. */
static void visit_element(struct writer *writer, struct visit *visit)
{
    const GumboElement *source = &visit->node->v.element;
    const struct element *element = element_of(source->tag);
    switch (element->place) {
    case PLACE_UNWRAP:
    case PLACE_DROP:
        return;
    case PLACE_INLINE:
        visit_inline(writer, visit, element);
        return;
    case PLACE_BREAK:
        writer_break(writer);
        return;
    case PLACE_IMAGE:
        visit_image(writer, source);
        return;
    case PLACE_RULE:
        writer_rule(writer);
        return;
    /* Both need the tree, which the writer does not see: how many rows are left for a span, and in which
     * columns cells begin. */
    case PLACE_CELL:
        writer->rows_left = grid_rows_left(visit->node);
        break;
    case PLACE_CONTAINER:
        if (source->tag == GUMBO_TAG_TABLE)
            writer->begins = grid_begins(visit->node);
        break;
    default:
        break;
    }
    /* 0 when it was unwrapped; see leave(). */
    visit->serial = writer_open(writer, element, &source->attributes);
    visit->opened = visit->serial ? OPENED_BLOCK : OPENED_APART;
}

static void leave(struct writer *writer, const struct visit *visit)
{
    /* All else that was noted goes to writer_close(), also what was unwrapped, so that its words do not
     * run into those behind. */
    if (visit->opened == OPENED_INLINE)
        writer_close_inline(writer);
    else if (visit->opened != OPENED_NOTHING)
        writer_close(writer, visit->serial);
}

/* Goes down into a child; false when memory ends. */
static bool visit_child(struct writer *writer, struct way *way, const GumboNode *child)
{
    switch (child->type) {
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_WHITESPACE:
    case GUMBO_NODE_CDATA: {
        const char *text = clean_text(child->v.text.text, writer->arena);
        if (text)
            writer_text(writer, text);
        return text != NULL;
    }
    case GUMBO_NODE_ELEMENT:
        if (is_dropped(child))
            return true;
        if (!way_push(way, child))
            return false;
        visit_element(writer, &way->visits[way->count - 1]);
        return true;
    /* Comments, documents and whatever else there is have no part in a body. */
    default:
        return true;
    }
}

static bool write_tree(struct writer *writer, const GumboNode *root)
{
    /* The root stands for the fragment and is never written. */
    struct way way = {.arena = writer->arena};
    if (!way_push(&way, root))
        return false;
    while (way.count && !writer->fault) {
        struct visit *visit = &way.visits[way.count - 1];
        const GumboVector *children = &visit->node->v.element.children;
        /* The next child, or the way up again. */
        if (visit->next < children->length) {
            if (!visit_child(writer, &way, children->data[visit->next++]))
                return false;
            continue;
        }
        leave(writer, visit);
        way.count--;
    }
    /* Also after a fault, so that the buffers are whole for whoever looks at them. */
    writer_finish(writer);
    return !arena_failed(writer->arena);
}

/* Whether a buffer failed for its limit and not for want of memory; it does not say, but a small one was
 * far from its limit. */
static bool sanitize_is_full(const struct buf *buf)
{
    return buf->failed && buf->length > buf->limit / 4;
}

static enum err sanitize_take_body(struct writer *writer, struct arena *arena, struct body *ret_body,
                                   enum body_fault *ret_fault)
{
    *ret_fault = writer->fault;
    if (!writer->fault && (sanitize_is_full(&writer->html) || sanitize_is_full(&writer->plain)))
        *ret_fault = BODY_FAULT_OUTPUT;
    if (*ret_fault)
        return ERR_INPUT;
    /* Not for its limit, which has been told above. */
    if (buf_failed(&writer->html) || buf_failed(&writer->plain))
        return ERR_MEMORY;
    struct body body = {
        .html = {arena_copy(arena, buf_str(&writer->html), writer->html.length), writer->html.length},
        .text = arena_copy(arena, buf_str(&writer->plain), writer->plain.length),
    };
    if (arena_failed(arena))
        return ERR_MEMORY;
    *ret_body = body;
    return ERR_OK;
}

enum err html_sanitize(const char *html, size_t length, struct scratch *scratch, struct arena *arena,
                       struct body *ret_body, enum body_fault *ret_fault)
{
    GumboOutput *output;
    enum err err = sanitize_parse(html, length, scratch, &output);
    if (err) {
        /* The limit of the scratch is the body's fault, memory is ours. */
        *ret_fault = err == ERR_TOO_LARGE ? BODY_FAULT_OUTPUT : BODY_FAULT_NONE;
        return err == ERR_TOO_LARGE ? ERR_INPUT : err;
    }
    /* On the stack; its buffers are released whatever came of it. */
    struct writer writer;
    writer_init(&writer, scratch->arena);
    writer.pictures = scratch->pictures;
    err = write_tree(&writer, output->root) ? sanitize_take_body(&writer, arena, ret_body, ret_fault)
                                            : ERR_MEMORY;
    writer_done(&writer);
    return err;
}
