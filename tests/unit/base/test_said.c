#include "base/said.h"

#include "test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void environment(const char *all, const char *messages, const char *lang)
{
    setenv("LC_ALL", all, 1);
    setenv("LC_MESSAGES", messages, 1);
    setenv("LANG", lang, 1);
}

static void the_first_variable_that_is_not_empty_counts(void **state)
{
    (void)state;
    static const struct {
        const char *all, *messages, *lang;
        enum lang wanted;
    } cases[] = {
        {"", "", "", LANG_EN},
        {"", "", "vi_VN.UTF-8", LANG_VI},
        {"", "vi_VN", "en_GB.UTF-8", LANG_VI},
        {"", "C", "vi_VN.UTF-8", LANG_EN},
        {"vi", "C", "C", LANG_VI},
        {"C.UTF-8", "vi_VN.UTF-8", "vi_VN.UTF-8", LANG_EN},
        {"POSIX", "", "vi", LANG_EN},
        {"vi.UTF-8", "", "", LANG_VI},
        {"vi_VN@x", "", "", LANG_VI},
        {"vie", "", "", LANG_EN},
        {"visage_VN", "", "", LANG_EN},
        {"v", "", "", LANG_EN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        environment(cases[i].all, cases[i].messages, cases[i].lang);
        assert_int_equal(said_lang(), cases[i].wanted);
        assert_string_equal(SAID("có", "yes"), cases[i].wanted == LANG_VI ? "có" : "yes");
    }
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    unsetenv("LANG");
    assert_int_equal(said_lang(), LANG_EN);
}

static void an_errno_is_told_in_the_language_and_a_rare_one_by_its_name(void **state)
{
    (void)state;
    environment("C.UTF-8", "", "");
    assert_string_equal(said_errno(ENOENT), "No such file or directory");
    environment("vi_VN.UTF-8", "", "");
    assert_string_equal(said_errno(ENOENT), "không có tệp hay thư mục này");
    assert_string_equal(said_errno(ENOTBLK), "ENOTBLK");
    assert_string_equal(said_errno(99999), "lỗi không rõ");
    assert_string_equal(errno_title(EACCES, LANG_EN), "Permission denied");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_variable_that_is_not_empty_counts),
        cmocka_unit_test(an_errno_is_told_in_the_language_and_a_rare_one_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
