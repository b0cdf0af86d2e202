/* Two stores and one log: what one commits the other has, whatever stands in the way, and never twice. */
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include "engine_fixture.h"

#include "replication/entry.h"
#include "replication/replica_inner.h"
#include "store/redaction.h"
#include "store/site.h"

#include <fcntl.h>

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

static void add_tag_by(struct store *store, struct arena *arena, const char *slug);

static enum append_outcome kept_append(void *context, int64_t seq,
                                       const unsigned char txid[REPLICATION_TXID_SIZE], const void *bytes,
                                       size_t size)
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

static enum err kept_read(void *context, int64_t seq, struct arena *arena,
                          struct replication_entry *ret_entry)
{
    const struct kept_log *log = context;
    (void)arena;
    if ((size_t)seq > log->count)
        return ERR_NOT_FOUND;
    *ret_entry = log->entries[seq - 1];
    return ERR_OK;
}

static const struct replication_log kept_calls = {kept_append, kept_read};

static struct store *open_one(struct pair *pair, struct fixture *f)
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
static int pair_setup(void **state)
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

static int pair_teardown(void **state)
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
static enum err run_sql(struct conn *conn, void *sql)
{
    conn_mark_changed(conn);
    return conn_execute(conn, sql);
}

static enum err insert_tag(struct conn *conn, void *slug)
{
    int64_t id;
    const struct tag tag = {.slug = slug, .name = slug, .lang = "vi"};
    return tag_insert(conn, &tag, &id);
}

static enum err insert_sample(struct conn *conn, void *slug)
{
    int64_t id;
    struct article article = sample(slug);
    return article_insert(conn, &article, 0, &id);
}

static enum err insert_large(struct conn *conn, void *slug)
{
    int64_t id;
    struct article article = sample(slug);
    char *body = arena_alloc(conn_arena(conn), ENTRY_MAX + 1);
    memset(body, 'a', ENTRY_MAX);
    body[ENTRY_MAX] = '\0';
    article.body = body;
    return article_insert(conn, &article, 0, &id);
}

static enum err empty_menu(struct conn *conn, void *nothing)
{
    struct site site;
    const struct site_change change = {.before = "{}", .after = "{}"};
    (void)nothing;
    enum err err = site_get(conn, &site);
    site.nav_count = 0;
    return err ? err : site_update(conn, &site, &change);
}

/* The context of a request is not its own to change. */
static enum err ask_of(struct pair *pair, struct store *store, replication_request *request,
                       const char *context)
{
    return replication_write(store, pair->f->arena, &editor, request, (void *)(uintptr_t)context);
}

static enum err ask_first(struct pair *pair, replication_request *request, const char *context)
{
    return ask_of(pair, pair->first, request, context);
}

static void add_tag_by(struct store *store, struct arena *arena, const char *slug)
{
    assert_ok(replication_write(store, arena, &editor, insert_tag, (void *)(uintptr_t)slug));
}

static void follow(struct store *store)
{
    int64_t applied;
    assert_ok(replication_catch_up(store, &applied));
}

static int64_t integer_in(struct store *store, const char *sql)
{
    struct fixture f = {.store = store};
    return fixture_integer(&f, sql);
}

#define assert_both(pair, sql, value)                             \
    do {                                                          \
        assert_int_equal(integer_in((pair)->first, sql), value);  \
        assert_int_equal(integer_in((pair)->second, sql), value); \
    } while (0)

static void what_one_commits_the_other_has_and_finds(void **state)
{
    struct pair *pair = *state;
    uint64_t generation = store_generation(pair->second);
    assert_ok(ask_first(pair, insert_sample, "bai-moi"));
    follow(pair->second);
    assert_both(pair, "SELECT count(*) FROM articles WHERE slug = 'bai-moi'", 1);
    assert_both(pair, "SELECT count(*) FROM search_title WHERE search_title MATCH 'tiep'", 1);
    assert_both(pair, "SELECT applied FROM node_state", 1);
    assert_true(store_generation(pair->second) > generation);
    /* And the other way. */
    assert_ok(
        ask_of(pair, pair->second, run_sql, "UPDATE articles SET title = 'Lúa mùa' WHERE slug = 'bai-moi'"));
    follow(pair->first);
    assert_int_equal(
        integer_in(pair->first, "SELECT count(*) FROM search_title WHERE search_title MATCH 'tiep'"), 0);
    assert_int_equal(
        integer_in(pair->first, "SELECT count(*) FROM search_title WHERE search_title MATCH 'mua'"), 1);
}

