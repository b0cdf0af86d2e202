/* The page cache: one making for many readers, never an older generation, bounded. */
#include "base/memory.h"
#include "http/page_cache.h"
#include "response_inner.h"
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

static void keep_in(struct page_cache *cache, enum page_share share, const char *key, uint64_t generation,
                    size_t size, int64_t until_ms)
{
    struct page_claim *claim = NULL;
    assert_int_equal(page_cache_get(cache, share, key, generation, 0, NULL, &claim), PAGE_CLAIMED);
    auto_response struct response *made = make((int64_t)generation, size, until_ms);
    page_cache_put(claim, made, generation);
}

static void keep(struct page_cache *cache, const char *key, uint64_t generation, size_t size,
                 int64_t until_ms)
{
    keep_in(cache, SHARE_PAGES, key, generation, size, until_ms);
}

static bool has(struct page_cache *cache, const char *key, uint64_t generation, int64_t now_ms)
{
    struct page_claim *claim = NULL;
    auto_response struct response *response = NULL;
    page_cache_get(cache, SHARE_PAGES, key, generation, now_ms, &response, &claim);
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
    struct page_claim *claim = NULL;
    (void)state;
    assert_int_equal(page_cache_get(cache, SHARE_PAGES, "/", 1, 0, NULL, &claim), PAGE_CLAIMED);
    page_cache_abandon(claim);
    assert_int_equal(page_cache_get(cache, SHARE_PAGES, "/", 1, 0, NULL, &claim), PAGE_CLAIMED);
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

/* A page that reads as pages do, as one who takes gzip has it made. */
static struct response *make_packed(size_t size)
{
    struct response *response = NULL;
    char *bytes = memory_new(size, 1);
    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)('a' + i * i / 7 % 13);
    const struct response_parts parts = {.status = 200,
                                         .kind = RESPONSE_PAGE,
                                         .caching = CACHING_PAGE,
                                         .type = "text/html",
                                         .etag = "page",
                                         .compressing = COMPRESSING_ALL,
                                         .accept_encoding = "gzip",
                                         .bytes = bytes,
                                         .size = size,
                                         .until_ms = INT64_MAX};
    assert_int_equal(response_new(&parts, &response), ERR_OK);
    return response;
}

static struct page_figures figures_of(struct page_cache *cache)
{
    struct page_figures figures;
    page_cache_figures(cache, SHARE_PAGES, &figures);
    return figures;
}

static void a_page_is_kept_in_the_form_that_is_read(void **state)
{
    enum { PAGES = 64, SIZE = 60000 };
    struct page_cache *cache = page_cache_new(4 * MEGABYTE);
    char key[32];
    (void)state;
    for (int i = 0; i < PAGES; i++) {
        struct page_claim *claim = NULL;
        snprintf(key, sizeof key, "/%d", i);
        assert_int_equal(page_cache_get(cache, SHARE_PAGES, key, 1, 0, NULL, &claim), PAGE_CLAIMED);
        auto_response struct response *made = make_packed(SIZE);
        page_cache_put(claim, made, 1);
    }
    /* As plain texts they would not find room. */
    const struct page_figures before = figures_of(cache);
    assert_int_equal(before.entries, PAGES);
    assert_int_equal(before.evictions, 0);
    assert_true(PAGES * SIZE > before.bytes_most && before.bytes < before.bytes_most / 4);
    for (int i = 0; i < PAGES; i++) {
        struct page_claim *claim = NULL;
        auto_response struct response *response = NULL;
        snprintf(key, sizeof key, "/%d", i);
        if (page_cache_get(cache, SHARE_PAGES, key, 1, 0, &response, &claim) != PAGE_KEPT) {
            page_cache_abandon(claim);
            continue;
        }
        const struct form *plain = response_form(response, ENCODING_IDENTITY);
        assert_non_null(plain);
        assert_ptr_equal(response_form(response, ENCODING_IDENTITY), plain);
        assert_string_equal(MHD_get_response_header(plain->full, "ETag"), "\"page\"");
        assert_null(MHD_get_response_header(plain->full, "Content-Encoding"));
        const struct form *brotli = response_form(response, ENCODING_BROTLI);
        assert_string_equal(MHD_get_response_header(brotli->full, "ETag"), "\"page-br\"");
        assert_string_equal(MHD_get_response_header(brotli->full, "Content-Encoding"), "br");
    }
    /* What was made since makes others go, the one that grew last at the next question. */
    const struct page_figures after = figures_of(cache);
    assert_true(after.evictions > 0 && after.entries < PAGES);
    assert_true(after.bytes > before.bytes && after.bytes < after.bytes_most + 8 * 2 * SIZE);
    page_cache_free(cache);
}

