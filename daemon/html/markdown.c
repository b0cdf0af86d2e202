/* cmark-gfm behind one function. The HTML it gives is not trusted: it goes through the cleaner like any
 * other, with the raw HTML that was in the source. */
#include "markdown.h"

#include "markdown_inner.h"

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

/* cmark leaves out the footnotes that nothing leads to, such as one that is named within itself alone. */
static bool has_footnotes(cmark_node *document, size_t count)
{
    for (cmark_node *node = cmark_node_first_child(document); node; node = cmark_node_next(node))
        count -= count && cmark_node_get_type(node) == CMARK_NODE_FOOTNOTE_DEFINITION;
    return count == 0;
}

/* Everything cmark makes is in the scratch, so nothing is freed one by one. No HTML when one of so many
 * footnotes was lost. */
static enum err markdown_convert(const struct buf *source, size_t footnotes, struct scratch *scratch,
                                 char **ret_html, enum body_fault *ret_fault)
{
    static const char *const extensions[] = {"table", "strikethrough"};
    /* A single "~" stands before a number that is not exact. */
    const int options =
        CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE | CMARK_OPT_UNSAFE | (footnotes ? CMARK_OPT_FOOTNOTES : 0);
    /* Reached a second time when memory ended; nothing of cmark's is used then. */
    if (setjmp(scratch->leave)) {
        *ret_fault = scratch->err == ERR_TOO_LARGE ? BODY_FAULT_OUTPUT : BODY_FAULT_NONE;
        return scratch->err == ERR_TOO_LARGE ? ERR_INPUT : scratch->err;
    }
    cmark_parser *parser = cmark_parser_new_with_mem(options, &memory);
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(extensions[i]));
    cmark_parser_feed(parser, source->bytes, source->length);
    cmark_node *document = cmark_parser_finish(parser);
    if (markdown_is_too_deep(document)) {
        *ret_fault = BODY_FAULT_DEPTH;
        return ERR_INPUT;
    }
    if (!has_footnotes(document, footnotes))
        return ERR_OK;
    markdown_mend_tree(document, source->bytes, source->length, &memory, scratch);
    *ret_html =
        cmark_render_html_with_mem(document, options, cmark_parser_get_syntax_extensions(parser), &memory);
    return ERR_OK;
}

/* Under the lock, as cmark has variables of the process. */
static enum err markdown_convert_alone(const struct buf *source, size_t footnotes, struct scratch *scratch,
                                       char **ret_html, enum body_fault *ret_fault)
{
    pthread_mutex_lock(&lock);
    /* Writes such variables. */
    cmark_gfm_core_extensions_ensure_registered();
    /* For the allocator's three functions, see above. */
    current = scratch;
    enum err err = markdown_convert(source, footnotes, scratch, ret_html, ret_fault);
    current = NULL;
    pthread_mutex_unlock(&lock);
    return err;
}

static enum err markdown_convert_text(const char *text, size_t length, const struct labels *labels,
                                      struct scratch *scratch, char **ret_html, enum body_fault *ret_fault)
{
    /* A sign may be escaped, an indent written anew. */
    auto_buf struct buf source = BUF(4 * length + 1024);
    size_t footnotes = markdown_prepare(text, length, labels, &source);
    footnotes = labels->has_no_footnotes ? 0 : footnotes;
    if (buf_failed(&source) || arena_failed(scratch->arena))
        return ERR_MEMORY;
    return markdown_convert_alone(&source, footnotes, scratch, ret_html, ret_fault);
}

enum err markdown_to_html(char *text, size_t length, struct scratch *scratch, struct buf *ret_html,
                          enum body_fault *ret_fault)
{
    char *html = NULL;
    length = markdown_drop_controls(text, length);
    size_t wide_line = markdown_plain_bars(text, length);
    if (count_brackets(text, length) > BODY_BRACKETS_MAX)
        *ret_fault = BODY_FAULT_BRACKETS;
    else if (is_too_much_work(text, length))
        *ret_fault = BODY_FAULT_OUTPUT;
    if (*ret_fault)
        return ERR_INPUT;
    struct labels labels = markdown_labels(text, length, scratch->arena);
    enum err err = markdown_convert_text(text, length, &labels, scratch, &html, ret_fault);
    if (!err && !html) {
        labels.has_no_footnotes = true;
        err = markdown_convert_text(text, length, &labels, scratch, &html, ret_fault);
    }
    if (err || !html)
        return err;
    if (wide_line)
        warnings_add(scratch->warnings, WARNING_WIDE_TABLE, wide_line, NULL, 0);
    if (memchr(text, PLAIN_BAR, length))
        markdown_restore_bars(html);
    markdown_mend_html(html, strlen(html), ret_html);
    return ERR_OK;
}
