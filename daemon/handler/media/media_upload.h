/* What an editor uploads, made into what is kept of it: a picture's renditions, an attachment's type, a name
 * that can be saved anywhere.
 *
 * This takes up to seconds, so it is done before any transaction, on a thread that serves no readers
 * (route.h). What is wrong with the file is kept in the upload, to be told with the request's other faults.
 */
#ifndef HANDLER_MEDIA_UPLOAD_H
#define HANDLER_MEDIA_UPLOAD_H

#include "core/input.h"
#include "handler/app.h"
#include "store/media.h"

/* Of a picture that is to be there at once, one JPEG is made now and the rest behind (rendition_job.h); of
 * one that is to be there later, nothing is made now. */
enum upload_kinds { UPLOAD_PICTURE, UPLOAD_PICTURE_QUICK, UPLOAD_PICTURE_LATER, UPLOAD_ANY };

struct media_upload {
    const struct file_part *file; /* NULL: there was none */
    bool is_known;                /* the same bytes are kept already */
    struct media_content content;
    enum err err; /* INPUT, MEDIA_TYPE, UTF8, TOO_LARGE: what is wrong with it */
    enum message fault;
    struct message_args args;
    const char *file_name;    /* cleaned; NULL: it came without, or is at fault */
    struct warnings warnings; /* what was changed, and what the file hides */
};

/* The file part of that field, or NULL. */
const struct file_part *file_part_named(const struct submission *submission, const char *field);

/* Prepares a file, or with NULL an upload without one; its files are written unless the request is a trial.
 * What is made on the way lives in `arena`, and is needed until the transaction ends. Errors: those of the
 * server alone. */
enum err media_upload_prepare(struct app *app, const struct request *request, struct arena *arena,
                              const struct file_part *file, enum upload_kinds kinds,
                              struct media_upload *ret_upload);

/* The address of a prepared picture in its widest form, as /api/media would give it; of one without any form
 * yet the name of its original, which stands for it in bodies. Errors: UNAVAILABLE (it
 * was kept already, and has gone since), MEMORY, and the store's. */
enum err media_upload_path(struct app *app, struct arena *arena, const struct media_upload *upload,
                           const char **ret_path);

/* The medium of a prepared upload, in the transaction. Its faults and warnings are noted at member `name`.
 * `words` gives alt, caption, credit, or is blank, and counts only where the bytes are new, *ret_known false.
 * Errors: MEDIA_TYPE, INPUT, UTF8, TOO_LARGE, and the store's. */
enum err media_upload_keep(struct conn *conn, const struct input *input, const char *name,
                           const struct media_upload *upload, const struct media *words,
                           struct media *ret_media, bool *ret_known);

/* WebP and JPEG of each width, and the crops, as content. Errors: MEMORY. */
enum err media_take_renditions(struct arena *arena, const struct renditions *renditions,
                               struct media_content *content);

/* The same bytes came again: `known` takes what is said of them now and was not before. What an article or a
 * box has stays with a warning when `role` is below editor. Errors: the store's. */
enum err media_upload_take_words(struct conn *conn, const struct input *input,
                                 const struct media_upload *upload, const struct media *words, enum role role,
                                 struct media *known);

#endif
