/* Writing: the transaction of a request, with its actor for the audit and its Idempotency-Key.
 *
 * The answer to a POST with a key is kept in the transaction that did the work, so that the same request
 * again gets the same answer and does nothing (draft-ietf-httpapi-idempotency-key-header). Of an answer that
 * says it is secret, and of one whose words were taken back since, only that the work was done is kept. */
#ifndef HANDLER_WRITE_H
#define HANDLER_WRITE_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"
#include "view/view.h"

/* Begins; with ?dry_run=true, a transaction that write_commit() aborts. Errors: PARAMETER,
 * IDEMPOTENCY_RUNNING (the first request with this key finished while this one waited), and the store's. */
enum err write_begin(struct app *app, const struct request *request, struct reply *reply,
                     struct conn **ret_conn);

/* Judges the warnings, then ends a trial, its answer widened by `dry_run` and `warnings`; otherwise adds the
 * warnings, if there are any, keeps the answer under the request's key, if it has one, and commits. Errors:
 * those of write_judge(), where *conn stays, and the store's. */
enum err write_commit(struct conn **conn, const struct request *request, struct reply *reply);

/* DELETE of the thing whose number the address names, by the store's function; `thing` and `path` say what it
 * is and where others are when there is none. 204. Errors: NOT_FOUND, and those of the two above. */
enum err write_removal(struct app *app, const struct request *request, struct reply *reply,
                       enum err (*remove)(struct conn *conn, int64_t id), enum message thing,
                       const char *path);

/* Whether only the answer is wanted (?dry_run=true). */
bool write_is_trial(const struct request *request);

/* INPUT with the warnings as faults, when there are any and nothing is wanted that has some (?strict=true).
 */
enum err write_judge(const struct request *request, struct reply *reply);

/* Puts the reply's warnings into an answer's view. */
void write_warnings(struct view view, struct reply *reply);

#endif
