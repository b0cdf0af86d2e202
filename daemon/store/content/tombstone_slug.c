/* Slugs of what is gone for good. They are written by triggers when a row goes; this file only reads. */
#include "store/tombstone_slug.h"

#include "engine/conn.h"

/* As migrations/0006-machines.sql writes them. */
static const char *const names[] = {"article", "category", "tag"};

enum err tombstone_slug(struct conn *conn, enum tombstone_kind kind, const char *slug, bool *ret_gone)
{
    auto_query struct query q = query_of(conn, STMT_TOMBSTONE_SLUG);
    bind_text(&q, names[kind]);
    bind_text(&q, slug);
    enum err err = query_row(&q);
    if (err && err != ERR_NOT_FOUND)
        return err;
    *ret_gone = !err;
    return ERR_OK;
}
