/* Hashes of names that were taken back. */
#include "erased_name.h"

#include "security/secret.h"

#include <assert.h>

/* As migrations/0016-old-addresses.sql writes them. */
static const char *const kinds[] = {"article", "tag", "external", "address"};

/* Kind and hash, which both statements take. */
static void erased_name_bind(struct query *q, enum erased_kind kind, const char *name,
                             unsigned char hash[SECRET_HASH_SIZE])
{
    secret_hash(q->conn->store, kinds[kind], name, hash);
    bind_text(q, kinds[kind]);
    bind_blob(q, hash, SECRET_HASH_SIZE);
}

enum err erased_name_add(struct conn *conn, enum erased_kind kind, const char *name)
{
    assert(conn->is_writer);
    unsigned char hash[SECRET_HASH_SIZE];
    auto_query struct query q = query_of(conn, STMT_ERASED_NAME_ADD);
    erased_name_bind(&q, kind, name, hash);
    return query_run(&q);
}

enum err erased_name_known(struct conn *conn, enum erased_kind kind, const char *name, bool *ret_known)
{
    unsigned char hash[SECRET_HASH_SIZE];
    auto_query struct query q = query_of(conn, STMT_ERASED_NAME_KNOWN);
    erased_name_bind(&q, kind, name, hash);
    enum err err = query_row(&q);
    *ret_known = !err;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
