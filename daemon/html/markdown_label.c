/* Definitions of links and footnotes. What is defined and never referred to is left out by cmark without a
 * word; it was meant as text then, as in "[Lưu ý]: mang theo giấy tờ". */
#include "html/body.h"
#include "markdown_inner.h"

#include <string.h>
#include <strings.h>

struct labels markdown_labels(const char *text, size_t length, struct arena *arena)
{
    struct labels labels = {.text = text};
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += text[i] == '[';
    if (count <= BODY_BRACKETS_MAX)
        labels.items = arena_zero(arena, count + 1, sizeof *labels.items);
    for (size_t i = 0; labels.items && i < length; i++) {
        if (text[i] != '[')
            continue;
        size_t size = strcspn(text + i + 1, "[]\n"), end = i + 1 + size;
        bool is_closed = end < length && text[end] == ']';
        labels.items[labels.count++] = (struct label){i + 1, is_closed ? size : 0,
                                                      is_closed && end + 1 < length && text[end + 1] == ':'};
    }
    return labels;
}

bool markdown_is_referred(const struct labels *labels, size_t at)
{
    const struct label *own = NULL;
    if (labels->has_no_footnotes && labels->text[at + 1] == '^')
        return false;
    /* Both walks are over a few thousand at most. */
    for (size_t i = 0; i < labels->count && !own; i++)
        own = labels->items[i].at == at + 1 ? &labels->items[i] : NULL;
    for (size_t i = 0; own && i < labels->count; i++) {
        const struct label *other = &labels->items[i];
        /* A second definition of the same name refers to nothing. */
        if (other != own && !other->is_definition && other->size == own->size &&
            strncasecmp(labels->text + other->at, labels->text + own->at, own->size) == 0)
            return true;
    }
    return false;
}
