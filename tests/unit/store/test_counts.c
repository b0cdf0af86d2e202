/* How many published articles a category and a tag have is kept, not counted: after whatever happens to
 * articles it must be what counting would give. */
#include "fixture.h"

enum { ARTICLES = 8, TERMS = 3, STEPS = 400 };

struct walk {
    struct fixture *f;
    unsigned seed;
    struct term categories[TERMS], tags[TERMS];
    int64_t ids[ARTICLES]; /* 0 where there is none */
};

/* A number below `limit`; the same ones in every run. */
static unsigned choose(struct walk *walk, unsigned limit)
{
    walk->seed = walk->seed * 1103515245U + 12345U;
    return walk->seed / 65536U % limit;
}

static void change(struct walk *walk, struct article *article)
{
    article->status = (enum article_status)choose(walk, STATUS_COUNT);
    article->published_ms = article->status == STATUS_PUBLISHED ? NOON : article->published_ms;
    article->audience = choose(walk, 4) ? AUDIENCE_PUBLIC : AUDIENCE_STAFF;
    article->due_ms = article->status == STATUS_SCHEDULED ? NOON : 0;
    article->category = choose(walk, 4) ? &walk->categories[choose(walk, TERMS)] : NULL;
    article->tag_count = choose(walk, TERMS + 1);
    article->tags = walk->tags;
}

static void remove_article(struct walk *walk, int64_t *id)
{
    move_article(walk->f, *id, STATUS_TRASHED, ACTION_TRASH);
    struct conn *conn = fixture_begin(walk->f);
    assert_ok(article_purge(conn, *id));
    assert_ok(store_commit(&conn));
    *id = 0;
}

static void step(struct walk *walk, int number)
{
    int64_t *id = &walk->ids[choose(walk, ARTICLES)];
    char slug[40];
    snprintf(slug, sizeof slug, "bai-%d", number);
    struct article article = *id ? get_article(walk->f, *id) : sample(slug);
    change(walk, &article);
    if (!*id)
        *id = add_article(walk->f, &article);
    else if (choose(walk, 5))
        save_article(walk->f, &article, ACTION_EDIT);
    else
        remove_article(walk, id);
}

static int64_t counted(struct conn *conn, struct article_query query)
{
    int64_t count = -1;
    assert_ok(article_count(conn, &query, &count));
    return count;
}

static void compare(struct walk *walk)
{
    struct conn *conn = fixture_lease(walk->f);
    for (int i = 0; i < TERMS; i++) {
        struct category category;
        struct tag tag;
        assert_ok(category_by_id(conn, walk->categories[i].id, &category));
        assert_int_equal(category.count, counted(conn, (struct article_query){.category_id = category.id}));
        assert_ok(tag_by_id(conn, walk->tags[i].id, &tag));
        assert_int_equal(tag.count, counted(conn, (struct article_query){.tag_id = tag.id}));
    }
    store_end(conn);
}

static void counts_are_what_counting_would_give(void **state)
{
    struct walk walk = {.f = *state, .seed = 1};
    static const char *const names[TERMS] = {"mot", "hai", "ba"};
    for (int i = 0; i < TERMS; i++) {
        walk.categories[i] = (struct term){.id = add_category(walk.f, names[i], 0)};
        walk.tags[i] = (struct term){.id = add_tag(walk.f, names[i])};
    }
    for (int number = 0; number < STEPS; number++) {
        step(&walk, number);
        compare(&walk);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(counts_are_what_counting_would_give),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
