#include "engine_fixture.h"

#include "store/box.h"

#include <fcntl.h>

/* In place of the system's: the folders that were synchronised. */
static char synced[16][256];
static size_t synced_count;

int fsync(int fd)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, synced[synced_count % 16], sizeof synced[0] - 1);
    synced[synced_count++ % 16][size > 0 ? size : 0] = '\0';
    return fdatasync(fd);
}

static bool was_synced(const char *path)
{
    for (size_t i = 0; i < synced_count && i < 16; i++)
        if (strcmp(synced[i], path) == 0)
            return true;
    return false;
}

static void the_new_media_folder_is_on_the_disk_before_a_row_speaks_of_it(void **state)
{
    struct fixture *f = *state;
    char media[256];
    synced_count = 0;
    add_media(f, "ảnh đầu tiên");
    snprintf(media, sizeof media, "%s/media", store_directory(f->store));
    assert_true(was_synced(media));
    assert_true(was_synced(store_directory(f->store)));
}

static enum err remove_it(struct fixture *f, int64_t id)
{
    struct conn *conn = fixture_begin(f);
    enum err err = media_delete(conn, id);
    if (err)
        store_end(conn);
    return err ? err : store_commit(&conn);
}

static bool file_is_there(struct fixture *f, const char *name)
{
    int fd = -1;
    int64_t size, modified_ms;
    enum err err = media_open(f->store, name, &fd, &size, &modified_ms);
    if (!err)
        close(fd);
    return !err;
}

static void bytes_come_back_by_their_name(void **state)
{
    struct fixture *f = *state;
    int64_t id = add_media(f, "nội dung của ảnh"), size = 0, modified_ms = 0;
    struct media media = get_media(f, id), same;
    char bytes[64] = "";
    int fd = -1;
    assert_string_equal(media.type, "image/jpeg");
    assert_string_equal(media.file_name, "ảnh.jpg");
    assert_int_equal(media.version, 1);
    assert_ok(media_open(f->store, media.name, &fd, &size, &modified_ms));
    assert_true(modified_ms > 1000000000000);
    assert_int_equal(read(fd, bytes, sizeof bytes), size);
    close(fd);
    assert_string_equal(bytes, "nội dung của ảnh");
    assert_int_equal(media.size, size);
    struct conn *conn = fixture_lease(f);
    assert_ok(media_by_name(conn, media.name, &same));
    assert_int_equal(same.id, id);
    assert_int_equal(same.file_count, 2);
    assert_string_equal(media_widest(&same, "image/webp")->type, "image/webp");
    assert_int_equal(media_widest(&same, "image/webp")->width, 640);
    assert_null(media_widest(&same, "image/png"));
    assert_ok(media_by_file(conn, media.files[1].name, &same));
    assert_int_equal(same.id, id);
    /* A body may name the picture by it; it is nobody's to ask for. */
    struct media_served served;
    assert_ok(media_by_file(conn, media.name, &same));
    assert_int_equal(same.id, id);
    assert_int_equal(media_serve(conn, media.name, &served), ERR_NOT_FOUND);
    assert_int_equal(media_by_name(conn, "ffff.jpg", &same), ERR_NOT_FOUND);
    assert_int_equal(media_by_id(conn, 99, &same), ERR_NOT_FOUND);
    store_end(conn);
}

static void same_bytes_are_kept_once(void **state)
{
    struct fixture *f = *state;
    int64_t first = add_media(f, "một ảnh"), again = 0;
    bool known = false;
    const struct media words = {.alt = "khác"};
    struct media_content content = fixture_content("một ảnh");
    struct conn *conn = fixture_begin(f);
    media_name_content(f->arena, &content);
    assert_ok(media_insert(conn, &words, &content, &again, &known));
    assert_ok(store_commit(&conn));
    assert_true(known);
    assert_int_equal(again, first);
    assert_null(get_media(f, first).alt);
    assert_int_not_equal(add_media(f, "ảnh khác"), first);
}

