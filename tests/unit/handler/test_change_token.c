/* The token of the change feed: EPOCH.SEQUENCE, and what of it is refused. */
#include "bulk/change_token.h"

#include "test.h"

static const struct change_state now = {.epoch = "0a1b2c3d4e5f6071", .sequence = 1000, .horizon = 200};

static enum err read_token(const char *text, struct change_token *token)
{
    *token = (struct change_token){-1, -1};
    return change_token_read(text, &now, token);
}

static void assert_round(struct change_token token, const char *text)
{
    auto_arena struct arena *arena = arena_new(4096);
    struct change_token again;
    assert_string_equal(change_token_write(arena, &now, &token), text);
    assert_int_equal(read_token(text, &again), ERR_OK);
    assert_int_equal(again.sequence, token.sequence);
}

static void written_tokens_are_read_again(void **state)
{
    (void)state;
    assert_round((struct change_token){1000, 0}, "0a1b2c3d4e5f6071.1000");
    assert_round((struct change_token){200, 0}, "0a1b2c3d4e5f6071.200");
    assert_round((struct change_token){1000, 1000}, "0a1b2c3d4e5f6071.1000");
    assert_round((struct change_token){0, 900}, "0a1b2c3d4e5f6071.0.900");
    assert_round((struct change_token){899, 900}, "0a1b2c3d4e5f6071.899.900");
    assert_round(change_token_first(&now), "0a1b2c3d4e5f6071.0.1000");
}

static void tokens_of_other_data_begin_anew(void **state)
{
    static const char *const texts[] = {
        "1a1b2c3d4e5f6071.500",  /* another epoch */
        "0a1b2c3d4e5f607.500",   /* a part of ours */
        "0a1b2c3d4e5f60711.500", /* more than ours */
        "0a1b2c3d4e5f6071.1001", /* from the future */
        "0a1b2c3d4e5f6071.199",  /* before the horizon */
        "0a1b2c3d4e5f6071.0",    "0a1b2c3d4e5f6071.0.199", "0a1b2c3d4e5f6071.5.1001",
    };
    struct change_token token;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(read_token(texts[i], &token), ERR_RESYNC);
}

static void what_is_no_token_is_a_wrong_parameter(void **state)
{
    static const char *const texts[] = {
        "",
        ".",
        "x",
        ".5",
        "0a1b2c3d4e5f6071",
        "0a1b2c3d4e5f6071.",
        "0a1b2c3d4e5f6071.-1",
        "0a1b2c3d4e5f6071. 1",
        "0a1b2c3d4e5f6071.1x",
        "0a1b2c3d4e5f6071.1.",
        "0a1b2c3d4e5f6071.1.2.3",
        "0a1b2c3d4e5f6071.99999999999999999999",
        "0a1b2c3d4e5f6071.00000000000000000000000000000000001",
    };
    struct change_token token;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(read_token(texts[i], &token), ERR_PARAMETER);
        assert_int_equal(token.sequence, -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_tokens_are_read_again),
        cmocka_unit_test(tokens_of_other_data_begin_anew),
        cmocka_unit_test(what_is_no_token_is_a_wrong_parameter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
