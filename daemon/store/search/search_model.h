/* What is known of a query's words from the portal's own texts. */
#ifndef STORE_SEARCH_MODEL_H
#define STORE_SEARCH_MODEL_H

#include "search_plan.h"

/* Gives each word of the plan its uses and its weight: the rarer, the heavier. */
enum err model_weigh(struct conn *conn, struct plan *plan);

/* Gives the words without marks the accents that were probably meant, by which syllables stand beside each
 * other. */
enum err model_restore(struct conn *conn, struct plan *plan);

/* Gives each pair of neighbours its weight, by the accents that were restored. */
enum err model_weigh_pairs(struct conn *conn, struct plan *plan);

/* Weighs the words of a whole sentence by how many articles hold them, and pairs no higher than their words:
 * what questions are asked with (thì, bao nhiêu, như thế nào) is rare in titles, of which uses are counted,
 * and stands in every other body. */
enum err model_weigh_sentence(struct conn *conn, struct plan *plan);

#endif
