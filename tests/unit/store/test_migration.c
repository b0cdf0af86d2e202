/* Which files are taken as the portal's database, and what a failing migration leaves. */
#include "engine_fixture.h"

static sqlite3 *file_open(struct fixture *f)
{
    char path[400];
    sqlite3 *db = NULL;
    fixture_path(f, "cong.db", path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    return db;
}

static void file_run(struct fixture *f, const char *sql)
{
    sqlite3 *db = file_open(f);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static int64_t file_integer(struct fixture *f, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    sqlite3 *db = file_open(f);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return value;
}

static size_t file_read(struct fixture *f, char bytes[100000])
{
    char path[400];
    fixture_path(f, "cong.db", path);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, 100000, file);
    fclose(file);
    return size;
}

/* Opening fails with this error, in one line that holds `words`, and changes no byte of the file. */
static void assert_refused(struct fixture *f, enum err wanted, const char *words)
{
    static char before[100000], after[100000];
    auto_buf struct buf fault = BUF(2000);
    size_t size = file_read(f, before);
    assert_int_equal(fixture_try_open(f, &fault, &f->store), wanted);
    assert_null(f->store);
    assert_non_null(strstr(buf_str(&fault), words));
    assert_null(strchr(buf_str(&fault), '\n'));
    assert_int_equal(file_read(f, after), size);
    assert_memory_equal(before, after, size);
}

static void new_file_gets_the_schema_and_says_whose_it_is(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(fixture_integer(f, "PRAGMA application_id"), 0x436F6E67);
    assert_true(fixture_integer(f, "PRAGMA user_version") >= 1);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM state"), 1);
    assert_int_equal(fixture_integer(f, "SELECT length(audit_salt) FROM state"), 32);
}

static void every_table_is_strict(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM pragma_table_list WHERE type = 'table'"
                                        " AND schema = 'main' AND name NOT LIKE 'sqlite_%' AND NOT strict"),
                     0);
}

static void connections_have_the_pragmas_of_their_kind(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(fixture_integer(f, "PRAGMA foreign_keys"), 1);
    assert_int_equal(fixture_integer(f, "PRAGMA synchronous"), 2);
    assert_int_equal(fixture_integer(f, "PRAGMA wal_autocheckpoint"), 0);
    assert_int_equal(fixture_integer(f, "PRAGMA trusted_schema"), 0);
    assert_int_equal(fixture_integer(f, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
    struct conn *writer = TAKE(f->store->writer);
    f->store->writer = f->store->readers[0];
    int64_t query_only = fixture_integer(f, "PRAGMA query_only");
    f->store->writer = writer;
    assert_int_equal(query_only, 1);
}

static void second_opening_migrates_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t epoch = fixture_integer(f, "SELECT unicode(epoch) * 1000 + unicode(substr(epoch, 2)) FROM state");
    int64_t schema = fixture_integer(f, "PRAGMA schema_version");
    fixture_reopen(f);
    assert_int_equal(
        fixture_integer(f, "SELECT unicode(epoch) * 1000 + unicode(substr(epoch, 2)) FROM state"), epoch);
    assert_int_equal(fixture_integer(f, "PRAGMA schema_version"), schema);
}

static void newer_file_is_refused_in_clear_words(void **state)
{
    struct fixture *f = *state;
    fixture_open(f);
    store_close(TAKE(f->store));
    file_run(f, "PRAGMA user_version=4711; PRAGMA wal_checkpoint(TRUNCATE)");
    assert_refused(f, ERR_UNAVAILABLE, "4711");
}

static void newer_file_says_which_program_is_needed(void **state)
{
    struct fixture *f = *state;
    fixture_open(f);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM migrations WHERE program = '" CONG_VERSION
                                        "' AND number = (SELECT user_version FROM pragma_user_version)"),
                     1);
    store_close(TAKE(f->store));
    file_run(f, "PRAGMA user_version=4711; INSERT INTO migrations VALUES (4711, '8.9', 0);"
                " PRAGMA wal_checkpoint(TRUNCATE)");
    assert_refused(f, ERR_UNAVAILABLE, "by congd 8.9; this is congd " CONG_VERSION);
    assert_refused(f, ERR_UNAVAILABLE, "use congd 8.9 or a newer one");
}

static void anothers_database_is_refused_and_left_alone(void **state)
{
    struct fixture *f = *state;
    file_run(f, "CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
    assert_refused(f, ERR_UNAVAILABLE, "not a portal's database");
    assert_int_equal(file_integer(f, "SELECT count(*) FROM theirs"), 1);
}

static void file_that_is_no_database_is_refused_and_left_alone(void **state)
{
    struct fixture *f = *state;
    char path[400];
    fixture_path(f, "cong.db", path);
    FILE *file = fopen(path, "wb");
    for (int i = 0; i < 2000; i++)
        fputs("Đây không phải cơ sở dữ liệu.\n", file);
    fclose(file);
    assert_refused(f, ERR_UNAVAILABLE, "not a portal's database");
}

static void failing_migration_leaves_nothing_behind(void **state)
{
    struct fixture *f = *state;
    auto_buf struct buf fault = BUF(2000);
    /* A table that the first migration wants to make, far into its text, is there already. */
    file_run(f, "PRAGMA application_id=0x436F6E67; CREATE TABLE article_days (mine)");
    assert_int_equal(fixture_try_open(f, &fault, &f->store), ERR_INTERNAL);
    assert_non_null(strstr(buf_str(&fault), "migration"));
    assert_null(strchr(buf_str(&fault), '\n'));
    assert_int_equal(file_integer(f, "SELECT count(*) FROM sqlite_schema"), 1);
    assert_int_equal(file_integer(f, "PRAGMA user_version"), 0);
    file_run(f, "DROP TABLE article_days");
    fixture_open(f);
}

static void refused_file_does_not_keep_the_lock(void **state)
{
    struct fixture *f = *state;
    auto_buf struct buf fault = BUF(2000);
    file_run(f, "PRAGMA user_version=-3; CREATE TABLE theirs (a)");
    assert_int_equal(fixture_try_open(f, &fault, &f->store), ERR_UNAVAILABLE);
    char path[400];
    fixture_path(f, "cong.db", path);
    unlink(path);
    fixture_open(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(new_file_gets_the_schema_and_says_whose_it_is),
        store_test(every_table_is_strict),
        store_test(connections_have_the_pragmas_of_their_kind),
        store_test(second_opening_migrates_nothing),
        folder_test(newer_file_is_refused_in_clear_words),
        folder_test(newer_file_says_which_program_is_needed),
        folder_test(anothers_database_is_refused_and_left_alone),
        folder_test(file_that_is_no_database_is_refused_and_left_alone),
        folder_test(failing_migration_leaves_nothing_behind),
        folder_test(refused_file_does_not_keep_the_lock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
