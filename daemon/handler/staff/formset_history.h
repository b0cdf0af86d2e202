/* The history of what a formset edits, below its form. Thread: one worker. */
#ifndef HANDLER_FORMSET_HISTORY_H
#define HANDLER_FORMSET_HISTORY_H

#include "formset_page.h"

/* Puts the newest versions under `history` and has_history; none where the page has no history. */
enum err formset_history_show(struct formset_state *state, struct view view, const struct formset_page *page);

#endif
