/* The program that converts photographs, and a look at what came. Its output has to end in .jpg or .png, so a
 * folder of links to the descriptors is there for all; no byte of a picture ever lies on a disk. */
#include "convert.h"

#include "base/cleanup.h"
#include "child_answer.h"
#include "exif.h"
#include "heif.h"
#include "outside.h"
#include "picture_order.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* The descriptors that the program gets. */
enum { CONVERT_INPUT = OUTSIDE_FIRST, CONVERT_OUTPUT, CONVERT_LINKS, DESCRIPTORS_FROM = 16 };

enum {
    CONVERT_SECONDS = 15,                   /* of the processor */
    CONVERT_DEADLINE_SECONDS = 20,          /* by the clock; it leaves enough of a child's own */
    CONVERT_MEMORY = 1024 * 1024 * 1024,    /* address space, program and libraries included */
    CONVERT_OUTPUT_MAX = 192 * 1024 * 1024, /* of 40 megapixels as PNG that hardly packs */
};

static const char jpeg_name[] = "out.jpg", png_name[] = "out.png";

/* The file as the program is to see it: one picture in it. */
static int convert_input(struct span file)
{
    int fd = outside_file("input");
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

/* Ends the child with what the program's end says, unless it did its work. */
static void convert_run(const char *program, const int descriptors[3], const char *name, int niceness)
{
    char input[32], output[64];
    const char *const arguments[] = {"-q", "95", input, output, NULL};
    const struct outside outside = {
        .program = program,
        .arguments = arguments,
        .descriptors = {descriptors[0], descriptors[1], descriptors[2]},
        .descriptor_count = 3,
        .seconds = CONVERT_SECONDS,
        .deadline_seconds = CONVERT_DEADLINE_SECONDS,
        .memory = CONVERT_MEMORY,
        .output_most = CONVERT_OUTPUT_MAX,
        .niceness = niceness,
    };
    int status = 0;
    snprintf(input, sizeof input, "/proc/self/fd/%d", CONVERT_INPUT);
    snprintf(output, sizeof output, "/proc/self/fd/%d/%s", CONVERT_LINKS, name);
    enum outside_end end = outside_run(&outside, &status);
    if (end == OUTSIDE_LIMITED || end == OUTSIDE_STOPPED)
        give_up(SURRENDER_MEMORY);
    if (end == OUTSIDE_CRASHED || status)
        give_up(SURRENDER_DAMAGED);
}

/* What was made of the file, as a picture from outside like any: it must be of a kind that is decoded here,
 * and within the limits. */
static struct span convert_take(struct span file, int output, struct order *order, bool *ret_has_place)
{
    struct picture_facts facts;
    /* Nobody else has it any more, so it cannot change. */
    struct span made = outside_output(output);
    if (!made.size)
        give_up(SURRENDER_DAMAGED);
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
    const int descriptors[3] = {convert_input(file), outside_file("output"), convert_links()};
    /* JPEG is made and read in a fraction of the time, and knows nothing of what is transparent. */
    const char *name = heif_has_alpha(file) ? png_name : jpeg_name;
    if (!program || descriptors[2] < 0)
        give_up(SURRENDER_CONVERTER);
    convert_run(program, descriptors, name, order->niceness);
    return convert_take(file, descriptors[1], order, ret_has_place);
}
