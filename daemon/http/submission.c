/* Chooses the reader by Content-Type and gives all forms one shape. The readers know their syntax; this
 * file knows none. */
#include "http/submission.h"

#include "base/memory.h"
#include "forms.h"
#include "json.h"
#include "text/normalize.h"

#include <string.h>
#include <strings.h>

/* A tree of members takes many times its text. */
enum { TREE_LARGE = MEMORY_LARGE / 16 };

/* Said to whoever sends something else. Plain forms are accepted too and not advertised: they are for
 * pages' own forms. */
static const char accepted[] = "application/json, text/markdown, text/html, text/plain, multipart/form-data, "
                               "image/jpeg, image/png, image/webp, " DOCX_TYPE;

/* Likewise where a file is wanted. */
static const char accepted_files[] =
    "multipart/form-data, image/*, application/pdf, application/octet-stream…";

/* Whether Content-Type is `type`, whatever parameters follow. */
static bool type_is(const char *content_type, const char *type)
{
    size_t length = strlen(type);
    /* strchr() also finds the NUL, which is a type without parameters. */
    return strncasecmp(content_type, type, length) == 0 && strchr("; \t", content_type[length]);
}

static bool form_of(const char *type, enum submission_form *ret_form)
{
    static const struct {
        const char *type;
        enum submission_form form;
        /* A patch is read like any JSON; RFC 7396's null is the handlers' affair. */
    } known[] = {
        {"application/json", FORM_JSON},
        {"application/merge-patch+json", FORM_JSON},
        {"text/markdown", FORM_MARKDOWN},
        {"text/html", FORM_HTML},
        {"text/plain", FORM_TEXT},
        {"multipart/form-data", FORM_MULTIPART},
        {"application/x-www-form-urlencoded", FORM_URLENCODED},
        {"image/jpeg", FORM_BYTES},
        {"image/png", FORM_BYTES},
        {"image/webp", FORM_BYTES},
        {"application/octet-stream", FORM_BYTES},
        {DOCX_TYPE, FORM_DOCUMENT},
        /* Of these only what has to be done with them is said. */
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.template", FORM_DOCUMENT},
        {"application/vnd.openxmlformats-officedocument.presentationml.presentation", FORM_DOCUMENT},
        {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", FORM_DOCUMENT},
        {"application/vnd.ms-word.document.macroEnabled.12", FORM_DOCUMENT},
        {"application/vnd.ms-word.template.macroEnabled.12", FORM_DOCUMENT},
        {"application/vnd.oasis.opendocument.text", FORM_DOCUMENT},
        {"application/msword", FORM_DOCUMENT},
        {"application/rtf", FORM_DOCUMENT},
        {"text/rtf", FORM_DOCUMENT},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (type_is(type, known[i].type)) {
            *ret_form = known[i].form;
            return true;
        }
    return false;
}

/* Says where the text stops being UTF-8, and in which old encoding it may be, for which it is normalized
 * once more: only a failure pays that. */
static enum err refuse_not_utf8(const char *text, size_t size, struct reply *reply)
{
    struct text_fault fault;
    const char *unused;
    enum err err = text_normalize(text, size, TEXT_BLOCK, reply->arena, &unused, &fault);
    const char *words = err == ERR_UTF8 ? text_fault_words(&fault, reply->lang, reply->arena) : "UTF-8";
    return reply_problem(reply, ERR_UTF8, MESSAGE_FIELD_TEXT, MESSAGE_ARGS(words));
}

/* The whole body is the text; title and slug must come from elsewhere, or the handler refuses. */
static enum err read_html(const char *text, size_t size, json_t *fields)
{
    /* Both go into fields that are empty, so nothing is replaced. */
    if (json_object_set_new(fields, "body", json_stringn(text, size)) ||
        json_object_set_new(fields, "body_format", json_string("html")))
        return ERR_MEMORY;
    return ERR_OK;
}

/* The whole body is one file, called `field`, under the type that was declared; nothing of its bytes is
 * looked at here. */
static enum err submission_read_bytes(const struct request *request, struct reply *reply, const char *field,
                                      struct submission *submission)
{
    struct file_part *file = arena_zero(reply->arena, 1, sizeof *file);
    if (!file)
        return ERR_MEMORY;
    *file = (struct file_part){field, NULL, request->content_type, request->body, request->body_size};
    submission->files = file;
    submission->file_count = 1;
    return ERR_OK;
}

/* Runs the reader of a form that is one text, into fields that are empty. */
static enum err read_text_fields(const struct request *request, struct reply *reply,
                                 struct submission *submission)
{
    const char *text;
    size_t size;
    enum err err =
        form_text(request->content_type, NULL, request->body, request->body_size, reply, &text, &size);
    if (err)
        return err;
    /* Checked as a whole before anything is allocated for it. */
    if (!text_is_utf8(text, size))
        return refuse_not_utf8(text, size, reply);
    switch (submission->form) {
    /* JSON's reader makes an object of its own; all others add to the one that is there. */
    case FORM_JSON:
        json_decref(submission->fields);
        submission->fields = NULL;
        return json_read_object(text, size, reply, &submission->fields);
    case FORM_MARKDOWN:
        return form_read_markdown(text, size, "markdown", reply, submission->fields);
    case FORM_TEXT:
        return form_read_markdown(text, size, "text", reply, submission->fields);
    case FORM_HTML:
        return read_html(text, size, submission->fields);
    default:
        return form_read_urlencoded(text, size, reply, submission->fields);
    }
}

/* Multipart holds files, and checks field by field. */
static enum err read_fields(const struct request *request, struct reply *reply, struct submission *submission)
{
    if (submission->form == FORM_MULTIPART)
        return form_read_multipart(request->content_type, request->body, request->body_size, reply,
                                   submission);
    if (submission->form == FORM_BYTES)
        return submission_read_bytes(request, reply, "file", submission);
    if (submission->form == FORM_DOCUMENT)
        return submission_read_bytes(request, reply, "body", submission);
    return read_text_fields(request, reply, submission);
}

/* Everything is released when the reader refuses; *ret_submission is touched only on success. */
static enum err submission_read_form(const struct request *request, struct reply *reply,
                                     enum submission_form form, struct submission *ret_submission)
{
    auto_submission struct submission submission = {.form = form, .size = request->body_size};
    submission.fields = json_object();
    if (!submission.fields)
        return ERR_MEMORY;
    enum err err = read_fields(request, reply, &submission);
    if (!err && request->beside_count) {
        submission.files = request->beside;
        submission.file_count = request->beside_count;
    }
    if (!err) {
        *ret_submission = submission;
        /* Ownership has moved, and auto_submission must not release it. */
        submission.fields = NULL;
    }
    return err;
}

/* The form is chosen by what the client says of the body, never guessed from its bytes. */
enum err submission_read(const struct request *request, struct reply *reply,
                         struct submission *ret_submission)
{
    enum submission_form form;
    /* Every use of this needs a body, so it is asked once here. */
    if (!request->body_size)
        return reply_problem(reply, ERR_BAD_REQUEST, MESSAGE_BODY_MISSING, NULL);
    /* Without a type it is refused like an unknown one, and told what is known. */
    const char *type = request->content_type ? request->content_type : "";
    if (!form_of(type, &form))
        return reply_problem(reply, ERR_MEDIA_TYPE, MESSAGE_BODY_TYPE, MESSAGE_ARGS(type, accepted));
    return submission_read_form(request, reply, form, ret_submission);
}

/* An attachment may be of any type, so what has a reader is treated as it says and all else is the file
 * itself. */
enum err submission_read_upload(const struct request *request, struct reply *reply,
                                struct submission *ret_submission)
{
    enum submission_form form = FORM_BYTES;
    if (!request->body_size)
        return reply_problem(reply, ERR_BAD_REQUEST, MESSAGE_BODY_MISSING, NULL);
    const char *type = request->content_type ? request->content_type : "";
    /* form stays FORM_BYTES for what is unknown. A text without fields is a file like any other. */
    if (form_of(type, &form) && (form == FORM_TEXT || form == FORM_DOCUMENT))
        form = FORM_BYTES;
    /* Within the process a file stands beside its fields. */
    if (form != FORM_BYTES && form != FORM_MULTIPART && !request->beside_count)
        return reply_problem(reply, ERR_MEDIA_TYPE, MESSAGE_BODY_TYPE, MESSAGE_ARGS(type, accepted_files));
    return submission_read_form(request, reply, form, ret_submission);
}

/* For the lines of an import, which bear no Content-Type of their own. */
enum err submission_read_json(const char *text, size_t size, struct reply *reply,
                              struct submission *ret_submission)
{
    /* No cleanup is needed, since a failed read leaves no fields. */
    struct submission submission = {.form = FORM_JSON, .size = size};
    if (!text_is_utf8(text, size))
        return refuse_not_utf8(text, size, reply);
    enum err err = json_read_object(text, size, reply, &submission.fields);
    if (!err)
        *ret_submission = submission;
    return err;
}

/* Files are not released: they point into the body, which is the request's. */
void submission_done(struct submission *submission)
{
    bool is_large = submission->fields && submission->size >= TREE_LARGE;
    json_decref(submission->fields);
    submission->fields = NULL;
    /* memory_trim() gives back to the system what such a tree leaves behind in pieces. It is told when all is
     * free: before, it might come in between and not again. */
    if (is_large)
        memory_note_large();
}
