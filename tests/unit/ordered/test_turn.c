/* The rules of the log, before a database that answers as the test wants it: its functions stand here, in the
 * place of those that ask PostgreSQL. */
#include "turn.h"

#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ENTRIES_MOST = 4 };

struct database {
    int unused;
};

struct database_rows {
    enum database_sql sql;
    int count;
};

/* What it does, and what it was asked. */
static struct {
    bool is_away, is_dead, inserts, warns, refuses_fence, fails;
    const unsigned char *stands; /* txid under the number; NULL nobody */
    int joins, fences, closes;
    int64_t first; /* of the entries that are read */
    int entries;
} world;

static struct database connection;
static const unsigned char own[REPLICATION_TXID_SIZE] = "own-own-own-own",
                           other[REPLICATION_TXID_SIZE] = "another-another";

enum err database_join(const struct database_options *options, int64_t *timeline, struct buf *fault,
                       struct database **ret_database)
{
    (void)options, (void)timeline;
    world.joins++;
    if (world.is_away)
        buf_text(fault, "nobody there");
    else
        *ret_database = &connection;
    return world.is_away ? ERR_UNAVAILABLE : ERR_OK;
}

void database_close(struct database *database)
{
    world.closes += database != NULL;
}

enum err database_run(struct database *database, enum database_sql sql, const struct database_value *values,
                      size_t count, int64_t patience_ms, struct buf *fault, struct database_rows **ret_rows)
{
    (void)database, (void)values, (void)count, (void)patience_ms;
    if (world.fails) {
        buf_text(fault, "lost");
        return ERR_UNAVAILABLE;
    }
    if (!ret_rows)
        return ERR_OK;
    *ret_rows = calloc(1, sizeof **ret_rows);
    assert_non_null(*ret_rows);
    (*ret_rows)->sql = sql;
    if (sql == DATABASE_APPEND)
        (*ret_rows)->count = world.inserts;
    else if (sql == DATABASE_WHO)
        (*ret_rows)->count = world.stands != NULL;
    else if (sql == DATABASE_READ)
        (*ret_rows)->count = world.entries;
    return ERR_OK;
}

bool database_is_acknowledged(const struct database *database)
{
    (void)database;
    return !world.warns;
}

bool database_is_alive(struct database *database)
{
    (void)database;
    return !world.is_dead;
}

enum err database_fence(struct database *database, int64_t patience_ms, struct buf *fault)
{
    (void)database, (void)patience_ms, (void)fault;
    world.fences++;
    return world.refuses_fence ? ERR_UNAVAILABLE : ERR_OK;
}

enum err database_listen(struct database *database, int other_fd, int64_t patience_ms)
{
    (void)database, (void)other_fd, (void)patience_ms;
    return ERR_OK;
}

int database_count(const struct database_rows *rows)
{
    return rows ? rows->count : 0;
}

int64_t database_integer(const struct database_rows *rows, int row, int column)
{
    (void)rows, (void)column;
    return world.first + row;
}

const char *database_text(const struct database_rows *rows, int row, int column)
{
    (void)rows, (void)row, (void)column;
    return "";
}

const void *database_bytes(const struct database_rows *rows, int row, int column, size_t *ret_size)
{
    (void)row;
    *ret_size = rows->sql == DATABASE_READ && column == 2 ? 5 : REPLICATION_TXID_SIZE;
    if (rows->sql == DATABASE_READ)
        return column == 2 ? (const void *)"entry" : own;
    return world.stands;
}

void database_rows_free(struct database_rows *rows)
{
    free(rows);
}

/* A process for the log, and the daemon's end of its socket. */
static struct turn turn;
static int daemon_end;

static int setup(void **state)
{
    static const struct database_options options = {.address = "postgresql://x", .node = "a"};
    int pair[2];
    (void)state;
    memset(&world, 0, sizeof world);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
        return -1;
    daemon_end = pair[0];
    turn = (struct turn){.options = &options, .questions = pair[1]};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    database_rows_free(turn.ahead);
    close(daemon_end);
    close(turn.questions);
    return 0;
}

static struct packet ask(struct packet question, int *ret_file)
{
    struct packet answer;
    int file = -1;
    question.number = 7;
    memcpy(question.txid, own, sizeof own);
    if (question.size) {
        file = memfd_create("test", MFD_CLOEXEC);
        assert_int_equal(pwrite(file, "bytes", question.size, 0), (ssize_t)question.size);
    }
    assert_true(turn_answer(&turn, &question, file));
    if (file >= 0)
        close(file);
    assert_true(packet_receive(daemon_end, INT64_MAX, &answer, ret_file));
    assert_int_equal(answer.number, 7);
    return answer;
}

static struct packet append(void)
{
    int file;
    struct packet answer = ask((struct packet){.kind = PACKET_APPEND, .seq = 3, .size = 5}, &file);
    assert_int_equal(file, -1);
    return answer;
}

static void what_is_inserted_and_acknowledged_is_taken_at_once(void **state)
{
    (void)state;
    world.inserts = true;
    assert_int_equal(append().outcome, APPEND_TAKEN);
    assert_int_equal(world.fences, 0);
}

