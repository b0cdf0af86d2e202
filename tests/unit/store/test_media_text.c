/* The words of attached documents: kept in steps, found with their page, gone with the medium. */
#include "engine_fixture.h"
#include "search_fixture.h"

#include "media/media_text.h"
#include "store/media_gc.h"
#include "store/media_text.h"
#include "store/redaction.h"

#include <stdlib.h>

static int64_t add_document(struct fixture *f, const char *bytes, const char *type)
{
    int64_t id = 0;
    bool known;
    const struct media words = {.file_name = "tờ trình.pdf"};
    struct media_content content = {
        .original = {.extension = "pdf", .type = type, .bytes = bytes, .size = strlen(bytes)}, .pages = 3};
    struct conn *conn = fixture_begin(f);
    media_name_content(f->arena, &content);
    assert_ok(media_write_content(f->store, &content));
    assert_ok(media_insert(conn, &words, &content, &id, &known));
    assert_ok(store_commit(&conn));
    return id;
}

static int64_t add_showing(struct fixture *f, const char *slug, int64_t media_id, enum article_status status)
{
    const struct attachment attachment = {.media = {.id = media_id}, .title = "Tờ trình kèm theo"};
    struct article article = article_of(slug, "Thông báo của xã", "Xem tệp.");
    article.status = status;
    article.attachments = &attachment;
    article.attachment_count = 1;
    return add_article(f, &article);
}

static struct media_text text_of(struct fixture *f, int64_t id)
{
    struct media_text text = {.pages = -1};
    struct conn *conn = fixture_lease(f);
    assert_ok(media_text_read(conn, id, &text));
    store_end(conn);
    return text;
}

/* All of it, a step a transaction; *ret_steps how many those were. */
static void write_text(struct fixture *f, int64_t id, const char *text, int first_page, int *ret_steps)
{
    struct media_text_pages pages = {text, strlen(text), 0, first_page};
    struct conn *conn = fixture_begin(f);
    assert_ok(media_text_begin(conn, id));
    assert_ok(store_commit(&conn));
    for (*ret_steps = 0; pages.at < pages.length; ++*ret_steps) {
        conn = fixture_begin(f);
        assert_ok(media_text_write(conn, id, &pages));
        assert_ok(store_commit(&conn));
    }
}

static void end_text(struct fixture *f, int64_t id, const struct media_text *text)
{
    struct conn *conn = fixture_begin(f);
    assert_ok(media_text_end(conn, id, text));
    assert_ok(store_commit(&conn));
}

static void take_text(struct fixture *f, int64_t id, const char *text)
{
    const struct media_text done = {
        .state = MEDIA_TEXT_DONE, .pages = 3, .characters = (int64_t)text_length(text)};
    int steps;
    write_text(f, id, text, 1, &steps);
    end_text(f, id, &done);
}

static size_t due_count(struct fixture *f, bool with_pdf)
{
    int64_t *ids;
    size_t count = 0;
    struct conn *conn = fixture_lease(f);
    assert_ok(media_text_due(conn, 0, with_pdf, 10, &ids, &count));
    store_end(conn);
    return count;
}

static void documents_wait_and_pictures_do_not(void **state)
{
    struct fixture *f = *state;
    struct media_text text;
    media_text_look(f->store);
    int64_t picture = add_media(f, "ảnh");
    assert_false(media_text_is_due(f->store));
    int64_t pdf = add_document(f, "%PDF một", media_type_pdf);
    assert_true(media_text_is_due(f->store));
    media_text_look(f->store);
    assert_false(media_text_is_due(f->store));
    add_document(f, "PK hai", media_type_docx);
    assert_int_equal(due_count(f, true), 2);
    assert_int_equal(due_count(f, false), 1);
    assert_int_equal(text_of(f, pdf).state, MEDIA_TEXT_WAITING);
    struct conn *conn = fixture_lease(f);
    assert_int_equal(media_text_read(conn, picture, &text), ERR_NOT_FOUND);
    store_end(conn);
}

