#include "base/histogram.h"

#include "test.h"

#include <pthread.h>

static void a_value_belongs_to_the_first_bound_that_is_not_below_it(void **state)
{
    (void)state;
    struct histogram histogram = {0};
    struct histogram_state seen = {0};
    static const uint64_t values[] = {0, 499, 500, 501, 30000000, 30000001, UINT32_MAX};
    uint64_t sum = 0;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        histogram_add(&histogram, &histogram_times, values[i]);
        sum += values[i];
    }
    histogram_read(&histogram, &seen);
    assert_int_equal(seen.counts[0], 3);
    assert_int_equal(seen.counts[1], 1);
    assert_int_equal(seen.counts[histogram_times.count - 1], 1);
    assert_int_equal(seen.counts[HISTOGRAM_BOUNDS_MAX], 2);
    assert_int_equal(seen.sum, sum);
    assert_int_equal(histogram_total(&seen), 7);
}

static void what_lies_behind_a_short_row_has_its_place_too(void **state)
{
    (void)state;
    struct histogram histogram = {0};
    struct histogram_state seen = {0};
    histogram_add(&histogram, &histogram_sizes, 1);
    histogram_add(&histogram, &histogram_sizes, 3);
    histogram_add(&histogram, &histogram_sizes, 129);
    histogram_read(&histogram, &seen);
    assert_int_equal(seen.counts[0], 1);
    assert_int_equal(seen.counts[2], 1);
    assert_int_equal(seen.counts[HISTOGRAM_BOUNDS_MAX], 1);
}

static void bounds_rise(void **state)
{
    (void)state;
    const struct histogram_bounds *all[] = {&histogram_times, &histogram_sizes};
    for (size_t i = 0; i < 2; i++) {
        assert_true(all[i]->count >= 1 && all[i]->count <= HISTOGRAM_BOUNDS_MAX);
        for (size_t j = 1; j < all[i]->count; j++)
            assert_true(all[i]->at[j] > all[i]->at[j - 1]);
    }
}

static void several_histograms_are_read_into_one(void **state)
{
    (void)state;
    struct histogram one = {0}, other = {0};
    struct histogram_state seen = {0};
    histogram_add(&one, &histogram_times, 1);
    histogram_add(&other, &histogram_times, 2);
    histogram_read(&one, &seen);
    histogram_read(&other, &seen);
    assert_int_equal(histogram_total(&seen), 2);
    assert_int_equal(seen.sum, 3);
}

enum { THREADS = 4, VALUES = 20000 };
static struct histogram shared;

static void *add_many(void *context)
{
    (void)context;
    for (uint64_t i = 0; i < VALUES; i++)
        histogram_add(&shared, &histogram_times, i);
    return NULL;
}

static void threads_lose_nothing(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    struct histogram_state seen = {0};
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, add_many, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    histogram_read(&shared, &seen);
    assert_int_equal(histogram_total(&seen), THREADS * VALUES);
    assert_int_equal(seen.sum, (uint64_t)THREADS * VALUES * (VALUES - 1) / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_belongs_to_the_first_bound_that_is_not_below_it),
        cmocka_unit_test(what_lies_behind_a_short_row_has_its_place_too),
        cmocka_unit_test(bounds_rise),
        cmocka_unit_test(several_histograms_are_read_into_one),
        cmocka_unit_test(threads_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
