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
    } files[] = {{"manifest.json", 29}, {"cong.db", 20011}, {file, 1}};
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
    path_in(f, "a", "cong.db", path);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(one_flipped_byte_is_found_wherever_it_is),
        store_test(a_file_that_is_gone_or_longer_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
