/* Who may do what in a copy that is made the portal's database: no more than now. */
#ifndef STORE_RESTORE_ACCESS_H
#define STORE_RESTORE_ACCESS_H

#include "engine/conn.h"
#include "store/restore.h"

/* Revokes tokens that were revoked since and those whose secret in the copy is not good any more, and ends
 * others when they end now, if that is earlier. Counts `revoked` and `rotated`. Writer only. */
enum err restore_tokens(struct conn *conn, const struct former *former, struct restore_counts *counts);

/* One-time codes and recovery codes become those of now, where they can be opened with the key of the copy,
 * which has to be there; else what was exchanged or ended since goes. Counts `factors` and `proofs`. Writer
 * only. */
enum err restore_proofs(struct conn *conn, const struct former *former, const struct restore_terms *terms,
                        struct restore_counts *counts);

/* No key of the copy signs again, for one may have been given up since; the next seal makes a new one. What
 * was signed since the copy can still be proved: the public keys of now stay. Writer only. */
enum err restore_signing_keys(struct conn *conn, const struct former *former);

/* Takes rights that were taken since and disables who was disabled since. Counts `lessened`, `disabled`,
 * `passwords`, `accounts` and `admins`. Writer only. */
enum err restore_accounts(struct conn *conn, const struct former *former, struct restore_counts *counts);

#endif
