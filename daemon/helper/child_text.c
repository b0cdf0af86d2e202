/* What of a file becomes its text, in a child of the helper. How pages are cleaned, and how a Word file is
 * read, it does not know. */
#include "child_text.h"

#include "child_answer.h"
#include "docx/plain.h"
#include "outside.h"
#include "page_clean.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* For the program: beside its computing and its memory, what it may write, which is far beyond what is kept.
 */
enum {
    PDF_DEADLINE_SECONDS = 35,
    PDF_MEMORY = 512 * 1024 * 1024,
    PDF_OUTPUT_MAX = 16 * 1024 * 1024,
    /* Of the 256 MiB that a child has which reads text. */
    TEXT_ARENA = 128 * 1024 * 1024,
};

/* Its exit statuses (pdftotext(1)): the document is not to be opened, or its words are not to be taken. */
enum { PDF_NOT_OPENED = 1, PDF_NOT_ALLOWED = 3 };

/* The descriptors that the program gets. */
enum { PDF_INPUT = OUTSIDE_FIRST, PDF_OUTPUT };

/* A copy above those that the program gets. */
static int child_text_high(int fd)
{
    int high = fcntl(fd, F_DUPFD_CLOEXEC, 16);
    if (high < 0)
        give_up(SURRENDER_MEMORY);
    return high;
}

struct pdf_raw child_pdf_read(const char *program, int input, int niceness)
{
    char from[32], to[32], last[16];
    const char *const arguments[] = {"-q", "-enc", "UTF-8", "-eol", "unix", "-l", last, from, to, NULL};
    if (!program)
        give_up(SURRENDER_CONVERTER);
    /* The input is sealed (helper_call.c), so the program may have it as it is. */
    const struct outside outside = {
        .program = program,
        .arguments = arguments,
        .descriptors = {child_text_high(input), outside_file("text")},
        .descriptor_count = 2,
        .data = {"/usr/share/poppler"},
        .data_count = 1,
        .seconds = PAGE_TEXT_SECONDS,
        .deadline_seconds = PDF_DEADLINE_SECONDS,
        .memory = PDF_MEMORY,
        .output_most = PDF_OUTPUT_MAX,
        .niceness = niceness,
    };
    struct pdf_raw raw = {.fault = PAGE_TEXT_FINE};
    int status = 0;
    snprintf(from, sizeof from, "/proc/self/fd/%d", PDF_INPUT);
    snprintf(to, sizeof to, "/proc/self/fd/%d", PDF_OUTPUT);
    snprintf(last, sizeof last, "%d", PAGE_TEXT_PAGES_MAX);
    enum outside_end end = outside_run(&outside, &status);
    /* What it had written by then would be another text each time. */
    if (end == OUTSIDE_STOPPED)
        give_up(SURRENDER_STOPPED);
    raw.is_cut = end == OUTSIDE_LIMITED;
    raw.text = outside_output(outside.descriptors[1]);
    if (end == OUTSIDE_CRASHED || (status && status != PDF_NOT_ALLOWED))
        raw.fault = PAGE_TEXT_DAMAGED;
    else if (status == PDF_NOT_ALLOWED)
        raw.fault = PAGE_TEXT_LOCKED;
    else if (raw.is_cut && !raw.text.size)
        raw.fault = PAGE_TEXT_LARGE;
    return raw;
}

static void child_text_answer(const struct page_text *text)
{
    const struct text_head head = {
        .fault = text->fault, .pages = text->fault ? 0 : text->pages, .is_cut = !text->fault && text->is_cut};
    size_t length = text->fault ? 0 : text->length;
    char *whole = child_memory(sizeof head + length);
    memcpy(whole, &head, sizeof head);
    if (length)
        memcpy(whole + sizeof head, text->text, length);
    child_answer(&(struct frame){.kind = FRAME_TEXT, .size = (uint32_t)(sizeof head + length)}, whole);
}

/* An arena for all that such a child makes. */
static struct arena *child_text_arena(void)
{
    struct arena *arena = arena_new(TEXT_ARENA);
    if (!arena)
        give_up(SURRENDER_MEMORY);
    return arena;
}

void child_pdf_text(const struct pdf_raw *raw)
{
    struct page_text text = {.fault = raw->fault};
    if (!raw->fault && page_clean(raw->text, child_text_arena(), &text))
        give_up(SURRENDER_MEMORY);
    text.is_cut |= raw->is_cut;
    child_text_answer(&text);
}

void child_docx_text(struct span file)
{
    struct arena *arena = child_text_arena();
    struct span plain = {NULL, 0};
    struct page_text text = {.fault = docx_plain(file, arena, &plain)};
    if (!text.fault && page_clean(plain, arena, &text))
        give_up(SURRENDER_MEMORY);
    text.pages = 0;
    child_text_answer(&text);
}
