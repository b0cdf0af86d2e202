/* A body while it comes: kept within its limits, thrown away behind them, and never in debt. */
#include "upload.h"

#include "test.h"

#include <string.h>
#include <unistd.h>

enum { PIECE = 1000, MOST = 2500, ALL = 4000, MEBIBYTE = 1024 * 1024 };

static char bytes[MEBIBYTE];

static void a_body_within_its_limit_is_kept(void **state)
{
    atomic_size_t all = 0;
    struct upload upload = upload_new(MOST, &all, ALL);
    (void)state;
    memset(bytes, 'a', sizeof bytes);
    assert_true(upload_take(&upload, bytes, PIECE));
    assert_true(upload_take(&upload, bytes, PIECE));
    assert_int_equal(upload.err, ERR_OK);
    assert_int_equal(upload.size, 2 * PIECE);
    assert_int_equal(upload.held.length, 2 * PIECE);
    assert_int_equal(all, 2 * PIECE);
    upload_done(&upload);
    assert_int_equal(all, 0);
}

static void what_is_too_large_gives_its_memory_back_at_once(void **state)
{
    atomic_size_t all = 0;
    struct upload upload = upload_new(MOST, &all, ALL);
    (void)state;
    for (int i = 0; i < 5; i++)
        assert_true(upload_take(&upload, bytes, PIECE));
    assert_int_equal(upload.err, ERR_TOO_LARGE);
    assert_int_equal(upload.held.length, 0);
    assert_int_equal(all, 0);
    upload_done(&upload);
    assert_int_equal(all, 0);
}

static void all_bodies_share_one_memory(void **state)
{
    atomic_size_t all = 0;
    struct upload one = upload_new(MOST, &all, ALL), two = upload_new(MOST, &all, ALL);
    (void)state;
    upload_take(&one, bytes, MOST);
    upload_take(&two, bytes, MOST);
    assert_int_equal(one.err, ERR_OK);
    assert_int_equal(two.err, ERR_UNAVAILABLE);
    upload_done(&one);
    upload_done(&two);
    assert_int_equal(all, 0);
}

static void a_large_body_goes_to_a_file_in_pieces_and_comes_back_whole(void **state)
{
    atomic_size_t all = 0;
    struct upload upload = upload_new(MEBIBYTE, &all, ALL);
    (void)state;
    memset(bytes, 'b', sizeof bytes);
    upload_spill(&upload, "/tmp", MOST);
    assert_true(upload_take(&upload, bytes, MOST));
    assert_int_equal(all, MOST);
    assert_int_equal(upload.file, 0); /* nothing was written by who receives */
    assert_true(upload_is_full(&upload));
    upload_flush(&upload);
    assert_int_equal(all, 0); /* its memory went back */
    assert_false(upload_is_full(&upload));
    assert_true(upload_take(&upload, "c", 1));
    for (int i = 0; i < 5; i++) {
        assert_true(upload_take(&upload, bytes, 3 * PIECE));
        if (upload_is_full(&upload))
            upload_flush(&upload);
    }
    assert_true(upload_take(&upload, "d", 1));
    upload_finish(&upload);
    assert_int_equal(all, 0);
    assert_int_equal(upload.err, ERR_OK);
    assert_int_equal(upload.size, MOST + 2 + 15 * PIECE);
    const char *whole = upload_bytes(&upload);
    assert_non_null(whole);
    assert_memory_equal(whole, bytes, MOST);
    assert_int_equal(whole[MOST], 'c');
    assert_memory_equal(whole + MOST + 1, bytes, 15 * PIECE);
    assert_int_equal(whole[upload.size - 1], 'd');
    assert_int_equal(whole[upload.size], '\0');
    upload_done(&upload);
}

static void a_body_without_a_folder_for_it_says_so(void **state)
{
    atomic_size_t all = 0;
    struct upload upload = upload_new(MEBIBYTE, &all, ALL);
    (void)state;
    upload_spill(&upload, "/nonexistent", PIECE);
    assert_true(upload_take(&upload, bytes, PIECE));
    upload_flush(&upload);
    assert_int_equal(upload.err, ERR_INTERNAL);
    assert_false(upload_is_full(&upload));
    assert_int_equal(all, 0);
    upload_done(&upload);
}

static void a_client_that_never_ends_is_cut(void **state)
{
    atomic_size_t all = 0;
    struct upload upload = upload_new(MOST, &all, ALL);
    int pieces = 0;
    (void)state;
    while (upload_take(&upload, bytes, MEBIBYTE) && pieces < 100)
        pieces++;
    assert_int_equal(pieces, 16);
    upload_done(&upload);
}

static void a_body_that_wants_a_file_gets_one_however_small_it_is(void **state)
{
    atomic_size_t all = 0;
    struct upload upload = upload_new(MOST, &all, ALL);
    char back[2 * PIECE];
    (void)state;
    upload_spill(&upload, "/tmp", MEBIBYTE);
    upload_want_file(&upload);
    assert_true(upload_take(&upload, bytes, PIECE));
    assert_true(upload_take(&upload, bytes, PIECE));
    upload_finish(&upload);
    assert_int_equal(upload.err, ERR_OK);
    assert_int_equal(all, 0);
    assert_int_equal(pread(upload.file, back, sizeof back, 0), sizeof back);
    assert_memory_equal(back, bytes, sizeof back);
    upload_done(&upload);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_within_its_limit_is_kept),
        cmocka_unit_test(what_is_too_large_gives_its_memory_back_at_once),
        cmocka_unit_test(all_bodies_share_one_memory),
        cmocka_unit_test(a_large_body_goes_to_a_file_in_pieces_and_comes_back_whole),
        cmocka_unit_test(a_body_without_a_folder_for_it_says_so),
        cmocka_unit_test(a_client_that_never_ends_is_cut),
        cmocka_unit_test(a_body_that_wants_a_file_gets_one_however_small_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