static void store_that_is_alone_is_not_watched(void **state)
{
    struct pair *pair = *state;
    store_close(TAKE(pair->first));
    fixture_open(pair->f);
    assert_null(pair->f->store->replica);
    assert_null(sqlite3_preupdate_hook(pair->f->store->writer->db, NULL, NULL));
    add_tag(pair->f, "mot-minh");
    assert_int_equal(fixture_integer(pair->f, "SELECT applied FROM node_state"), 0);
    store_close(TAKE(pair->f->store));
    assert_int_equal(pair->log.count, 0);
}

/* SQLite would empty the table at once, and tell nobody of its rows. */
static void table_that_is_emptied_is_emptied_elsewhere(void **state)
{
    struct pair *pair = *state;
    assert_ok(ask_first(pair, run_sql,
                        "INSERT INTO nav (position, title, url) VALUES (1, 'a', '/a'), (2, 'b', '/b')"));
    follow(pair->second);
    assert_both(pair, "SELECT count(*) FROM nav", 2);
    assert_ok(ask_first(pair, empty_menu, NULL));
    follow(pair->second);
    assert_both(pair, "SELECT count(*) FROM nav", 0);
}

static void rows_that_trade_unique_values_are_applied(void **state)
{
    struct pair *pair = *state;
    assert_ok(ask_first(
        pair, run_sql,
        "UPDATE tags SET slug = 'x' WHERE slug = 'mot'; UPDATE tags SET slug = 'mot' WHERE slug = 'hai';"
        "UPDATE tags SET slug = 'hai' WHERE slug = 'x'"));
    follow(pair->second);
    assert_both(pair, "SELECT id FROM tags WHERE slug = 'mot'", 2);
    assert_both(pair, "SELECT id FROM tags WHERE slug = 'hai'", 1);
}

static void cascades_and_triggers_are_applied_once(void **state)
{
    struct pair *pair = *state;
    static const char move[] = "INSERT INTO categories (slug, name, lang) VALUES ('muc', 'Mục', 'vi');"
                               "UPDATE articles SET category_id = 1";
    assert_ok(ask_first(pair, insert_sample, "bai-moi"));
    follow(pair->second);
    /* Each has visitors of its own. */
    assert_ok(ask_of(pair, pair->second, run_sql, "INSERT INTO article_days VALUES (1, 20261124, 5)"));
    assert_ok(ask_first(pair, run_sql, "INSERT INTO article_days VALUES (1, 20261124, 3)"));
    assert_int_equal(pair->log.count, 1);
    assert_ok(ask_first(pair, run_sql, move));
    follow(pair->second);
    assert_both(pair, "SELECT published FROM categories", 1);
    assert_int_equal(integer_in(pair->first, "SELECT views FROM category_months WHERE category_id = 1"), 3);
    assert_int_equal(integer_in(pair->second, "SELECT views FROM category_months WHERE category_id = 1"), 5);
    assert_ok(ask_first(pair, run_sql, "DELETE FROM articles"));
    follow(pair->second);
    assert_both(pair, "SELECT (SELECT count(*) FROM bodies) + (SELECT count(*) FROM revisions)", 0);
    assert_both(pair, "SELECT count(*) FROM gone_slugs", 1);
    assert_int_equal(integer_in(pair->second, "SELECT views FROM category_months WHERE category_id = 0"), 5);
}

static void number_of_a_row_that_came_and_went_is_not_given_again(void **state)
{
    struct pair *pair = *state;
    assert_ok(ask_first(pair, run_sql,
                        "INSERT INTO tags (slug, name, lang) VALUES ('x', 'x', 'vi'), ('y', 'y', 'vi');"
                        "DELETE FROM tags WHERE slug = 'y'"));
    follow(pair->second);
    assert_both(pair, "SELECT seq FROM sqlite_sequence WHERE name = 'tags'", 4);
    add_tag_by(pair->second, pair->f->arena, "z");
    follow(pair->first);
    assert_both(pair, "SELECT id FROM tags WHERE slug = 'z'", 5);
}

