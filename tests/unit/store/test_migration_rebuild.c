/* Migrations that rebuild a table: they lose no row, they are refused when they would break a reference, and
 * killed at any of their writes they leave the old file or the new one. */
#include "filled.h"
#include "killed.h"

enum { SQL_MAX = 200000 };

/* SQLite's own recipe for a table that cannot be altered, for `articles` as the file has it: every column,
 * index and trigger as before. `also` comes in before the end. */
static void rebuild_text(sqlite3 *db, const char *also, int64_t version, struct buf *sql)
{
    sqlite3_stmt *row =
        dump_query(db, "SELECT replace(sql, '\"articles\"', 'articles') FROM sqlite_schema WHERE"
                       " tbl_name = 'articles' AND sql IS NOT NULL ORDER BY type <> 'table', name");
    static const char head[] = "CREATE TABLE articles ";
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    const char *table = (const char *)sqlite3_column_text(row, 0);
    assert_memory_equal(table, head, sizeof head - 1);
    buf_printf(sql,
               "CREATE TABLE articles_new %s;\nINSERT INTO articles_new SELECT * FROM articles;\n"
               "UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'articles')"
               " WHERE name = 'articles_new';\n"
               "DROP TABLE articles;\nALTER TABLE articles_new RENAME TO articles;\n",
               table + sizeof head - 1);
    while (sqlite3_step(row) == SQLITE_ROW)
        buf_printf(sql, "%s;\n", sqlite3_column_text(row, 0));
    assert_int_equal(sqlite3_finalize(row), SQLITE_OK);
    buf_printf(sql, "%s\nPRAGMA user_version = %lld;\n", also, (long long)version);
    assert_false(buf_failed(sql));
}

/* The migration after the program's newest, of which nothing but name and text is looked at. */
struct rebuilding {
    struct asset list[200];
    size_t count;
    struct buf sql;
};

static void rebuilding_make(struct fixture *f, const char *also, struct rebuilding *r)
{
    memset(r->list, 0, sizeof r->list);
    r->sql = BUF(SQL_MAX);
    r->count = (size_t)fixture_integer(f, "PRAGMA user_version") + 1;
    assert_in_range(r->count, 1, 200);
    rebuild_text(f->store->writer->db, also, (int64_t)r->count, &r->sql);
    r->list[r->count - 1] = (struct asset){.name = "migrations/9999-rebuild.sql",
                                           .bytes = (const unsigned char *)buf_str(&r->sql),
                                           .size = r->sql.length};
}

/* Runs it on the file of a closed store, as the opening of a store does. */
static enum err rebuild(struct fixture *f, const struct rebuilding *r, struct buf *fault)
{
    char path[400];
    struct conn *writer = NULL;
    fixture_path(f, "cong.db", path);
    assert_ok(fixture_open_writer(path, &writer));
    enum err err = store_migrate_by(writer, r->list, r->count, fault);
    sqlite3_stmt *keys = dump_query(writer->db, "PRAGMA foreign_keys");
    assert_int_equal(sqlite3_step(keys), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(keys, 0), 1);
    sqlite3_finalize(keys);
    conn_close(writer);
    return err;
}

/* So that the program, which does not know the test's migration, opens the file again. */
static void file_set_version(struct fixture *f, size_t version)
{
    char path[400], sql[60];
    sqlite3 *db = NULL;
    fixture_path(f, "cong.db", path);
    snprintf(sql, sizeof sql, "PRAGMA user_version = %zu", version);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Finding 2: bodies, revisions and old slugs cascaded away with the table that was replaced. */
static void migration_that_rebuilds_articles_loses_no_row(void **state)
{
    struct fixture *f = *state;
    struct rebuilding r;
    auto_buf struct buf fault = BUF(2000), before = BUF(DUMP_MAX), after = BUF(DUMP_MAX);
    fill(f);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM bodies"), FILLED_ARTICLES - 1);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM article_slugs"), 2 * (FILLED_ARTICLES - 1));
    rebuilding_make(f, "", &r);
    store_close(TAKE(f->store));
    dump_file(f, &before);
    if (rebuild(f, &r, &fault))
        fail_msg("%s", buf_str(&fault));
    dump_file(f, &after);
    assert_string_equal(buf_str(&before), buf_str(&after));

    file_set_version(f, r.count - 1);
    fixture_open(f);
    assert_string_equal(get_article(f, 2).body, sample("x").body);
    struct article next = sample("bai-moi");
    assert_int_equal(add_article(f, &next), FILLED_ARTICLES + 1); /* no number is given twice */
    buf_done(&r.sql);
}

