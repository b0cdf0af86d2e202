/* The parser that browsers agree on reads, this walks over its tree, the writer writes. Nothing of the
 * source is copied but text and attributes that were checked. Never by recursion: a source decides how
 * deep a tree is. */
#include "sanitize.h"

#include "cleaning.h"
#include "docs_list.h"
#include "fate.h"
#include "removed.h"
#include "sheet.h"
#include "text/letter.h"
#include "text/warning.h"
#include "tree.h"

#include <assert.h>
#include <string.h>

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

/* Parses it as a page, and not as a fragment, of which the parser's rules are of old: in them
 * what ends a drawing stays within it. */
static enum err sanitize_parse(const char *html, size_t length, struct scratch *scratch,
                               GumboOutput **ret_output)
{
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = parser_alloc;
    options.deallocator = parser_free;
    options.userdata = scratch;
    options.max_errors = 0;
    /* Without a line break, so that lines keep their numbers. */
    const char *head = arena_printf(scratch->arena, "<%s>", "!DOCTYPE html");
    size_t before = strlen(head);
    char *page = arena_alloc(scratch->arena, before + length + 1);
    if (!page)
        return ERR_MEMORY;
    memcpy(page, head, before);
    memcpy(page + before, html, length);
    page[before + length] = '\0';
    /* Nothing of gumbo's needs to be released; all is in the scratch. */
    if (setjmp(scratch->leave)) {
        assert(scratch->err);
        return scratch->err;
    }
    *ret_output = gumbo_parse_with_options(&options, page, before + length);
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

/* Left out with all that is inside; said where somebody could miss it. */
static bool is_left_out(struct cleaning *cleaning, const GumboNode *node, const struct style *style)
{
    enum fate fate =
        node == cleaning->list.mark ? FATE_UNSEEN : fate_of(node, style, cleaning->scratch->is_typed);
    if (fate == FATE_KEPT)
        return false;
    if (fate == FATE_EMBED)
        cleaning_embed(cleaning, node);
    else if (fate == FATE_PICTURE)
        removed_note(cleaning->scratch, WARNING_PICTURE_REMOVED, node,
                     attribute_line(&node->v.element.attributes, "src", cleaning->writer.arena));
    else if (fate == FATE_LINK)
        removed_note(cleaning->scratch, WARNING_LINK_REMOVED, node,
                     attribute_line(&node->v.element.attributes, "href", cleaning->writer.arena));
    else
        removed_element(cleaning->scratch, node, fate);
    return true;
}

/* Whether it ends the lists of Word's before it: it stands between their paragraphs. */
static bool is_between(const GumboNode *node, const struct style *style)
{
    return node->v.element.tag != GUMBO_TAG_P || !style->list_level;
}

/* Goes down into an element; false when memory ends. */
static bool visit_element(struct cleaning *cleaning, struct way *way, const GumboNode *node)
{
    const struct visit parent = way->visits[way->count - 1];
    struct style style = sheet_style(cleaning->scratch->sheet, node);
    if (is_left_out(cleaning, node, &style))
        return true;
    style.list_level = word_list_level(node, &style);
    if (is_between(node, &style))
        word_list_before(&cleaning->list, &cleaning->writer, node);
    if (!way_push(way, node))
        return false;
    struct visit *visit = &way->visits[way->count - 1];
    visit->is_invisible = parent.is_invisible;
    visit->keeps_lines = parent.keeps_lines;
    visit->is_gap = style.is_list_gap;
    visit->lettering = parent.lettering;
    struct generated before = {.text = ""};
    if (sheet_counts(cleaning->scratch->sheet))
        cleaning_count(cleaning, visit, visit - 1, &style, &before);
    cleaning_enter(cleaning, visit, visit - 1, &style);
    if (*before.text)
        cleaning_generate(cleaning, visit, &before);
    return !arena_failed(cleaning->writer.arena);
}

/* As the style shows its letters. */
static const char *text_lettered(const char *text, enum lettering lettering, struct arena *arena)
{
    switch (lettering) {
    case LETTERS_UPPER:
        return text_upper(text, arena);
    case LETTERS_LOWER:
        return text_lower(text, arena);
    case LETTERS_CAPITALIZED:
        return text_capitalized(text, arena);
    default:
        return text;
    }
}

/* Word by word as it is seen: normalising makes a blank like others of U+00A0, of which each is seen. False
 * when memory ends. */
static bool visit_text(struct cleaning *cleaning, const struct visit *visit, const GumboNode *node,
                       const char *text)
{
    static const char hard[] = "\xC2\xA0";
    struct arena *arena = cleaning->writer.arena;
    for (const char *blank; (blank = strstr(text, hard)); text = blank + sizeof hard - 1) {
        const char *clean = clean_text(arena_copy(arena, text, (size_t)(blank - text)), arena);
        if (!clean)
            return false;
        cleaning_text(cleaning, visit, node, text_lettered(clean, visit->lettering, arena));
        /* Between the mark of a list and its words Word fills the line up. */
        if (visit->is_gap)
            writer_text(&cleaning->writer, " ");
        else if (!visit->is_invisible)
            writer_blank(&cleaning->writer, 1);
    }
    const char *clean = clean_text(text, arena);
    if (clean)
        cleaning_text(cleaning, visit, node, text_lettered(clean, visit->lettering, arena));
    return clean != NULL;
}

/* False when memory ends. */
static bool visit_child(struct cleaning *cleaning, struct way *way, const GumboNode *child)
{
    const char *text;
    switch (child->type) {
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_CDATA:
        word_list_before(&cleaning->list, &cleaning->writer, child);
        /* fall through */
    case GUMBO_NODE_WHITESPACE:
        text = child->v.text.text + (child == cleaning->list.typed ? cleaning->list.typed_length : 0);
        return visit_text(cleaning, &way->visits[way->count - 1], child, text);
    case GUMBO_NODE_ELEMENT:
    case GUMBO_NODE_TEMPLATE:
        return visit_element(cleaning, way, child);
    default: /* a comment: the document itself is nobody's child */
        removed_source_comment(cleaning->scratch, child);
        return true;
    }
}

/* An element that the parser makes for every page: its head, its body. */
static GumboNode *part_of_page(const GumboOutput *output, GumboTag tag)
{
    const GumboVector *children = &output->root->v.element.children;
    for (unsigned i = 0; i < children->length; i++) {
        GumboNode *child = children->data[i];
        if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == tag)
            return child;
    }
    return output->root;
}

