/* Who pressed today, and what waits to be saved. Knows no article: an id is a number. */
#include "handler/ratings.h"

#include "base/calendar.h"
#include "base/memory.h"
#include "http/throttle.h"

#include <arpa/inet.h>
#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

/* Three quarters full at most. Of the counters some may share one, which then counts for both. */
enum {
    SLOTS = 1 << 18,
    OF_ARTICLE = 1 << 20,
    OF_NETWORK = 1 << 16,
    RATING_KEY_SIZE = 16,
    RATING_AGENT_MAX = 1024,
    SAVE_ARENA = 1024 * 1024
};

static_assert(RATINGS_VISITORS < SLOTS / 5 * 4, "a free slot is soon found");
static_assert(crypto_shorthash_KEYBYTES == RATING_KEY_SIZE, "the key of a day");
static_assert(RATINGS_OF_ARTICLE <= UINT8_MAX && RATINGS_OF_NETWORK <= UINT16_MAX, "counters hold them");

struct ratings {
    pthread_mutex_t lock;
    int32_t day;
    unsigned char key[RATING_KEY_SIZE];
    size_t count;
    uint64_t seen[SLOTS];            /* hashes; 0: free */
    uint8_t of_article[OF_ARTICLE];  /* presses by hashes of a network and an article … */
    uint16_t of_network[OF_NETWORK]; /* … and of a network */
    struct rating_day waiting[RATINGS_WAITING];
    size_t waiting_count;
};

struct ratings *ratings_new(void)
{
    struct ratings *ratings = memory_new(1, sizeof *ratings);
    if (ratings)
        pthread_mutex_init(&ratings->lock, NULL);
    return ratings;
}

void ratings_free(struct ratings *ratings)
{
    if (ratings) {
        pthread_mutex_destroy(&ratings->lock);
        sodium_memzero(ratings->key, sizeof ratings->key);
    }
    free(ratings);
}

/* With a new key those of yesterday are nobody's any more. The caller holds the lock. */
static void ratings_begin_day(struct ratings *ratings, int32_t day)
{
    if (ratings->day == day)
        return;
    ratings->day = day;
    ratings->count = 0;
    memset(ratings->seen, 0, sizeof ratings->seen);
    memset(ratings->of_article, 0, sizeof ratings->of_article);
    memset(ratings->of_network, 0, sizeof ratings->of_network);
    randombytes_buf(ratings->key, sizeof ratings->key);
}

/* Who it is for this article and day; never 0. The caller holds the lock. */
static uint64_t ratings_hash(const struct ratings *ratings, int64_t article_id,
                             const struct sockaddr *address, const char *user_agent)
{
    struct {
        uint64_t block, article;
        unsigned char agent[RATING_AGENT_MAX];
    } bytes = {address_block(address, ratings->key), (uint64_t)article_id, ""};
    uint64_t hash = 0;
    size_t length = user_agent ? strnlen(user_agent, sizeof bytes.agent) : 0;
    if (length)
        memcpy(bytes.agent, user_agent, length);
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)&bytes, sizeof bytes, ratings->key);
    sodium_memzero(&bytes, sizeof bytes);
    return hash ? hash : 1;
}

/* The counters of a press: of its network, IPv4's /24 and IPv6's /48, which is what one who means harm can
 * have many addresses of; for the article, and for all. The caller holds the lock. */
static void ratings_counters(struct ratings *ratings, int64_t article_id, const struct sockaddr *address,
                             uint8_t **ret_of_article, uint16_t **ret_of_network)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } network = {.any = {.sa_family = AF_UNSPEC}};
    if (address && address->sa_family == AF_INET) {
        network.v4 = *(const struct sockaddr_in *)address;
        network.v4.sin_addr.s_addr &= htonl(0xffffff00);
    } else if (address && address->sa_family == AF_INET6) {
        network.v6 = *(const struct sockaddr_in6 *)address;
        bool is_v4 = IN6_IS_ADDR_V4MAPPED(&network.v6.sin6_addr);
        memset(network.v6.sin6_addr.s6_addr + (is_v4 ? 15 : 6), 0, is_v4 ? 1 : 10);
    }
    uint64_t both[] = {address_block(&network.any, ratings->key), (uint64_t)article_id}, hash = 0;
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)both, sizeof both, ratings->key);
    *ret_of_article = &ratings->of_article[hash & (OF_ARTICLE - 1)];
    *ret_of_network = &ratings->of_network[both[0] & (OF_NETWORK - 1)];
}

