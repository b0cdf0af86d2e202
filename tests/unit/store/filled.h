/* A store with something in every table that an article has rows in, and the text of all that a file holds:
 * for tests of what must lose nothing. */
#ifndef TEST_STORE_FILLED_H
#define TEST_STORE_FILLED_H

#include "engine_fixture.h"

#include "store/box.h"

enum { FILLED_ARTICLES = 12, DUMP_MAX = 64 * 1024 * 1024 };

/* One article with a body, a picture, a file, a tag and a former slug. */
static inline int64_t filled_article(struct fixture *f, int number, const struct term *category,
                                     const struct term *tag, int64_t media_id)
{
    char slug[40], later[40], note[40];
    const struct attachment file = {{.id = media_id}, "Phụ lục"};
    const struct picture image = {.media.id = media_id, .alt = "Trụ sở"};
    snprintf(slug, sizeof slug, "bai-%d", number);
    snprintf(later, sizeof later, "bai-so-%d", number);
    snprintf(note, sizeof note, "Sửa lần %d", number);
    struct article a = sample(slug);
    a.lead = "Thông báo theo Quyết định 12/2026/QĐ-UBND.";
    a.external_id = later;
    a.category = category;
    a.tags = tag, a.tag_count = 1;
    a.image = &image;
    a.attachments = &file, a.attachment_count = 1;
    a.id = add_article(f, &a);
    a = get_article(f, a.id);
    a.slug = later, a.change_note = note;
    save_article(f, &a, ACTION_EDIT);
    return a.id;
}

static inline void fill(struct fixture *f)
{
    const struct term category = {.id = add_category(f, "thong-bao", 0)}, tag = {.id = add_tag(f, "nhan")};
    int64_t media_id = add_media(f, "ảnh"), id = 0, box_id;
    for (int i = 0; i < FILLED_ARTICLES; i++)
        id = filled_article(f, i, &category, &tag, media_id);
    move_article(f, id, STATUS_TRASHED, ACTION_TRASH);
    struct conn *conn = fixture_begin(f);
    assert_ok(article_purge(conn, id)); /* the highest number is used up, and must stay so */
    assert_ok(store_commit(&conn));
    move_article(f, 1, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    struct box_item item = {.kind = ITEM_ARTICLE, .article_id = 2};
    const struct box box = {.slug = "hop", .title = "Hộp", .lang = "vi", .items = &item, .item_count = 1};
    conn = fixture_begin(f);
    assert_ok(box_insert(conn, &box, &box_id));
    assert_ok(store_commit(&conn));
}

static inline sqlite3_stmt *dump_query(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    return statement;
}

static inline void dump_row(sqlite3_stmt *row, struct buf *text)
{
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        buf_printf(text, "|%d:", sqlite3_column_type(row, i));
        buf_add(text, sqlite3_column_blob(row, i), (size_t)sqlite3_column_bytes(row, i));
    }
    buf_char(text, '\n');
}

/* Every row of every table, the search index's own among them; but for the list of migrations, which grows by
 * each. */
static inline void dump_rows(sqlite3 *db, struct buf *text)
{
    sqlite3_stmt *table =
        dump_query(db, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN"
                       " ('table', 'shadow') AND name NOT IN ('sqlite_schema', 'migrations') ORDER BY name");
    while (sqlite3_step(table) == SQLITE_ROW) {
        char sql[200];
        const char *name = (const char *)sqlite3_column_text(table, 0);
        bool is_sequence = strcmp(name, "sqlite_sequence") == 0;
        snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"%s", name, is_sequence ? " ORDER BY name" : "");
        sqlite3_stmt *row = dump_query(db, sql);
        buf_printf(text, "== %s\n", name);
        while (sqlite3_step(row) == SQLITE_ROW)
            dump_row(row, text);
        assert_int_equal(sqlite3_finalize(row), SQLITE_OK);
    }
    assert_int_equal(sqlite3_finalize(table), SQLITE_OK);
}

/* The text of each table, index, trigger and view. What was renamed stands in quotes, as if it were new. */
static inline void dump_schema(sqlite3 *db, struct buf *text)
{
    sqlite3_stmt *row = dump_query(db, "SELECT type, name, replace(sql, '\"articles\"', 'articles')"
                                       " FROM sqlite_schema ORDER BY type, name");
    while (sqlite3_step(row) == SQLITE_ROW)
        dump_row(row, text);
    assert_int_equal(sqlite3_finalize(row), SQLITE_OK);
}

/* All that the file of a closed store holds. */
static inline void dump_file(struct fixture *f, struct buf *text)
{
    char path[400];
    sqlite3 *db = NULL;
    fixture_path(f, "cong.db", path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    dump_rows(db, text);
    dump_schema(db, text);
    assert_false(buf_failed(text));
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

#endif
