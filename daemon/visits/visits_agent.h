/* The User-Agents seen lately: who says each, and its share of the visitor's hash. A few hundred serve all
 * readers of a portal, so most views find theirs here; one that is longer, or that another drove out, is
 * worked out again. Its content is as secret as the day's key. Thread: under the lock of visits. */
#ifndef VISITS_VISITS_AGENT_H
#define VISITS_VISITS_AGENT_H

#include "visits_key.h"
#include "visits_machine.h"

/* 400 bytes each, 50 KiB in all: near enough to the processor to be quicker than the work they spare. */
enum { AGENTS_KEPT = 128, AGENT_TEXT_SIZE = 336 };

struct agent {
    struct visitor_agent state; /* of a person */
    struct machine machine;
    uint32_t number; /* machine_number() */
    uint32_t length; /* of the text; 0: nothing is kept here */
    char text[AGENT_TEXT_SIZE];
};

struct agents {
    struct agent kept[AGENTS_KEPT];
    struct agent other; /* one that is not kept */
};

/* What is to be known of a User-Agent (NULL is none); valid until the next call. Who kept agents of another
 * key has to forget them before. */
const struct agent *agents_find(struct agents *agents, const struct visitor_key *key, const char *user_agent);

/* Forgets all, without a trace. */
void agents_forget(struct agents *agents);

#endif
