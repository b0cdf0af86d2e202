/* The process that goes out: what it can still do itself, and what it cannot any more. */
#include "helper/out.h"

#include "helper/mail.h"
#include "test.h"

#include <fcntl.h>
#include <linux/netlink.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* Each gives below 0 when it was refused. */
static long try_execute(void)
{
    return syscall(SYS_execve, "/bin/true", NULL, NULL);
}

static long try_write(void)
{
    return open("/tmp/cong-out-escape", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

static long try_read_home(void)
{
    return open("/root", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static long try_read_outside(void)
{
    return open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static long try_raw_socket(void)
{
    return socket(AF_INET, SOCK_RAW, 1);
}

static long try_packet_socket(void)
{
    return socket(AF_PACKET, SOCK_RAW, 0);
}

static long try_other_netlink(void)
{
    return socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);
}

static long try_bind(void)
{
    const struct sockaddr address = {.sa_family = AF_INET};
    return bind(socket(AF_INET, SOCK_STREAM, 0), &address, 16);
}

static long try_listen(void)
{
    return syscall(SYS_listen, socket(AF_INET, SOCK_STREAM, 0), 1);
}

static long try_name_space(void)
{
    return syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL);
}

static long try_program_in_memory(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}

static long try_writable_program(void)
{
    int fd = open("/bin/true", O_RDONLY | O_CLOEXEC);
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE, fd, 0) == MAP_FAILED ? -1 : 0;
}

static long try_memory_to_program(void)
{
    void *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return mprotect(map, 4096, PROT_READ | PROT_EXEC);
}

static long try_mount(void)
{
    return syscall(SYS_mount, "none", "/nowhere", "tmpfs", 0, NULL);
}

static long try_ring(void)
{
    return syscall(SYS_io_uring_setup, 1, NULL);
}

/* What the work needs, 0 when it is there. */
static long need_internet(void)
{
    return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) < 0 || socket(AF_INET6, SOCK_DGRAM, 0) < 0 ? -1 : 0;
}

static long need_resolver(void)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    const struct sockaddr_nl address = {.nl_family = AF_NETLINK};
    return fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) ||
                   open("/etc/passwd", O_RDONLY | O_CLOEXEC) < 0
               ? -1
               : 0;
}

static long need_process(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid < 0 || waitpid(pid, NULL, 0) != pid ? -1 : 0;
}

/* In a process of its own, confined or not: true when the attempt succeeded. */
static bool succeeds(long (*attempt)(void), bool confined)
{
    const struct fetch_rules rules = {.allowed_count = 0};
    static const struct mail_rules mail; /* no relay */
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit((confined && out_confine(&rules, &mail)) || attempt() < 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void it_can_do_its_work_and_nothing_else(void **state)
{
    /* Those that are possible even without root where nothing confines; the others prove less. */
    static const struct {
        const char *name;
        long (*attempt)(void);
        bool is_common;
    } refused[] = {{"execute", try_execute, true},
                   {"write a file", try_write, true},
                   {"read a home", try_read_home, false},
                   {"read a folder outside", try_read_outside, true},
                   {"a raw socket", try_raw_socket, false},
                   {"a packet socket", try_packet_socket, false},
                   {"another netlink", try_other_netlink, false},
                   {"bind an address", try_bind, true},
                   {"listen", try_listen, true},
                   {"a name space", try_name_space, false},
                   {"a program in memory", try_program_in_memory, true},
                   {"a program that can be written", try_writable_program, true},
                   {"memory into a program", try_memory_to_program, true},
                   {"mount", try_mount, false},
                   {"io_uring", try_ring, false}},
      works[] = {{"internet", need_internet, true},
                 {"resolver", need_resolver, true},
                 {"process", need_process, true}};
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (succeeds(refused[i].attempt, true))
            fail_msg("%s: not stopped", refused[i].name);
        else if (refused[i].is_common && !succeeds(refused[i].attempt, false))
            fail_msg("%s: not possible anyway", refused[i].name);
    for (size_t i = 0; i < sizeof works / sizeof *works; i++)
        if (!succeeds(works[i].attempt, true))
            fail_msg("%s: stopped", works[i].name);
    unlink("/tmp/cong-out-escape");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_can_do_its_work_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