static void what_is_rolled_back_is_not_due(void **state)
{
    struct fixture *f = *state;
    struct media_content content = {
        .original = {.extension = "pdf", .type = media_type_pdf, .bytes = "%PDF", .size = 4}};
    int64_t id;
    bool known;
    media_text_look(f->store);
    struct conn *conn = fixture_begin(f);
    media_name_content(f->arena, &content);
    assert_ok(media_insert(conn, &(struct media){.id = 0}, &content, &id, &known));
    store_end(conn);
    add_media(f, "ảnh khác");
    assert_false(media_text_is_due(f->store));
}

static void a_hit_names_the_file_and_the_page(void **state)
{
    struct fixture *f = *state;
    int64_t pdf = add_document(f, "%PDF", media_type_pdf);
    int64_t id = add_showing(f, "thong-bao", pdf, STATUS_PUBLISHED);
    take_text(f, pdf,
              "Trang đầu nói chuyện khác\f\fĐơn giá bồi thường cây cà phê năm 2026, đơn giá bồi thường");
    struct search_result result = find(f, f->arena, "đơn giá bồi thường", SEARCH_BY_RELEVANCE);
    assert_int_equal(result.count, 1);
    assert_false(result.is_near);
    assert_int_equal(result.hits[0].article.id, id);
    assert_int_equal(result.hits[0].file.page, 3);
    assert_string_equal(result.hits[0].file.title, "Tờ trình kèm theo");
    assert_non_null(strstr(result.hits[0].snippet, "cây cà phê"));
    /* Without marks, and in the order of time. */
    assert_int_equal(find(f, f->arena, "don gia boi thuong", SEARCH_BY_RELEVANCE).count, 1);
    result = find(f, f->arena, "cây cà phê", SEARCH_BY_TIME);
    assert_int_equal(result.count, 1);
    assert_int_equal(result.hits[0].file.page, 3);
    /* Not all on one page. */
    assert_true(find(f, f->arena, "chuyện bồi thường", SEARCH_BY_RELEVANCE).is_near);
}

static void an_article_that_says_it_comes_before_one_whose_file_does(void **state)
{
    struct fixture *f = *state;
    int64_t pdf = add_document(f, "%PDF", media_type_pdf);
    add_showing(f, "tep", pdf, STATUS_PUBLISHED);
    take_text(f, pdf, "Quy hoạch chợ huyện Bình Gia");
    struct article article = article_of("bai", "Tin trong ngày", "Đã duyệt quy hoạch của chợ huyện ấy.");
    add_article(f, &article);
    struct search_result result = find(f, f->arena, "quy hoạch chợ huyện", SEARCH_BY_RELEVANCE);
    assert_int_equal(result.count, 2);
    assert_string_equal(result.hits[0].article.slug, "bai");
    assert_null(result.hits[0].file.name);
    assert_string_equal(result.hits[1].article.slug, "tep");
    assert_int_equal(result.hits[1].file.page, 1);
    int64_t total = 0;
    struct conn *conn = fixture_lease(f);
    const struct article_query filter = {.limit = 1};
    assert_ok(search_articles(conn, "quy hoạch chợ huyện", &filter, SEARCH_BY_RELEVANCE, &result));
    assert_ok(search_total(&result, &total));
    assert_true(result.more);
    store_end(conn);
    assert_int_equal(total, 2);
}

static void files_of_drafts_and_of_former_versions_are_not_found(void **state)
{
    struct fixture *f = *state;
    int64_t pdf = add_document(f, "%PDF", media_type_pdf);
    add_showing(f, "nhap", pdf, STATUS_DRAFT);
    take_text(f, pdf, "Mật danh sách khen thưởng");
    assert_int_equal(find(f, f->arena, "danh sách khen thưởng", SEARCH_BY_RELEVANCE).count, 0);
    int64_t id = add_showing(f, "dang", pdf, STATUS_PUBLISHED);
    assert_int_equal(find(f, f->arena, "danh sách khen thưởng", SEARCH_BY_RELEVANCE).count, 1);
    struct article article = get_article(f, id);
    article.attachment_count = 0;
    save_article(f, &article, ACTION_EDIT);
    assert_int_equal(find(f, f->arena, "danh sách khen thưởng", SEARCH_BY_RELEVANCE).count, 0);
}

