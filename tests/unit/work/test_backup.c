/* Backups on a store of their own: what is linked and what is copied, by which day, and what comes between.
 */
#include "backup_fixture.h"

static int64_t pieces_of(const struct backup_entry *entry)
{
    enum { PIECE = 128 * 1024 };
    return (entry->database_bytes + PIECE - 1) / PIECE;
}

static void the_second_links_and_the_next_months_first_copies(void **state)
{
    struct fixture *f = *state;
    int64_t id = add_media(f, "một ảnh");
    struct backup_entry first = back_up(f, "a");
    assert_true(first.is_full && first.is_named);
    assert_int_equal(first.new_bytes, first.bytes);
    assert_int_equal(first.files, 3 + pieces_of(&first));
    f->now_ms += DAY;
    struct backup_entry second = back_up(f, "b");
    assert_false(second.is_full);
    assert_true(second.new_bytes < second.bytes);
    assert_int_equal(links_of(f, "a", medium(f, id)), 2);
    f->now_ms += 6 * DAY; /* 1 December */
    struct backup_entry third = back_up(f, "c");
    assert_true(third.is_full);
    assert_int_equal(links_of(f, "c", medium(f, id)), 1);
    f->now_ms += DAY;
    assert_false(back_up(f, "d").is_full);
    assert_int_equal(links_of(f, "d", medium(f, id)), 2);
    static const char *const names[] = {"a", "b", "c", "d"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(faults_of(f, names[i]), 0);
}

/* Links of a piece of a backup's database. */
static long piece_links(struct fixture *f, const char *backup, int index)
{
    char path[700], file[200];
    struct stat st;
    snprintf(file, sizeof file, "database/%08d", index);
    path_in(f, backup, file, path);
    assert_int_equal(stat(path, &st), 0);
    return (long)st.st_nlink;
}

static void a_piece_of_the_database_that_did_not_change_is_linked_and_no_other(void **state)
{
    struct fixture *f = *state;
    static char body[300 * 1024];
    char path[700], file[200];
    const struct article article = sample("mot-bai");
    struct article large = sample("mot-bai-dai");
    for (size_t i = 0; i < sizeof body - 1; i++)
        body[i] = i % 7 ? 'a' : ' ';
    large.body = body;
    add_article(f, &large);
    f->now_ms = NOON - 23 * DAY; /* 1 November */
    struct backup_entry first = back_up(f, "a");
    int last = (int)((first.database_bytes - 1) / (128 * 1024)), linked = 0;
    add_article(f, &article);
    f->now_ms += DAY;
    struct backup_entry second = back_up(f, "b");
    for (int i = 0; i <= last; i++)
        linked += piece_links(f, "b", i) == 2;
    assert_in_range(linked, 1, last);
    assert_true(second.new_bytes < second.bytes);
    assert_int_equal(faults_of(f, "b"), 0);
    /* Linked on and on, it is read again within a month, and had anew when it is wrong. */
    int same = last;
    while (piece_links(f, "b", same) == 1)
        same--;
    snprintf(file, sizeof file, "database/%08d", same);
    path_in(f, "b", file, path);
    flip(path, 2);
    f->now_ms += 26 * DAY;
    back_up(f, "c");
    assert_int_equal(faults_of(f, "c"), 1);
    f->now_ms += 2 * DAY;
    back_up(f, "d");
    assert_int_equal(faults_of(f, "d"), 0);
    assert_int_equal(piece_links(f, "d", same), 1);
}

static void nothing_is_linked_to_the_data_folder(void **state)
{
    struct fixture *f = *state;
    char path[400];
    struct stat st;
    int64_t id = add_media(f, "một ảnh");
    back_up(f, "a");
    back_up(f, "b");
    snprintf(path, sizeof path, "%s/media/%s", f->folder, medium(f, id));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_nlink, 1);
}

static void a_linked_file_is_read_again_after_a_month_of_days(void **state)
{
    struct fixture *f = *state;
    char path[700], file[200];
    int64_t id = add_media(f, "một ảnh");
    f->now_ms = NOON - 23 * DAY; /* 1 November */
    back_up(f, "a");
    snprintf(file, sizeof file, "media/%s", medium(f, id));
    path_in(f, "a", file, path);
    flip(path, 2);
    f->now_ms += 27 * DAY;
    back_up(f, "b");
    assert_int_equal(faults_of(f, "b"), 1); /* the size is right, and it was not read */
    f->now_ms += 2 * DAY;
    back_up(f, "c");
    assert_int_equal(faults_of(f, "c"), 0);
    assert_int_equal(links_of(f, "c", medium(f, id)), 1);
}

