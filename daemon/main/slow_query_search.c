/* Random changes, guided by time: what was slow is changed further. Knows the language of queries only
 * as far as its signs. */
#include "slow_query_search.h"

#include "base/said.h"
#include "text/normalize.h"
#include "text/word.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    ARENA_LIMIT = 256 * 1024 * 1024,
    TIMES_MOST = 3,   /* a slow query is asked so often; the least of its times counts */
    CHANGES_MOST = 4, /* of a query at once */
    FRESH_ONE_IN = 4, /* so often a seed is changed instead of a slow query */
    QUERIES_PRINTED = 5,
    WORDS_MOST = 64,
};

/* CPU time of this thread, the only one that searches here. */
static int64_t thread_us(void)
{
    struct timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

/* xorshift64: the same seeds give the same search, but for the times. */
static size_t slow_query_pick(struct slow_query_search *slow, size_t count)
{
    slow->random ^= slow->random << 13;
    slow->random ^= slow->random >> 7;
    slow->random ^= slow->random << 17;
    return (size_t)(slow->random % count);
}

/* Every query of the evaluation becomes one. */
enum err slow_query_search_seed(struct slow_query_search *slow, const char *query)
{
    enum { SEEDS_AT_ONCE = 1024 };
    /* The array moves to a larger place; the former one stays in the arena. */
    if (slow->seed_count % SEEDS_AT_ONCE == 0) {
        const char **seeds = arena_alloc(slow->arena, (slow->seed_count + SEEDS_AT_ONCE) * sizeof *seeds);
        if (!seeds)
            return ERR_MEMORY;
        if (slow->seed_count)
            memcpy(seeds, slow->seeds, slow->seed_count * sizeof *seeds);
        slow->seeds = seeds;
    }
    slow->seeds[slow->seed_count++] = arena_text(slow->arena, query);
    return arena_failed(slow->arena) ? ERR_MEMORY : ERR_OK;
}

/* CPU time of all that a page of search asks the store for. */
static enum err slow_query_ask(struct slow_query_search *slow, const char *query, int64_t *ret_us)
{
    static const struct article_query filter = {.limit = 20};
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_conn struct conn *conn = NULL;
    struct search_result result;
    struct search_facets facets;
    int64_t total, before_us = thread_us();
    enum err err = arena ? store_lease(slow->store, arena, &conn) : ERR_MEMORY;
    /* As the handler does before it searches. */
    if (!err)
        err = text_normalize(query, strlen(query), TEXT_LINE, arena, &query, NULL);
    if (!err)
        err = search_articles(conn, query, &filter, SEARCH_BY_RELEVANCE, &result);
    if (!err)
        err = search_total(&result, &total);
    if (!err)
        err = search_facets(&result, &facets);
    *ret_us = thread_us() - before_us;
    return err;
}

/* A query taken apart at its spaces; the texts live in an arena. */
struct words {
    const char *items[WORDS_MOST];
    size_t count;
};

/* Words beyond WORDS_MOST are left out. */
static struct words slow_query_split(struct arena *arena, const char *query)
{
    struct words words = {.count = 0};
    for (const char *p = query + strspn(query, " "); *p && words.count < WORDS_MOST; p += strspn(p, " ")) {
        size_t length = strcspn(p, " ");
        words.items[words.count++] = arena_copy(arena, p, length);
        p += length;
    }
    return words;
}

/* Does nothing where there is no room. */
static void slow_query_insert_word(struct words *words, size_t place, const char *word)
{
    if (words->count == WORDS_MOST)
        return;
    memmove(words->items + place + 1, words->items + place, (words->count - place) * sizeof *words->items);
    words->items[place] = word;
    words->count++;
}

/* The word without its last character. */
static const char *shortened(struct arena *arena, const char *word)
{
    size_t length = strlen(word);
    /* One character of UTF-8, however many bytes it has. */
    while (length > 0 && ((unsigned char)word[--length] & 0xC0) == 0x80)
        ;
    return arena_copy(arena, word, length);
}

/* The first word of the text without its marks, as one types in haste. */
static const char *folded(struct arena *arena, const char *text)
{
    struct word word;
    size_t at = 0;
    return word_next(text, strlen(text), &at, &word) ? arena_text(arena, word.fold) : "";
}

/* Ways to change a query, each one that people or attackers use: quotes, minus, repetition. */
enum change { ADD, DROP, DOUBLE, EXCHANGE, QUOTE, EXCLUDE, SHORTEN, FOLD, CHANGE_COUNT };

/* Changes the words in one way. */
static void change(struct slow_query_search *slow, struct arena *arena, struct words *words)
{
    struct words seed = slow_query_split(arena, slow->seeds[slow_query_pick(slow, slow->seed_count)]);
    enum change how = (enum change)slow_query_pick(slow, CHANGE_COUNT);
    /* An empty query can only grow. */
    if (seed.count && (!words->count || how == ADD)) {
        slow_query_insert_word(words, slow_query_pick(slow, words->count + 1),
                               seed.items[slow_query_pick(slow, seed.count)]);
        return;
    }
    if (!words->count)
        return;
    size_t place = slow_query_pick(slow, words->count), other = slow_query_pick(slow, words->count);
    const char **item = &words->items[place], *word = *item;
    /* The count goes down first, so that no word beyond the end is moved. */
    if (how == DROP)
        memmove(item, item + 1, (--words->count - place) * sizeof *item);
    else if (how == DOUBLE)
        slow_query_insert_word(words, other, word);
    /* `word` still holds what stood here. */
    else if (how == EXCHANGE)
        *item = words->items[other], words->items[other] = word;
    /* Both signs may fall on one word, or the second before the first, as people slip. */
    else if (how == QUOTE)
        *item = arena_printf(arena, "\"%s", word),
        words->items[other] = arena_printf(arena, "%s\"", words->items[other]);
    else if (how == EXCLUDE)
        *item = arena_printf(arena, "-%s", word);
    else
        *item = how == FOLD ? folded(arena, word) : shortened(arena, word);
}

/* Another query, from a slow one or from a seed. */
static void invent(struct slow_query_search *slow, struct arena *arena, char query[SLOW_QUERY_SIZE])
{
    /* Mostly a slow one; now and then a seed, so that the hunt does not get stuck among a few. */
    bool is_fresh = !slow->count || slow_query_pick(slow, FRESH_ONE_IN) == 0;
    const char *from = is_fresh ? slow->seeds[slow_query_pick(slow, slow->seed_count)]
                                : slow->slowest[slow_query_pick(slow, slow->count)].query;
    struct words words = slow_query_split(arena, from);
    auto_buf struct buf out = BUF(SLOW_QUERY_SIZE * 4);
    for (size_t i = slow_query_pick(slow, CHANGES_MOST) + 1; i > 0; i--)
        change(slow, arena, &words);
    /* As many words as fit whole into a query. */
    for (size_t i = 0; i < words.count && out.length + strlen(words.items[i]) + 2 < SLOW_QUERY_SIZE; i++)
        buf_printf(&out, "%s%s", i ? " " : "", words.items[i]);
    memcpy(query, buf_str(&out), out.length + 1);
}

/* Puts the query in its place among the slowest, if it belongs there and is not there. */
static void slow_query_keep(struct slow_query_search *slow, const struct slow_query *slow_query)
{
    size_t place = slow->count;
    /* The same query twice would leave less room for others. */
    for (size_t i = 0; i < slow->count; i++)
        if (strcmp(slow->slowest[i].query, slow_query->query) == 0)
            return;
    while (place > 0 && slow->slowest[place - 1].us < slow_query->us)
        place--;
    if (place == SLOW_QUERIES_KEPT)
        return;
    /* The last falls off when all places are taken. */
    size_t behind = slow->count - place - (slow->count == SLOW_QUERIES_KEPT);
    memmove(&slow->slowest[place + 1], &slow->slowest[place], behind * sizeof *slow->slowest);
    slow->slowest[place] = *slow_query;
    slow->count += slow->count < SLOW_QUERIES_KEPT;
}

/* Whether such a time belongs among the slowest. */
static bool slow_query_is_slow(const struct slow_query_search *slow, int64_t us)
{
    return slow->count < SLOW_QUERIES_KEPT || us > slow->slowest[slow->count - 1].us;
}

/* Invents a query, times it, and keeps it where it belongs. */
static enum err try_one(struct slow_query_search *slow)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    struct slow_query slow_query;
    if (!arena)
        return ERR_MEMORY;
    invent(slow, arena, slow_query.query);
    enum err err = slow_query_ask(slow, slow_query.query, &slow_query.us);
    /* The least of several times, since a page that is read from the disk the first time is no fault of
     * the query. */
    for (int i = 1; !err && i < TIMES_MOST && slow_query_is_slow(slow, slow_query.us); i++) {
        int64_t us;
        err = slow_query_ask(slow, slow_query.query, &us);
        slow_query.us = us < slow_query.us ? us : slow_query.us;
    }
    if (!err && slow_query_is_slow(slow, slow_query.us))
        slow_query_keep(slow, &slow_query);
    /* The query that failed is what the hunt is for as well. */
    if (err)
        printf(SAID("# lỗi: %s\n", "# failed: %s\n"), slow_query.query);
    return err;
}

/* By the real clock, for the time is what somebody waits. */
enum err slow_query_search_run(struct slow_query_search *slow, int seconds)
{
    int64_t count = 0, until_ms = clock_monotonic_ms(&clock_system) + (int64_t)seconds * 1000;
    enum err err = ERR_OK;
    /* Without seeds there is nothing to change. */
    for (; !err && slow->seed_count && clock_monotonic_ms(&clock_system) < until_ms; count++)
        err = try_one(slow);
    printf(SAID("đã thử %" PRId64 " câu hỏi; những câu chậm nhất, ms CPU cho kết quả, số lượng và bộ lọc:\n",
                "%" PRId64 " queries hunted; the slowest, in ms of CPU for results, count and facets:\n"),
           count);
    for (size_t i = 0; i < slow->count && i < QUERIES_PRINTED; i++)
        printf("%8.1f  %s\n", (double)slow->slowest[i].us / 1000, slow->slowest[i].query);
    return err;
}
