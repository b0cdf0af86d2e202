/* Comments on a draft: petitions (store/petition.h) whose `field` is the article of the draft that they are
 * about ("5", "5a", "" the whole), and whose states say what became of them: answered is accepted, refused is
 * not. Errors: see store.h; thread: the connection's. */
#ifndef STORE_OPINION_H
#define STORE_OPINION_H

#include "store/petition.h"

/* Counted: all that came, but what looks like none and nobody dealt with. */
struct opinion_part {
    const char *part;
    int64_t received, accepted, declined;
};

struct opinion_figures {
    struct opinion_part all;
    struct opinion_part *parts; /* by article of the draft, in its order; "" first */
    size_t part_count;
    int64_t senders; /* by the e-mail address, or else the telephone, that they gave */
    bool is_whole;   /* none was erased yet: `senders` is of all */
};

/* The figures of a consultation, by the article's id. */
enum err opinion_figures_read(struct conn *conn, int64_t article_id, struct opinion_figures *ret_figures);

/* The comments that a query finds, with who sent them, for the staff; that somebody looked is one line of the
 * audit: "opinion.ACT" of the article. Writer only. */
enum err opinion_read(struct conn *conn, const struct petition_query *query, const char *act,
                      struct petition **ret_items, size_t *ret_count);

/* Saves state and person.reply of one that petition_find() gave, as petition_change() does; pages with
 * figures are made anew. Writer only. Errors: CONFLICT. */
enum err opinion_decide(struct conn *conn, const struct petition *petition, const char *act);

#endif