/* Comments and what is hidden beside the body, as in it. */
static void note_outside(struct scratch *scratch, const GumboOutput *output)
{
    static const struct style plain = {0};
    enum { PLACES = 3 };
    const GumboNode *head = part_of_page(output, GUMBO_TAG_HEAD);
    const GumboVector *const places[PLACES] = {&head->v.element.children, &output->root->v.element.children,
                                               &output->document->v.document.children};
    for (size_t place = 0; place < PLACES; place++)
        for (unsigned i = 0; i < places[place]->length; i++) {
            const GumboNode *child = places[place]->data[i];
            if (child->type == GUMBO_NODE_COMMENT)
                removed_source_comment(scratch, child);
            enum fate fate =
                place == 0 && tree_is_element(child) ? fate_of(child, &plain, scratch->is_typed) : FATE_KEPT;
            if (fate != FATE_KEPT)
                removed_element(scratch, child, fate);
        }
}

static bool write_tree(struct cleaning *cleaning, const GumboNode *root)
{
    struct writer *writer = &cleaning->writer;
    /* The root stands for the page and is never written. */
    struct way way = {.arena = writer->arena};
    if (!way_push(&way, root))
        return false;
    if (sheet_counts(cleaning->scratch->sheet))
        cleaning_count_page(cleaning, root);
    while (way.count && !writer->fault) {
        struct visit *visit = &way.visits[way.count - 1];
        const GumboVector *children = &visit->node->v.element.children;
        /* The next child, or the way up again. */
        if (visit->next < children->length) {
            if (!visit_child(cleaning, &way, children->data[visit->next++]))
                return false;
            continue;
        }
        if (sheet_counts(cleaning->scratch->sheet))
            cleaning_generate_end(cleaning, visit);
        cleaning_leave(cleaning, visit);
        way.count--;
        if (sheet_is_exhausted(cleaning->scratch->sheet))
            writer->fault = BODY_FAULT_OUTPUT;
    }
    removed_end(cleaning->scratch);
    /* Also after a fault, so that the buffers are whole for whoever looks at them. */
    writer_finish(writer);
    return !arena_failed(writer->arena);
}

