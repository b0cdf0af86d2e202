/* The files that come with an article's form: its picture, more pictures, attachments. */
#ifndef HANDLER_FILE_INPUT_H
#define HANDLER_FILE_INPUT_H

#include "handler/app.h"
#include "http/submission.h"
#include "media/media_upload.h"
#include "store/article.h"

/* Prepared before the transaction; all in the request's arena. */
struct article_files {
    struct media_upload image;     /* without a file when there is none */
    const char *image_name;        /* the field it came in: "image" or "images" */
    struct media_upload *pictures; /* behind it, put at the end of the body */
    struct media *words;           /* of each: alt, caption, credit */
    size_t picture_count;
    struct media_upload *attachments;
    size_t attachment_count;
};

/* Prepares the files of a submission, which takes long, and changes its fields: alt, caption and credit
 * become those of the article's picture, and the body shows the pictures behind it. The files are written
 * unless the request is a trial. Errors: INPUT with its faults (words that do not go with the pictures),
 * UNAVAILABLE, MEMORY, and the store's. */
enum err article_files_prepare(struct app *app, const struct request *request, struct reply *reply,
                               struct submission *submission, struct article_files *ret_files);

/* Inserts the rows of the pictures in the body, in the transaction and before it is rendered. Errors: the
 * store's. */
enum err article_files_keep(struct conn *conn, const struct input *input, const struct article_files *files);

#endif
