/* The words by which media are found: kept with what is said of each, filled in for files of before. */
#include "engine_fixture.h"

#include "base/asset.h"
#include "store/audit.h"

enum { SCHEMA_BEFORE = 52, MANY = 300 };

/* The only one that is found, -1 when there are several, 0 when there is none. */
static int64_t found(struct fixture *f, const char *words)
{
    struct conn *conn = fixture_lease(f);
    const struct media_query query = {.words = words, .limit = 100};
    struct media *items;
    size_t count;
    assert_ok(media_find(conn, &query, &items, &count));
    int64_t id = count == 1 ? items[0].id : count ? -1 : 0;
    store_end(conn);
    return id;
}

static int64_t add_said(struct fixture *f, const char *bytes, const struct media *words)
{
    struct media_content content = fixture_content(bytes);
    int64_t id;
    bool known;
    media_name_content(f->arena, &content);
    struct conn *conn = fixture_begin(f);
    assert_ok(media_insert(conn, words, &content, &id, &known));
    assert_ok(store_commit(&conn));
    return id;
}

static void change(struct fixture *f, const struct media *media)
{
    struct conn *conn = fixture_begin(f);
    assert_ok(media_update(conn, media));
    assert_ok(store_commit(&conn));
}

static void each_word_begins_one_of_whatever_is_said_of_it(void **state)
{
    struct fixture *f = *state;
    const struct media road = {.alt = "Đường mới ở Khuổi Lùng", .credit = "Ảnh: Lý Thị Mai"};
    const struct media plan = {.caption = "Đường cũ", .file_name = "ke-hoach_12.pdf"};
    int64_t first = add_said(f, "một", &road), second = add_said(f, "hai", &plan);
    assert_int_equal(found(f, "duong"), -1);
    assert_int_equal(found(f, "ĐƯỜNG mơ"), first);
    assert_int_equal(found(f, "đường ke 12"), second);
    assert_int_equal(found(f, "khuoi mai"), first);
    assert_int_equal(found(f, "uong"), 0);
    assert_int_equal(found(f, "duong moi ke"), 0);
    assert_int_equal(found(f, ""), -1);
    assert_int_equal(found(f, " ~ "), -1);
}

static void words_follow_what_is_said_and_nothing_of_the_former_stays(void **state)
{
    struct fixture *f = *state;
    struct media words = {.alt = "Hội thi dệt", .file_name = "hoi-thi.jpg"};
    words.id = add_said(f, "một", &words);
    words.alt = "Lễ mừng cơm mới";
    words.slug = "com-moi";
    change(f, &words);
    assert_int_equal(found(f, "det"), 0);
    assert_int_equal(found(f, "mung thi"), words.id);
    words.file_name = NULL;
    words.slug = NULL;
    change(f, &words);
    assert_int_equal(found(f, "thi"), 0);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM media_words"), 4);
    struct conn *conn = fixture_begin(f);
    assert_ok(media_delete(conn, words.id));
    assert_ok(store_commit(&conn));
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM media_words"), 0);
}

static void newest_come_first_and_behind_one_come_the_older(void **state)
{
    struct fixture *f = *state;
    char bytes[20];
    int64_t ids[MANY], before_id = 0;
    const struct media words = {.alt = "Ảnh"};
    for (int i = 0; i < MANY; i++) {
        snprintf(bytes, sizeof bytes, "ảnh %d", i);
        ids[i] = add_said(f, bytes, &words);
    }
    struct conn *conn = fixture_lease(f);
    for (int left = MANY; left > 0; left -= 100) {
        struct media *items;
        size_t count;
        const struct media_query query = {.words = "anh", .limit = 100, .before_id = before_id};
        assert_ok(media_find(conn, &query, &items, &count));
        assert_int_equal(count, 100);
        for (int i = 0; i < 100; i++)
            assert_int_equal(items[i].id, ids[left - 1 - i]);
        before_id = items[99].id;
    }
    store_end(conn);
}

static void media_of_before_get_their_words_with_the_schema(void **state)
{
    struct fixture *f = *state;
    char path[400];
    auto_assets struct assets *assets = NULL;
    auto_buf struct buf fault = BUF(2000);
    const struct asset *migrations;
    struct conn *writer = NULL;
    fixture_path(f, "cong.db", path);
    assert_ok(assets_open(NULL, &assets));
    assert_true(assets_below(assets, "migrations/", &migrations) > SCHEMA_BEFORE);
    assert_ok(fixture_open_writer(path, &writer));
    assert_ok(store_migrate_by(writer, migrations, SCHEMA_BEFORE, &fault));
    assert_int_equal(
        sqlite3_exec(writer->db,
                     "INSERT INTO media (id, name, type, size, alt, file_name, created_ms) VALUES"
                     " (3, 'aaaaa.jpg', 'image/jpeg', 1, 'Lũ quét ở Khuổi Lùng, lũ lớn', 'lu.jpg', 1),"
                     " (8, 'bbbbb.pdf', 'application/pdf', 1, NULL, 'LỊCH.pdf', 1),"
                     " (9, 'ccccc.pdf', 'application/pdf', 1, NULL, NULL, 1)",
                     NULL, NULL, NULL),
        SQLITE_OK);
    conn_close(writer);
    fixture_open(f);
    assert_int_equal(found(f, "lu quet"), 3);
    assert_int_equal(found(f, "lich pdf"), 8);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM media_words WHERE media_id = 9"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(each_word_begins_one_of_whatever_is_said_of_it),
        store_test(words_follow_what_is_said_and_nothing_of_the_former_stays),
        store_test(newest_come_first_and_behind_one_come_the_older),
        folder_test(media_of_before_get_their_words_with_the_schema),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
