/* /api/stats/ledger. What is added to the visits of all times by hand: an opening balance, a correction.
 * Entries are only added. Knows nothing of how visits are counted. */
#include "store/ledger.h"
#include "core/input.h"
#include "core/list.h"
#include "core/write.h"
#include "handler/handler.h"
#include "view/portal.h"

static const char *const members[] = {"visits", "note", NULL};

/* Without a cursor, as the store bounds how many entries there are. */
enum err api_ledger_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct ledger_entry *rows;
    size_t count;
    (void)request;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = ledger_list(conn, &rows, &count);
    if (err)
        return err;
    struct view view, items = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++)
        view_ledger_entry(view_append(items), &rows[i]);
    return ERR_OK;
}

/* A number that is not 0 and a note that says why, which the public reads. */
static enum err read_entry(const struct submission *submission, struct reply *reply,
                           struct ledger_entry *entry)
{
    struct input input = input_of(submission, reply);
    /* Asked first, for 0 is what an absent one leaves. */
    bool is_there = input_has(&input, "visits");
    input_only(&input, members);
    input_integer(&input, "visits", -LEDGER_VISITS_MAX, LEDGER_VISITS_MAX, &entry->visits);
    if (!is_there)
        input_fault(&input, "visits", MESSAGE_FIELD_MISSING, NULL);
    /* Not on top of "is no number". */
    else if (!entry->visits && !reply->fault_count)
        input_fault(&input, "visits", MESSAGE_LEDGER_NOTHING, NULL);
    input_text(&input, "note", TEXT_LINE, LEDGER_NOTE_MAX, &entry->note);
    input_require(&input, "note", entry->note);
    return input_end(&input);
}

/* Full is a conflict with what is there and no matter of size, so it becomes a 409. */
static enum err ledger_explain(struct reply *reply, enum err err)
{
    struct arena *arena = reply->arena;
    if (err == ERR_TOO_LARGE)
        return reply_problem(reply, ERR_CONFLICT, MESSAGE_LEDGER_FULL,
                             MESSAGE_ARGS(arena_printf(arena, "%d", LEDGER_MOST)));
    if (err == ERR_INPUT)
        reply_fault(reply, "/visits", MESSAGE_LEDGER_SUM,
                    MESSAGE_ARGS(arena_printf(arena, "%lld", (long long)LEDGER_VISITS_MAX)));
    return err;
}

enum err api_ledger_add(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct ledger_entry entry = {0};
    /* Read and judged before the writer is taken. */
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = read_entry(&submission, reply, &entry);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = ledger_explain(reply, ledger_add(conn, entry.visits, entry.note, &entry));
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->status = 201;
    /* Entries have no addresses of their own, as nothing can be done with one. */
    reply->location = "/api/stats/ledger";
    view_ledger_entry(view, &entry);
    /* The fold takes the store's writer itself, so it comes after the commit. */
    err = write_commit(&conn, request, reply);
    /* It counts from here on; should the fold fail, from the next one on. */
    if (!err && !write_is_trial(request))
        visits_fold(app->portal->visits);
    return err;
}
