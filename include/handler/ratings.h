/* Presses on faces, between a reader and the table (store/rating.h): each visitor once an article and day,
 * and what was pressed in the last second, which a job saves for all. Who pressed is known in memory alone,
 * as a hash under a key of the day that nobody keeps, until the day ends or the process does. Anybody can
 * have many User-Agents and addresses: of one network (IPv4's /24, IPv6's /48) RATINGS_OF_ARTICLE presses
 * count an article and day, and RATINGS_OF_NETWORK a day. Bounded: RATINGS_VISITORS presses a day,
 * RATINGS_WAITING articles between two savings. Beyond any of these a press is not counted, and is told so. A
 * killed process loses what waits, a second's presses at most. Thread: any; the one lock is a leaf. */
#ifndef HANDLER_RATINGS_H
#define HANDLER_RATINGS_H

#include "store/rating.h"

#include <sys/socket.h>

enum {
    RATINGS_VISITORS = 200000,
    RATINGS_WAITING = 4096,
    RATINGS_OF_ARTICLE = 20,
    RATINGS_OF_NETWORK = 2000
};

struct ratings;

/* NULL when out of memory; three and a half megabytes. */
struct ratings *ratings_new(void);
void ratings_free(struct ratings *ratings);

enum rating_outcome { RATING_TAKEN, RATING_TWICE, RATING_FULL };

/* One press, by who sends from that address with that User-Agent (or NULL). */
enum rating_outcome ratings_take(struct ratings *ratings, int64_t article_id, enum rating_face face,
                                 const struct sockaddr *address, const char *user_agent, int64_t now_ms);

/* Adds what is not saved yet to what the table says. */
void ratings_add_waiting(struct ratings *ratings, int64_t article_id, struct rating_counts *counts);

/* Saves what waits; should that fail, it waits still. Called every second, by one thread at a time. */
enum err ratings_save(struct ratings *ratings, struct store *store);

/* Whether ratings_save() has nothing to do. */
bool ratings_are_saved(struct ratings *ratings);

#endif
