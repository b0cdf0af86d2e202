/* When the database is looked at, and what is said of certificates and clocks as time goes on. */
#include "base/log.h"
#include "text/date.h"
#include "work/backup.h"
#include "work/check.h"
#include "work/integrity.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int64_t now_ms;

static int64_t set_now(void *context)
{
    (void)context;
    return now_ms;
}

static const struct clock set_clock = {set_now, set_now, NULL};

/* A certificate for portal.test, until 2027-03-09T16:42:32Z. */
static const char certificate[] = "-----BEGIN CERTIFICATE-----\n"
                                  "MIIBmDCCAT+gAwIBAgIUBGUIyTsOoQwN1RQmPpqvydfrJh8wCgYIKoZIzj0EAwIw\n"
                                  "FjEUMBIGA1UEAwwLcG9ydGFsLnRlc3QwHhcNMjYxMTI5MTY0MjMyWhcNMjcwMzA5\n"
                                  "MTY0MjMyWjAWMRQwEgYDVQQDDAtwb3J0YWwudGVzdDBZMBMGByqGSM49AgEGCCqG\n"
                                  "SM49AwEHA0IABE/vDw4rPqQPFFiMW2xjbI2mZIi2ICMHcnk4JRX4C253/wmW230H\n"
                                  "BgC85+YYEUDcW+OJf/JV3rO8MOsFTnpcR8SjazBpMB0GA1UdDgQWBBSiEBn2pc95\n"
                                  "GTRjZftZ7RgpcaTb9zAfBgNVHSMEGDAWgBSiEBn2pc95GTRjZftZ7RgpcaTb9zAP\n"
                                  "BgNVHRMBAf8EBTADAQH/MBYGA1UdEQQPMA2CC3BvcnRhbC50ZXN0MAoGCCqGSM49\n"
                                  "BAMCA0cAMEQCIEvGZ+ZPPQD/VCikgnhWqaMcLj7xWxmXMeCjg8IYOamGAiAP43mK\n"
                                  "82NQ5TrVr4TqmNmHXPX20+6FJBq4x+svXq/IIw==\n"
                                  "-----END CERTIFICATE-----\n";
static const int64_t certificate_ends_ms = INT64_C(1804610552000);

static void assert_look(struct integrity_job *job, enum integrity_depth depth, int64_t at_ms)
{
    struct integrity last;
    assert_int_equal(integrity_job_run(job), ERR_OK);
    integrity_last(job->store, &last);
    assert_int_equal(last.depth, depth);
    assert_int_equal(last.at_ms, at_ms);
    assert_false(last.is_damaged);
    assert_false(integrity_is_damaged(job->store));
}

