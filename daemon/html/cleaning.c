/* From an element of the source to the writer: its block, and the stress of its words, of which the style has
 * the last word. */
#include "cleaning.h"

#include "embed.h"
#include "link.h"
#include "link_wrap.h"
#include "player.h"
#include "removed.h"
#include "sheet.h"
#include "tree.h"

#include <assert.h>
#include <string.h>

enum { TAB_BLANKS = 4 }; /* how wide a tab is shown where it is seen */

/* Without words a picture is nothing to those who do not see it; one that cannot be shown leaves them. */
static void enter_image(struct cleaning *cleaning, const GumboNode *node)
{
    struct writer *writer = &cleaning->writer;
    const GumboVector *attributes = &node->v.element.attributes;
    const char *alt = attribute_line(attributes, "alt", writer->arena);
    struct body_picture picture;
    if (cleaning_player(cleaning, node))
        return;
    if (picture_is_emoji(alt)) {
        writer_text(writer, alt);
        return;
    }
    /* When an article is saved or its pictures imported; without them the element stays as written. */
    const char *line =
        writer->pictures ? picture_find(attributes, writer->pictures, writer->arena, &picture) : NULL;
    const char *written = writer->pictures ? NULL : image_attributes(attributes, writer->arena);
    if (line) {
        cleaning->scratch->has_forms = true;
        writer_picture(writer, attributes, &picture, line);
    } else if (written) {
        writer_image(writer, written, alt);
    } else {
        removed_note(cleaning->scratch, WARNING_PICTURE_REMOVED, node,
                     attribute_line(attributes, "src", writer->arena));
        writer_text(writer, alt);
    }
}

static void open_inline(struct cleaning *cleaning, struct visit *visit, GumboTag tag)
{
    visit->inlines += writer_open_inline(&cleaning->writer, element_of(tag), "");
}

/* A stress that the style asks for or takes back. The element itself, if it stresses, says how it is written.
 */
static void enter_stress(struct cleaning *cleaning, struct visit *visit, enum said said, enum stress stress,
                         GumboTag tag)
{
    if (said == SAID_YES)
        open_inline(cleaning, visit, tag);
    else if (said == SAID_NO)
        visit->inlines += writer_unstress(&cleaning->writer, stress);
}

/* Headings and the heads of tables are bold as they are. */
static bool is_bold_by_itself(const struct cleaning *cleaning)
{
    const struct element *block = cleaning->writer.stack[cleaning->writer.depth].element;
    return block->place == PLACE_HEADING || block == element_of(GUMBO_TAG_TH);
}

void cleaning_enter_style(struct cleaning *cleaning, struct visit *visit, const struct style *style)
{
    bool is_bold = style->bold == SAID_YES && is_bold_by_itself(cleaning);
    enter_stress(cleaning, visit, is_bold ? SAID_NOTHING : style->bold, STRESS_BOLD, GUMBO_TAG_STRONG);
    enter_stress(cleaning, visit, style->italic, STRESS_ITALIC, GUMBO_TAG_EM);
    /* Lines are drawn through what is inside, whatever that says. */
    if (style->underline == SAID_YES)
        open_inline(cleaning, visit, GUMBO_TAG_U);
    if (style->strike == SAID_YES)
        open_inline(cleaning, visit, GUMBO_TAG_S);
    bool is_cell = element_of(visit->node->v.element.tag)->place == PLACE_CELL;
    if (style->raised == RAISED_SUPER && !is_cell)
        open_inline(cleaning, visit, GUMBO_TAG_SUP);
    if (style->raised == RAISED_SUB && !is_cell)
        open_inline(cleaning, visit, GUMBO_TAG_SUB);
}

/* Whether the style says that the element does not stress as its name says. */
static bool is_taken_back(GumboTag tag, const struct style *style)
{
    switch (tag) {
    case GUMBO_TAG_B:
    case GUMBO_TAG_STRONG:
        return style->bold == SAID_NO || style->bold == SAID_INHERIT;
    case GUMBO_TAG_I:
    case GUMBO_TAG_EM:
        return style->italic == SAID_NO || style->italic == SAID_INHERIT;
    case GUMBO_TAG_U:
        return style->underline == SAID_NO;
    case GUMBO_TAG_S:
    case GUMBO_TAG_STRIKE:
        return style->strike == SAID_NO;
    case GUMBO_TAG_SUB:
    case GUMBO_TAG_SUP:
        return style->raised == RAISED_NOT;
    default:
        return false;
    }
}

