/* Lists of things of the API that are few, or looked for by words, with their order where they have one. Must
 * not know what a thing means. Thread: one worker. */
#ifndef HANDLER_THING_LIST_H
#define HANDLER_THING_LIST_H

#include "staff.h"

struct thing_list {
    const char *part; /* of the words: list_title, list_lead, add, none */
    const char *path; /* below /quan-tri */
    handler *list, *change;
    const char *name, *more; /* members that say what it is; `more` may be NULL */
    const char *parent;      /* member with the id of what it hangs below, or NULL */
    const char *page;        /* where its public page lies, behind which its slug comes; or NULL */
    bool is_ordered, is_searched;
};

enum err thing_list_show(struct app *app, const struct request *request, struct reply *reply,
                         const struct thing_list *things);

/* POST `lam` = "len ID" or "xuong ID": moves one among those that hang with it. */
enum err thing_list_order(struct app *app, const struct request *request, struct reply *reply,
                          const struct thing_list *things);

#endif