static void quickly_at_the_start_and_whole_in_the_night(void **state)
{
    char folder[] = "/tmp/cong-integrity-XXXXXX", command[60];
    auto_buf struct buf fault = BUF(2000);
    struct store *store = NULL;
    atomic_bool stopping = false;
    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(date_parse("2026-11-29T23:00:00+07:00", &now_ms), ERR_OK);
    const struct store_options options = {
        .directory = folder, .clock = &set_clock, .readers = 1, .read_limit_ms = 60000};
    assert_int_equal(store_open(&options, &fault, &store), ERR_OK);
    struct integrity_job job = {store, &set_clock, &stopping, 0};
    int64_t start_ms = now_ms, hour_ms = 3600000;
    assert_look(&job, INTEGRITY_QUICK, start_ms);
    /* Somebody may set the clock: it is asked every ten minutes at least. */
    assert_int_equal(integrity_job_rest_ms(&job), 600000);
    now_ms += 3 * hour_ms - 1;
    assert_look(&job, INTEGRITY_QUICK, start_ms);
    assert_int_equal(integrity_job_rest_ms(&job), 1);
    now_ms += 1; /* two in the morning */
    assert_look(&job, INTEGRITY_WHOLE, start_ms + 3 * hour_ms);
    now_ms += 24 * hour_ms - 1;
    assert_look(&job, INTEGRITY_WHOLE, start_ms + 3 * hour_ms);
    now_ms += 1;
    assert_look(&job, INTEGRITY_WHOLE, start_ms + 27 * hour_ms);
    store_close(store);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

/* The first row of a fresh list that holds one thing's. */
static struct check_row row_of(void (*look)(const struct check_scope *, struct check_list *),
                               const struct check_scope *scope, struct arena *arena)
{
    struct check_list list = {.arena = arena, .lang = LANG_EN};
    look(scope, &list);
    assert_true(list.count >= 1);
    return list.items[0];
}

static void certificate_is_told_by_the_days_that_are_left(void **state)
{
    char path[] = "/tmp/cong-certificate-XXXXXX";
    auto_arena struct arena *arena = arena_new(1 << 20);
    auto_buf struct buf fault = BUF(2000);
    int64_t ends_ms = 0;
    (void)state;
    int fd = mkstemp(path);
    assert_int_equal(write(fd, certificate, strlen(certificate)), strlen(certificate));
    close(fd);
    const struct check_scope scope = {.tls_cert = path, .tls_key = path, .host = "", .clock = &set_clock};
    assert_int_equal(certificate_end(path, &fault, &ends_ms), ERR_OK);
    assert_int_equal(ends_ms, certificate_ends_ms);
    now_ms = certificate_ends_ms - CHECK_CERTIFICATE_DAYS * DATE_DAY_MS;
    assert_int_equal(row_of(check_certificate, &scope, arena).level, CHECK_OK);
    now_ms += 1;
    assert_int_equal(row_of(check_certificate, &scope, arena).level, CHECK_WARNING);
    now_ms = certificate_ends_ms - 1;
    assert_int_equal(row_of(check_certificate, &scope, arena).level, CHECK_WARNING);
    now_ms = certificate_ends_ms;
    assert_int_equal(row_of(check_certificate, &scope, arena).level, CHECK_FAILURE);
    unlink(path);
    assert_int_equal(certificate_end(path, &fault, &ends_ms), ERR_INPUT);
    assert_non_null(strstr(buf_str(&fault), "No such file"));
}

static void backup_is_told_by_its_age(void **state)
{
    static const struct actor actor = {.role = ROLE_ADMIN, .name = "console"};
    char folder[] = "/tmp/cong-backup-XXXXXX", command[60];
    auto_arena struct arena *arena = arena_new(1 << 20);
    auto_buf struct buf fault = BUF(2000);
    struct store *store = NULL;
    struct backup_entry entry;
    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(date_parse("2026-11-29T23:00:00+07:00", &now_ms), ERR_OK);
    const struct store_options options = {
        .directory = folder, .clock = &set_clock, .readers = 2, .read_limit_ms = 60000};
    const char *backups = backup_folder("", folder, arena);
    const struct check_scope scope = {.data = folder, .backups = backups, .clock = &set_clock};
    assert_int_equal(store_open(&options, &fault, &store), ERR_OK);
    assert_non_null(strstr(row_of(check_backup, &scope, arena).text, "no good backup"));
    const struct backup_order order = {
        .store = store, .actor = &actor, .clock = &set_clock, .data = folder, .folder = backups};
    assert_int_equal(backup_make(&order, &fault, &entry), ERR_OK);
    now_ms += INT64_C(40) * 3600000;
    struct check_row row = row_of(check_backup, &scope, arena);
    assert_int_equal(row.level, CHECK_WARNING);
    assert_non_null(strstr(row.text, "is 40 hours old"));
    store_close(store);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

static enum check_level clock_level(int64_t last_ms)
{
    auto_arena struct arena *arena = arena_new(1 << 16);
    struct check_list list = {.arena = arena, .lang = LANG_VI};
    const struct check_scope scope = {.clock = &set_clock};
    check_clock(&scope, last_ms, &list);
    assert_int_equal(list.count, 1);
    return list.items[0].level;
}

static void clock_that_was_set_back_or_never_set_is_told(void **state)
{
    (void)state;
    assert_int_equal(date_parse("2026-11-29T23:00:00+07:00", &now_ms), ERR_OK);
    assert_int_equal(clock_level(0), CHECK_OK);
    assert_int_equal(clock_level(now_ms + 60000), CHECK_OK);
    assert_int_equal(clock_level(now_ms + 60001), CHECK_FAILURE);
    now_ms = 0;
    assert_int_equal(clock_level(0), CHECK_FAILURE);
}

static void worst_row_decides(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 16);
    struct check_list list = {.arena = arena, .lang = LANG_VI};
    assert_int_equal(check_worst(&list), CHECK_OK);
    for (int i = 0; i < 100; i++)
        check_add(&list, CHECK_OK, "a", "việc %d", "thing %d", i);
    check_add(&list, CHECK_WARNING, "b", "việc", "thing");
    assert_int_equal(check_worst(&list), CHECK_WARNING);
    check_add(&list, CHECK_FAILURE, "c", "việc", "thing");
    check_add(&list, CHECK_OK, "d", "việc", "thing");
    assert_int_equal(check_worst(&list), CHECK_FAILURE);
    assert_int_equal(list.count, 103);
    assert_string_equal(list.items[99].text, "việc 99");
    assert_int_equal(check_level_of("warn"), CHECK_WARNING);
    assert_int_equal(check_level_of("?"), CHECK_FAILURE);
}

int main(void)
{
    log_init(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quickly_at_the_start_and_whole_in_the_night),
        cmocka_unit_test(certificate_is_told_by_the_days_that_are_left),
        cmocka_unit_test(backup_is_told_by_its_age),
        cmocka_unit_test(clock_that_was_set_back_or_never_set_is_told),
        cmocka_unit_test(worst_row_decides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