static void media_that_the_data_folder_lacks_come_from_the_backup_before(void **state)
{
    struct fixture *f = *state;
    char path[400];
    int64_t id = add_media(f, "một ảnh");
    back_up(f, "a");
    snprintf(path, sizeof path, "%s/media/%s", f->folder, medium(f, id));
    assert_int_equal(unlink(path), 0);
    f->now_ms += 8 * DAY; /* a full copy */
    struct backup_entry second = back_up(f, "b");
    assert_true(second.is_full);
    assert_int_equal(second.missing, 0);
    assert_int_equal(faults_of(f, "b"), 0);
}

static void a_backup_without_a_medium_says_so(void **state)
{
    struct fixture *f = *state;
    struct backup_entry newest, *entries;
    char path[400], folder[400];
    size_t count = 0;
    int64_t id = add_media(f, "một ảnh"), other = add_media(f, "ảnh khác");
    folder_of(f, folder);
    snprintf(path, sizeof path, "%s/media/%s", f->folder, medium(f, id));
    flip(path, 3);
    snprintf(path, sizeof path, "%s/media/%s", f->folder, medium(f, other));
    assert_int_equal(unlink(path), 0);
    struct backup_entry made = back_up(f, "a");
    assert_int_equal(made.missing, 2);
    assert_false(backup_is_good(&made));
    assert_string_equal(backup_state_name(&made), "incomplete");
    assert_int_equal(faults_of(f, "a"), 0); /* it is what it says it is */
    assert_int_equal(backup_newest(folder, &newest), ERR_NOT_FOUND);
    assert_ok(backup_list(folder, f->arena, &entries, &count));
    assert_int_equal(count, 1);
    assert_int_equal(entries[0].missing, 2);
}

static void names_are_taken_once(void **state)
{
    struct fixture *f = *state;
    auto_buf struct buf fault = BUF(4096);
    struct backup_entry entry;
    back_up(f, "a");
    assert_int_equal(try_backup(f, "a", &entry, &fault), ERR_CONFLICT);
    buf_cut(&fault, 0);
    assert_int_equal(try_backup(f, "../a", &entry, &fault), ERR_INPUT);
    struct backup_entry first = back_up(f, NULL), second = back_up(f, NULL);
    assert_string_equal(first.name, "2026-11-24-120000");
    assert_string_equal(second.name, "2026-11-24-120000b");
    assert_false(first.is_named);
}

static void what_a_killed_one_left_goes_with_the_next(void **state)
{
    struct fixture *f = *state;
    char folder[400], path[700];
    struct backup_entry *entries;
    size_t count = 0;
    folder_of(f, folder);
    back_up(f, "a");
    snprintf(path, sizeof path, "%s/.unfinished-x", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/.unfinished-x/media", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/.unfinished-x/media/file", folder);
    close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0400));
    assert_ok(backup_list(folder, f->arena, &entries, &count));
    assert_int_equal(count, 1);
    back_up(f, "b");
    snprintf(path, sizeof path, "%s/.unfinished-x", folder);
    assert_int_equal(access(path, F_OK), -1);
}

static void a_verdict_is_listed_until_a_newer_one(void **state)
{
    struct fixture *f = *state;
    char folder[400];
    struct backup_entry newest;
    folder_of(f, folder);
    back_up(f, "a");
    f->now_ms += HOUR;
    back_up(f, "b");
    backup_note_verdict(folder, "b", f->now_ms + MINUTE, false);
    assert_ok(backup_newest(folder, &newest));
    assert_string_equal(newest.name, "a");
    backup_note_verdict(folder, "b", f->now_ms + 2 * MINUTE, true);
    assert_ok(backup_newest(folder, &newest));
    assert_string_equal(newest.name, "b");
    assert_int_equal(newest.verified_ms, f->now_ms + 2 * MINUTE);
    /* Of a backup that had this name before. */
    backup_note_verdict(folder, "b", f->now_ms - MINUTE, false);
    assert_ok(backup_newest(folder, &newest));
    assert_string_equal(newest.name, "b");
}

