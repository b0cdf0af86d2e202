#include "engine_fixture.h"

#include "store/audit.h"
#include "store/petition.h"
#include "store/petition_letter.h"

static const struct actor nobody = {.role = ROLE_NONE};
/* Room for files is for the day's measure alone. */
enum { FILES_MOST = 256 * 1024 * 1024 };
static const struct petition_rules many = {.a_day = 900, .files_most = FILES_MOST};

/* Bytes with NULs, and a name that says who it is. */
static const char bytes[] = "%PDF-1.7\0don-cua-ba-Lan";
static const struct petition_file two[] = {{"đơn của bà Lan.pdf", "application/pdf", bytes, sizeof bytes},
                                           {"thửa đất.jpg", "image/jpeg", "\xFF\xD8mốc giới", 13}};
static const struct petition with_files = {.purpose = PETITION_QUESTION,
                                           .field = "dat-dai",
                                           .due_ms = NOON + 10 * DAY,
                                           .person = {.name = "Hoàng Thị Lan",
                                                      .mail = "lan.hoang@example.org",
                                                      .text = "Thửa đất của nhà tôi bao giờ được cấp giấy?"},
                                           .files = two,
                                           .file_count = 2};

static enum err sent(struct fixture *f, const struct petition *petition, const char *mark,
                     char code[RECEIPT_SIZE])
{
    struct conn *conn = NULL;
    bool is_new;
    assert_ok(store_begin(f->store, f->arena, &nobody, &conn));
    enum err err = petition_add(conn, petition, &many, mark, code, &is_new);
    if (!err)
        err = store_commit(&conn);
    store_end(conn);
    return err;
}

static int64_t id_of(struct fixture *f, const char *code)
{
    struct petition found;
    struct conn *conn = fixture_lease(f);
    assert_ok(petition_of_code(conn, code, &found));
    store_end(conn);
    return found.id;
}

static void staff_get_every_byte_of_a_file_and_the_audit_says_that_they_did(void **state)
{
    struct fixture *f = *state;
    char code[RECEIPT_SIZE];
    struct petition_file *files, file;
    size_t count;
    assert_ok(sent(f, &with_files, NULL, code));
    int64_t id = id_of(f, code);
    struct conn *conn = fixture_begin(f);
    assert_ok(petition_files(conn, id, &files, &count));
    assert_int_equal(count, 2);
    assert_string_equal(files[0].name, two[0].name);
    assert_string_equal(files[1].type, "image/jpeg");
    assert_int_equal(files[1].size, two[1].size);
    assert_null(files[0].bytes);
    assert_ok(petition_file_open(conn, id, 1, &file));
    assert_int_equal(file.size, sizeof bytes);
    assert_memory_equal(file.bytes, bytes, sizeof bytes);
    assert_int_equal(petition_file_open(conn, id, 3, &file), ERR_NOT_FOUND);
    assert_int_equal(petition_file_open(conn, id + 1, 1, &file), ERR_NOT_FOUND);
    assert_ok(store_commit(&conn));
    struct audit_entry *lines;
    conn = fixture_lease(f);
    assert_ok(audit_list(conn, &(struct audit_query){.object = "question", .limit = 10}, &lines, &count));
    assert_string_equal(lines[0].line.action, "question.file");
    assert_null(lines[0].note);
    store_end(conn);
}

static void the_same_form_with_another_file_is_another(void **state)
{
    struct fixture *f = *state;
    char first[RECEIPT_SIZE], second[RECEIPT_SIZE];
    struct petition other = with_files;
    assert_ok(sent(f, &with_files, "mark-1", first));
    assert_ok(sent(f, &with_files, "mark-1", second));
    assert_string_equal(first, second);
    other.file_count = 1;
    assert_int_equal(sent(f, &other, "mark-1", second), ERR_CONFLICT);
}

static void files_go_with_the_person(void **state)
{
    struct fixture *f = *state;
    char code[RECEIPT_SIZE];
    struct petition_file *files;
    size_t count;
    assert_ok(sent(f, &with_files, NULL, code));
    int64_t id = id_of(f, code);
    struct conn *conn = fixture_begin(f);
    assert_ok(petition_erase(conn, id));
    assert_ok(petition_files(conn, id, &files, &count));
    assert_int_equal(count, 0);
    assert_ok(store_commit(&conn));
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM petition_files"), 0);
}

