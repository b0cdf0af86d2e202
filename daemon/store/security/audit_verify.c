/* The whole chain is walked and compared. Changes nothing. */
#include "audit_row.h"

#include <sodium.h>
#include <string.h>

/* Bytes of one line with its texts. */
enum { LINE_SIZE_MAX = 1024 * 1024 };

struct audit_walk {
    unsigned char former[AUDIT_HASH_SIZE]; /* what the line before had to have as its hash */
    unsigned char closed[AUDIT_HASH_SIZE]; /* the same in the form that the anchor closed */
    bool knows_closed;                     /* every note so far is there, and no anchor was met */
    struct audit_report report;
};

/* An address stands outside the chain, and is bound to it by its hash. */
static enum err address_check(struct conn *conn, const struct audit_row *row, bool *ret_right)
{
    unsigned char hash[AUDIT_HASH_SIZE];
    *ret_right = true;
    if (!row->address)
        return ERR_OK;
    enum err err = audit_hash_address(conn, row->address, hash);
    *ret_right = !err && audit_hash_is(row->address_hash, hash);
    return err;
}

/* The first fault is what is told; those behind it may only follow from it. */
static void walk_fault(struct audit_walk *walk, int64_t number)
{
    int64_t *bad = &walk->report.first_bad;
    if (!*bad || number < *bad)
        *bad = number;
}

/* The line that closed the former chain: that chain's last hash comes out again while all its notes are
 * there, and what was wrong with it when it was closed still is. */
static bool anchor_is_right(struct audit_walk *walk, const struct audit_row *row)
{
    char hex[AUDIT_HEX_SIZE];
    int64_t wrong = row->shown.before_version;
    if (wrong)
        walk_fault(walk, wrong);
    /* The closed chain can be computed again only while none of its notes was taken out and it was
     * whole. */
    bool is_known = walk->knows_closed && !wrong && row->shown.object_id == row->shown.number - 1;
    walk->knows_closed = false;
    if (!row->note)
        return false; /* nobody takes this one out */
    sodium_bin2hex(hex, sizeof hex, walk->closed, AUDIT_HASH_SIZE);
    return !is_known || strcmp(row->note, hex) == 0;
}

static void walk_row(struct audit_walk *walk, const struct audit_row *row, bool is_address_right)
{
    int64_t number = ++walk->report.lines;
    /* Taken out by a redaction, with its salt; the hash of the note still stands in the chain. */
    bool is_removed = row->note_hash.at && !row->note && !row->note_salt.at;
    /* Numbers have no gaps, so a line that was cut out is missed. */
    bool is_right = is_address_right && row->shown.number == number && audit_note_is_right(row);
    if (row->shown.action && strcmp(row->shown.action, AUDIT_RECHAIN) == 0)
        is_right &= anchor_is_right(walk, row);
    /* By what the line before should be, so after a fault all lines behind it are compared with an
     * unbroken chain. */
    audit_hash_row(walk->former, row, walk->former);
    is_right &= audit_hash_is(row->hash, walk->former);
    walk->knows_closed &= !is_removed;
    if (walk->knows_closed)
        audit_hash_closed_row(walk->closed, row, walk->closed);
    walk->report.notes_removed += is_removed;
    if (!is_right)
        walk_fault(walk, number);
}

/* The line that the query stands on, read into an arena of its own: the chain may be longer than the caller's
 * can hold. */
static enum err walk_step(struct audit_walk *walk, struct query *q)
{
    auto_arena struct arena *own = arena_new(LINE_SIZE_MAX);
    struct arena *callers = q->conn->arena;
    struct audit_row row;
    bool is_address_right;
    if (!own)
        return ERR_MEMORY;
    q->conn->arena = own;
    audit_row_read(q, &row);
    enum err err = address_check(q->conn, &row, &is_address_right);
    q->conn->arena = callers;
    if (err || arena_failed(own))
        return err ? err : ERR_MEMORY;
    walk_row(walk, &row, is_address_right);
    return ERR_OK;
}

enum err audit_verify(struct conn *conn, struct audit_report *ret_report)
{
    auto_query struct query q = query_of(conn, STMT_AUDIT_WALK);
    struct audit_walk walk = {.knows_closed = true};
    enum err err;
    /* One snapshot from the first line to the last, so lines that are added meanwhile do not matter. */
    while (!(err = query_row(&q))) {
        err = walk_step(&walk, &q);
        if (err)
            return err;
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *ret_report = walk.report;
    return ERR_OK;
}
