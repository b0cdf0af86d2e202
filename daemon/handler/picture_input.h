/* The picture and attachments that an article or a box refers to, or that come with the request. */
#ifndef HANDLER_PICTURE_INPUT_H
#define HANDLER_PICTURE_INPUT_H

#include "input.h"
#include "store/article.h"

/* Members `image` (a medium's id, or a file part), `alt`, `caption`, `credit`, `decorative`. */
enum err picture_input(struct conn *conn, const struct input *input, const struct submission *submission,
                       struct article *article);

/* Member `attachments`: a list of media ids or of {id, title}. */
enum err attachment_input(struct conn *conn, const struct input *input, struct article *article);

/* Keeps the bytes of a picture. Faults are noted at member `name`. `words` gives alt, caption, credit,
 * file name, or is blank. Errors: MEDIA_TYPE, INPUT, TOO_LARGE, and the store's. */
enum err picture_keep(struct conn *conn, const struct input *input, const char *name,
                      const struct file_part *file, const struct media *words, struct media *ret_media,
                      bool *ret_known);

/* The file part of that field, or NULL. */
const struct file_part *file_part_named(const struct submission *submission, const char *field);

#endif
