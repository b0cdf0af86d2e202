/* The abbreviations as the planner uses them: UBND for ủy ban nhân dân, and the other way round. */
#ifndef STORE_ABBREVIATIONS_H
#define STORE_ABBREVIATIONS_H

#include "engine/conn.h"
#include "search_words.h"
#include "store/abbreviation.h"

enum {
    ABBREVIATION_SHORT_MAX = ABBREVIATION_SHORT_WORDS,
    ABBREVIATION_LONG_MAX = ABBREVIATION_LONG_WORDS,
    ABBREVIATION_BESIDE_MAX = ABBREVIATION_BESIDE_WORDS
};

struct abbreviation_keys {
    uint64_t shorts[ABBREVIATION_SHORT_MAX]; /* folded */
    const char *short_keys[ABBREVIATION_SHORT_MAX];
    size_t short_count;
    struct token *longs;
    size_t long_count;
    uint64_t beside[ABBREVIATION_BESIDE_MAX]; /* folded words of which one must stand beside it */
    size_t beside_count;                      /* 0: it is clear */
    bool is_together;                         /* the words of the long form belong side by side */
};

struct abbreviations {
    const struct abbreviation_keys *items;
    size_t count;
};

/* All of them, in the connection's arena. */
enum err abbreviations_load(struct conn *conn, struct abbreviations *ret_all);

/* The abbreviation written short at `at`, the longest if several; NULL for none. */
const struct abbreviation_keys *abbreviation_at(const struct abbreviations *all, const struct token *tokens,
                                                size_t count, size_t at);

/* Whether the abbreviation is clear, or a telling word stands beside [at, at + length) . */
bool abbreviation_is_clear(const struct abbreviation_keys *item, const struct token *tokens, size_t count,
                           size_t at, size_t length);

/* Writes every abbreviation out: gives the tokens, at most `most`, with what is short written long. Words of
 * which `is_fixed` (may be NULL) says true are left alone. */
size_t abbreviations_write_out(const struct abbreviations *all, const struct token *tokens, size_t count,
                               const bool *is_fixed, struct token *out, size_t most);

#endif