static void migration_that_breaks_a_reference_is_refused_and_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct rebuilding r;
    auto_buf struct buf fault = BUF(2000), before = BUF(DUMP_MAX), after = BUF(DUMP_MAX);
    fill(f);
    rebuilding_make(f, "DELETE FROM articles WHERE id = 3;", &r);
    store_close(TAKE(f->store));
    dump_file(f, &before);
    assert_int_equal(rebuild(f, &r, &fault), ERR_INTERNAL);
    assert_non_null(strstr(buf_str(&fault), "migrations/9999-rebuild.sql failed; nothing was changed"));
    assert_non_null(strstr(buf_str(&fault), "would refer to what is not in articles"));
    assert_null(strchr(buf_str(&fault), '\n'));
    dump_file(f, &after);
    assert_string_equal(buf_str(&before), buf_str(&after));
    fixture_open(f);
    buf_done(&r.sql);
}

static void migration_that_fails_half_way_leaves_the_table_and_the_references_enforced(void **state)
{
    struct fixture *f = *state;
    struct rebuilding r;
    auto_buf struct buf fault = BUF(2000), before = BUF(DUMP_MAX), after = BUF(DUMP_MAX);
    fill(f);
    rebuilding_make(f, "INSERT INTO nowhere VALUES (1);", &r);
    store_close(TAKE(f->store));
    dump_file(f, &before);
    assert_int_equal(rebuild(f, &r, &fault), ERR_INTERNAL); /* and looks at the switch */
    dump_file(f, &after);
    assert_string_equal(buf_str(&before), buf_str(&after));
    buf_done(&r.sql);
}

static enum err rebuild_again(struct fixture *f, const void *context)
{
    auto_buf struct buf fault = BUF(2000);
    return rebuild(f, context, &fault);
}

static void killed_at_any_write_of_a_migration_the_file_opens_with_everything_in_it(void **state)
{
    struct fixture *f = *state;
    struct rebuilding r;
    auto_buf struct buf before = BUF(DUMP_MAX);
    fill(f);
    rebuilding_make(f, "", &r);
    store_close(TAKE(f->store));
    dump_file(f, &before);
    killed_keep(f);
    int nth = 1;
    for (bool is_through = false; !is_through; nth++) {
        auto_buf struct buf fault = BUF(2000), after = BUF(DUMP_MAX), again = BUF(DUMP_MAX);
        assert_in_range(nth, 1, WRITES_MOST);
        killed_put_back(f);
        is_through = killed_came_through(f, rebuild_again, &r, nth);
        dump_file(f, &after);
        assert_string_equal(buf_str(&after), buf_str(&before));
        if (rebuild(f, &r, &fault))
            fail_msg("after write %d: %s", nth, buf_str(&fault));
        dump_file(f, &again);
        assert_string_equal(buf_str(&again), buf_str(&before));
    }
    assert_true(nth > 20); /* it was killed, and more than once */
    buf_done(&r.sql);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(migration_that_rebuilds_articles_loses_no_row),
        store_test(migration_that_breaks_a_reference_is_refused_and_changes_nothing),
        store_test(migration_that_fails_half_way_leaves_the_table_and_the_references_enforced),
        store_test(killed_at_any_write_of_a_migration_the_file_opens_with_everything_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