/* A change that was marked and is taken for good; Word and LibreOffice name who made it, and when. */
static bool is_change(const GumboElement *element)
{
    return element->tag == GUMBO_TAG_INS && (gumbo_get_attribute(&element->attributes, "cite") ||
                                             gumbo_get_attribute(&element->attributes, "datetime"));
}

/* Where a link leads, with a word about what was changed or refused of it; NULL: nowhere. */
static const char *link_of(struct cleaning *cleaning, const GumboNode *node)
{
    struct arena *arena = cleaning->writer.arena;
    const GumboAttribute *attribute = gumbo_get_attribute(&node->v.element.attributes, "href");
    bool is_completed = false;
    if (!attribute || !*attribute->value)
        return NULL;
    const char *part = parts_link(cleaning->parts, attribute->value);
    bool is_own = attribute->value[strspn(attribute->value, " \t\n\r\f")] == '#';
    const char *target = link_unwrapped(attribute->value, arena);
    const char *address = is_own ? part ? link_checked(part, URL_LINK, arena) : NULL
                                 : link_address(target ? target : attribute->value, arena, &is_completed);
    if (address && target)
        removed_note(cleaning->scratch, WARNING_LINK_UNWRAPPED, node, address);
    else if (!address)
        removed_note(cleaning->scratch, WARNING_LINK_REMOVED, node, attribute->value);
    else if (is_completed)
        removed_note(cleaning->scratch, WARNING_LINK_COMPLETED, node, address);
    return address;
}

static void enter_inline(struct cleaning *cleaning, struct visit *visit, const struct element *element,
                         const struct style *style)
{
    struct writer *writer = &cleaning->writer;
    const GumboElement *source = &visit->node->v.element;
    struct kept_attributes own = {.span = {1, 1}};
    struct part part = parts_take(cleaning->parts, visit->node);
    if (source->tag == GUMBO_TAG_A) {
        own.address = link_of(cleaning, visit->node);
        own.part = own.address ? part.name : NULL;
    }
    /* A named place is kept; of other elements only those that a link leads to. Word names many of its own.
     */
    bool is_place = source->tag == GUMBO_TAG_A && part.name && !strchr(part.name, '_');
    if (part.name && !own.part && (part.is_linked || is_place))
        writer_anchor(writer, part.name);
    if (is_taken_back(source->tag, style) || is_change(source))
        return;
    const char *kept = element_attributes(element, &source->attributes, &own, writer->arena);
    /* A link whose address is refused is left out, its words stay. */
    if (kept)
        visit->inlines += writer_open_inline(writer, element, kept);
}

static void enter_block(struct cleaning *cleaning, struct visit *visit, const struct element *element,
                        const struct style *style)
{
    struct writer *writer = &cleaning->writer;
    const GumboElement *source = &visit->node->v.element;
    /* Both need the tree, which the writer does not see: how many rows are left for a span, and in which
     * columns cells begin. */
    if (element->place == PLACE_CELL)
        writer->rows_left = grid_rows_left(visit->node);
    else if (source->tag == GUMBO_TAG_TABLE)
        writer->begins = grid_begins(visit->node);
    /* 0 when it was unwrapped; see cleaning_leave(). */
    if (source->tag == GUMBO_TAG_OL)
        writer->list_type = cleaning_list_type(cleaning, visit, style);
    writer->part = parts_take(cleaning->parts, visit->node);
    visit->serial = writer_open(writer, element, &source->attributes);
    visit->opened = visit->serial ? OPENED_BLOCK : OPENED_APART;
}

/* Quotation marks stand in the text, where they are found, copied and read aloud; those of both languages are
 * alike. */