static void row_never_stands_without_its_file(void **state)
{
    struct fixture *f = *state;
    const struct media words = {0};
    struct media_content content = fixture_content("x");
    struct media seen;
    int64_t id;
    bool known;
    struct conn *conn = fixture_begin(f);
    media_name_content(f->arena, &content);
    assert_ok(media_insert(conn, &words, &content, &id, &known));
    assert_ok(media_by_id(conn, id, &seen));
    assert_true(file_is_there(f, seen.name)); /* before the commit */
    assert_int_equal(seen.file_count, 2);
    for (size_t i = 0; i < seen.file_count; i++)
        assert_true(file_is_there(f, seen.files[i].name));
    store_end(conn);
    conn = fixture_lease(f);
    assert_int_equal(media_by_id(conn, id, &seen), ERR_NOT_FOUND);
    store_end(conn);
}

static void hostile_names_open_nothing(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = {"",
                                        ".",
                                        "..",
                                        "/",
                                        "../cong.db",
                                        "../../etc/passwd",
                                        "/etc/passwd",
                                        "lock",
                                        "0123456789abcdef",
                                        "0123456789abcdef.",
                                        "0123456789abcdef.jp/g",
                                        "0123456789abcdef.jpg/..",
                                        "0123456789abcdef..jpg",
                                        "0123456789ABCDEF.jpg",
                                        "0123456789abcdef.jpg\n",
                                        ".new-0123456789abcdef.jpg",
                                        "0123.jpg",
                                        "%2e%2e/cong.db",
                                        "0123456789abcdef.\xff"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_false(file_is_there(f, names[i]));
    char *longest = test_malloc(100001);
    memset(longest, 'a', 100000);
    longest[100000] = '\0';
    assert_false(file_is_there(f, longest));
    test_free(longest);
}

static void extension_cannot_lead_out_of_the_folder(void **state)
{
    struct fixture *f = *state;
    const struct media words = {0};
    int64_t id;
    bool known;
    static const char *const extensions[] = {"../../x", "jpg/x", "", ".", "a.b"};
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        struct media_content content = fixture_content("x");
        content.original.extension = extensions[i];
        struct conn *conn = fixture_begin(f);
        media_name_content(f->arena, &content);
        assert_int_equal(media_insert(conn, &words, &content, &id, &known), ERR_INTERNAL);
        store_end(conn);
    }
}

static void links_are_not_followed(void **state)
{
    struct fixture *f = *state;
    char path[400];
    add_media(f, "cho có thư mục");
    fixture_path(f, "media/0123456789abcdef.jpg", path);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    assert_false(file_is_there(f, "0123456789abcdef.jpg"));
}

static void list_is_newest_first(void **state)
{
    struct fixture *f = *state;
    struct media *items;
    size_t count;
    int64_t ids[5], before_id = 0;
    char bytes[8];
    for (int i = 0; i < 5; i++) {
        snprintf(bytes, sizeof bytes, "ảnh%d", i);
        ids[i] = add_media(f, bytes);
    }
    struct conn *conn = fixture_lease(f);
    for (int left = 5; left > 0; left -= (int)count) {
        assert_ok(media_list(conn, before_id, 2, &items, &count));
        for (size_t i = 0; i < count; i++)
            assert_int_equal(items[i].id, ids[left - 1 - (int)i]);
        before_id = items[count - 1].id;
    }
    assert_ok(media_list(conn, before_id, 2, &items, &count));
    assert_int_equal(count, 0);
    store_end(conn);
}

