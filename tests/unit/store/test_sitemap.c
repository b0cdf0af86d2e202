/* Sitemaps: parts that no article leaves, what each says of itself, the news; and what is gone for good. */
#include "engine_fixture.h"

#include "store/category.h"
#include "store/sitemap.h"
#include "store/tag.h"

static int64_t publish(struct fixture *f, const char *slug)
{
    struct article a = sample(slug);
    a.status = STATUS_PUBLISHED;
    return add_article(f, &a);
}

/* The next article has this id. */
static void continue_at(struct fixture *f, int64_t id)
{
    char sql[200];
    snprintf(sql, sizeof sql, "UPDATE sqlite_sequence SET seq = %lld WHERE name = 'articles'",
             (long long)id - 1);
    assert_int_equal(sqlite3_exec(f->store->writer->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static size_t parts_of(struct fixture *f, struct sitemap_part parts[static 4])
{
    struct sitemap_part *items;
    size_t count;
    struct conn *conn = fixture_lease(f);
    assert_ok(sitemap_parts(conn, &items, &count));
    assert_true(count <= 4);
    if (count)
        memcpy(parts, items, count * sizeof *items);
    store_end(conn);
    return count;
}

static struct article_list rows_of(struct fixture *f, int64_t number, int64_t after_id, int limit)
{
    struct article_list list;
    struct conn *conn = fixture_lease(f);
    assert_ok(sitemap_rows(conn, number, after_id, limit, &list));
    store_end(conn);
    return list;
}

static void an_article_stands_in_the_part_of_its_id(void **state)
{
    struct fixture *f = *state;
    struct sitemap_part parts[4];
    publish(f, "mot");
    continue_at(f, SITEMAP_PART);
    publish(f, "cuoi-phan-mot");
    publish(f, "dau-phan-hai");
    assert_int_equal(parts_of(f, parts), 2);
    assert_int_equal(parts[0].number, 1);
    assert_int_equal(parts[0].articles, 2);
    assert_int_equal(parts[1].number, 2);
    assert_int_equal(parts[1].articles, 1);
    struct article_list list = rows_of(f, 1, 0, 10);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[1].slug, "cuoi-phan-mot");
    assert_false(list.more);
    list = rows_of(f, 2, 0, 10);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].id, SITEMAP_PART + 1);
}

static void rows_come_in_steps_none_twice(void **state)
{
    struct fixture *f = *state;
    static const char *const slugs[] = {"a", "b", "c", "d", "e"};
    for (size_t i = 0; i < 5; i++)
        publish(f, slugs[i]);
    int64_t after = 0;
    size_t seen = 0;
    for (bool more = true; more;) {
        struct article_list list = rows_of(f, 1, after, 2);
        for (size_t i = 0; i < list.count; i++)
            assert_string_equal(list.items[i].slug, slugs[seen++]);
        more = list.more;
        after = list.count ? list.items[list.count - 1].id : after;
    }
    assert_int_equal(seen, 5);
}

