/* How a command comes to the data folder: as whom, and, where no daemon runs, by the lock of its own. */
#ifndef MAIN_OFFLINE_H
#define MAIN_OFFLINE_H

#include "invocation.h"
#include "store/store.h"

/* Whether a folder without a portal is a mistake, or the beginning of one. */
enum portal_need { PORTAL_IS_THERE, PORTAL_MAY_BE_NEW };

/* The settings of the invocation; then becomes the owner of the data folder (privilege.h). A folder that
 * holds no portal, or that this user may not work in, is told in one line with the remedy, and nothing is
 * made. On failure there is nothing to release. Errors: INPUT, UNAVAILABLE, and those of settings_load() and
 * privilege_take_owner(). */
enum err portal_enter(const struct invocation *invocation, enum portal_need need, struct buf *fault,
                      struct settings **ret_settings);

/* The same with settings that were read already. */
enum err portal_enter_folder(const struct settings *settings, enum portal_need need, struct buf *fault);

/* Opens the store of the folder, made when missing, and begins a transaction as the console. Errors: as
 * store_open() and store_begin(); `fault` receives one line. */
enum err offline_begin(const char *directory, struct arena *arena, struct buf *fault,
                       struct store **ret_store, struct conn **ret_conn);

#endif
