/* A folder's names are synchronised, and what is no folder is refused; small files are read, and nothing
 * else. */
#include "base/folder.h"

#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void folder_is_synchronised_and_nothing_else(void **state)
{
    (void)state;
    assert_int_equal(folder_sync("."), 0);
    assert_int_equal(folder_sync("./there-is-none"), -1);
    assert_int_equal(errno, ENOENT);
    assert_int_equal(folder_sync("/proc/self/exe"), -1);
    assert_int_equal(errno, ENOTDIR);
}

/* What folder_read() says of "a/NAME" below the root, with room for four bytes: 0, or errno. */
static int read_four(const char *root, const char *name, char bytes[4], size_t *ret_size)
{
    const char *const names[] = {"a", name};
    return folder_read(root, names, 2, bytes, 4, ret_size) ? errno : 0;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void small_files_are_read_and_nothing_else(void **state)
{
    char root[] = "/tmp/cong-folder-XXXXXX", bytes[4];
    size_t size = 9;
    (void)state;
    assert_non_null(mkdtemp(root));
    assert_int_equal(chdir(root), 0);
    assert_int_equal(mkdir("a", 0700), 0);
    assert_int_equal(mkdir("a/folder", 0700), 0);
    assert_int_equal(mkfifo("a/pipe", 0600), 0);
    write_file("a/empty", "");
    write_file("a/four", "four");
    write_file("a/five", "fiver");
    assert_int_equal(symlink("four", "a/link"), 0);
    assert_int_equal(read_four(root, "empty", bytes, &size), 0);
    assert_int_equal(size, 0);
    assert_int_equal(read_four(root, "four", bytes, &size), 0);
    assert_int_equal(size, 4);
    assert_memory_equal(bytes, "four", 4);
    assert_int_equal(read_four(root, "five", bytes, &size), EFBIG);
    assert_int_equal(read_four(root, "link", bytes, &size), ELOOP);
    assert_int_equal(read_four(root, "pipe", bytes, &size), EINVAL);
    assert_int_equal(read_four(root, "folder", bytes, &size), EINVAL);
    assert_int_equal(read_four(root, "missing", bytes, &size), ENOENT);
    assert_int_equal(read_four("./there-is-none", "four", bytes, &size), ENOENT);
    /* Also of the folders between: the writer of the root shall not lead out of it. */
    assert_int_equal(rename("a", "b"), 0);
    assert_int_equal(symlink("b", "a"), 0);
    assert_int_equal(read_four(root, "four", bytes, &size), ENOTDIR);
    static const char *const files[] = {"b/empty", "b/four", "b/five", "b/link", "b/pipe", "a"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        assert_int_equal(unlink(files[i]), 0);
    assert_int_equal(rmdir("b/folder") || rmdir("b") || rmdir(root), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(folder_is_synchronised_and_nothing_else),
                                       cmocka_unit_test(small_files_are_read_and_nothing_else)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