static void a_part_says_when_it_changed_and_goes_with_its_last_article(void **state)
{
    struct fixture *f = *state;
    struct sitemap_part parts[4];
    int64_t id = publish(f, "mot");
    f->now_ms += HOUR;
    struct article a = get_article(f, id);
    a.title = "Đã sửa";
    save_article(f, &a, ACTION_EDIT);
    assert_int_equal(parts_of(f, parts), 1);
    assert_int_equal(parts[0].changed_ms, f->now_ms);
    struct article draft = sample("nhap");
    draft.status = STATUS_DRAFT;
    f->now_ms += HOUR;
    add_article(f, &draft);
    assert_int_equal(parts_of(f, parts), 1);
    assert_int_equal(parts[0].changed_ms, f->now_ms - HOUR);
    assert_int_equal(parts[0].articles, 1);
    move_article(f, id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    assert_int_equal(parts_of(f, parts), 0);
    struct conn *conn = fixture_lease(f);
    assert_int_equal(sitemap_part(conn, 1, &parts[0]), ERR_NOT_FOUND);
    store_end(conn);
    move_article(f, id, STATUS_PUBLISHED, ACTION_PUBLISH);
    assert_int_equal(parts_of(f, parts), 1);
    assert_int_equal(parts[0].articles, 1);
}

static void a_renamed_tag_is_no_change_of_a_part(void **state)
{
    struct fixture *f = *state;
    struct sitemap_part parts[4];
    struct term term = {.id = add_tag(f, "lua")};
    struct article a = sample("mot");
    a.status = STATUS_PUBLISHED;
    a.tags = &term;
    a.tag_count = 1;
    add_article(f, &a);
    int64_t then_ms = f->now_ms;
    f->now_ms += HOUR;
    struct conn *conn = fixture_begin(f);
    struct tag tag;
    assert_ok(tag_by_id(conn, term.id, &tag));
    tag.name = "Lúa nước";
    assert_ok(tag_update(conn, &tag));
    assert_ok(store_commit(&conn));
    assert_int_equal(parts_of(f, parts), 1);
    assert_int_equal(parts[0].changed_ms, then_ms);
}

static void news_is_what_was_published_since_in_its_language(void **state)
{
    struct fixture *f = *state;
    struct article english = sample("market"), page = sample("gioi-thieu");
    int64_t since_ms = f->now_ms + MINUTE;
    publish(f, "cu");
    f->now_ms += HOUR;
    publish(f, "moi");
    publish(f, "moi-nhat");
    english.status = page.status = STATUS_PUBLISHED;
    english.lang = "en";
    page.kind = KIND_PAGE;
    add_article(f, &english);
    add_article(f, &page);
    struct conn *conn = fixture_lease(f);
    struct article_list list;
    assert_ok(sitemap_news(conn, "vi", since_ms, &list));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[0].slug, "moi-nhat");
    assert_non_null(list.items[0].title);
    assert_ok(sitemap_news(conn, "en", since_ms, &list));
    assert_int_equal(list.count, 1);
    store_end(conn);
}

/* Created at 10, as everything below. */
static void the_day_of_change_is_the_last_edit_that_readers_could_see(void **state)
{
    (void)state;
    assert_int_equal(article_changed_ms(10, 10, 10), 10); /* published at once */
    assert_int_equal(article_changed_ms(10, 20, 15), 20); /* a draft, edited, published later */
    assert_int_equal(article_changed_ms(10, 20, 30), 30); /* edited after it was published */
    assert_int_equal(article_changed_ms(10, 5, 10), 5);   /* an old one brought in today */
    assert_int_equal(article_changed_ms(10, 5, 12), 12);  /* and edited here */
}

static void the_plan_of_a_part_touches_no_row(void **state)
{
    struct fixture *f = *state;
    char sql[1000];
    sqlite3_stmt *plan = NULL;
    snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", statement_sql(STMT_SITEMAP_ROWS));
    assert_int_equal(sqlite3_prepare_v2(f->store->writer->db, sql, -1, &plan, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(plan), SQLITE_ROW);
    assert_string_equal(
        (const char *)sqlite3_column_text(plan, 3),
        "SEARCH articles USING COVERING INDEX articles_for_sitemap (status=? AND id>? AND id<?)");
    assert_int_equal(sqlite3_step(plan), SQLITE_DONE);
    sqlite3_finalize(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(an_article_stands_in_the_part_of_its_id),
        store_test(rows_come_in_steps_none_twice),
        store_test(a_part_says_when_it_changed_and_goes_with_its_last_article),
        store_test(a_renamed_tag_is_no_change_of_a_part),
        store_test(news_is_what_was_published_since_in_its_language),
        cmocka_unit_test(the_day_of_change_is_the_last_edit_that_readers_could_see),
        store_test(the_plan_of_a_part_touches_no_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
