/* What the HTTP library gives up for. */
#include "library_log.h"

#include "test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void a_socket_that_a_thread_took_out_first_ends_nothing(void **state)
{
    (void)state;
    library_gives_up(NULL, "daemon.c", 5531, "Failed to remove listen FD from epoll set.\n");
}

static void anything_else_ends_the_process(void **state)
{
    (void)state;
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child) {
        signal(SIGABRT, SIG_DFL);
        library_gives_up(NULL, "daemon.c", 1, "Failed to lock mutex.\n");
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_socket_that_a_thread_took_out_first_ends_nothing),
        cmocka_unit_test(anything_else_ends_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