/* The slot of a hash, its own or the one where it would be. There is always a free one. */
static uint64_t *ratings_slot(struct ratings *ratings, uint64_t hash)
{
    size_t at = hash & (SLOTS - 1);
    while (ratings->seen[at] && ratings->seen[at] != hash)
        at = (at + 1) & (SLOTS - 1);
    return &ratings->seen[at];
}

/* The row that waits for an article of today, made when there is none; NULL without room. */
static struct rating_day *ratings_row(struct ratings *ratings, int64_t article_id)
{
    for (size_t i = 0; i < ratings->waiting_count; i++)
        if (ratings->waiting[i].article_id == article_id && ratings->waiting[i].day == ratings->day)
            return &ratings->waiting[i];
    if (ratings->waiting_count == RATINGS_WAITING)
        return NULL;
    struct rating_day *row = &ratings->waiting[ratings->waiting_count++];
    *row = (struct rating_day){.article_id = article_id, .day = ratings->day};
    return row;
}

enum rating_outcome ratings_take(struct ratings *ratings, int64_t article_id, enum rating_face face,
                                 const struct sockaddr *address, const char *user_agent, int64_t now_ms)
{
    enum rating_outcome outcome = RATING_FULL;
    pthread_mutex_lock(&ratings->lock);
    ratings_begin_day(ratings, day_of(now_ms));
    uint64_t hash = ratings_hash(ratings, article_id, address, user_agent),
             *slot = ratings_slot(ratings, hash);
    struct rating_day *row = NULL;
    uint8_t *of_article;
    uint16_t *of_network;
    ratings_counters(ratings, article_id, address, &of_article, &of_network);
    if (*slot)
        outcome = RATING_TWICE;
    else if (ratings->count < RATINGS_VISITORS && *of_article < RATINGS_OF_ARTICLE &&
             *of_network < RATINGS_OF_NETWORK)
        row = ratings_row(ratings, article_id);
    if (row) {
        *slot = hash;
        ratings->count++;
        ++*of_article;
        ++*of_network;
        row->counts.faces[face]++;
        outcome = RATING_TAKEN;
    }
    pthread_mutex_unlock(&ratings->lock);
    return outcome;
}

void ratings_add_waiting(struct ratings *ratings, int64_t article_id, struct rating_counts *counts)
{
    pthread_mutex_lock(&ratings->lock);
    for (size_t i = 0; i < ratings->waiting_count; i++)
        for (size_t k = 0; ratings->waiting[i].article_id == article_id && k < RATING_FACES; k++)
            counts->faces[k] += ratings->waiting[i].counts.faces[k];
    pthread_mutex_unlock(&ratings->lock);
}

bool ratings_are_saved(struct ratings *ratings)
{
    pthread_mutex_lock(&ratings->lock);
    bool is_empty = ratings->waiting_count == 0;
    pthread_mutex_unlock(&ratings->lock);
    return is_empty;
}

/* Takes what was saved off what waits: presses may have come meanwhile. */
static void ratings_settle(struct ratings *ratings, const struct rating_day *saved, size_t count)
{
    size_t left = 0;
    pthread_mutex_lock(&ratings->lock);
    for (size_t i = 0; i < ratings->waiting_count; i++) {
        struct rating_day row = ratings->waiting[i];
        int64_t rest = 0;
        for (size_t k = 0; k < RATING_FACES; k++)
            rest += row.counts.faces[k] -= i < count ? saved[i].counts.faces[k] : 0;
        if (rest)
            ratings->waiting[left++] = row;
    }
    ratings->waiting_count = left;
    pthread_mutex_unlock(&ratings->lock);
}

enum err ratings_save(struct ratings *ratings, struct store *store)
{
    static const struct actor system = {.role = ROLE_ADMIN, .name = "system"};
    auto_arena struct arena *arena = arena_new(SAVE_ARENA);
    auto_conn struct conn *conn = NULL;
    pthread_mutex_lock(&ratings->lock);
    size_t count = ratings->waiting_count;
    struct rating_day *rows = arena ? arena_zero(arena, count + 1, sizeof *rows) : NULL;
    if (rows)
        memcpy(rows, ratings->waiting, count * sizeof *rows);
    pthread_mutex_unlock(&ratings->lock);
    if (!count)
        return ERR_OK;
    enum err err = rows ? store_begin(store, arena, &system, &conn) : ERR_MEMORY;
    for (size_t i = 0; !err && i < count; i++)
        err = rating_add(conn, &rows[i]);
    if (!err)
        err = store_commit(&conn);
    if (!err)
        ratings_settle(ratings, rows, count);
    return err;
}
