/* An account as the API shows it: never a password, nor what is kept of one. */
#ifndef VIEW_ACCOUNT_H
#define VIEW_ACCOUNT_H

#include "store/session.h"
#include "view/view.h"

void view_account(struct view view, const struct account *account);

/* A session: where and since when, never its cookie. */
void view_session(struct view view, const struct session *session);

#endif
