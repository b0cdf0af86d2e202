/* Read anew by every query, so that a change holds at once. All comparisons are of numbers, as each
 * place of a query is compared with each abbreviation. */
#include "abbreviations.h"

#include "engine/rows.h"

#include <string.h>

/* Makes keys of one row: hashes to compare by, texts for what the index is asked. False when there is no
 * memory. */
static bool read_keys(struct arena *arena, const char *short_text, const char *long_text, const char *beside,
                      struct abbreviation_keys *item)
{
    struct token tokens[ABBREVIATION_BESIDE_MAX];
    item->short_count = tokens_of(short_text, tokens, ABBREVIATION_SHORT_MAX);
    for (size_t i = 0; i < item->short_count; i++) {
        item->shorts[i] = tokens[i].fold;
        item->short_keys[i] = arena_text(arena, tokens[i].word.fold);
    }
    item->beside_count = beside ? tokens_of(beside, tokens, ABBREVIATION_BESIDE_MAX) : 0;
    for (size_t i = 0; i < item->beside_count; i++)
        item->beside[i] = tokens[i].fold;
    item->longs = arena_zero(arena, ABBREVIATION_LONG_MAX, sizeof *item->longs);
    item->long_count = item->longs ? tokens_of(long_text, item->longs, ABBREVIATION_LONG_MAX) : 0;
    return item->longs != NULL;
}

enum err abbreviations_load(struct conn *conn, struct abbreviations *ret_all)
{
    auto_query struct query q = query_of(conn, STMT_ABBREVIATION_ALL);
    struct abbreviation_keys *items = NULL;
    size_t count = 0;
    enum err err;
    while (!(err = query_row(&q))) {
        struct abbreviation_keys *item = array_add(conn->arena, &items, &count, sizeof *item);
        const char *short_text = column_text(&q), *long_text = column_text(&q), *beside = column_text(&q);
        if (!item || !short_text || !long_text ||
            !read_keys(conn->arena, short_text, long_text, beside, item))
            return ERR_MEMORY;
        /* Without a word it could be found anywhere; its place is used by the next. */
        if (!item->short_count || !item->long_count)
            count--;
    }
    *ret_all = (struct abbreviations){items, count};
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Whether this word is one of those that tell. */
static bool is_beside(const struct abbreviation_keys *item, const struct token *token)
{
    for (size_t i = 0; i < item->beside_count; i++)
        if (item->beside[i] == token->fold)
            return true;
    return false;
}

bool abbreviation_is_clear(const struct abbreviation_keys *item, const struct token *tokens, size_t count,
                           size_t at, size_t length)
{
    /* Directly before or behind it; further away it may belong to another. */
    return !item->beside_count || (at > 0 && is_beside(item, &tokens[at - 1])) ||
           (at + length < count && is_beside(item, &tokens[at + length]));
}

/* By folded keys, as nobody types accents in abbreviations reliably. */
static bool is_short_at(const struct abbreviation_keys *item, const struct token *tokens, size_t count,
                        size_t at)
{
    if (at + item->short_count > count)
        return false;
    for (size_t i = 0; i < item->short_count; i++)
        if (item->shorts[i] != tokens[at + i].fold)
            return false;
    return abbreviation_is_clear(item, tokens, count, at, item->short_count);
}

const struct abbreviation_keys *abbreviation_at(const struct abbreviations *all, const struct token *tokens,
                                                size_t count, size_t at)
{
    const struct abbreviation_keys *found = NULL;
    for (size_t i = 0; i < all->count; i++) {
        const struct abbreviation_keys *item = &all->items[i];
        /* TP HCM before TP. */
        bool is_longer = !found || item->short_count > found->short_count;
        if (item->shorts[0] == tokens[at].fold && is_longer && is_short_at(item, tokens, count, at))
            found = item;
    }
    return found;
}

size_t abbreviations_write_out(const struct abbreviations *all, const struct token *tokens, size_t count,
                               const bool *is_fixed, struct token *out, size_t most)
{
    size_t written = 0;
    for (size_t at = 0; at < count && written < most;) {
        const struct abbreviation_keys *item =
            is_fixed && is_fixed[at] ? NULL : abbreviation_at(all, tokens, count, at);
        if (!item) {
            out[written++] = tokens[at++];
            continue;
        }
        for (size_t i = 0; i < item->long_count && written < most; i++) {
            out[written] = item->longs[i];
            /* What is written out has the place of what was typed, so that a mended query can be put
             * together from it. */
            out[written].word.start = tokens[at].word.start;
            out[written++].word.end = tokens[at + item->short_count - 1].word.end;
        }
        at += item->short_count;
    }
    return written;
}
