/* Collecting what nothing shows, strays, and the check against hashes. */
#include "engine_fixture.h"

#include "store/box.h"
#include "store/media_gc.h"

#include <fcntl.h>
#include <utime.h>

static void mark(struct fixture *f)
{
    int64_t after_id = 0;
    do {
        struct conn *conn = fixture_begin(f);
        assert_ok(media_mark_unused(conn, &after_id));
        assert_ok(store_commit(&conn));
    } while (after_id);
}

static int collect(struct fixture *f)
{
    int count = -1;
    struct conn *conn = fixture_begin(f);
    assert_ok(media_collect(conn, 100, &count));
    assert_ok(store_commit(&conn));
    return count;
}

static bool is_there(struct fixture *f, const char *name)
{
    char path[400];
    struct stat st;
    snprintf(path, sizeof path, "%s/media/%s", f->folder, name);
    return stat(path, &st) == 0;
}

static void what_nothing_shows_goes_after_thirty_days(void **state)
{
    struct fixture *f = *state;
    int64_t id = add_media(f, "bỏ quên");
    const char *name = get_media(f, id).files[0].name;
    mark(f);
    f->now_ms += 30 * DAY - 1;
    mark(f);
    assert_int_equal(collect(f), 0);
    f->now_ms += 1;
    assert_int_equal(collect(f), 1);
    assert_false(is_there(f, name));
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM media_files"), 0);
}

static void what_is_shown_stays_and_its_time_begins_when_it_is_no_longer(void **state)
{
    struct fixture *f = *state;
    const struct picture image = {.media = {.id = add_media(f, "của bài")}};
    struct box_item item = {
        .kind = ITEM_BANNER, .title = "B", .url = "/", .media_id = add_media(f, "của hộp")};
    struct box box = {.slug = "h", .title = "H", .lang = "vi", .items = &item, .item_count = 1};
    struct article a = sample("bai");
    a.image = &image;
    a.status = STATUS_DRAFT;
    a.id = add_article(f, &a);
    struct conn *conn = fixture_begin(f);
    assert_ok(box_insert(conn, &box, &box.id));
    assert_ok(store_commit(&conn));
    mark(f);
    f->now_ms += 100 * DAY;
    mark(f);
    assert_int_equal(collect(f), 0);
    conn = fixture_begin(f);
    box.item_count = 0;
    assert_ok(box_update(conn, &box));
    assert_ok(store_commit(&conn));
    mark(f);
    f->now_ms += 29 * DAY;
    assert_int_equal(collect(f), 0);
    f->now_ms += DAY;
    assert_int_equal(collect(f), 1);
    assert_int_equal(get_media(f, image.media.id).id, image.media.id);
}

/* A file of the media folder, `age_s` seconds old by the machine's clock and the test's alike. */
static void put_file(struct fixture *f, const char *name, int64_t age_ms)
{
    char path[400];
    snprintf(path, sizeof path, "%s/media/%s", f->folder, name);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "x", 1), 1);
    close(fd);
    const struct utimbuf times = {(f->now_ms - age_ms) / 1000, (f->now_ms - age_ms) / 1000};
    assert_int_equal(utime(path, &times), 0);
}

static void files_without_a_row_go_after_a_day_and_no_others(void **state)
{
    struct fixture *f = *state;
    static const char *const strays[] = {"00000000000000000000000000000000.jpg",
                                         ".new-7-0123456789abcdef.webp"};
    static const char *const others[] = {"11111111111111111111111111111111.jpg", "README", "lost+found.txt"};
    const char **names;
    size_t count;
    struct media kept = get_media(f, add_media(f, "có chủ"));
    for (size_t i = 0; i < 2; i++)
        put_file(f, strays[i], DAY + MINUTE);
    put_file(f, others[0], DAY - MINUTE);
    put_file(f, others[1], 9 * DAY);
    put_file(f, others[2], 9 * DAY);
    struct conn *conn = fixture_lease(f);
    assert_ok(media_find_strays(conn, 10, &names, &count));
    store_end(conn);
    assert_int_equal(count, 2);
    conn = fixture_begin(f);
    for (size_t i = 0; i < count; i++)
        assert_ok(media_remove_stray(conn, names[i]));
    assert_ok(media_remove_stray(conn, kept.name));
    assert_ok(media_remove_stray(conn, kept.files[0].name));
    assert_ok(store_commit(&conn));
    for (size_t i = 0; i < 2; i++)
        assert_false(is_there(f, strays[i]));
    for (size_t i = 0; i < 3; i++)
        assert_true(is_there(f, others[i]));
    assert_true(is_there(f, kept.name) && is_there(f, kept.files[0].name));
}

static struct media_report check(struct fixture *f)
{
    struct media_report report;
    struct conn *conn = fixture_lease(f);
    assert_ok(media_check(conn, 0, 100, &report));
    store_end(conn);
    return report;
}

static void every_file_is_compared_with_its_hash(void **state)
{
    struct fixture *f = *state;
    char path[400];
    struct media one = get_media(f, add_media(f, "một")), two = get_media(f, add_media(f, "hai"));
    struct media_report report = check(f);
    assert_int_equal(report.files, 6);
    assert_int_equal(report.fault_count, 0);
    assert_int_equal(report.next_id, 0);
    snprintf(path, sizeof path, "%s/media/%s", f->folder, one.files[0].name);
    int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, "!", 1, 2), 1); /* one byte, the same size */
    close(fd);
    snprintf(path, sizeof path, "%s/media/%s", f->folder, two.name);
    assert_int_equal(unlink(path), 0);
    report = check(f);
    assert_int_equal(report.fault_count, 2);
    assert_string_equal(report.faults[0].name, one.files[0].name);
    assert_string_equal(report.faults[0].what, "damaged");
    assert_string_equal(report.faults[1].name, two.name);
    assert_string_equal(report.faults[1].what, "missing");
    assert_int_equal(report.faults[1].media_id, two.id);
    struct conn *conn = fixture_lease(f);
    assert_ok(media_check(conn, 0, 1, &report));
    assert_int_equal(report.next_id, one.id);
    store_end(conn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(what_nothing_shows_goes_after_thirty_days),
        store_test(what_is_shown_stays_and_its_time_begins_when_it_is_no_longer),
        store_test(files_without_a_row_go_after_a_day_and_no_others),
        store_test(every_file_is_compared_with_its_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
