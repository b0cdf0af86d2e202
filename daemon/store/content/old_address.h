/* Old addresses within the store: taken back with what they led to. */
#ifndef STORE_CONTENT_OLD_ADDRESS_H
#define STORE_CONTENT_OLD_ADDRESS_H

#include "engine/conn.h"
#include "store/old_address.h"

/* Whether an address is one of those that go. */
typedef bool old_address_choice(const void *context, const char *address);

/* Takes back the addresses of the thing that `of` names, all or those that `choose` chooses: their hashes
 * stay, and they answer 410. Writer only. */
enum err old_addresses_erase(struct conn *conn, const struct old_address *of, old_address_choice *choose,
                             const void *context);

#endif
