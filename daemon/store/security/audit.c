/* The hash chain. What is hashed, in this order: the former line's hash (32 zero bytes before the
 * first), then number, at_ms, token_id as 8 bytes each, most significant first; actor, action,
 * object; object_id, before_version, after_version; note, request_id, address_hash. A text is its length in 8
 * bytes and its bytes, an absent one the length 2^64-1 alone. So no two lines read alike. */
#include "engine/conn.h"

#include "store/audit.h"

#include <sodium.h>
#include <string.h>

enum { HASH_SIZE = 32, LINE_SIZE_MAX = 1024 * 1024 };

struct line {
    struct audit_line shown;
    const char *note;
    const void *address_hash;
    size_t address_hash_size;
    const char *address;
    const void *hash;
    size_t hash_size;
};

static void add_integer(crypto_generichash_state *state, uint64_t value)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(value >> (56 - 8 * i));
    crypto_generichash_update(state, bytes, sizeof bytes);
}

static void add_bytes(crypto_generichash_state *state, const void *bytes, size_t size)
{
    add_integer(state, bytes ? (uint64_t)size : UINT64_MAX);
    if (bytes)
        crypto_generichash_update(state, bytes, size);
}

static void audit_add_text(crypto_generichash_state *state, const char *text)
{
    add_bytes(state, text, text ? strlen(text) : 0);
}

static void line_hash(const unsigned char former[HASH_SIZE], const struct line *line,
                      unsigned char hash[HASH_SIZE])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, HASH_SIZE);
    crypto_generichash_update(&state, former, HASH_SIZE);
    add_integer(&state, (uint64_t)line->shown.number);
    add_integer(&state, (uint64_t)line->shown.at_ms);
    add_integer(&state, (uint64_t)line->shown.token_id);
    audit_add_text(&state, line->shown.actor);
    audit_add_text(&state, line->shown.action);
    audit_add_text(&state, line->shown.object);
    add_integer(&state, (uint64_t)line->shown.object_id);
    add_integer(&state, (uint64_t)line->shown.before_version);
    add_integer(&state, (uint64_t)line->shown.after_version);
    audit_add_text(&state, line->note);
    audit_add_text(&state, line->shown.request_id);
    add_bytes(&state, line->address_hash, line->address_hash_size);
    crypto_generichash_final(&state, hash, HASH_SIZE);
}

/* The last line's number and hash; 0 and zeros before the first. */
static enum err read_last(struct conn *conn, int64_t *number, unsigned char hash[HASH_SIZE])
{
    auto_query struct query q = query_of(conn, STMT_AUDIT_LAST);
    size_t size;
    *number = 0;
    memset(hash, 0, HASH_SIZE);
    enum err err = query_row(&q);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    *number = column_integer(&q);
    const void *bytes = column_blob(&q, &size);
    if (size != HASH_SIZE || !bytes)
        return arena_failed(conn->arena) ? ERR_MEMORY : ERR_INTERNAL;
    memcpy(hash, bytes, HASH_SIZE);
    return ERR_OK;
}

/* The address under the portal's salt: lines of one address can be told apart from others' after the
 * address itself has gone. */
static enum err hash_address(struct conn *conn, const char *address, unsigned char hash[HASH_SIZE])
{
    auto_query struct query q = query_of(conn, STMT_STATE_SALT);
    size_t size;
    enum err err = query_row(&q);
    if (err)
        return err;
    const void *salt = column_blob(&q, &size);
    crypto_generichash(hash, HASH_SIZE, (const unsigned char *)address, strlen(address), salt, size);
    return ERR_OK;
}

static enum err audit_insert(struct conn *conn, const struct line *line, const unsigned char hash[HASH_SIZE])
{
    auto_query struct query q = query_of(conn, STMT_AUDIT_ADD);
    bind_integer(&q, line->shown.number);
    bind_integer(&q, line->shown.at_ms);
    bind_integer(&q, line->shown.token_id);
    bind_text(&q, line->shown.actor);
    bind_text(&q, line->shown.action);
    bind_text(&q, line->shown.object);
    bind_integer(&q, line->shown.object_id);
    bind_integer(&q, line->shown.before_version);
    bind_integer(&q, line->shown.after_version);
    bind_text(&q, line->note);
    bind_text(&q, line->shown.request_id);
    bind_blob(&q, line->address_hash, line->address_hash_size);
    bind_text(&q, line->address);
    bind_blob(&q, hash, HASH_SIZE);
    return query_run(&q);
}

