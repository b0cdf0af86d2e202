/* Letters to oneself, on the page of one's own account. */
#ifndef HANDLER_ME_MAIL_H
#define HANDLER_ME_MAIL_H

#include "staff.h"

/* Puts the form under `form`, null where no mail is set up; `detail` is what is wrong at `field` (NULL:
 * nothing), beside what was typed. */
void me_mail_show(struct app *app, const struct request *request, struct reply *reply, struct view view,
                  const struct account *account, const char *field, const char *detail);

/* The page itself, with that. */
enum err me_page(struct app *app, const struct request *request, struct reply *reply, const char *field,
                 const char *detail);

#endif
