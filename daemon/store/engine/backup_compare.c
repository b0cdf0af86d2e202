/* What a database holds, counted and hashed, and two of them compared side by side, so that neither has to be
 * in memory. The statements name what is compared; nothing here knows what it means. */
#include "backup.h"

#include "base/log.h"
#include "base/said.h"
#include "rows.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { HASH_SIZE = 32 };

/* What an article is made of, in an order that both sides have. */
static const enum script contents[] = {SCRIPT_COPY_ARTICLES, SCRIPT_COPY_REVISIONS, SCRIPT_COPY_TAGS,
                                       SCRIPT_COPY_ATTACHMENTS};
enum { CONTENTS = sizeof contents / sizeof *contents };

/* A number as it is hashed everywhere: eight bytes, the lowest first. */
static void hash_number(crypto_generichash_state *state, int64_t number)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)((uint64_t)number >> (8 * i));
    crypto_generichash_update(state, bytes, sizeof bytes);
}

/* One row: of each column its type, length and bytes, so that no two rows that differ are alike. */
static void hash_row(sqlite3_stmt *row, unsigned char hash[HASH_SIZE])
{
    crypto_generichash_state state;
    int columns = sqlite3_column_count(row);
    crypto_generichash_init(&state, NULL, 0, HASH_SIZE);
    for (int i = 0; i < columns; i++) {
        int type = sqlite3_column_type(row, i);
        hash_number(&state, type);
        if (type == SQLITE_INTEGER) {
            hash_number(&state, sqlite3_column_int64(row, i));
        } else if (type != SQLITE_NULL) {
            /* A floating number by its text; there are none of them among these. */
            const void *bytes =
                type == SQLITE_BLOB ? sqlite3_column_blob(row, i) : sqlite3_column_text(row, i);
            size_t size = (size_t)sqlite3_column_bytes(row, i);
            hash_number(&state, (int64_t)size);
            if (size)
                crypto_generichash_update(&state, bytes, size);
        }
    }
    crypto_generichash_final(&state, hash, HASH_SIZE);
}

/* Both rows, or CONFLICT. At the end of one the other must end too. */
static enum err compare_row(sqlite3_stmt *source, sqlite3_stmt *copy, enum err source_err, enum err copy_err,
                            struct buf *fault)
{
    unsigned char here[HASH_SIZE], there[HASH_SIZE];
    if (source_err != copy_err) {
        buf_text(fault, SAID("bản chép có những bài khác với cơ sở dữ liệu",
                             "the copy has other articles than the database had"));
        return ERR_CONFLICT;
    }
    if (source_err)
        return source_err;
    hash_row(source, here);
    hash_row(copy, there);
    if (memcmp(here, there, sizeof here) == 0)
        return ERR_OK;
    buf_printf(fault, SAID("bài %lld trong bản chép khác bản gốc", "article %lld differs in the copy"),
               (long long)sqlite3_column_int64(source, 0));
    return ERR_CONFLICT;
}

