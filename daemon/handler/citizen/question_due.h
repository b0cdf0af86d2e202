/* By when a question is to be answered. */
#ifndef HANDLER_QUESTION_DUE_H
#define HANDLER_QUESTION_DUE_H

#include <stdint.h>

/* The last instant of the day by which a question of this field that came at `received_ms` is due. */
int64_t question_due_ms(int64_t received_ms, const char *field);

#endif
