#include "text/difference.h"

#include "base/buf.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

/* The difference as text: what is removed in [-…-], what is added in {+…+}, what is left out as ~. */
static void write_difference(const struct difference *difference, struct buf *out)
{
    static const char *const begins[] = {"", "[-", "{+", "~"}, *const ends[] = {"", "-]", "+}", ""};
    for (size_t i = 0; i < difference->count; i++) {
        const struct passage *p = &difference->passages[i];
        buf_text(out, begins[p->kind]);
        buf_add(out, p->text, p->kind == PASSAGE_LEFT_OUT ? 0 : p->length);
        buf_text(out, ends[p->kind]);
    }
}

static void check(const char *before, const char *after, const char *expected)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    auto_buf struct buf out = BUF(1 << 16);
    struct difference difference;
    assert_int_equal(text_difference(before, after, arena, &difference), ERR_OK);
    write_difference(&difference, &out);
    assert_string_equal(buf_str(&out), expected);
}

static void words_that_changed_stand_apart(void **state)
{
    (void)state;
    check("", "", "");
    check("một hai ba", "một hai ba", "một hai ba");
    check("", "một hai", "{+một hai+}");
    check("một hai", "", "[-một hai-]");
    check("thu ngân sách 20 tỷ đồng", "thu ngân sách 25 tỷ đồng", "thu ngân sách [-20 -]{+25 +}tỷ đồng");
    check("một ba", "một hai ba", "một {+hai +}ba");
    check("một hai ba bốn", "hai ba bốn năm", "[-một -]hai ba bốn {+năm+}");
    check("a", "b", "[-a-]{+b+}");
}

static void paragraphs_that_stayed_are_kept_whole(void **state)
{
    (void)state;
    check("đoạn một\n\nđoạn hai\n\nđoạn ba", "đoạn một\n\nđoạn mới\n\nđoạn ba",
          "đoạn một\n\nđoạn [-hai\n\n-]{+mới\n\n+}đoạn ba");
    check("a b\n\nc d", "c d", "[-a b\n\n-]c d");
    check("c d", "a b\n\nc d", "{+a b\n\n+}c d");
}

static void white_space_alone_is_no_change(void **state)
{
    (void)state;
    check("một  hai\n\nba", "một hai\n\n\nba", "một hai\n\n\nba");
}

/* What is kept and removed is the former text, what is kept and added the latter, white space aside. */
static void rebuild(const struct difference *difference, enum passage_kind side, struct buf *out)
{
    for (size_t i = 0; i < difference->count; i++) {
        const struct passage *p = &difference->passages[i];
        for (size_t k = 0; (p->kind == PASSAGE_KEPT || p->kind == side) && k < p->length; k++)
            if (!strchr(" \n", p->text[k]))
                buf_char(out, p->text[k]);
    }
}

static void squeeze(const char *text, struct buf *out)
{
    for (; *text; text++)
        if (!strchr(" \n", *text))
            buf_char(out, *text);
}

static void check_whole(const char *before, const char *after)
{
    auto_arena struct arena *arena = arena_new(64 << 20);
    auto_buf struct buf was = BUF(1 << 24), is = BUF(1 << 24), old = BUF(1 << 24), new_text = BUF(1 << 24);
    struct difference difference;
    assert_int_equal(text_difference(before, after, arena, &difference), ERR_OK);
    rebuild(&difference, PASSAGE_REMOVED, &was);
    rebuild(&difference, PASSAGE_ADDED, &is);
    squeeze(before, &old);
    squeeze(after, &new_text);
    assert_string_equal(buf_str(&was), buf_str(&old));
    assert_string_equal(buf_str(&is), buf_str(&new_text));
}

static void fill_at_random(struct buf *out, unsigned *seed, int words, int kinds)
{
    for (int i = 0; i < words; i++)
        buf_printf(out, "t%d%s", rand_r(seed) % kinds, rand_r(seed) % 9 ? " " : "\n\n");
}

static void both_texts_can_be_read_from_it_whatever_they_are(void **state)
{
    unsigned seed = 11;
    (void)state;
    for (int round = 0; round < 400; round++) {
        auto_buf struct buf before = BUF(1 << 16), after = BUF(1 << 16);
        int kinds = 2 + (int)(rand_r(&seed) % 6U);
        fill_at_random(&before, &seed, (int)(rand_r(&seed) % 40U), kinds);
        fill_at_random(&after, &seed, (int)(rand_r(&seed) % 40U), kinds);
        check_whole(buf_str(&before), buf_str(&after));
    }
}

static void large_texts_without_anything_in_common_end_soon_and_rightly(void **state)
{
    auto_buf struct buf before = BUF(1 << 20), after = BUF(1 << 20);
    (void)state;
    for (int i = 0; i < 60000; i++) {
        buf_printf(&before, "%c ", 'a' + i % 7);
        buf_printf(&after, "%c ", 'a' + i % 5);
    }
    check_whole(buf_str(&before), buf_str(&after));
}

static void few_changes_in_a_large_text_are_found_word_by_word(void **state)
{
    auto_arena struct arena *arena = arena_new(64 << 20);
    auto_buf struct buf before = BUF(1 << 20), after = BUF(1 << 20);
    struct difference difference;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        buf_printf(&before, "w%d%s", i, i % 50 == 49 ? "\n\n" : " ");
        buf_printf(&after, "w%d%s", i % 1000 == 500 ? -i : i, i % 50 == 49 ? "\n\n" : " ");
    }
    assert_int_equal(text_difference(buf_str(&before), buf_str(&after), arena, &difference), ERR_OK);
    assert_int_equal(difference.removed, 20);
    assert_int_equal(difference.added, 20);
}

static void long_kept_passages_are_shortened_to_their_edges(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    auto_buf struct buf out = BUF(1 << 16);
    struct difference difference;
    (void)state;
    assert_int_equal(
        text_difference("a b c d e f g X h i j k l m n", "a b c d e f g Y h i j k l m n", arena, &difference),
        ERR_OK);
    assert_int_equal(difference_shorten(&difference, 2, arena), ERR_OK);
    write_difference(&difference, &out);
    assert_string_equal(buf_str(&out), "~f g [-X -]{+Y +}h i ~");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_that_changed_stand_apart),
        cmocka_unit_test(paragraphs_that_stayed_are_kept_whole),
        cmocka_unit_test(white_space_alone_is_no_change),
        cmocka_unit_test(both_texts_can_be_read_from_it_whatever_they_are),
        cmocka_unit_test(large_texts_without_anything_in_common_end_soon_and_rightly),
        cmocka_unit_test(few_changes_in_a_large_text_are_found_word_by_word),
        cmocka_unit_test(long_kept_passages_are_shortened_to_their_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
