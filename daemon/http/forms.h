/* The forms of a submission, each read by its own file into the same fields. */
#ifndef HTTP_FORMS_H
#define HTTP_FORMS_H

#include "http/submission.h"

/* What Word writes (RFC 6838, as registered by Ecma). */
#define DOCX_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

/* Limits on what strangers send. submission.h promises the same numbers. */
enum {
    FIELDS_MAX = 200,
    FIELD_NAME_MAX = 100,
    FIELD_SIZE_MAX = 8 * 1024 * 1024,
    PARTS_MAX = 100,
    FRONT_MATTER_MAX = 16 * 1024,
};

/* Refuses a name that cannot be one: BAD_REQUEST. */
enum err form_check_name(struct reply *reply, const char *name);

/* Adds a text field: a second value of the same name makes a list; "a.b" goes into an object a.
 * Errors: UTF8, BAD_REQUEST (too many, name too long), MEMORY, with a fault in `reply`. */
enum err form_add(json_t *fields, struct reply *reply, const char *name, const char *value, size_t size);

/* What came as text, as UTF-8: by its byte order mark, or the charset of its Content-Type (NULL: it has
 * none). `pointer` names the field; NULL: it is the whole body. Not checked to be UTF-8 where nothing says
 * that it is anything else. Errors: MEDIA_TYPE, UTF8, MEMORY, told in `reply`. */
enum err form_text(const char *content_type, const char *pointer, const char *bytes, size_t size,
                   struct reply *reply, const char **ret_text, size_t *ret_size);

/* Decodes '+' and %XX into the arena, with a NUL behind; NULL without memory. */
const char *form_decode(struct arena *arena, const char *text, size_t size, size_t *ret_size);

/* application/x-www-form-urlencoded. */
enum err form_read_urlencoded(const char *text, size_t size, struct reply *reply, json_t *fields);

/* multipart/form-data; `type` is the whole Content-Type. Files are added to the submission. */
enum err form_read_multipart(const char *type, const char *bytes, size_t size, struct reply *reply,
                             struct submission *submission);

/* Text with front matter: its fields, and the rest as "body", of this format unless a field says another. */
enum err form_read_markdown(const char *text, size_t size, const char *format, struct reply *reply,
                            json_t *fields);

#endif
