/* The index and what is found in it: that it follows every write, that forms of the same words are one, and
 * that no text, however hostile, disturbs it. */
#include "fixture.h"
#include "search_index.h"
#include "search_tokenizer.h"
#include "store/abbreviation.h"
#include "store/miss.h"
#include "store/search.h"
#include "text/normalize.h"

#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>

enum { QUERIES = 2000, ARTICLES = 105 };

static struct article article_of(const char *slug, const char *title, const char *body)
{
    struct article article = sample(slug);
    article.title = title;
    article.body = article.body_html = article.body_text = body;
    return article;
}

/* The integrity check of FTS5 itself, which reads all texts again and compares. */
static void assert_index_is_sound(struct fixture *f)
{
    static const char *const checks[] = {
        "INSERT INTO search_text (search_text, rank) VALUES ('integrity-check', 1)",
        "INSERT INTO search_title (search_title, rank) VALUES ('integrity-check', 1)"};
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(sqlite3_exec(f->store->writer->db, checks[i], NULL, NULL, NULL), SQLITE_OK);
}

static struct search_result find(struct fixture *f, struct arena *arena, const char *query,
                                 enum search_sort sort)
{
    const struct article_query filter = {.limit = 10, .kind = KIND_COUNT};
    struct search_result result = {.count = 0};
    struct conn *conn = NULL;
    assert_ok(store_lease(f->store, arena, &conn));
    assert_ok(search_articles(conn, query, &filter, sort, &result));
    store_end(conn);
    return result;
}

static size_t count_found(struct fixture *f, const char *query)
{
    auto_arena struct arena *arena = arena_new(64 << 20);
    return find(f, arena, query, SEARCH_BY_RELEVANCE).count;
}

