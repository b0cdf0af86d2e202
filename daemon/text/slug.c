#include "text/slug.h"

#include "text/letter.h"
#include "text/normalize.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool is_slug_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_digits(const char *slug)
{
    return slug[strspn(slug, "0123456789")] == '\0';
}

/* Shortens to `most` bytes, at a hyphen if there is one and more than a number stays before it. */
static void shorten(char *slug, size_t most)
{
    if (strlen(slug) <= most)
        return;
    bool at_boundary = slug[most] == '-';
    slug[most] = '\0';
    char *hyphen = strrchr(slug, '-');
    if (!at_boundary && hyphen && strspn(slug, "0123456789") < (size_t)(hyphen - slug))
        *hyphen = '\0';
    for (size_t length = strlen(slug); length && slug[length - 1] == '-'; length--)
        slug[length - 1] = '\0';
}

const char *slug_from_title(const char *title, struct arena *arena)
{
    const char *normal;
    if (text_normalize(title, strlen(title), TEXT_LINE, arena, &normal, NULL))
        return "";
    const char *folded = text_fold(normal, arena);
    char *slug = arena_alloc(arena, strlen(folded) + 1);
    if (!slug)
        return "";
    size_t length = 0;
    for (const char *p = folded; *p; p++) {
        if (is_slug_letter(*p))
            slug[length++] = *p;
        else if (length && slug[length - 1] != '-')
            slug[length++] = '-';
    }
    if (length && slug[length - 1] == '-')
        length--;
    slug[length] = '\0';
    shorten(slug, SLUG_SIZE_MAX);
    return is_digits(slug) ? "" : slug;
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
    shorten(numbered, (size_t)(SLUG_SIZE_MAX - tail_length));
    memcpy(numbered + strlen(numbered), tail, (size_t)tail_length + 1);
    return numbered;
}

bool slug_valid(const char *slug)
{
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
