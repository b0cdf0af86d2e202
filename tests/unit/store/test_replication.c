/* Two stores and one log: what one commits the other has, whatever stands in the way, and never twice. */
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include "replication_fixture.h"

#include "store/media_text.h"

#include "replication/entry.h"
#include "store/redaction.h"

#include <fcntl.h>

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

/* SQLite would empty a table that nothing refers to at once, and tell nobody of its rows. */
static void table_that_is_emptied_is_emptied_elsewhere(void **state)
{
    struct pair *pair = *state;
    assert_ok(ask_first(pair, run_sql,
                        "INSERT INTO site_social (position, kind, url) VALUES (1, 0, '/a'), (2, 0, '/b')"));
    follow(pair->second);
    assert_both(pair, "SELECT count(*) FROM site_social", 2);
    assert_ok(ask_first(pair, leave_social, NULL));
    follow(pair->second);
    assert_both(pair, "SELECT count(*) FROM site_social", 0);
}

/* Without memory for a session a batch is refused; a statement that was prepared in it is watched all the
 * same. */
static void batch_that_could_not_be_watched_is_refused_and_the_next_is_whole(void **state)
{
    struct pair *pair = *state;
    assert_ok(ask_first(pair, run_sql, "INSERT INTO site_social (position, kind, url) VALUES (1, 0, '/a')"));
    follow(pair->second);
    capture_drop(pair->first->replica);
    apply_consequences(pair->first->writer, false);
    apply_consequences(pair->first->writer, true);
    assert_int_equal(ask_first(pair, leave_social, NULL), ERR_MEMORY);
    assert_int_equal(pair->log.count, 1);
    assert_ok(ask_first(pair, leave_social, NULL));
    follow(pair->second);
    assert_both(pair, "SELECT count(*) FROM site_social", 0);
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
    assert_ok(
        ask_of(pair, pair->second, run_sql, "INSERT INTO ratings (article_id, day) VALUES (1, 20261124)"));
    assert_ok(ask_first(pair, run_sql, move));
    follow(pair->second);
    assert_both(pair, "SELECT published FROM categories", 1);
    assert_int_equal(integer_in(pair->first, "SELECT views FROM category_months WHERE category_id = 1"), 3);
    assert_int_equal(integer_in(pair->second, "SELECT views FROM category_months WHERE category_id = 1"), 5);
    assert_ok(ask_first(pair, run_sql, "DELETE FROM articles"));
    follow(pair->second);
    assert_both(pair,
                "SELECT (SELECT count(*) FROM bodies) + (SELECT count(*) FROM revisions) + (SELECT count(*) "
                "FROM ratings)",
                0);
    assert_both(pair, "SELECT count(*) FROM gone_slugs", 1);
    assert_int_equal(integer_in(pair->second, "SELECT views FROM category_months WHERE category_id = 0"), 5);
}

static enum err write_words(struct conn *conn, void *words)
{
    struct media_text_pages pages = {words, strlen(words), 0, 1};
    enum err err = media_text_begin(conn, 1);
    return err ? err : media_text_write(conn, 1, &pages);
}

/* Each machine takes them by itself. */
static void words_of_a_document_wait_where_it_comes_and_go_where_it_goes(void **state)
{
    struct pair *pair = *state;
    static const char indexed[] = "SELECT count(*) FROM search_page WHERE search_page MATCH '\"chung\"'";
    assert_ok(ask_first(pair, run_sql,
                        "INSERT INTO media (name, type, size, created_ms) VALUES"
                        " ('mot.pdf', 'application/pdf', 4, 1), ('hai.png', 'image/png', 4, 1)"));
    media_text_look(pair->second);
    follow(pair->second);
    assert_int_equal(integer_in(pair->second, "SELECT sum(media_id) FROM media_texts WHERE state = 0"), 1);
    assert_true(media_text_is_due(pair->second));
    assert_ok(ask_of(pair, pair->second, write_words, "nửa chừng"));
    assert_int_equal(integer_in(pair->second, indexed), 1);
    assert_ok(ask_first(pair, run_sql, "DELETE FROM media"));
    follow(pair->second);
    assert_int_equal(
        integer_in(pair->second, "SELECT (SELECT count(*) FROM media_texts) + count(*) FROM media_pages"), 0);
    assert_int_equal(integer_in(pair->second, indexed), 0);
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
    assert_int_equal(ask_first(pair, insert_tag, "ba"), ERR_OVERTAKEN);
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
    assert_int_equal(ask_first(pair, insert_tag, "ba"), ERR_UNSETTLED);
    assert_int_equal(integer_in(pair->first, "SELECT count(*) FROM tags WHERE slug = 'ba'"), 0);
    add_tag_by(pair->first, pair->f->arena, "bon");
    follow(pair->second);
    assert_int_equal(pair->log.count, 2);
    assert_both(pair, "SELECT count(*) FROM tags WHERE slug IN ('ba', 'bon')", 2);
}

static int refuse_commit(void *nothing)
{
    (void)nothing;
    return 1;
}

/* The disk takes nothing any more when the log has it: that nothing was saved would be a lie. */
static void commit_that_fails_behind_the_log_is_no_refusal(void **state)
{
    struct pair *pair = *state;
    log_to(open("/dev/null", O_WRONLY | O_CLOEXEC));
    sqlite3_commit_hook(pair->first->writer->db, refuse_commit, NULL);
    assert_int_equal(ask_first(pair, insert_tag, "ba"), ERR_UNSETTLED);
    sqlite3_commit_hook(pair->first->writer->db, NULL, NULL);
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
        pair_test(batch_that_could_not_be_watched_is_refused_and_the_next_is_whole),
        pair_test(rows_that_trade_unique_values_are_applied),
        pair_test(cascades_and_triggers_are_applied_once),
        pair_test(words_of_a_document_wait_where_it_comes_and_go_where_it_goes),
        pair_test(number_of_a_row_that_came_and_went_is_not_given_again),
        pair_test(rows_of_before_a_column_are_changed_and_deleted_elsewhere),
        pair_test(entry_of_before_a_column_gets_its_default),
        pair_test(entry_of_a_newer_program_waits),
        pair_test(more_than_an_entry_holds_is_refused_and_nothing_stays),
        pair_test(who_is_overtaken_runs_again_on_what_is_new),
        pair_test(who_is_overtaken_every_time_gives_up_and_saves_nothing),
        pair_test(answer_that_was_lost_is_asked_for_again),
        pair_test(outcome_that_stays_unknown_is_no_outcome),
        pair_test(commit_that_fails_behind_the_log_is_no_refusal),
        pair_test(row_that_is_another_is_not_guessed_over),
        pair_test(what_is_taken_back_is_erased_on_every_machine),
        pair_test(entry_that_is_cut_off_anywhere_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
