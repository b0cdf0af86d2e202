/* Any text as a query: an answer, never an error but for want of time; what is found has its marks in pairs.
 */
#include "search_store.h"
#include "store/search.h"
#include "text/normalize.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_snippet(const char *snippet)
{
    bool is_open = false;
    for (const char *p = snippet; p && *p; p++) {
        if (*p == SEARCH_MARK_BEGIN || *p == SEARCH_MARK_END) {
            assert(is_open == (*p == SEARCH_MARK_END));
            is_open = !is_open;
        }
    }
    assert(!is_open && (!snippet || text_is_utf8(snippet, strlen(snippet))));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct store *store;
    const struct article_query filter = {.limit = 10};
    if (!store)
        store = search_store_open();
    auto_arena struct arena *arena = arena_new(64 << 20);
    const char *query;
    struct search_result result;
    struct conn *conn;
    struct article *items;
    size_t count;
    int64_t total;
    enum search_sort sort = size && data[0] & 1 ? SEARCH_BY_TIME : SEARCH_BY_RELEVANCE;
    if (text_normalize((const char *)data, size, TEXT_LINE, arena, &query, NULL))
        return 0;
    assert(!store_lease(store, arena, &conn));
    enum err err = search_articles(conn, query, &filter, sort, &result);
    /* Only for want of time, on a machine that is busy. */
    if (err == ERR_SEARCH_CUT) {
        store_end(conn);
        return 0;
    }
    assert(!err);
    for (size_t i = 0; i < result.count; i++)
        check_snippet(result.hits[i].snippet);
    assert(!result.suggestion || text_is_utf8(result.suggestion, strlen(result.suggestion)));
    assert(!search_total(&result, &total));
    assert(!search_suggest(conn, query, &filter, &items, &count, NULL));
    store_end(conn);
    return 0;
}
