/* An account as the API shows it: never a password, nor what is kept of one. */
#ifndef VIEW_ACCOUNT_H
#define VIEW_ACCOUNT_H

#include "store/account.h"
#include "view/view.h"

void view_account(struct view view, const struct account *account);

#endif
