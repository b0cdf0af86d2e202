/* Files that come with a petition: bytes and names sealed with the portal's key, in rows of the database, so
 * that they go with the person in one transaction and from every copy. Must not know what a file is. */
#include "petition_file.h"

#include "engine/rows.h"
#include "petition_inner.h"

#include "text/date.h"

#include <assert.h>
#include <sodium.h>

/* The purpose of keys and seals; no text of a person can stand for a file. */
static const char file_sealed_as[] = "petition file";

const char *petition_file_digest(const struct conn *conn, const char *all, const struct petition_file *file)
{
    unsigned char hash[SECRET_HASH_SIZE];
    char hex[2 * SECRET_HASH_SIZE + 1];
    crypto_generichash(hash, sizeof hash, file->bytes, file->size, NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return arena_printf(conn->arena, "%s\x1f%s\x1f%s", all, file->name, hex);
}

/* What a statement of one number gives. */
static enum err petition_files_sum(struct conn *conn, enum statement statement, int64_t bound,
                                   int64_t *ret_sum)
{
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, bound);
    enum err err = query_row(&q);
    if (!err)
        *ret_sum = column_integer(&q);
    return err;
}

enum err petition_files_in_all(struct conn *conn, int64_t *ret_bytes)
{
    return petition_files_sum(conn, STMT_PETITION_FILES_IN_ALL, PETITION_FILE_SHARE, ret_bytes);
}

enum err petition_files_judge(struct conn *conn, const struct petition *petition, int64_t most)
{
    int64_t size = 0, share = 0, today = 0, all = 0;
    for (size_t i = 0; i < petition->file_count; i++) {
        int64_t own = (int64_t)petition->files[i].size;
        size += own;
        share += own > PETITION_FILE_SHARE ? own : PETITION_FILE_SHARE;
    }
    if (!size)
        return ERR_OK;
    enum err err = petition_files_in_all(conn, &all);
    /* First what does not pass with the day. */
    if (!err && all + share > most)
        err = ERR_FORBIDDEN;
    if (!err)
        err = petition_files_sum(conn, STMT_PETITION_FILES_SIZE, conn->now_ms - DATE_DAY_MS, &today);
    return err ? err : today + size > PETITION_FILES_A_DAY ? ERR_TOO_LARGE : ERR_OK;
}

/* One of them, in its place from 1. */
static enum err petition_file_add(struct conn *conn, int64_t id, size_t place,
                                  const struct petition_file *file)
{
    auto_query struct query q = query_of(conn, STMT_PETITION_FILE_ADD);
    size_t size = 0;
    assert(file->size && file->size <= PETITION_FILE_MAX);
    void *sealed = secret_seal_bytes(conn, file_sealed_as, file->bytes, file->size, &size);
    bind_integer(&q, id);
    bind_integer(&q, (int64_t)place);
    bind_text(&q, file->type);
    bind_integer(&q, (int64_t)file->size);
    petition_bind_sealed(&q, file->name);
    bind_blob(&q, sealed, size);
    return arena_failed(conn->arena) ? ERR_MEMORY : query_run(&q);
}

enum err petition_files_add(struct conn *conn, const struct petition *petition)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < petition->file_count; i++)
        err = petition_file_add(conn, petition->id, i + 1, &petition->files[i]);
    return err;
}

/* What both statements give first. */
static void petition_file_read(struct query *q, struct petition_file *file)
{
    *file = (struct petition_file){.type = column_text(q)};
    file->size = (size_t)column_integer(q);
    file->name = petition_column_sealed(q);
}

enum err petition_files(struct conn *conn, int64_t id, struct petition_file **ret_files, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_PETITION_FILES);
    enum err err;
    *ret_files = NULL;
    *ret_count = 0;
    bind_integer(&q, id);
    while (!(err = query_row(&q))) {
        struct petition_file *file = array_add(conn->arena, ret_files, ret_count, sizeof *file);
        if (!file)
            return ERR_MEMORY;
        petition_file_read(&q, file);
    }
    return arena_failed(conn->arena) ? ERR_MEMORY : err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err petition_file_open(struct conn *conn, int64_t id, int64_t place, struct petition_file *ret_file)
{
    struct petition petition;
    assert(conn->is_writer);
    enum err err = petition_find(conn, id, &petition);
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_PETITION_FILE);
    size_t size = 0;
    bind_integer(&q, id);
    bind_integer(&q, place);
    err = query_row(&q);
    if (err)
        return err;
    petition_file_read(&q, ret_file);
    const void *sealed = column_blob(&q, &size);
    ret_file->bytes = sealed ? secret_unseal(conn, file_sealed_as, sealed, size) : NULL;
    if (arena_failed(conn->arena))
        return ERR_MEMORY;
    return petition_audit(conn, &petition, "file", petition.version);
}
