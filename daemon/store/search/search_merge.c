/* What is taken out of the index stays in it at first: FTS5 only notes that it is gone, and drops it when the
 * pieces of the index are merged. Here all tables are merged whole, in steps so small that editors come
 * between. FTS5's own secure-delete is not used: 3.40 has none, and what 3.46 then writes 3.40 cannot read.
 */
#include "search_merge.h"

#include <assert.h>

/* Pages of one step at least and at most, and between which times a step of so many is fit. */
enum { PAGES_LEAST = 4, PAGES_MOST = 512, STEP_SHORT_MS = 8, STEP_LONG_MS = 20 };

static const enum statement tables[SEARCH_TABLES] = {STMT_SEARCH_TEXT_MERGE, STMT_SEARCH_TITLE_MERGE,
                                                     STMT_SEARCH_PAGE_MERGE};

/* A negative number asks for the whole to become one piece; FTS5 writes to its tables as long as there is
 * something to do, and the statement itself counts for one. */
static enum err merge_some(struct conn *conn, enum statement statement, int pages, bool *ret_done)
{
    int64_t before = sqlite3_total_changes64(conn->db);
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, -pages);
    enum err err = query_run(&q);
    *ret_done = sqlite3_total_changes64(conn->db) - before < 2;
    return err;
}

struct search_merge search_merge_begin(void)
{
    return (struct search_merge){.pages = PAGES_LEAST};
}

enum err search_merge_step(struct conn *conn, struct search_merge *merge)
{
    assert(conn->is_writer && merge->table < SEARCH_TABLES);
    bool is_done = false;
    enum err err = merge_some(conn, tables[merge->table], merge->pages, &is_done);
    if (!err && is_done)
        merge->table++;
    return err;
}

void search_merge_adapt(struct search_merge *merge, int64_t ms)
{
    if (ms > STEP_LONG_MS && merge->pages > PAGES_LEAST)
        merge->pages /= 2;
    else if (ms < STEP_SHORT_MS && merge->pages < PAGES_MOST)
        merge->pages *= 2;
}
