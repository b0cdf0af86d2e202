/* The collector of warnings. It knows no sentence's reader and no pointer into a body: who sent what is told
 * by http/reply.c. */
#include "text/warning.h"

#include "text/excerpt.h"

#include <assert.h>
#include <string.h>

static const char *const names[WARNING_COUNT] = {
#define WARNING(name, code, vi, en) [WARNING_##name] = code,
#include "text/warning.def"
#undef WARNING
};

/* A row needs both languages to compile. */
static const char *const sentences[WARNING_COUNT][LANG_COUNT] = {
#define WARNING(name, code, vi, en) [WARNING_##name] = {vi, en},
#include "text/warning.def"
#undef WARNING
};

/* One line, cut at a word where that can be; what was no text becomes marks of replacement. */
static void show(struct arena *arena, const char *text, size_t size, char shown[WARNING_SHOWN_SIZE])
{
    /* Cut before it is looked at, since a whole page may stand here. */
    char line[WARNING_SHOWN_SIZE];
    size_t length = 0;
    for (; text && length < size && length < sizeof line; length++)
        line[length] = strchr("\n\r\t\f\v", text[length]) && text[length] ? ' ' : text[length];
    const char *whole = text_shown(line, length, sizeof line, arena);
    const char *cut = text_excerpt(whole, WARNING_SHOWN_MAX, arena);
    /* It is short enough: so many characters and the mark of the cut. */
    memcpy(shown, cut, strlen(cut) + 1);
}

static struct warning *next_free(struct warnings *warnings)
{
    /* All at once: most texts have none, and what has one mostly has more. */
    if (!warnings->items)
        warnings->items = arena_zero(warnings->arena, WARNINGS_MAX, sizeof *warnings->items);
    if (!warnings->items)
        return NULL;
    if (warnings->count == WARNINGS_MAX) {
        warnings->unnamed++;
        return NULL;
    }
    return &warnings->items[warnings->count++];
}

void warnings_add(struct warnings *warnings, enum warning_code code, size_t line, const char *text,
                  size_t size)
{
    assert(code < WARNING_COUNT && warnings->arena);
    struct warning *warning = next_free(warnings);
    if (!warning)
        return;
    *warning = (struct warning){.code = code, .line = line, .count = 1};
    show(warnings->arena, text, size, warning->shown);
}

void warnings_count(struct warnings *warnings, enum warning_code code, size_t line, const char *text,
                    size_t size)
{
    for (size_t i = 0; i < warnings->count; i++)
        if (warnings->items[i].code == code) {
            warnings->items[i].count++;
            return;
        }
    warnings_add(warnings, code, line, text, size);
}

void warnings_take(struct warnings *warnings, const struct warnings *more, size_t lines_before)
{
    for (size_t i = 0; i < more->count; i++) {
        struct warning *warning = next_free(warnings);
        if (!warning)
            continue;
        *warning = more->items[i];
        /* A line that is not known stays unknown. */
        warning->line += warning->line ? lines_before : 0;
    }
    warnings->unnamed += more->unnamed;
}

const char *warning_name(enum warning_code code)
{
    assert(code < WARNING_COUNT);
    return names[code];
}

const char *warning_sentence(enum warning_code code, enum lang lang)
{
    assert(code < WARNING_COUNT && lang < LANG_COUNT);
    return sentences[code][lang];
}
