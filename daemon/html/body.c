/* The way of a body: checked, turned into HTML when it is none, judged, cleaned. Who wrote it and where
 * it is shown is not known here; the parsing, the allow-list and the writing are in files of their own. */
#include "html/body.h"

#include "compact.h"
#include "element.h"
#include "markdown.h"
#include "plain.h"
#include "sanitize.h"
#include "text/normalize.h"

#include <assert.h>
#include <string.h>

/* Memory that one body may take while it is parsed. */
enum { WORK_SIZE_MAX = 96 * 1024 * 1024 };

/* By enum body_format; stored with the article and spelled so in the API. */
static const char *const format_names[] = {"markdown", "html", "text"};

const char *body_format_name(enum body_format format)
{
    assert(format < BODY_FORMAT_COUNT);
    return format_names[format];
}

enum body_format body_format_from_name(const char *name)
{
    int format = 0;
    /* Three names, so a walk. */
    while (format < BODY_FORMAT_COUNT && strcmp(name, format_names[format]) != 0)
        format++;
    return (enum body_format)format;
}

const char *body_fault_words(enum body_fault fault, enum lang lang)
{
    /* The limits of body.h in words; whoever changes one changes the other. */
    static const char *const words[BODY_FAULT_COUNT][LANG_COUNT] = {
        [BODY_FAULT_NONE] = {"", ""},
        [BODY_FAULT_UTF8] = {"nội dung không phải UTF-8 hợp lệ", "the body is not valid UTF-8"},
        [BODY_FAULT_TOO_LONG] = {"nội dung dài quá 256 KiB (262.144 byte)",
                                 "the body is longer than 256 KiB (262,144 bytes)"},
        [BODY_FAULT_SOURCE] = {"mã HTML dài quá 8 MiB (8.388.608 byte)",
                               "the HTML is longer than 8 MiB (8,388,608 bytes)"},
        [BODY_FAULT_KEPT] = {"mã HTML sau khi làm sạch vẫn dài quá 1 MiB (1.048.576 byte)",
                             "the HTML is longer than 1 MiB (1,048,576 bytes) even when it is cleaned"},
        [BODY_FAULT_BRACKETS] = {"nội dung có quá 4.096 dấu [", "the body has more than 4,096 ["},
        [BODY_FAULT_COLUMNS] = {"bảng có quá 64 cột", "a table has more than 64 columns"},
        [BODY_FAULT_CELLS] = {"bảng có quá 20.000 ô", "a table has more than 20,000 cells"},
        [BODY_FAULT_DEPTH] = {"nội dung lồng nhau quá 500 cấp", "the body is nested deeper than 500 levels"},
        [BODY_FAULT_OUTPUT] = {"nội dung sau khi xử lý lớn quá 4 MiB hoặc quá phức tạp",
                               "the body becomes larger than 4 MiB, or is too complicated"},
    };
    assert(fault < BODY_FAULT_COUNT && lang < LANG_COUNT);
    return words[fault][lang];
}

/* Text becomes paragraphs and goes through the cleaner like all HTML, so both forms of a body come from
 * one place. */
static enum err render_plain(char *text, size_t length, struct scratch *scratch, struct arena *arena,
                             struct body *ret_body, enum body_fault *ret_fault)
{
    auto_buf struct buf html = BUF(BODY_HTML_SIZE_MAX);
    (void)length;
    plain_to_html(text, &html);
    if (buf_failed(&html))
        return ERR_MEMORY;
    return html_sanitize(buf_str(&html), html.length, scratch, arena, ret_body, ret_fault);
}

/* HTML as it was written or pasted, from whatever program. */
static enum err render_html(char *text, size_t length, struct scratch *scratch, struct arena *arena,
                            struct body *ret_body, enum body_fault *ret_fault)
{
    /* Before depth is judged, since islands nest deeply and mean nothing. */
    length = html_compact(text, length, scratch);
    if (!html_is_shallow(text, length, BODY_INPUT_DEPTH_MAX)) {
        *ret_fault = BODY_FAULT_DEPTH;
        return ERR_INPUT;
    }
    return html_sanitize(text, length, scratch, arena, ret_body, ret_fault);
}

/* Raw HTML within it is treated like HTML that was sent as such. */
static enum err render_markdown(char *text, size_t length, struct scratch *scratch, struct arena *arena,
                                struct body *ret_body, enum body_fault *ret_fault)
{
    auto_buf struct buf html = BUF(BODY_HTML_SIZE_MAX);
    enum err err = markdown_to_html(text, length, scratch, &html, ret_fault);
    if (err)
        return err;
    /* Judged before it is parsed a second time, as HTML. */
    if (buf_is_full(&html)) {
        *ret_fault = BODY_FAULT_OUTPUT;
        return ERR_INPUT;
    }
    /* There are bytes, also of an empty text. */
    if (!buf_reserve(&html, 0))
        return ERR_MEMORY;
    return render_html(html.bytes, html.length, scratch, arena, ret_body, ret_fault);
}

/* `text` is a copy that they may change. What they note lands in the scratch's warnings. */
static enum err (*const render_as[BODY_FORMAT_COUNT])(char *text, size_t length, struct scratch *scratch,
                                                      struct arena *arena, struct body *ret_body,
                                                      enum body_fault *ret_fault) = {
    [BODY_MARKDOWN] = render_markdown,
    [BODY_HTML] = render_html,
    [BODY_TEXT] = render_plain,
};