/* Rows that were there before the column are told by the engine without its default. */
static void rows_of_before_a_column_are_changed_and_deleted_elsewhere(void **state)
{
    static const char alter[] = "ALTER TABLE tags ADD COLUMN rank INTEGER NOT NULL DEFAULT 7";
    struct pair *pair = *state;
    assert_ok(conn_execute(pair->first->writer, alter));
    assert_ok(conn_execute(pair->second->writer, alter));
    assert_ok(
        ask_first(pair, run_sql,
                  "UPDATE tags SET name = 'Một' WHERE slug = 'mot'; DELETE FROM tags WHERE slug = 'hai'"));
    follow(pair->second);
    assert_both(pair, "SELECT rank FROM tags WHERE name = 'Một'", 7);
    assert_both(pair, "SELECT count(*) FROM tags", 1);
    assert_ok(ask_first(pair, run_sql, "UPDATE tags SET rank = 0"));
    follow(pair->second);
    assert_both(pair, "SELECT rank FROM tags", 0);
}

static void entry_of_before_a_column_gets_its_default(void **state)
{
    struct pair *pair = *state;
    assert_ok(conn_execute(pair->second->writer,
                           "ALTER TABLE tags ADD COLUMN rank INTEGER NOT NULL DEFAULT 7;"
                           "UPDATE tags SET rank = 9"));
    capture_drop(pair->second->replica);
    assert_ok(capture_arm(pair->second->writer, pair->second->replica));
    add_tag_by(pair->first, pair->f->arena, "ba");
    assert_ok(ask_first(pair, run_sql, "UPDATE tags SET name = 'Một' WHERE slug = 'mot'"));
    follow(pair->second);
    assert_int_equal(integer_in(pair->second, "SELECT rank FROM tags WHERE slug = 'ba'"), 7);
    assert_int_equal(integer_in(pair->second, "SELECT rank FROM tags WHERE name = 'Một'"), 9);
}

static void entry_of_a_newer_program_waits(void **state)
{
    struct pair *pair = *state;
    int64_t applied;
    pair->first->replica->schema++;
    add_tag_by(pair->first, pair->f->arena, "ba");
    assert_int_equal(replication_catch_up(pair->second, &applied), ERR_UNAVAILABLE);
    assert_int_equal(integer_in(pair->second, "SELECT count(*) FROM tags"), 2);
    /* It cannot write before it has read, and says so. */
    assert_int_equal(ask_of(pair, pair->second, insert_tag, "bon"), ERR_UNAVAILABLE);
    pair->second->replica->schema++;
    assert_ok(ask_of(pair, pair->second, insert_tag, "bon"));
    follow(pair->first);
    assert_both(pair, "SELECT count(*) FROM tags", 4);
}

static void more_than_an_entry_holds_is_refused_and_nothing_stays(void **state)
{
    struct pair *pair = *state;
    assert_int_equal(ask_first(pair, insert_large, "rat-dai"), ERR_TOO_LARGE);
    assert_int_equal(pair->log.count, 0);
    assert_int_equal(integer_in(pair->first, "SELECT count(*) FROM articles"), 0);
    add_tag_by(pair->first, pair->f->arena, "ba");
    follow(pair->second);
    assert_both(pair, "SELECT count(*) FROM tags", 3);
}

static void who_is_overtaken_runs_again_on_what_is_new(void **state)
{
    struct pair *pair = *state;
    pair->log.rival = pair;
    pair->log.rivals = REPLICATION_AGAIN_MOST;
    add_tag_by(pair->first, pair->f->arena, "ba");
    follow(pair->second);
    assert_int_equal(pair->log.count, 4);
    assert_both(pair, "SELECT count(*) FROM tags WHERE slug = 'ba'", 1);
    assert_both(pair, "SELECT id FROM tags WHERE slug = 'ba'", 6);
}

static void who_is_overtaken_every_time_gives_up_and_saves_nothing(void **state)
{
    struct pair *pair = *state;
    pair->log.rival = pair;
    pair->log.rivals = REPLICATION_AGAIN_MOST + 1;
    assert_int_equal(ask_first(pair, insert_tag, "ba"), ERR_UNAVAILABLE);
    follow(pair->second);
    assert_both(pair, "SELECT count(*) FROM tags WHERE slug = 'ba'", 0);
    assert_both(pair, "SELECT count(*) FROM tags", 6);
}

