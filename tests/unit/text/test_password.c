/* Which passwords may be chosen. */
#include "test.h"
#include "text/password.h"

#include <string.h>

static const char *const own[] = {"nguyen.hoa", "Nguyễn Thị Hoa", "Cổng thông tin điện tử xã Nà Khuổi",
                                  "Ủy ban nhân dân xã Nà Khuổi", NULL};

static enum password_verdict judge(const char *text)
{
    struct arena *arena = arena_new(1024 * 1024);
    enum password_verdict verdict = password_judge(arena, password_typed(arena, text), PASSWORD_MIN, own, 5);
    arena_free(arena);
    return verdict;
}

static void passwords_are_judged(void **state)
{
    static const struct {
        const char *text;
        enum password_verdict verdict;
    } known[] = {
        {"cá rô phi bơi ngược dòng", PASSWORD_GOOD}, {"correct horse battery staple", PASSWORD_GOOD},
        {"x9!kQ2#mW8@pL5$", PASSWORD_GOOD},          {"Tre già măng mọc sau mưa", PASSWORD_GOOD},
        {"mười bốn chữ!!", PASSWORD_SHORT},          {"", PASSWORD_SHORT},
        {"123456789012345", PASSWORD_COMMON},        {"aaaaaaaaaaaaaaaaaaaa", PASSWORD_COMMON},
        {"abababababababababab", PASSWORD_COMMON},   {"qwertyuiop1234567890", PASSWORD_COMMON},
        {"0987654321poiuytrewq", PASSWORD_COMMON},   {"MatKhau@123456789", PASSWORD_COMMON},
        {"Mật khẩu 2026 Mật khẩu", PASSWORD_COMMON}, {"Password!Password!1", PASSWORD_COMMON},
        {"!!!!!!!!!!!!!!!!!!!!", PASSWORD_COMMON},   {"anh yêu em anh yêu em", PASSWORD_COMMON},
        {"ubnd-xa-na-khuoi-2026", PASSWORD_OWN},     {"Nguyễn Thị Hoa 1990", PASSWORD_OWN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (judge(known[i].text) != known[i].verdict)
            fail_msg("%s: %d", known[i].text, (int)judge(known[i].text));
}

static void the_same_keys_give_the_same_password(void **state)
{
    struct arena *arena = arena_new(1024 * 1024);
    char longest[4 * PASSWORD_MAX + 8];
    (void)state;
    /* Composed and decomposed. */
    assert_string_equal(password_typed(arena, "Ti\xe1\xba\xbfng"),
                        password_typed(arena, "Tie\xcc\x82\xcc\x81ng"));
    assert_string_equal(password_typed(arena, " giữ dấu cách "), " giữ dấu cách ");
    assert_string_equal(password_typed(arena, "\xff"), "");
    assert_string_equal(password_typed(arena, NULL), "");
    memset(longest, 0, sizeof longest);
    for (int i = 0; i < PASSWORD_MAX; i++)
        memcpy(longest + 2 * i, "đ", 2);
    assert_int_equal(strlen(password_typed(arena, longest)), 2 * PASSWORD_MAX);
    memcpy(longest + 2 * PASSWORD_MAX, "x", 1);
    assert_string_equal(password_typed(arena, longest), "");
    assert_true(password_has_marks("đi"));
    assert_false(password_has_marks("ddi 1!"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_are_judged),
        cmocka_unit_test(the_same_keys_give_the_same_password),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
