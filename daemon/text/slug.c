/* From a title to the part of an address, and whether a given one is such a part. That a slug is unique
 * is the store's matter. */
#include "text/slug.h"

#include "text/normalize.h"
#include "text/word.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

/* ASCII, whatever the locale. */
static bool is_slug_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* True of the empty text as well, which is no slug either. */
static bool is_digits(const char *slug)
{
    return slug[strspn(slug, "0123456789")] == '\0';
}

/* Shortens to `most` bytes, at a hyphen if there is one and more than a number stays before it. */
static void slug_shorten(char *slug, size_t most)
{
    if (strlen(slug) <= most)
        return;
    /* Then the cut parts no word, and the last one may stay. */
    bool at_boundary = slug[most] == '-';
    slug[most] = '\0';
    char *hyphen = strrchr(slug, '-');
    /* Cutting back must not leave digits alone, which would look like an id. */
    if (!at_boundary && hyphen && strspn(slug, "0123456789") < (size_t)(hyphen - slug))
        *hyphen = '\0';
    /* No hyphen may be left at the end. */
    for (size_t length = strlen(slug); length && slug[length - 1] == '-'; length--)
        slug[length - 1] = '\0';
}

/* A slug that grows as long as it has room; a NUL fits behind. */
struct growing {
    char *slug;
    size_t length, room;
};

/* A hyphen is put only behind something else than a hyphen. */
static void add_char(struct growing *growing, char c)
{
    bool is_needed = c != '-' || (growing->length && growing->slug[growing->length - 1] != '-');
    if (is_needed && growing->length < growing->room)
        growing->slug[growing->length++] = c;
}

/* Letters by the table of the keys. What is not in it may be made of what is (ﬁ, ², ｆ): Unicode tells, in
 * steps. */
static void slug_add_point(struct growing *growing, ucs4_t point, int steps)
{
    ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
    int tag, count = 0;
    const char *fold = letter_fold(point);
    /* Marks left over on a letter that has no composed form are no word boundary. */
    if (!*fold && point >= 0x80 && uc_is_general_category(point, UC_CATEGORY_M))
        return;
    /* Parts may come apart again (ǆ, ㎏); the steps are counted, so that data of the library can never
     * make this go on for ever. */
    if (!*fold && point >= 0x80 && steps)
        count = uc_decomposition(point, &tag, parts);
    for (int i = 0; i < count; i++)
        slug_add_point(growing, parts[i], steps - 1);
    /* Spaces, punctuation, scripts without an entry in the table. */
    if (count <= 0 && !*fold)
        add_char(growing, '-');
    for (; *fold; fold++)
        add_char(growing, *fold);
}

const char *slug_from_title(const char *title, struct arena *arena)
{
    enum { STEPS_MOST = 4, ROOM = SLUG_SIZE_MAX + 2 }; /* what is behind them cannot matter */
    const char *normal;
    if (text_normalize(title, strlen(title), TEXT_LINE, arena, &normal, NULL))
        return "";
    /* Two bytes more than a slug has, so that slug_shorten() sees what would follow. */
    struct growing growing = {.slug = arena_alloc(arena, ROOM + 1), .room = ROOM};
    if (!growing.slug)
        return "";
    ucs4_t point;
    for (const uint8_t *p = (const uint8_t *)normal; growing.length < ROOM && (p = u8_next(&point, p));)
        slug_add_point(&growing, point, STEPS_MOST);
    /* The sign at the end of the title. */
    if (growing.length && growing.slug[growing.length - 1] == '-')
        growing.length--;
    growing.slug[growing.length] = '\0';
    slug_shorten(growing.slug, SLUG_SIZE_MAX);
    return is_digits(growing.slug) ? "" : growing.slug;
}

const char *slug_numbered(const char *slug, int64_t number, struct arena *arena)
{
    assert(number >= 0);
    char tail[24];
    int tail_length = snprintf(tail, sizeof tail, "-%" PRId64, number);
    size_t length = strlen(slug);
    char *numbered = arena_alloc(arena, length + sizeof tail);
    if (!numbered)
        return "";
    memcpy(numbered, slug, length + 1);
    /* The number must stay whole, so the stem gives way. */
    slug_shorten(numbered, (size_t)(SLUG_SIZE_MAX - tail_length));
    memcpy(numbered + strlen(numbered), tail, (size_t)tail_length + 1);
    return numbered;
}

bool slug_valid(const char *slug)
{
    /* Does not walk over an address that is long beyond all measure. */
    size_t length = strnlen(slug, SLUG_SIZE_MAX + 1);
    if (length == 0 || length > SLUG_SIZE_MAX || is_digits(slug))
        return false;
    for (size_t i = 0; i < length; i++) {
        bool inner_hyphen = slug[i] == '-' && i > 0 && i + 1 < length && slug[i - 1] != '-';
        if (!is_slug_letter(slug[i]) && !inner_hyphen)
            return false;
    }
    return true;
}
