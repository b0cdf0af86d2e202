/* A folder's names are synchronised, and what is no folder is refused. */
#include "base/folder.h"

#include "test.h"

#include <errno.h>

static void folder_is_synchronised_and_nothing_else(void **state)
{
    (void)state;
    assert_int_equal(folder_sync("."), 0);
    assert_int_equal(folder_sync("./there-is-none"), -1);
    assert_int_equal(errno, ENOENT);
    assert_int_equal(folder_sync("/proc/self/exe"), -1);
    assert_int_equal(errno, ENOTDIR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(folder_is_synchronised_and_nothing_else)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
