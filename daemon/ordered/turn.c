/* Append, read and await in PostgreSQL. What stands here are the rules that a log must keep: who stands under
 * a number is asked and never guessed, and nothing is told that the second machine may not have. */
#include "turn.h"

#include "base/clock.h"
#include "base/said.h"
#include "ordered/cluster.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

/* Connecting is tried again after RECONNECT_MS; entries are read ahead so many and so large; and a connection
 * on which nothing is written is asked by a fence whether something could be. */
enum {
    APPEND_MS = 5000,
    ASK_MS = 3000,
    RECONNECT_MS = 500,
    FENCE_EVERY_MS = 5000,
    PATIENCE_MAX_MS = 10000,
    ORDERED_MS = 3000,
    NUMBER_SIZE = 24
};
#define AHEAD_ENTRIES "64"
#define AHEAD_BYTES "1048576"

void turn_drop(struct turn *turn, const struct buf *fault)
{
    database_close(TAKE(turn->database));
    turn->is_listening = false;
    turn->fenced_ms = turn->ordered_until_ms = 0;
    snprintf(turn->fault, sizeof turn->fault, "%s", buf_str(fault));
}

/* A log that is another portal's would be applied to what it does not fit. */
static enum err turn_check_cluster(struct turn *turn, struct buf *fault)
{
    struct cluster_row row;
    if (!turn->cluster[0])
        return ERR_OK;
    enum err err = cluster_look(turn->database, fault, &row);
    if (err == ERR_NOT_FOUND || (!err && strcmp(row.name, turn->cluster) != 0)) {
        buf_text(fault, SAID("PostgreSQL này giữ nhật ký của một cụm khác, hoặc không của cụm nào",
                             "this PostgreSQL keeps the log of another cluster, or of none"));
        return ERR_UNAVAILABLE;
    }
    return err;
}

enum err turn_connect(struct turn *turn)
{
    auto_buf struct buf fault = BUF(4096);
    int64_t now_ms = clock_monotonic_ms(&clock_system);
    /* Found out before anything is asked, that it is lost leaves nothing unknown. */
    if (turn->database && !database_is_alive(turn->database))
        turn_drop(turn, &fault);
    if (turn->database)
        return ERR_OK;
    /* Whoever writes meanwhile need not wait to hear it. */
    if (turn->failed_ms && now_ms - turn->failed_ms < RECONNECT_MS)
        return ERR_UNAVAILABLE;
    if (database_join(turn->options, &turn->timeline, &fault, &turn->database) ||
        turn_check_cluster(turn, &fault)) {
        database_close(TAKE(turn->database));
        turn->failed_ms = clock_monotonic_ms(&clock_system);
        snprintf(turn->fault, sizeof turn->fault, "%s", buf_str(&fault));
        return ERR_UNAVAILABLE;
    }
    turn->failed_ms = 0;
    turn->fault[0] = '\0';
    turn->fenced_ms = clock_monotonic_ms(&clock_system);
    return ERR_OK;
}

/* A statement on the connection, which is dropped when that fails. */
static enum err turn_run(struct turn *turn, enum database_sql sql, const struct database_value *values,
                         size_t count, int64_t patience_ms, struct database_rows **ret_rows)
{
    auto_buf struct buf fault = BUF(4096);
    enum err err = database_run(turn->database, sql, values, count, patience_ms, &fault, ret_rows);
    if (err)
        turn_drop(turn, &fault);
    return err;
}

static enum err turn_fence(struct turn *turn)
{
    auto_buf struct buf fault = BUF(4096);
    enum err err = database_fence(turn->database, ASK_MS, &fault);
    if (err)
        turn_drop(turn, &fault);
    else
        turn->fenced_ms = clock_monotonic_ms(&clock_system);
    return err;
}

/* Who stands under the number, asked when it was not simply taken. Inserting a row that is there waits for no
 * second machine, so ours is made sure of before anybody is told. */
static enum append_outcome turn_settle(struct turn *turn, const struct packet *question, const char *number)
{
    auto_rows struct database_rows *rows = NULL;
    size_t size;
    if (turn_run(turn, DATABASE_WHO, &DATABASE_TEXT(number), 1, ASK_MS, &rows))
        return APPEND_UNKNOWN;
    if (!database_count(rows)) {
        snprintf(
            turn->fault, sizeof turn->fault, "%s",
            SAID("nhật ký chung không có những gì máy này đã có", "the log lacks what this machine has"));
        return APPEND_AWAY;
    }
    const void *txid = database_bytes(rows, 0, 0, &size);
    if (size != sizeof question->txid || memcmp(txid, question->txid, size) != 0)
        return APPEND_OVERTAKEN;
    return turn_fence(turn) ? APPEND_UNKNOWN : APPEND_TAKEN;
}

