#include "fixture.h"

#include "base/calendar.h"
#include "store/office_day.h"
#include "store/opinion.h"
#include "store/question_board.h"

static const struct actor citizen = {.role = ROLE_NONE};
static const struct petition_rules rules = {.a_day = 900};

/* Takes one in and gives its id. */
static int64_t taken(struct fixture *f, const struct petition *petition)
{
    char code[RECEIPT_SIZE];
    bool is_new = false;
    struct petition found;
    struct conn *conn = NULL;
    assert_ok(store_begin(f->store, f->arena, &citizen, &conn));
    assert_ok(petition_add(conn, petition, &rules, NULL, code, &is_new));
    assert_ok(petition_of_code(conn, code, &found));
    assert_ok(store_commit(&conn));
    return found.id;
}

static int64_t drafted(struct fixture *f)
{
    const struct article draft = sample("du-thao");
    return add_article(f, &draft);
}

static int64_t commented(struct fixture *f, int64_t article, const char *part, const char *mail,
                         const char *phone, const char *text)
{
    const struct petition comment = {.purpose = PETITION_COMMENT,
                                     .article_id = article,
                                     .field = part,
                                     .person = {.name = "Lan", .mail = mail, .phone = phone, .text = text}};
    return taken(f, &comment);
}

static void decide_saying(struct fixture *f, int64_t id, enum petition_state state, const char *reply)
{
    struct petition petition;
    struct conn *conn = fixture_begin(f);
    assert_ok(petition_find(conn, id, &petition));
    petition.state = state;
    petition.person.reply = reply;
    assert_ok(opinion_decide(conn, &petition, "accepted"));
    assert_ok(store_commit(&conn));
}

static void decide(struct fixture *f, int64_t id, enum petition_state state)
{
    decide_saying(f, id, state, NULL);
}

static int64_t received(struct fixture *f, int64_t draft)
{
    struct opinion_figures figures;
    struct conn *conn = fixture_lease(f);
    assert_ok(opinion_figures_read(conn, draft, &figures));
    store_end(conn);
    return figures.all.received;
}

/* Many agree in the same few words; one who sends them again to the same place does not count twice, unless
 * somebody dealt with it. */
static void the_same_words_of_others_are_comments_too(void **state)
{
    struct fixture *f = *state;
    int64_t draft = drafted(f);
    commented(f, draft, "5", "lan@vidu.vn", NULL, "Tôi đồng ý.");
    commented(f, draft, "5", "ba@vidu.vn", NULL, "Tôi đồng ý.");
    commented(f, draft, "6", "lan@vidu.vn", NULL, "Tôi đồng ý.");
    assert_int_equal(received(f, draft), 3);
    int64_t again = commented(f, draft, "5", "Lan@vidu.vn", NULL, "Tôi đồng ý.");
    assert_int_equal(received(f, draft), 3);
    decide(f, again, PETITION_REFUSED);
    assert_int_equal(received(f, draft), 4);
}

static void what_was_said_of_a_decision_goes_with_it(void **state)
{
    struct fixture *f = *state;
    struct petition found;
    int64_t id = commented(f, drafted(f), "5", "lan@vidu.vn", NULL, "một");
    decide_saying(f, id, PETITION_REFUSED, "Đã có ở điểm b.");
    struct conn *conn = fixture_begin(f);
    assert_ok(petition_open(conn, id, &found));
    assert_string_equal(found.person.reply, "Đã có ở điểm b.");
    store_end(conn);
    decide(f, id, PETITION_ANSWERED);
    conn = fixture_begin(f);
    assert_ok(petition_open(conn, id, &found));
    assert_null(found.person.reply);
    assert_string_equal(found.person.text, "một");
    store_end(conn);
}

static void comments_are_counted_by_article_sender_and_decision(void **state)
{
    struct fixture *f = *state;
    struct opinion_figures figures;
    int64_t draft = drafted(f);
    int64_t first = commented(f, draft, "5", "Lan@Vidu.vn", NULL, "một");
    int64_t second = commented(f, draft, "12a", "lan@vidu.vn", "0912 345 678", "hai");
    commented(f, draft, "5", NULL, "0912 345 678", "ba");
    commented(f, draft, "", NULL, "0912.345.678", "bốn");
    decide(f, first, PETITION_ANSWERED);
    decide(f, second, PETITION_REFUSED);
    struct conn *conn = fixture_lease(f);
    assert_ok(opinion_figures_read(conn, draft, &figures));
    assert_int_equal(figures.all.received, 4);
    assert_int_equal(figures.all.accepted, 1);
    assert_int_equal(figures.all.declined, 1);
    assert_int_equal(figures.senders, 2);
    assert_true(figures.is_whole);
    assert_int_equal(figures.part_count, 3);
    assert_string_equal(figures.parts[0].part, "");
    assert_string_equal(figures.parts[1].part, "5");
    assert_int_equal(figures.parts[1].received, 2);
    assert_string_equal(figures.parts[2].part, "12a");
    store_end(conn);
}