static void enter_quote(struct cleaning *cleaning, struct visit *visit)
{
    visit->is_quote = true;
    writer_text(&cleaning->writer, cleaning->quotes++ % 2 ? "‘" : "“");
}

/* Of what is not written at all the place is kept when a link leads there. */
static void enter_place(struct cleaning *cleaning, const GumboNode *node)
{
    struct part part = parts_take(cleaning->parts, node);
    if (part.name && part.is_linked)
        writer_anchor(&cleaning->writer, part.name);
}

/* Begins the element by its place in the allow-list. */
static void enter_element(struct cleaning *cleaning, struct visit *visit, const struct element *element,
                          const struct style *style)
{
    /* Those left out never come here (fate.c), and stand between these two. */
    assert(element->place == PLACE_UNWRAP || element->place > PLACE_CONTROL);
    switch (element->place) {
    case PLACE_UNWRAP:
        enter_place(cleaning, visit->node);
        if (visit->node->v.element.tag == GUMBO_TAG_Q)
            enter_quote(cleaning, visit);
        break;
    case PLACE_INLINE:
        enter_inline(cleaning, visit, element, style);
        break;
    case PLACE_BREAK:
        writer_break(&cleaning->writer);
        break;
    case PLACE_IMAGE:
        enter_image(cleaning, visit->node);
        break;
    case PLACE_RULE:
        writer_rule(&cleaning->writer);
        break;
    default:
        enter_block(cleaning, visit, element, style);
    }
}

/* Icons stand within a line; a drawing with words, and each of them, in lines of its own. */
static bool has_drawn_words(const GumboNode *root)
{
    for (const GumboNode *node = root; node; node = tree_next(root, node, true))
        if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA)
            return true;
    return false;
}

/* What an element is for the writer when its style says whether it stands in lines of its own. */
static const struct element *element_as_styled(const struct cleaning *cleaning, const struct visit *visit,
                                               const struct visit *parent, const struct style *style)
{
    const GumboNode *node = visit->node;
    const struct element *element = element_of(node->v.element.tag);
    bool is_html = element_is_html(&node->v.element);
    if (!is_html && node->v.element.tag_namespace == GUMBO_NAMESPACE_SVG && cleaning->draws_words)
        return element_of(GUMBO_TAG_DIV);
    if (!is_html)
        return element_of(GUMBO_TAG_SPAN);
    bool is_item = node->v.element.tag == GUMBO_TAG_LI && parent->is_spelled;
    if (visit->is_spelled || is_item)
        return element_of(GUMBO_TAG_DIV);
    if (style->apart == SAID_YES && element->place == PLACE_UNWRAP && node->v.element.tag != GUMBO_TAG_Q)
        return element_of(GUMBO_TAG_DIV);
    bool is_plain = element->place == PLACE_DIVISION || node->v.element.tag == GUMBO_TAG_P;
    return style->apart == SAID_NO && is_plain ? element_of(GUMBO_TAG_SPAN) : element;
}

void cleaning_enter(struct cleaning *cleaning, struct visit *visit, const struct visit *parent,
                    const struct style *style)
{
    const GumboNode *node = visit->node;
    const GumboElement *element = &node->v.element;
    bool is_root_of_drawing = !element_is_html(element) && element_is_html(&node->parent->v.element);
    if (is_root_of_drawing)
        cleaning->draws_words = has_drawn_words(node);
    if (is_root_of_drawing || element->tag == GUMBO_TAG_OBJECT || element->tag == GUMBO_TAG_APPLET)
        cleaning_embed(cleaning, node);
    if (style->lines && style->lines != SAID_INHERIT)
        visit->keeps_lines = style->lines == SAID_YES;
    if (style->invisible && style->invisible != SAID_INHERIT)
        visit->is_invisible = style->invisible == SAID_YES;
    if (style->lettering)
        visit->lettering = style->lettering;
    if (visit->is_invisible && element->tag == GUMBO_TAG_IMG)
        return;
    bool is_item =
        element->tag == GUMBO_TAG_P && word_list_item(&cleaning->list, &cleaning->writer, node, style);
    if (is_item)
        enter_place(cleaning, node);
    else
        enter_element(cleaning, visit, element_as_styled(cleaning, visit, parent, style), style);
    cleaning_enter_style(cleaning, visit, style);
}

