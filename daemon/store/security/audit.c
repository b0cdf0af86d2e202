/* Lines are added to the audit, and notes taken out of it. How a line is hashed stands in audit_chain.h. */
#include "audit_row.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

/* Bytes in the arena; NULL for NULL. */
static struct audit_bytes blob_read(struct query *q)
{
    struct audit_bytes bytes;
    bytes.at = column_blob(q, &bytes.size);
    return bytes;
}

/* All columns in the order of the table, for the verification and for building the chain anew. */
void audit_row_read(struct query *q, struct audit_row *row)
{
    row->shown.number = column_integer(q);
    row->shown.at_ms = column_integer(q);
    row->shown.token_id = column_integer(q);
    row->shown.actor = column_text(q);
    row->shown.action = column_text(q);
    row->shown.object = column_text(q);
    row->shown.object_id = column_integer(q);
    row->shown.before_version = column_integer(q);
    row->shown.after_version = column_integer(q);
    row->note = column_text(q);
    row->note_salt = blob_read(q);
    row->note_hash = blob_read(q);
    row->shown.request_id = column_text(q);
    row->address_hash = blob_read(q);
    row->address = column_text(q);
    row->hash = blob_read(q);
}

/* The same order. */
void audit_row_bind(struct query *q, const struct audit_row *row)
{
    bind_integer(q, row->shown.number);
    bind_integer(q, row->shown.at_ms);
    bind_integer(q, row->shown.token_id);
    bind_text(q, row->shown.actor);
    bind_text(q, row->shown.action);
    bind_text(q, row->shown.object);
    bind_integer(q, row->shown.object_id);
    bind_integer(q, row->shown.before_version);
    bind_integer(q, row->shown.after_version);
    bind_text(q, row->note);
    bind_blob(q, row->note_salt.at, row->note_salt.size);
    bind_blob(q, row->note_hash.at, row->note_hash.size);
    bind_text(q, row->shown.request_id);
    bind_blob(q, row->address_hash.at, row->address_hash.size);
    bind_text(q, row->address);
    bind_blob(q, row->hash.at, row->hash.size);
}

/* The last line's number and hash; 0 and zeros before the first. */
static enum err audit_last(struct conn *conn, int64_t *number, unsigned char hash[AUDIT_HASH_SIZE])
{
    auto_query struct query q = query_of(conn, STMT_AUDIT_LAST);
    *number = 0;
    /* The first line's hash is over zeros. */
    memset(hash, 0, AUDIT_HASH_SIZE);
    enum err err = query_row(&q);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    *number = column_integer(&q);
    struct audit_bytes last = blob_read(&q);
    /* A line with another hash was written by nobody here; nothing may be chained to it. */
    if (!last.at || last.size != AUDIT_HASH_SIZE)
        return arena_failed(conn->arena) ? ERR_MEMORY : ERR_INTERNAL;
    memcpy(hash, last.at, AUDIT_HASH_SIZE);
    return ERR_OK;
}

/* With a salt that never leaves the database: there are only four thousand million IPv4 addresses to
 * try. */
enum err audit_hash_address(struct conn *conn, const char *address, unsigned char hash[AUDIT_HASH_SIZE])
{
    auto_query struct query q = query_of(conn, STMT_STATE_SALT);
    enum err err = query_row(&q);
    if (err)
        return err;
    struct audit_bytes salt = blob_read(&q);
    crypto_generichash(hash, AUDIT_HASH_SIZE, (const unsigned char *)address, strlen(address), salt.at,
                       salt.size);
    return ERR_OK;
}

static enum err audit_insert(struct conn *conn, const struct audit_row *row)
{
    auto_query struct query q = query_of(conn, STMT_AUDIT_ADD);
    audit_row_bind(&q, row);
    return query_run(&q);
}

enum err audit_add(struct conn *conn, const char *action, const char *object, int64_t object_id,
                   int64_t before_version, int64_t after_version, const char *note)
{
    assert(conn->is_writer);
    const struct actor *actor = &conn->actor;
    unsigned char hash[AUDIT_HASH_SIZE], address_hash[AUDIT_HASH_SIZE];
    unsigned char salt[AUDIT_SALT_SIZE], hash_of_note[AUDIT_HASH_SIZE];
    struct audit_row row = {.shown = {.at_ms = conn->now_ms,
                                      .actor = actor->name,
                                      .token_id = actor_number(actor),
                                      .action = action,
                                      .object = object,
                                      .object_id = object_id,
                                      .before_version = before_version,
                                      .after_version = after_version,
                                      .request_id = actor->request_id},
                            .note = note,
                            .address = actor->address,
                            .hash = {hash, AUDIT_HASH_SIZE}};
    /* One writer, so nobody can put a line between the last and this one. */
    enum err err = audit_last(conn, &row.shown.number, hash);
    if (!err && actor->address) {
        err = audit_hash_address(conn, actor->address, address_hash);
        row.address_hash = (struct audit_bytes){address_hash, AUDIT_HASH_SIZE};
    }
    if (err)
        return err;
    row.shown.number++;
    /* Sets the row's own salt and hash of the note, which live on this stack until the insert. */
    audit_salt_note(&row, salt, hash_of_note);
    /* `hash` holds the former line's hash going in and this one's coming out. */
    audit_hash_row(hash, &row, hash);
    return audit_insert(conn, &row);
}

/* The note and its salt go, its hash stays, so the chain still holds and the note cannot be guessed from
 * it. */
enum err audit_remove_notes(struct conn *conn, const char *object, int64_t id, int64_t version)
{
    auto_query struct query q = query_of(conn, STMT_AUDIT_REMOVE_NOTES);
    bind_text(&q, object);
    bind_integer(&q, id);
    bind_integer(&q, version);
    return query_run(&q);
}
