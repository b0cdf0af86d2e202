#include "fixture.h"

#include "store/audit.h"
#include "store/petition.h"
#include "store/question_board.h"

static const struct actor nobody = {.role = ROLE_NONE};
static const struct petition_rules few = {.a_day = 3}, many = {.a_day = 900};

static const struct petition lan = {
    .purpose = PETITION_QUESTION,
    .may_publish = true,
    .field = "dat-dai",
    .due_ms = NOON + 10 * DAY,
    .person = {.name = "Hoàng Thị Lan",
               .mail = "lan.hoang@example.org",
               .phone = "0912 345 678",
               .subject = "Sổ đỏ của thửa 117",
               .text = "Thửa đất số 117 của nhà tôi bao giờ được cấp giấy chứng nhận?"}};

static enum err add(struct fixture *f, const struct petition *petition, const struct petition_rules *rules,
                    const char *mark, char code[RECEIPT_SIZE], bool *is_new)
{
    struct conn *conn = NULL;
    assert_ok(store_begin(f->store, f->arena, &nobody, &conn));
    enum err err = petition_add(conn, petition, rules, mark, code, is_new);
    if (err) {
        store_end(conn);
        return err;
    }
    assert_ok(store_commit(&conn));
    return ERR_OK;
}

static int64_t added(struct fixture *f, const struct petition *petition, char code[RECEIPT_SIZE])
{
    struct petition found;
    bool is_new = false;
    assert_ok(add(f, petition, &many, NULL, code, &is_new));
    assert_true(is_new);
    struct conn *conn = fixture_lease(f);
    assert_ok(petition_of_code(conn, code, &found));
    store_end(conn);
    return found.id;
}

/* Whether a text stands in any file of the data folder. */
static bool is_on_disk(struct fixture *f, const char *text)
{
    static char bytes[8 << 20];
    bool found = false;
    DIR *folder = opendir(f->folder);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        char path[400];
        fixture_path(f, entry->d_name, path);
        FILE *file = entry->d_type == DT_REG ? fopen(path, "rb") : NULL;
        size_t size = file ? fread(bytes, 1, sizeof bytes, file) : 0;
        found = found || memmem(bytes, size, text, strlen(text));
        if (file)
            fclose(file);
    }
    closedir(folder);
    return found;
}

static void who_has_the_code_sees_what_became_of_it_and_no_person(void **state)
{
    struct fixture *f = *state;
    char code[RECEIPT_SIZE];
    struct petition found;
    int64_t id = added(f, &lan, code);
    struct conn *conn = fixture_lease(f);
    assert_ok(petition_of_code(conn, code, &found));
    assert_int_equal(found.id, id);
    assert_int_equal(found.state, PETITION_RECEIVED);
    assert_int_equal(found.due_ms, NOON + 10 * DAY);
    assert_string_equal(found.field, "dat-dai");
    assert_null(found.person.text);
    assert_null(found.person.name);
    assert_int_equal(petition_of_code(conn, "2222-2222-2222-2222", &found), ERR_NOT_FOUND);
    store_end(conn);
}

static void staff_read_all_of_it_and_the_audit_says_that_they_did(void **state)
{
    struct fixture *f = *state;
    char code[RECEIPT_SIZE];
    struct petition found;
    int64_t id = added(f, &lan, code);
    struct conn *conn = fixture_begin(f);
    assert_ok(petition_open(conn, id, &found));
    assert_string_equal(found.person.name, lan.person.name);
    assert_string_equal(found.person.mail, lan.person.mail);
    assert_string_equal(found.person.phone, lan.person.phone);
    assert_string_equal(found.person.subject, lan.person.subject);
    assert_string_equal(found.person.text, lan.person.text);
    assert_ok(store_commit(&conn));
    struct audit_entry *lines;
    size_t count;
    conn = fixture_lease(f);
    assert_ok(audit_list(conn, &(struct audit_query){.object = "question", .limit = 10}, &lines, &count));
    assert_int_equal(count, 2);
    assert_string_equal(lines[0].line.action, "question.read");
    assert_string_equal(lines[1].line.action, "question.receive");
    assert_null(lines[1].address);
    assert_null(lines[0].note);
    store_end(conn);
}

static void nothing_of_a_person_stands_in_a_file(void **state)
{
    struct fixture *f = *state;
    char code[RECEIPT_SIZE];
    added(f, &lan, code);
    assert_true(is_on_disk(f, "dat-dai")); /* else the test would look nowhere */
    const char *const texts[] = {lan.person.name, "lan.hoang@", "345 678", "0912345678", "117", code};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(is_on_disk(f, texts[i]));
    store_close(TAKE(f->store));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(is_on_disk(f, texts[i]));
    fixture_open(f);
}

