/* Stands for the program that converts pictures of phones, or reads PDFs (settings picture_converter,
 * pdf_reader), taken over by the file it reads: behind "CONG:" in it stands what to try. Where that succeeds,
 * the picture (or text) behind "CONG-PICTURE:" goes into the output, so that the upload is taken; where it
 * does not, the program fails, and the upload with it. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

static char bytes[1 << 20];
static const char picture_mark[] = "CONG-PICTURE:";

/* What stands behind the word, up to a blank line; NULL: the word is not asked for. */
static const char *asked(const char *all, const char *word)
{
    return strncmp(all, word, strlen(word)) == 0 ? all + strlen(word) : NULL;
}

static int opens(const char *path, int flags)
{
    return open(path, flags, 0600) >= 0;
}

/* Before this program opens any: one but the standard streams, the two files and, for pictures, the folder of
 * links. */
static int had_other_descriptors;

static int has_other_descriptors(int from)
{
    for (int fd = from; fd < 1024; fd++)
        if (fcntl(fd, F_GETFL) >= 0)
            return 1;
    return 0;
}

static int fills_output(int output)
{
    signal(SIGXFSZ, SIG_IGN);
    for (int i = 0; i < 256; i++)
        if (write(output, bytes, sizeof bytes) != sizeof bytes)
            return 0;
    return 1;
}

static int takes_memory(void)
{
    for (int i = 0; i < 24; i++)
        if (mmap(NULL, 64 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
            return 0;
    return 1;
}

static int succeeds(const char *all, int output)
{
    static char *const shell[] = {"sh", "-c", "true", NULL};
    const char *path;
    if (asked(all, "nothing"))
        return 1;
    if ((path = asked(all, "read ")))
        return opens(path, O_RDONLY);
    if ((path = asked(all, "list ")))
        return opens(path, O_RDONLY | O_DIRECTORY);
    if ((path = asked(all, "write ")))
        return opens(path, O_WRONLY | O_CREAT);
    if (asked(all, "shell"))
        return execve("/bin/sh", shell, environ) == 0;
    if (asked(all, "fork"))
        return fork() >= 0;
    if (asked(all, "socket"))
        return socket(AF_INET, SOCK_STREAM, 0) >= 0;
    if (asked(all, "local socket"))
        return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
    if (asked(all, "signal"))
        return kill(getppid(), 0) == 0;
    if (asked(all, "trace"))
        return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
    if (asked(all, "program in memory"))
        return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
               MAP_FAILED;
    if (asked(all, "namespace"))
        return unshare(CLONE_NEWUSER) == 0;
    if (asked(all, "limits"))
        return setrlimit(RLIMIT_FSIZE, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY}) == 0;
    if (asked(all, "descriptors"))
        return had_other_descriptors;
    if (asked(all, "environment"))
        return getenv("PATH") || getenv("HOME") || getenv("CONG_SECRET");
    if (asked(all, "long output"))
        return fills_output(output);
    if (asked(all, "memory"))
        return takes_memory();
    return 0;
}

/* What is not about the confinement: odd ends. */
static void behave(const char *all, int output)
{
    if (asked(all, "hang"))
        for (;;)
            sleep(1000); /* a call that is allowed; one that is not returns at once */
    if (asked(all, "flood")) {
        memset(bytes, 'x', sizeof bytes);
        while (write(output, bytes, sizeof bytes) > 0)
            ; /* until a limit ends it */
    }
    if (asked(all, "crash"))
        abort();
    if (asked(all, "silence"))
        exit(0);
    if (asked(all, "echo"))
        exit(write(output, bytes, 4096) < 0);
}

int main(int argc, char **argv)
{
    /* -q QUALITY INPUT OUTPUT, or -q -enc UTF-8 -eol unix -l PAGES INPUT OUTPUT, as the real ones. */
    if ((argc != 5 && argc != 10) || strcmp(argv[1], "-q") != 0)
        return 1;
    had_other_descriptors = has_other_descriptors(argc == 5 ? 6 : 5);
    int input = open(argv[argc - 2], O_RDONLY),
        output = open(argv[argc - 1], O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ssize_t size = input < 0 || output < 0 ? -1 : read(input, bytes, sizeof bytes - 1);
    char *all = size > 0 ? memmem(bytes, (size_t)size, "CONG:", 5) : NULL;
    char *picture = all ? memmem(bytes, (size_t)size, picture_mark, strlen(picture_mark)) : NULL;
    if (!picture)
        return 1;
    size_t length = (size_t)(bytes + size - picture) - strlen(picture_mark);
    picture[-1] = '\0';
    behave(all + 5, output);
    if (!succeeds(all + 5, output))
        return 1;
    return write(output, picture + strlen(picture_mark), length) != (ssize_t)length;
}
