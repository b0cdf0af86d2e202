/* A machine of the cluster: a store on a disk that may forget, what is asked of it, and how it dies. */
#ifndef SIMULATE_NODE_H
#define SIMULATE_NODE_H

#include "fiber.h"
#include "ordered_log.h"
#include "request.h"

#include "engine/store_state.h"

enum { NODE_TASKS = 4 };

/* What became of a request as far as its client knows. */
enum answer { ANSWER_NONE, ANSWER_SAVED, ANSWER_REFUSED, ANSWER_UNKNOWN, ANSWER_WRONG };

struct asked {
    struct request request;
    enum answer answer;
    enum err err;
};

/* Something that a node is at. */
struct task {
    struct node *node;
    struct asked *asked; /* NULL: it catches up */
    struct fiber *fiber; /* NULL: the place is free */
};

struct node {
    struct log_client client;
    struct replication_options options;
    const struct clock *clock;
    char folder[16];
    struct store *store; /* NULL: the machine is off */
    struct task tasks[NODE_TASKS];
    int64_t applied;       /* what it had committed when it was last looked at */
    unsigned frozen_until; /* a step of the world */
    const char *fault;     /* an invariant that it saw broken */
};

/* A machine that is off, with disk `disk`, whose store asks so often at most what became of an append. */
void node_init(struct node *node, int disk, struct ordered_log *log, int asks_most,
               const struct clock *clock);

/* Turns it on: the store is opened as a daemon would. False: it died meanwhile, and is off. */
bool node_start(struct node *node);

/* Its power is cut: all that it is at comes to nothing, and the disk forgets. */
void node_kill(struct node *node, struct random *random);

/* Turned off in good order; nothing is under way. */
void node_stop(struct node *node);

/* Begins something in a free place; false where none is. `asked` NULL: it catches up with the log. */
bool node_begin(struct node *node, struct asked *asked);

/* Lets a task go on until it waits. */
void node_resume(struct task *task);

#endif
