/* Entries of the feed that are kept: which are good, and what makes way. */
#include "bulk/feed_pieces.h"

#include "test.h"

#include <string.h>

static struct feed_pieces *pieces;

static int pieces_begin(void **state)
{
    (void)state;
    pieces = feed_pieces_new();
    feed_pieces_begin(pieces, "0a1b");
    return pieces ? 0 : -1;
}

static int pieces_end(void **state)
{
    (void)state;
    feed_pieces_free(pieces);
    return 0;
}

static void keep_text(int64_t id, int64_t sequence, uint64_t generation, const char *text)
{
    const struct feed_piece piece = {id, sequence, generation, text, "packed", strlen(text), 6};
    feed_pieces_keep(pieces, &piece);
}

/* Whether the entry is kept; then it is this text. */
static bool has_text(int64_t id, int64_t sequence, uint64_t generation, const char *text)
{
    auto_buf struct buf plain = BUF(200000), packed = BUF(100);
    buf_text(&plain, "[");
    if (!feed_pieces_copy(pieces, id, sequence, generation, &plain, &packed)) {
        assert_string_equal(buf_str(&plain), "[");
        return false;
    }
    assert_string_equal(buf_str(&plain) + 1, text);
    assert_string_equal(buf_str(&packed), "packed");
    return true;
}

static void an_entry_is_good_for_its_number_alone(void **state)
{
    (void)state;
    assert_false(has_text(7, 10, 1, ""));
    assert_false(has_text(0, 0, 0, ""));
    keep_text(7, 10, 0, "bảy");
    assert_true(has_text(7, 10, 1, "bảy"));
    assert_true(has_text(7, 10, 2, "bảy"));
    assert_false(has_text(7, 11, 1, ""));
    assert_false(has_text(8, 10, 1, ""));
    assert_false(has_text(7 + FEED_PIECES, 10, 1, ""));
    keep_text(7, 11, 0, "bảy, sửa");
    assert_false(has_text(7, 10, 1, ""));
    assert_true(has_text(7, 11, 1, "bảy, sửa"));
}

static void what_others_may_change_is_good_for_one_generation(void **state)
{
    (void)state;
    keep_text(7, 10, 5, "có ảnh");
    assert_true(has_text(7, 10, 5, "có ảnh"));
    assert_false(has_text(7, 10, 6, ""));
    assert_false(has_text(7, 10, 4, ""));
}

static void another_history_begins_with_nothing(void **state)
{
    (void)state;
    keep_text(7, 10, 0, "bảy");
    feed_pieces_begin(pieces, "0a1b");
    assert_true(has_text(7, 10, 1, "bảy"));
    feed_pieces_begin(pieces, "0a1c");
    assert_false(has_text(7, 10, 1, ""));
}

static void what_was_read_longest_ago_makes_way(void **state)
{
    enum { LARGE = 100 * 1024, FIT = FEED_PIECES_BYTES / (LARGE + 6) };
    static char large[LARGE + 1], huge[129 * 1024];
    (void)state;
    memset(large, 'a', LARGE);
    memset(huge, 'a', sizeof huge - 1);
    for (int64_t id = 1; id <= FIT; id++)
        keep_text(id, id, 0, large);
    assert_true(has_text(1, 1, 1, large));
    keep_text(FIT + 1, FIT + 1, 0, large);
    assert_true(has_text(1, 1, 1, large));
    assert_false(has_text(2, 2, 1, ""));
    assert_true(has_text(FIT + 1, FIT + 1, 1, large));
    keep_text(3, 99, 0, huge); /* none of that size is kept */
    assert_false(has_text(3, 99, 1, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_entry_is_good_for_its_number_alone, pieces_begin, pieces_end),
        cmocka_unit_test_setup_teardown(what_others_may_change_is_good_for_one_generation, pieces_begin,
                                        pieces_end),
        cmocka_unit_test_setup_teardown(another_history_begins_with_nothing, pieces_begin, pieces_end),
        cmocka_unit_test_setup_teardown(what_was_read_longest_ago_makes_way, pieces_begin, pieces_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
