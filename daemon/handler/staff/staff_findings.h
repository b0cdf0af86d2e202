/* What an article is looked over for, as the staff's pages show it: part/staff-findings.html. */
#ifndef HANDLER_STAFF_FINDINGS_H
#define HANDLER_STAFF_FINDINGS_H

#include "staff.h"

/* Puts what the API says (`list`, of api_article_check) under `looked` of the view: each finding in words
 * with its place, and what is right. `write_url` is where the article is written, for the ways to the places;
 * or NULL. */
void staff_findings_show(const struct app *app, const struct request *request, struct view view,
                         const json_t *list, const char *write_url);

/* Whether something was found that shuts readers out, misleads them or needs a reason: more than advice. */
bool staff_findings_need_answer(const json_t *list);

/* Whether publishing it asks for a reason. */
bool staff_findings_need_reason(const json_t *list);

#endif