static void a_run_that_was_interrupted_leaves_nothing_twice(void **state)
{
    struct fixture *f = *state;
    int64_t pdf = add_document(f, "%PDF", media_type_pdf);
    int steps;
    write_text(f, pdf, "nửa chừng", 1, &steps);
    assert_int_equal(text_of(f, pdf).state, MEDIA_TEXT_WAITING);
    fixture_reopen(f);
    take_text(f, pdf, "trọn vẹn");
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM media_pages"), 1);
    assert_int_equal(
        fixture_integer(f, "SELECT count(*) FROM search_page WHERE search_page MATCH '\"chung\"'"), 0);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM search_page WHERE search_page MATCH '\"ven\"'"),
                     1);
    /* It waits no more. */
    struct media_text_pages pages = {"nữa", 4, 0, 1};
    struct conn *conn = fixture_begin(f);
    assert_int_equal(media_text_begin(conn, pdf), ERR_NOT_FOUND);
    assert_int_equal(media_text_write(conn, pdf, &pages), ERR_NOT_FOUND);
    assert_int_equal(media_text_end(conn, pdf, &(struct media_text){.state = MEDIA_TEXT_NONE}),
                     ERR_NOT_FOUND);
    store_end(conn);
}

static void a_long_text_is_written_in_steps_and_parts(void **state)
{
    struct fixture *f = *state;
    enum { SIZE = 500 * 1000 };
    int64_t pdf = add_document(f, "%PDF", media_type_pdf);
    char *text = malloc(SIZE + 1);
    int steps;
    assert_non_null(text);
    for (size_t i = 0; i < SIZE; i++)
        text[i] = i % 7 == 6 ? ' ' : 'x';
    /* One word without end, of characters of three bytes. */
    for (size_t i = 0; i + 3 <= 100002; i += 3)
        memcpy(text + i, "ế", 3);
    text[SIZE] = '\0';
    write_text(f, pdf, text, 0, &steps);
    assert_in_range(steps, 4, 5);
    assert_int_equal(fixture_integer(f, "SELECT sum(size) FROM media_pages"), SIZE);
    assert_int_equal(fixture_integer(f, "SELECT max(page) FROM media_pages"), 0);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM media_pages WHERE length(packed) > size"), 0);
    struct conn *conn = fixture_lease(f);
    struct media_page page;
    assert_ok(media_page_read(conn, 1, &page));
    assert_int_equal(strlen(page.text) % 3, 0);
    assert_memory_equal(page.text, text, strlen(page.text));
    store_end(conn);
    free(text);
}

static void the_words_of_what_nothing_shows_any_more_go_in_steps(void **state)
{
    struct fixture *f = *state;
    enum { SIZE = 600 * 1000 };
    int64_t pdf = add_document(f, "%PDF", media_type_pdf), shown = add_document(f, "%PDF-1", media_type_pdf);
    char *text = malloc(SIZE + 1);
    bool has_more = true;
    int steps, count;
    assert_non_null(text);
    for (size_t i = 0; i < SIZE; i++)
        text[i] = i % 7 == 6 ? ' ' : 'x';
    text[SIZE] = '\0';
    write_text(f, pdf, text, 0, &steps);
    add_showing(f, "bai", shown, STATUS_PUBLISHED);
    take_text(f, shown, "Hồ sơ mời thầu");
    free(text);
    int64_t after = 0;
    struct conn *conn = fixture_begin(f);
    assert_ok(media_mark_unused(conn, &after));
    assert_ok(store_commit(&conn));
    f->now_ms += (MEDIA_UNUSED_DAYS + 1) * DAY;
    for (steps = 0; has_more; steps++) {
        conn = fixture_begin(f);
        assert_ok(media_shed_words(conn, 50, &has_more));
        assert_ok(store_commit(&conn));
    }
    assert_in_range(steps, 3, 4);
    /* Should it be shown again, its words are taken again. */
    assert_int_equal(text_of(f, pdf).state, MEDIA_TEXT_WAITING);
    conn = fixture_begin(f);
    assert_ok(media_collect(conn, 50, &count));
    assert_ok(store_commit(&conn));
    assert_int_equal(count, 1);
    assert_int_equal(find(f, f->arena, "hồ sơ mời thầu", SEARCH_BY_RELEVANCE).count, 1);
}

