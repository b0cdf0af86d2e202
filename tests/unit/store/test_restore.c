/* What a copy of before loses: what was taken back since, and what bears a name of which only the hash is
 * known. The copy is a store of its own. */
#include "copied.h"

#include "store/mention.h"
#include "store/old_address.h"
#include "store/redaction.h"
#include "store/restore.h"

/* The copy forgets what the store took back since. */
static struct restore_counts forget(struct fixture *f, struct fixture *copy)
{
    const struct restore_terms terms = {
        .name = "moc", .keeps_names = true, .knows_own_names = true, .only_forgets = true};
    struct restore_counts counts;
    struct former former;
    assert_ok(former_read_store(f->store, f->arena, &former));
    fixture_open(copy);
    assert_ok(restore_apply(copy->store, &former, &terms, &counts));
    assert_ok(redaction_erase(copy->store, NULL, 60000));
    assert_false(redaction_is_pending(copy->store));
    return counts;
}

static void erase(struct fixture *f, int64_t id)
{
    struct redacted redacted;
    struct conn *conn = fixture_begin(f);
    assert_ok(article_erase(conn, id, "Theo yêu cầu", &redacted));
    assert_ok(store_commit(&conn));
}

static void a_tag_that_others_gave_up_later_is_swept_by_its_name(void **state)
{
    struct fixture *f = *state;
    struct fixture copy;
    const struct term tags[] = {{.id = add_tag(f, "ten-nguoi")}, {.id = add_tag(f, "chung")}};
    struct article a = sample("mot"), b = sample("hai");
    a.tags = b.tags = tags, a.tag_count = b.tag_count = 2;
    a.id = add_article(f, &a);
    b.id = add_article(f, &b);
    copy_store(f, &copy);
    b.tags = tags + 1, b.tag_count = 1;
    save_article(f, &b, ACTION_EDIT);
    erase(f, a.id);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM erased_parts"), 0); /* nobody noted its id */
    struct restore_counts counts = forget(f, &copy);
    assert_int_equal(counts.redacted, 1);
    assert_int_equal(counts.swept, 1);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM tags WHERE slug = 'ten-nguoi'"), 0);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM tag_slugs WHERE slug = 'ten-nguoi'"), 0);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM article_tags"), 1);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM articles"), 1);
    end_copy(&copy);
}

static void addresses_and_external_ids_are_swept_too_and_queries_go(void **state)
{
    struct fixture *f = *state;
    struct fixture copy;
    struct mention mention;
    int64_t erasure;
    bool known;
    struct article a = sample("bai-viet");
    a.external_id = "nguyen-van-at";
    a.id = add_article(f, &a);
    const char *const addresses[] = {"/tin/nguyen-van-at-12.html", "/tin/khac-13.html"};
    struct conn *conn = fixture_begin(f);
    for (size_t i = 0; i < 2; i++) {
        struct old_address address = {.address = addresses[i], .article_id = a.id};
        assert_ok(old_address_add(conn, &address, &known));
    }
    assert_ok(store_commit(&conn));
    assert_int_equal(sqlite3_exec(f->store->writer->db,
                                  "INSERT INTO search_misses (key, query, times, last_day) VALUES ('k', "
                                  "'nguyen van at', 3, 20261124)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    copy_store(f, &copy);
    a.external_id = NULL;
    save_article(f, &a, ACTION_EDIT);
    f->now_ms += MINUTE;
    conn = fixture_begin(f);
    assert_ok(mention_of("Nguyễn Văn Ất", &mention));
    assert_ok(mention_drop_addresses(conn, &mention, a.id));
    assert_ok(mention_drop_external(conn, "nguyen-van-at"));
    assert_ok(person_erasure_add(conn, &erasure));
    assert_ok(store_commit(&conn));
    struct restore_counts counts = forget(f, &copy);
    assert_int_equal(counts.swept, 2);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM old_addresses"), 1);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM articles WHERE external_id IS NOT NULL"),
                     0);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM search_misses"), 0);
    assert_int_equal(fixture_integer(&copy, "SELECT at_ms FROM erasures"), f->now_ms);
    end_copy(&copy);
}

