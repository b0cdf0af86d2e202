/* multipart/form-data (RFC 7578, RFC 2046 section 5.1), over the whole body at once. Knows boundaries
 * and headers of parts; what a field or a file is for is decided by who reads the submission. Files are
 * not copied: they point into the body. */
#include "forms.h"

#include "helper/docx.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

/* The boundary by RFC 2046 section 5.1.1. A browser's part has some 200 bytes of headers. */
enum { BOUNDARY_MAX = 70, PART_HEADERS_MAX = 8192 };

/* A walk over the body; `at` moves forward only. */
struct reader {
    struct reply *reply;
    struct submission *submission;
    struct file_part *files;
    char delimiter[BOUNDARY_MAX + 5]; /* CR LF -- boundary */
    size_t delimiter_size;
    const char *at;
    const char *end;
    size_t parts;
    const char *body_format; /* as the body's part says it; NULL it does not */
};

/* The headers of a part that mean something here; NULL where they do not stand. */
struct part {
    const char *name;
    const char *file_name;
    const char *type;
};

/* What a form can lack, for whoever writes the program that sends it. */
enum form_fault {
    FAULT_BOUNDARY,
    FAULT_HEADERS,
    FAULT_NAMELESS,
    FAULT_MANY,
    FAULT_PART_END,
    FAULT_NO_PARTS,
    FAULT_DELIMITER,
    FAULT_END,
    FAULT_COUNT
};

/* The form cannot be read at all. */
static enum err broken(struct reply *reply, enum form_fault fault)
{
    static const char *const words[FAULT_COUNT][LANG_COUNT] = {
        [FAULT_BOUNDARY] =
            {"tiêu đề Content-Type thiếu tham số boundary dùng được; hãy để curl -F hoặc trình duyệt tự đặt "
             "tiêu đề này",
             "Content-Type has no boundary that can be used; let curl -F or the browser set that header"},
        [FAULT_HEADERS] = {"các dòng tiêu đề của một phần sai hoặc quá dài",
                           "the headers of a part are wrong or too long"},
        [FAULT_NAMELESS] = {"một phần không có tên (name=\"…\")", "a part has no name (name=\"…\")"},
        [FAULT_MANY] = {"có quá nhiều phần", "there are too many parts"},
        [FAULT_PART_END] = {"một phần không có dòng kết thúc; có lẽ biểu mẫu bị cắt giữa chừng",
                            "a part has no end; perhaps the form was cut"},
        [FAULT_NO_PARTS] = {"không có phần nào", "there are no parts"},
        [FAULT_DELIMITER] = {"sau dòng phân cách có chữ thừa", "something stands behind a delimiter"},
        [FAULT_END] = {"thiếu dòng phân cách cuối cùng; có lẽ biểu mẫu bị cắt giữa chừng",
                       "the last delimiter is missing; perhaps the form was cut"},
    };
    return reply_problem(reply, ERR_BAD_REQUEST, MESSAGE_FORM_FAULT, MESSAGE_ARGS(words[fault][reply->lang]));
}

/* Value of a parameter of a header such as `form-data; name="a"`, quotes undone; NULL when absent. */
static const char *parameter(struct arena *arena, const char *header, const char *name)
{
    size_t length = strlen(name);
    /* Each parameter is read to its end, wanted or not, because a semicolon within quotes ends none. */
    for (const char *p = strchr(header, ';'); p; p = strchr(p, ';')) {
        p += 1 + strspn(p + 1, " \t");
        bool is_it = strncasecmp(p, name, length) == 0 && p[length] == '=';
        const char *value = p + strcspn(p, "=;");
        if (*value == '=')
            value++;
        char *text = arena_alloc(arena, strlen(value) + 1);
        size_t size = 0;
        if (!text)
            return NULL;
        if (*value == '"') {
            for (value++; *value && *value != '"'; value++) {
                /* Only these two are escaped; browsers of Windows once sent C:\path\name, whose
                 * backslashes must stay. */
                if (*value == '\\' && (value[1] == '"' || value[1] == '\\'))
                    value++;
                text[size++] = *value;
            }
        } else {
            while (*value && *value != ';')
                text[size++] = *value++;
        }
        text[size] = '\0';
        if (is_it)
            return text;
        /* On the closing quote or the semicolon, from where the next one is looked for. */
        p = value;
    }
    return NULL;
}

