/* Judges elements by their names, classes and styles, as Word, Google Docs and LibreOffice write them. Says
 * nothing to anybody; removed.c does. */
#include "fate.h"

#include "element.h"

#include <string.h>
#include <strings.h>

static const char *fate_value(const GumboElement *element, const char *name)
{
    const GumboAttribute *attribute =
        element->attributes.length ? gumbo_get_attribute(&element->attributes, name) : NULL;
    return attribute ? attribute->value : NULL;
}

/* Whether one of the words of `value` is among `words`. */
static bool has_word(const char *value, const char *const *words, size_t count)
{
    static const char white[] = " \t\n\r\f";
    for (; *value; value += strcspn(value, white)) {
        value += strspn(value, white);
        size_t length = strcspn(value, white);
        for (size_t i = 0; length && i < count; i++)
            if (strlen(words[i]) == length && strncasecmp(value, words[i], length) == 0)
                return true;
    }
    return false;
}

static enum fate fate_by_class(const GumboElement *element)
{
    static const char *const comments[] = {"msocomtxt", "MsoCommentText", "MsoCommentSubject"};
    static const char *const marks[] = {"msocomanchor", "MsoCommentReference", "msocomoff"};
    static const char *const deleted[] = {"msoDel"};
    const char *value = fate_value(element, "class");
    /* All of them begin so. */
    if (!value || !strcasestr(value, "mso"))
        return FATE_KEPT;
    if (has_word(value, comments, sizeof comments / sizeof *comments))
        return FATE_COMMENT;
    if (has_word(value, marks, sizeof marks / sizeof *marks))
        return FATE_COMMENT_MARK;
    return has_word(value, deleted, 1) ? FATE_DELETED : FATE_KEPT;
}

/* Where Google Docs leads to from the text (#cmnt1), and back from below it (#cmnt_ref1). */
static bool leads_to(const GumboElement *element, const char *part)
{
    const char *address = element->tag == GUMBO_TAG_A ? fate_value(element, "href") : NULL;
    return address && strncmp(address, part, strlen(part)) == 0;
}

/* The first element inside, or NULL when words stand before it. */
static const GumboNode *first_inside(const GumboNode *node)
{
    const GumboVector *children = &node->v.element.children;
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *child = children->data[i];
        if (child->type == GUMBO_NODE_ELEMENT)
            return child;
        if (child->type == GUMBO_NODE_TEXT)
            return NULL;
    }
    return NULL;
}

/* Google Docs exports each comment as a division that begins with the link back. */
static bool begins_with_way_back(const GumboNode *node)
{
    enum { LEVELS = 3 };
    for (int level = 0; node && level < LEVELS; level++, node = first_inside(node))
        if (leads_to(&node->v.element, "#cmnt_ref"))
            return true;
    return false;
}

static enum fate fate_of_link(const GumboElement *element)
{
    const char *address = fate_value(element, "href");
    if (!address)
        return FATE_KEPT;
    bool is_mark = strstr(address, "#_msocom_") || leads_to(element, "#cmnt");
    return is_mark ? FATE_COMMENT_MARK : FATE_KEPT;
}

/* LibreOffice names the division so. */
static bool is_named_margin(const GumboElement *element)
{
    const char *title = fate_value(element, "title");
    return title && (strcmp(title, "header") == 0 || strcmp(title, "footer") == 0);
}

/* Names that the parser has no number for; a newer parser has one for dialogs. */
static enum fate fate_by_name(const GumboElement *element)
{
    GumboStringPiece name = element->original_tag;
    gumbo_tag_from_original_text(&name);
    if (name.length == 6 && strncasecmp(name.data, "dialog", 6) == 0 && !fate_value(element, "open"))
        return FATE_HIDDEN;
    return name.length == 11 && strncasecmp(name.data, "v:imagedata", 11) == 0 ? FATE_PICTURE : FATE_KEPT;
}

/* In drawings and formulas what is there for programs and for those who hover. */
static enum fate fate_of_foreign(const GumboElement *element)
{
    static const char *const unseen[] = {"title", "desc",       "metadata",      "script",
                                         "style", "annotation", "annotation-xml"};
    GumboStringPiece name = element->original_tag;
    gumbo_tag_from_original_text(&name);
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
        if (name.length == strlen(unseen[i]) && strncasecmp(name.data, unseen[i], name.length) == 0)
            return FATE_UNSEEN;
    return FATE_KEPT;
}

static enum fate fate_by_tag(const GumboNode *node, bool is_typed)
{
    const GumboElement *element = &node->v.element;
    switch (element->tag) {
    case GUMBO_TAG_A:
        return fate_of_link(element);
    case GUMBO_TAG_AREA:
        return fate_value(element, "href") ? FATE_LINK : FATE_UNSEEN;
    case GUMBO_TAG_DEL:
        return is_typed ? FATE_KEPT : FATE_DELETED;
    case GUMBO_TAG_DIV:
        if (is_named_margin(element))
            return FATE_MARGIN;
        return begins_with_way_back(node) ? FATE_COMMENT : FATE_KEPT;
    case GUMBO_TAG_P:
        return begins_with_way_back(node) ? FATE_COMMENT : FATE_KEPT;
    case GUMBO_TAG_UNKNOWN:
        return fate_by_name(element);
    default:
        break;
    }
    switch (element_of(element->tag)->place) {
    case PLACE_DROP:
        return FATE_UNSEEN;
    case PLACE_HIDE:
        return FATE_HIDDEN;
    case PLACE_EMBED:
        return FATE_EMBED;
    case PLACE_CONTROL:
        return FATE_CONTROL;
    default:
        return fate_by_name(element);
    }
}

static enum fate fate_by_style(const struct style *style)
{
    if (style->part == MSO_COMMENT || style->part == MSO_COMMENT_LIST)
        return FATE_COMMENT;
    if (style->is_comment_mark)
        return FATE_COMMENT_MARK;
    if (style->part == MSO_MARGIN)
        return FATE_MARGIN;
    return style->hidden == SAID_YES ? FATE_HIDDEN : FATE_KEPT;
}

enum fate fate_of(const GumboNode *node, const struct style *style, bool is_typed)
{
    const GumboElement *element = &node->v.element;
    if (node->type == GUMBO_NODE_TEMPLATE)
        return FATE_HIDDEN;
    enum fate fate = element_is_html(element) ? fate_by_tag(node, is_typed) : fate_of_foreign(element);
    /* What is never seen cannot be hidden, and a comment that is hidden is a comment. */
    if (fate == FATE_UNSEEN)
        return fate;
    enum fate by_class = fate_by_class(element), by_style = fate_by_style(style);
    if (fate == FATE_KEPT || fate == FATE_EMBED || fate == FATE_CONTROL)
        fate = by_class ? by_class : by_style ? by_style : fate;
    if (fate != FATE_KEPT && fate != FATE_EMBED && fate != FATE_CONTROL)
        return fate;
    return fate_value(element, "hidden") ? FATE_HIDDEN : fate;
}
