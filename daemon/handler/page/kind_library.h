/* What the page of a film or of sound shows beside text and facts. */
#ifndef HANDLER_KIND_LIBRARY_H
#define HANDLER_KIND_LIBRARY_H

#include "handler/app.h"
#include "http/request.h"
#include "store/article.h"
#include "view/view.h"

/* Members: recordings (url, name, is_film, poster_url, tracks), speech (in words; null where all of it is
 * written out), has_transcript, and said: what captions say, by paragraphs. Errors: MEMORY. */
enum err library_fill(const struct app *app, const struct request *request, struct view view,
                      const struct article *article);

/* Whether its page reads files, so that it is made where one may wait. */
bool library_is_slow(const struct article *article);

#endif
