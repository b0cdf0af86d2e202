/* Turns fates into warnings. Kinds that come in numbers are one warning with a count; nothing is said of an
 * element in which there is nothing. */
#include "removed.h"

#include "tree.h"

#include <string.h>
#include <strings.h>

/* The first bytes of what is shown; the collector cuts them to characters. */
enum { WORDS_SIZE = 256 };

struct words {
    char text[WORDS_SIZE];
    size_t length;
    size_t comments; /* reviewers' comments inside */
    bool has_content;
};

size_t removed_line(const struct scratch *scratch, const GumboNode *node)
{
    if (!scratch->has_lines)
        return 0;
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE
               ? node->v.element.start_pos.line
               : node->v.text.start_pos.line;
}

void removed_note(struct scratch *scratch, enum warning_code code, const GumboNode *node, const char *shown)
{
    if (scratch->warnings)
        warnings_add(scratch->warnings, code, removed_line(scratch, node), shown, strlen(shown));
}

static void removed_count(struct scratch *scratch, enum warning_code code, const GumboNode *node,
                          const char *shown)
{
    scratch->is_private = true;
    if (scratch->warnings)
        warnings_count(scratch->warnings, code, removed_line(scratch, node), shown, strlen(shown));
}

static bool is_blank(const char *text)
{
    /* U+00A0 is two bytes, which stand in no other white space. */
    for (; *text; text++)
        if (!strchr(" \t\n\r\f\xC2\xA0", *text))
            return false;
    return true;
}

static void words_add(struct words *words, const char *text)
{
    if (is_blank(text))
        return;
    words->has_content = true;
    for (; *text && words->length + 1 < WORDS_SIZE; text++)
        words->text[words->length++] = *text;
    if (words->length + 1 < WORDS_SIZE)
        words->text[words->length++] = ' ';
    words->text[words->length] = '\0';
}

static void words_visit(struct words *words, const GumboNode *node)
{
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA)
        words_add(words, node->v.text.text);
    if (node->type != GUMBO_NODE_ELEMENT)
        return;
    words->has_content = words->has_content || node->v.element.tag == GUMBO_TAG_IMG;
    if (node->v.element.attributes.length) {
        struct style style = style_of(&node->v.element.attributes);
        words->comments += style.part == MSO_COMMENT;
    }
}

/* Without an end tag the parser gives programs as text, so their content is passed over by their name. */
static bool is_entered(const GumboNode *node)
{
    return !tree_is_element(node) ||
           (node->v.element.tag != GUMBO_TAG_SCRIPT && node->v.element.tag != GUMBO_TAG_STYLE);
}

/* The words of a node and all that is in it. */
static struct words removed_words_of(const GumboNode *root)
{
    struct words words = {.length = 0};
    for (const GumboNode *node = root; node; node = tree_next(root, node, is_entered(node)))
        words_visit(&words, node);
    return words;
}

/* A field that a reader would see; what is in it is the sender's. */
static void removed_control(struct scratch *scratch, const GumboNode *node)
{
    const GumboVector *attributes = &node->v.element.attributes;
    const GumboAttribute *type = gumbo_get_attribute(attributes, "type"),
                         *value = gumbo_get_attribute(attributes, "value");
    if (!type || strcasecmp(type->value, "hidden") != 0)
        removed_count(scratch, WARNING_CONTROLS_REMOVED, node, value ? value->value : "");
}

static void removed_comment(struct scratch *scratch, const GumboNode *node, const struct words *words)
{
    size_t count = words->comments ? words->comments : 1;
    if (!words->has_content)
        return;
    for (size_t i = 0; i < count; i++)
        removed_count(scratch, WARNING_COMMENTS_REMOVED, node, words->text);
    scratch->comments += count;
}

void removed_element(struct scratch *scratch, const GumboNode *node, enum fate fate)
{
    static const enum warning_code codes[] = {[FATE_DELETED] = WARNING_DELETIONS_REMOVED,
                                              [FATE_HIDDEN] = WARNING_HIDDEN_REMOVED,
                                              [FATE_MARGIN] = WARNING_HEADER_REMOVED};
    if (fate == FATE_UNSEEN) {
        /* Names of authors stand in a head, but nothing that was to be read. */
        scratch->is_private = true;
        return;
    }
    if (fate == FATE_CONTROL) {
        removed_control(scratch, node);
        return;
    }
    struct words words = removed_words_of(node);
    if (fate == FATE_COMMENT_MARK) {
        if (!scratch->comment_marks++)
            scratch->comment_line = removed_line(scratch, node);
        scratch->is_private = true;
    } else if (fate == FATE_COMMENT) {
        removed_comment(scratch, node, &words);
    } else if (words.has_content) {
        removed_count(scratch, codes[fate], node, words.text);
    }
}

void removed_drawing(struct scratch *scratch, const GumboNode *node)
{
    struct words words = removed_words_of(node);
    removed_note(scratch, WARNING_DRAWING_FLATTENED, node, words.text);
}

void removed_words(struct scratch *scratch, const GumboNode *node, const char *text)
{
    if (!is_blank(text))
        removed_count(scratch, WARNING_HIDDEN_REMOVED, node, text);
}

void removed_source_comment(struct scratch *scratch, const GumboNode *node)
{
    /* Conditions of Word, marks of the clipboard, instructions to a program. */
    static const char *const programs[] = {"[if", "[endif", "StartFragment", "EndFragment", "?"};
    const char *text = node->v.text.text + strspn(node->v.text.text, " \t\n\r\f");
    scratch->is_private = true;
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (strncasecmp(text, programs[i], strlen(programs[i])) == 0)
            return;
    if (!is_blank(text))
        removed_count(scratch, WARNING_SOURCE_COMMENTS, node, text);
}

void removed_end(struct scratch *scratch)
{
    /* A place and its comment are one; both stand in what Word saves, the place alone in what is copied. */
    for (size_t i = 0; !scratch->comments && scratch->warnings && i < scratch->comment_marks; i++)
        warnings_count(scratch->warnings, WARNING_COMMENTS_REMOVED, scratch->comment_line, NULL, 0);
}
