/* Runs a program on a kernel as the test wants it: `bare` knows neither Landlock nor seccomp, as in some
 * containers; on `full` Landlock exists, and refuses one domain more. `landlock` alone
 * prints the version of the kernel that there is. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DOMAINS_MOST = 16 };

#define IF_CALL(number) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1)
#define ANSWER(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))

static int make_bare(void)
{
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        IF_CALL(SYS_landlock_create_ruleset),
        ANSWER(ENOSYS),
        IF_CALL(SYS_seccomp),
        ANSWER(ENOSYS),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_SECCOMP, 0, 1),
        ANSWER(EINVAL),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {sizeof steps / sizeof *steps, steps};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* Every domain forbids block devices, which nobody misses. */
static int make_full(void)
{
    const struct landlock_ruleset_attr rules = {.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_BLOCK};
    for (int i = 0; i < DOMAINS_MOST; i++) {
        int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
        if (ruleset < 0 || syscall(SYS_landlock_restrict_self, ruleset, 0))
            return -1;
        close(ruleset);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "landlock") == 0)
        return printf("%ld\n",
                      syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION)) < 0;
    if (argc < 3 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return 126;
    if (strcmp(argv[1], "bare") == 0 ? make_bare() : make_full()) {
        perror(argv[1]);
        return 126;
    }
    execv(argv[2], argv + 2);
    return 127;
}
