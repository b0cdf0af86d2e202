/* The page cache: one making for many readers, never an older generation, bounded. */
#include "base/memory.h"
#include "http/page_cache.h"
#include "test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum { THREADS = 8, ROUNDS = 200, MEGABYTE = 1 << 20 };

static struct response *make(int64_t subject, size_t size, int64_t until_ms)
{
    struct response *response = NULL;
    char *bytes = memory_new(size, 1);
    assert_non_null(bytes);
    const struct response_parts parts = {.status = 200,
                                         .kind = RESPONSE_PAGE,
                                         .caching = CACHING_PAGE,
                                         .type = "text/html",
                                         .bytes = bytes,
                                         .size = size,
                                         .subject = subject,
                                         .until_ms = until_ms};
    assert_int_equal(response_new(&parts, &response), ERR_OK);
    return response;
}

static void keep(struct page_cache *cache, const char *key, uint64_t generation, size_t size,
                 int64_t until_ms)
{
    struct page_claim *claim;
    auto_response struct response *present = page_cache_get(cache, key, generation, 0, &claim);
    assert_null(present);
    assert_non_null(claim);
    auto_response struct response *made = make((int64_t)generation, size, until_ms);
    page_cache_put(claim, made, generation);
}

static bool has(struct page_cache *cache, const char *key, uint64_t generation, int64_t now_ms)
{
    struct page_claim *claim;
    auto_response struct response *response = page_cache_get(cache, key, generation, now_ms, &claim);
    if (claim)
        page_cache_abandon(claim);
    return response != NULL;
}

static void a_page_is_given_out_for_its_generation_and_its_time(void **state)
{
    struct page_cache *cache = page_cache_new(MEGABYTE);
    (void)state;
    keep(cache, "/", 5, 100, 1000);
    assert_true(has(cache, "/", 5, 999));
    assert_true(has(cache, "/", 4, 999));
    assert_false(has(cache, "/", 5, 1000));
    assert_false(has(cache, "/", 6, 0));
    assert_false(has(cache, "/x", 5, 0));
    page_cache_free(cache);
}

static void an_abandoned_claim_leaves_the_way_to_the_next(void **state)
{
    struct page_cache *cache = page_cache_new(MEGABYTE);
    struct page_claim *claim;
    (void)state;
    assert_null(page_cache_get(cache, "/", 1, 0, &claim));
    page_cache_abandon(claim);
    assert_null(page_cache_get(cache, "/", 1, 0, &claim));
    assert_non_null(claim);
    page_cache_abandon(claim);
    page_cache_free(cache);
}

static void memory_is_bounded_and_the_oldest_use_goes_first(void **state)
{
    struct page_cache *cache = page_cache_new(4 * MEGABYTE);
    char key[32];
    int kept = 0;
    (void)state;
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof key, "/%d", i);
        keep(cache, key, 1, 20000, INT64_MAX);
    }
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof key, "/%d", i);
        kept += has(cache, key, 1, 0);
    }
    assert_in_range(kept, 100, 4 * MEGABYTE / 20000);
    assert_true(has(cache, "/999", 1, 0));
    assert_false(has(cache, "/0", 1, 0));
    page_cache_free(cache);
}

struct crowd {
    struct page_cache *cache;
    atomic_uint_fast64_t generation;
    atomic_int makings;
    atomic_int stale;
};

/* Reads as the dispatcher does; the generation rises now and then. */
static void *read_much(void *context)
{
    struct crowd *crowd = context;
    for (int i = 0; i < ROUNDS; i++) {
        struct page_claim *claim;
        uint64_t generation = atomic_load(&crowd->generation);
        auto_response struct response *response = page_cache_get(crowd->cache, "/", generation, 0, &claim);
        if (!response) {
            atomic_fetch_add(&crowd->makings, 1);
            response = make((int64_t)generation, 100, INT64_MAX);
            if (claim && i % 7 == 3)
                page_cache_abandon(claim);
            else if (claim)
                page_cache_put(claim, response, generation);
        }
        if ((uint64_t)response_subject(response) < generation)
            atomic_fetch_add(&crowd->stale, 1);
        if (i % 20 == 19)
            atomic_fetch_add(&crowd->generation, 1);
    }
    return NULL;
}

static void a_crowd_never_reads_what_is_older_than_it_asked_for(void **state)
{
    struct crowd crowd = {.cache = page_cache_new(MEGABYTE)};
    pthread_t threads[THREADS];
    (void)state;
    atomic_init(&crowd.generation, 1);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_much, &crowd), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&crowd.stale), 0);
    assert_true(atomic_load(&crowd.makings) < THREADS * ROUNDS);
    page_cache_free(crowd.cache);
}

struct waiting {
    struct page_cache *cache;
    atomic_int arrived;
    atomic_int made;
    int64_t seen[THREADS];
};

struct waiter {
    struct waiting *waiting;
    int number;
};

static void *wait_for_page(void *context)
{
    struct waiter *waiter = context;
    struct page_claim *claim;
    atomic_fetch_add(&waiter->waiting->arrived, 1);
    auto_response struct response *response = page_cache_get(waiter->waiting->cache, "/", 1, 0, &claim);
    assert_null(claim);
    waiter->waiting->seen[waiter->number] = response ? response_subject(response) : 0;
    return NULL;
}

static void many_who_miss_a_page_wait_for_the_one_who_makes_it(void **state)
{
    struct waiting waiting = {.cache = page_cache_new(MEGABYTE)};
    struct waiter waiters[THREADS];
    struct page_claim *claim;
    pthread_t threads[THREADS];
    (void)state;
    assert_null(page_cache_get(waiting.cache, "/", 1, 0, &claim));
    for (int i = 0; i < THREADS; i++) {
        waiters[i] = (struct waiter){&waiting, i};
        assert_int_equal(pthread_create(&threads[i], NULL, wait_for_page, &waiters[i]), 0);
    }
    while (atomic_load(&waiting.arrived) < THREADS)
        sched_yield();
    auto_response struct response *made = make(42, 100, INT64_MAX);
    page_cache_put(claim, made, 1);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(waiting.seen[i], 42);
    }
    page_cache_free(waiting.cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_given_out_for_its_generation_and_its_time),
        cmocka_unit_test(an_abandoned_claim_leaves_the_way_to_the_next),
        cmocka_unit_test(memory_is_bounded_and_the_oldest_use_goes_first),
        cmocka_unit_test(a_crowd_never_reads_what_is_older_than_it_asked_for),
        cmocka_unit_test(many_who_miss_a_page_wait_for_the_one_who_makes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
