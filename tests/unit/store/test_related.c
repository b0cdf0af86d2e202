/* What is related to an article: the order of its kinds, and that the cost does not grow with the portal. */
#include "engine_fixture.h"
#include "search_fixture.h"

#include "store/related.h"

enum { WANTED = 5, MANY = 6000 };

static struct article_list related_to(struct fixture *f, int64_t id, int limit)
{
    struct article_list list;
    struct article article = get_article(f, id);
    struct conn *conn = fixture_lease(f);
    assert_ok(article_related(conn, &article, limit, &list));
    store_end(conn);
    return list;
}

static int64_t add_titled(struct fixture *f, const char *slug, const char *title, int64_t category_id,
                          const int64_t *tag_ids, size_t tag_count)
{
    const struct term category = {.id = category_id};
    struct term tags[4] = {{0}};
    struct article article = article_of(slug, title, "Nội dung.");
    for (size_t i = 0; i < tag_count; i++)
        tags[i].id = tag_ids[i];
    article.category = category_id ? &category : NULL;
    article.tags = tags;
    article.tag_count = tag_count;
    f->now_ms += MINUTE;
    return add_article(f, &article);
}

static void shared_tags_come_first_then_words_then_the_category(void **state)
{
    struct fixture *f = *state;
    const int64_t tags[] = {add_tag(f, "mot"), add_tag(f, "hai")};
    int64_t category_id = add_category(f, "muc", 0);
    int64_t one = add_titled(f, "a", "Một thẻ chung", 0, tags, 1);
    int64_t two = add_titled(f, "b", "Hai thẻ chung", 0, tags, 2);
    int64_t alike = add_titled(f, "c", "Phun thuốc trừ sâu cho lúa", 0, NULL, 0);
    int64_t same = add_titled(f, "d", "Cùng mục", category_id, NULL, 0);
    add_titled(f, "e", "Không liên quan gì", 0, NULL, 0);
    int64_t self = add_titled(f, "f", "Hướng dẫn phun thuốc trừ sâu", category_id, tags, 2);
    struct article_list list = related_to(f, self, WANTED);
    const int64_t expected[] = {two, one, alike, same};
    assert_int_equal(list.count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(list.items[i].id, expected[i]);
    assert_int_equal(related_to(f, self, 2).count, 2);
}

static void drafts_pages_and_other_languages_are_not_offered(void **state)
{
    struct fixture *f = *state;
    const struct term tag = {.id = add_tag(f, "chung")};
    int64_t self = 0;
    for (int i = 0; i < 4; i++) {
        char slug[20];
        snprintf(slug, sizeof slug, "bai-%d", i);
        struct article article = article_of(slug, "Phun thuốc trừ sâu", "Nội dung.");
        article.tags = &tag, article.tag_count = 1;
        article.status = i == 1 ? STATUS_DRAFT : STATUS_PUBLISHED;
        article.kind = i == 2 ? KIND_PAGE : KIND_ARTICLE;
        article.lang = i == 3 ? "en" : "vi";
        int64_t id = add_article(f, &article);
        self = i ? self : id;
    }
    assert_int_equal(related_to(f, self, WANTED).count, 0);
}

static int64_t steps_of(struct fixture *f, int64_t id)
{
    struct article_list list;
    int64_t steps = 0;
    struct article article = get_article(f, id);
    struct conn *conn = fixture_lease(f);
    for (enum statement i = 0; i < STMT_COUNT; i++)
        fixture_steps(conn, i, true);
    assert_ok(article_related(conn, &article, WANTED, &list));
    for (enum statement i = 0; i < STMT_COUNT; i++)
        steps += fixture_steps(conn, i, false);
    store_end(conn);
    return steps;
}

static void fill(struct fixture *f, const struct term *tag, int from, int to)
{
    char slug[20], title[200];
    struct conn *conn = fixture_begin(f);
    for (int i = from; i < to; i++) {
        snprintf(slug, sizeof slug, "bai-%d", i);
        snprintf(title, sizeof title, "Thông báo lịch tiếp công dân số %d", i % 100);
        struct article article = article_of(slug, title, "Nội dung.");
        article.tags = tag, article.tag_count = i % 2;
        assert_ok(article_insert(conn, &article, 0, &(int64_t){0}));
    }
    assert_ok(store_commit(&conn));
}

static void many_articles_that_share_everything_cost_no_more(void **state)
{
    struct fixture *f = *state;
    const struct term tag = {.id = add_tag(f, "chung")};
    fill(f, &tag, 0, MANY / 10);
    int64_t tagged = steps_of(f, 2), bare = steps_of(f, 1);
    fill(f, &tag, MANY / 10, MANY);
    int64_t tagged_late = steps_of(f, 2), bare_late = steps_of(f, 1);
    if (tagged_late > tagged + tagged / 5 || bare_late > bare + bare / 2)
        fail_msg("steps: %lld then %lld with tags, %lld then %lld by words", (long long)tagged,
                 (long long)tagged_late, (long long)bare, (long long)bare_late);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(shared_tags_come_first_then_words_then_the_category),
        store_test(drafts_pages_and_other_languages_are_not_offered),
        store_test(many_articles_that_share_everything_cost_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
