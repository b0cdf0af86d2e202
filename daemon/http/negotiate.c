/* Lists with qualities, as Accept and its relatives have them. Read leniently: what makes no sense in
 * such a header costs a compression or a language, never an answer. */
#include "http/negotiate.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

enum { QUALITY_MOST = 1000 }; /* what an item has without a q */

/* One entry of a list; the name points into the header and has no NUL. */
struct item {
    const char *name;
    size_t length;
    int quality; /* thousandths */
};

/* "0.8" as 800 (RFC 9110 section 12.4.2): at most three decimals, and what is no number is 0, which
 * rules the item out. Integers, so that no rounding can make two qualities differ. */
static int digits_quality(const char *p)
{
    static const int weight[] = {100, 10, 1};
    int quality = *p == '1' ? 1000 : 0;
    if ((*p != '0' && *p != '1') || p[1] != '.')
        return quality;
    for (size_t i = 0; i < 3 && p[2 + i] >= '0' && p[2 + i] <= '9'; i++)
        quality += (p[2 + i] - '0') * weight[i];
    return quality > 1000 ? 1000 : quality;
}

static bool is_blank_or_comma(char c)
{
    return c == ',' || c == ' ' || c == '\t';
}

/* The next item of a list such as "gzip;q=0.5, br"; false at its end. Byte by byte, as names are too short
 * for functions that look for the end of long texts. */
static bool next_item(const char **list, struct item *item)
{
    const char *p = *list;
    while (is_blank_or_comma(*p))
        p++;
    if (!*p)
        return false;
    /* Without a q the quality is 1. */
    *item = (struct item){.name = p, .quality = QUALITY_MOST};
    while (*p && *p != ';' && !is_blank_or_comma(*p))
        p++;
    item->length = (size_t)(p - item->name);
    /* Other parameters of a media type are looked past; nothing here has types that differ by one. */
    bool is_weighed = false;
    for (; *p && *p != ','; p++) {
        if ((*p == 'q' || *p == 'Q') && p[1] == '=' && !is_weighed) {
            item->quality = digits_quality(p + 2);
            is_weighed = true;
        }
    }
    /* At the comma, which the next call skips. */
    *list = p;
    return true;
}

/* Whole names, without case, `name` in small letters; "gzip" is none of "gzip2". */
static bool item_is(const struct item *item, const char *name)
{
    return (item->name[0] | ' ') == name[0] && strncasecmp(item->name, name, item->length) == 0 &&
           !name[item->length];
}

enum encoding negotiate_encoding(const char *accept_encoding, unsigned have)
{
    static const char *const names[ENCODING_COUNT] = {"identity", "gzip", "br"};
    /* -1 is not mentioned, which differs from 0, ruled out. */
    int quality[ENCODING_COUNT] = {-1, -1, -1}, others = -1;
    struct item item;
    /* RFC 9110 would allow anything then; but who sends no such header is mostly a program that cannot
     * undo any. */
    if (!accept_encoding)
        return ENCODING_IDENTITY;
    for (const char *list = accept_encoding; next_item(&list, &item);) {
        if (item_is(&item, "*"))
            others = item.quality;
        /* x-gzip is an old name of the same (section 8.4.1.3). */
        for (int i = 0; i < ENCODING_COUNT; i++)
            if (item_is(&item, names[i]) || (i == ENCODING_GZIP && item_is(&item, "x-gzip")))
                quality[i] = item.quality;
    }
    enum encoding best = ENCODING_IDENTITY;
    int best_quality = 0;
    /* From the best compression downward, so that among equal qualities the first found wins. Identity
     * counts least where it is not mentioned, but is never ruled out by silence. */
    for (int i = ENCODING_COUNT - 1; i >= 0; i--) {
        int q = quality[i] >= 0 ? quality[i] : others >= 0 ? others : i == ENCODING_IDENTITY ? 1 : 0;
        if ((have & 1u << i) && q > best_quality) {
            best = (enum encoding)i;
            best_quality = q;
        }
    }
    return best;
}

enum lang negotiate_language(const char *accept_language)
{
    int vi = -1, en = -1;
    struct item item;
    if (!accept_language)
        return LANG_VI;
    for (const char *list = accept_language; next_item(&list, &item);) {
        /* "vi-VN" is Vietnamese too. Of several the highest quality counts, for "en-US,en;q=0.5" says
         * how much English is wanted. */
        if (strncasecmp(item.name, "vi", 2) == 0 && (item.length == 2 || item.name[2] == '-') &&
            item.quality > vi)
            vi = item.quality;
        /* Nothing can be wanted more. */
        if (vi == QUALITY_MOST)
            return LANG_VI;
        if (strncasecmp(item.name, "en", 2) == 0 && (item.length == 2 || item.name[2] == '-') &&
            item.quality > en)
            en = item.quality;
    }
    /* Only who prefers English gets it. A wildcard says nothing of either. */
    return en > 0 && en > vi ? LANG_EN : LANG_VI;
}

bool negotiate_prefers(const char *accept, const char *type, const char *other)
{
    /* Not mentioned the rival is worth what the wildcard is. */
    int wanted = 0, rival = -1, any = 0;
    struct item item;
    for (const char *list = accept; list && next_item(&list, &item);) {
        if (item_is(&item, type))
            wanted = item.quality;
        else if (item_is(&item, other))
            rival = item.quality;
        else if (item_is(&item, "*/*"))
            any = item.quality;
    }
    return wanted > 0 && wanted >= (rival >= 0 ? rival : any);
}

bool negotiate_wants_text(const char *accept)
{
    int text = 0, json = 0;
    struct item item;
    for (const char *list = accept; list && next_item(&list, &item);) {
        bool is_json = item_is(&item, "application/json") || item_is(&item, "application/problem+json");
        if (item_is(&item, "text/plain"))
            text = item.quality;
        else if (is_json && item.quality > json)
            json = item.quality;
    }
    return text > json;
}
