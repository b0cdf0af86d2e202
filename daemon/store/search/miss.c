/* Between a search that found nothing and a table. Noted in memory, since a search reads only; saved by
 * a job. What could name a person is dropped before it is kept anywhere. */
#include "store/miss.h"

#include "engine/rows.h"
#include "engine/store_state.h"
#include "security/secret.h"
#include "text/date.h"
#include "text/word.h"

#include <sodium.h>
#include <string.h>

/* A run of so many digits may be a telephone, an identity card or an account; with the signs of dates and of
 * documents' numbers between them it may be somewhat longer, but no day of birth. */
enum { DIGITS_MOST = 5, DIVIDED_DIGITS_MOST = 7, WORDS_MOST = 10, KEY_SIZE = 400 };

/* Asked on so many days of the last month. */
enum { DAYS_WANTED = 3, DAYS_SEEN = 31 };

/* A number for each day, one after the other. */
static int64_t miss_day(int64_t at_ms)
{
    enum { DAY_MS = 24 * 60 * 60 * 1000 };
    return day_start_ms(day_of(at_ms)) / DAY_MS;
}

/* Whether a digit stands here, be it one of full width (U+FF10 to U+FF19); *ret_size bytes of it. */
static bool miss_is_digit(const char *text, size_t *ret_size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    bool is_wide = bytes[0] == 0xEF && bytes[1] == 0xBC && bytes[2] >= 0x90 && bytes[2] <= 0x99;
    *ret_size = is_wide ? 3 : 1;
    return is_wide || (*text >= '0' && *text <= '9');
}

