/* A file whose audit was written before the notes left its chain: hashed anew, closed by an anchor, and as
 * watchful. */
#include "engine_fixture.h"
#include "killed.h"

#include "base/asset.h"
#include "store/audit.h"

enum { OLD_SCHEMA = 8, OLD_LINES = 5 };

/* Lines as version 8 wrote them, with the salt of their portal. */
static const char old_lines[] =
    "UPDATE state SET audit_salt = X'9CCF54B5D74016E353A2BC503DF3237D2141F30C34D53911C79D8795F5E538EC"
    "';"
    "INSERT INTO audit VALUES (1,1795496400000,7,'biên tập','tag.create','tag',1,0,1,'nhan','req-1',X"
    "'B47CA3FB720DB163B4A6C02CAD311206D8A0DC52F7DC4FA630BF14843AAF99DE','192.0.2.1',X'328842A1ED5AEB6"
    "AB873C1FDDF2414C2F0C9283EF3AFCE05FC26EB4FB74B2AA0');"
    "INSERT INTO audit VALUES (2,1795496400000,7,'biên tập','article.create','article',1,0,1,NULL,'re"
    "q-1',X'B47CA3FB720DB163B4A6C02CAD311206D8A0DC52F7DC4FA630BF14843AAF99DE','192.0.2.1',X'B0F624C35"
    "B39B9D00B884D1DD965669C4FD2AEC4D44A996B5844C6E9B077D699');"
    "INSERT INTO audit VALUES (3,1795496460000,7,'biên tập','article.edit','article',1,1,2,'Bỏ tên ôn"
    "g Nguyễn Văn Ất, số 0912 345 678','req-1',X'B47CA3FB720DB163B4A6C02CAD311206D8A0DC52F7DC4FA630BF"
    "14843AAF99DE','192.0.2.1',X'A921BC4A94B1A1D82E5F4038AE2DB5EA43AC8CA36B922177408C32618F5DABBA');"
    "INSERT INTO audit VALUES (4,1795496460000,0,'console','stats.adjust','ledger',1,0,1,'Số đầu kỳ',"
    "NULL,NULL,NULL,X'92E67880FA62822D27511E21613E1060BA81FC707BF8A7DB1F04F6C74F8F607C');"
    "INSERT INTO audit VALUES (5,1795496520000,7,'biên tập','article.edit','article',1,2,3,'','req-1'"
    ",X'B47CA3FB720DB163B4A6C02CAD311206D8A0DC52F7DC4FA630BF14843AAF99DE','192.0.2.1',X'E797B5A96CE15"
    "BABAE8C835CD989ACFE8EB90B92C15ED590E1325709E44EF8AB');";

static const char old_head[] = "e797b5a96ce15babae8c835cd989acfe8eb90b92c15ed590e1325709e44ef8ab";

