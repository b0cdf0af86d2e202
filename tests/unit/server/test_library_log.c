/* What the HTTP library gives up for, and what it must not. */
#include "library_log.h"

#include "test.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

/* Linked with the same --wrap as the library. */
static void a_socket_that_a_thread_took_out_first_is_gone_as_it_should_be(void **state)
{
    (void)state;
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    int ends[2];
    assert_true(epoll >= 0);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(epoll_ctl(epoll, EPOLL_CTL_DEL, ends[0], NULL), 0);
    /* Any other failure stays one. */
    assert_int_equal(epoll_ctl(epoll, EPOLL_CTL_MOD, ends[0], &(struct epoll_event){.events = EPOLLIN}), -1);
    assert_int_equal(errno, ENOENT);
    close(ends[0]);
    close(ends[1]);
    assert_int_equal(epoll_ctl(epoll, EPOLL_CTL_DEL, ends[0], NULL), -1);
    assert_int_equal(errno, EBADF);
    close(epoll);
}

static void what_the_library_gives_up_for_ends_the_process(void **state)
{
    (void)state;
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child) {
        signal(SIGABRT, SIG_DFL);
        library_gives_up(NULL, "daemon.c", 1, "Failed to remove listen FD from epoll set.\n");
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_socket_that_a_thread_took_out_first_is_gone_as_it_should_be),
        cmocka_unit_test(what_the_library_gives_up_for_ends_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
