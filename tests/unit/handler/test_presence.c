/* Who has an article open: told for a minute, and never more of it than there is room for. */
#include "core/presence.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

enum { NOW = 1000000 };

static size_t count_of(struct presence *presence, int64_t article, int64_t but, int64_t now_ms)
{
    auto_arena struct arena *arena = arena_new(1024 * 1024);
    struct present_one *ones;
    size_t count;
    assert_int_equal(presence_of(presence, article, but, now_ms, arena, &ones, &count), ERR_OK);
    return count;
}

static void presence_ends_after_a_minute_and_begins_anew(void **state)
{
    struct presence *presence = presence_new();
    const struct actor actor = {.token_id = 7, .name = "Lan"};
    (void)state;
    presence_note(presence, 1, &actor, NOW);
    assert_int_equal(count_of(presence, 1, PRESENCE_ALL, NOW + PRESENCE_MS - 1), 1);
    assert_int_equal(count_of(presence, 1, PRESENCE_ALL, NOW + PRESENCE_MS), 0);
    assert_int_equal(count_of(presence, 1, 7, NOW), 0);
    assert_int_equal(count_of(presence, 2, PRESENCE_ALL, NOW), 0);
    /* A clock that was set back by an hour. */
    assert_int_equal(count_of(presence, 1, PRESENCE_ALL, NOW - 3600 * 1000), 0);
    presence_note(presence, 1, &actor, NOW + 2 * PRESENCE_MS);
    presence_note(presence, 1, &actor, NOW + 2 * PRESENCE_MS + 1000);
    auto_arena struct arena *arena = arena_new(1024 * 1024);
    struct present_one *ones;
    size_t count;
    assert_int_equal(
        presence_of(presence, 1, PRESENCE_ALL, NOW + 2 * PRESENCE_MS + 2000, arena, &ones, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_string_equal(ones[0].name, "Lan");
    assert_int_equal(ones[0].since_ms, NOW + 2 * PRESENCE_MS);
    presence_leave(presence, 1, 7);
    assert_int_equal(count_of(presence, 1, PRESENCE_ALL, NOW + 2 * PRESENCE_MS), 0);
    presence_free(presence);
}

static void presence_of_too_many_forgets_the_longest_unheard_of(void **state)
{
    struct presence *presence = presence_new();
    (void)state;
    for (int i = 0; i < PRESENCE_MAX + 10; i++)
        presence_note(presence, 1, &(struct actor){.token_id = i + 1}, NOW + i);
    assert_int_equal(count_of(presence, 1, PRESENCE_ALL, NOW + 1000), PRESENCE_MAX);
    assert_int_equal(count_of(presence, 1, PRESENCE_MAX + 10, NOW + 1000), PRESENCE_MAX - 1);
    assert_int_equal(count_of(presence, 1, 1, NOW + 1000), PRESENCE_MAX);
    presence_free(presence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(presence_ends_after_a_minute_and_begins_anew),
        cmocka_unit_test(presence_of_too_many_forgets_the_longest_unheard_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
