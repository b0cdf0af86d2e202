/* A consultation on a draft as its facts say it: from when to when comments are taken, and on which articles.
 * Thread: any. */
#ifndef VIEW_CONSULTATION_H
#define VIEW_CONSULTATION_H

#include "base/arena.h"
#include "store/article.h"

#include <stdbool.h>
#include <stdint.h>

enum consultation_phase { CONSULTATION_AHEAD, CONSULTATION_OPEN, CONSULTATION_CLOSED };

/* More articles than these no draft is said to have. */
enum { CONSULTATION_ARTICLES_MOST = 500, CONSULTATION_PART_SIZE = 16 };

struct consultation {
    int64_t opens_ms, closes_ms; /* the second is the first instant at which nothing is taken any more */
    int articles;                /* of the draft; 0: not said */
};

/* What the article's facts say. False: a moment is missing, as in drafts, and it takes nothing. */
bool consultation_of(const struct article *article, struct consultation *ret_consultation);

enum consultation_phase consultation_phase_at(const struct consultation *consultation, int64_t now_ms);

/* When the phase changes by itself next; 0: never. */
int64_t consultation_turn_ms(const struct consultation *consultation, int64_t now_ms);

/* Which article of the draft somebody means: "5", "Điều 5", "5a" become "5", "5", "5a"; "" is the whole
 * draft. False: it names none, or one that the draft does not have. Nothing else of what was typed is kept.
 */
bool consultation_part_read(const struct consultation *consultation, const char *text,
                            char ret_part[CONSULTATION_PART_SIZE]);

#endif
