/* Steps of the feed and of the snapshot: the emergency line among articles, filters, bodies that fill a step,
 * memory that ends. */
#include "engine_fixture.h"
#include "fault_sqlite.h"

#include "store/change.h"
#include "store/revision.h"

/* Of one body, so that five are more than a step holds. */
enum { LARGE = 1000 * 1000, ARTICLES = 6 };

static void set_line(struct fixture *f, const char *text)
{
    const struct alert alert = {
        .level = ALERT_DANGER, .text = text, .from_ms = f->now_ms, .until_ms = f->now_ms + HOUR};
    struct conn *conn = fixture_begin(f);
    assert_ok(alert_set(conn, &alert));
    assert_ok(store_commit(&conn));
}

static void end_line(struct fixture *f)
{
    struct conn *conn = fixture_begin(f);
    assert_ok(alert_end(conn));
    assert_ok(store_commit(&conn));
}

/* The changes, and the number of the last. */
static size_t changes(struct fixture *f, int64_t since, int64_t floor, struct change_list *list)
{
    struct conn *conn = fixture_lease(f);
    assert_ok(change_list(conn, since, floor, 100, list));
    store_end(conn);
    return list->count;
}

static void emergency_line_stands_once_in_the_feed(void **state)
{
    struct fixture *f = *state;
    struct change_list list;
    const struct article article = sample("bai");
    assert_int_equal(changes(f, 0, 0, &list), 0);
    set_line(f, "Bão");
    add_article(f, &article);
    assert_int_equal(changes(f, 0, 0, &list), 2);
    assert_int_equal(list.items[0].kind, CHANGE_ALERT);
    assert_string_equal(list.items[0].alert.text, "Bão");
    int64_t first = list.items[0].sequence;
    /* Who knows it already is not told again. */
    assert_int_equal(changes(f, first, 0, &list), 1);
    assert_int_equal(list.items[0].kind, CHANGE_UPSERT);
    end_line(f);
    assert_int_equal(changes(f, first, 0, &list), 2);
    assert_int_equal(list.items[1].kind, CHANGE_ALERT);
    assert_int_equal(list.items[1].alert.version, 0);
    /* Its end is nothing to who began later, by which there was none. */
    assert_int_equal(changes(f, 0, list.items[1].sequence, &list), 1);
    assert_int_equal(list.items[0].kind, CHANGE_UPSERT);
}

static void line_that_shows_is_told_to_who_begins_later(void **state)
{
    struct fixture *f = *state;
    struct change_list list;
    set_line(f, "Lũ");
    assert_int_equal(changes(f, 0, 1000, &list), 1);
    assert_int_equal(list.items[0].kind, CHANGE_ALERT);
}

static void add_large(struct fixture *f, char *body)
{
    memset(body, 'a', LARGE);
    body[LARGE] = '\0';
    for (int i = 0; i < ARTICLES; i++) {
        char slug[20];
        struct article a = sample(slug);
        snprintf(slug, sizeof slug, "lon-%d", i);
        a.body_html = body;
        add_article(f, &a);
    }
}

static void large_bodies_make_short_steps_without_gap_or_repeat(void **state)
{
    struct fixture *f = *state;
    char *body = malloc(LARGE + 1);
    size_t seen = 0;
    struct change_list list = {.more = true};
    struct article_list snapshot = {.more = true};
    assert_non_null(body);
    add_large(f, body);
    free(body);
    for (int64_t since = 0; list.more; since = list.items[list.count - 1].sequence) {
        struct conn *conn = fixture_lease(f);
        assert_ok(change_list(conn, since, 0, 100, &list));
        store_end(conn);
        assert_in_range(list.count, 1, ARTICLES - 1);
        seen += list.count;
    }
    for (int64_t after = 0; snapshot.more; after = snapshot.items[snapshot.count - 1].id) {
        struct conn *conn = fixture_lease(f);
        assert_ok(change_articles(conn, CHANGE_PUBLIC, NULL, after, 100, &snapshot));
        store_end(conn);
        assert_in_range(snapshot.count, 1, ARTICLES - 1);
        seen += snapshot.count;
    }
    assert_int_equal(seen, 2 * ARTICLES);
    /* The last of a step may be the one that fills it. */
    struct conn *conn = fixture_lease(f);
    assert_ok(change_list(conn, 0, 0, ARTICLES - 1, &list));
    store_end(conn);
    assert_int_equal(list.count, ARTICLES - 1);
    assert_true(list.more);
}

