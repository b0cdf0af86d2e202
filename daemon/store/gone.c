#include "store/gone.h"

#include "conn.h"

/* As migrations/0006-machines.sql writes them. */
static const char *const names[] = {"article", "category", "tag"};

enum err gone_slug(struct conn *conn, enum gone_kind kind, const char *slug, bool *ret_gone)
{
    auto_query struct query q = query_of(conn, STMT_GONE_SLUG);
    bind_text(&q, names[kind]);
    bind_text(&q, slug);
    enum err err = query_row(&q);
    if (err && err != ERR_NOT_FOUND)
        return err;
    *ret_gone = !err;
    return ERR_OK;
}
