/* Addresses as people have them: with a slash too many, in capitals, with the sign behind them that ended the
 * sentence, with what a network glued to them. Thread: any that may read the store. */
#ifndef ROUTE_MENDED_H
#define ROUTE_MENDED_H

#include "handler/app.h"
#include "http/request.h"

/* Where the request's address was probably meant to lead: path and query of another page of this site that is
 * there, in the request's arena; NULL when nothing of that kind is. Of pages alone, never of /api. */
const char *mended_address(struct app *app, const struct request *request);

#endif
