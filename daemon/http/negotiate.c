#include "http/negotiate.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

struct item {
    const char *name;
    size_t length;
    int quality; /* thousandths */
};

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

/* The next item of a list such as "gzip;q=0.5, br"; false at its end. */
static bool next_item(const char **list, struct item *item)
{
    const char *p = *list + strspn(*list, ", \t");
    if (!*p)
        return false;
    *item = (struct item){p, strcspn(p, ",; \t"), 1000};
    p += item->length;
    const char *end = p + strcspn(p, ",");
    for (const char *q = p; q < end; q++) {
        if ((*q == 'q' || *q == 'Q') && q[1] == '=') {
            item->quality = digits_quality(q + 2);
            break;
        }
    }
    *list = end;
    return true;
}

static bool item_is(const struct item *item, const char *name)
{
    return strlen(name) == item->length && strncasecmp(item->name, name, item->length) == 0;
}

enum encoding negotiate_encoding(const char *accept_encoding, unsigned have)
{
    static const char *const names[ENCODING_COUNT] = {"identity", "gzip", "br"};
    int quality[ENCODING_COUNT] = {-1, -1, -1}, others = -1;
    struct item item;
    if (!accept_encoding)
        return ENCODING_IDENTITY;
    for (const char *list = accept_encoding; next_item(&list, &item);) {
        if (item_is(&item, "*"))
            others = item.quality;
        for (int i = 0; i < ENCODING_COUNT; i++)
            if (item_is(&item, names[i]) || (i == ENCODING_GZIP && item_is(&item, "x-gzip")))
                quality[i] = item.quality;
    }
    enum encoding best = ENCODING_IDENTITY;
    int best_quality = 0;
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
        if (strncasecmp(item.name, "vi", 2) == 0 && (item.length == 2 || item.name[2] == '-') &&
            item.quality > vi)
            vi = item.quality;
        if (strncasecmp(item.name, "en", 2) == 0 && (item.length == 2 || item.name[2] == '-') &&
            item.quality > en)
            en = item.quality;
    }
    return en > 0 && en > vi ? LANG_EN : LANG_VI;
}

bool negotiate_prefers(const char *accept, const char *type, const char *other)
{
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