/* The clean form, which is the same when it is cleaned again; but without the forms of its pictures, which
 * are made anew whenever it is rendered. */
static enum err body_take_source(struct body *body, bool has_forms, struct arena *arena,
                                 enum body_fault *ret_fault)
{
    auto_scratch struct scratch scratch = {0};
    struct body source = *body;
    if (has_forms && scratch_init(&scratch, WORK_SIZE_MAX))
        return ERR_MEMORY;
    enum err err =
        has_forms ? html_sanitize(body->html.html, body->html.length, &scratch, arena, &source, ret_fault)
                  : ERR_OK;
    if (!err && source.html.length > BODY_SIZE_MAX) {
        *ret_fault = BODY_FAULT_KEPT;
        err = ERR_INPUT;
    }
    if (err)
        return err;
    /* Of which nothing is left it is not "", or it would be taken for one that was never sent. */
    const char *empty = element_of(GUMBO_TAG_P)->name;
    body->source = *source.html.html ? source.html.html : arena_printf(arena, "<%s></%s>", empty, empty);
    return ERR_OK;
}

/* On a copy, because the islands are cut out in place, and the parsers look for a NUL. */
static enum err body_render_source(enum body_format format, const char *text, size_t length,
                                   const struct body_pictures *pictures, struct arena *arena,
                                   struct body *ret_body, enum body_fault *ret_fault)
{
    auto_scratch struct scratch scratch = {0};
    if (scratch_init(&scratch, WORK_SIZE_MAX))
        return ERR_MEMORY;
    /* By the scratch, which reaches every place that may meet a picture. */
    scratch.pictures = pictures;
    struct warnings warnings = {.arena = arena};
    scratch.warnings = &warnings;
    scratch.has_lines = format == BODY_HTML;
    scratch.is_typed = format != BODY_HTML;
    char *copy = arena_alloc(scratch.arena, length + 1);
    if (!copy)
        return ERR_MEMORY;
    memcpy(copy, text, length);
    copy[length] = '\0';
    enum err err = render_as[format](copy, length, &scratch, arena, ret_body, ret_fault);
    if (err)
        return err;
    ret_body->warnings = warnings;
    bool is_kept = format != BODY_HTML || (!scratch.is_private && length <= BODY_SIZE_MAX);
    bool has_forms = scratch.has_forms;
    /* Before another one is taken. */
    scratch_done(&scratch);
    return is_kept ? ERR_OK : body_take_source(ret_body, has_forms, arena, ret_fault);
}

size_t body_size_max(enum body_format format)
{
    return format == BODY_HTML ? BODY_SOURCE_MAX : BODY_TYPED_MAX;
}

/* For texts whose pictures are shown as they were written, or not at all. */
enum err body_render(enum body_format format, const char *text, size_t length, struct arena *arena,
                     struct body *ret_body, enum body_fault *ret_fault)
{
    return body_render_with(format, text, length, NULL, arena, ret_body, ret_fault);
}

enum err body_render_with(enum body_format format, const char *text, size_t length,
                          const struct body_pictures *pictures, struct arena *arena, struct body *ret_body,
                          enum body_fault *ret_fault)
{
    assert(format < BODY_FORMAT_COUNT);
    enum body_fault fault = BODY_FAULT_NONE;
    enum err err;
    /* By length alone, before a byte is looked at. */
    if (length > body_size_max(format)) {
        fault = format == BODY_HTML ? BODY_FAULT_SOURCE : BODY_FAULT_TOO_LONG;
        err = ERR_TOO_LARGE;
    } else if (memchr(text, '\0', length) || !text_is_utf8(text, length)) {
        fault = BODY_FAULT_UTF8;
        err = ERR_UTF8;
    } else {
        err = body_render_source(format, text, length, pictures, arena, ret_body, &fault);
    }
    /* A fault is not told of success, nor written over what the caller has. */
    if (ret_fault && err)
        *ret_fault = fault;
    return err;
}

/* Whether a line is like "  # Words". */
static bool is_heading(const char *line)
{
    /* Four spaces would make it code (CommonMark 4.2). */
    size_t indent = strspn(line, " ");
    return indent <= 3 && line[indent] == '#' && (line[indent + 1] == ' ' || line[indent + 1] == '\t');
}

bool body_first_heading(const char *text, struct arena *arena, const char **ret_title, const char **ret_rest)
{
    const char *line = text;
    /* Empty lines and lines of blanks before the first words. */
    while (*line && strspn(line, " \t") == strcspn(line, "\n"))
        line += strcspn(line, "\n") + (line[strcspn(line, "\n")] == '\n');
    if (!is_heading(line))
        return false;
    size_t length = strcspn(line, "\n");
    struct body heading;
    const char *title;
    /* The line alone is rendered: its words without emphasis, links, escapes. */
    if (body_render(BODY_MARKDOWN, line, length, arena, &heading, NULL))
        return false;
    if (text_normalize(heading.text, strlen(heading.text), TEXT_LINE, arena, &title, NULL) || !*title)
        return false;
    *ret_title = title;
    /* With the empty lines between heading and text taken away. */
    *ret_rest = line + length + strspn(line + length, "\n");
    return true;
}
