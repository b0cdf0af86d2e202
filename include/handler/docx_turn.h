/* Whose Word file is being converted: one of an account at a time, and few of all, for each takes memory and
 * the helper for a while. Thread: any. */
#ifndef HANDLER_DOCX_TURN_H
#define HANDLER_DOCX_TURN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { DOCX_TURNS = 3 };

/* Zeroed: nobody's. */
struct docx_turns {
    _Atomic int64_t accounts[DOCX_TURNS]; /* who (actor_number()), so that none is 0; 0 free */
};

/* False: the account has one already, or there are too many. */
bool docx_turn_take(struct docx_turns *turns, int64_t account);
void docx_turn_give(struct docx_turns *turns, int64_t account);

#endif
