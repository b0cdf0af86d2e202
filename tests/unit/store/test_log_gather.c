/* What goes into the log in large pieces is there when a commit is acknowledged, whole, and gone when it
 * fails. */
#include "engine/log_gather.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/cong-gather-XXXXXX", path[100];
static sqlite3 *db, *reader;
static struct log_gather *gather;

/* What reaches the log's file. */
static const sqlite3_io_methods *plain_methods;
static sqlite3_io_methods counting;
static int writes, fails_with;

static int count_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    writes++;
    return fails_with ? fails_with : plain_methods->xWrite(file, bytes, size, at);
}

static void do_sql(sqlite3 *on, const char *sql)
{
    char *fault = NULL;
    int code = sqlite3_exec(on, sql, NULL, NULL, &fault);
    if (code != SQLITE_OK)
        print_error("%s: %s\n", sql, fault);
    assert_int_equal(code, SQLITE_OK);
}

static int64_t number_of(sqlite3 *on, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_prepare_v2(on, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

static int gather_begin(void **state)
{
    sqlite3_file *file = NULL;
    (void)state;
    strcpy(folder, "/tmp/cong-gather-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.db", folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    do_sql(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
               " CREATE TABLE t (id INTEGER PRIMARY KEY, words BLOB)");
    assert_int_equal(sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file), SQLITE_OK);
    plain_methods = file->pMethods;
    counting = *plain_methods;
    counting.xWrite = count_write;
    file->pMethods = &counting;
    assert_int_equal(log_gather_watch(db, &gather), ERR_OK);
    assert_int_equal(sqlite3_open(path, &reader), SQLITE_OK);
    writes = fails_with = 0;
    return 0;
}

static int gather_end(void **state)
{
    char name[120];
    (void)state;
    sqlite3_close(reader);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    log_gather_free(gather);
    for (const char *const *end = (const char *const[]){"", "-wal", "-shm", NULL}; *end; end++) {
        snprintf(name, sizeof name, "%s%s", path, *end);
        unlink(name);
    }
    rmdir(folder);
    return 0;
}

/* So many rows of a page each. */
static void add_rows(int count)
{
    char sql[200];
    snprintf(sql, sizeof sql,
             "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
             " INSERT INTO t (words) SELECT zeroblob(3000) FROM n",
             count);
    do_sql(db, sql);
}

static void a_commit_is_a_few_pieces_and_others_read_it(void **state)
{
    (void)state;
    add_rows(50);
    assert_in_range(writes, 1, 2);
    assert_int_equal(number_of(reader, "SELECT count(*) FROM t"), 50);
    writes = 0;
    add_rows(1000);
    assert_in_range(writes, 10, 40);
    assert_int_equal(number_of(reader, "SELECT count(*) FROM t"), 1050);
    do_sql(db, "PRAGMA wal_checkpoint(TRUNCATE)");
    add_rows(10);
    assert_int_equal(number_of(reader, "SELECT count(*) FROM t"), 1060);
    assert_int_equal(
        number_of(reader, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
}

static void what_memory_had_no_room_for_is_read_again(void **state)
{
    (void)state;
    do_sql(db, "PRAGMA cache_size=10");
    do_sql(db, "BEGIN");
    add_rows(300);
    do_sql(db, "UPDATE t SET words = randomblob(3000) WHERE id % 7 = 3");
    assert_int_equal(number_of(db, "SELECT count(*) FROM t WHERE words = zeroblob(3000)"), 257);
    do_sql(db, "SAVEPOINT a; DELETE FROM t WHERE id > 100; ROLLBACK TO a; RELEASE a");
    assert_int_equal(number_of(db, "SELECT count(*) FROM t"), 300);
    assert_int_equal(number_of(reader, "SELECT count(*) FROM t"), 0);
    do_sql(db, "COMMIT");
    assert_int_equal(number_of(reader, "SELECT count(*) FROM t WHERE words = zeroblob(3000)"), 257);
    do_sql(db, "BEGIN");
    add_rows(300);
    do_sql(db, "ROLLBACK");
    add_rows(1);
    assert_int_equal(number_of(reader, "SELECT count(*) FROM t"), 301);
}

static void a_commit_that_could_not_be_written_fails(void **state)
{
    (void)state;
    add_rows(5);
    fails_with = SQLITE_FULL;
    assert_int_equal(sqlite3_exec(db, "INSERT INTO t (words) VALUES (zeroblob(3000))", NULL, NULL, NULL),
                     SQLITE_FULL);
    assert_int_equal(number_of(reader, "SELECT count(*) FROM t"), 5);
    fails_with = SQLITE_IOERR_WRITE;
    assert_int_equal(sqlite3_exec(db, "INSERT INTO t (words) VALUES (zeroblob(3000))", NULL, NULL, NULL) &
                         0xFF,
                     SQLITE_IOERR);
    fails_with = 0;
    assert_int_equal(number_of(db, "SELECT count(*) FROM t"), 5);
    add_rows(2);
    assert_int_equal(number_of(reader, "SELECT count(*) FROM t"), 7);
}

static void without_a_log_there_is_nothing_to_gather(void **state)
{
    sqlite3 *memory = NULL;
    struct log_gather *none = NULL;
    (void)state;
    assert_int_equal(sqlite3_open(":memory:", &memory), SQLITE_OK);
    assert_int_equal(log_gather_watch(memory, &none), ERR_INTERNAL);
    assert_null(none);
    sqlite3_close(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_commit_is_a_few_pieces_and_others_read_it, gather_begin,
                                        gather_end),
        cmocka_unit_test_setup_teardown(what_memory_had_no_room_for_is_read_again, gather_begin, gather_end),
        cmocka_unit_test_setup_teardown(a_commit_that_could_not_be_written_fails, gather_begin, gather_end),
        cmocka_unit_test(without_a_log_there_is_nothing_to_gather),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
