/* Pictures that the lines of an import hold themselves ("data:"), from the rendering of a transaction to its
 * end. They are decoded, and their files written, before the transaction, so that nobody waits for the writer
 * behind a picture.
 *
 * Thread: the import's task. Ownership: import_pictures_done() releases all. */
#ifndef HANDLER_IMPORT_PICTURES_H
#define HANDLER_IMPORT_PICTURES_H

#include "handler/app.h"
#include "http/request.h"
#include "http/submission.h"
#include "media/picture_import.h"

struct line_pictures;

struct import_pictures {
    struct line_pictures *first, *last; /* in the order of the lines */
    size_t bytes;                       /* of pictures since the last import_pictures_done() */
};

/* Makes pictures of ours of those that the line's body holds, and changes the body; *ret_import is kept until
 * the end, NULL when it holds none. Beyond IMPORT_BYTES_MAX none is made, which is told as a fault of the
 * line. Errors: those of picture_import_prepare(). */
enum err import_pictures_prepare(struct import_pictures *pictures, struct app *app,
                                 const struct request *request, struct reply *reply, int64_t number,
                                 struct submission *submission, struct picture_import **ret_import);

/* Those of a line, or NULL. */
struct picture_import *import_pictures_of(const struct import_pictures *pictures, int64_t number);

void import_pictures_done(struct import_pictures *pictures);

#endif
