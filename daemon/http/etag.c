/* Reads the lists of If-Match and If-None-Match. Knows how bases and encodings join into a tag, and
 * nothing of what the tag stands for. */
#include "http/etag.h"

#include <stddef.h>
#include <string.h>

/* The next tag of a list: what stands between its quotes. False when there is none, or no tag. */
static bool next_tag(const char **list, const char **tag, size_t *length, bool *is_weak)
{
    const char *p = *list + strspn(*list, ", \t");
    /* With case, as section 8.8.3 has it. */
    *is_weak = p[0] == 'W' && p[1] == '/';
    if (*is_weak)
        p += 2;
    if (*p != '"')
        return false;
    /* A tag may hold backslashes, which escape nothing in it; so the next quote is its end. */
    const char *end = strchr(p + 1, '"');
    if (!end)
        return false;
    *tag = p + 1;
    *length = (size_t)(end - p - 1);
    *list = end + 1;
    return true;
}

/* The length less the suffix of an encoding. Other suffixes, such as -t, belong to the base. */
static size_t without_encoding(const char *tag, size_t length)
{
    /* A base of nothing but a suffix is not one. */
    bool has =
        length > 3 && (memcmp(tag + length - 3, "-gz", 3) == 0 || memcmp(tag + length - 3, "-br", 3) == 0);
    return has ? length - 3 : length;
}

/* Writers send back what a read gave them: perhaps compressed, perhaps with what only a token sees, and
 * so behind a hyphen anything may stand. A weak one never matches (RFC 9110 section 13.1.1), whatever
 * proxy weakened it; who sent it is told so. */
enum if_match etag_if_match(const char *header, int64_t *ret_version)
{
    const char *tag;
    size_t length;
    bool is_weak;
    if (!header)
        return IF_MATCH_ABSENT;
    header += strspn(header, " \t");
    if (strcmp(header, "*") == 0)
        return IF_MATCH_ANY;
    /* One tag only: several versions say of none that it is the one which was read. */
    if (!next_tag(&header, &tag, &length, &is_weak) || header[strspn(header, " \t")])
        return IF_MATCH_UNREADABLE;
    int64_t version = 0;
    size_t i = 0;
    /* 18 digits are what an int64_t holds whatever they are. */
    for (; i < length && i < 18 && tag[i] >= '0' && tag[i] <= '9'; i++)
        version = version * 10 + (tag[i] - '0');
    if (i == 0 || (i < length && tag[i] != '-'))
        return IF_MATCH_UNREADABLE;
    *ret_version = version;
    return is_weak ? IF_MATCH_WEAK : IF_MATCH_VERSION;
}

static bool hits(const char *header, const char *base, bool takes_weak)
{
    const char *tag;
    size_t length, base_length = strlen(base);
    bool is_weak;
    /* There is always a representation where this is asked. */
    if (strcmp(header, "*") == 0)
        return true;
    /* What is no tag ends the list; what stood before it counts. */
    while (base_length && next_tag(&header, &tag, &length, &is_weak)) {
        length = without_encoding(tag, length);
        if (length == base_length && memcmp(tag, base, length) == 0 && (takes_weak || !is_weak))
            return true;
    }
    return false;
}

bool etag_match_hits(const char *header, const char *base)
{
    return hits(header, base, false);
}

bool etag_none_match_hits(const char *header, const char *base)
{
    return hits(header, base, true);
}
