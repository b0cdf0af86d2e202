#include "hunt.h"

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

static int64_t thread_us(void)
{
    struct timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

/* xorshift64: the same seeds give the same hunt, but for the times. */
static size_t pick(struct hunt *hunt, size_t count)
{
    hunt->random ^= hunt->random << 13;
    hunt->random ^= hunt->random >> 7;
    hunt->random ^= hunt->random << 17;
    return (size_t)(hunt->random % count);
}

enum err hunt_seed(struct hunt *hunt, const char *query)
{
    enum { SEEDS_AT_ONCE = 1024 };
    if (hunt->seed_count % SEEDS_AT_ONCE == 0) {
        const char **seeds = arena_alloc(hunt->arena, (hunt->seed_count + SEEDS_AT_ONCE) * sizeof *seeds);
        if (!seeds)
            return ERR_MEMORY;
        if (hunt->seed_count)
            memcpy(seeds, hunt->seeds, hunt->seed_count * sizeof *seeds);
        hunt->seeds = seeds;
    }
    hunt->seeds[hunt->seed_count++] = arena_text(hunt->arena, query);
    return arena_failed(hunt->arena) ? ERR_MEMORY : ERR_OK;
}

/* CPU time of all that a page of search asks the store for. */
static enum err ask(struct hunt *hunt, const char *query, int64_t *ret_us)
{
    static const struct article_query filter = {.limit = 20, .kind = KIND_COUNT};
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_conn struct conn *conn = NULL;
    struct search_result result;
    struct search_facets facets;
    int64_t total, before_us = thread_us();
    enum err err = arena ? store_lease(hunt->store, arena, &conn) : ERR_MEMORY;
    if (!err)
        err = text_normalize(query, strlen(query), TEXT_LINE, arena, &query, NULL);
    if (!err)
        err = search_articles(conn, query, &filter, SEARCH_BY_RELEVANCE, &result);
    if (!err)
        err = search_count(conn, query, &filter, &total);
    if (!err)
        err = search_facets(conn, query, &filter, &facets);
    *ret_us = thread_us() - before_us;
    return err;
}

struct words {
    const char *items[WORDS_MOST];
    size_t count;
};

static struct words split(struct arena *arena, const char *query)
{
    struct words words = {.count = 0};
    for (const char *p = query + strspn(query, " "); *p && words.count < WORDS_MOST; p += strspn(p, " ")) {
        size_t length = strcspn(p, " ");
        words.items[words.count++] = arena_copy(arena, p, length);
        p += length;
    }
    return words;
}

static void insert(struct words *words, size_t place, const char *word)
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
    while (length > 0 && ((unsigned char)word[--length] & 0xC0) == 0x80)
        ;
    return arena_copy(arena, word, length);
}

static const char *folded(struct arena *arena, const char *text)
{
    struct word word;
    size_t at = 0;
    return word_next(text, strlen(text), &at, &word) ? arena_text(arena, word.fold) : "";
}

enum change { ADD, DROP, DOUBLE, EXCHANGE, QUOTE, EXCLUDE, SHORTEN, FOLD, CHANGE_COUNT };

/* Changes the words in one way. */
static void change(struct hunt *hunt, struct arena *arena, struct words *words)
{
    struct words seed = split(arena, hunt->seeds[pick(hunt, hunt->seed_count)]);
    enum change how = (enum change)pick(hunt, CHANGE_COUNT);
    if (seed.count && (!words->count || how == ADD)) {
        insert(words, pick(hunt, words->count + 1), seed.items[pick(hunt, seed.count)]);
        return;
    }
    if (!words->count)
        return;
    size_t place = pick(hunt, words->count), other = pick(hunt, words->count);
    const char **item = &words->items[place], *word = *item;
    if (how == DROP)
        memmove(item, item + 1, (--words->count - place) * sizeof *item);
    else if (how == DOUBLE)
        insert(words, other, word);
    else if (how == EXCHANGE)
        *item = words->items[other], words->items[other] = word;
    else if (how == QUOTE)
        *item = arena_printf(arena, "\"%s", word),
        words->items[other] = arena_printf(arena, "%s\"", words->items[other]);
    else if (how == EXCLUDE)
        *item = arena_printf(arena, "-%s", word);
    else
        *item = how == FOLD ? folded(arena, word) : shortened(arena, word);
}

/* Another query, from a slow one or from a seed. */
static void invent(struct hunt *hunt, struct arena *arena, char query[HUNT_QUERY_SIZE])
{
    bool is_fresh = !hunt->count || pick(hunt, FRESH_ONE_IN) == 0;
    const char *from =
        is_fresh ? hunt->seeds[pick(hunt, hunt->seed_count)] : hunt->slowest[pick(hunt, hunt->count)].query;
    struct words words = split(arena, from);
    auto_buf struct buf out = BUF(HUNT_QUERY_SIZE * 4);
    for (size_t i = pick(hunt, CHANGES_MOST) + 1; i > 0; i--)
        change(hunt, arena, &words);
    for (size_t i = 0; i < words.count && out.length + strlen(words.items[i]) + 2 < HUNT_QUERY_SIZE; i++)
        buf_printf(&out, "%s%s", i ? " " : "", words.items[i]);
    memcpy(query, buf_str(&out), out.length + 1);
}

/* Puts the query in its place among the slowest, if it belongs there and is not there. */
static void keep(struct hunt *hunt, const struct hunted *hunted)
{
    size_t place = hunt->count;
    for (size_t i = 0; i < hunt->count; i++)
        if (strcmp(hunt->slowest[i].query, hunted->query) == 0)
            return;
    while (place > 0 && hunt->slowest[place - 1].us < hunted->us)
        place--;
    if (place == HUNT_SLOWEST)
        return;
    size_t behind = hunt->count - place - (hunt->count == HUNT_SLOWEST);
    memmove(&hunt->slowest[place + 1], &hunt->slowest[place], behind * sizeof *hunt->slowest);
    hunt->slowest[place] = *hunted;
    hunt->count += hunt->count < HUNT_SLOWEST;
}

static bool is_slow(const struct hunt *hunt, int64_t us)
{
    return hunt->count < HUNT_SLOWEST || us > hunt->slowest[hunt->count - 1].us;
}

static enum err try_one(struct hunt *hunt)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    struct hunted hunted;
    if (!arena)
        return ERR_MEMORY;
    invent(hunt, arena, hunted.query);
    enum err err = ask(hunt, hunted.query, &hunted.us);
    for (int i = 1; !err && i < TIMES_MOST && is_slow(hunt, hunted.us); i++) {
        int64_t us;
        err = ask(hunt, hunted.query, &us);
        hunted.us = us < hunted.us ? us : hunted.us;
    }
    if (!err && is_slow(hunt, hunted.us))
        keep(hunt, &hunted);
    if (err)
        printf("# failed: %s\n", hunted.query);
    return err;
}

enum err hunt_run(struct hunt *hunt, int seconds)
{
    int64_t count = 0, until_ms = clock_monotonic_ms(&clock_system) + (int64_t)seconds * 1000;
    enum err err = ERR_OK;
    for (; !err && hunt->seed_count && clock_monotonic_ms(&clock_system) < until_ms; count++)
        err = try_one(hunt);
    printf("%" PRId64 " queries hunted; the slowest, in ms of CPU for results, count and facets:\n", count);
    for (size_t i = 0; i < hunt->count && i < QUERIES_PRINTED; i++)
        printf("%8.1f  %s\n", (double)hunt->slowest[i].us / 1000, hunt->slowest[i].query);
    return err;
}