void cleaning_leave(struct cleaning *cleaning, const struct visit *visit)
{
    word_list_leave(&cleaning->list, &cleaning->writer, visit->node);
    if (visit->is_quote)
        writer_text(&cleaning->writer, --cleaning->quotes % 2 ? "’" : "”");
    for (unsigned i = 0; i < visit->inlines; i++)
        writer_close_inline(&cleaning->writer);
    /* What was unwrapped as well, so that its words do not run into those behind. */
    if (visit->opened != OPENED_NOTHING)
        writer_close(&cleaning->writer, visit->serial);
}

void cleaning_text(struct cleaning *cleaning, const struct visit *visit, const GumboNode *node,
                   const char *text)
{
    struct writer *writer = &cleaning->writer;
    if (visit->is_invisible) {
        removed_words(cleaning->scratch, node, text);
        return;
    }
    /* Every blank and line break counts where the style says so. */
    while (visit->keeps_lines && *text && !arena_failed(writer->arena)) {
        size_t length = strcspn(text, "\n \t");
        if (length)
            writer_text(writer, arena_copy(writer->arena, text, length));
        text += length;
        for (; *text == ' ' || *text == '\t'; text++)
            writer_blank(writer, *text == '\t' ? TAB_BLANKS : 1);
        if (*text == '\n')
            writer_break(writer);
        text += *text == '\n';
    }
    writer_text(writer, text);
}

/* A link whose words are its address, or the title that the frame has. */
static void write_link(struct writer *writer, const char *page, const char *title)
{
    const GumboVector none = {.length = 0};
    const struct element *link = element_of(GUMBO_TAG_A);
    const struct kept_attributes own = {.span = {1, 1},
                                        .address = link_checked(page, URL_LINK, writer->arena)};
    const char *kept = element_attributes(link, &none, &own, writer->arena);
    bool is_open = kept && writer_open_inline(writer, link, kept);
    writer_text(writer, *title ? title : page);
    if (is_open)
        writer_close_inline(writer);
}

/* What a film or sound plays by an element within it; the page that a frame brings along. */
static const char *inner_source(const GumboNode *node, struct arena *arena)
{
    const GumboVector *children = &node->v.element.children;
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *child = children->data[i];
        if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == GUMBO_TAG_SOURCE)
            return attribute_line(&child->v.element.attributes, "src", arena);
    }
    return attribute_line(&node->v.element.attributes, "srcdoc", arena);
}

void cleaning_embed(struct cleaning *cleaning, const GumboNode *node)
{
    static const char *const names[] = {"src", "data", "data-src", "code"};
    struct writer *writer = &cleaning->writer;
    const GumboElement *element = &node->v.element;
    if (element->tag_namespace != GUMBO_NAMESPACE_HTML) {
        removed_drawing(cleaning->scratch, node);
        return;
    }
    bool is_recording = element->tag == GUMBO_TAG_VIDEO || element->tag == GUMBO_TAG_AUDIO, is_completed;
    if (is_recording && cleaning_player(cleaning, node))
        return;
    const char *source = "";
    for (size_t i = 0; i < sizeof names / sizeof *names && !*source; i++)
        source = attribute_line(&element->attributes, names[i], writer->arena);
    source = *source ? source : inner_source(node, writer->arena);
    const char *page = embed_page(source, writer->arena);
    /* The file itself of another site, which a link leads to as well. */
    if (!page && is_recording && strncmp(source, "http", 4) == 0)
        page = link_address(source, writer->arena, &is_completed);
    if (!page) {
        removed_note(cleaning->scratch, WARNING_EMBED_REMOVED, node, source);
        return;
    }
    /* In lines of its own, as the film stood. */
    const GumboVector none = {.length = 0};
    unsigned serial = writer_open(writer, element_of(GUMBO_TAG_DIV), &none);
    write_link(writer, page, attribute_line(&element->attributes, "title", writer->arena));
    writer_close(writer, serial);
    removed_note(cleaning->scratch, WARNING_EMBED_LINKED, node, page);
}
