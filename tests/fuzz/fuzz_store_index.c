/* Any text as an article: it is indexed, and what was indexed is taken out again whole. */
#include "engine/store_state.h"
#include "search_store.h"
#include "text/normalize.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_index(struct store *store)
{
    static const char sql[] = "INSERT INTO search_text (search_text, rank) VALUES ('integrity-check', 1)";
    assert(sqlite3_exec(store->writer->db, sql, NULL, NULL, NULL) == SQLITE_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct store *store;
    static int64_t id;
    if (!store) {
        store = search_store_open();
        id = search_store_add(store, "bon", "Bài thay đổi", "Nội dung.");
        sqlite3_exec(store->writer->db, "PRAGMA synchronous=OFF", NULL, NULL, NULL);
    }
    auto_arena struct arena *arena = arena_new(64 << 20);
    const char *text, *title;
    struct article article;
    struct conn *conn;
    int64_t version;
    if (text_normalize((const char *)data, size, TEXT_BLOCK, arena, &text, NULL) ||
        text_normalize((const char *)data, size < 300 ? size : 0, TEXT_LINE, arena, &title, NULL))
        return 0;
    assert(!store_begin(store, arena, &nobody, &conn));
    assert(!article_by_id(conn, id, &article));
    article.title = *title ? title : "Bài";
    article.body_text = text;
    assert(!article_update(conn, &article, ACTION_PUBLISH, 0, &version));
    assert(!store_commit(&conn));
    check_index(store);
    return 0;
}
