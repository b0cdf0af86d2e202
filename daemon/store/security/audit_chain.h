/* How a line of the audit is hashed. Knows no database.
 *
 * What is hashed, in this order: the former line's hash (32 zero bytes before the first), then number, at_ms,
 * token_id as 8 bytes each, most significant first; actor, action, object; object_id, before_version,
 * after_version; note_hash, request_id, address_hash. A text or blob is its length in 8 bytes and its bytes,
 * an absent one the length 2^64-1 alone. So no two lines read alike. note_hash is BLAKE2b-256 of the note,
 * keyed with note_salt.
 *
 * Before schema 9 the note itself stood where note_hash stands now. The migration hashed those lines anew and
 * closed that chain with a line of action AUDIT_RECHAIN: its object_id is how many lines there were, its
 * before_version the first of them that was wrong already (0 none), its note the last hash of the closed
 * chain in hexadecimal digits. */
#ifndef STORE_AUDIT_CHAIN_H
#define STORE_AUDIT_CHAIN_H

#include "store/audit.h"

#include <stddef.h>

enum { AUDIT_HASH_SIZE = 32, AUDIT_SALT_SIZE = 32, AUDIT_HEX_SIZE = 2 * AUDIT_HASH_SIZE + 1 };

#define AUDIT_RECHAIN "audit.rechain"

/* What may be absent: then `at` is NULL. */
struct audit_bytes {
    const void *at;
    size_t size;
};

struct audit_row {
    struct audit_line shown;
    const char *note;             /* outside the chain, or NULL */
    struct audit_bytes note_salt; /* outside */
    struct audit_bytes note_hash;
    struct audit_bytes address_hash;
    const char *address; /* outside, or NULL */
    struct audit_bytes hash;
};

/* Any of the two may be the same array as `former`. */
void audit_hash_row(const unsigned char former[AUDIT_HASH_SIZE], const struct audit_row *row,
                    unsigned char hash[AUDIT_HASH_SIZE]);
void audit_hash_closed_row(const unsigned char former[AUDIT_HASH_SIZE], const struct audit_row *row,
                           unsigned char hash[AUDIT_HASH_SIZE]);

/* Draws a salt for the row's note and hashes it into the arrays, to which the row then points. A row without
 * a note gets neither. */
void audit_salt_note(struct audit_row *row, unsigned char salt[AUDIT_SALT_SIZE],
                     unsigned char hash[AUDIT_HASH_SIZE]);

/* Whether a note that is there is the one that was written: with its salt, and fitting its hash. One that was
 * never there, or was taken out together with its salt, is right too. */
bool audit_note_is_right(const struct audit_row *row);

bool audit_hash_is(struct audit_bytes bytes, const unsigned char hash[AUDIT_HASH_SIZE]);

#endif