/* Says of each file that it is as large. */
static void weighed(struct fixture *f, int64_t size)
{
    char sql[80];
    snprintf(sql, sizeof sql, "UPDATE petition_files SET size = %lld", (long long)size);
    assert_int_equal(sqlite3_exec(f->store->writer->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

/* What is erased makes room again; words are taken in any case, and small files count as a share. */
static void all_files_that_are_kept_have_a_measure(void **state)
{
    struct fixture *f = *state;
    char code[RECEIPT_SIZE], again[RECEIPT_SIZE];
    struct petition other = with_files;
    assert_ok(sent(f, &with_files, "mark-1", code));
    int64_t first = id_of(f, code);
    f->now_ms += 2 * DAY;
    weighed(f, (FILES_MOST - PETITION_FILE_SHARE) / 2 + 1);
    other.person.text = "Câu khác";
    other.file_count = 1;
    assert_int_equal(sent(f, &other, NULL, again), ERR_FORBIDDEN);
    /* The same form once more is the one that there is. */
    assert_ok(sent(f, &with_files, "mark-1", again));
    assert_string_equal(code, again);
    other.file_count = 0;
    assert_ok(sent(f, &other, NULL, again));
    other.file_count = 1;
    weighed(f, (FILES_MOST - PETITION_FILE_SHARE) / 2);
    assert_ok(sent(f, &other, NULL, again));
    assert_int_equal(sent(f, &other, NULL, again), ERR_FORBIDDEN);
    struct conn *conn = fixture_begin(f);
    assert_ok(petition_erase(conn, first));
    assert_ok(store_commit(&conn));
    assert_ok(sent(f, &other, NULL, again));
}

static void all_files_of_a_day_have_a_measure(void **state)
{
    struct fixture *f = *state;
    char code[RECEIPT_SIZE], text[40];
    void *large = calloc(1, PETITION_FILE_MAX);
    const struct petition_file file = {"a.pdf", "application/pdf", large, PETITION_FILE_MAX};
    struct petition one = with_files;
    one.files = &file, one.file_count = 1;
    one.person.text = text;
    assert_non_null(large);
    for (int i = 0; i < 2; i++) {
        snprintf(text, sizeof text, "Câu hỏi %d", i);
        assert_ok(sent(f, &one, NULL, code));
    }
    /* As though so many had come that one more has room. */
    weighed(f, (PETITION_FILES_A_DAY - PETITION_FILE_MAX) / 2);
    snprintf(text, sizeof text, "Câu hỏi cuối cùng");
    assert_ok(sent(f, &one, NULL, code));
    snprintf(text, sizeof text, "Câu hỏi sau cùng");
    assert_int_equal(sent(f, &one, NULL, code), ERR_TOO_LARGE);
    one.file_count = 0;
    assert_ok(sent(f, &one, NULL, code));
    free(large);
}

/* Closes it as staff would, with that address or none. */
static void closed(struct fixture *f, int64_t id, enum petition_state to)
{
    struct petition petition;
    struct conn *conn = fixture_begin(f);
    assert_ok(petition_find(conn, id, &petition));
    petition.state = to;
    petition.person.reply = "Mời bà đến.";
    assert_ok(petition_change(conn, &petition, "answer"));
    assert_ok(store_commit(&conn));
}

static void one_letter_waits_for_who_left_an_address_until_it_is_sent_or_they_are_erased(void **state)
{
    struct fixture *f = *state;
    char code[RECEIPT_SIZE];
    struct petition_letter letter;
    struct petition other = with_files;
    assert_ok(sent(f, &with_files, NULL, code));
    int64_t first = id_of(f, code);
    other.person = (struct petition_person){.name = "B", .phone = "0912 345 678", .text = "Hai"};
    assert_ok(sent(f, &other, NULL, code));
    int64_t without = id_of(f, code);
    /* The same words again wait apart: nobody's address is written to for what a machine sent. */
    assert_ok(sent(f, &with_files, NULL, code));
    int64_t suspect = id_of(f, code);
    closed(f, first, PETITION_ASSIGNED);
    struct conn *conn = fixture_begin(f);
    assert_int_equal(petition_letter_find(conn, f->now_ms, &letter), ERR_NOT_FOUND);
    store_end(conn);
    closed(f, first, PETITION_ANSWERED);
    closed(f, without, PETITION_ANSWERED);
    closed(f, suspect, PETITION_REFUSED);
    conn = fixture_begin(f);
    assert_ok(petition_letter_find(conn, f->now_ms, &letter));
    assert_int_equal(letter.petition_id, first);
    assert_string_equal(letter.mail, with_files.person.mail);
    assert_int_equal(letter.state, PETITION_ANSWERED);
    assert_ok(petition_letter_later(conn, first, f->now_ms + 1000));
    assert_int_equal(petition_letter_find(conn, f->now_ms, &letter), ERR_NOT_FOUND);
    assert_ok(petition_letter_find(conn, f->now_ms + 1000, &letter));
    assert_int_equal(letter.attempts, 1);
    assert_ok(petition_erase(conn, first));
    assert_int_equal(petition_letter_find(conn, f->now_ms + 1000, &letter), ERR_NOT_FOUND);
    store_end(conn);
}

int main(void)
{
    log_init(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT);
    const struct CMUnitTest tests[] = {
        store_test(staff_get_every_byte_of_a_file_and_the_audit_says_that_they_did),
        store_test(the_same_form_with_another_file_is_another),
        store_test(files_go_with_the_person),
        store_test(all_files_that_are_kept_have_a_measure),
        store_test(all_files_of_a_day_have_a_measure),
        store_test(one_letter_waits_for_who_left_an_address_until_it_is_sent_or_they_are_erased),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