static void index_follows_every_kind_of_write(void **state)
{
    struct fixture *f = *state;
    struct article article = article_of("mot", "Phiên chợ vùng cao", "Bán nhiều thổ cẩm.");
    int64_t id = add_article(f, &article);
    assert_int_equal(count_found(f, "thổ cẩm"), 1);
    article = get_article(f, id);
    article.title = "Phiên chợ cuối năm";
    article.body_text = "Bán nhiều mật ong.";
    save_article(f, &article, ACTION_EDIT);
    assert_int_equal(count_found(f, "thổ cẩm"), 0);
    assert_int_equal(count_found(f, "mật ong"), 1);
    assert_index_is_sound(f);
    move_article(f, id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    assert_int_equal(count_found(f, "mật ong"), 0);
    move_article(f, id, STATUS_TRASHED, ACTION_TRASH);
    assert_index_is_sound(f);
    struct conn *conn = fixture_begin(f);
    assert_ok(article_purge(conn, id));
    assert_ok(store_commit(&conn));
    assert_index_is_sound(f);
    assert_int_equal(fixture_integer(f, "SELECT coalesce(sum(uses), 0) FROM search_syllables"), 0);
    assert_int_equal(fixture_integer(f, "SELECT coalesce(sum(uses), 0) FROM search_pairs"), 0);
    assert_int_equal(fixture_integer(f, "SELECT uses FROM search_state"), 0);
}

static void write_that_is_aborted_leaves_no_trace_in_the_index(void **state)
{
    struct fixture *f = *state;
    struct article article = article_of("mot", "Hội xuân núi rừng", "Ném còn.");
    int64_t id = 0;
    struct conn *conn = fixture_begin(f);
    assert_ok(article_insert(conn, &article, 0, &id));
    store_end(conn);
    assert_int_equal(count_found(f, "ném còn"), 0);
    assert_index_is_sound(f);
}

static void add_many(struct fixture *f)
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

static void index_of_another_tokenizer_is_built_anew_while_articles_are_written(void **state)
{
    struct fixture *f = *state;
    bool done = false;
    add_many(f);
    int64_t uses = fixture_integer(f, "SELECT uses FROM search_state");
    int64_t pairs = fixture_integer(f, "SELECT sum(uses * length(first)) FROM search_pairs");
    assert_int_equal(
        sqlite3_exec(f->store->writer->db, "UPDATE search_state SET tokenizer = 0", NULL, NULL, NULL),
        SQLITE_OK);
    fixture_reopen(f);
    assert_int_equal(count_found(f, "rừng đầu nguồn"), 0);
    f->monotonic_step_ms = 30; /* a batch ends after a few articles */
    assert_ok(search_rebuild(f->store, &done));
    assert_false(done);
    f->monotonic_step_ms = 0;
    /* One that is indexed again, one that still waits, and a new one. */
    int64_t last = fixture_integer(f, "SELECT max(id) FROM articles"), first = 1;
    for (int64_t id = first; id <= last; id += last - first) {
        struct article article = get_article(f, id);
        article.title = "Tiêu đề đã đổi";
        save_article(f, &article, ACTION_EDIT);
    }
    struct article article = article_of("moi", "Bài mới giữa chừng", "Nội dung.");
    add_article(f, &article);
    while (!done)
        assert_ok(search_rebuild(f->store, &done));
    assert_index_is_sound(f);
    assert_int_equal(count_found(f, "tiêu đề đã đổi"), 2);
    assert_int_equal(count_found(f, "giữa chừng"), 1);
    assert_int_equal(fixture_integer(f, "SELECT tokenizer FROM search_state"), SEARCH_TOKENIZER_VERSION);
    /* What was learned is what saving one by one teaches. */
    for (int64_t id = first; id <= last; id += last - first)
        move_article(f, id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    move_article(f, fixture_integer(f, "SELECT max(id) FROM articles"), STATUS_WITHDRAWN, ACTION_WITHDRAW);
    assert_true(fixture_integer(f, "SELECT uses FROM search_state") < uses);
    assert_true(fixture_integer(f, "SELECT sum(uses * length(first)) FROM search_pairs") < pairs);
    assert_int_equal(fixture_integer(f, "SELECT uses FROM search_state"),
                     fixture_integer(f, "SELECT sum(uses) FROM search_syllables"));
}

/* The same words in another form: case, decomposed, the order of CP1258, eth, the other place of the tone. */
enum form { FORM_UPPER, FORM_NFD, FORM_CP1258, FORM_ETH, FORM_TONE, FORM_COUNT };

static void replace_all(char *text, const char *from, const char *to)
{
    for (char *at = text; (at = strstr(at, from)); at += strlen(to))
        memmove(at, to, strlen(to)); /* forms of one length alone */
}

/* As CP1258 keyboards type: the shaped letter in one piece, the tone behind it. */
static const char *tones_behind(const char *decomposed, struct arena *arena)
{
    size_t count = 0;
    uint32_t *points = u8_to_u32((const uint8_t *)decomposed, strlen(decomposed), NULL, &count);
    assert_non_null(points);
    size_t base = 0, kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_shape = points[i] == 0x302 || points[i] == 0x306 || points[i] == 0x31B;
        if (is_shape) {
            points[base] = uc_composition(points[base], points[i]);
            continue;
        }
        if (points[i] < 0x300 || points[i] > 0x36F)
            base = kept;
        points[kept++] = points[i];
    }
    size_t size = 0;
    uint8_t *bytes = u32_to_u8(points, kept, NULL, &size);
    const char *text = arena_copy(arena, (const char *)bytes, size);
    free(bytes);
    free(points);
    return text;
}

static const char *decompose(const char *text, struct arena *arena)
{
    size_t size = 0;
    uint8_t *bytes = u8_normalize(UNINORM_NFD, (const uint8_t *)text, strlen(text), NULL, &size);
    assert_non_null(bytes);
    const char *copy = arena_copy(arena, (const char *)bytes, size);
    free(bytes);
    return copy;
}

static const char *capitals(const char *text, struct arena *arena)
{
    size_t size = 0;
    uint8_t *bytes = u8_toupper((const uint8_t *)text, strlen(text), "vi", NULL, NULL, &size);
    assert_non_null(bytes);
    const char *copy = arena_copy(arena, (const char *)bytes, size);
    free(bytes);
    return copy;
}

static const char *other_form(const char *query, enum form form, struct arena *arena)
{
    static const char *const tones[][2] = {
        {"òa", "oà"}, {"ủy", "uỷ"}, {"úy", "uý"}, {"óa", "oá"}, {"ùy", "uỳ"}};
    if (form == FORM_UPPER)
        return capitals(query, arena);
    if (form == FORM_NFD)
        return decompose(query, arena);
    if (form == FORM_CP1258)
        return tones_behind(decompose(query, arena), arena);
    char *text = arena_alloc(arena, strlen(query) + 1);
    assert_non_null(text);
    memcpy(text, query, strlen(query) + 1);
    for (size_t i = 0; form == FORM_TONE && i < sizeof tones / sizeof *tones; i++)
        replace_all(text, tones[i][0], tones[i][1]);
    if (form == FORM_ETH)
        replace_all(text, "đ", "ð");
    return text;
}

/* As every query comes in. */
static const char *normal(const char *text, struct arena *arena)
{
    const char *out;
    assert_ok(text_normalize(text, strlen(text), TEXT_LINE, arena, &out, NULL));
    return out;
}

static const char *some_query(unsigned *seed, struct arena *arena)
{
    static const char *const words[] = {"thông", "báo",    "kế",  "hoạch", "đường",     "liên",    "xã",
                                        "hòa",   "bình",   "đức", "quý",   "kỹ",        "thuật",   "thủy",
                                        "lợi",   "nhỏ",    "chợ", "huyện", "rừng",      "đầu",     "nguồn",
                                        "lua",   "trường", "mam", "số",    "120-KH/HU", "9/5/2023"};
    const char *query = "";
    int count = 1 + (int)((*seed = *seed * 1103515245u + 12345u) >> 16) % 6;
    for (int i = 0; i < count; i++) {
        *seed = *seed * 1103515245u + 12345u;
        query = arena_printf(arena, "%s%s%s", query, i ? " " : "",
                             words[(*seed >> 16) % (sizeof words / sizeof *words)]);
    }
    return query;
}

static void assert_same_hits(const struct search_result *a, const struct search_result *b, const char *query)
{
    if (a->count != b->count)
        fail_msg("%s: %zu and not %zu", query, b->count, a->count);
    for (size_t i = 0; i < a->count; i++)
        if (a->hits[i].article.id != b->hits[i].article.id)
            fail_msg("%s: another hit at place %zu", query, i + 1);
}

static void all_forms_of_a_query_find_the_same_in_the_same_order(void **state)
{
    struct fixture *f = *state;
    unsigned seed = 42;
    size_t found = 0;
    add_many(f);
    for (int i = 0; i < QUERIES; i++) {
        auto_arena struct arena *arena = arena_new(256 << 20);
        const char *query = some_query(&seed, arena);
        struct search_result plain = find(f, arena, normal(query, arena), SEARCH_BY_RELEVANCE);
        found += plain.count > 0;
        for (enum form form = 0; form < FORM_COUNT; form++) {
            const char *other = other_form(query, form, arena);
            struct search_result same = find(f, arena, normal(other, arena), SEARCH_BY_RELEVANCE);
            assert_same_hits(&plain, &same, other);
        }
    }
    assert_true(found > QUERIES / 2);
}

static void hostile_documents_are_indexed_and_found(void **state)
{
    struct fixture *f = *state;
    enum { LONG = 600000 };
    char *word = malloc(LONG + 1), *marks = malloc(LONG + 1), *short_words = malloc(LONG + 1);
    assert_true(word && marks && short_words);
    for (int i = 0; i < LONG; i += 3) {
        memcpy(word + i, "ế", 3);
        memcpy(marks + i, "\u0301 ", 3);
        memcpy(short_words + i, i % 2 ? "ư " : "a- ", 3);
    }
    word[LONG] = marks[LONG] = short_words[LONG] = '\0';
    const char *const bodies[] = {word, marks, short_words};
    for (int i = 0; i < 3; i++) {
        char slug[20];
        snprintf(slug, sizeof slug, "bai-%d-x", i);
        struct article article = article_of(slug, "Bài thử sức chịu đựng", "x");
        article.body_text = bodies[i];
        int64_t id = add_article(f, &article);
        article = get_article(f, id);
        article.title = "Bài thử lần hai";
        save_article(f, &article, ACTION_EDIT);
    }
    assert_index_is_sound(f);
    assert_int_equal(count_found(f, "bài thử lần hai"), 3);
    assert_true(count_found(f, "ế") <= 3);
    free(word);
    free(marks);
    free(short_words);
}

/* Any bytes at all as a query: no error, and within the limits of time. */
static void any_query_is_answered(void **state)
{
    struct fixture *f = *state;
    unsigned seed = 7;
    static const char pieces[][8] = {"\"", "-", "*",  "(", ")",   "AND ",   "OR ",  "NOT ", "NEAR(",
                                     "^",  "{", ":",  "+", "xã ", "ủy ",    "a",    "1/2",  "ư",
                                     "“",  "”", "\\", "'", ";",   "\u0301", "🙂", " "};
    add_many(f);
    for (int i = 0; i < 4000; i++) {
        auto_arena struct arena *arena = arena_new(64 << 20);
        const char *query = "";
        for (int k = (int)(seed >> 16) % 14; k >= 0; k--) {
            seed = seed * 1103515245u + 12345u;
            query =
                arena_printf(arena, "%s%s", query, pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
        }
        find(f, arena, normal(query, arena), i % 2 ? SEARCH_BY_RELEVANCE : SEARCH_BY_TIME);
    }
}

static void pages_of_a_search_have_no_gap_and_no_repeat(void **state)
{
    struct fixture *f = *state;
    add_many(f);
    for (enum search_sort sort = SEARCH_BY_RELEVANCE; sort <= SEARCH_BY_TIME; sort++) {
        struct article_query filter = {.limit = 7, .kind = KIND_COUNT};
        bool seen[ARTICLES + 1] = {false};
        size_t count = 0;
        for (bool more = true; more;) {
            auto_arena struct arena *arena = arena_new(64 << 20);
            struct search_result result;
            struct conn *conn = NULL;
            assert_ok(store_lease(f->store, arena, &conn));
            assert_ok(search_articles(conn, "rừng đầu nguồn", &filter, sort, &result));
            store_end(conn);
            for (size_t i = 0; i < result.count; i++, count++) {
                assert_false(seen[result.hits[i].article.id]);
                seen[result.hits[i].article.id] = true;
            }
            more = result.more;
            filter.after = true;
            filter.after_ms = result.next_ms;
            filter.after_id = result.next_id;
        }
        assert_true(count >= ARTICLES / 7);
    }
}

static void misses_are_counted_by_their_words_and_the_rarest_are_dropped(void **state)
{
    struct fixture *f = *state;
    struct miss *items;
    size_t count;
    for (int i = 0; i < 3; i++)
        miss_note(f->store, i ? "ho khau" : "Hộ khẩu", NOON);
    miss_note(f->store, "0912 345 678", NOON);
    miss_note(f->store, "a@b", NOON);
    miss_note(f->store, "…", NOON);
    assert_ok(miss_flush(f->store));
    struct conn *conn = fixture_lease(f);
    assert_ok(miss_list(conn, 10, &items, &count));
    store_end(conn);
    assert_int_equal(count, 1);
    assert_string_equal(items[0].query, "Hộ khẩu");
    assert_int_equal(items[0].times, 3);
    assert_int_equal(items[0].day, 20261124);
    char query[40];
    for (int i = 0; i < MISSES_KEPT + 200; i++) {
        snprintf(query, sizeof query, "từ lạ %d", i);
        miss_note(f->store, query, NOON);
        if (i % 100 == 0)
            assert_ok(miss_flush(f->store));
    }
    assert_ok(miss_flush(f->store));
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM search_misses"), MISSES_KEPT);
    assert_int_equal(fixture_integer(f, "SELECT times FROM search_misses WHERE key = 'ho khau'"), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(index_follows_every_kind_of_write),
        store_test(write_that_is_aborted_leaves_no_trace_in_the_index),
        store_test(index_of_another_tokenizer_is_built_anew_while_articles_are_written),
        store_test(all_forms_of_a_query_find_the_same_in_the_same_order),
        store_test(hostile_documents_are_indexed_and_found),
        store_test(any_query_is_answered),
        store_test(pages_of_a_search_have_no_gap_and_no_repeat),
        store_test(misses_are_counted_by_their_words_and_the_rarest_are_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
