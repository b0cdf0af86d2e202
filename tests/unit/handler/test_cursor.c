/* Cursors of lists. */
#include "base/arena.h"
#include "core/cursor.h"
#include "test.h"

#include <string.h>

static void cursors_come_back_as_they_were_or_not_at_all(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    const int64_t values[] = {0, 1, INT64_C(1795529156000), INT64_MAX};
    int64_t at_ms, id;
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const char *text = cursor_write(arena, values[i], values[3 - i]);
        assert_int_equal(cursor_read(text, &at_ms, &id), ERR_OK);
        assert_int_equal(at_ms, values[i]);
        assert_int_equal(id, values[3 - i]);
        for (size_t j = 0; text[j]; j++) {
            char damaged[64];
            memcpy(damaged, text, strlen(text) + 1);
            damaged[j] = damaged[j] == 'A' ? 'B' : 'A';
            assert_int_equal(cursor_read(damaged, &at_ms, &id), ERR_CURSOR);
            damaged[j] = '\0';
            assert_int_equal(cursor_read(damaged, &at_ms, &id), ERR_CURSOR);
        }
    }
    assert_int_equal(cursor_read("!!", &at_ms, &id), ERR_CURSOR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cursors_come_back_as_they_were_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
