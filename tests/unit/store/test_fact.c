/* Facts as they are written: the texts that the database compares and searches, and what is too long. */
#include "fixture.h"

#include "content/fact.h"

/* One value of each, as the database gets it. */
static const char *written(struct arena *arena, enum fact fact, const char *text)
{
    const struct fact_value value = {.fact = fact, .text = text};
    const struct article article = {.facts = &value, .fact_count = 1, .kind = KIND_SAMPLE};
    return facts_write(arena, &article);
}

static const char *key(struct arena *arena, enum fact fact, const char *text)
{
    const struct fact_value value = {.fact = fact, .text = text};
    return fact_key(arena, &value);
}

static void what_json_may_not_hold_is_escaped(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    assert_string_equal(written(arena, FACT_SAMPLE_NUMBER, "a\t\"b\\\x1f"),
                        "{\"number\":\"a\\u0009\\\"b\\\\\\u001f\"}");
}

static void words_are_compared_by_their_keys_and_a_text_without_words_by_itself(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    const struct fact_value two[] = {{.fact = FACT_SAMPLE_PAGES, .text = "3"},
                                     {.fact = FACT_SAMPLE_STATE, .text = "in-force"}};
    (void)state;
    assert_string_equal(key(arena, FACT_SAMPLE_NUMBER, "HÒA"), key(arena, FACT_SAMPLE_NUMBER, "hoà"));
    assert_string_equal(key(arena, FACT_SAMPLE_NUMBER, "---"), "[\"---\"]");
    assert_string_equal(fact_keys(arena, two, 0, 2), arena_printf(arena, "[[%d,3],[%d,\"in-force\"]]",
                                                                  FACT_SAMPLE_PAGES, FACT_SAMPLE_STATE));
    assert_null(fact_keys(arena, two, 2, 2));
}

static void what_does_not_fit_is_never_written_by_half(void **state)
{
    enum { VALUES = 200, LENGTH = 2000 };
    static char text[LENGTH + 1], long_text[16 * LENGTH + 1];
    static struct fact_value values[VALUES];
    const struct article article = {.facts = values, .fact_count = VALUES, .kind = KIND_SAMPLE};
    (void)state;
    memset(text, 'a', LENGTH);
    memset(long_text, '-', sizeof long_text - 1);
    for (int i = 0; i < VALUES; i++)
        values[i] = (struct fact_value){.fact = FACT_SAMPLE_ISSUER, .text = text};
    auto_arena struct arena *whole = arena_new(1 << 20), *words = arena_new(1 << 20),
                            *one = arena_new(1 << 20);
    assert_null(facts_write(whole, &article));
    assert_true(arena_failed(whole));
    assert_string_equal(facts_words(words, &article), "");
    assert_true(arena_failed(words));
    assert_null(key(one, FACT_SAMPLE_NUMBER, long_text));
    assert_true(arena_failed(one));
}

static void fact_without_a_key_is_not_saved(void **state)
{
    static char long_text[16000];
    const struct fact_value value = {.fact = FACT_SAMPLE_NUMBER, .text = long_text};
    struct fixture *f = *state;
    struct article a = sample("dai");
    int64_t id = 0;
    memset(long_text, '-', sizeof long_text - 1);
    a.kind = KIND_SAMPLE;
    a.facts = &value;
    a.fact_count = 1;
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct conn *conn = NULL;
    assert_ok(store_begin(f->store, arena, &editor, &conn));
    assert_int_equal(article_insert(conn, &a, 0, &id), ERR_MEMORY);
    store_end(conn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_json_may_not_hold_is_escaped),
        cmocka_unit_test(words_are_compared_by_their_keys_and_a_text_without_words_by_itself),
        cmocka_unit_test(what_does_not_fit_is_never_written_by_half),
        store_test(fact_without_a_key_is_not_saved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
