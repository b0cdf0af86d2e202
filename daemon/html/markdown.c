/* cmark-gfm behind one function. The HTML it gives is not trusted: it goes through the cleaner like any
 * other. */
#include "markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <pthread.h>
#include <string.h>

/* cmark keeps the characters that its extensions react to in variables of the process, and its allocator
 * has no argument of its own. So one body is converted at a time (a matter of milliseconds, and only when
 * an editor saves), and the lock guards the scratch in use as well. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct scratch *current;

/* Before each block its size, for realloc. */
enum { HEADER = 16 };

static void *block_calloc(size_t count, size_t size)
{
    size_t total;
    /* Beyond any limit, so that scratch_alloc() leaves by longjmp; cmark itself does not look for NULL. */
    if (__builtin_mul_overflow(count, size, &total) || total > (size_t)1 << 30)
        total = (size_t)1 << 30;
    char *block = scratch_alloc(current, total + HEADER);
    /* The block stays aligned for any type behind sixteen bytes. */
    memcpy(block, &total, sizeof total);
    memset(block + HEADER, 0, total);
    return block + HEADER;
}

/* Always a new block; the former goes with the scratch. cmark doubles what it grows, so little is lost. */
static void *block_realloc(void *old, size_t size)
{
    char *block = block_calloc(1, size);
    if (old) {
        size_t held;
        memcpy(&held, (char *)old - HEADER, sizeof held);
        memcpy(block, old, held < size ? held : size);
    }
    return block;
}

/* The scratch goes all at once. */
static void block_free(void *block)
{
    (void)block;
}

static cmark_mem memory = {block_calloc, block_realloc, block_free};

/* Each "[" may begin a link, so their number bounds what cmark has to try. */
static size_t count_brackets(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += text[i] == '[';
    return count;
}

/* Columns of the widest line that could stand below a table's head: dashes and bars at its end. cmark
 * fills up every row to that width, so it is judged before. */
static size_t widest_table(const char *text, size_t length)
{
    size_t widest = 0, columns = 0;
    bool dash = false;
    for (size_t i = 0; i < length; i++) {
        /* A run of dashes is one column. */
        if (text[i] == '-') {
            columns += !dash;
            dash = true;
        } else if (text[i] == '|') {
            dash = false;
        } else if (!strchr(": \t\v\f\r", text[i])) {
            columns = 0;
            dash = false;
        }
        /* Whatever is neither dash, bar, colon nor white space, a newline among it, has begun the count
         * anew. */
        if (columns > widest)
            widest = columns;
    }
    return widest;
}

/* Stands for a bar that parts no cells, while cmark works. Normalised text holds no such character. */
enum { PLAIN_BAR = '\x02' };

/* Debian's cmark takes a time for a row that grows with the square of its cells (4,000: 16 s for one of 128
 * KiB). The bars of a line that has too many are made plain. Whether there was one. */
static bool make_bars_plain(char *text, size_t length)
{
    bool has_any = false;
    for (size_t start = 0, end; start < length; start = end + 1) {
        const char *newline = memchr(text + start, '\n', length - start);
        size_t bars = 0;
        end = newline ? (size_t)(newline - text) : length;
        for (size_t i = start; i < end; i++)
            bars += text[i] == '|';
        if (bars <= BODY_CELLS_MAX)
            continue;
        has_any = true;
        for (size_t i = start; i < end; i++)
            if (text[i] == '|')
                text[i] = PLAIN_BAR;
    }
    return has_any;
}

/* Brings the bars back; in addresses they stand escaped. */
static void restore_bars(char *html)
{
    if (!html)
        return;
    for (char *at = html; (at = strchr(at, PLAIN_BAR)); at++)
        *at = '|';
    for (char *at = html; (at = strstr(at, "%02")); at += 3) {
        at[1] = '7';
        at[2] = 'C';
    }
}

/* How deep the blocks can be nested of which this line is the innermost: by indentation, or by marks of
 * quotes and lists at its beginning. */
