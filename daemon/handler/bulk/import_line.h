/* One line of an import: an article that is made, changed or already as it should be. */
#ifndef HANDLER_IMPORT_LINE_H
#define HANDLER_IMPORT_LINE_H

#include "article/body_ahead.h"
#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"
#include "import_pictures.h"
#include "line_reader.h"

/* Does the line in the transaction, with its body rendered `ahead` and the `pictures` of it (NULL: none), and
 * makes its result in reply->view: line, result, status, id, version, slug, external_id; one that is wrong
 * leaves no trace in the transaction and has its problem in the result. *ret_good is whether it was right.
 * Errors: those that end the import: the store's. */
enum err import_line(struct app *app, struct conn *conn, struct request *request, struct reply *reply,
                     const struct line *line, int64_t number, const struct body_ahead *ahead,
                     const struct picture_import *pictures, bool *ret_good);

/* Before the transaction: takes the line's pictures out of its body and renders it; none when something is
 * wrong with the line. Errors: those that end the import. */
enum err import_line_ahead(struct app *app, const struct request *request, const struct line *line,
                           int64_t number, struct arena *arena, struct import_pictures *pictures,
                           struct body_ahead *ret_ahead);

/* Longest line, in bytes: a body with every letter escaped, and all around it. */
enum { IMPORT_LINE_MAX = 16 * 1024 * 1024 };

#endif