/* Nobody has to decide it for what its sender said to go. */
static void a_comment_that_nobody_decided_is_erased_by_its_coming(void **state)
{
    struct fixture *f = *state;
    struct opinion_figures figures;
    struct petition found;
    int count = 0;
    int64_t draft = drafted(f);
    int64_t id = commented(f, draft, "5", "lan@vidu.vn", NULL, "một");
    struct conn *conn = fixture_begin(f);
    assert_ok(petition_forget(conn, NOON - 1, 100, &count));
    assert_int_equal(count, 0);
    assert_ok(petition_forget(conn, NOON, 100, &count));
    assert_int_equal(count, 1);
    assert_ok(petition_open(conn, id, &found));
    assert_null(found.person.text);
    assert_ok(opinion_figures_read(conn, draft, &figures));
    assert_int_equal(figures.all.received, 1);
    assert_false(figures.is_whole);
    store_end(conn);
}

/* Due at the end of a day of the calendar; days that are set ahead move it, and those that have begun do not.
 */
static void own_days_move_the_ends_of_open_questions(void **state)
{
    struct fixture *f = *state;
    struct petition question = {.purpose = PETITION_QUESTION,
                                .field = "dat-dai",
                                .person = {.name = "Lan", .phone = "0912", .text = "một"}};
    struct office_day day = {.day = day_add(day_of(NOON), 1), .works = false};
    struct petition found;
    struct conn *conn = fixture_begin(f);
    assert_ok(question_due(conn, "dat-dai", NOON, &question.due_ms));
    assert_ok(store_commit(&conn));
    int64_t id = taken(f, &question);
    conn = fixture_begin(f);
    struct working_calendar calendar = working_calendar_of(NULL, 0);
    int32_t end = day_of(question.due_ms), next = working_day_next(&calendar, end);
    assert_int_equal(question.due_ms, day_start_ms(day_add(end, 1)) - 1);
    bool was_worked = working_day_is(&calendar, day.day);
    assert_ok(office_day_set(conn, &day));
    assert_ok(petition_find(conn, id, &found));
    assert_int_equal(day_of(found.due_ms), was_worked ? next : end);
    assert_ok(office_day_set(conn, &day));
    assert_ok(petition_find(conn, id, &found));
    assert_int_equal(day_of(found.due_ms), was_worked ? next : end);
    assert_ok(office_day_remove(conn, day.day));
    assert_ok(petition_find(conn, id, &found));
    assert_int_equal(found.due_ms, question.due_ms);
    day.day = day_of(NOON);
    assert_int_equal(office_day_set(conn, &day), ERR_CONFLICT);
    assert_int_equal(office_day_remove(conn, 20991231), ERR_NOT_FOUND);
    store_end(conn);
}

static void a_full_calendar_still_takes_changes_and_forgets_none(void **state)
{
    struct fixture *f = *state;
    struct office_day *items, day = {.day = day_of(NOON)};
    size_t count;
    struct conn *conn = fixture_begin(f);
    for (int i = 0; i < OFFICE_DAYS_MOST; i++) {
        day.day = day_add(day.day, 1);
        assert_ok(office_day_set(conn, &day));
    }
    day.works = true;
    assert_ok(office_day_set(conn, &day));
    day.day = day_add(day.day, 1);
    assert_int_equal(office_day_set(conn, &day), ERR_TOO_LARGE);
    assert_ok(store_commit(&conn));
    /* A year later they are behind, and as many may come. */
    f->now_ms = day_start_ms(day.day);
    conn = fixture_begin(f);
    for (int i = 0; i < 5; i++) {
        day.day = day_add(day.day, 1);
        assert_ok(office_day_set(conn, &day));
    }
    assert_ok(office_day_list(conn, 0, 99991231, &items, &count));
    assert_int_equal(count, OFFICE_DAYS_MOST + 5);
    store_end(conn);
}

static void each_question_is_counted_once(void **state)
{
    struct fixture *f = *state;
    struct petition question = {.purpose = PETITION_QUESTION,
                                .field = "dat-dai",
                                .due_ms = NOON + DAY,
                                .person = {.name = "Lan", .phone = "0912", .text = "một"}};
    struct board_row *rows;
    size_t count;
    int64_t due = 0, late = 0;
    taken(f, &question);
    question.person.text = "hai";
    question.due_ms = NOON + 3 * DAY;
    taken(f, &question);
    f->now_ms += 2 * DAY;
    struct conn *conn = fixture_lease(f);
    assert_ok(question_board(conn, NOON, NOON + 1, &rows, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].counts.open, 1);
    assert_int_equal(rows[0].counts.open_late, 1);
    assert_int_equal(board_received(&rows[0].counts), 2);
    assert_ok(question_count_due(conn, day_of(NOON + 3 * DAY), &due, &late));
    assert_int_equal(due, 1);
    assert_int_equal(late, 1);
    assert_ok(question_board(conn, NOON + 1, NOON + DAY, &rows, &count));
    assert_int_equal(count, 0);
    store_end(conn);
}

int main(void)
{
    log_init(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT);
    const struct CMUnitTest tests[] = {
        store_test(comments_are_counted_by_article_sender_and_decision),
        store_test(a_comment_that_nobody_decided_is_erased_by_its_coming),
        store_test(the_same_words_of_others_are_comments_too),
        store_test(what_was_said_of_a_decision_goes_with_it),
        store_test(own_days_move_the_ends_of_open_questions),
        store_test(a_full_calendar_still_takes_changes_and_forgets_none),
        store_test(each_question_is_counted_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