enum err audit_add(struct conn *conn, const char *action, const char *object, int64_t object_id,
                   int64_t before_version, int64_t after_version, const char *note)
{
    const struct actor *actor = &conn->actor;
    unsigned char former[HASH_SIZE], hash[HASH_SIZE], address_hash[HASH_SIZE];
    struct line line = {.shown = {.at_ms = conn->now_ms,
                                  .actor = actor->name,
                                  .token_id = actor->token_id,
                                  .action = action,
                                  .object = object,
                                  .object_id = object_id,
                                  .before_version = before_version,
                                  .after_version = after_version,
                                  .request_id = actor->request_id},
                        .note = note,
                        .address = actor->address};
    enum err err = read_last(conn, &line.shown.number, former);
    if (!err && actor->address) {
        err = hash_address(conn, actor->address, address_hash);
        line.address_hash = address_hash;
        line.address_hash_size = HASH_SIZE;
    }
    if (err)
        return err;
    line.shown.number++;
    line_hash(former, &line, hash);
    return audit_insert(conn, &line, hash);
}

static void audit_read_line(struct query *q, struct line *line)
{
    line->shown.number = column_integer(q);
    line->shown.at_ms = column_integer(q);
    line->shown.token_id = column_integer(q);
    line->shown.actor = column_text(q);
    line->shown.action = column_text(q);
    line->shown.object = column_text(q);
    line->shown.object_id = column_integer(q);
    line->shown.before_version = column_integer(q);
    line->shown.after_version = column_integer(q);
    line->note = column_text(q);
    line->shown.request_id = column_text(q);
    line->address_hash = column_blob(q, &line->address_hash_size);
    line->address = column_text(q);
    line->hash = column_blob(q, &line->hash_size);
}

/* An address stands outside the chain, and is bound to it by its hash. */
static enum err check_address(struct conn *conn, const struct line *line, bool *ret_right)
{
    unsigned char hash[HASH_SIZE];
    *ret_right = true;
    if (!line->address)
        return ERR_OK;
    enum err err = hash_address(conn, line->address, hash);
    *ret_right =
        !err && line->address_hash_size == HASH_SIZE && memcmp(line->address_hash, hash, HASH_SIZE) == 0;
    return err;
}

/* Checks the line that the query stands on; `former` becomes what its hash has to be. The line is read
 * into an arena of its own, for the chain may be longer than the caller's arena can hold. */
static enum err check_line(struct query *q, int64_t number, unsigned char former[HASH_SIZE], bool *ret_right)
{
    auto_arena struct arena *own = arena_new(LINE_SIZE_MAX);
    struct arena *callers = q->conn->arena;
    struct line line;
    if (!own)
        return ERR_MEMORY;
    q->conn->arena = own;
    audit_read_line(q, &line);
    bool is_address_right;
    enum err err = check_address(q->conn, &line, &is_address_right);
    q->conn->arena = callers;
    if (err || arena_failed(own))
        return err ? err : ERR_MEMORY;
    line_hash(former, &line, former);
    *ret_right = is_address_right && line.shown.number == number && line.hash_size == HASH_SIZE &&
                 memcmp(line.hash, former, HASH_SIZE) == 0;
    return ERR_OK;
}

enum err audit_verify(struct conn *conn, int64_t *ret_lines, int64_t *ret_bad)
{
    auto_query struct query q = query_of(conn, STMT_AUDIT_WALK);
    unsigned char former[HASH_SIZE] = {0};
    int64_t lines = 0, bad = 0;
    enum err err;
    while (!(err = query_row(&q))) {
        bool is_right;
        err = check_line(&q, ++lines, former, &is_right);
        if (err)
            return err;
        if (!is_right && !bad)
            bad = lines;
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *ret_lines = lines;
    *ret_bad = bad;
    return ERR_OK;
}
