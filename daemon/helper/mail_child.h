/* The child that hands a letter to the relay, through a program. Private to this floor. */
#ifndef HELPER_MAIL_CHILD_H
#define HELPER_MAIL_CHILD_H

#include "bytes.h"
#include "helper/mail.h"
#include "protocol.h"

/* Whether a text is a letter as text/mail_letter.h writes it: the fields of its head are those, and it goes
 * to one person. */
bool mail_is_sound(struct span letter);

/* What the program said (one line of its log), as a fault and an answer. `status` is its exit status. */
void mail_read_answer(const char *line, int status, struct mailed *ret_mailed);

/* Answers on the child's socket with one frame MAILED, or ends the child. `rules` NULL: none are known. */
void mail_run(const struct order *order, struct span letter, const struct mail_rules *rules);

#endif
