/* What the home page is composed of, in the API's shape. Thread: one worker. */
#ifndef VIEW_HOME_H
#define VIEW_HOME_H

#include "store/home.h"
#include "view/view.h"

/* version, blocks: all members of every block, null where its kind has no use for one. */
void view_home(struct view view, const struct home *home);

/* version, at, actor, action, blocks (how many). */
void view_home_revision(struct view view, const struct home_revision *revision);

#endif