/* The value of a parameter of the extended form, UTF-8''Quy%E1%BA%BFt (RFC 8187), which some programs send
 * for names with marks; NULL when it is absent or in another encoding. */
static const char *extended_parameter(struct arena *arena, const char *header, const char *name)
{
    const char *value = parameter(arena, header, name);
    const char *text = value && strncasecmp(value, "UTF-8'", 6) == 0 ? strchr(value + 6, '\'') : NULL;
    size_t size;
    /* Decoded as a form is, in which a plus would be a blank. */
    return text && !strchr(text, '+') ? form_decode(arena, text + 1, strlen(text + 1), &size) : NULL;
}

/* What stands behind the name and the colon, or NULL when it is another header. Names have no case. */
static const char *header_value(const char *line, const char *name)
{
    size_t length = strlen(name);
    if (strncasecmp(line, name, length) != 0 || line[length] != ':')
        return NULL;
    return line + length + 1 + strspn(line + length + 1, " \t");
}

static enum err read_headers(struct reader *r, struct part *part)
{
    static const char blank[] = "\r\n\r\n";
    struct arena *arena = r->reply->arena;
    /* The end of the last line is the beginning of the blank one. */
    const char *stop = memmem(r->at, (size_t)(r->end - r->at), blank, 4);
    if (!stop || stop - r->at > PART_HEADERS_MAX)
        return broken(r->reply, FAULT_HEADERS);
    for (const char *line = r->at; line < stop;) {
        /* Always found, since the search reaches the CR LF in front of the blank line. */
        const char *line_end = memmem(line, (size_t)(stop + 2 - line), "\r\n", 2);
        const char *text = arena_copy(arena, line, (size_t)(line_end - line));
        const char *disposition = header_value(text, "Content-Disposition"),
                   *type = header_value(text, "Content-Type");
        if (disposition) {
            part->name = parameter(arena, disposition, "name");
            part->file_name = extended_parameter(arena, disposition, "filename*");
            if (!part->file_name)
                part->file_name = parameter(arena, disposition, "filename");
        }
        if (type)
            part->type = type;
        line = line_end + 2;
    }
    r->at = stop + 4;
    /* RFC 7578 section 4.2 wants one of each part, and a field without a name goes nowhere. */
    return part->name ? ERR_OK : broken(r->reply, FAULT_NAMELESS);
}

/* In which form the body is, by its part's type: text as text only where it came as a file, for many programs
 * call every field of a form so. */
static const char *format_of_part(const struct part *part)
{
    static const struct {
        const char *type, *format;
    } formats[] = {{"text/html", "html"}, {"text/markdown", "markdown"}, {"text/plain", "text"}};
    for (size_t i = 0; part->type && i < sizeof formats / sizeof *formats; i++) {
        size_t length = strlen(formats[i].type);
        bool is_type =
            strncasecmp(part->type, formats[i].type, length) == 0 && strchr("; \t", part->type[length]);
        if (is_type && (part->file_name || strcmp(formats[i].format, "text") != 0))
            return formats[i].format;
    }
    return NULL;
}

/* A field in whatever encoding the program likes that saved it. */
static enum err add_text(struct reader *r, const struct part *part, const char *bytes, size_t size)
{
    const char *text, *pointer = arena_printf(r->reply->arena, "/%s", part->name);
    /* The name is judged before it is told to anybody. */
    enum err err = form_check_name(r->reply, part->name);
    if (!err)
        err = form_text(part->type, pointer, bytes, size, r->reply, &text, &size);
    return err ? err : form_add(r->submission->fields, r->reply, part->name, text, size);
}

