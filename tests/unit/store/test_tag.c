#include "engine_fixture.h"

#include "store/revision.h"

static struct tag get(struct fixture *f, int64_t id)
{
    struct tag tag;
    struct conn *conn = fixture_lease(f);
    assert_ok(tag_by_id(conn, id, &tag));
    store_end(conn);
    return tag;
}

static enum err update(struct fixture *f, const struct tag *tag)
{
    struct conn *conn = fixture_begin(f);
    enum err err = tag_update(conn, tag);
    if (err)
        store_end(conn);
    return err ? err : store_commit(&conn);
}

static enum err try_tag(struct fixture *f, const char *slug)
{
    const struct tag tag = {.slug = slug, .name = slug, .lang = "vi"};
    struct conn *conn = fixture_begin(f);
    enum err err = tag_insert(conn, &tag, &(int64_t){0});
    store_end(conn);
    return err;
}

static struct article tagged(struct fixture *f, const char *slug, const struct term *tags, size_t count,
                             enum article_status status)
{
    struct article a = sample(slug);
    a.tags = tags, a.tag_count = count, a.status = status;
    a.id = add_article(f, &a);
    return a;
}

static void list_goes_by_slug_in_pages(void **state)
{
    struct fixture *f = *state;
    struct tag *items;
    size_t count;
    const char *after = NULL;
    char slug[20];
    for (int i = 24; i >= 0; i--) {
        snprintf(slug, sizeof slug, "nhan-%02d", i);
        add_tag(f, slug);
    }
    struct conn *conn = fixture_lease(f);
    for (int seen = 0; seen < 25; seen += (int)count) {
        assert_ok(tag_list(conn, "vi", TAGS_ALL, NULL, after, 10, &items, &count));
        assert_in_range(count, 1, 10);
        for (size_t i = 0; i < count; i++) {
            snprintf(slug, sizeof slug, "nhan-%02d", seen + (int)i);
            assert_string_equal(items[i].slug, slug);
        }
        after = items[count - 1].slug;
    }
    assert_ok(tag_list(conn, "vi", TAGS_ALL, NULL, after, 10, &items, &count));
    assert_int_equal(count, 0);
    assert_ok(tag_list(conn, "en", TAGS_ALL, NULL, NULL, 10, &items, &count));
    assert_int_equal(count, 0);
    store_end(conn);
}

