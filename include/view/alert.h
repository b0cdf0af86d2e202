/* The emergency line in the API's shape and in that of pages. Thread: one worker. */
#ifndef VIEW_ALERT_H
#define VIEW_ALERT_H

#include "store/alert.h"
#include "view/view.h"

/* What everybody may know of it. */
void view_alert(struct view view, const struct alert *alert);

/* The same below `parent` as its member `alert`, null for version 0. */
void view_alert_member(struct view parent, const struct alert *alert);

/* A wording of the past: also who put it there, and who ended it. */
void view_alert_row(struct view view, const struct alert *alert);

/* For pages, below `parent` as its member `alert`, null for version 0: the text of the page's language, else
 * the Vietnamese one and that it is. `label` is what the level is called. */
void view_page_alert(struct view parent, const struct alert *alert, enum lang lang, const char *label);

/* The key of the word that a level is called by, in the words of the interface. */
const char *alert_label_key(enum alert_level level);

/* The text in that language, else in Vietnamese; *ret_lang is which it is. */
const char *alert_text(const struct alert *alert, enum lang lang, enum lang *ret_lang);

#endif