/* A field goes to the fields, a file to the files. */
static enum err multipart_add_part(struct reader *r, const struct part *part, const char *bytes, size_t size)
{
    assert(part->name);
    /* A form may bring the article's text from a file, which is text all the same. */
    bool is_body = strcmp(part->name, "body") == 0;
    bool is_file = part->file_name && (!is_body || docx_begins(bytes, size));
    if (is_body && !is_file)
        r->body_format = format_of_part(part);
    if (!is_file)
        return add_text(r, part, bytes, size);
    if (!size && !*part->file_name)
        return ERR_OK; /* a file field left empty in a browser's form */
    enum err err = form_check_name(r->reply, part->name);
    if (err)
        return err;
    /* Room for every part that there may be, so that it never moves. */
    if (!r->files)
        r->files = arena_zero(r->reply->arena, PARTS_MAX, sizeof *r->files);
    if (!r->files)
        return ERR_MEMORY;
    r->files[r->submission->file_count++] =
        (struct file_part){part->name, part->file_name, part->type, bytes, size};
    r->submission->files = r->files;
    return ERR_OK;
}

/* Reads the part that begins at r->at and steps behind its delimiter. */
static enum err multipart_read_part(struct reader *r)
{
    struct part part = {0};
    if (++r->parts > PARTS_MAX)
        return broken(r->reply, FAULT_MANY);
    enum err err = read_headers(r, &part);
    if (err)
        return err;
    /* The CR LF of an empty part's delimiter ends its headers too. */
    const char *from = r->at - 2;
    /* A plain search over the whole rest: parts are few, and glibc's takes time in proportion to the
     * length, however a boundary is made. */
    const char *stop = memmem(from, (size_t)(r->end - from), r->delimiter, r->delimiter_size);
    if (!stop)
        return broken(r->reply, FAULT_PART_END);
    const char *bytes = stop < r->at ? stop : r->at;
    err = multipart_add_part(r, &part, bytes, (size_t)(stop - bytes));
    r->at = stop + r->delimiter_size;
    return err;
}

static enum err read_boundary(struct reader *r, const char *type)
{
    const char *boundary = parameter(r->reply->arena, type, "boundary");
    size_t length = boundary ? strlen(boundary) : 0;
    if (!length || length > BOUNDARY_MAX)
        return broken(r->reply, FAULT_BOUNDARY);
    /* The line's end before it belongs to the delimiter and not to the part (RFC 2046 section 5.1.1). */
    memcpy(r->delimiter, "\r\n--", 4);
    memcpy(r->delimiter + 4, boundary, length + 1);
    r->delimiter_size = length + 4;
    return ERR_OK;
}

enum err form_read_multipart(const char *type, const char *bytes, size_t size, struct reply *reply,
                             struct submission *submission)
{
    struct reader r = {.reply = reply, .submission = submission, .at = bytes, .end = bytes + size};
    enum err err = read_boundary(&r, type);
    if (err)
        return err;
    /* The first delimiter may stand at the very beginning, without its CR LF. */
    size_t first = r.delimiter_size - 2;
    if (size >= first && memcmp(bytes, r.delimiter + 2, first) == 0) {
        r.at = bytes + first;
    } else {
        const char *found = memmem(bytes, size, r.delimiter, r.delimiter_size);
        if (!found)
            return broken(reply, FAULT_NO_PARTS);
        r.at = found + r.delimiter_size;
    }
    /* Two hyphens behind a delimiter end the form; what follows them is an epilogue, and ignored. */
    while (r.end - r.at >= 2 && memcmp(r.at, "--", 2) != 0) {
        /* Padding, which is allowed there and which nobody sends. The body ends with a NUL, so this
         * stops. */
        r.at += strspn(r.at, " \t");
        if (r.end - r.at < 2 || memcmp(r.at, "\r\n", 2) != 0)
            return broken(reply, FAULT_DELIMITER);
        r.at += 2;
        err = multipart_read_part(&r);
        if (err)
            return err;
    }
    if (r.end - r.at < 2)
        return broken(reply, FAULT_END);
    /* What is said by a field goes before what is said by a part. */
    if (r.body_format && !json_object_get(submission->fields, "body_format") &&
        json_object_set_new(submission->fields, "body_format", json_string(r.body_format)))
        return ERR_MEMORY;
    return ERR_OK;
}