static size_t nesting_of_line(const char *line, const char *end)
{
    size_t nesting = 0, spaces = 0;
    for (; line < end; line++) {
        if (*line == ' ')
            spaces++;
        else if (*line == '\t')
            spaces += 4;
        else if (strchr(">-+*.)", *line))
            nesting++;
        else if (*line < '0' || *line > '9')
            break;
    }
    return nesting + spaces / 2;
}

/* cmark looks at every open block again with each line. */
static bool is_too_much_work(const char *text, size_t length)
{
    enum { WORK_MAX = 4 * 1000 * 1000 };
    size_t lines = 0, deepest = 0;
    for (const char *line = text, *stop = text + length, *end; line < stop; line = end + 1, lines++) {
        end = memchr(line, '\n', (size_t)(stop - line));
        if (!end)
            end = stop;
        size_t nesting = nesting_of_line(line, end);
        deepest = nesting > deepest ? nesting : deepest;
    }
    return lines * deepest > WORK_MAX;
}

/* Counts before the HTML is made: the renderer and the parser of HTML both get slow with depth. */
static bool markdown_is_too_deep(cmark_node *document)
{
    cmark_iter *iter = cmark_iter_new(document);
    int depth = 0;
    cmark_event_type event;
    while (depth <= BODY_INPUT_DEPTH_MAX && (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        /* Leaves have no exit event. */
        bool has_exit = cmark_node_first_child(node) != NULL;
        if (event == CMARK_EVENT_ENTER)
            depth += has_exit;
        else
            depth -= has_exit;
    }
    return depth > BODY_INPUT_DEPTH_MAX;
}

/* Everything cmark makes is in the scratch, so nothing is freed one by one. */
static enum err markdown_convert(const char *text, size_t length, struct scratch *scratch, char **ret_html,
                                 enum body_fault *ret_fault)
{
    static const char *const extensions[] = {"table", "strikethrough"};
    /* Reached a second time when memory ended; nothing of cmark's is used then. */
    if (setjmp(scratch->leave)) {
        *ret_fault = scratch->err == ERR_TOO_LARGE ? BODY_FAULT_OUTPUT : BODY_FAULT_NONE;
        return scratch->err == ERR_TOO_LARGE ? ERR_INPUT : scratch->err;
    }
    /* Default options leave raw HTML out of the output. */
    cmark_parser *parser = cmark_parser_new_with_mem(CMARK_OPT_DEFAULT, &memory);
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(extensions[i]));
    cmark_parser_feed(parser, text, length);
    cmark_node *document = cmark_parser_finish(parser);
    if (markdown_is_too_deep(document)) {
        *ret_fault = BODY_FAULT_DEPTH;
        return ERR_INPUT;
    }
    *ret_html = cmark_render_html_with_mem(document, CMARK_OPT_DEFAULT,
                                           cmark_parser_get_syntax_extensions(parser), &memory);
    return ERR_OK;
}

enum err markdown_to_html(char *text, size_t length, struct scratch *scratch, const char **ret_html,
                          enum body_fault *ret_fault)
{
    char *html = NULL;
    bool may_be_plain = !memchr(text, PLAIN_BAR, length);
    bool has_wide_line = may_be_plain && make_bars_plain(text, length);
    if (is_too_much_work(text, length))
        *ret_fault = BODY_FAULT_OUTPUT;
    else if (count_brackets(text, length) > BODY_BRACKETS_MAX)
        *ret_fault = BODY_FAULT_BRACKETS;
    else if (widest_table(text, length) > BODY_COLUMNS_MAX)
        *ret_fault = BODY_FAULT_COLUMNS;
    if (*ret_fault)
        return ERR_INPUT;
    pthread_mutex_lock(&lock);
    /* Writes variables of the process, hence under the lock. */
    cmark_gfm_core_extensions_ensure_registered();
    /* For the allocator's three functions, see above. */
    current = scratch;
    enum err err = markdown_convert(text, length, scratch, &html, ret_fault);
    current = NULL;
    pthread_mutex_unlock(&lock);
    if (!err && has_wide_line) {
        warnings_add(scratch->warnings, WARNING_WIDE_TABLE, 0, NULL, 0);
        restore_bars(html);
    }
    *ret_html = html;
    return err;
}