static void a_wait_that_was_broken_off_is_settled_behind_a_fence(void **state)
{
    (void)state;
    world.inserts = world.warns = true;
    world.stands = own;
    assert_int_equal(append().outcome, APPEND_TAKEN);
    assert_int_equal(world.fences, 1);
    world.refuses_fence = true;
    assert_int_equal(append().outcome, APPEND_UNKNOWN);
    assert_int_equal(world.closes, 1);
}

static void own_entry_that_stands_there_already_is_made_sure_of(void **state)
{
    (void)state;
    world.stands = own;
    world.refuses_fence = true;
    assert_int_equal(append().outcome, APPEND_UNKNOWN);
    world.refuses_fence = false;
    assert_int_equal(append().outcome, APPEND_TAKEN);
    assert_int_equal(world.fences, 2);
}

static void another_entry_there_means_overtaken(void **state)
{
    (void)state;
    world.stands = other;
    assert_int_equal(append().outcome, APPEND_OVERTAKEN);
}

static void a_log_that_lacks_what_this_machine_has_takes_nothing(void **state)
{
    (void)state;
    struct packet answer = append();
    assert_int_equal(answer.outcome, APPEND_AWAY);
    assert_non_null(strstr(answer.text, "lacks"));
}

static void a_lost_answer_is_unknown_and_the_connection_goes(void **state)
{
    (void)state;
    world.fails = true;
    assert_int_equal(append().outcome, APPEND_UNKNOWN);
    assert_int_equal(world.closes, 1);
}

static void a_connection_that_ended_meanwhile_leaves_nothing_unknown(void **state)
{
    (void)state;
    world.inserts = true;
    assert_int_equal(append().outcome, APPEND_TAKEN);
    world.is_dead = world.is_away = true;
    assert_int_equal(append().outcome, APPEND_AWAY);
    assert_int_equal(world.closes, 1);
}

static void nobody_there_is_told_at_once_and_tried_again_later(void **state)
{
    (void)state;
    world.is_away = true;
    struct packet answer = append();
    assert_int_equal(answer.outcome, APPEND_AWAY);
    assert_string_equal(answer.text, "nobody there");
    assert_false(answer.is_reached);
    assert_int_equal(append().outcome, APPEND_AWAY);
    assert_int_equal(world.joins, 1);
}

static void entries_are_given_behind_one_fence(void **state)
{
    (void)state;
    int file;
    world.first = 3;
    world.entries = ENTRIES_MOST;
    for (int64_t seq = 3; seq < 3 + ENTRIES_MOST; seq++) {
        char bytes[8] = "";
        struct packet answer = ask((struct packet){.kind = PACKET_READ, .seq = seq}, &file);
        assert_int_equal(answer.err, ERR_OK);
        assert_int_equal(answer.size, 5);
        assert_int_equal(pread(file, bytes, sizeof bytes, 0), 5);
        assert_string_equal(bytes, "entry");
        close(file);
    }
    assert_int_equal(world.fences, 1);
    world.entries = 0;
    assert_int_equal(ask((struct packet){.kind = PACKET_READ, .seq = 3 + ENTRIES_MOST}, &file).err,
                     ERR_NOT_FOUND);
    assert_int_equal(world.fences, 1);
}

static void what_no_fence_covers_is_not_given(void **state)
{
    (void)state;
    int file;
    world.first = 3;
    world.entries = 1;
    world.refuses_fence = true;
    assert_int_equal(ask((struct packet){.kind = PACKET_READ, .seq = 3}, &file).err, ERR_UNAVAILABLE);
    assert_int_equal(file, -1);
    world.refuses_fence = false;
    /* Behind a gap there is nothing to be had either. */
    world.first = 9;
    assert_int_equal(ask((struct packet){.kind = PACKET_READ, .seq = 3}, &file).err, ERR_UNAVAILABLE);
}

static void others_wait_only_while_somebody_had_them_wait(void **state)
{
    (void)state;
    int file;
    assert_int_equal(ask((struct packet){.kind = PACKET_ORDER, .amount = 1}, &file).err, ERR_OK);
    assert_true(turn.ordered_until_ms > 0);
    assert_int_equal(ask((struct packet){.kind = PACKET_ORDER, .amount = 0}, &file).err, ERR_OK);
    assert_int_equal(turn.ordered_until_ms, 0);
    assert_int_equal(ask((struct packet){.kind = PACKET_ORDER, .amount = 1}, &file).err, ERR_OK);
    /* With the connection the lock goes. */
    world.fails = true;
    append();
    assert_int_equal(turn.ordered_until_ms, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_inserted_and_acknowledged_is_taken_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(a_wait_that_was_broken_off_is_settled_behind_a_fence, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(own_entry_that_stands_there_already_is_made_sure_of, setup, teardown),
        cmocka_unit_test_setup_teardown(another_entry_there_means_overtaken, setup, teardown),
        cmocka_unit_test_setup_teardown(a_log_that_lacks_what_this_machine_has_takes_nothing, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_lost_answer_is_unknown_and_the_connection_goes, setup, teardown),
        cmocka_unit_test_setup_teardown(a_connection_that_ended_meanwhile_leaves_nothing_unknown, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(nobody_there_is_told_at_once_and_tried_again_later, setup, teardown),
        cmocka_unit_test_setup_teardown(entries_are_given_behind_one_fence, setup, teardown),
        cmocka_unit_test_setup_teardown(others_wait_only_while_somebody_had_them_wait, setup, teardown),
        cmocka_unit_test_setup_teardown(what_no_fence_covers_is_not_given, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
