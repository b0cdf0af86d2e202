/* Two stores and one log, for tests of what the one makes of the other's entries. */
#ifndef TEST_STORE_REPLICATION_FIXTURE_H
#define TEST_STORE_REPLICATION_FIXTURE_H

#include "engine_fixture.h"

#include "replication/replica_inner.h"
#include "store/site.h"

enum { ENTRIES = 16, ENTRY_MAX = 64 * 1024 };

/* A log that keeps what it is given, and says what a test wants. */
struct kept_log {
    struct replication_entry entries[ENTRIES];
    size_t count;
    int asked;
    int unknown;        /* so many answers come to nothing */
    int lost;           /* so many questions do too */
    struct pair *rival; /* a store that is first, so many times */
    int rivals;
};

struct pair {
    struct fixture *f; /* its folder is the first store's */
    struct fixture *other;
    struct kept_log log;
    struct replication_options options;
    struct store *first, *second;
};

static inline void add_tag_by(struct store *store, struct arena *arena, const char *slug);

static inline enum append_outcome kept_append(void *context, int64_t seq,
                                              const unsigned char txid[REPLICATION_TXID_SIZE],
                                              const void *bytes, size_t size)
{
    struct kept_log *log = context;
    log->asked++;
    if (log->lost && log->lost--)
        return APPEND_UNKNOWN;
    if (log->rivals && log->rival && log->rivals--) {
        char slug[20];
        struct pair *pair = log->rival;
        int rivals = log->rivals;
        log->rivals = 0;
        snprintf(slug, sizeof slug, "doi-thu-%d", rivals);
        add_tag_by(pair->second, pair->f->arena, slug);
        log->rivals = rivals;
    }
    assert_true(seq >= 1 && (size_t)seq <= log->count + 1 && seq <= ENTRIES);
    struct replication_entry *entry = &log->entries[seq - 1];
    if ((size_t)seq > log->count) {
        *entry = (struct replication_entry){.bytes = malloc(size), .size = size};
        memcpy(entry->txid, txid, sizeof entry->txid);
        memcpy((void *)(uintptr_t)entry->bytes, bytes, size);
        log->count++;
    }
    if (log->unknown && log->unknown--)
        return APPEND_UNKNOWN;
    return memcmp(entry->txid, txid, sizeof entry->txid) == 0 ? APPEND_TAKEN : APPEND_OVERTAKEN;
}

static inline enum err kept_read(void *context, int64_t seq, struct arena *arena,
                                 struct replication_entry *ret_entry)
{
    const struct kept_log *log = context;
    (void)arena;
    if ((size_t)seq > log->count)
        return ERR_NOT_FOUND;
    *ret_entry = log->entries[seq - 1];
    return ERR_OK;
}

static const struct replication_log kept_calls = {.append = kept_append, .read = kept_read};

static inline struct store *open_one(struct pair *pair, struct fixture *f)
{
    auto_buf struct buf fault = BUF(2000);
    struct store *store = NULL;
    const struct store_options options = {.directory = f->folder,
                                          .clock = &f->clock,
                                          .readers = 2,
                                          .read_limit_ms = 5000,
                                          .replication = &pair->options};
    assert_ok(store_open(&options, &fault, &store));
    return store;
}

/* Both begin with the same rows, as a machine that joins does: the second is a copy of the first. */
static inline int pair_setup(void **state)
{
    struct pair *pair = calloc(1, sizeof *pair);
    char command[200];
    assert_non_null(pair);
    fixture_setup((void **)&pair->f);
    fixture_make((void **)&pair->other);
    add_tag(pair->f, "mot");
    add_tag(pair->f, "hai");
    store_close(TAKE(pair->f->store));
    snprintf(command, sizeof command, "cp %s/cong.db %s/secret.key %s", pair->f->folder, pair->f->folder,
             pair->other->folder);
    assert_int_equal(system(command), 0);
    pair->options = (struct replication_options){
        .log = &kept_calls, .context = &pair->log, .entry_max = ENTRY_MAX, .asks_most = 3};
    pair->first = open_one(pair, pair->f);
    pair->second = open_one(pair, pair->other);
    *state = pair;
    return 0;
}

static inline int pair_teardown(void **state)
{
    struct pair *pair = *state;
    store_close(pair->first);
    store_close(pair->second);
    for (size_t i = 0; i < pair->log.count; i++)
        free((void *)(uintptr_t)pair->log.entries[i].bytes);
    fixture_teardown((void **)&pair->other);
    fixture_teardown((void **)&pair->f);
    free(pair);
    return 0;
}

#define pair_test(test) cmocka_unit_test_setup_teardown(test, pair_setup, pair_teardown)

/* Requests. */
static inline enum err run_sql(struct conn *conn, void *sql)
{
    conn_mark_changed(conn);
    return conn_execute(conn, sql);
}

static inline enum err insert_tag(struct conn *conn, void *slug)
{
    int64_t id;
    const struct tag tag = {.slug = slug, .name = slug, .lang = "vi"};
    return tag_insert(conn, &tag, &id);
}

static inline enum err insert_sample(struct conn *conn, void *slug)
{
    int64_t id;
    struct article article = sample(slug);
    return article_insert(conn, &article, 0, &id);
}

static inline enum err insert_large(struct conn *conn, void *slug)
{
    int64_t id;
    struct article article = sample(slug);
    char *body = arena_alloc(conn_arena(conn), ENTRY_MAX + 1);
    memset(body, 'a', ENTRY_MAX);
    body[ENTRY_MAX] = '\0';
    article.body = body;
    return article_insert(conn, &article, 0, &id);
}

static inline enum err leave_social(struct conn *conn, void *nothing)
{
    struct site site;
    const struct site_change change = {.before = "{}", .after = "{}"};
    (void)nothing;
    enum err err = site_get(conn, &site);
    site.social_count = 0;
    return err ? err : site_update(conn, &site, &change);
}

/* The context of a request is not its own to change. */
static inline enum err ask_of(struct pair *pair, struct store *store, replication_request *request,
                              const char *context)
{
    return replication_write(store, pair->f->arena, &editor, request, (void *)(uintptr_t)context);
}

static inline enum err ask_first(struct pair *pair, replication_request *request, const char *context)
{
    return ask_of(pair, pair->first, request, context);
}

static inline void add_tag_by(struct store *store, struct arena *arena, const char *slug)
{
    assert_ok(replication_write(store, arena, &editor, insert_tag, (void *)(uintptr_t)slug));
}

static inline void follow(struct store *store)
{
    int64_t applied;
    assert_ok(replication_catch_up(store, &applied));
}

static inline int64_t integer_in(struct store *store, const char *sql)
{
    struct fixture f = {.store = store};
    return fixture_integer(&f, sql);
}

#define assert_both(pair, sql, value)                             \
    do {                                                          \
        assert_int_equal(integer_in((pair)->first, sql), value);  \
        assert_int_equal(integer_in((pair)->second, sql), value); \
    } while (0)

#endif
