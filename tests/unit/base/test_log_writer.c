#include "log_fixture.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

/* What would take for ever otherwise; a busy machine may take some of it. */
enum { PATIENCE_MS = 60000 };

/* Lines of the pipe, until `last` stands in one of them, which is whole. */
static char *read_up_to(int fd, const char *last, size_t *ret_length)
{
    size_t length = 0, room = 8 << 20;
    char *all = calloc(1, room), *found = NULL;
    assert_non_null(all);
    while (!found || !strchr(found, '\n')) {
        assert_int_equal(poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, PATIENCE_MS), 1);
        ssize_t got = read(fd, all + length, room - length - 1);
        assert_true(got > 0);
        size_t from = length > 100 ? length - 100 : 0;
        length += (size_t)got;
        all[length] = '\0';
        if (!found)
            found = strstr(all + from, last);
    }
    *ret_length = length;
    return all;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void nobody_waits_for_who_does_not_read_and_the_loss_is_told_where_it_was(void **state)
{
    (void)state;
    enum { LINES = 30000, BEHIND = 10 };
    log_init(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
    begin();
    uint64_t lost_before = log_lines_lost();
    assert_int_equal(log_start(), ERR_OK);
    int64_t from_ms = now_ms();
    for (int i = 0; i < LINES; i++)
        log_info("burst", LOG_SAYS("nobody reads this"), LOG_NUMBER("n", i));
    /* A pipe holds some hundred; who waited for the others would wait for ever. */
    assert_true(now_ms() - from_ms < PATIENCE_MS);
    uint64_t lost = log_lines_lost() - lost_before;
    assert_in_range(lost, 1, LINES);
    size_t length, read_behind = 0;
    char told[64];
    snprintf(told, sizeof told, "%llu lines lost", (unsigned long long)lost);
    char *all = read_up_to(ends[0], "lines lost", &length);
    long wanted = 0;
    for (char *line = strtok(all, "\n"); line; line = strtok(NULL, "\n")) {
        const char *number = strstr(line, " n=");
        behind_the_time(line);
        if (!number) {
            assert_non_null(strstr(line, told));
            assert_int_equal((uint64_t)wanted + lost, LINES);
            read_behind++;
        } else
            assert_int_equal(strtol(number + 3, NULL, 10), wanted++);
    }
    assert_int_equal(read_behind, 1);
    free(all);
    /* And it goes on. */
    for (int i = 0; i < BEHIND; i++)
        log_info("after", LOG_SAYS("read"), LOG_NUMBER("n", i));
    log_end();
    const char *rest = end();
    assert_non_null(strstr(rest, "after: read n=0\n"));
    assert_non_null(strstr(rest, "after: read n=9\n"));
}

static void the_end_writes_what_is_pending_and_waits_for_nobody(void **state)
{
    (void)state;
    log_init(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
    begin();
    assert_int_equal(log_start(), ERR_OK);
    for (int i = 0; i < 20000; i++)
        log_info("burst", LOG_SAYS("nobody reads this"), LOG_NUMBER("n", i));
    int64_t from_ms = now_ms();
    log_end();
    assert_in_range(now_ms() - from_ms, 500, PATIENCE_MS);
    /* Who logs now waits once, and is told about in vain no second time. */
    from_ms = now_ms();
    for (int i = 0; i < 50; i++)
        log_info("late", LOG_SAYS("nobody reads this"));
    assert_true(now_ms() - from_ms < PATIENCE_MS);
    size_t length;
    char *all = read_up_to(ends[0], "burst: nobody reads this n=100", &length);
    free(all);
    while (poll(&(struct pollfd){.fd = ends[0], .events = POLLIN}, 1, 0) > 0)
        assert_true(read(ends[0], logged, sizeof logged) > 0);
    log_info("again", LOG_SAYS("somebody reads"));
    const char *rest = end();
    const char *notice = strstr(rest, "lines lost"), *line = strstr(rest, "again: somebody reads\n");
    assert_non_null(notice);
    assert_non_null(line);
    assert_true(notice < line);
}

static void a_disk_without_room_costs_lines_and_says_so(void **state)
{
    (void)state;
    int full = open("/dev/full", O_WRONLY);
    if (full < 0)
        return; /* no such device in this container */
    log_init(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
    log_to(full);
    log_info("one", LOG_SAYS("s"));
    log_info("two", LOG_SAYS("s"));
    begin();
    log_to(STDERR_FILENO);
    log_info("three", LOG_SAYS("s"));
    const char *line = end();
    assert_memory_equal(behind_the_time(line), "warn log: 2 lines lost", strlen("warn log: 2 lines lost"));
    assert_non_null(strstr(line, "info three: s\n"));
    close(full);
}

static void what_is_forked_writes_its_own_lines_and_no_others(void **state)
{
    (void)state;
    log_init(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
    begin();
    assert_int_equal(log_start(), ERR_OK);
    for (int i = 0; i < 50; i++)
        log_info("parent", LOG_SAYS("s"), LOG_NUMBER("n", i));
    pid_t pid = fork();
    if (!pid) {
        log_info("child", LOG_SAYS("s"));
        log_flush(1000);
        _exit(0);
    }
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    log_end();
    const char *all = end();
    size_t lines = 0, children = 0;
    for (const char *at = all; (at = strstr(at, "parent: s")); at++)
        lines++;
    for (const char *at = all; (at = strstr(at, "child: s")); at++)
        children++;
    assert_int_equal(lines, 50);
    assert_int_equal(children, 1);
}

static void take_abort(int number)
{
    log_flush(5000);
    raise(number);
}

static void an_abort_writes_what_is_pending(void **state)
{
    (void)state;
    log_init(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
    begin();
    pid_t pid = fork();
    if (!pid) {
        sigaction(SIGABRT, &(const struct sigaction){.sa_handler = take_abort, .sa_flags = (int)SA_RESETHAND},
                  NULL);
        if (log_start())
            _exit(1);
        for (int i = 0; i < 200; i++)
            log_info("last", LOG_SAYS("s"), LOG_NUMBER("n", i));
        abort();
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    assert_non_null(strstr(end(), "last: s n=199\n"));
}

enum { WRITERS = 4, EACH = 500 };

static void *write_many(void *context)
{
    for (int i = 0; i < EACH; i++)
        log_info("many", LOG_SAYS("s"), LOG_NUMBER("writer", *(int *)context), LOG_NUMBER("n", i));
    return NULL;
}

static void lines_of_many_threads_stay_whole_and_in_order(void **state)
{
    (void)state;
    pthread_t threads[WRITERS];
    int numbers[WRITERS], next[WRITERS] = {0};
    size_t length;
    log_init(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
    begin();
    assert_int_equal(log_start(), ERR_OK);
    for (int i = 0; i < WRITERS; i++) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, &numbers[i]), 0);
    }
    for (int i = 0; i < WRITERS; i++)
        pthread_join(threads[i], NULL);
    log_info("over", LOG_SAYS("s"));
    char *all = read_up_to(ends[0], "over: s", &length);
    log_end();
    end();
    for (char *line = strtok(all, "\n"); line && !strstr(line, "over:"); line = strtok(NULL, "\n")) {
        int writer, n;
        assert_int_equal(sscanf(behind_the_time(line), "info many: s writer=%d n=%d", &writer, &n), 2);
        assert_int_equal(n, next[writer]++);
    }
    for (int i = 0; i < WRITERS; i++)
        assert_int_equal(next[i], EACH);
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_waits_for_who_does_not_read_and_the_loss_is_told_where_it_was),
        cmocka_unit_test(the_end_writes_what_is_pending_and_waits_for_nobody),
        cmocka_unit_test(a_disk_without_room_costs_lines_and_says_so),
        cmocka_unit_test(what_is_forked_writes_its_own_lines_and_no_others),
        cmocka_unit_test(an_abort_writes_what_is_pending),
        cmocka_unit_test(lines_of_many_threads_stay_whole_and_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
