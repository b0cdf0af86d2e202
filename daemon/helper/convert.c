/* Starts the program, waits for it and looks at what came. The data go through memory alone: two files
 * without a name, which the program opens by their descriptors. Its output has to end in .jpg or .png, so a
 * folder of links to the descriptors is there for all; no byte of a picture ever lies on a disk. */
#include "convert.h"

#include "base/cleanup.h"
#include "child_answer.h"
#include "exif.h"
#include "heif.h"
#include "picture_order.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Above those that the program gets. */
enum { DESCRIPTORS_FROM = 16, NOT_STARTED = 127 };

static const char jpeg_name[] = "out.jpg", png_name[] = "out.png";

/* A file in memory, its descriptor above those of the program. Without one the child ends. */
static int convert_file(const char *name)
{
    int fd = memfd_create(name, MFD_CLOEXEC);
    int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, DESCRIPTORS_FROM);
    if (high < 0)
        give_up(SURRENDER_MEMORY);
    close(fd);
    return high;
}

/* The file as the program is to see it: one picture in it. */
static int convert_input(struct span file)
{
    int fd = convert_file("input");
    unsigned char *copy = MAP_FAILED;
    if (ftruncate(fd, (off_t)file.size) == 0)
        copy = mmap(NULL, file.size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (copy == MAP_FAILED)
        give_up(SURRENDER_MEMORY);
    memcpy(copy, file.at, file.size);
    heif_hide_others(copy, file.size);
    munmap(copy, file.size);
    return fd;
}

/* Both links in the folder; true when they are there already. */
static bool convert_link(int folder)
{
    char target[32];
    snprintf(target, sizeof target, "/proc/self/fd/%d", CONVERT_OUTPUT);
    return (!symlinkat(target, folder, jpeg_name) || errno == EEXIST) &&
           (!symlinkat(target, folder, png_name) || errno == EEXIST);
}

/* A folder with the links below `parent`, of this user alone, in which nobody may make anything else. -1: it
 * cannot be made there, or somebody else has one of that name. */
static int convert_links_below(const char *parent)
{
    enum { CLOSED = 0500, OPEN = 0700 };
    char path[64];
    struct stat st;
    snprintf(path, sizeof path, "%s/congd-links-%u", parent, (unsigned)geteuid());
    if (mkdir(path, OPEN) && errno != EEXIST)
        return -1;
    auto_close int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0 || fstat(folder, &st) || st.st_uid != geteuid() || st.st_mode & 077)
        return -1;
    /* Whoever tidies such folders may have taken one. */
    if (!convert_link(folder) && (fchmod(folder, OPEN) || !convert_link(folder)))
        return -1;
    return fchmod(folder, CLOSED) ? -1 : fcntl(folder, F_DUPFD_CLOEXEC, DESCRIPTORS_FROM);
}

/* Made once and never removed, for it holds nothing. -1: nowhere. */
static int convert_links(void)
{
    static const char *const parents[] = {"/tmp", "/var/tmp", "/dev/shm"};
    int links = -1;
    for (size_t i = 0; links < 0 && i < sizeof parents / sizeof *parents; i++)
        links = convert_links_below(parents[i]);
    return links;
}

/* Nothing is open but the three, and the standard streams, which lead nowhere. */
static bool convert_leave_descriptors(const int descriptors[3])
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    bool done = nothing >= 0;
    for (int i = 0; done && i <= STDERR_FILENO; i++)
        done = dup2(nothing, i) == i;
    for (int i = 0; done && i < 3; i++)
        done = dup2(descriptors[i], CONVERT_INPUT + i) == CONVERT_INPUT + i;
    return done && close_range(CONVERT_LINKS + 1, ~0U, 0) == 0;
}

