/* Rows of the audit between SQLite and the chain: read and bound in the order that every statement over whole
 * lines has its columns in. */
#ifndef STORE_AUDIT_ROW_H
#define STORE_AUDIT_ROW_H

#include "audit_chain.h"
#include "engine/conn.h"

/* The columns of the row on which the query stands, in its connection's arena. */
void audit_row_read(struct query *q, struct audit_row *row);

/* The parameters of a line to be inserted, which must live until the query ends. */
void audit_row_bind(struct query *q, const struct audit_row *row);

/* The address under the portal's salt: lines of one address can be told apart from others' after the
 * address itself has gone. */
enum err audit_hash_address(struct conn *conn, const char *address, unsigned char hash[AUDIT_HASH_SIZE]);

/* Closes the chain of before schema 9: what the migration's text cannot do. Within its transaction, before
 * any statement is prepared. */
enum err audit_rechain(struct conn *conn);

#endif
