/* Slugs of what is gone for good. They are written by triggers when a row goes; this file only reads. Of what
 * was taken back there is but a hash. */
#include "store/tombstone_slug.h"

#include "engine/conn.h"
#include "erased_name.h"

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
    /* Categories are never taken back. */
    if (!err || kind == TOMBSTONE_CATEGORY)
        return ERR_OK;
    return erased_name_known(conn, kind == TOMBSTONE_TAG ? ERASED_TAG : ERASED_ARTICLE, slug, ret_gone);
}
