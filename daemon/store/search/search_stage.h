/* The stages of a search: each asks the index one question, and what it finds joins the candidates of the
 * run. Out of the run's time a stage finds nothing, which is no error. */
#ifndef STORE_SEARCH_STAGE_H
#define STORE_SEARCH_STAGE_H

#include "search_run.h"

enum { STAGE_ENOUGH = 40 }; /* with so many found, looser keys are not tried */

/* Articles that name a document's number. */
enum err stage_references(struct run *run);

/* Titles with all words. */
enum err stage_titles(struct run *run, enum plan_last last);

/* Texts with all words, by the strictest keys first. */
enum err stage_texts(struct run *run);

/* Texts with all words one behind the other. */
enum err stage_phrases(struct run *run);

/* Titles that hold some of the words, for those with a slip in one. */
enum err stage_titles_like(struct run *run);

/* A few titles that hold the words that tell most, for who cannot wait. */
enum err stage_nearest(struct run *run);

/* Texts that hold the words that tell most, and pairs of neighbours. */
enum err stage_texts_like(struct run *run);

/* Articles that show a file of which one page has all words; those that are found already are left as they
 * are. Files are asked where texts gave less than a page or two. */
enum err stage_pages(struct run *run);

/* The candidate of this id, made when it is new; NULL when there are too many. */
struct candidate *find_candidate(struct run *run, int64_t id);

/* Texts, then titles, that hold some of the rarest words of a question and of its pairs: as many of them as
 * cost no more than a bounded number of places in the index. */
enum err stage_question(struct run *run);

#endif
