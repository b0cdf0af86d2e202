/* That forms of the same words are one, and that any text at all is answered. */
#include "search_fixture.h"

#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>

enum { QUERIES = 2000 };

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
        const char *as_typed = normal(query, arena);
        struct search_result plain = find(f, arena, as_typed, SEARCH_BY_RELEVANCE);
        found += plain.count > 0;
        for (enum form form = 0; form < FORM_COUNT; form++) {
            const char *other = normal(other_form(query, form, arena), arena);
            /* What is the same text by now, as what was decomposed is, finds the same. */
            if (!strcmp(other, as_typed))
                continue;
            struct search_result same = find(f, arena, other, SEARCH_BY_RELEVANCE);
            assert_same_hits(&plain, &same, other);
        }
    }
    assert_true(found > QUERIES / 2);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(all_forms_of_a_query_find_the_same_in_the_same_order),
        store_test(any_query_is_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