static enum append_outcome turn_append(struct turn *turn, const struct packet *question, const void *bytes)
{
    auto_rows struct database_rows *rows = NULL;
    char number[NUMBER_SIZE], schema[NUMBER_SIZE];
    if (turn_connect(turn))
        return APPEND_AWAY;
    snprintf(number, sizeof number, "%lld", (long long)question->seq);
    snprintf(schema, sizeof schema, "%lld", (long long)question->amount);
    const struct database_value values[] = {
        DATABASE_TEXT(number), DATABASE_BYTES(question->txid, sizeof question->txid), DATABASE_TEXT(schema),
        DATABASE_TEXT(turn->options->node), DATABASE_BYTES(bytes, question->size)};
    if (turn_run(turn, DATABASE_APPEND, values, sizeof values / sizeof *values, APPEND_MS, &rows))
        return APPEND_UNKNOWN;
    if (database_count(rows) && database_is_acknowledged(turn->database))
        return APPEND_TAKEN;
    return turn_settle(turn, question, number);
}

/* The entry in what was read ahead; -1: it is not there. */
static int turn_ahead(const struct turn *turn, int64_t seq)
{
    int64_t place = seq - turn->ahead_first;
    return turn->ahead && place >= 0 && place < database_count(turn->ahead) ? (int)place : -1;
}

/* Reads ahead from the number on. Errors: NOT_FOUND, UNAVAILABLE. */
static enum err turn_read_ahead(struct turn *turn, int64_t seq)
{
    auto_rows struct database_rows *rows = NULL;
    char number[NUMBER_SIZE];
    snprintf(number, sizeof number, "%lld", (long long)seq);
    const struct database_value values[] = {DATABASE_TEXT(number), DATABASE_TEXT(AHEAD_ENTRIES),
                                            DATABASE_TEXT(AHEAD_BYTES)};
    enum err err = turn_connect(turn);
    if (!err)
        err = turn_run(turn, DATABASE_READ, values, sizeof values / sizeof *values, ASK_MS, &rows);
    if (err)
        return err;
    /* One further on is behind a gap, which is where a log was trimmed. */
    if (!database_count(rows))
        return ERR_NOT_FOUND;
    if (database_integer(rows, 0, 0) != seq) {
        snprintf(turn->fault, sizeof turn->fault, "%s",
                 SAID("nhật ký chung đã cắt phần mà máy này còn thiếu; máy này cần bản chép mới (congd "
                      "cluster join)",
                      "the log was trimmed beyond what this machine has, which needs a new copy (congd "
                      "cluster join)"));
        return ERR_UNAVAILABLE;
    }
    /* Once for all of them: what is written behind them is on the second machine behind them. */
    err = turn_fence(turn);
    if (err)
        return err;
    database_rows_free(turn->ahead);
    turn->ahead = TAKE(rows);
    turn->ahead_first = seq;
    return ERR_OK;
}

static bool turn_read(struct turn *turn, struct packet *answer)
{
    size_t size = 0;
    const void *bytes = NULL;
    answer->err = turn_ahead(turn, answer->seq) < 0 ? turn_read_ahead(turn, answer->seq) : ERR_OK;
    if (!answer->err) {
        int row = turn_ahead(turn, answer->seq);
        const void *txid = database_bytes(turn->ahead, row, 1, &size);
        if (size == sizeof answer->txid)
            memcpy(answer->txid, txid, size);
        bytes = database_bytes(turn->ahead, row, 2, &answer->size);
    }
    answer->is_reached = turn->database != NULL;
    if (answer->err)
        snprintf(answer->text, sizeof answer->text, "%s", turn->fault);
    return packet_send(turn->questions, answer, bytes);
}

/* How far the log is. Errors: UNAVAILABLE. */
static enum err turn_head(struct turn *turn, struct packet *answer)
{
    auto_rows struct database_rows *rows = NULL;
    enum err err = turn_run(turn, DATABASE_HEAD, NULL, 0, ASK_MS, &rows);
    answer->seq = 0;
    if (err || !database_count(rows))
        return err;
    answer->seq = database_integer(rows, 0, 0);
    snprintf(answer->text, sizeof answer->text, "%s", database_text(rows, 0, 2));
    answer->amount = database_integer(rows, 0, 3);
    return ERR_OK;
}

