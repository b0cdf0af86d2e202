/* What the files that make a new portal share: requests to the daemon, and what is told of each thing. */
#ifndef MAIN_SETUP_INNER_H
#define MAIN_SETUP_INNER_H

#include "setup.h"

/* A text member of an object; NULL when it is none. */
const char *setup_text(const json_t *object, const char *member);

/* Whether both say the same, and anything at all. */
bool setup_same(const char *a, const char *b);

/* One request; *ret_json is the answer where it can be read, else NULL. A status of 300 or more is a refusal,
 * told in the fault; but one `bears` those that say something of the thing itself: that it is missing, gone,
 * or taken. A trial asks for what it would come to. */
enum err setup_send(struct setup *setup, const char *method, const char *path, const json_t *body, bool bears,
                    int *ret_status, json_t **ret_json);

/* A page is asked for by its slug; there may be too many for a list. One that was erased is gone, and its
 * slug nobody's again. */
enum err setup_article_has(struct setup *setup, const char *slug, bool *ret_has, bool *ret_is_public);

/* A line of the report. */
void setup_tell(struct setup *setup, bool is_new, const char *what, const char *name);

/* Leads the links of a menu or box (a list, or NULL), and those below them, to where those categories are. */
enum err setup_lead_on(const struct setup *setup, const json_t *links);

/* The menu of a request's body: set where there is none, or where pages of it have been published since. */
enum err setup_make_menu(struct setup *setup, const json_t *body);

#endif
