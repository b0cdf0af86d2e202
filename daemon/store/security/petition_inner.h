/* Rows of petitions, and their lines of the audit. Private to this room. */
#ifndef SECURITY_PETITION_INNER_H
#define SECURITY_PETITION_INNER_H

#include "engine/conn.h"
#include "petition_seal.h"
#include "secret.h"

#include "store/petition.h"

/* The columns that every statement of a petition gives first. */
void petition_read_row(struct query *q, struct petition *petition);

/* What of the person is left; nothing after it was erased. */
enum err petition_read_person(struct conn *conn, int64_t id, struct petition_person *ret_person);

/* What is kept of a code. */
void petition_code_hash(const struct conn *conn, const char *code, unsigned char ret_hash[SECRET_HASH_SIZE]);

/* "question.assign" …: which, and nothing of whom; `version` is what it has after it. */
enum err petition_audit(struct conn *conn, const struct petition *petition, const char *act, int64_t version);

#endif