static bool is_fit_to_keep(const char *query)
{
    size_t length = strlen(query), digits = 0, divided = 0, size;
    for (const char *p = query; *p; p += size) {
        bool is_digit = miss_is_digit(p, &size);
        digits += is_digit;
        divided += is_digit;
        /* Blanks and signs are how people divide long numbers, so they do not end a run. */
        if (!is_digit && !strchr(" .-", *p))
            digits = 0;
        if (!is_digit && !strchr(" .-/_,()+", *p))
            divided = 0;
        if (digits > DIGITS_MOST || divided > DIVIDED_DIGITS_MOST || *p == '@')
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

/* Puts one into the list; when there is no room until the next flush it is forgotten, as often asked ones
 * come again. The caller holds the lock. */
static void miss_keep(struct store *store, const struct noted_miss *miss)
{
    if (store->miss_count < MISSES_NOTED_MAX)
        store->misses[store->miss_count++] = *miss;
}

/* With a new key the people of yesterday are nobody's any more. The caller holds the lock. */
static void miss_begin_day(struct store *store, int64_t day)
{
    if (store->misses_day == day)
        return;
    store->misses_day = day;
    store->misses_today_count = 0;
    memset(store->misses_today, 0, sizeof store->misses_today);
    randombytes_buf(store->people_key, sizeof store->people_key);
}

void miss_note(struct store *store, const char *query, const void *person, size_t size, int64_t now_ms)
{
    char key[KEY_SIZE];
    struct noted_miss miss = {.at_ms = now_ms};
    if (!is_fit_to_keep(query) || !make_key(query, key))
        return;
    memcpy(miss.query, query, strlen(query) + 1);
    pthread_mutex_lock(&store->misses_lock);
    miss_begin_day(store, miss_day(now_ms));
    if (size)
        crypto_shorthash((unsigned char *)&miss.person, person, size, store->people_key);
    miss_keep(store, &miss);
    pthread_mutex_unlock(&store->misses_lock);
}

/* How many people asked for these words today, with this one. */
static size_t miss_people(struct store *store, const struct noted_miss *miss,
                          const unsigned char hash[MISS_HASH_SIZE])
{
    size_t i = 0, k = 0, count = 0;
    pthread_mutex_lock(&store->misses_lock);
    bool is_today = store->misses_day == miss_day(miss->at_ms);
    while (i < store->misses_today_count && memcmp(store->misses_today[i].hash, hash, MISS_HASH_SIZE) != 0)
        i++;
    if (is_today && miss->person && i < MISSES_TODAY) {
        struct miss_today *today = &store->misses_today[i];
        store->misses_today_count += i == store->misses_today_count;
        memcpy(today->hash, hash, MISS_HASH_SIZE);
        while (k < today->count && today->people[k] != miss->person)
            k++;
        if (k == today->count && k < MISS_PEOPLE)
            today->people[today->count++] = miss->person;
        count = today->count;
    }
    pthread_mutex_unlock(&store->misses_lock);
    return count;
}

/* The days on which these words were asked, with `day`: a bit for each, the lowest for the last. */
static enum err miss_read_days(struct conn *conn, const unsigned char hash[MISS_HASH_SIZE], int64_t day,
                               int64_t *ret_last, uint32_t *ret_days)
{
    auto_query struct query q = query_of(conn, STMT_MISS_DAYS);
    bind_blob(&q, hash, MISS_HASH_SIZE);
    enum err err = query_row(&q);
    int64_t last = err ? day : column_integer(&q);
    uint64_t days = err ? 0 : (uint64_t)column_integer(&q);
    /* Should the clock have gone back, the day counts as one before. */
    int64_t later = day > last ? day - last : 0, earlier = last > day ? last - day : 0;
    days = later < DAYS_SEEN ? days << later : 0;
    days |= earlier < DAYS_SEEN ? UINT64_C(1) << earlier : 0;
    *ret_last = day > last ? day : last;
    *ret_days = (uint32_t)(days & 0x7fffffff);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err miss_keep_days(struct conn *conn, const unsigned char hash[MISS_HASH_SIZE], int64_t last,
                               uint32_t days)
{
    auto_query struct query q = query_of(conn, STMT_MISS_DAYS_SET);
    bind_blob(&q, hash, MISS_HASH_SIZE);
    bind_integer(&q, last);
    bind_integer(&q, days);
    return query_run(&q);
}

/* Many have asked: from now on the words themselves are known, and their hash is not. */
static enum err miss_publish(struct conn *conn, const struct noted_miss *miss, const char *key,
                             const unsigned char hash[MISS_HASH_SIZE], int64_t times)
{
    auto_query struct query drop = query_of(conn, STMT_MISS_DAYS_DROP);
    bind_blob(&drop, hash, MISS_HASH_SIZE);
    enum err err = query_run(&drop);
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_MISS_ADD);
    bind_text(&q, key);
    bind_text(&q, miss->query);
    bind_integer(&q, times);
    bind_integer(&q, day_of(miss->at_ms));
    return query_run(&q);
}

/* NOT_FOUND when it is not known yet. */
static enum err miss_count(struct conn *conn, const struct noted_miss *miss, const char *key)
{
    auto_query struct query q = query_of(conn, STMT_MISS_COUNT);
    bind_text(&q, key);
    bind_integer(&q, day_of(miss->at_ms));
    enum err err = query_row(&q);
    return err ? err : query_run(&q);
}

/* Counts one; the row shows the text that was typed when it was first kept. */
static enum err save_one(struct conn *conn, const struct noted_miss *miss)
{
    char key[KEY_SIZE];
    unsigned char hash[SECRET_HASH_SIZE];
    int64_t last;
    uint32_t days;
    if (!make_key(miss->query, key))
        return ERR_OK;
    enum err err = miss_count(conn, miss, key);
    if (err != ERR_NOT_FOUND)
        return err;
    secret_hash(conn->store, "miss", key, hash);
    size_t people = miss_people(conn->store, miss, hash);
    err = miss_read_days(conn, hash, miss_day(miss->at_ms), &last, &days);
    if (err)
        return err;
    int asked = __builtin_popcount(days);
    if (asked >= DAYS_WANTED || people >= MISS_PEOPLE)
        return miss_publish(conn, miss, key, hash, asked > (int)people ? asked : (int)people);
    return miss_keep_days(conn, hash, last, days);
}

/* Gives one number to a statement. */
static enum err miss_run_by(struct conn *conn, enum statement statement, int64_t number)
{
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, number);
    return query_run(&q);
}

/* Those asked least go when there are too many, those that nobody asked for ninety days, and hashes that were
 * not asked for a month. */
static enum err miss_trim(struct conn *conn, int64_t at_ms)
{
    int64_t day = miss_day(at_ms);
    enum err err = miss_run_by(conn, STMT_MISS_TRIM, MISSES_KEPT);
    if (!err)
        err = miss_run_by(conn, STMT_MISS_FORGET, day_add(day_of(at_ms), -MISS_KEPT_DAYS));
    if (!err)
        err = miss_run_by(conn, STMT_MISS_DAYS_FORGET, day - DAYS_SEEN);
    return err ? err : miss_run_by(conn, STMT_MISS_DAYS_TRIM, MISS_DAYS_KEPT);
}

static enum err miss_save(struct store *store, struct arena *arena, const struct noted_miss *misses,
                          size_t count)
{
    static const struct actor system = {.role = ROLE_ADMIN, .name = "system"};
    auto_conn struct conn *conn = NULL;
    enum err err = store_begin(store, arena, &system, &conn);
    for (size_t i = 0; !err && i < count; i++)
        err = save_one(conn, &misses[i]);
    if (!err)
        err = miss_trim(conn, count ? misses[count - 1].at_ms : conn_now_ms(conn));
    return err ? err : store_commit(&conn);
}

enum err miss_flush(struct store *store)
{
    /* Room for the copy, and for what the transaction reads. */
    auto_arena struct arena *arena = arena_new(sizeof store->misses + 4096);
    struct noted_miss *misses = arena ? arena_alloc(arena, sizeof store->misses) : NULL;
    if (!misses)
        return ERR_MEMORY;
    pthread_mutex_lock(&store->misses_lock);
    size_t count = store->miss_count;
    unsigned erasures = store->miss_erasures;
    memcpy(misses, store->misses, count * sizeof *misses);
    /* The lock is a leaf, so it is not held while the writer is waited for. */
    store->miss_count = 0;
    int64_t today = miss_day(clock_now_ms(store->clock));
    bool is_due = store->misses_trimmed_day != today;
    pthread_mutex_unlock(&store->misses_lock);
    if (!count && !is_due)
        return ERR_OK;
    enum err err = miss_save(store, arena, misses, count);
    /* For the next time, unless all that was noted had to be forgotten meanwhile. */
    pthread_mutex_lock(&store->misses_lock);
    for (size_t i = 0; err && i < count && erasures == store->miss_erasures; i++)
        miss_keep(store, &misses[i]);
    if (!err)
        store->misses_trimmed_day = today;
    pthread_mutex_unlock(&store->misses_lock);
    /* What is too old goes a minute later, then. */
    return count ? err : ERR_OK;
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
