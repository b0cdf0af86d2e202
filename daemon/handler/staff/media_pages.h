/* What the pages of media share. Thread: one worker. */
#ifndef HANDLER_MEDIA_PAGES_H
#define HANDLER_MEDIA_PAGES_H

#include "formset.h"

/* What is said of the words of its file, by the API's medium; NULL where it can have none. */
const char *staff_media_text(const struct app *app, const struct request *request, const json_t *media);

/* `facts`: kind, measures, size of a medium; `kind` alone. */
void staff_media_facts(const struct request *request, struct view view, const json_t *media);

/* What shows the medium of the route's argument: shown_in, uses, former. Errors: the store's. */
enum err staff_media_shown(struct formset_state *state, struct view view);

#endif
