/* congd post FILE: an article in Markdown, or a Word file, with a picture, to the daemon as one form. */
#include "base/json_text.h"
#include "base/said.h"
#include "command.h"
#include "helper/docx.h"
#include "http/submission.h"
#include "transfer.h"

#include <errno.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* The form is the file, the picture and what stands around them; the server says itself what it takes, of
 * which a Word file may be the largest. */
enum {
    FORM_MAX = 64 * 1024 * 1024,
    FILE_MAX = 34 * 1024 * 1024,
    ANSWER_MAX = 16 * 1024 * 1024,
    ARENA_LIMIT = 48 * 1024 * 1024,
    STATUS_CREATED = 201,
    KEY_IMAGE = 'i',
    KEY_ALT = 'a',
};

/* Random once; that a text holds it by accident will not happen. */
static const char boundary[] = "congd-post-7f3a91c2d4e85b60";

/* What the command line says; NULL where it says nothing. */
struct post_arguments {
    struct invocation invocation;
    const char *image, *alt;
};

/* The whole file into `out`, within its limit. */
static enum err post_read_file(const char *path, struct buf *out, struct buf *fault)
{
    char piece[16 * 1024];
    FILE *file = fopen(path, "re");
    while (file && !feof(file) && !ferror(file))
        buf_add(out, piece, fread(piece, 1, sizeof piece, file));
    /* errno is that of fopen() or of the last read. */
    bool is_bad = !file || ferror(file);
    if (is_bad)
        buf_printf(fault, "%s: %s", path, said_errno(errno));
    if (file)
        fclose(file);
    if (!is_bad && buf_failed(out))
        buf_printf(fault, SAID("%s quá lớn", "%s is too large"), path);
    return is_bad || buf_failed(out) ? ERR_INPUT : ERR_OK;
}

/* One part of the form. What is no text is passed over, such as an object, whose members come by
 * themselves. */
static void add_field(struct buf *form, const char *prefix, const char *name, const json_t *value)
{
    const char *text = json_string_value(value);
    if (text)
        buf_printf(form, "--%s\r\nContent-Disposition: form-data; name=\"%s%s\"\r\n\r\n%s\r\n", boundary,
                   prefix, name, text);
}

/* Every scalar is a text here; lists are repeated fields, `source` has its members behind a dot. */
static void add_fields(struct buf *form, json_t *fields)
{
    const char *name, *inner;
    json_t *value, *item;
    size_t index;
    /* As text, whatever it means: the server reads forms so. */
    json_object_foreach(fields, name, value)
    {
        add_field(form, "", name, value);
        /* Both loops do nothing for a value of another kind. */
        json_array_foreach(value, index, item) add_field(form, "", name, item);
        json_object_foreach(value, inner, item)
        {
            auto_buf struct buf prefix = BUF(256);
            buf_printf(&prefix, "%s.", name);
            add_field(form, buf_str(&prefix), inner, item);
        }
    }
}

/* A file's name as a quoted text of the form. */
static void post_add_name(struct buf *form, const char *name)
{
    buf_char(form, '"');
    for (; *name; name++) {
        if (*name == '"' || *name == '\\')
            buf_char(form, '\\');
        buf_char(form, *name == '\r' || *name == '\n' ? '_' : *name);
    }
    buf_char(form, '"');
}

/* A file as a part with a file name, by which the API knows it for one; its type is found by its bytes over
 * there. */
static void post_add_file(struct buf *form, const char *field, const char *path, const struct buf *bytes)
{
    /* The name alone; the rest of the path is the editor's affair. */
    const char *slash = strrchr(path, '/');
    buf_printf(form, "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=", boundary, field);
    post_add_name(form, slash ? slash + 1 : path);
    buf_text(form, "\r\nContent-Type: application/octet-stream\r\n\r\n");
    buf_add(form, buf_str(bytes), bytes->length);
    buf_text(form, "\r\n");
}

static enum err add_image(struct buf *form, const struct post_arguments *arguments, struct buf *fault)
{
    auto_buf struct buf bytes = BUF(FILE_MAX);
    enum err err = post_read_file(arguments->image, &bytes, fault);
    if (!err)
        post_add_file(form, "image", arguments->image, &bytes);
    return err;
}

/* The text's front matter and body, as the API itself reads them. */
static enum err post_read_article(const char *path, const struct buf *text, struct arena *arena,
                                  struct submission *submission, struct buf *fault)
{
    struct reply reply = {.arena = arena, .lang = said_lang()};
    /* No network: a request that was never sent, for the reader's sake. */
    const struct request request = {
        .arena = arena, .content_type = "text/markdown", .body = buf_str(text), .body_size = text->length};
    enum err err = submission_read(&request, &reply, submission);
    if (err)
        buf_printf(fault, "%s: %s", path, reply.detail ? reply.detail : err_title(err, reply.lang));
    return err;
}