static void a_slug_that_is_nobodys_is_exchanged(void **state)
{
    struct fixture *f = *state;
    struct fixture copy;
    struct redacted redacted;
    struct article a = sample("ten-nguoi");
    a.title = "Tựa chẳng giống địa chỉ";
    a.id = add_article(f, &a);
    copy_store(f, &copy);
    a.slug = "dia-chi-moi";
    save_article(f, &a, ACTION_EDIT);
    struct conn *conn = fixture_begin(f);
    assert_ok(revision_redact(conn, a.id, 1, "Dữ liệu cá nhân", &redacted));
    assert_ok(store_commit(&conn));
    struct restore_counts counts = forget(f, &copy);
    assert_int_equal(counts.withdrawn, 1);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM articles WHERE slug = 'ten-nguoi'"), 0);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM article_slugs WHERE slug = 'ten-nguoi'"),
                     0);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM revisions WHERE slug = 'ten-nguoi'"), 0);
    end_copy(&copy);
}

/* What the copy shows was taken back, and the article says nothing there. */
static void an_external_id_that_was_given_up_goes_with_the_words_and_no_other(void **state)
{
    struct fixture *f = *state;
    struct fixture copy;
    struct redacted redacted;
    struct article articles[2] = {sample("mot"), sample("hai")};
    articles[0].external_id = "ten-nguoi-at", articles[1].external_id = "nguon-7";
    for (size_t i = 0; i < 2; i++)
        articles[i].id = add_article(f, &articles[i]);
    copy_store(f, &copy);
    articles[0].external_id = NULL;
    for (size_t i = 0; i < 2; i++) {
        articles[i].body = "Đã bỏ tên.";
        save_article(f, &articles[i], ACTION_EDIT);
        struct conn *conn = fixture_begin(f);
        assert_ok(revision_redact(conn, articles[i].id, 1, "Dữ liệu cá nhân", &redacted));
        assert_ok(store_commit(&conn));
    }
    struct restore_counts counts = forget(f, &copy);
    assert_int_equal(counts.withdrawn, 2);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM articles WHERE external_id IS NOT NULL"),
                     1);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM articles WHERE external_id = 'nguon-7'"),
                     1);
    end_copy(&copy);
}

static void a_copy_that_only_forgets_keeps_its_epoch(void **state)
{
    struct fixture *f = *state;
    struct fixture copy;
    struct article a = sample("mot"), b = sample("hai");
    a.id = add_article(f, &a);
    struct backup_facts facts = copy_store(f, &copy);
    add_article(f, &b);
    erase(f, a.id);
    forget(f, &copy);
    char epoch[100];
    struct former former;
    assert_ok(former_read_store(copy.store, copy.arena, &former));
    assert_int_equal(former.redaction_count, 1);
    assert_string_equal(former.portal, facts.portal);
    snprintf(epoch, sizeof epoch, "SELECT count(*) FROM state WHERE epoch = '%s'", facts.epoch);
    assert_int_equal(fixture_integer(&copy, epoch), 1);
    assert_int_equal(fixture_integer(&copy, "SELECT seq FROM sqlite_sequence WHERE name = 'articles'"), a.id);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM audit WHERE action = 'backup.forget'"), 1);
    end_copy(&copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(a_tag_that_others_gave_up_later_is_swept_by_its_name),
        store_test(addresses_and_external_ids_are_swept_too_and_queries_go),
        store_test(a_slug_that_is_nobodys_is_exchanged),
        store_test(an_external_id_that_was_given_up_goes_with_the_words_and_no_other),
        store_test(a_copy_that_only_forgets_keeps_its_epoch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