static enum err sanitize_take_body(struct writer *writer, struct arena *arena, struct body *ret_body,
                                   enum body_fault *ret_fault)
{
    *ret_fault = writer->fault;
    /* The plain text is never the longer one. */
    if (!writer->fault && buf_is_full(&writer->html))
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

/* Writes the tree once. *ret_agrees: its links lead to its places, and nothing is to be done again. */
static enum err sanitize_write(const GumboOutput *output, struct parts *parts, struct scratch *scratch,
                               struct arena *arena, struct body *ret_body, enum body_fault *ret_fault,
                               bool *ret_agrees)
{
    /* On the stack; its buffers are released whatever came of it. */
    struct cleaning cleaning = {.scratch = scratch, .counters.arena = scratch->arena, .parts = parts};
    writer_init(&cleaning.writer, scratch->arena);
    cleaning.writer.pictures = scratch->pictures;
    note_outside(scratch, output);
    enum err err = write_tree(&cleaning, part_of_page(output, GUMBO_TAG_BODY))
                       ? sanitize_take_body(&cleaning.writer, arena, ret_body, ret_fault)
                       : ERR_MEMORY;
    *ret_agrees = !err && parts_agree(parts, ret_body->html.html);
    if (!err && arena_failed(scratch->arena))
        err = ERR_MEMORY;
    writer_done(&cleaning.writer);
    return err;
}

/* What was said before of the source; kept, because what is counted is counted on. */
static struct warnings sanitize_said(const struct scratch *scratch)
{
    struct warnings said = {.arena = scratch->arena};
    if (scratch->warnings)
        warnings_take(&said, scratch->warnings, 0);
    return said;
}

/* What was said of the tree is not said any more: it is written anew. */
static void sanitize_unsay(struct scratch *scratch, const struct warnings *said)
{
    scratch->comments = scratch->comment_marks = 0;
    if (!scratch->warnings)
        return;
    scratch->warnings->count = scratch->warnings->unnamed = 0;
    warnings_take(scratch->warnings, said, 0);
}

/* A place may be left out with what is around it, and a link too. That is known when all is written, so where
 * links lead nowhere the tree is written once more without them. */
static enum err sanitize_tree(const GumboOutput *output, struct scratch *scratch, struct arena *arena,
                              struct body *ret_body, enum body_fault *ret_fault)
{
    enum { TIMES_MAX = 4 };
    const struct warnings said = sanitize_said(scratch);
    GumboNode *root = part_of_page(output, GUMBO_TAG_BODY);
    if (scratch->has_docs_lists)
        docs_lists_join(root, scratch->arena);
    struct parts *parts = parts_collect(root, scratch->arena);
    enum err err = ERR_OK;
    bool agrees = false;
    for (int times = 0; !err && !agrees && times < TIMES_MAX; times++) {
        if (times) {
            sanitize_unsay(scratch, &said);
            sheet_ask_again(scratch->sheet);
            parts = parts_again(parts, root);
        }
        err =
            parts ? sanitize_write(output, parts, scratch, arena, ret_body, ret_fault, &agrees) : ERR_MEMORY;
    }
    return err;
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
    return sanitize_tree(output, scratch, arena, ret_body, ret_fault);
}
