/* A list of checks in the shape of /readyz?verbose and `congd check --json`. Thread: one worker. */
#ifndef VIEW_CHECK_H
#define VIEW_CHECK_H

#include "base/check.h"
#include "view/view.h"

/* {"status", "version", "checks": [{"name", "status", "text"}]}; the caller's reference. NULL: no memory,
 * which the list's arena shows too. */
json_t *view_check(const struct check_list *list);

#endif
