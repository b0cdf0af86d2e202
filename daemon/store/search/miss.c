/* Between a search that found nothing and a table. Noted in memory, since a search reads only; saved by
 * a job. What could name a person is dropped before it is kept anywhere. */
#include "store/miss.h"

#include "engine/rows.h"
#include "engine/store_state.h"
#include "text/date.h"
#include "text/word.h"

#include <string.h>

/* A run of so many digits may be a telephone, an identity card or an account. */
enum { DIGITS_MOST = 5, WORDS_MOST = 10, KEY_SIZE = 400 };

static bool is_fit_to_keep(const char *query)
{
    size_t length = strlen(query), digits = 0;
    for (const char *p = query; *p; p++) {
        if (*p >= '0' && *p <= '9')
            digits++;
        /* Blanks, dots and dashes are how people divide long numbers, so they do not end a run. */
        else if (*p != ' ' && *p != '.' && *p != '-')
            digits = 0;
        if (digits > DIGITS_MOST || *p == '@')
            return false;
    }
    /* Long ones are sentences, and say more of who asks than of what is missing. */
    return length > 0 && length < MISS_QUERY_MAX;
}

/* The folded words: one row for all ways to type a query. False when it has none, or too many. */
static bool make_key(const char *query, char key[KEY_SIZE])
{
    struct word word;
    size_t at = 0, used = 0, words = 0, length = strlen(query);
    key[0] = '\0';
    while (word_next(query, length, &at, &word)) {
        size_t size = strlen(word.fold);
        /* A row that nobody would ask for in the same words again. */
        if (++words > WORDS_MOST || used + size + 2 > KEY_SIZE)
            return false;
        /* Between two words. */
        if (used)
            key[used++] = ' ';
        memcpy(key + used, word.fold, size + 1);
        used += size;
    }
    return words > 0;
}

void miss_note(struct store *store, const char *query, int64_t now_ms)
{
    char key[KEY_SIZE];
    if (!is_fit_to_keep(query) || !make_key(query, key))
        return;
    pthread_mutex_lock(&store->misses_lock);
    /* When there is no room until the next flush the query is forgotten; often asked ones come again. */
    if (store->miss_count < MISSES_NOTED_MAX) {
        struct noted_miss *miss = &store->misses[store->miss_count++];
        memcpy(miss->query, query, strlen(query) + 1);
        miss->day = day_of(now_ms);
    }
    pthread_mutex_unlock(&store->misses_lock);
}

/* Adds one to the row of this key, which shows the text that was typed first. */
static enum err save_one(struct conn *conn, const struct noted_miss *miss)
{
    char key[KEY_SIZE];
    if (!make_key(miss->query, key))
        return ERR_OK;
    auto_query struct query q = query_of(conn, STMT_MISS_ADD);
    bind_text(&q, key);
    bind_text(&q, miss->query);
    bind_integer(&q, 1);
    bind_integer(&q, miss->day);
    return query_run(&q);
}

/* Those asked least go when there are too many. */
static enum err miss_trim(struct conn *conn)
{
    auto_query struct query q = query_of(conn, STMT_MISS_TRIM);
    bind_integer(&q, MISSES_KEPT);
    return query_run(&q);
}

enum err miss_flush(struct store *store)
{
    static const struct actor system = {.role = ROLE_ADMIN, .name = "system"};
    /* Room for the copy, and for what the transaction reads. */
    auto_arena struct arena *arena = arena_new(sizeof store->misses + 4096);
    auto_conn struct conn *conn = NULL;
    struct noted_miss *misses = arena ? arena_alloc(arena, sizeof store->misses) : NULL;
    if (!misses)
        return ERR_MEMORY;
    pthread_mutex_lock(&store->misses_lock);
    size_t count = store->miss_count;
    memcpy(misses, store->misses, count * sizeof *misses);
    /* The lock is a leaf, so it is not held while the writer is waited for; should saving fail, these
     * are forgotten. */
    store->miss_count = 0;
    pthread_mutex_unlock(&store->misses_lock);
    if (!count)
        return ERR_OK;
    enum err err = store_begin(store, arena, &system, &conn);
    for (size_t i = 0; !err && i < count; i++)
        err = save_one(conn, &misses[i]);
    if (!err)
        err = miss_trim(conn);
    return err ? err : store_commit(&conn);
}

/* By the statement the most asked first. */
enum err miss_list(struct conn *conn, int limit, struct miss **ret_items, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_MISS_LIST);
    struct miss *items = NULL;
    size_t count = 0;
    enum err err;
    bind_integer(&q, limit);
    while (!(err = query_row(&q))) {
        struct miss *item = array_add(conn->arena, &items, &count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        item->query = column_text(&q);
        item->times = column_integer(&q);
        item->day = (int)column_integer(&q);
    }
    *ret_items = items;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