static enum err compare_content(struct conn *source, struct conn *copy, enum script script, struct buf *fault)
{
    auto_statement sqlite3_stmt *here = NULL, *there = NULL;
    enum err err = backup_prepare(source, script, &here);
    if (!err)
        err = backup_prepare(copy, script, &there);
    while (!err) {
        enum err source_err = backup_step(source, here), copy_err = backup_step(copy, there);
        /* An error of the one is no difference between both. */
        if (source_err && source_err != ERR_NOT_FOUND)
            return source_err;
        if (copy_err && copy_err != ERR_NOT_FOUND)
            return copy_err;
        err = compare_row(here, there, source_err, copy_err, fault);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Rows of one table, whose name comes from the schema. */
static enum err count_rows(struct conn *conn, const char *table, int64_t *ret_rows)
{
    auto_statement sqlite3_stmt *statement = NULL;
    char *sql = sqlite3_mprintf(script_sql(SCRIPT_COPY_COUNT), table);
    if (!sql)
        return ERR_MEMORY;
    int code = sqlite3_prepare_v2(conn->db, sql, -1, &statement, NULL);
    enum err err = code == SQLITE_OK ? backup_step(conn, statement) : conn_error(conn, code, sql);
    if (!err)
        *ret_rows = sqlite3_column_int64(statement, 0);
    sqlite3_free(sql);
    return err;
}

enum err backup_count_tables(struct conn *conn, struct table_rows **ret_tables, size_t *ret_count)
{
    auto_statement sqlite3_stmt *statement = NULL;
    struct table_rows *tables = NULL;
    size_t count = 0;
    enum err err = backup_prepare(conn, SCRIPT_COPY_TABLES, &statement);
    while (!err && !(err = backup_step(conn, statement))) {
        struct table_rows *table = array_add(conn->arena, &tables, &count, sizeof *table);
        if (!table)
            return ERR_MEMORY;
        table->name = arena_text(conn->arena, (const char *)sqlite3_column_text(statement, 0));
        err = table->name ? count_rows(conn, table->name, &table->rows) : ERR_MEMORY;
    }
    *ret_tables = tables;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err compare_counts(struct conn *source, struct conn *copy, struct buf *fault)
{
    struct table_rows *here = NULL, *there = NULL;
    size_t here_count = 0, there_count = 0;
    enum err err = backup_count_tables(source, &here, &here_count);
    if (!err)
        err = backup_count_tables(copy, &there, &there_count);
    if (err)
        return err;
    for (size_t i = 0; i < here_count && i < there_count; i++) {
        if (here[i].rows == there[i].rows && strcmp(here[i].name, there[i].name) == 0)
            continue;
        buf_printf(fault,
                   SAID("bảng %s có %" PRId64 " dòng, trong bản chép có %" PRId64,
                        "the table %s has %" PRId64 " rows, and %" PRId64 " in the copy"),
                   here[i].name, here[i].rows, there[i].rows);
        return ERR_CONFLICT;
    }
    if (here_count == there_count)
        return ERR_OK;
    buf_text(fault, SAID("bản chép có những bảng khác với cơ sở dữ liệu",
                         "the copy has other tables than the database had"));
    return ERR_CONFLICT;
}

enum err backup_compare(struct conn *source, struct conn *copy, struct buf *fault)
{
    enum err err = compare_counts(source, copy, fault);
    for (size_t i = 0; !err && i < CONTENTS; i++)
        err = compare_content(source, copy, contents[i], fault);
    return err;
}

/* Adds the hashes of all rows that a statement gives. */
static enum err hash_content(struct conn *conn, enum script script, crypto_generichash_state *state,
                             int64_t *ret_rows)
{
    auto_statement sqlite3_stmt *statement = NULL;
    unsigned char hash[HASH_SIZE];
    enum err err = backup_prepare(conn, script, &statement);
    *ret_rows = 0;
    while (!err && !(err = backup_step(conn, statement))) {
        hash_row(statement, hash);
        crypto_generichash_update(state, hash, sizeof hash);
        ++*ret_rows;
    }
    /* So that a row cannot move from the end of one to the beginning of the next. */
    hash_number(state, *ret_rows);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err hash_contents(struct conn *conn, struct backup_facts *facts)
{
    crypto_generichash_state state;
    unsigned char hash[HASH_SIZE];
    int64_t rows = 0;
    enum err err = ERR_OK;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t i = 0; !err && i < CONTENTS; i++) {
        err = hash_content(conn, contents[i], &state, &rows);
        if (contents[i] == SCRIPT_COPY_ARTICLES)
            facts->articles = rows;
    }
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(facts->content, sizeof facts->content, hash, sizeof hash);
    return err;
}

/* Of the salt of the audit, which a portal keeps for life: nothing can be told from its hash. */
enum err portal_id_read(struct conn *conn, const char **ret_portal)
{
    auto_statement sqlite3_stmt *statement = NULL;
    unsigned char hash[HASH_SIZE / 2];
    char text[2 * sizeof hash + 1];
    enum err err = backup_prepare(conn, SCRIPT_COPY_SALT, &statement);
    if (!err)
        err = backup_step(conn, statement);
    if (err)
        return err;
    const unsigned char *salt = sqlite3_column_blob(statement, 0);
    crypto_generichash(hash, sizeof hash, salt, salt ? (size_t)sqlite3_column_bytes(statement, 0) : 0, NULL,
                       0);
    *ret_portal = arena_text(conn->arena, sodium_bin2hex(text, sizeof text, hash, sizeof hash));
    return ERR_OK;
}

static enum err read_epoch(struct conn *conn, const char **ret_epoch)
{
    auto_statement sqlite3_stmt *statement = NULL;
    enum err err = backup_prepare(conn, SCRIPT_COPY_EPOCH, &statement);
    if (!err)
        err = backup_step(conn, statement);
    if (!err)
        *ret_epoch = arena_text(conn->arena, (const char *)sqlite3_column_text(statement, 0));
    return err;
}

static enum err read_version(struct conn *conn, int64_t *ret_schema)
{
    auto_statement sqlite3_stmt *statement = NULL;
    enum err err = backup_prepare(conn, SCRIPT_VERSION, &statement);
    if (!err)
        err = backup_step(conn, statement);
    if (!err)
        *ret_schema = sqlite3_column_int64(statement, 0);
    return err;
}

enum err backup_facts_read(struct conn *conn, struct backup_facts *ret_facts)
{
    struct backup_facts facts = {0};
    enum err err = read_version(conn, &facts.schema);
    if (!err)
        err = read_epoch(conn, &facts.epoch);
    if (!err)
        err = portal_id_read(conn, &facts.portal);
    if (!err)
        err = backup_count_tables(conn, &facts.tables, &facts.table_count);
    if (!err)
        err = hash_contents(conn, &facts);
    if (!err && (arena_failed(conn->arena) || !facts.epoch))
        err = ERR_MEMORY;
    if (!err)
        *ret_facts = facts;
    return err;
}

enum err backup_check(struct conn *conn, struct buf *fault)
{
    auto_statement sqlite3_stmt *integrity = NULL, *references = NULL;
    enum err err = backup_prepare(conn, SCRIPT_COPY_INTEGRITY, &integrity);
    if (!err)
        err = backup_step(conn, integrity);
    if (err)
        return err;
    const char *said = (const char *)sqlite3_column_text(integrity, 0);
    if (!said || strcmp(said, "ok") != 0) {
        buf_printf(fault, SAID("cơ sở dữ liệu hỏng: %s", "the database is damaged: %s"),
                   said ? said : err_title(ERR_MEMORY, said_lang()));
        return ERR_CONFLICT;
    }
    err = backup_prepare(conn, SCRIPT_MIGRATION_CHECK, &references);
    if (!err)
        err = backup_step(conn, references);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    if (!err)
        buf_printf(fault,
                   SAID("các dòng của %s trỏ đến thứ không có", "rows of %s refer to what is not there"),
                   sqlite3_column_text(references, 0));
    return err ? err : ERR_CONFLICT;
}
