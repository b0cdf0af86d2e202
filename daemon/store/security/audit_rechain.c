/* The step of migration 9 that SQL cannot do: every line's note gets a salt and a hash, the lines are chained
 * anew over these, and one more line closes the chain that was, with its last hash. Runs on statements of its
 * own, because the others can be prepared only when the schema is the newest. */
#include "audit_row.h"
#include "engine/store_state.h"

#include "base/log.h"
#include "engine/script.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* Bytes of one line with its texts; each has an arena of its own, as there may be many lines. */
enum { LINE_SIZE_MAX = 1024 * 1024 };

/* Both chains while the lines are walked once: the closed one is checked, the present one is made. */
struct rechain {
    unsigned char closed[AUDIT_HASH_SIZE]; /* the former chain's, as it should be */
    unsigned char chained[AUDIT_HASH_SIZE];
    unsigned char head[AUDIT_HASH_SIZE]; /* the former chain's, as it stands in the last line */
    int64_t count, number;               /* lines seen, and the last one's number */
    int64_t first_bad;
};

/* A statement from the scripts, outside of the connection's prepared ones. */
static enum err rechain_query(struct conn *conn, enum script script, struct query *ret_query)
{
    const char *sql = script_sql(script);
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(conn->db, sql, -1, &statement, NULL);
    *ret_query = (struct query){.conn = conn, .statement = statement};
    return code == SQLITE_OK ? ERR_OK : conn_error(conn, code, sql);
}

/* Ready for the next line. */
static void rechain_again(struct query *q)
{
    query_end(q);
    q->bound = q->column = 0;
}

static enum err rechain_save(struct query *save, const struct audit_row *row)
{
    rechain_again(save);
    bind_blob(save, row->note_hash.at, row->note_hash.size);
    bind_blob(save, row->note_salt.at, row->note_salt.size);
    bind_blob(save, row->hash.at, row->hash.size);
    bind_integer(save, row->shown.number);
    return query_run(save);
}

/* The next line is looked at in the former form and saved in the present one; NOT_FOUND after the last. */
static enum err rechain_line(struct rechain *rechain, struct query *next, struct query *save)
{
    auto_arena struct arena *arena = arena_new(LINE_SIZE_MAX);
    unsigned char salt[AUDIT_SALT_SIZE], hash_of_note[AUDIT_HASH_SIZE];
    struct audit_row row;
    if (!arena)
        return ERR_MEMORY;
    next->conn->arena = arena;
    rechain_again(next);
    bind_integer(next, rechain->number);
    enum err err = query_row(next);
    if (err)
        return err;
    audit_row_read(next, &row);
    rechain->number = row.shown.number;
    /* The former chain as it should be, which need not be what stands in the line. */
    audit_hash_closed_row(rechain->closed, &row, rechain->closed);
    bool is_right = rechain->number == ++rechain->count && audit_hash_is(row.hash, rechain->closed);
    /* A broken chain is closed all the same, and the anchor says where it broke; the daemon must start. */
    if (!is_right && !rechain->first_bad)
        rechain->first_bad = rechain->count;
    /* The hash as it stands, short or missing ones filled with zeros. */
    memset(rechain->head, 0, sizeof rechain->head);
    if (row.hash.at)
        memcpy(rechain->head, row.hash.at,
               row.hash.size < sizeof rechain->head ? row.hash.size : sizeof rechain->head);
    audit_salt_note(&row, salt, hash_of_note);
    audit_hash_row(rechain->chained, &row, rechain->chained);
    row.hash = (struct audit_bytes){rechain->chained, AUDIT_HASH_SIZE};
    return arena_failed(arena) ? ERR_MEMORY : rechain_save(save, &row);
}

/* The line that closes the former chain. Its note holds that chain's last hash, which an administrator
 * may have written down. */
static enum err rechain_anchor(struct conn *conn, struct rechain *rechain, struct query *add)
{
    char head[AUDIT_HEX_SIZE];
    unsigned char salt[AUDIT_SALT_SIZE], hash_of_note[AUDIT_HASH_SIZE];
    /* A migration may run before the store is whole. */
    const struct clock *clock = conn->store ? conn->store->clock : &clock_system;
    struct audit_row row = {.shown = {.number = rechain->number + 1,
                                      .at_ms = clock_now_ms(clock),
                                      .actor = "system",
                                      .action = AUDIT_RECHAIN,
                                      .object = "audit",
                                      .object_id = rechain->count,
                                      .before_version = rechain->first_bad},
                            .note = head,
                            .hash = {rechain->chained, AUDIT_HASH_SIZE}};
    sodium_bin2hex(head, sizeof head, rechain->head, AUDIT_HASH_SIZE);
    audit_salt_note(&row, salt, hash_of_note);
    audit_hash_row(rechain->chained, &row, rechain->chained);
    audit_row_bind(add, &row);
    return query_run(add);
}

static void rechain_log(const struct rechain *rechain)
{
    if (rechain->first_bad)
        log_error("audit", LOG_SAYS("the chain of the audit was broken before it was closed"),
                  LOG_NUMBER("line", rechain->first_bad), LOG_NUMBER("lines", rechain->count));
    else
        log_info("audit", LOG_SAYS("the chain of the audit was closed and goes on in its new form"),
                 LOG_NUMBER("lines", rechain->count));
}

enum err audit_rechain(struct conn *conn)
{
    struct rechain rechain = {.count = 0};
    struct query next, save = {.statement = NULL}, add = {.statement = NULL};
    enum err err = rechain_query(conn, SCRIPT_AUDIT_NEXT, &next);
    if (!err)
        err = rechain_query(conn, SCRIPT_AUDIT_SAVE, &save);
    if (!err)
        err = rechain_query(conn, SCRIPT_AUDIT_ANCHOR, &add);
    while (!err)
        err = rechain_line(&rechain, &next, &save);
    if (err == ERR_NOT_FOUND)
        err = rechain.count ? rechain_anchor(conn, &rechain, &add) : ERR_OK;
    /* A new database has no lines and nothing to close. */
    if (!err && rechain.count)
        rechain_log(&rechain);
    sqlite3_finalize(next.statement);
    sqlite3_finalize(save.statement);
    sqlite3_finalize(add.statement);
    /* The last line's arena has gone. */
    conn->arena = NULL;
    return err;
}
