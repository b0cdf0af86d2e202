/* What the database that goes aside knows and a copy of before cannot: read row by row, on any schema since
 * the first backup. Nothing of it is judged here. */
#include "engine/backup.h"
#include "engine/rows.h"
#include "store/restore.h"

#include <sodium.h>
#include <string.h>

static const char *former_text(struct arena *arena, sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? arena_text(arena, text) : NULL;
}

static enum err former_read_redactions(struct conn *conn, struct arena *arena, struct former *former)
{
    auto_statement sqlite3_stmt *statement = NULL;
    enum err err = backup_prepare(conn, SCRIPT_FORMER_REDACTIONS, &statement);
    while (!err && !(err = backup_step(conn, statement))) {
        const struct former_redaction item = {
            .article_id = sqlite3_column_int64(statement, 0),
            .version = sqlite3_column_int64(statement, 1),
            .at_ms = sqlite3_column_int64(statement, 2),
            .note = former_text(arena, statement, 3),
            .external_id = former_text(arena, statement, 4),
        };
        err = former_add(former, arena, &item);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* NULL without bytes. */
static const void *former_blob(struct arena *arena, sqlite3_stmt *statement, int column, size_t *ret_size)
{
    const void *bytes = sqlite3_column_blob(statement, column);
    *ret_size = bytes ? (size_t)sqlite3_column_bytes(statement, column) : 0;
    return bytes ? arena_copy(arena, bytes, *ret_size) : NULL;
}

/* Whether the database is of a time that had something. */
static enum err former_has(struct conn *conn, enum script script, bool *ret_has)
{
    auto_statement sqlite3_stmt *statement = NULL;
    enum err err = backup_prepare(conn, script, &statement);
    if (!err)
        err = backup_step(conn, statement);
    *ret_has = !err && sqlite3_column_int(statement, 0);
    return err;
}

static enum err former_read_names(struct conn *conn, struct arena *arena, struct former *former)
{
    auto_statement sqlite3_stmt *statement = NULL;
    enum err err = backup_prepare(conn, SCRIPT_FORMER_NAMES, &statement);
    while (!err && !(err = backup_step(conn, statement))) {
        struct former_hash *item = array_add(arena, &former->names, &former->name_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        item->kind = former_text(arena, statement, 0);
        item->bytes = former_blob(arena, statement, 1, &item->size);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Before migration 20 no secret was exchanged. */
static enum err former_read_tokens(struct conn *conn, struct arena *arena, struct former *former)
{
    auto_statement sqlite3_stmt *statement = NULL;
    bool has = false;
    enum err err = former_has(conn, SCRIPT_FORMER_HAS_ROTATION, &has);
    if (!err)
        err = backup_prepare(conn, has ? SCRIPT_FORMER_TOKENS : SCRIPT_FORMER_TOKENS_FIRST, &statement);
    while (!err && !(err = backup_step(conn, statement))) {
        struct former_token *item = array_add(arena, &former->tokens, &former->token_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        *item = (struct former_token){.id = sqlite3_column_int64(statement, 0),
                                      .created_ms = sqlite3_column_int64(statement, 1),
                                      .grace_ms = sqlite3_column_int64(statement, 4),
                                      .revoked_ms = sqlite3_column_int64(statement, 5),
                                      .expires_ms = sqlite3_column_int64(statement, 6)};
        item->hash = former_blob(arena, statement, 2, &item->size);
        item->grace_hash = former_blob(arena, statement, 3, &item->grace_size);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err former_read_numbers(struct conn *conn, struct arena *arena, struct former *former)
{
    auto_statement sqlite3_stmt *statement = NULL;
    enum err err = backup_prepare(conn, SCRIPT_FORMER_NUMBERS, &statement);
    while (!err && !(err = backup_step(conn, statement))) {
        struct former_number *item = array_add(arena, &former->numbers, &former->number_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        *item = (struct former_number){former_text(arena, statement, 0), sqlite3_column_int64(statement, 1)};
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Before migration 48 nothing was sealed. */
static enum err former_read_keys(struct conn *conn, struct arena *arena, struct former *former)
{
    auto_statement sqlite3_stmt *statement = NULL;
    bool has = false;
    enum err err = former_has(conn, SCRIPT_FORMER_HAS_KEYS, &has);
    if (err || !has)
        return err;
    err = backup_prepare(conn, SCRIPT_FORMER_KEYS, &statement);
    while (!err && !(err = backup_step(conn, statement))) {
        struct former_key *item = array_add(arena, &former->keys, &former->key_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        *item = (struct former_key){.from_ms = sqlite3_column_int64(statement, 1),
                                    .until_ms = sqlite3_column_int64(statement, 2)};
        item->key = former_blob(arena, statement, 0, &item->size);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* A list that databases of before migration 18 have not. */
static enum err former_read_parts(struct conn *conn, struct arena *arena, struct former *former)
{
    auto_statement sqlite3_stmt *statement = NULL;
    bool has = false;
    enum err err = former_has(conn, SCRIPT_FORMER_HAS_PARTS, &has);
    if (err || !has)
        return err;
    err = backup_prepare(conn, SCRIPT_FORMER_PARTS, &statement);
    while (!err && !(err = backup_step(conn, statement))) {
        struct former_part *item = array_add(arena, &former->parts, &former->part_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        *item = (struct former_part){former_text(arena, statement, 0), sqlite3_column_int64(statement, 1),
                                     sqlite3_column_int64(statement, 2)};
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Databases of before migration 21 have none either. */
static enum err former_read_erasures(struct conn *conn, struct arena *arena, struct former *former)
{
    auto_statement sqlite3_stmt *statement = NULL;
    bool has = false;
    enum err err = former_has(conn, SCRIPT_FORMER_HAS_ERASURES, &has);
    if (err || !has)
        return err;
    err = backup_prepare(conn, SCRIPT_FORMER_ERASURES, &statement);
    while (!err && !(err = backup_step(conn, statement))) {
        struct former_erasure *item =
            array_add(arena, &former->erasures, &former->erasure_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        *item =
            (struct former_erasure){sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1)};
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err former_read_accounts(struct conn *conn, struct arena *arena, struct former *former)
{
    auto_statement sqlite3_stmt *statement = NULL;
    enum err err = backup_prepare(conn, SCRIPT_FORMER_ACCOUNTS, &statement);
    while (!err && !(err = backup_step(conn, statement))) {
        struct former_account *item =
            array_add(arena, &former->accounts, &former->account_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        *item = (struct former_account){.id = sqlite3_column_int64(statement, 0),
                                        .name = former_text(arena, statement, 1),
                                        .password_ms = sqlite3_column_int64(statement, 2),
                                        .disabled_ms = sqlite3_column_int64(statement, 3),
                                        .role = sqlite3_column_int64(statement, 4),
                                        .is_limited = sqlite3_column_int64(statement, 5),
                                        .needs_totp = sqlite3_column_int64(statement, 6),
                                        .categories = former_text(arena, statement, 7),
                                        .unproved_ms = sqlite3_column_int64(statement, 8)};
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err former_read_factors(struct conn *conn, struct arena *arena, struct former *former)
{
    auto_statement sqlite3_stmt *statement = NULL;
    enum err err = backup_prepare(conn, SCRIPT_FORMER_FACTORS, &statement);
    while (!err && !(err = backup_step(conn, statement))) {
        struct former_factor *item = array_add(arena, &former->factors, &former->factor_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        *item = (struct former_factor){.account_id = sqlite3_column_int64(statement, 0),
                                       .kind = sqlite3_column_int64(statement, 1),
                                       .last_step = sqlite3_column_int64(statement, 3),
                                       .created_ms = sqlite3_column_int64(statement, 4),
                                       .confirmed_ms = sqlite3_column_int64(statement, 5)};
        item->secret = former_blob(arena, statement, 2, &item->size);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Those of before migration 37 have none. */
static enum err former_read_recovery(struct conn *conn, struct arena *arena, struct former *former)
{
    auto_statement sqlite3_stmt *statement = NULL;
    enum err err = former_has(conn, SCRIPT_FORMER_HAS_RECOVERY, &former->knows_recovery);
    if (err || !former->knows_recovery)
        return err;
    err = backup_prepare(conn, SCRIPT_FORMER_RECOVERY, &statement);
    while (!err && !(err = backup_step(conn, statement))) {
        struct former_recovery *item =
            array_add(arena, &former->recovery, &former->recovery_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        *item = (struct former_recovery){sqlite3_column_int64(statement, 0), former_text(arena, statement, 1),
                                         former_text(arena, statement, 2)};
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Who has news sent to them; databases of before migration 50 know nobody. */
static enum err former_read_subscribers(struct conn *conn, struct arena *arena, struct former *former)
{
    auto_statement sqlite3_stmt *statement = NULL;
    bool has = false;
    enum err err = former_has(conn, SCRIPT_FORMER_HAS_SUBSCRIBERS, &has);
    if (err || !has)
        return err;
    err = backup_prepare(conn, SCRIPT_FORMER_SUBSCRIBERS, &statement);
    if (!err)
        err = backup_step(conn, statement);
    if (!err)
        former->subscribers = former_text(arena, statement, 0);
    return err;
}

/* Databases of before migration 32 have no accounts. */
static enum err former_read_people(struct conn *conn, struct arena *arena, struct former *former)
{
    bool has = false;
    enum err err = former_has(conn, SCRIPT_FORMER_HAS_ACCOUNTS, &has);
    if (err || !has)
        return err;
    err = former_read_accounts(conn, arena, former);
    if (!err)
        err = former_read_factors(conn, arena, former);
    return err ? err : former_read_recovery(conn, arena, former);
}

enum err former_add(struct former *former, struct arena *arena, const struct former_redaction *redaction)
{
    for (size_t i = 0; i < former->redaction_count; i++) {
        const struct former_redaction *known = &former->redactions[i];
        if (known->article_id == redaction->article_id && known->version == redaction->version &&
            known->at_ms == redaction->at_ms)
            return ERR_OK;
    }
    struct former_redaction *item =
        array_add(arena, &former->redactions, &former->redaction_count, sizeof *item);
    if (!item)
        return ERR_MEMORY;
    *item = *redaction;
    return ERR_OK;
}

enum err former_add_part(struct former *former, struct arena *arena, const struct former_part *part)
{
    for (size_t i = 0; i < former->part_count; i++) {
        const struct former_part *known = &former->parts[i];
        if (known->id == part->id && known->at_ms >= part->at_ms && strcmp(known->kind, part->kind) == 0)
            return ERR_OK;
    }
    /* What the table takes. */
    static const char *const kinds[] = {"media", "tag", "report", "note"};
    size_t kind = 0;
    while (kind < sizeof kinds / sizeof *kinds && strcmp(kinds[kind], part->kind) != 0)
        kind++;
    if (kind == sizeof kinds / sizeof *kinds)
        return ERR_OK;
    struct former_part *item = array_add(arena, &former->parts, &former->part_count, sizeof *item);
    if (!item)
        return ERR_MEMORY;
    *item = (struct former_part){kinds[kind], part->id, part->at_ms};
    return ERR_OK;
}

enum err former_add_name(struct former *former, struct arena *arena, const char *kind, const char *hash)
{
    /* What the table takes. */
    static const char *const kinds[] = {"article", "tag", "external", "address"};
    unsigned char bytes[32];
    size_t size = 0, at = 0;
    while (at < sizeof kinds / sizeof *kinds && strcmp(kinds[at], kind) != 0)
        at++;
    if (at == sizeof kinds / sizeof *kinds ||
        sodium_hex2bin(bytes, sizeof bytes, hash, strlen(hash), NULL, &size, NULL) || size != sizeof bytes)
        return ERR_OK;
    struct former_hash *item = array_add(arena, &former->names, &former->name_count, sizeof *item);
    if (!item)
        return ERR_MEMORY;
    *item = (struct former_hash){kinds[at], arena_copy(arena, (const char *)bytes, size), size};
    return ERR_OK;
}

enum err former_add_erasure(struct former *former, struct arena *arena, const struct former_erasure *erasure)
{
    for (size_t i = 0; i < former->erasure_count; i++)
        if (former->erasures[i].id == erasure->id)
            return ERR_OK;
    struct former_erasure *item = array_add(arena, &former->erasures, &former->erasure_count, sizeof *item);
    if (!item)
        return ERR_MEMORY;
    *item = *erasure;
    return ERR_OK;
}

/* All of it, on any connection whose rows live in the arena. */
static enum err former_read_conn(struct conn *conn, struct arena *arena, struct former *ret_former)
{
    struct former former = {.portal = NULL};
    enum err err = portal_id_read(conn, &former.portal);
    if (!err)
        err = former_read_redactions(conn, arena, &former);
    if (!err)
        err = former_read_names(conn, arena, &former);
    if (!err)
        err = former_read_tokens(conn, arena, &former);
    if (!err)
        err = former_read_numbers(conn, arena, &former);
    if (!err)
        err = former_read_parts(conn, arena, &former);
    if (!err)
        err = former_read_erasures(conn, arena, &former);
    if (!err)
        err = former_read_keys(conn, arena, &former);
    if (!err)
        err = former_read_people(conn, arena, &former);
    if (!err)
        err = former_read_subscribers(conn, arena, &former);
    if (!err && arena_failed(arena))
        err = ERR_MEMORY;
    if (!err)
        *ret_former = former;
    return err;
}

enum err former_read(struct backup_copy *copy, struct arena *arena, struct former *ret_former)
{
    struct conn *conn = backup_copy_conn(copy);
    conn->arena = arena;
    return former_read_conn(conn, arena, ret_former);
}

enum err former_read_store(struct store *store, struct arena *arena, struct former *ret_former)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(store, arena, &conn);
    return err ? err : former_read_conn(conn, arena, ret_former);
}