static void nothing_stays_of_a_file_that_is_taken_back_with_its_article(void **state)
{
    struct fixture *f = *state;
    struct redacted redacted;
    int64_t pdf = add_document(f, "%PDF", media_type_pdf);
    int64_t id = add_showing(f, "bai", pdf, STATUS_PUBLISHED);
    take_text(f, pdf, "Hồ sơ bệnh án");
    struct conn *conn = fixture_begin(f);
    assert_ok(article_erase(conn, id, "sai", &redacted));
    assert_ok(store_commit(&conn));
    assert_int_equal(redacted.removed_count, 1);
    assert_int_equal(find(f, f->arena, "hồ sơ bệnh án", SEARCH_BY_RELEVANCE).count, 0);
    assert_int_equal(
        fixture_integer(f, "SELECT (SELECT count(*) FROM media_texts) + (SELECT count(*) FROM media_pages)"),
        0);
    assert_ok(redaction_erase(f->store, NULL, 60000));
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM search_page_idx"), 0);
}

static void what_cannot_be_read_is_tried_three_times(void **state)
{
    struct fixture *f = *state;
    int64_t pdf = add_document(f, "%PDF", media_type_pdf);
    for (int i = 1; i <= MEDIA_TEXT_TRIES_MAX; i++) {
        assert_int_equal(text_of(f, pdf).state, MEDIA_TEXT_WAITING);
        assert_int_equal(text_of(f, pdf).fault, 0);
        struct conn *conn = fixture_begin(f);
        assert_ok(media_text_tried(conn, pdf, 3));
        assert_ok(store_commit(&conn));
    }
    assert_int_equal(text_of(f, pdf).state, MEDIA_TEXT_FAILED);
    assert_int_equal(text_of(f, pdf).fault, 3);
    assert_int_equal(due_count(f, true), 0);
    struct conn *conn = fixture_begin(f);
    assert_int_equal(media_text_tried(conn, pdf, 3), ERR_NOT_FOUND);
    store_end(conn);
}

static void another_tokenizer_has_all_read_anew(void **state)
{
    struct fixture *f = *state;
    int64_t pdf = add_document(f, "%PDF", media_type_pdf),
            broken = add_document(f, "%PDF hỏng", media_type_pdf);
    const struct media_text failed = {.state = MEDIA_TEXT_FAILED, .fault = 1};
    take_text(f, pdf, "Quy chế");
    end_text(f, broken, &failed);
    media_text_look(f->store);
    assert_ok(search_invalidate(f->store));
    assert_true(media_text_is_due(f->store));
    assert_int_equal(text_of(f, pdf).state, MEDIA_TEXT_WAITING);
    assert_int_equal(text_of(f, broken).state, MEDIA_TEXT_FAILED);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM search_page WHERE search_page MATCH '\"che\"'"),
                     0);
    take_text(f, pdf, "Quy chế");
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM search_page WHERE search_page MATCH '\"che\"'"),
                     1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(documents_wait_and_pictures_do_not),
        store_test(what_is_rolled_back_is_not_due),
        store_test(a_hit_names_the_file_and_the_page),
        store_test(an_article_that_says_it_comes_before_one_whose_file_does),
        store_test(files_of_drafts_and_of_former_versions_are_not_found),
        store_test(a_run_that_was_interrupted_leaves_nothing_twice),
        store_test(a_long_text_is_written_in_steps_and_parts),
        store_test(the_words_of_what_nothing_shows_any_more_go_in_steps),
        store_test(nothing_stays_of_a_file_that_is_taken_back_with_its_article),
        store_test(what_cannot_be_read_is_tried_three_times),
        store_test(another_tokenizer_has_all_read_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
