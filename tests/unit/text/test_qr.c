#include "text/qr.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

enum { SIDE_MOST = 177 };

/* Draws the path as what it says: rectangles one module high. */
static int draw(const struct qr *code, char dark[SIDE_MOST][SIDE_MOST])
{
    int x, y, run, back, used = 0, count = 0;
    for (const char *p = code->path; *p; p += used, count++) {
        assert_int_equal(sscanf(p, "M%d %dh%dv1h-%dz%n", &x, &y, &run, &back, &used), 4);
        assert_true(run == back && run > 0 && x + run <= code->size && y < code->size);
        memset(&dark[y][x], 1, (size_t)run);
    }
    return count;
}

static void corner_patterns_stand_where_the_standard_has_them(void **state)
{
    static char dark[SIDE_MOST][SIDE_MOST];
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct qr code;
    (void)state;
    assert_int_equal(qr_code("https://binhgia.example/bai-viet/hoi-nghi", arena, &code), ERR_OK);
    assert_int_equal((code.size - 17) % 4, 0);
    assert_true(draw(&code, dark) > 100);
    const int corners[][2] = {{0, 0}, {0, code.size - 7}, {code.size - 7, 0}};
    for (size_t i = 0; i < 3; i++)
        for (int y = 0; y < 7; y++)
            for (int x = 0; x < 7; x++) {
                bool edge = x == 0 || x == 6 || y == 0 || y == 6;
                bool heart = x >= 2 && x <= 4 && y >= 2 && y <= 4;
                assert_int_equal(dark[corners[i][0] + y][corners[i][1] + x], edge || heart);
            }
}

static void texts_that_make_no_code_are_refused(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct qr code;
    char text[QR_TEXT_MAX + 2];
    (void)state;
    memset(text, 'a', sizeof text);
    text[QR_TEXT_MAX + 1] = '\0';
    assert_int_equal(qr_code(text, arena, &code), ERR_INPUT);
    assert_int_equal(qr_code("", arena, &code), ERR_INPUT);
    text[QR_TEXT_MAX] = '\0';
    assert_int_equal(qr_code(text, arena, &code), ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corner_patterns_stand_where_the_standard_has_them),
        cmocka_unit_test(texts_that_make_no_code_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
