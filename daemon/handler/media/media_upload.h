/* What an editor uploads, made into what is kept of it: a picture's renditions, an attachment's type.
 *
 * This takes up to seconds, so it is done before any transaction, on a thread that serves no readers
 * (route.h). What is wrong with the file is kept in the upload, to be told with the request's other faults.
 */
#ifndef HANDLER_MEDIA_UPLOAD_H
#define HANDLER_MEDIA_UPLOAD_H

#include "core/input.h"
#include "handler/app.h"
#include "store/media.h"

enum upload_kinds { UPLOAD_PICTURE, UPLOAD_ANY };

struct media_upload {
    const struct file_part *file; /* NULL: there was none */
    bool is_known;                /* the same bytes are kept already */
    struct media_content content;
    enum err err; /* INPUT, MEDIA_TYPE, UTF8, TOO_LARGE: what is wrong with it */
    enum message fault;
    struct message_args args;
};

/* The file part of that field, or NULL. */
const struct file_part *file_part_named(const struct submission *submission, const char *field);

/* Prepares a file, or with NULL an upload without one; its files are written unless the request is a trial.
 * What is made on the way lives in `arena`, and is needed until the transaction ends. Errors: those of the
 * server alone. */
enum err media_upload_prepare(struct app *app, const struct request *request, struct arena *arena,
                              const struct file_part *file, enum upload_kinds kinds,
                              struct media_upload *ret_upload);

/* The medium of a prepared upload, in the transaction. Its faults are noted at member `name`. `words` gives
 * alt, caption, credit, file name, or is blank. Errors: MEDIA_TYPE, INPUT, UTF8, TOO_LARGE, and the store's.
 */
enum err media_upload_keep(struct conn *conn, const struct input *input, const char *name,
                           const struct media_upload *upload, const struct media *words,
                           struct media *ret_media, bool *ret_known);

#endif