static void the_answers_of_the_api_never_drive_out_the_pages(void **state)
{
    struct page_cache *cache = page_cache_new(4 * MEGABYTE);
    char key[32];
    (void)state;
    for (int i = 0; i < 50; i++) {
        snprintf(key, sizeof key, "/%d", i);
        keep(cache, key, 1, 20000, INT64_MAX);
    }
    for (int i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "/api/%d", i);
        keep_in(cache, SHARE_API, key, 1, 20000, INT64_MAX);
    }
    for (int i = 0; i < 50; i++) {
        snprintf(key, sizeof key, "/%d", i);
        assert_true(has(cache, key, 1, 0));
    }
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
        struct page_claim *claim = NULL;
        uint64_t generation = atomic_load(&crowd->generation);
        auto_response struct response *response = NULL;
        if (page_cache_get(crowd->cache, SHARE_PAGES, "/", generation, 0, &response, &claim) == PAGE_BUSY)
            continue;
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

struct reader {
    struct page_waiter waiter;
    int woken, late;
};

static void wake_reader(struct page_waiter *waiter, bool is_late)
{
    struct reader *reader = (struct reader *)waiter;
    reader->woken++;
    reader->late += is_late;
}

static void many_who_miss_a_page_wait_without_a_thread_for_the_one_who_makes_it(void **state)
{
    struct page_cache *cache = page_cache_new(MEGABYTE);
    struct reader readers[THREADS] = {0};
    struct page_claim *claim = NULL;
    (void)state;
    assert_int_equal(page_cache_get(cache, SHARE_PAGES, "/", 1, 0, NULL, &claim), PAGE_CLAIMED);
    for (int i = 0; i < THREADS; i++) {
        struct page_claim *none = NULL;
        readers[i].waiter.wake = wake_reader;
        assert_int_equal(page_cache_get(cache, SHARE_PAGES, "/", 1, 0, NULL, &none), PAGE_BUSY);
        assert_true(page_cache_wait(cache, "/", &readers[i].waiter, 0));
    }
    auto_response struct response *made = make(42, 100, INT64_MAX);
    page_cache_put(claim, made, 1);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(readers[i].woken, 1);
        assert_int_equal(readers[i].late, 0);
    }
    assert_true(has(cache, "/", 1, 0));
    assert_false(page_cache_wait(cache, "/", &readers[0].waiter, 0));
    page_cache_free(cache);
}

static void who_waits_for_a_page_waits_no_longer_than_half_a_minute(void **state)
{
    struct page_cache *cache = page_cache_new(MEGABYTE);
    struct reader early = {{.wake = wake_reader}, 0, 0}, later = {{.wake = wake_reader}, 0, 0};
    struct page_claim *claim = NULL;
    (void)state;
    assert_int_equal(page_cache_get(cache, SHARE_PAGES, "/", 1, 0, NULL, &claim), PAGE_CLAIMED);
    assert_true(page_cache_wait(cache, "/", &early.waiter, 1000));
    assert_true(page_cache_wait(cache, "/", &later.waiter, 20000));
    page_cache_tick(cache, 30999);
    assert_int_equal(early.woken, 0);
    page_cache_tick(cache, 31000);
    assert_int_equal(early.late, 1);
    assert_int_equal(later.woken, 0);
    page_cache_abandon(claim);
    assert_int_equal(later.woken, 1);
    assert_int_equal(early.woken, 1);
    page_cache_free(cache);
}

static void at_the_stop_nobody_waits_for_a_page(void **state)
{
    struct page_cache *cache = page_cache_new(MEGABYTE);
    struct reader reader = {{.wake = wake_reader}, 0, 0};
    struct page_claim *claim = NULL, *none = NULL;
    (void)state;
    assert_int_equal(page_cache_get(cache, SHARE_PAGES, "/", 1, 0, NULL, &claim), PAGE_CLAIMED);
    assert_true(page_cache_wait(cache, "/", &reader.waiter, 0));
    page_cache_stop(cache);
    assert_int_equal(reader.woken, 1);
    assert_int_equal(page_cache_get(cache, SHARE_PAGES, "/", 1, 0, NULL, &none), PAGE_ALONE);
    assert_false(page_cache_wait(cache, "/", &reader.waiter, 0));
    page_cache_abandon(claim);
    page_cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_given_out_for_its_generation_and_its_time),
        cmocka_unit_test(an_abandoned_claim_leaves_the_way_to_the_next),
        cmocka_unit_test(memory_is_bounded_and_the_oldest_use_goes_first),
        cmocka_unit_test(a_crowd_never_reads_what_is_older_than_it_asked_for),
        cmocka_unit_test(a_page_is_kept_in_the_form_that_is_read),
        cmocka_unit_test(the_answers_of_the_api_never_drive_out_the_pages),
        cmocka_unit_test(many_who_miss_a_page_wait_without_a_thread_for_the_one_who_makes_it),
        cmocka_unit_test(who_waits_for_a_page_waits_no_longer_than_half_a_minute),
        cmocka_unit_test(at_the_stop_nobody_waits_for_a_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