static void answer_that_was_lost_is_asked_for_again(void **state)
{
    struct pair *pair = *state;
    pair->log.unknown = 1;
    pair->log.lost = 1;
    add_tag_by(pair->first, pair->f->arena, "ba");
    assert_int_equal(pair->log.asked, 3);
    assert_int_equal(pair->log.count, 1);
    assert_int_equal(integer_in(pair->first, "SELECT count(*) FROM tags WHERE slug = 'ba'"), 1);
}

/* It stands in the log, and nobody was told so: whoever writes next finds it. */
static void outcome_that_stays_unknown_is_no_outcome(void **state)
{
    struct pair *pair = *state;
    pair->log.unknown = 3;
    assert_int_equal(ask_first(pair, insert_tag, "ba"), ERR_UNAVAILABLE);
    assert_int_equal(integer_in(pair->first, "SELECT count(*) FROM tags WHERE slug = 'ba'"), 0);
    add_tag_by(pair->first, pair->f->arena, "bon");
    follow(pair->second);
    assert_int_equal(pair->log.count, 2);
    assert_both(pair, "SELECT count(*) FROM tags WHERE slug IN ('ba', 'bon')", 2);
}

static void row_that_is_another_is_not_guessed_over(void **state)
{
    struct pair *pair = *state;
    int64_t applied;
    assert_ok(conn_execute(pair->second->writer, "UPDATE tags SET name = 'khác' WHERE slug = 'mot'"));
    assert_ok(ask_first(pair, run_sql, "UPDATE tags SET name = 'Một' WHERE slug = 'mot'"));
    log_to(open("/dev/null", O_WRONLY | O_CLOEXEC));
    assert_int_equal(replication_catch_up(pair->second, &applied), ERR_INTERNAL);
    assert_int_equal(applied, 0);
    assert_int_equal(integer_in(pair->second, "SELECT name = 'khác' FROM tags WHERE slug = 'mot'"), 1);
}

static void what_is_taken_back_is_erased_on_every_machine(void **state)
{
    struct pair *pair = *state;
    assert_ok(
        ask_first(pair, run_sql, "INSERT INTO redactions (article_id, version, at_ms) VALUES (1, 1, 1)"));
    assert_false(redaction_is_pending(pair->second));
    follow(pair->second);
    assert_true(redaction_is_pending(pair->second));
}

/* An entry may come damaged from a disk; nothing of it is applied. */
static void entry_that_is_cut_off_anywhere_is_refused(void **state)
{
    struct pair *pair = *state;
    int64_t applied;
    add_tag_by(pair->first, pair->f->arena, "ba");
    struct replication_entry *entry = &pair->log.entries[0];
    log_to(open("/dev/null", O_WRONLY | O_CLOEXEC));
    for (size_t size = entry->size; size-- > 0;) {
        unsigned char *cut = malloc(size + 1);
        struct kept_log log = {.count = 1, .entries = {*entry}};
        memcpy(cut, entry->bytes, size);
        log.entries[0].bytes = cut;
        log.entries[0].size = size;
        pair->second->replica->options = &(struct replication_options){
            .log = &kept_calls, .context = &log, .entry_max = ENTRY_MAX, .asks_most = 1};
        enum err err = replication_catch_up(pair->second, &applied);
        pair->second->replica->options = &pair->options;
        free(cut);
        assert_int_equal(err, ERR_INTERNAL);
        assert_int_equal(applied, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        pair_test(what_one_commits_the_other_has_and_finds),
        pair_test(store_that_is_alone_is_not_watched),
        pair_test(table_that_is_emptied_is_emptied_elsewhere),
        pair_test(rows_that_trade_unique_values_are_applied),
        pair_test(cascades_and_triggers_are_applied_once),
        pair_test(number_of_a_row_that_came_and_went_is_not_given_again),
        pair_test(rows_of_before_a_column_are_changed_and_deleted_elsewhere),
        pair_test(entry_of_before_a_column_gets_its_default),
        pair_test(entry_of_a_newer_program_waits),
        pair_test(more_than_an_entry_holds_is_refused_and_nothing_stays),
        pair_test(who_is_overtaken_runs_again_on_what_is_new),
        pair_test(who_is_overtaken_every_time_gives_up_and_saves_nothing),
        pair_test(answer_that_was_lost_is_asked_for_again),
        pair_test(outcome_that_stays_unknown_is_no_outcome),
        pair_test(row_that_is_another_is_not_guessed_over),
        pair_test(what_is_taken_back_is_erased_on_every_machine),
        pair_test(entry_that_is_cut_off_anywhere_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
