/* Two stores, one log and files beside it: a row of media is nowhere before its files are. */
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include "replication_fixture.h"

#include "media/media_file.h"
#include "store/membership.h"

/* One file that is kept beside the log. */
static struct {
    char name[100], bytes[100];
    size_t size;
    bool is_away; /* nobody keeps anything now */
    int put, got;
} beside;

static enum err beside_put(void *context, const char *name, int fd, int64_t size)
{
    (void)context;
    if (beside.is_away)
        return ERR_UNAVAILABLE;
    assert_true((size_t)size < sizeof beside.bytes);
    snprintf(beside.name, sizeof beside.name, "%s", name);
    beside.size = (size_t)size;
    assert_int_equal(pread(fd, beside.bytes, beside.size, 0), beside.size);
    beside.put++;
    return ERR_OK;
}

static enum err beside_get(void *context, const char *name, int fd)
{
    (void)context;
    if (beside.is_away)
        return ERR_UNAVAILABLE;
    if (strcmp(name, beside.name) != 0)
        return ERR_NOT_FOUND;
    assert_int_equal(write(fd, beside.bytes, beside.size), beside.size);
    beside.got++;
    return ERR_OK;
}

static const struct replication_log calls = {
    .append = kept_append, .read = kept_read, .put_file = beside_put, .get_file = beside_get};

static int files_setup(void **state)
{
    memset(&beside, 0, sizeof beside);
    int failed = pair_setup(state);
    struct pair *pair = *state;
    pair->options.log = &calls;
    return failed;
}

static enum err insert_medium(struct conn *conn, void *bytes)
{
    int64_t id;
    bool known;
    const struct media words = {.file_name = "tệp.pdf"};
    struct media_content content = {
        .original = {.extension = "pdf", .type = "application/pdf", .bytes = bytes, .size = strlen(bytes)}};
    media_name_content(conn_arena(conn), &content);
    return media_insert(conn, &words, &content, &id, &known);
}

static enum err remove_all_media(struct conn *conn, void *nothing)
{
    (void)nothing;
    return media_delete(conn, 1);
}

static bool has_file(struct store *store)
{
    return beside.name[0] && media_file_is_there(store, beside.name);
}

static void a_file_is_beside_the_log_before_its_row_and_on_the_other_machine_with_it(void **state)
{
    struct pair *pair = *state;
    assert_ok(ask_first(pair, insert_medium, "nội dung"));
    assert_int_equal(beside.put, 1);
    assert_true(has_file(pair->first));
    assert_false(has_file(pair->second));
    follow(pair->second);
    assert_true(has_file(pair->second));
    assert_both(pair, "SELECT count(*) FROM media", 1);
    assert_int_equal(beside.got, 1);
}

static void without_a_place_for_the_file_there_is_no_row(void **state)
{
    struct pair *pair = *state;
    beside.is_away = true;
    assert_int_equal(ask_first(pair, insert_medium, "nội dung"), ERR_UNAVAILABLE);
    assert_int_equal(pair->log.count, 0);
    assert_int_equal(integer_in(pair->first, "SELECT count(*) FROM media"), 0);
}

static void an_entry_waits_for_its_files(void **state)
{
    struct pair *pair = *state;
    int64_t applied;
    assert_ok(ask_first(pair, insert_medium, "nội dung"));
    beside.is_away = true;
    assert_int_equal(replication_catch_up(pair->second, &applied), ERR_UNAVAILABLE);
    assert_int_equal(integer_in(pair->second, "SELECT count(*) FROM media"), 0);
    beside.is_away = false;
    follow(pair->second);
    assert_true(has_file(pair->second));
}

static void bytes_that_are_not_what_the_name_says_are_not_taken(void **state)
{
    struct pair *pair = *state;
    int64_t applied;
    assert_ok(ask_first(pair, insert_medium, "nội dung"));
    beside.bytes[0] ^= 1;
    assert_int_equal(replication_catch_up(pair->second, &applied), ERR_INTERNAL);
    assert_false(has_file(pair->second));
    beside.bytes[0] ^= 1;
    follow(pair->second);
    assert_true(has_file(pair->second));
}

static void a_file_that_is_nowhere_any_more_holds_nobody_up(void **state)
{
    struct pair *pair = *state;
    assert_ok(ask_first(pair, insert_medium, "nội dung"));
    assert_ok(ask_first(pair, remove_all_media, NULL));
    snprintf(beside.name, sizeof beside.name, "swept");
    follow(pair->second);
    assert_both(pair, "SELECT count(*) FROM media", 0);
}

/* Both are applied in one transaction, whose end removes what it let go. */
static void a_file_that_went_and_came_again_stays(void **state)
{
    struct pair *pair = *state;
    assert_ok(ask_first(pair, insert_medium, "nội dung"));
    follow(pair->second);
    assert_ok(ask_first(pair, remove_all_media, NULL));
    assert_ok(ask_first(pair, insert_medium, "nội dung"));
    follow(pair->second);
    assert_true(has_file(pair->second));
    assert_both(pair, "SELECT count(*) FROM media", 1);
}

static void a_folder_says_which_cluster_it_is_of(void **state)
{
    struct pair *pair = *state;
    struct membership membership = {.cluster = "0123456789abcdef0123456789abcdef", .applied = 4}, found;
    store_close(TAKE(pair->first));
    fixture_open(pair->f);
    assert_ok(membership_read(pair->f->store, &found));
    assert_string_equal(found.cluster, "");
    assert_ok(membership_set(pair->f->store, &membership));
    assert_ok(membership_read(pair->f->store, &found));
    assert_string_equal(found.cluster, membership.cluster);
    assert_int_equal(found.applied, 4);
    assert_ok(membership_set(pair->f->store, &(struct membership){.cluster = ""}));
    assert_ok(membership_read(pair->f->store, &found));
    assert_string_equal(found.cluster, "");
    assert_int_equal(found.applied, 0);
    store_close(TAKE(pair->f->store));
}

#define files_test(test) cmocka_unit_test_setup_teardown(test, files_setup, pair_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        files_test(a_file_is_beside_the_log_before_its_row_and_on_the_other_machine_with_it),
        files_test(without_a_place_for_the_file_there_is_no_row),
        files_test(an_entry_waits_for_its_files),
        files_test(bytes_that_are_not_what_the_name_says_are_not_taken),
        files_test(a_file_that_is_nowhere_any_more_holds_nobody_up),
        files_test(a_file_that_went_and_came_again_stays),
        files_test(a_folder_says_which_cluster_it_is_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
