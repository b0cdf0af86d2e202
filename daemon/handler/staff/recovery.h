/* Recovery codes, for who lost the phone: a set is drawn, kept as slow hashes, and shown to the session that
 * asked for it. What is shown lies in memory alone, for ten minutes or until the owner has put it away, so
 * that loading the page anew shows the same set and makes none. Must not know how a code is judged. Thread:
 * one worker each. */
#ifndef HANDLER_RECOVERY_H
#define HANDLER_RECOVERY_H

#include "staff.h"
#include "store/proof.h"

/* Ten codes: as they are shown, and what is kept of each. Texts live in the arena they were drawn in. */
struct recovery_set {
    char selectors[RECOVERY_CODES][RECOVERY_SELECTOR + 1];
    const char *hashes[RECOVERY_CODES];
    const char *shown[RECOVERY_CODES];
};

/* 65 random bits each; the first two signs differ among the ten. Ten slow hashes. Errors: MEMORY. */
enum err recovery_draw(struct arena *arena, struct recovery_set *set);

/* Keeps the hashes in place of those of before, in the transaction of `conn`. Errors: see store.h. */
enum err recovery_save(struct conn *conn, int64_t account_id, const struct recovery_set *set);

/* Once the set is on the disk: leads to the page that shows it. */
enum err recovery_told(struct app *app, const struct request *request, struct reply *reply,
                       const struct recovery_set *set);

#endif
