/* A password that somebody chooses, twice typed and judged by the portal's own names. */
#ifndef HANDLER_OWN_PASSWORD_H
#define HANDLER_OWN_PASSWORD_H

#include "staff.h"

/* Reads "mat-khau" and "mat-khau-2". *ret_detail says what is wrong (NULL: nothing) and *ret_field where. */
enum err own_password_read(struct app *app, struct conn *conn, const struct request *request,
                           const struct account *account, const char **ret_typed, const char **ret_field,
                           const char **ret_detail);

/* Rows of sessions for a page: the list `sessions` and `has_others`. */
void staff_sessions_show(struct view view, const struct session *items, size_t count, int64_t own,
                         enum lang lang);

#endif
