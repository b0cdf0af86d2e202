/* What a process for the log does with one question: by the rules of the log, on a connection that it makes
 * when it has none. Thread: the process has but one. */
#ifndef ORDERED_TURN_H
#define ORDERED_TURN_H

#include "ordered/database.h"
#include "packet.h"

struct turn {
    const struct database_options *options;
    int questions;                     /* where they come from; it ends with the daemon */
    struct database *database;         /* NULL: not connected */
    char cluster[PACKET_CLUSTER_SIZE]; /* whose log it must be; "" whichever is there */
    bool is_listening;
    int64_t timeline;            /* the latest that was seen */
    int64_t failed_ms;           /* monotonic; when it last could not connect, 0 never */
    int64_t fenced_ms;           /* monotonic; when the second machine last answered */
    int64_t ordered_until_ms;    /* monotonic; until when others wait for this one at most, 0 they do not */
    struct database_rows *ahead; /* entries that were read and made sure of */
    int64_t ahead_first;
    char fault[PACKET_TEXT_SIZE]; /* why there is no connection */
};

/* A connection, made by the rules for who takes part. Errors: UNAVAILABLE. */
enum err turn_connect(struct turn *turn);

/* The connection is of no further use, and why. */
void turn_drop(struct turn *turn, const struct buf *fault);

/* Answers PUT or GET: a file goes to PostgreSQL, or comes from there. False: nobody hears it. */
bool turn_file(struct turn *turn, const struct packet *question, int file, struct packet *answer);

/* Nobody waits for this one any more. */
void turn_let_go(struct turn *turn);

/* Answers a question, whose bytes are in `file` or -1. False: nobody hears it. */
bool turn_answer(struct turn *turn, const struct packet *question, int file);

#endif
