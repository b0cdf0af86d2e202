/* Articles to be searched, and searching them. */
#ifndef TEST_SEARCH_FIXTURE_H
#define TEST_SEARCH_FIXTURE_H

#include "fixture.h"
#include "store/search.h"
#include "text/normalize.h"

enum { ARTICLES = 105 };

static inline struct article article_of(const char *slug, const char *title, const char *body)
{
    struct article article = sample(slug);
    article.title = title;
    article.body = article.body_html = article.body_text = body;
    return article;
}

static inline struct search_result find(struct fixture *f, struct arena *arena, const char *query,
                                        enum search_sort sort)
{
    const struct article_query filter = {.limit = 10};
    struct search_result result = {.count = 0};
    struct conn *conn = NULL;
    assert_ok(store_lease(f->store, arena, &conn));
    assert_ok(search_articles(conn, query, &filter, sort, &result));
    store_end(conn);
    return result;
}

static inline void add_many(struct fixture *f)
{
    static const char *const heads[] = {"Thông báo", "Kế hoạch", "Hội nghị", "Quyết định", "Lễ khánh thành"};
    static const char *const things[] = {"đường liên xã", "trường mầm non", "nhà văn hóa", "chợ huyện",
                                         "thủy lợi nhỏ",  "rừng đầu nguồn", "kỹ thuật lúa"};
    static const char *const places[] = {"Bình Gia", "Hòa Bình", "Đức Hòa", "Quý Sơn", "Mỹ Lộc", "Tân Uyên"};
    char slug[40], title[200], body[300];
    for (int i = 0; i < ARTICLES; i++) {
        snprintf(slug, sizeof slug, "bai-so-%d", i);
        snprintf(title, sizeof title, "%s %s xã %s", heads[i % 5], things[i % 7], places[i % 6]);
        snprintf(body, sizeof body, "Ngày %d/%d/2023, %s số %d-KH/HU về %s tại %s.", i % 28 + 1, i % 12 + 1,
                 heads[(i + 1) % 5], i, things[(i + 2) % 7], places[(i + 3) % 6]);
        struct article article = article_of(slug, title, body);
        add_article(f, &article);
    }
}

/* As every query comes in. */
static inline const char *normal(const char *text, struct arena *arena)
{
    const char *out;
    assert_ok(text_normalize(text, strlen(text), TEXT_LINE, arena, &out, NULL));
    return out;
}

#endif