static size_t kept(struct fixture *f, const struct article_query *filter, int limit, bool more)
{
    struct article_list list;
    struct conn *conn = fixture_lease(f);
    assert_ok(change_articles(conn, CHANGE_KEPT, filter, 0, limit, &list));
    store_end(conn);
    assert_int_equal(list.more, more);
    return list.count;
}

static void snapshot_of_all_that_is_kept_is_filtered(void **state)
{
    struct fixture *f = *state;
    const struct fact_value fact = {.fact = FACT_SAMPLE_NUMBER, .text = "12"};
    struct article a = sample("bai");
    add_article(f, &a);
    a = sample("noi-bo");
    a.audience = AUDIENCE_STAFF;
    a.kind = KIND_SAMPLE;
    a.facts = &fact;
    a.fact_count = 1;
    add_article(f, &a);
    assert_int_equal(kept(f, NULL, 100, false), 2);
    assert_int_equal(kept(f, NULL, 2, true), 2);
    assert_int_equal(kept(f, &(struct article_query){.limit = 1}, 100, false), 2);
    assert_int_equal(kept(f, &(struct article_query){.kinds = 1u << KIND_SAMPLE}, 100, false), 1);
    assert_int_equal(kept(f, &(struct article_query){.audiences = 1u << AUDIENCE_PUBLIC}, 100, false), 1);
    assert_int_equal(kept(f, &(struct article_query){.facts = &fact, .fact_count = 1}, 100, false), 1);
}

/* Whether it is for the state of the feed, a revision or a change: half a text is none. */
static void failed_arena_gives_no_state(void **state)
{
    struct fixture *f = *state;
    struct change_state at;
    struct revision revision;
    struct article a = sample("bai");
    int64_t version = 0;
    a.id = add_article(f, &a);
    auto_arena struct arena *failed = arena_new(1024);
    struct conn *conn = NULL;
    arena_fail(failed);
    assert_ok(store_lease(f->store, failed, &conn));
    assert_int_equal(change_state(conn, &at), ERR_MEMORY);
    assert_int_equal(revision_by_version(conn, a.id, 1, &revision), ERR_MEMORY);
    store_end(conn);
    assert_ok(store_begin(f->store, failed, &editor, &conn));
    assert_int_equal(article_update(conn, &a, ACTION_EDIT, 0, &version), ERR_MEMORY);
    store_end(conn);
}

/* 300 letters of two bytes. */
#define TEN "đđđđđđđđđđ"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
static const char long_words[] = HUNDRED HUNDRED HUNDRED;

static void step_that_is_interrupted_in_the_line_is_broken_off(void **state)
{
    struct fixture *f = *state;
    struct change_list list;
    set_line(f, "Bão");
    struct conn *conn = fixture_lease(f);
    for (int step = 1;; step++) {
        sqlite3_progress_handler(conn->db, 1, faulty_progress, NULL);
        fault_arm(FAULT_INTERRUPT, step);
        enum err err = change_list(conn, 0, 0, 100, &list);
        fault_disarm();
        sqlite3_progress_handler(conn->db, 0, NULL, NULL);
        assert_int_equal(err, atomic_load(&injected.happened) ? ERR_TIMEOUT : ERR_OK);
        if (!err)
            break;
    }
    assert_int_equal(list.count, 1);
    store_end(conn);
}

static void line_for_which_there_is_no_memory_breaks_the_step_off(void **state)
{
    struct fixture *f = *state;
    set_line(f, long_words);
    for (size_t limit = 1024;; limit += 16) {
        struct change_list list;
        auto_arena struct arena *arena = arena_new(limit);
        struct conn *conn = NULL;
        assert_ok(store_lease(f->store, arena, &conn));
        enum err err = change_list(conn, 0, 0, 100, &list);
        store_end(conn);
        if (!err && !arena_failed(arena)) {
            assert_int_equal(list.count, 1);
            break;
        }
        assert_true(err == ERR_MEMORY || arena_failed(arena));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(emergency_line_stands_once_in_the_feed),
        store_test(line_that_shows_is_told_to_who_begins_later),
        store_test(large_bodies_make_short_steps_without_gap_or_repeat),
        store_test(snapshot_of_all_that_is_kept_is_filtered),
        store_test(failed_arena_gives_no_state),
        store_test(step_that_is_interrupted_in_the_line_is_broken_off),
        store_test(line_for_which_there_is_no_memory_breaks_the_step_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