/* A file of the schema before, with the old lines and what `also` does to them. */
static void make_old_file(struct fixture *f, const char *also)
{
    char path[400];
    auto_assets struct assets *assets = NULL;
    auto_buf struct buf fault = BUF(2000);
    const struct asset *migrations;
    struct conn *writer = NULL;
    fixture_path(f, "cong.db", path);
    assert_ok(assets_open(NULL, &assets));
    assert_true(assets_below(assets, "migrations/", &migrations) > OLD_SCHEMA);
    assert_ok(fixture_open_writer(path, &writer));
    assert_ok(store_migrate_by(writer, migrations, OLD_SCHEMA, &fault));
    assert_int_equal(sqlite3_exec(writer->db, old_lines, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(writer->db, also, NULL, NULL, NULL), SQLITE_OK);
    conn_close(writer);
}

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

static void run(struct fixture *f, const char *sql)
{
    assert_int_equal(sqlite3_exec(f->store->writer->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static void add_line(struct fixture *f)
{
    struct conn *conn = fixture_begin(f);
    assert_ok(audit_add(conn, "article.edit", "article", 1, 3, 4, "ghi chú mới"));
    assert_ok(store_commit(&conn));
}

static void new_file_has_no_anchor(void **state)
{
    struct fixture *f = *state;
    fixture_open(f);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM audit"), 0);
}

static void old_lines_keep_what_they_say_and_are_closed_by_an_anchor(void **state)
{
    struct fixture *f = *state;
    char sql[300];
    make_old_file(f, "");
    fixture_open(f);
    assert_report(f, OLD_LINES + 1, 0, 0);
    assert_int_equal(
        fixture_integer(f, "SELECT count(*) FROM audit WHERE note = 'Số đầu kỳ' AND action = 'stats.adjust'"
                           " AND length(note_salt) = 32 AND length(note_hash) = 32"),
        1);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM audit WHERE number = 2 AND note IS NULL AND"
                                        " note_salt IS NULL AND note_hash IS NULL"),
                     1);
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM audit WHERE number = 6 AND action = 'audit.rechain' AND object_id = 5 AND"
             " before_version = 0 AND note = '%s'",
             old_head);
    assert_int_equal(fixture_integer(f, sql), 1);
    add_line(f);
    fixture_reopen(f);
    assert_report(f, OLD_LINES + 2, 0, 0);
}

static void note_of_an_old_line_may_go_and_the_anchor_keeps_the_head(void **state)
{
    struct fixture *f = *state;
    make_old_file(f, "");
    fixture_open(f);
    run(f, "UPDATE audit SET note = NULL, note_salt = NULL WHERE number = 3");
    assert_report(f, OLD_LINES + 1, 0, 1);
}

static void edit_of_an_old_line_is_found_before_and_after_a_note_went(void **state)
{
    struct fixture *f = *state;
    make_old_file(f, "");
    fixture_open(f);
    run(f, "UPDATE audit SET object_id = object_id + 1 WHERE number = 4");
    assert_report(f, OLD_LINES + 1, 4, 0);
    run(f, "UPDATE audit SET note = NULL, note_salt = NULL WHERE number = 3");
    assert_report(f, OLD_LINES + 1, 4, 1);
    run(f, "UPDATE audit SET note = 'khác' WHERE number = 1");
    assert_report(f, OLD_LINES + 1, 1, 1);
}

static void anchor_with_another_head_or_without_it_is_found(void **state)
{
    struct fixture *f = *state;
    make_old_file(f, "");
    fixture_open(f);
    run(f, "UPDATE audit SET note = replace(note, substr(note, 1, 1), 'x') WHERE number = 6");
    assert_report(f, OLD_LINES + 1, 6, 0);
    run(f, "UPDATE audit SET note = NULL, note_salt = NULL WHERE number = 6");
    assert_report(f, OLD_LINES + 1, 6, 1);
}

static void set_anchor(struct fixture *f, const char *head)
{
    run(f, "DELETE FROM audit WHERE number = 6");
    struct conn *conn = fixture_begin(f);
    assert_ok(audit_add(conn, "audit.rechain", "audit", OLD_LINES, 0, 0, head));
    assert_ok(store_commit(&conn));
}

/* Whoever chains everything anew still meets the head that the closed chain had. */
static void closed_chain_is_compared_with_the_head_that_the_anchor_names(void **state)
{
    struct fixture *f = *state;
    char head[sizeof old_head];
    make_old_file(f, "");
    fixture_open(f);
    set_anchor(f, old_head);
    assert_report(f, OLD_LINES + 1, 0, 0);
    memcpy(head, old_head, sizeof head);
    head[0] = head[0] == '0' ? '1' : '0';
    set_anchor(f, head);
    assert_report(f, OLD_LINES + 1, 6, 0);
    run(f, "UPDATE audit SET note = NULL, note_salt = NULL WHERE number = 3");
    assert_report(f, OLD_LINES + 1, 0, 1); /* what was taken out cannot be hashed any more */
}

static void chain_that_was_broken_before_stays_broken_where_it_was(void **state)
{
    struct fixture *f = *state;
    make_old_file(f, "UPDATE audit SET actor = 'người khác' WHERE number = 3");
    fixture_open(f);
    assert_report(f, OLD_LINES + 1, 3, 0);
    assert_int_equal(fixture_integer(f, "SELECT before_version FROM audit WHERE action = 'audit.rechain'"),
                     3);
}

static void line_missing_before_is_still_missing(void **state)
{
    struct fixture *f = *state;
    make_old_file(f, "DELETE FROM audit WHERE number = 2");
    fixture_open(f);
    assert_int_equal(verify(f).first_bad, 2);
}

/* The step that closes the old chain, and no other. */
static enum err close_old_chain(struct fixture *f, const void *context)
{
    char path[400];
    auto_assets struct assets *assets = NULL;
    auto_buf struct buf fault = BUF(2000);
    const struct asset *migrations;
    struct conn *writer = NULL;
    (void)context;
    fixture_path(f, "cong.db", path);
    enum err err = assets_open(NULL, &assets);
    if (!err)
        err = fixture_open_writer(path, &writer);
    if (!err)
        writer->store->clock = &clock_system; /* when the anchor was laid */
    if (!err && assets_below(assets, "migrations/", &migrations) > OLD_SCHEMA)
        err = store_migrate_by(writer, migrations, OLD_SCHEMA + 1, &fault);
    conn_close(writer);
    return err;
}

/* At each of its writes; what other steps do when they are killed is shown by test_migration_rebuild.c and
 * the tests of faults. */
static void killed_at_each_write_of_its_step_the_old_chain_is_still_closed_whole(void **state)
{
    struct fixture *f = *state;
    make_old_file(f, "");
    killed_keep(f);
    int nth = 1;
    for (bool is_through = false; !is_through; nth++) {
        assert_in_range(nth, 1, WRITES_MOST);
        killed_put_back(f);
        is_through = killed_came_through(f, close_old_chain, NULL, nth);
        fixture_open(f);
        assert_report(f, OLD_LINES + 1, 0, 0);
        assert_int_equal(fixture_integer(f, "SELECT count(*) FROM audit WHERE note IS NOT NULL"), 5);
        store_close(TAKE(f->store));
    }
    assert_true(nth > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        folder_test(new_file_has_no_anchor),
        folder_test(old_lines_keep_what_they_say_and_are_closed_by_an_anchor),
        folder_test(note_of_an_old_line_may_go_and_the_anchor_keeps_the_head),
        folder_test(edit_of_an_old_line_is_found_before_and_after_a_note_went),
        folder_test(anchor_with_another_head_or_without_it_is_found),
        folder_test(closed_chain_is_compared_with_the_head_that_the_anchor_names),
        folder_test(chain_that_was_broken_before_stays_broken_where_it_was),
        folder_test(killed_at_each_write_of_its_step_the_old_chain_is_still_closed_whole),
        folder_test(line_missing_before_is_still_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
