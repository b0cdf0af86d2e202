/* A query that found nothing may be the very name that was taken back. What is lost beside it is a line of a
 * list that grows again, so a doubt is decided against the line. */
#include "miss_erase.h"

#include "engine/rows.h"
#include "engine/store_state.h"
#include "search_words.h"
#include "text/word.h"

#include <assert.h>
#include <string.h>

/* A word with more uses than these in titles and leads is everybody's. */
enum { USES_RARE = 3 };

static uint64_t *miss_words_place(const struct miss_words *words, uint64_t hash)
{
    size_t at = hash & (words->room - 1);
    while (words->hashes[at] && words->hashes[at] != hash)
        at = (at + 1) & (words->room - 1);
    return &words->hashes[at];
}

/* Twice the room; the former table stays in the arena. */
static bool miss_words_grow(struct miss_words *words)
{
    struct miss_words next = {words->arena, NULL, words->room ? words->room * 2 : 1024, words->count};
    next.hashes = arena_zero(words->arena, next.room, sizeof *next.hashes);
    for (size_t i = 0; next.hashes && i < words->room; i++)
        if (words->hashes[i])
            *miss_words_place(&next, words->hashes[i]) = words->hashes[i];
    if (next.hashes)
        *words = next;
    return next.hashes != NULL;
}

/* 0 is a free place. */
static uint64_t miss_words_hash(const struct word *word)
{
    uint64_t hash = key_hash(word->fold);
    return hash ? hash : 1;
}

void miss_words_add(struct miss_words *words, const char *text)
{
    struct word word;
    size_t at = 0, length = text ? strlen(text) : 0;
    while (length && word_next(text, length, &at, &word)) {
        if (words->count * 2 >= words->room && !miss_words_grow(words))
            return;
        uint64_t hash = miss_words_hash(&word), *place = miss_words_place(words, hash);
        words->count += !*place;
        *place = hash;
    }
}

/* How often titles and leads use it. */
static enum err miss_word_is_rare(struct conn *conn, const struct word *word, bool *ret_rare)
{
    auto_query struct query q = query_of(conn, STMT_SEARCH_USES_FOLD);
    bind_text(&q, word->fold);
    enum err err = query_row(&q);
    if (!err)
        *ret_rare = column_integer(&q) <= USES_RARE;
    return err;
}

static enum err miss_is_to_go(struct conn *conn, const struct miss_words *words, const char *query,
                              bool *ret_goes)
{
    struct word word;
    size_t at = 0, length = strlen(query);
    enum err err = ERR_OK;
    *ret_goes = false;
    while (!err && !*ret_goes && word_next(query, length, &at, &word))
        if (*miss_words_place(words, miss_words_hash(&word)))
            err = miss_word_is_rare(conn, &word, ret_goes);
    return err;
}

struct miss_row {
    const char *key, *query;
};

static enum err misses_read(struct conn *conn, struct miss_row **ret_rows, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_MISS_ALL);
    struct miss_row *rows = NULL;
    size_t count = 0;
    enum err err;
    while (!(err = query_row(&q))) {
        struct miss_row *row = array_add(conn->arena, &rows, &count, sizeof *row);
        if (!row)
            return ERR_MEMORY;
        row->key = column_text(&q);
        row->query = column_text(&q);
    }
    *ret_rows = rows;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Those of the last minute, which are in memory alone. */
static void misses_forget_noted(struct store *store)
{
    pthread_mutex_lock(&store->misses_lock);
    store->miss_erasures++;
    store->miss_count = 0;
    pthread_mutex_unlock(&store->misses_lock);
}

enum err misses_erase(struct conn *conn, const struct miss_words *words)
{
    assert(conn->is_writer);
    struct miss_row *rows;
    size_t count = 0;
    if (!words->count)
        return ERR_OK;
    misses_forget_noted(conn->store);
    enum err err = misses_read(conn, &rows, &count);
    for (size_t i = 0; !err && i < count; i++) {
        bool goes;
        err = miss_is_to_go(conn, words, rows[i].query, &goes);
        if (err || !goes)
            continue;
        auto_query struct query q = query_of(conn, STMT_MISS_DROP);
        bind_text(&q, rows[i].key);
        err = query_run(&q);
    }
    return err;
}
