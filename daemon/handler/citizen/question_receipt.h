/* What whoever asked gets to see: the receipt, and by its code what became of the question. */
#ifndef HANDLER_QUESTION_RECEIPT_H
#define HANDLER_QUESTION_RECEIPT_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"
#include "store/petition.h"
#include "view/view.h"

/* The page that shows the code once. Errors: MEMORY. */
enum err question_receipt_fill(struct app *app, const struct request *request, struct reply *reply,
                               const struct petition *petition, const char *code);

/* Where a code is looked up, in the page's language. */
const char *question_look_up_path(const struct request *request);

#endif