/* Front matter and body as fields. --alt wins over the front matter. */
static enum err post_add_article(struct buf *form, const struct post_arguments *arguments,
                                 const struct buf *text, struct buf *fault)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_submission struct submission submission = {0};
    enum err err =
        arena ? post_read_article(arguments->invocation.word, text, arena, &submission, fault) : ERR_MEMORY;
    if (err)
        return err;
    /* The field stands in for what the front matter says. */
    if (arguments->alt)
        json_object_set_new(submission.fields, "alt", json_string(arguments->alt));
    add_fields(form, submission.fields);
    return ERR_OK;
}

/* The text's fields, or the Word file as it is; and the picture as a file. */
static enum err make_form(const struct post_arguments *arguments, struct buf *form, struct buf *fault)
{
    auto_buf struct buf bytes = BUF(FILE_MAX);
    const char *path = arguments->invocation.word;
    enum err err = post_read_file(path, &bytes, fault);
    bool is_document = !err && docx_begins(buf_str(&bytes), bytes.length);
    if (is_document)
        post_add_file(form, "body", path, &bytes);
    else if (!err)
        err = post_add_article(form, arguments, &bytes, fault);
    if (is_document && arguments->alt) {
        json_auto_t *alt = json_string(arguments->alt);
        add_field(form, "", "alt", alt);
    }
    if (!err && arguments->image)
        err = add_image(form, arguments, fault);
    buf_printf(form, "--%s--\r\n", boundary);
    return err ? err : buf_failed(form) ? ERR_TOO_LARGE : ERR_OK;
}

/* Gathers the answer, whatever its status. */
static bool post_gather(void *context, int status, const char *bytes, size_t size)
{
    struct buf *answer = context;
    (void)status;
    buf_add(answer, bytes, size);
    return !buf_failed(answer);
}

/* Prints the article's address in the API, its state, and its page, with tabs between, for scripts; warnings
 * go to stderr. */
static enum err post_run(void *input, struct buf *fault)
{
    const struct post_arguments *arguments = input;
    auto_buf struct buf form = BUF(FORM_MAX), answer = BUF(ANSWER_MAX), type = BUF(200);
    struct control_call call = {
        .method = "POST", .path = "/api/articles", .body = &form, .take = post_gather, .context = &answer};
    int status = 0;
    buf_printf(&type, "multipart/form-data; boundary=%s", boundary);
    /* The buffer keeps the text while the call lasts. */
    call.type = buf_str(&type);
    auto_transfer struct transfer transfer = {.need = PORTAL_IS_THERE, .needs_helper = true};
    enum err err = make_form(arguments, &form, fault);
    if (!err)
        err = transfer_begin(&transfer, &arguments->invocation, fault);
    if (!err)
        err = transfer_call(&transfer, &call, fault, &status);
    if (err == ERR_NOT_FOUND && !fault->length)
        buf_text(fault, SAID("máy chủ congd đã dừng giữa chừng", "the daemon went away"));
    if (!err && status != STATUS_CREATED)
        err = transfer_refused(status, &answer, fault);
    if (err)
        return err;
    /* Members that are missing are shown empty. */
    json_auto_t *article = json_text_read(buf_str(&answer), answer.length, 0, NULL);
    const char *url = json_string_value(json_object_get(article, "url"));
    const char *state = json_string_value(json_object_get(article, "status"));
    printf("/api/articles/%lld\t%s\t%s\n", (long long)json_integer_value(json_object_get(article, "id")),
           state ? state : "", url ? url : "");
    transfer_print_warnings(article, "");
    return ERR_OK;
}

static void post_take(struct command_use *use, void *input, int key, char *text)
{
    struct post_arguments *arguments = input;
    (void)use;
    if (key == KEY_IMAGE)
        arguments->image = text;
    else if (key == KEY_ALT)
        arguments->alt = text;
}

static const struct option_row post_options[] = {
    {"image",
     KEY_IMAGE,
     {"TỆP", "FILE"},
     {"ảnh của bài: JPEG, PNG hoặc WebP", "its picture: JPEG, PNG or WebP"}},
    {"alt",
     KEY_ALT,
     {"CHỮ", "TEXT"},
     {"ảnh cho thấy gì, để người không nhìn thấy ảnh biết",
      "what the picture shows, for those who do not see it"}},
    {0},
};

const struct command post_command = {
    .name = "post",
    .word = {"TỆP", "FILE"},
    .needs_word = true,
    .breadth = BREADTH_DATA,
    .help =
        {"Gửi một bài viết Markdown, có phần thông tin ở đầu (title, category …), hoặc một tệp Word (.docx), "
         "tệp này thành bản nháp. In ra địa chỉ của bài trong API, "
         "tình trạng và địa chỉ trang, cách nhau bằng dấu tab.",
         "Sends an article in Markdown, with front matter, or a Word file (.docx), which becomes a draft. "
         "Prints its address in the API, its state and that of its page, with tabs between."},
    .options = post_options,
    .size = sizeof(struct post_arguments),
    .take = post_take,
    .run = post_run,
};
