/* What is known of a query's words from the portal's own texts. */
#ifndef STORE_SEARCH_MODEL_H
#define STORE_SEARCH_MODEL_H

#include "search_plan.h"
#include "search_question.h"

/* Gives each word of the plan its uses and its weight: the rarer, the heavier. */
enum err model_weigh(struct conn *conn, struct plan *plan);

/* Gives the words without marks the accents that were probably meant, by which syllables stand beside each
 * other. */
enum err model_restore(struct conn *conn, struct plan *plan);

/* Gives each pair of neighbours its weight, by the accents that were restored. */
enum err model_weigh_pairs(struct conn *conn, struct plan *plan);

/* Weighs the words of a question by how many articles hold them: what questions are asked with (thì, bao
 * nhiêu, như thế nào) is rare in titles, of which uses are counted, and stands in every other body. */
enum err model_weigh_question(struct conn *conn, struct question *question);

/* Weights of words of titles that were looked up before, by hash. Zeros at first. */
enum { TITLE_WEIGHTS_MAX = 1024 };
struct title_weights {
    uint64_t keys[TITLE_WEIGHTS_MAX];
    float weights[TITLE_WEIGHTS_MAX];
};

/* The weight of a word of a title beside those of the question: the question's own, or by its uses. */
enum err model_weigh_title(struct conn *conn, const struct question *question, struct title_weights *known,
                           const struct token *token, double *ret_weight);

/* Weighs the plan's words so, too, the more the surer it is a sentence; pairs no higher than their words. */
void model_weigh_sentence(const struct question *question, struct plan *plan);

#endif
