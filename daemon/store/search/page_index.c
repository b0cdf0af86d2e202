/* Rows of the index of pages. It keeps no text, and is told what goes. */
#include "page_index.h"

#include "engine/store_state.h"

static enum err page_index_run(struct conn *conn, enum statement statement, int64_t id, const char *text)
{
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, id);
    bind_text(&q, text);
    return query_run(&q);
}

enum err page_index_add(struct conn *conn, int64_t id, const char *text)
{
    return page_index_run(conn, STMT_SEARCH_PAGE_ADD, id, text);
}

enum err page_index_drop(struct conn *conn, int64_t id, const char *text)
{
    return page_index_run(conn, STMT_SEARCH_PAGE_DROP, id, text);
}

enum err page_index_clear(struct conn *conn)
{
    enum err err = run_plain(conn, STMT_SEARCH_PAGE_CLEAR);
    if (!err)
        err = run_plain(conn, STMT_MEDIA_PAGES_CLEAR);
    if (!err)
        err = run_plain(conn, STMT_MEDIA_TEXTS_ANEW);
    atomic_store(&conn->store->texts_due, true);
    return err;
}
