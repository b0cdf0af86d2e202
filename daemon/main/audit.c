/* congd audit verify: the hash chain, on the store itself, or through the daemon that runs; `audit list` is
 * audit_list.c. The commands of this kind ask the daemon that runs and, where none does, open the store
 * themselves; both ways come to one report. */
#include "store/audit.h"

#include "base/json_text.h"
#include "base/said.h"
#include "command.h"
#include "control.h"
#include "invocation.h"
#include "offline.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* The check holds one line of the audit at a time. */
enum { ARENA_LIMIT = 4 * 1024 * 1024, STATUS_OK = 200 };

/* Asks the daemon, which checks on a thread of its slow pool. ERR_NOT_FOUND: there is none. */
static enum err verify_by_daemon(const char *directory, struct buf *fault, struct audit_report *ret_report)
{
    struct control_answer answer;
    enum err err = control_request(directory, "GET", "/api/audit/verify", NULL, fault, &answer);
    if (err)
        return err;
    /* Members that are missing read as 0 and are not looked at on failure. */
    json_auto_t *result = json_text_read(buf_str(&answer.body), answer.body.length, 0, NULL);
    if (answer.status != STATUS_OK) {
        control_problem(&answer, fault);
        err = ERR_UNAVAILABLE;
    }
    buf_done(&answer.body);
    *ret_report = (struct audit_report){
        .lines = json_integer_value(json_object_get(result, "lines")),
        .first_bad = json_integer_value(json_object_get(result, "first_bad")),
        .notes_removed = json_integer_value(json_object_get(result, "notes_removed")),
    };
    return err;
}

/* The same without a daemon; the store's lock keeps one from starting meanwhile. */
static enum err verify_by_store(const char *directory, struct buf *fault, struct audit_report *ret_report)
{
    /* Declared before the connection, so that it is released after it. */
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_store struct store *store = NULL;
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? offline_begin(directory, arena, fault, &store, &conn) : ERR_MEMORY;
    return err ? err : audit_verify(conn, ret_report);
}

/* The command itself: settings, rights, one of the two ways, and the verdict on stdout. */
static enum err audit_verify_run(void *input, struct buf *fault)
{
    const struct invocation *invocation = input;
    auto_settings struct settings *settings = NULL;
    struct audit_report report = {.lines = 0};
    enum err err = portal_enter(invocation, PORTAL_IS_THERE, fault, &settings);
    if (!err)
        err = verify_by_daemon(settings->data, fault, &report);
    /* No daemon listens, which is the only reason to open the store ourselves. */
    if (err == ERR_NOT_FOUND)
        err = verify_by_store(settings->data, fault, &report);
    if (err)
        return err;
    /* ERR_CONFLICT so that the exit status is 1; lines are counted from 1. */
    if (report.first_bad) {
        buf_printf(
            fault,
            SAID("nhật ký bị sửa ở dòng %lld trong %lld dòng", "the audit is broken at line %lld of %lld"),
            (long long)report.first_bad, (long long)report.lines);
        return ERR_CONFLICT;
    }
    printf(SAID("%lld dòng, nguyên vẹn", "%lld lines, unbroken"), (long long)report.lines);
    /* Notes can be taken out for the sake of privacy without breaking the chain. */
    if (report.notes_removed)
        printf(SAID(", %lld ghi chú đã gỡ", ", %lld notes removed"), (long long)report.notes_removed);
    printf("\n");
    return ERR_OK;
}

const struct command audit_verify_command = {
    .name = "audit verify",
    .breadth = BREADTH_DATA,
    .help = {"Kiểm tra chuỗi băm của nhật ký thao tác; kết thúc với 1 và nêu dòng sai đầu tiên nếu có.",
             "Checks the hash chain of the audit; exits 1 and names the first line that is wrong."},
    .size = sizeof(struct invocation),
    .run = audit_verify_run,
};
