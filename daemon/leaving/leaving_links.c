/* Walks over tags and their attributes and copies all else. Which address leads where is the caller's. */
#include "leaving_links.h"

#include <ctype.h>
#include <string.h>

enum { ADDRESS_MAX = 8192 };

/* A run of bytes of the page. */
struct span {
    const char *text;
    size_t size;
};

static bool span_is(struct span span, const char *word)
{
    return span.size == strlen(word) && memcmp(span.text, word, span.size) == 0;
}

/* The address that an attribute's value means; the one entity that addresses need. */
static void links_decode(struct span value, struct buf *address)
{
    static const char entity[] = "&amp;";
    for (size_t i = 0; i < value.size; i++) {
        buf_char(address, value.text[i]);
        if (value.size - i >= sizeof entity - 1 && memcmp(value.text + i, entity, sizeof entity - 1) == 0)
            i += sizeof entity - 2;
    }
}

/* What stands for one address; false: nothing does. */
static bool links_exchange(const struct leaving_resolver *resolver, struct span value, struct buf *out)
{
    auto_buf struct buf address = BUF(ADDRESS_MAX), found = BUF(ADDRESS_MAX);
    links_decode(value, &address);
    if (buf_failed(&address) || !resolver->resolve(resolver->context, buf_str(&address), &found) ||
        buf_failed(&found))
        return false;
    for (const char *p = buf_str(&found); *p; p++)
        if (*p == '&')
            buf_text(out, "&amp;");
        else
            buf_char(out, *p);
    return true;
}

/* "a.webp 320w, b.webp 640w": those that lead somewhere. */
static bool links_exchange_set(const struct leaving_resolver *resolver, struct span value, struct buf *out)
{
    size_t before = out->length;
    while (value.size) {
        const char *comma = memchr(value.text, ',', value.size);
        struct span one = {value.text, comma ? (size_t)(comma - value.text) : value.size};
        value.text += one.size + (comma != NULL);
        value.size -= one.size + (comma != NULL);
        for (; one.size && *one.text == ' '; one.text++)
            one.size--;
        const char *blank = memchr(one.text, ' ', one.size);
        struct span address = {one.text, blank ? (size_t)(blank - one.text) : one.size};
        size_t mark = out->length;
        buf_text(out, mark > before ? ", " : "");
        if (links_exchange(resolver, address, out))
            buf_add(out, address.text + address.size, one.size - address.size);
        else
            buf_cut(out, mark);
    }
    return out->length > before;
}

/* One attribute with the blank before it. */
static void links_attribute(const struct leaving_resolver *resolver, struct span blank, struct span name,
                            struct span value, struct buf *out)
{
    size_t mark = out->length;
    bool is_set = span_is(name, "srcset"), is_there;
    buf_add(out, blank.text, blank.size);
    if (span_is(name, "action")) {
        /* Not by `hidden` alone, which a style may overrule. */
        buf_text(out, "hidden=\"\" style=\"display:none\"");
        return;
    }
    buf_add(out, name.text, name.size);
    buf_text(out, "=\"");
    if (is_set)
        is_there = links_exchange_set(resolver, value, out);
    else if (span_is(name, "href") || span_is(name, "src") || span_is(name, "poster"))
        is_there = links_exchange(resolver, value, out);
    else {
        buf_add(out, value.text, value.size);
        is_there = true;
    }
    if (is_there)
        buf_char(out, '"');
    else if (!buf_failed(out))
        buf_cut(out, mark);
}

/* From behind the name of a tag to behind its end. */
static const char *links_tag(const struct leaving_resolver *resolver, const char *at, const char *end,
                             struct buf *out)
{
    while (at < end && *at != '>') {
        const char *begin = at;
        while (at < end && isspace((unsigned char)*at))
            at++;
        struct span blank = {begin, (size_t)(at - begin)};
        begin = at;
        while (at < end && !isspace((unsigned char)*at) && *at != '=' && *at != '>')
            at++;
        struct span name = {begin, (size_t)(at - begin)};
        const char *close =
            end - at > 1 && at[0] == '=' && at[1] == '"' ? memchr(at + 2, '"', (size_t)(end - at - 2)) : NULL;
        if (close) {
            links_attribute(resolver, blank, name, (struct span){at + 2, (size_t)(close - at - 2)}, out);
            at = close + 1;
        } else {
            /* A lone name, or what our pages do not have, goes as it is. */
            at += at < end && *at == '=';
            buf_add(out, blank.text, (size_t)(at - blank.text));
        }
    }
    return at;
}

void leaving_links(const char *html, size_t size, const struct leaving_resolver *resolver, struct buf *out)
{
    const char *at = html, *end = html + size;
    while (at < end) {
        const char *open = memchr(at, '<', (size_t)(end - at));
        const char *next = open ? open + 1 : end;
        bool is_tag = open && next < end && isalpha((unsigned char)*next);
        while (is_tag && next < end && isalnum((unsigned char)*next))
            next++;
        buf_add(out, at, (size_t)(next - at));
        at = is_tag ? links_tag(resolver, next, end, out) : next;
    }
}