static void count_is_of_published_articles(void **state)
{
    struct fixture *f = *state;
    const struct term tag = {.id = add_tag(f, "nhan")};
    tagged(f, "mot", &tag, 1, STATUS_PUBLISHED);
    tagged(f, "hai", &tag, 1, STATUS_DRAFT);
    struct article c = tagged(f, "ba", &tag, 1, STATUS_PUBLISHED);
    assert_int_equal(get(f, tag.id).count, 2);
    move_article(f, c.id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    assert_int_equal(get(f, tag.id).count, 1);
}

static void old_slugs_lead_here_and_are_nobody_elses(void **state)
{
    struct fixture *f = *state;
    struct tag seen, tag = {.id = add_tag(f, "cu"), .slug = "moi", .name = "Mới", .lang = "vi"};
    assert_ok(update(f, &tag));
    struct conn *conn = fixture_lease(f);
    assert_ok(tag_by_slug(conn, "cu", &seen));
    assert_string_equal(seen.slug, "moi");
    assert_int_equal(seen.version, 2);
    assert_int_equal(tag_by_slug(conn, "la", &seen), ERR_NOT_FOUND);
    store_end(conn);
    assert_int_equal(try_tag(f, "cu"), ERR_CONFLICT);
    assert_int_equal(try_tag(f, "moi"), ERR_CONFLICT);
    tag.slug = "cu";
    assert_ok(update(f, &tag));
    tag.id = 99;
    assert_int_equal(update(f, &tag), ERR_NOT_FOUND);
}

static void new_name_raises_the_articles_that_show_it(void **state)
{
    struct fixture *f = *state;
    const struct term tag = {.id = add_tag(f, "nhan")};
    struct article a = tagged(f, "hien", &tag, 1, STATUS_PUBLISHED);
    struct article b = tagged(f, "nhap", &tag, 1, STATUS_DRAFT);
    struct article c = tagged(f, "khac", NULL, 0, STATUS_PUBLISHED);
    int64_t sequence = fixture_sequence(f);
    struct tag renamed = get(f, tag.id);
    assert_ok(update(f, &renamed)); /* the same again shows nowhere */
    assert_int_equal(get_article(f, a.id).version, 1);
    renamed.name = "Tên mới";
    assert_ok(update(f, &renamed));
    assert_int_equal(get_article(f, a.id).version, 2);
    assert_int_equal(get_article(f, b.id).version, 2);
    assert_int_equal(get_article(f, c.id).version, 1);
    assert_int_equal(fixture_sequence(f), sequence + 1);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM revisions"), 3);
}

static void deleting_takes_it_off_every_article(void **state)
{
    struct fixture *f = *state;
    const struct term tags[] = {{.id = add_tag(f, "mot")}, {.id = add_tag(f, "hai")}};
    struct article a = tagged(f, "bai", tags, 2, STATUS_PUBLISHED);
    struct conn *conn = fixture_begin(f);
    assert_ok(tag_delete(conn, tags[0].id));
    assert_int_equal(tag_delete(conn, tags[0].id), ERR_NOT_FOUND);
    assert_ok(store_commit(&conn));
    struct article seen = get_article(f, a.id);
    assert_int_equal(seen.version, 2);
    assert_int_equal(seen.tag_count, 1);
    assert_int_equal(seen.tags[0].id, tags[1].id);
    assert_int_equal(save_article(f, &seen, ACTION_EDIT).tag_count, 1);
    assert_ok(try_tag(f, "mot")); /* its slug is free again */
}

static void merge(struct fixture *f, int64_t id, int64_t into, enum err wanted)
{
    struct conn *conn = fixture_begin(f);
    assert_int_equal(tag_merge(conn, id, into), wanted);
    if (wanted)
        store_end(conn);
    else
        assert_ok(store_commit(&conn));
}

static void merging_keeps_articles_counts_addresses_and_what_revisions_say(void **state)
{
    struct fixture *f = *state;
    const struct term tags[] = {
        {.id = add_tag(f, "mot")}, {.id = add_tag(f, "hai")}, {.id = add_tag(f, "ba")}};
    struct article one = tagged(f, "bai-mot", tags, 1, STATUS_PUBLISHED);
    struct article both = tagged(f, "bai-hai", tags, 2, STATUS_PUBLISHED);
    tagged(f, "nhap", tags, 1, STATUS_DRAFT);
    merge(f, tags[0].id, tags[1].id, ERR_OK);
    assert_int_equal(get(f, tags[1].id).count, 2);
    assert_int_equal(get(f, tags[1].id).version, 2);
    assert_int_equal(get_article(f, one.id).tags[0].id, tags[1].id);
    assert_int_equal(get_article(f, both.id).tag_count, 1);
    assert_int_equal(get_article(f, both.id).version, 2);
    merge(f, tags[1].id, tags[2].id, ERR_OK);
    struct conn *conn = fixture_lease(f);
    struct tag seen;
    assert_ok(tag_by_slug(conn, "mot", &seen));
    assert_string_equal(seen.slug, "ba");
    assert_int_equal(seen.count, 2);
    struct revision revision;
    assert_ok(revision_by_version(conn, both.id, 1, &revision));
    assert_int_equal(revision.article.tag_count, 1);
    assert_int_equal(revision.article.tags[0].id, tags[2].id);
    store_end(conn);
    merge(f, tags[0].id, tags[2].id, ERR_NOT_FOUND);
    merge(f, tags[2].id, tags[2].id, ERR_INPUT);
    merge(f, tags[2].id, 99, ERR_NOT_FOUND);
    assert_int_equal(try_tag(f, "hai"), ERR_CONFLICT);
}

static void article_with_an_unknown_tag_is_refused(void **state)
{
    struct fixture *f = *state;
    const struct term tag = {.id = 99};
    struct article a = sample("nhan-la");
    a.tags = &tag, a.tag_count = 1;
    assert_int_equal(try_insert(f, &a), ERR_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(list_goes_by_slug_in_pages),
        store_test(count_is_of_published_articles),
        store_test(old_slugs_lead_here_and_are_nobody_elses),
        store_test(new_name_raises_the_articles_that_show_it),
        store_test(deleting_takes_it_off_every_article),
        store_test(merging_keeps_articles_counts_addresses_and_what_revisions_say),
        store_test(article_with_an_unknown_tag_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