static void with_another_key_it_is_there_and_unreadable(void **state)
{
    struct fixture *f = *state;
    char code[RECEIPT_SIZE], path[400];
    struct petition found;
    int64_t id = added(f, &lan, code);
    store_close(TAKE(f->store));
    fixture_path(f, "secret.key", path);
    assert_int_equal(unlink(path), 0);
    fixture_open(f);
    struct conn *conn = fixture_begin(f);
    assert_ok(petition_open(conn, id, &found));
    assert_null(found.person.name);
    assert_null(found.person.text);
    assert_int_equal(petition_of_code(conn, code, &found), ERR_NOT_FOUND);
    store_end(conn);
}

static void the_same_form_twice_is_one_with_one_code(void **state)
{
    struct fixture *f = *state;
    char first[RECEIPT_SIZE], second[RECEIPT_SIZE];
    bool is_new = false;
    assert_ok(add(f, &lan, &many, "mark-1", first, &is_new));
    assert_true(is_new);
    assert_ok(add(f, &lan, &many, "mark-1", second, &is_new));
    assert_false(is_new);
    assert_string_equal(first, second);
    struct petition other = lan;
    other.person.phone = "0987 654 321";
    assert_int_equal(add(f, &other, &many, "mark-1", second, &is_new), ERR_CONFLICT);
    assert_ok(add(f, &other, &many, "mark-2", second, &is_new));
    assert_string_not_equal(first, second);
}

static void a_text_that_came_before_and_a_wave_wait_apart(void **state)
{
    struct fixture *f = *state;
    char code[RECEIPT_SIZE], text[40];
    bool is_new;
    struct petition *items;
    size_t count;
    int64_t open, suspect;
    struct petition other = lan;
    assert_ok(add(f, &lan, &few, NULL, code, &is_new));
    other.person.name = "Người khác";
    assert_ok(add(f, &other, &few, NULL, code, &is_new)); /* the same text */
    struct conn *conn = fixture_lease(f);
    assert_ok(petition_count_open(conn, PETITION_QUESTION, &open, &suspect));
    assert_int_equal(open, 1);
    assert_int_equal(suspect, 1);
    store_end(conn);
    for (int i = 0; i < 5; i++) {
        snprintf(text, sizeof text, "Câu hỏi số %d", i);
        other.person.text = text;
        assert_ok(add(f, &other, &few, NULL, code, &is_new));
    }
    conn = fixture_lease(f);
    assert_ok(petition_count_open(conn, PETITION_QUESTION, &open, &suspect));
    assert_int_equal(open, 3);
    assert_int_equal(suspect, 4);
    struct petition_query query = {.states = 1U << PETITION_RECEIVED, .limit = 100};
    assert_ok(petition_list(conn, &query, &items, &count));
    assert_int_equal(count, 3);
    query.is_suspect = true;
    assert_ok(petition_list(conn, &query, &items, &count));
    assert_int_equal(count, 4);
    store_end(conn);
    /* A day later there is room again. */
    f->now_ms += DAY + 1;
    other.person.text = "Một câu hỏi khác";
    assert_ok(add(f, &other, &few, NULL, code, &is_new));
    conn = fixture_lease(f);
    assert_ok(petition_count_open(conn, PETITION_QUESTION, &open, &suspect));
    assert_int_equal(open, 4);
    store_end(conn);
}

static void beyond_a_days_measure_none_is_taken(void **state)
{
    struct fixture *f = *state;
    char code[RECEIPT_SIZE], text[40];
    bool is_new;
    struct petition one = lan;
    struct conn *conn = NULL;
    assert_ok(store_begin(f->store, f->arena, &nobody, &conn));
    for (int i = 0; i < PETITIONS_A_DAY; i++) {
        snprintf(text, sizeof text, "Câu hỏi số %d", i);
        one.person.text = text;
        assert_ok(petition_add(conn, &one, &many, NULL, code, &is_new));
    }
    assert_int_equal(petition_add(conn, &lan, &many, NULL, code, &is_new), ERR_TOO_MANY);
    store_end(conn);
}

/* Changes it as staff would. */
static void change(struct fixture *f, int64_t id, enum petition_state to, const char *reply)
{
    struct petition petition;
    struct conn *conn = fixture_begin(f);
    assert_ok(petition_find(conn, id, &petition));
    petition.state = to;
    petition.unit = "Phòng Kinh tế";
    petition.person.reply = reply;
    assert_ok(petition_change(conn, &petition, "change"));
    /* What was read before is passed by now. */
    assert_int_equal(petition_change(conn, &petition, "change"), ERR_CONFLICT);
    store_end(conn);
    conn = fixture_begin(f);
    assert_ok(petition_find(conn, id, &petition));
    petition.state = to;
    petition.unit = "Phòng Kinh tế";
    petition.person.reply = reply;
    assert_ok(petition_change(conn, &petition, "change"));
    assert_ok(store_commit(&conn));
}

