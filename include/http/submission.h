/* What an editor sent, whatever its form: JSON, Markdown with front matter, HTML, a multipart form or
 * a plain form becomes one JSON object of fields and at most a few files.
 *
 * Limits: JSON depth 32, 200 fields, 100 parts, a field name 100 bytes, front matter 16 KiB,
 * a field of a form with files 8 MiB.
 * Sources: RFC 8259, RFC 7578 (multipart/form-data), WHATWG URL (urlencoded), YAML 1.1 by libyaml
 * without anchors, aliases and tags. Thread: any. */
#ifndef HTTP_SUBMISSION_H
#define HTTP_SUBMISSION_H

#include "http/reply.h"
#include "http/request.h"

#include <jansson.h>

enum submission_form {
    FORM_JSON,
    FORM_MARKDOWN,
    FORM_HTML,
    FORM_TEXT,
    FORM_MULTIPART,
    FORM_URLENCODED,
    FORM_BYTES,
    FORM_DOCUMENT, /* of an office program */
};

struct file_part {
    const char *field;     /* name of its field */
    const char *file_name; /* as it was sent, in any bytes but NUL; or NULL */
    const char *type;      /* as declared, or NULL */
    const char *bytes;     /* within the request's body */
    size_t size;
};

struct submission {
    enum submission_form form;
    json_t *fields; /* an object, owned; outside JSON every scalar is a string (lists: repeated fields
                       or front-matter sequences, source.name as {"source":{"name":…}}) */
    const struct file_part *files; /* in the arena */
    size_t file_count;
    size_t size;          /* bytes it was read from */
    bool converts_legacy; /* texts in an old encoding (text/legacy.h) are to be converted; set by the handler
                           */
};

/* Reads the body by its Content-Type. Markdown: front matter between two lines `---`, the rest is the
 * field "body" with "body_format":"markdown"; plain text is the same with "text", and front matter only where
 * it is plain that it is some; HTML: the whole is "body" with "body_format":"html". A text may be UTF-8 or
 * UTF-16 with a byte order mark, or of a charset of text/decode.h that is declared. FORM_BYTES (image types)
 * has no fields and one file whose field is "file"; FORM_DOCUMENT (types of office programs' texts) one whose
 * field is "body". In multipart a part with a file name is a file, except
 * that of the field "body", which is text unless it begins as an office program's file does, and whose
 * Content-Type gives "body_format" unless a field does. Errors, with faults noted in `reply`: MEDIA_TYPE,
 * JSON (line and column; duplicate key, depth), UTF8, BAD_REQUEST (broken form or front matter), TOO_LARGE,
 * MEMORY. */
enum err submission_read(const struct request *request, struct reply *reply,
                         struct submission *ret_submission);
/* The same where a file is what is wanted: every Content-Type, or none, but those of forms and texts with
 * fields is one file. */
enum err submission_read_upload(const struct request *request, struct reply *reply,
                                struct submission *ret_submission);

/* The same of JSON text alone. Errors: JSON, UTF8, MEMORY. */
enum err submission_read_json(const char *text, size_t size, struct reply *reply,
                              struct submission *ret_submission);
void submission_done(struct submission *submission);
#define auto_submission CLEANUP(submission_done)

#endif