/* Connected, listening, and lately told that a write would be acknowledged. */
static enum err turn_attend(struct turn *turn)
{
    enum err err = turn_connect(turn);
    if (!err && !turn->is_listening)
        err = turn_run(turn, DATABASE_LISTEN, NULL, 0, ASK_MS, NULL);
    turn->is_listening = !err;
    if (!err && clock_monotonic_ms(&clock_system) - turn->fenced_ms >= FENCE_EVERY_MS)
        err = turn_fence(turn);
    return err;
}

/* Until the number is there, or patience is over, or the daemon hangs up. */
static bool turn_await(struct turn *turn, struct packet *answer)
{
    const int64_t wanted = answer->seq;
    int64_t patience_ms = answer->amount < PATIENCE_MAX_MS ? answer->amount : PATIENCE_MAX_MS;
    int64_t until_ms = clock_monotonic_ms(&clock_system) + patience_ms;
    enum err err;
    for (;;) {
        err = turn_attend(turn);
        if (!err)
            err = turn_head(turn, answer);
        int64_t left_ms = until_ms - clock_monotonic_ms(&clock_system);
        if (err || answer->seq >= wanted || left_ms <= 0)
            break;
        struct pollfd end = {turn->questions, POLLIN, 0};
        err = database_listen(turn->database, turn->questions, left_ms);
        /* Another question is the next one's; the end of the daemon is ours too. */
        if (err || poll(&end, 1, 0) > 0)
            break;
    }
    answer->is_reached = !err;
    answer->err = err ? ERR_UNAVAILABLE : answer->seq >= wanted ? ERR_OK : ERR_NOT_FOUND;
    if (err) {
        struct pollfd end = {turn->questions, POLLIN, 0};
        snprintf(answer->text, sizeof answer->text, "%s", turn->fault);
        /* Who asks again at once would keep the processor busy. */
        poll(&end, 1, RECONNECT_MS);
    }
    return packet_send(turn->questions, answer, NULL);
}

void turn_let_go(struct turn *turn)
{
    bool is_ordered = turn->database && turn->ordered_until_ms;
    turn->ordered_until_ms = 0;
    if (is_ordered)
        turn_run(turn, DATABASE_DISORDER, NULL, 0, ASK_MS, NULL);
}

static bool turn_order(struct turn *turn, struct packet *answer)
{
    if (!answer->amount)
        turn_let_go(turn);
    answer->err = answer->amount ? turn_connect(turn) : ERR_OK;
    if (answer->amount && !answer->err)
        answer->err = turn_run(turn, DATABASE_ORDER, NULL, 0, ASK_MS, NULL);
    if (answer->amount && !answer->err)
        turn->ordered_until_ms = clock_monotonic_ms(&clock_system) + ORDERED_MS;
    return packet_send(turn->questions, answer, NULL);
}

/* The bytes beside the question; NULL when they cannot be had. */
static void *turn_map(const struct packet *question, int file)
{
    void *bytes = question->size && question->size <= REPLICATION_ENTRY_MAX
                      ? mmap(NULL, question->size, PROT_READ, MAP_PRIVATE, file, 0)
                      : MAP_FAILED;
    return bytes == MAP_FAILED ? NULL : bytes;
}

bool turn_answer(struct turn *turn, const struct packet *question, int file)
{
    struct packet answer = *question;
    memcpy(turn->cluster, question->cluster, sizeof turn->cluster);
    answer.size = 0;
    answer.text[0] = '\0';
    if (question->kind == PACKET_READ)
        return turn_read(turn, &answer);
    if (question->kind == PACKET_AWAIT)
        return turn_await(turn, &answer);
    if (question->kind == PACKET_ORDER)
        return turn_order(turn, &answer);
    if (question->kind == PACKET_PUT || question->kind == PACKET_GET)
        return turn_file(turn, question, file, &answer);
    void *bytes = turn_map(question, file);
    answer.outcome = bytes ? turn_append(turn, question, bytes) : APPEND_AWAY;
    answer.is_reached = turn->database != NULL;
    if (answer.outcome == APPEND_UNKNOWN || answer.outcome == APPEND_AWAY)
        snprintf(answer.text, sizeof answer.text, "%s", turn->fault);
    if (bytes)
        munmap(bytes, question->size);
    return packet_send(turn->questions, &answer, NULL);
}