static void each_state_keeps_its_time_and_is_counted(void **state)
{
    struct fixture *f = *state;
    char code[RECEIPT_SIZE];
    struct petition found, other = lan;
    struct board_row *rows;
    size_t count;
    int64_t first = added(f, &lan, code);
    f->now_ms += DAY;
    change(f, first, PETITION_ASSIGNED, NULL);
    f->now_ms += DAY;
    change(f, first, PETITION_ANSWERED, "Xin mời ông bà đến nhận.");
    struct conn *conn = fixture_lease(f);
    assert_ok(petition_of_code(conn, code, &found));
    assert_int_equal(found.received_ms, NOON);
    assert_int_equal(found.assigned_ms, NOON + DAY);
    assert_int_equal(found.closed_ms, NOON + 2 * DAY);
    assert_string_equal(found.person.reply, "Xin mời ông bà đến nhận.");
    assert_string_equal(found.unit, "Phòng Kinh tế");
    store_end(conn);
    assert_false(is_on_disk(f, "Xin mời"));
    other.person.text = "Câu thứ hai";
    int64_t second = added(f, &other, code);
    f->now_ms += 20 * DAY;
    change(f, second, PETITION_ANSWERED, "Muộn");
    other.person.text = "Câu thứ ba";
    added(f, &other, code);
    conn = fixture_lease(f);
    assert_ok(question_board(conn, NOON, NOON + 40 * DAY, &rows, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].counts.in_time, 1);
    assert_int_equal(rows[0].counts.late, 1);
    assert_int_equal(rows[0].counts.open_late, 1); /* of the same due day, which is over */
    assert_int_equal(board_received(&rows[0].counts), 3);
    store_end(conn);
}

/* What was told to its sender has been dealt with, however suspect it was. */
static void a_suspect_that_is_refused_is_counted(void **state)
{
    struct fixture *f = *state;
    char code[RECEIPT_SIZE];
    struct petition suspect = lan;
    struct board_row *rows;
    size_t count;
    suspect.is_suspect = true;
    int64_t id = added(f, &suspect, code);
    struct conn *conn = fixture_lease(f);
    assert_ok(question_board(conn, NOON, NOON + DAY, &rows, &count));
    assert_int_equal(count, 0);
    store_end(conn);
    change(f, id, PETITION_REFUSED, "Không phải câu hỏi.");
    conn = fixture_lease(f);
    assert_ok(question_board(conn, NOON, NOON + DAY, &rows, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].counts.refused, 1);
    assert_int_equal(board_received(&rows[0].counts), 1);
    store_end(conn);
}

static void the_clock_erases_the_person_and_nothing_else(void **state)
{
    struct fixture *f = *state;
    char code[RECEIPT_SIZE], open_code[RECEIPT_SIZE];
    struct petition found, other = lan;
    int count = 0;
    int64_t id = added(f, &lan, code);
    other.person.text = "Câu hỏi chưa ai trả lời";
    int64_t open = added(f, &other, open_code);
    change(f, id, PETITION_ANSWERED, "Xin mời đến nhận.");
    f->now_ms += 700 * DAY;
    struct conn *conn = fixture_begin(f);
    assert_ok(petition_forget(conn, NOON - 1, 100, &count));
    assert_int_equal(count, 0);
    assert_ok(petition_forget(conn, NOON, 100, &count));
    assert_int_equal(count, 1);
    assert_ok(petition_forget(conn, NOON, 100, &count));
    assert_int_equal(count, 0);
    assert_ok(petition_open(conn, id, &found));
    assert_null(found.person.text);
    assert_null(found.person.reply);
    assert_int_equal(found.erased_ms, NOON + 700 * DAY);
    assert_int_equal(found.state, PETITION_ANSWERED);
    assert_ok(petition_of_code(conn, code, &found));
    assert_ok(petition_open(conn, open, &found));
    assert_string_equal(found.person.name, lan.person.name);
    assert_ok(store_commit(&conn));
}

static void suspects_that_nobody_dealt_with_are_erased_by_their_coming(void **state)
{
    struct fixture *f = *state;
    char code[RECEIPT_SIZE];
    struct petition found, suspect = lan;
    int count = 0;
    suspect.is_suspect = true;
    int64_t id = added(f, &suspect, code);
    struct conn *conn = fixture_begin(f);
    assert_ok(petition_forget(conn, NOON, 100, &count));
    assert_int_equal(count, 1);
    assert_ok(petition_open(conn, id, &found));
    assert_null(found.person.text);
    store_end(conn);
}

int main(void)
{
    log_init(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT);
    const struct CMUnitTest tests[] = {
        store_test(who_has_the_code_sees_what_became_of_it_and_no_person),
        store_test(staff_read_all_of_it_and_the_audit_says_that_they_did),
        store_test(nothing_of_a_person_stands_in_a_file),
        store_test(with_another_key_it_is_there_and_unreadable),
        store_test(the_same_form_twice_is_one_with_one_code),
        store_test(a_text_that_came_before_and_a_wave_wait_apart),
        store_test(beyond_a_days_measure_none_is_taken),
        store_test(each_state_keeps_its_time_and_is_counted),
        store_test(a_suspect_that_is_refused_is_counted),
        store_test(the_clock_erases_the_person_and_nothing_else),
        store_test(suspects_that_nobody_dealt_with_are_erased_by_their_coming),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
