/* The chain of the audit: every write leaves its line, and no line can be altered unnoticed. */
#include "engine_fixture.h"

#include "store/audit.h"
#include "store/redaction.h"
#include "store/revision.h"

enum { LINES = 60, EDITS = 1000 };

static struct audit_report verify(struct fixture *f)
{
    struct audit_report report = {.lines = -1};
    struct conn *conn = fixture_lease(f);
    assert_ok(audit_verify(conn, &report));
    store_end(conn);
    return report;
}

static void assert_report(struct fixture *f, int64_t lines, int64_t bad, int64_t removed)
{
    struct audit_report report = verify(f);
    assert_int_equal(report.lines, lines);
    assert_int_equal(report.first_bad, bad);
    assert_int_equal(report.notes_removed, removed);
}

static void assert_chain(struct fixture *f, int64_t wanted_lines, int64_t wanted_bad)
{
    assert_report(f, wanted_lines, wanted_bad, 0);
}

static void run(struct fixture *f, const char *sql)
{
    assert_int_equal(sqlite3_exec(f->store->writer->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static void add_lines(struct fixture *f, int count)
{
    struct conn *conn = fixture_begin(f);
    for (int i = 0; i < count; i++)
        assert_ok(audit_add(conn, "article.edit", "article", i + 1, i, i + 1, "ghi chú"));
    assert_ok(store_commit(&conn));
}

static void empty_chain_is_right(void **state)
{
    assert_chain(*state, 0, 0);
}

static void every_write_leaves_its_line(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("co-dau-vet");
    a.id = add_article(f, &a);
    save_article(f, &a, ACTION_EDIT);
    move_article(f, a.id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    add_tag(f, "nhan");
    add_category(f, "muc", 0);
    add_media(f, "ảnh");
    assert_chain(f, 6, 0);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM audit WHERE action = 'article.withdraw' AND"
                                        " before_version = 2 AND after_version = 3 AND token_id = 7 AND"
                                        " request_id = 'req-1' AND length(address_hash) = 32"),
                     1);
}

static void chain_goes_on_after_opening_again(void **state)
{
    struct fixture *f = *state;
    add_lines(f, 3);
    fixture_reopen(f);
    add_lines(f, 3);
    assert_chain(f, 6, 0);
}

static void address_may_go_without_breaking_the_chain(void **state)
{
    struct fixture *f = *state;
    add_lines(f, 5);
    run(f, "UPDATE audit SET address = NULL");
    assert_chain(f, 5, 0);
}

/* Reads one cell of a line, flips bits of one of its bytes, and writes it back behind the headers. */
static void flip_integer(struct fixture *f, const char *column, int64_t number, unsigned byte, unsigned bits)
{
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT %s FROM audit WHERE number = %lld", column, (long long)number);
    uint64_t value = (uint64_t)fixture_integer(f, sql) ^ (uint64_t)bits << (byte % 8 * 8);
    snprintf(sql, sizeof sql, "UPDATE audit SET %s = %lld WHERE number = %lld", column, (long long)value,
             (long long)number);
    run(f, sql);
}

static void flip_bytes(struct fixture *f, const char *column, int64_t number, unsigned byte, unsigned bits)
{
    char sql[200];
    unsigned char value[200];
    sqlite3_stmt *statement = NULL;
    sqlite3 *db = f->store->writer->db;
    snprintf(sql, sizeof sql, "SELECT %s FROM audit WHERE number = %lld", column, (long long)number);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    bool is_text = sqlite3_column_type(statement, 0) == SQLITE_TEXT;
    const void *bytes = sqlite3_column_blob(statement, 0);
    int size = sqlite3_column_bytes(statement, 0);
    assert_in_range(size, 1, (int)sizeof value);
    memcpy(value, bytes, (size_t)size);
    sqlite3_finalize(statement);
    value[byte % (unsigned)size] ^= (unsigned char)bits;
    snprintf(sql, sizeof sql, "UPDATE audit SET %s = ? WHERE number = %lld", column, (long long)number);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    if (is_text)
        sqlite3_bind_text(statement, 1, (const char *)value, size, SQLITE_STATIC);
    else
        sqlite3_bind_blob(statement, 1, value, size, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
    sqlite3_finalize(statement);
}

static void flip(struct fixture *f, unsigned column, int64_t number, unsigned byte, unsigned bits)
{
    static const char *const integers[] = {"at_ms", "token_id", "object_id", "before_version",
                                           "after_version"};
    static const char *const bytes[] = {"actor", "action", "object",  "request_id", "address_hash",
                                        "hash",  "note",   "address", "note_salt",  "note_hash"};
    if (column < 5)
        flip_integer(f, integers[column], number, byte, bits);
    else
        flip_bytes(f, bytes[column - 5], number, byte, bits);
}

static void every_edit_of_one_byte_is_found(void **state)
{
    struct fixture *f = *state;
    unsigned seed = 2026;
    add_lines(f, LINES);
    for (int i = 0; i < EDITS; i++) {
        unsigned random[4];
        for (int k = 0; k < 4; k++)
            random[k] = (seed = seed * 1664525u + 1013904223u) >> 8;
        int64_t number = 1 + random[0] % LINES;
        unsigned column = random[1] % 15, byte = random[2], bits = 1 + random[3] % 255;
        flip(f, column, number, byte, bits);
        assert_chain(f, LINES, number);
        flip(f, column, number, byte, bits); /* back as it was */
    }
    assert_chain(f, LINES, 0);
}

static void absent_and_empty_are_told_apart(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("khong-ghi-chu");
    for (a.id = add_article(f, &a); a.id < 4; a.id++) {
        char slug[20];
        snprintf(slug, sizeof slug, "bai-%lld", (long long)a.id);
        struct article other = sample(slug);
        add_article(f, &other);
    }
    run(f, "UPDATE audit SET note = '' WHERE number = 1"); /* was absent */
    assert_chain(f, 4, 1);
}

static void text_cannot_move_from_one_field_to_the_next(void **state)
{
    struct fixture *f = *state;
    add_lines(f, 4);
    run(f, "UPDATE audit SET action = 'article.edita', object = 'rticle' WHERE number = 2");
    assert_chain(f, 4, 2);
}

/* Finding 3: a note in the chain could not be taken out of it. */
static void note_and_salt_may_go_without_breaking_the_chain_and_are_counted(void **state)
{
    struct fixture *f = *state;
    add_lines(f, 5);
    run(f, "UPDATE audit SET note = NULL, note_salt = NULL WHERE number IN (2, 5)");
    assert_report(f, 5, 0, 2);
    add_lines(f, 1);
    assert_report(f, 6, 0, 2);
}

static void note_without_its_salt_and_salt_without_its_note_are_found(void **state)
{
    struct fixture *f = *state;
    add_lines(f, 5);
    run(f, "UPDATE audit SET note = NULL WHERE number = 4");
    assert_chain(f, 5, 4);
    run(f, "UPDATE audit SET note_salt = NULL WHERE number = 3");
    assert_chain(f, 5, 3);
}

static void note_put_in_the_place_of_one_that_was_taken_out_is_found(void **state)
{
    struct fixture *f = *state;
    add_lines(f, 5);
    run(f, "UPDATE audit SET note = NULL, note_salt = NULL WHERE number = 2");
    run(f, "UPDATE audit SET note = 'khác', note_salt = randomblob(32) WHERE number = 2");
    assert_chain(f, 5, 2);
}

static void equal_notes_do_not_look_alike_in_the_chain(void **state)
{
    struct fixture *f = *state;
    add_lines(f, 5);
    assert_int_equal(fixture_integer(f, "SELECT count(DISTINCT note_hash) FROM audit"), 5);
}

static void redaction_takes_the_note_of_its_version_and_keeps_its_own(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("bai");
    a.id = add_article(f, &a);
    a.change_note = "Bỏ tên ông Ất";
    save_article(f, &a, ACTION_EDIT);
    a.change_note = "Thêm ảnh";
    save_article(f, &a, ACTION_EDIT);
    struct conn *conn = fixture_begin(f);
    assert_ok(revision_redact(conn, a.id, 2, "Dữ liệu cá nhân", &(struct redacted){0}));
    assert_ok(store_commit(&conn));
    assert_report(f, 4, 0, 1);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM audit WHERE note = 'Bỏ tên ông Ất'"), 0);
    assert_int_equal(
        fixture_integer(f, "SELECT count(*) FROM audit WHERE note IN ('Thêm ảnh', 'Dữ liệu cá nhân')"), 2);
}

static void permanent_deletion_takes_the_notes_of_the_article_and_of_no_other(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("bai"), other = sample("bai-khac");
    a.id = add_article(f, &a);
    other.id = add_article(f, &other);
    a.change_note = other.change_note = "Bỏ tên ông Ất";
    save_article(f, &a, ACTION_EDIT);
    save_article(f, &other, ACTION_EDIT);
    move_article(f, a.id, STATUS_TRASHED, ACTION_TRASH);
    struct conn *conn = fixture_begin(f);
    assert_ok(article_purge(conn, a.id));
    assert_ok(store_commit(&conn));
    struct audit_report report = verify(f);
    assert_int_equal(report.first_bad, 0);
    assert_true(report.notes_removed >= 1);
    assert_int_equal(fixture_integer(f, "SELECT object_id FROM audit WHERE note = 'Bỏ tên ông Ất'"),
                     other.id);
}

static void missing_or_exchanged_line_is_found(void **state)
{
    struct fixture *f = *state;
    add_lines(f, 10);
    run(f, "UPDATE audit SET number = 100 WHERE number = 4;"
           "UPDATE audit SET number = 4 WHERE number = 5; UPDATE audit SET number = 5 WHERE number = 100");
    assert_chain(f, 10, 4);
    run(f, "DELETE FROM audit WHERE number = 2");
    assert_chain(f, 9, 2);
}

static void chain_longer_than_the_arena_is_checked(void **state)
{
    struct fixture *f = *state;
    struct audit_report report = {.first_bad = -1};
    auto_arena struct arena *small = arena_new(1024);
    struct conn *conn = NULL;
    add_lines(f, 500);
    assert_ok(store_lease(f->store, small, &conn));
    assert_ok(audit_verify(conn, &report));
    store_end(conn);
    assert_int_equal(report.lines, 500);
    assert_int_equal(report.first_bad, 0);
}

static void failed_arena_adds_no_line(void **state)
{
    struct fixture *f = *state;
    auto_arena struct arena *failed = arena_new(1024);
    struct conn *conn = NULL;
    add_lines(f, 2);
    arena_fail(failed);
    assert_ok(store_begin(f->store, failed, &editor, &conn));
    assert_int_equal(audit_add(conn, "article.edit", "article", 1, 1, 2, NULL), ERR_MEMORY);
    store_end(conn);
    assert_chain(f, 2, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(empty_chain_is_right),
        store_test(every_write_leaves_its_line),
        store_test(chain_goes_on_after_opening_again),
        store_test(address_may_go_without_breaking_the_chain),
        store_test(every_edit_of_one_byte_is_found),
        store_test(absent_and_empty_are_told_apart),
        store_test(note_and_salt_may_go_without_breaking_the_chain_and_are_counted),
        store_test(note_without_its_salt_and_salt_without_its_note_are_found),
        store_test(note_put_in_the_place_of_one_that_was_taken_out_is_found),
        store_test(equal_notes_do_not_look_alike_in_the_chain),
        store_test(redaction_takes_the_note_of_its_version_and_keeps_its_own),
        store_test(permanent_deletion_takes_the_notes_of_the_article_and_of_no_other),
        store_test(text_cannot_move_from_one_field_to_the_next),
        store_test(missing_or_exchanged_line_is_found),
        store_test(chain_longer_than_the_arena_is_checked),
        store_test(failed_arena_adds_no_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
