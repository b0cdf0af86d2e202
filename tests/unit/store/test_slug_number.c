/* Numbers behind slugs. */
#include "engine_fixture.h"
#include "store/slug_number.h"
#include "text/slug.h"

/* Takes the next free slug of a stem, as an article of that title would. */
static const char *take(struct fixture *f, struct conn *conn, const char *stem)
{
    const char *slug = NULL;
    int64_t id = 0;
    assert_ok(slug_free(conn, stem, 0, &slug));
    assert_true(slug_valid(slug));
    struct article article = sample(slug);
    assert_ok(article_insert(conn, &article, 0, &id));
    return arena_text(f->arena, slug);
}

static const char *ask(struct fixture *f, const char *stem, int64_t first)
{
    const char *slug = NULL;
    struct conn *conn = fixture_begin(f);
    assert_ok(slug_free(conn, stem, first, &slug));
    slug = arena_text(f->arena, slug);
    store_end(conn);
    return slug;
}

static void add_slug(struct fixture *f, const char *slug)
{
    struct article article = sample(slug);
    add_article(f, &article);
}

/* Taken one by one, a thousand cost half a million questions. */
static void equal_titles_cost_a_few_questions_each(void **state)
{
    enum { EQUAL = 1000, QUESTIONS_EACH = 2 * 10 + SLUG_NUMBER_LEAST, STEPS_OF_QUESTION = 40 };
    struct fixture *f = *state;
    char wanted[40];
    struct conn *conn = fixture_begin(f);
    for (int i = 1; i <= EQUAL; i++) {
        snprintf(wanted, sizeof wanted, i == 1 ? "thong-bao" : "thong-bao-%d", i);
        assert_string_equal(take(f, conn, "thong-bao"), wanted);
    }
    int steps = fixture_steps(conn, STMT_SLUG_TAKEN, false);
    store_end(conn);
    assert_in_range(steps, EQUAL, EQUAL * QUESTIONS_EACH * STEPS_OF_QUESTION);
}

static void other_slugs_that_end_in_numbers_are_no_obstacle(void **state)
{
    struct fixture *f = *state;
    static const char *const others[] = {"ke-hoach",     "ke-hoach-2",  "ke-hoach-2026",
                                         "ke-hoach-2-3", "ke-hoach-03", "ke-hoach-nam"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        add_slug(f, others[i]);
    assert_string_equal(ask(f, "ke-hoach", 0), "ke-hoach-3");
    assert_string_equal(ask(f, "ke-hoach-2", 0), "ke-hoach-2-2");
    assert_string_equal(ask(f, "ke", 0), "ke");
    assert_string_equal(ask(f, "bai", 1), "bai-1");
}

static void number_is_free_wherever_there_are_holes(void **state)
{
    struct fixture *f = *state;
    char slug[40];
    add_slug(f, "tin");
    for (int i = 2; i <= 40; i++) {
        snprintf(slug, sizeof slug, "tin-%d", i);
        if (i != 5 && i % 9)
            add_slug(f, slug);
    }
    assert_string_equal(ask(f, "tin", 0), "tin-5");
    add_slug(f, "tin-5");
    for (int i = 0; i < 10; i++)
        add_slug(f, ask(f, "tin", 0)); /* refused if anybody has it */
}

static void limit_of_length_is_kept(void **state)
{
    struct fixture *f = *state;
    char stem[SLUG_SIZE_MAX + 1];
    for (int i = 0; i < SLUG_SIZE_MAX; i++)
        stem[i] = i % 8 == 7 ? '-' : 'a';
    stem[SLUG_SIZE_MAX - 1] = 'z';
    stem[SLUG_SIZE_MAX] = '\0';
    struct conn *conn = fixture_begin(f);
    for (int i = 0; i < 120; i++)
        assert_in_range(strlen(take(f, conn, stem)), 1, SLUG_SIZE_MAX);
    store_end(conn);
}

static void slug_of_what_is_gone_or_was_renamed_is_taken(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("mot");
    article.id = add_article(f, &article);
    article = get_article(f, article.id);
    article.slug = "mot-2";
    save_article(f, &article, ACTION_EDIT);
    assert_string_equal(ask(f, "mot", 0), "mot-3");
    move_article(f, article.id, STATUS_TRASHED, ACTION_TRASH);
    struct conn *conn = fixture_begin(f);
    assert_ok(article_purge(conn, article.id));
    assert_ok(store_commit(&conn));
    assert_string_equal(ask(f, "mot", 0), "mot-3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(equal_titles_cost_a_few_questions_each),
        store_test(other_slugs_that_end_in_numbers_are_no_obstacle),
        store_test(number_is_free_wherever_there_are_holes),
        store_test(limit_of_length_is_kept),
        store_test(slug_of_what_is_gone_or_was_renamed_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
