/* What the parts of congd setup share: the facts of the site, as asked and as sent, and what is made by
 * requests. */
#ifndef MAIN_SETUP_H
#define MAIN_SETUP_H

#include "base/buf.h"
#include "base/err.h"

#include <jansson.h>
#include <stdbool.h>

/* The facts that can be given, in the order in which they are asked. */
#define SETUP_FACT_ROWS(ROW)                                          \
    ROW(NAME, "name", "Tên cổng", "Name of the portal")               \
    ROW(AGENCY, "agency", "Cơ quan chủ quản", "Agency it belongs to") \
    ROW(ADDRESS, "address", "Địa chỉ", "Address")                     \
    ROW(PHONE, "phone", "Điện thoại", "Phone")                        \
    ROW(EMAIL, "email", "Thư điện tử", "E-mail")

#define SETUP_FACT_ID(id, member, vi, en) SETUP_##id,
enum setup_fact { SETUP_FACT_ROWS(SETUP_FACT_ID) SETUP_FACTS };

/* The member of /api/site, such as "name"; and what it is called, for people. Never NULL. */
const char *setup_fact_member(enum setup_fact fact);
const char *setup_fact_label(enum setup_fact fact);

struct setup {
    const char *directory;          /* of the data, where a daemon answers */
    const char *facts[SETUP_FACTS]; /* as they were given; NULL: not at all */
    bool is_trial;                  /* nothing is saved */
    bool asks;                      /* a person sits at the terminal */
    struct buf *fault;              /* receives one line */
    json_t *site;                   /* /api/site as it was found */
    json_t *moved;                  /* addresses of categories that are there under another slug: what the
                                       list of requests says, and theirs */
    unsigned made, kept;
};

/* Whether the site already says this, other than what a new portal says by itself. */
bool setup_fact_is_set(const struct setup *setup, enum setup_fact fact);

/* Asks for each fact that is neither given nor set, then whether to go on. Answers of an empty line stay
 * NULL; the others lie in `answers`, which must outlive `setup`. *ret_goes_on is false when the person said
 * no, or the input ended. Errors: MEMORY (an answer too long). */
enum err setup_ask(struct setup *setup, struct buf answers[static SETUP_FACTS], bool *ret_goes_on);

/* GET of a path; *ret_json is the answer, or NULL where the portal has no such thing. Errors: UNAVAILABLE. */
enum err setup_get(struct setup *setup, const char *path, json_t **ret_json);

/* Sends the facts that are given and not set yet; of the others it says that they stay. */
enum err setup_send_facts(struct setup *setup);

/* Makes what the list of requests says and is not there, known by slug or name; links to categories that are
 * there under another slug are changed in the list. Errors: JSON (the list is
 * none), INPUT (a refusal), UNAVAILABLE. */
enum err setup_make(struct setup *setup, json_t *list);

/* One request; *ret_json is the answer where it can be read, else NULL. A status of 300 or more is a refusal,
 * told in the fault; but one `bears` those that say something of the thing itself: that it is missing, gone,
 * or taken. A trial asks for what it would come to. Errors: INPUT (refused), UNAVAILABLE. */
enum err setup_send(struct setup *setup, const char *method, const char *path, const json_t *body, bool bears,
                    int *ret_status, json_t **ret_json);

/* A line of the report. */
void setup_tell(struct setup *setup, bool is_new, const char *what, const char *name);

/* Leads links (a list with members `url`, or NULL) to where categories are that have another slug. */
enum err setup_lead_on(const struct setup *setup, const json_t *links);

/* Composes the home page where nobody has, and says so. */
enum err setup_make_home(struct setup *setup, const json_t *body);

/* A token of an admin where none is in force, printed at once. */
enum err setup_make_token(struct setup *setup);

/* The code of the first visit; *ret_answer holds it as `code`, or is NULL or says why there is none. */
enum err setup_make_code(struct setup *setup, json_t **ret_answer);

#endif
