/* Where letters go, as accounts keep it. Private to this room. */
#ifndef SECURITY_LETTER_INNER_H
#define SECURITY_LETTER_INNER_H

#include "engine/conn.h"
#include "secret.h"

#include "store/account.h"

/* Saves address, wish and language; without an address nothing is wished. */
enum err letter_address_set(struct conn *conn, int64_t id, const struct account *account);

/* Likewise where one of them changed: what waits to be sent goes, and the audit says that it did, without the
 * address. An account that is closed loses its address. */
enum err letter_address_change(struct conn *conn, const struct account *former,
                               const struct account *account);

#endif
