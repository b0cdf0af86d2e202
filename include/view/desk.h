/* What the desk shows, in the API's shape. Thread: one worker. */
#ifndef VIEW_DESK_H
#define VIEW_DESK_H

#include "store/review.h"
#include "store/session.h"
#include "view/view.h"
#include "work/notice.h"

void view_notice(struct view view, const struct notice *notice);

/* To whose session began at `began_ms`: the account's other sign-in that is newest, wrong tries and the last
 * of them. */
void view_sign_in(struct view view, const struct sign_ins *known, int64_t began_ms);

/* An article as one line: who, what, where it stands, when it was changed, when it is due; of one that waits
 * for approval who sent it and when (NULL: it does not, or nobody knows). */
void view_desk_row(struct view view, const struct article *article, const struct review_state *sent);

/* One of the trash: the same, with who put it there, when, and when it goes for good. */
void view_trashed(struct view view, const struct trashed *item);

#endif
