/* What tests of links share: articles that lead somewhere, and what the list says of them. */
#ifndef TEST_LINK_FIXTURE_H
#define TEST_LINK_FIXTURE_H

#include "engine_fixture.h"

#include "store/box.h"
#include "store/link.h"
#include "store/old_address.h"
#include "store/redaction.h"
#include "store/revision.h"
#include "store/site.h"

static inline bool is_served(const char *path)
{
    return strcmp(path, "/thong-ke") == 0 || strcmp(path, "/") == 0;
}

/* As if the former portal had had its pages below /cu/. */
static inline const char *former_key(struct arena *arena, const char *url)
{
    return strncmp(url, "/cu/", 4) == 0 ? arena_text(arena, url) : NULL;
}

static const struct link_rules rules = {"https://xa.vn", is_served, former_key};

static inline void gather(struct fixture *f)
{
    bool more = true;
    for (int i = 0; more; i++) {
        assert_true(i < 100);
        assert_ok(link_gather(f->store, &rules, &more));
    }
}

static inline int64_t add_leading_to(struct fixture *f, const char *slug, const char *url)
{
    static char html[8000];
    struct article article = sample(slug);
    snprintf(html, sizeof html, "<p><a href=\"%s\">x</a></p>", url);
    article.body_html = html;
    return add_article(f, &article);
}

static inline int64_t links(struct fixture *f)
{
    return fixture_integer(f, "SELECT count(*) FROM links");
}

static inline int64_t places(struct fixture *f)
{
    return fixture_integer(f, "SELECT count(*) FROM link_places");
}

static inline struct dead_link *dead(struct fixture *f, size_t *ret_count)
{
    struct dead_link *items;
    struct conn *conn = fixture_lease(f);
    int64_t count;
    assert_ok(link_list_dead(conn, 0, 0, LINK_LIST_MOST, &items, ret_count));
    assert_ok(link_count_dead(conn, &count));
    assert_int_equal(count, *ret_count);
    store_end(conn);
    return items;
}

static inline size_t due(struct fixture *f, struct link_due **ret_items)
{
    size_t count;
    int64_t next_ms;
    struct conn *conn = fixture_lease(f);
    assert_ok(link_list_due(conn, 1000, ret_items, &count, &next_ms));
    store_end(conn);
    return count;
}

static inline void note(struct fixture *f, int64_t id, enum link_fault fault, int status)
{
    struct conn *conn = fixture_begin(f);
    assert_ok(link_note(conn, &(struct link_result){id, fault, status}));
    assert_ok(store_commit(&conn));
}

/* The one link that is outward. */
static inline int64_t outward(struct fixture *f)
{
    return fixture_integer(f, "SELECT id FROM links WHERE host IS NOT NULL");
}

#endif