static void new_words_raise_the_articles_that_show_it(void **state)
{
    struct fixture *f = *state;
    const struct picture image = {.media = {.id = add_media(f, "ảnh")}, .alt = "A"};
    const struct attachment file = {{.id = image.media.id}, "Tệp"};
    struct article a = sample("co-anh"), b = sample("kem-tep"), c = sample("khong");
    a.image = &image, b.attachments = &file, b.attachment_count = 1;
    a.id = add_article(f, &a), b.id = add_article(f, &b), c.id = add_article(f, &c);
    int64_t sequence = fixture_sequence(f);
    struct media words = {.id = image.media.id, .alt = "Mới", .caption = "Chú thích", .credit = "Ảnh: B"};
    struct conn *conn = fixture_begin(f);
    assert_ok(media_update(conn, &words));
    assert_ok(store_commit(&conn));
    assert_string_equal(get_media(f, words.id).caption, "Chú thích");
    assert_int_equal(get_media(f, words.id).version, 2);
    assert_int_equal(get_article(f, a.id).version, 2);
    assert_int_equal(get_article(f, b.id).version, 2);
    assert_int_equal(get_article(f, c.id).version, 1);
    assert_int_equal(fixture_sequence(f), sequence + 2);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM revisions"), 3);
    words.id = 99;
    conn = fixture_begin(f);
    assert_int_equal(media_update(conn, &words), ERR_NOT_FOUND);
    store_end(conn);
}

static void file_goes_after_the_commit_alone(void **state)
{
    struct fixture *f = *state;
    int64_t id = add_media(f, "đi");
    const char *name = get_media(f, id).name;
    struct conn *conn = fixture_begin(f);
    assert_ok(media_delete(conn, id));
    assert_true(file_is_there(f, name));
    store_end(conn);
    assert_true(file_is_there(f, name)); /* aborted */
    assert_ok(remove_it(f, id));
    assert_false(file_is_there(f, name));
    assert_int_equal(remove_it(f, id), ERR_NOT_FOUND);
    name = get_media(f, add_media(f, "đi")).name;
    assert_true(file_is_there(f, name));
}

static void deleted_and_put_back_in_one_transaction_keeps_its_file(void **state)
{
    struct fixture *f = *state;
    const struct media words = {0};
    struct media_content content = fixture_content("về");
    int64_t id = add_media(f, "về");
    bool known;
    struct conn *conn = fixture_begin(f);
    media_name_content(f->arena, &content);
    assert_ok(media_delete(conn, id));
    assert_ok(media_insert(conn, &words, &content, &id, &known));
    assert_false(known);
    assert_ok(store_commit(&conn));
    assert_true(file_is_there(f, get_media(f, id).name));
    assert_true(file_is_there(f, get_media(f, id).files[1].name));
}

static void what_an_article_or_a_box_shows_or_showed_stays(void **state)
{
    struct fixture *f = *state;
    const struct picture image = {.media = {.id = add_media(f, "ảnh của bài")}};
    const struct attachment file = {{.id = add_media(f, "tệp của bài")}, "Tệp"};
    struct box_item item = {.kind = ITEM_BANNER, .title = "B", .media_id = add_media(f, "ảnh của hộp")};
    const struct box box = {.slug = "h", .title = "H", .lang = "vi", .items = &item, .item_count = 1};
    int64_t box_id;
    struct article a = sample("bai");
    a.image = &image, a.attachments = &file, a.attachment_count = 1;
    a.id = add_article(f, &a);
    struct conn *conn = fixture_begin(f);
    assert_ok(box_insert(conn, &box, &box_id));
    assert_ok(store_commit(&conn));
    assert_int_equal(remove_it(f, image.media.id), ERR_CONFLICT);
    assert_int_equal(remove_it(f, file.media.id), ERR_CONFLICT);
    assert_int_equal(remove_it(f, item.media_id), ERR_CONFLICT);
    a.image = NULL, a.attachment_count = 0;
    save_article(f, &a, ACTION_EDIT);
    assert_int_equal(remove_it(f, image.media.id), ERR_CONFLICT); /* a revision shows it */
    assert_int_equal(remove_it(f, file.media.id), ERR_CONFLICT);
    assert_true(file_is_there(f, get_media(f, file.media.id).name));
}

static struct media_served served(struct fixture *f, const char *name)
{
    struct media_served served = {0};
    struct conn *conn = fixture_lease(f);
    assert_ok(media_serve(conn, name, &served));
    store_end(conn);
    return served;
}