/* In the new process, up to its end as this program. */
static _Noreturn void convert_become(const char *program, const int descriptors[3], const char *name,
                                     int niceness)
{
    char input[32], output[64];
    char quality[] = "95", option[] = "-q";
    char *const arguments[] = {(char *)(uintptr_t)program, option, quality, input, output, NULL};
    /* Memory of each thread apart would take address space by the gigabyte. */
    char arenas[] = "MALLOC_ARENA_MAX=2", locale[] = "LC_ALL=C";
    char *const environment[] = {arenas, locale, NULL};
    sigset_t of_children;
    snprintf(input, sizeof input, "/proc/self/fd/%d", CONVERT_INPUT);
    snprintf(output, sizeof output, "/proc/self/fd/%d/%s", CONVERT_LINKS, name);
    sigemptyset(&of_children);
    sigaddset(&of_children, SIGCHLD);
    /* Should its parent be ended, it is of no use. Kept over execve(2), as is that nothing asks it to stop.
     */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) || sigprocmask(SIG_UNBLOCK, &of_children, NULL) ||
        !convert_leave_descriptors(descriptors) || !convert_confine(program, niceness))
        _exit(NOT_STARTED);
    execve(program, arguments, environment);
    _exit(NOT_STARTED);
}

/* Until it has ended, or the deadline, at which it is ended. False: the deadline. */
static bool convert_await(pid_t pid, const sigset_t *of_children, int *ret_status)
{
    struct timespec now, left;
    clock_gettime(CLOCK_MONOTONIC, &now);
    time_t until = now.tv_sec + CONVERT_DEADLINE_SECONDS;
    while (waitpid(pid, ret_status, WNOHANG) == 0) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        left = (struct timespec){.tv_sec = until - now.tv_sec};
        if (left.tv_sec <= 0) {
            kill(pid, SIGKILL);
            waitpid(pid, ret_status, 0);
            return false;
        }
        sigtimedwait(of_children, NULL, &left);
    }
    return true;
}

/* Ends the child with what the program's end says. */
static void convert_judge(bool is_in_time, int status)
{
    if (!is_in_time)
        give_up(SURRENDER_MEMORY);
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_STARTED)
        give_up(SURRENDER_CONVERTER);
    /* Too much computing, too long an output, memory that was needed elsewhere. */
    if (WIFSIGNALED(status) &&
        (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGXFSZ || WTERMSIG(status) == SIGKILL))
        give_up(SURRENDER_MEMORY);
    if (status)
        give_up(SURRENDER_DAMAGED);
}

static void convert_run(const char *program, const int descriptors[3], const char *name, int niceness)
{
    sigset_t of_children;
    int status = 0;
    /* Before the fork, so that no end is missed. */
    sigemptyset(&of_children);
    sigaddset(&of_children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &of_children, NULL);
    pid_t pid = fork();
    if (pid < 0)
        give_up(SURRENDER_MEMORY);
    if (pid == 0)
        convert_become(program, descriptors, name, niceness);
    convert_judge(convert_await(pid, &of_children, &status), status);
    sigprocmask(SIG_UNBLOCK, &of_children, NULL);
}

/* What was made of the file, as a picture from outside like any: it must be of a kind that is decoded here,
 * and within the limits. */
static struct span convert_take(struct span file, int output, struct order *order, bool *ret_has_place)
{
    struct picture_facts facts;
    struct stat st;
    if (fstat(output, &st) || st.st_size < 1)
        give_up(SURRENDER_DAMAGED);
    /* Nobody else has it any more, so it cannot change. */
    struct span made = {mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, output, 0),
                        (size_t)st.st_size};
    if (made.at == MAP_FAILED)
        give_up(SURRENDER_MEMORY);
    if (picture_measure(made.at, made.size, &facts) ||
        (facts.kind != PICTURE_JPEG && facts.kind != PICTURE_PNG))
        give_up(SURRENDER_DAMAGED);
    if ((int64_t)facts.width * facts.height > PICTURE_PIXELS_MAX)
        give_up(SURRENDER_MEMORY);
    /* The program has turned it, whatever the metadata that it copied say. */
    exif_turn(facts.orientation, &facts.width, &facts.height);
    facts.orientation = 1;
    picture_order(&facts, order);
    order->primaries = heif_primaries(file);
    *ret_has_place = facts.has_place;
    return made;
}

struct span convert_picture(const char *program, struct span file, struct order *order, bool *ret_has_place)
{
    const int descriptors[3] = {convert_input(file), convert_file("output"), convert_links()};
    /* JPEG is made and read in a fraction of the time, and knows nothing of what is transparent. */
    const char *name = heif_has_alpha(file) ? png_name : jpeg_name;
    if (!program || descriptors[2] < 0)
        give_up(SURRENDER_CONVERTER);
    convert_run(program, descriptors, name, order->niceness);
    return convert_take(file, descriptors[1], order, ret_has_place);
}
