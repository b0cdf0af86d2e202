/* What is found of a byte that changed, and of a file that is not what it was. */
#include "backup_fixture.h"

/* Of a small one every hundredth byte; of the manifest each, as it is what all else is judged by. */
static void one_flipped_byte_is_found_wherever_it_is(void **state)
{
    struct fixture *f = *state;
    char path[700], file[200];
    int64_t id = add_media(f, "một ảnh nhỏ");
    const struct article article = sample("mot-bai");
    add_article(f, &article);
    back_up(f, "a");
    snprintf(file, sizeof file, "media/%s", medium(f, id));
    const struct {
        const char *name;
        off_t step;
    } files[] = {{"manifest.json", 29},
                 {"database/00000000", 20011},
                 {"database/00000001", 20011},
                 {"database/00000003", 20011},
                 {file, 1}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        path_in(f, "a", files[i].name, path);
        off_t size = size_of(path);
        for (off_t at = 0; at < size; at += files[i].step) {
            flip(path, at);
            if (!faults_of(f, "a"))
                fail_msg("byte %lld of %s was flipped and not missed", (long long)at, files[i].name);
            flip(path, at);
        }
        /* The last one is where a hash ends. */
        flip(path, size - 1);
        assert_true(faults_of(f, "a") > 0);
        flip(path, size - 1);
    }
    assert_int_equal(faults_of(f, "a"), 0);
}

static void a_file_that_is_gone_or_longer_is_found(void **state)
{
    struct fixture *f = *state;
    char path[700], file[200];
    int64_t id = add_media(f, "một ảnh nhỏ");
    back_up(f, "a");
    snprintf(file, sizeof file, "media/%s", medium(f, id));
    path_in(f, "a", file, path);
    chmod(path, 0600);
    int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    assert_int_equal(write(fd, "x", 1), 1);
    close(fd);
    assert_int_equal(faults_of(f, "a"), 1);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(faults_of(f, "a"), 1);
    path_in(f, "a", "database/00000001", path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(faults_of(f, "a"), 2);
    /* More behind the manifest's end. */
    back_up(f, "b");
    path_in(f, "b", "manifest.json", path);
    chmod(path, 0600);
    fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    assert_int_equal(write(fd, "\n", 1), 1);
    close(fd);
    assert_int_equal(faults_of(f, "b"), 1);
}

/* The database of a backup, put together at a path of the fixture. */
static enum err assemble(struct fixture *f, const char *name, const char *to, struct buf *fault)
{
    char from[700], path[400];
    path_in(f, name, "", from);
    fixture_path(f, to, path);
    auto_close int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    return backup_database_assemble(from, fd, NULL, fault);
}

static void pieces_make_the_database_again_or_nothing(void **state)
{
    struct fixture *f = *state;
    auto_buf struct buf fault = BUF(4096);
    auto_backup_copy struct backup_copy *copy = NULL;
    struct backup_facts facts;
    char path[700];
    const struct article article = sample("mot-bai");
    add_article(f, &article);
    const struct backup_entry entry = back_up(f, "a");
    assert_ok(assemble(f, "a", "whole.db", &fault));
    fixture_path(f, "whole.db", path);
    assert_int_equal(size_of(path), entry.database_bytes);
    assert_ok(backup_copy_open(path, &fault, &copy));
    assert_ok(backup_copy_check(copy, NULL, &fault));
    assert_ok(backup_copy_facts(copy, NULL, f->arena, &facts));
    assert_int_equal(facts.articles, 1);
    path_in(f, "a", "database/00000002", path);
    flip(path, 77);
    assert_int_equal(assemble(f, "a", "other.db", &fault), ERR_CONFLICT);
    assert_non_null(strstr(buf_str(&fault), "database/00000002 is damaged"));
    buf_cut(&fault, 0);
    assert_int_equal(assemble(f, "khong-co", "other.db", &fault), ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(one_flipped_byte_is_found_wherever_it_is),
        store_test(a_file_that_is_gone_or_longer_is_found),
        store_test(pieces_make_the_database_again_or_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