static void what_is_forgotten_has_no_name_and_then_no_files(void **state)
{
    struct fixture *f = *state;
    auto_buf struct buf names = BUF(4096), fault = BUF(4096);
    const struct backup_retention retention = {.daily = 1};
    char folder[400], path[700];
    struct backup_entry *entries;
    size_t count = 0;
    folder_of(f, folder);
    back_up(f, NULL);
    f->now_ms += DAY;
    back_up(f, NULL);
    assert_ok(backup_forget(folder, &retention, true, &names, &fault));
    assert_string_equal(buf_str(&names), "2026-11-24-120000\n");
    assert_ok(backup_list(folder, f->arena, &entries, &count));
    assert_int_equal(count, 2);
    buf_cut(&names, 0);
    assert_ok(backup_forget(folder, &retention, false, &names, &fault));
    assert_string_equal(buf_str(&names), "2026-11-24-120000\n");
    snprintf(path, sizeof path, "%s/.going-2026-11-24-120000/database/00000000", folder);
    assert_int_equal(access(path, F_OK), 0);
    backup_clear(folder);
    assert_int_equal(access(path, F_OK), -1);
    assert_ok(backup_list(folder, f->arena, &entries, &count));
    assert_int_equal(count, 1);
}

/* A backup that is ended leaves nothing, whenever that comes. */
struct countdown {
    int left;
};

static bool count_down(void *context)
{
    struct countdown *countdown = context;
    return countdown->left-- <= 0;
}

static void one_that_is_ended_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    char folder[400];
    struct backup_entry entry;
    enum err err = ERR_TIMEOUT;
    int ended = 0;
    add_media(f, "một ảnh nhỏ");
    folder_of(f, folder);
    for (int steps = 0; err; steps++) {
        auto_buf struct buf fault = BUF(4096);
        struct countdown countdown = {steps};
        const struct backup_order order = {.store = f->store,
                                           .actor = &editor,
                                           .clock = &f->clock,
                                           .data = f->folder,
                                           .folder = folder,
                                           .name = "a",
                                           .erases = true,
                                           .looker = {.watch = {count_down, &countdown}}};
        err = backup_make(&order, &fault, &entry);
        if (!err)
            break;
        assert_int_equal(err, ERR_TIMEOUT);
        ended++;
        DIR *dir = opendir(folder);
        assert_non_null(dir);
        for (struct dirent *item; (item = readdir(dir));)
            assert_int_equal(item->d_name[0], '.');
        closedir(dir);
    }
    assert_true(ended > 3);
    assert_int_equal(faults_of(f, "a"), 0);
}

/* Added when the media were brought and the moment has not come; taken back behind the moment. */
struct meddler {
    struct fixture *f;
    int64_t id;
    bool is_gone;
};

static void add_late(void *context, const struct backup_progress *progress)
{
    struct meddler *meddler = context;
    if (progress->phase == BACKUP_DATABASE && !meddler->id)
        meddler->id = add_media(meddler->f, "ảnh đến muộn");
}

static bool take_back(void *context)
{
    struct meddler *meddler = context;
    if (!meddler->id || meddler->is_gone)
        return false;
    meddler->is_gone = true;
    struct conn *conn = fixture_begin(meddler->f);
    assert_ok(media_delete(conn, meddler->id));
    assert_ok(store_commit(&conn));
    return false;
}

static void a_file_taken_back_meanwhile_is_in_no_backup(void **state)
{
    struct fixture *f = *state;
    auto_buf struct buf fault = BUF(4096);
    struct meddler meddler = {.f = f};
    struct backup_entry entry;
    char folder[400];
    add_media(f, "một ảnh nhỏ");
    folder_of(f, folder);
    const struct backup_order order = {
        .store = f->store,
        .actor = &editor,
        .clock = &f->clock,
        .data = f->folder,
        .folder = folder,
        .name = "a",
        .erases = true,
        .looker = {.watch = {take_back, &meddler}, .tell = add_late, .context = &meddler}};
    assert_ok(backup_make(&order, &fault, &entry));
    assert_true(meddler.is_gone);
    assert_int_equal(entry.missing, 0);
    assert_int_equal(entry.files, 3 + pieces_of(&entry));
    assert_int_equal(faults_of(f, "a"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(the_second_links_and_the_next_months_first_copies),
        store_test(a_piece_of_the_database_that_did_not_change_is_linked_and_no_other),
        store_test(nothing_is_linked_to_the_data_folder),
        store_test(a_linked_file_is_read_again_after_a_month_of_days),
        store_test(media_that_the_data_folder_lacks_come_from_the_backup_before),
        store_test(a_backup_without_a_medium_says_so),
        store_test(names_are_taken_once),
        store_test(what_a_killed_one_left_goes_with_the_next),
        store_test(a_verdict_is_listed_until_a_newer_one),
        store_test(what_is_forgotten_has_no_name_and_then_no_files),
        store_test(one_that_is_ended_leaves_nothing),
        store_test(a_file_taken_back_meanwhile_is_in_no_backup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
