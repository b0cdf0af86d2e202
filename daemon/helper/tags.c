/* A scanner over bytes that keeps one tag at a time. What is no well-formed XML makes it count wrongly and
 * does no other harm. */
#include "tags.h"

#include <string.h>

/* One byte of a tag; at its end who listens hears of it. */
static void feed_inside(struct tags *tags, char c)
{
    bool is_end = c == '>' && !tags->quote;
    if (tags->quote == c)
        tags->quote = 0;
    else if (!tags->quote && (c == '"' || c == '\'') && tags->tag_size && tags->tag[0] != '!')
        tags->quote = c;
    if (!is_end) {
        if (tags->tag_size < TAG_MAX)
            tags->tag[tags->tag_size++] = c;
        return;
    }
    tags->tag[tags->tag_size] = '\0';
    tags->text[tags->text_size] = '\0';
    tags->heard(tags->context, tags->tag, tags->text);
    tags->is_inside = false;
    tags->tag_size = tags->text_size = 0;
}

void tags_feed(struct tags *tags, struct span piece)
{
    for (size_t i = 0; i < piece.size; i++) {
        char c = (char)piece.at[i];
        if (!c)
            continue;
        if (tags->is_inside)
            feed_inside(tags, c);
        else if (c == '<')
            tags->is_inside = true;
        else if (tags->text_size < TAG_TEXT_MAX)
            tags->text[tags->text_size++] = c;
    }
}

/* Behind the prefix of a name that is `size` bytes long. */
static const char *tag_local(const char *name, size_t *size)
{
    const char *colon = memchr(name, ':', *size);
    if (!colon)
        return name;
    *size -= (size_t)(colon + 1 - name);
    return colon + 1;
}

bool element_is(const char *tag, const char *name)
{
    size_t size = strcspn(tag, " \t\r\n/");
    const char *local = tag_local(tag, &size);
    return size == strlen(name) && memcmp(local, name, size) == 0;
}

bool tag_attribute(const char *tag, const char *name, char *to, size_t room)
{
    const char *at = tag + strcspn(tag, " \t\r\n");
    for (;;) {
        at += strspn(at, " \t\r\n/");
        size_t size = strcspn(at, "= \t\r\n");
        const char *value = at + size + strspn(at + size, " \t\r\n");
        if (!size || *value != '=')
            return false;
        value += 1 + strspn(value + 1, " \t\r\n");
        const char *stop = *value ? strchr(value + 1, *value) : NULL;
        /* Cut off, as a tag longer than TAG_MAX is. */
        if (!stop || (*value != '"' && *value != '\''))
            return false;
        const char *local = tag_local(at, &size);
        if (size == strlen(name) && memcmp(local, name, size) == 0) {
            size_t length = (size_t)(stop - value - 1);
            length = length < room ? length : room - 1;
            memcpy(to, value + 1, length);
            to[length] = '\0';
            return true;
        }
        at = stop + 1;
    }
}
