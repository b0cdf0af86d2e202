/* What the list of people and the page of one share. */
#ifndef HANDLER_PEOPLE_H
#define HANDLER_PEOPLE_H

#include "staff_proof.h"

/* Adds roles and categories to the fields "vai" and "chuyen-muc" of a form. */
enum err people_choices(struct app *app, const struct request *request, struct view shown);

/* The page that shows a one-time link of the account once. */
enum err people_show_link(struct app *app, const struct request *request, struct reply *reply,
                          const char *id);

#endif