static void a_file_is_public_while_a_published_article_or_a_box_shows_it(void **state)
{
    struct fixture *f = *state;
    const struct picture image = {.media = {.id = add_media(f, "của bài")}};
    const char *name = get_media(f, image.media.id).files[0].name;
    struct article a = sample("bai");
    a.image = &image;
    a.status = STATUS_DRAFT;
    assert_false(served(f, name).is_public);
    a.id = add_article(f, &a);
    assert_false(served(f, name).is_public);
    a.status = STATUS_PUBLISHED;
    save_article(f, &a, ACTION_PUBLISH);
    assert_true(served(f, name).is_public);
    a.status = STATUS_WITHDRAWN;
    save_article(f, &a, ACTION_WITHDRAW);
    assert_false(served(f, name).is_public);
    a.status = STATUS_PUBLISHED;
    a.image = NULL;
    save_article(f, &a, ACTION_PUBLISH);
    assert_false(served(f, name).is_public); /* a former version alone has it */
}

static void a_body_shows_what_its_addresses_name(void **state)
{
    struct fixture *f = *state;
    char html[400];
    int64_t id = add_media(f, "trong bài"), other = add_media(f, "khác");
    const char *name = get_media(f, id).files[1].name;
    struct article a = sample("bai");
    snprintf(html, sizeof html, "<p><img src=\"/media/%s\"><a href=\"/media/0000.pdf\">x</a> /media/%s</p>",
             name, get_media(f, other).files[0].name);
    a.body_html = html;
    a.id = add_article(f, &a);
    assert_true(served(f, name).is_public);
    assert_true(served(f, get_media(f, id).files[0].name).is_public);
    assert_false(served(f, get_media(f, other).files[0].name).is_public); /* words, no address */
    assert_int_equal(remove_it(f, id), ERR_CONFLICT);
    a.body_html = "<p>không còn</p>";
    save_article(f, &a, ACTION_EDIT);
    assert_false(served(f, name).is_public);
    assert_int_equal(remove_it(f, id), ERR_CONFLICT); /* a revision can bring it back */
}

static void a_file_that_two_media_share_goes_with_the_second(void **state)
{
    struct fixture *f = *state;
    const struct media words = {0};
    struct media_content content = fixture_content("chung");
    int64_t first = add_media(f, "chung"), second;
    bool known;
    content.original.bytes = "cùng điểm ảnh, khác Exif";
    content.original.size = strlen(content.original.bytes);
    struct conn *conn = fixture_begin(f);
    media_name_content(f->arena, &content);
    assert_ok(media_insert(conn, &words, &content, &second, &known));
    assert_ok(store_commit(&conn));
    struct media one = get_media(f, first), two = get_media(f, second);
    assert_string_equal(one.files[0].name, two.files[0].name);
    assert_ok(remove_it(f, first));
    assert_false(file_is_there(f, one.name));
    assert_true(file_is_there(f, two.files[0].name));
    assert_ok(remove_it(f, second));
    assert_false(file_is_there(f, two.files[0].name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(the_new_media_folder_is_on_the_disk_before_a_row_speaks_of_it),
        store_test(bytes_come_back_by_their_name),
        store_test(same_bytes_are_kept_once),
        store_test(row_never_stands_without_its_file),
        store_test(hostile_names_open_nothing),
        store_test(extension_cannot_lead_out_of_the_folder),
        store_test(links_are_not_followed),
        store_test(list_is_newest_first),
        store_test(a_file_is_public_while_a_published_article_or_a_box_shows_it),
        store_test(a_body_shows_what_its_addresses_name),
        store_test(a_file_that_two_media_share_goes_with_the_second),
        store_test(new_words_raise_the_articles_that_show_it),
        store_test(file_goes_after_the_commit_alone),
        store_test(deleted_and_put_back_in_one_transaction_keeps_its_file),
        store_test(what_an_article_or_a_box_shows_or_showed_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
