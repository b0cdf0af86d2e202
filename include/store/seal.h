/* Seals of published versions (base/seal.h): each version that the public saw has one, made in the
 * transaction that saves it, or later by seal_fill() for those of before. What is sealed is the version's
 * canonical JSON, made of what its revision keeps and of nothing that changes afterwards. A redaction takes
 * hash, salt and signature; the code stays, and says that it was taken back.
 *
 * And the keys that sign: one at a time. Rows live in the connection's arena. Errors: see store.h. */
#ifndef STORE_SEAL_H
#define STORE_SEAL_H

#include "base/seal.h"
#include "store/store.h"

#include <stdatomic.h>

struct seal {
    int64_t article_id, version;
    char code[SEAL_CODE_LENGTH + 1];
    bool is_taken; /* taken back, or gone with its article: nothing below is there */
    const unsigned char *hash, *salt, *signature, *key;
    const char *content; /* the canonical JSON, made anew of what is kept */
    bool is_whole;       /* which gives the hash: nobody changed it behind the portal's back */
};

/* Errors: NOT_FOUND (no version has this code, or the version has none yet). */
enum err seal_by_code(struct conn *conn, const char *code, struct seal *ret_seal);
enum err seal_by_version(struct conn *conn, int64_t article_id, int64_t version, struct seal *ret_seal);

/* The code of the article's present version as people read it; NULL: it has none (yet). */
enum err seal_present_code(struct conn *conn, int64_t article_id, const char **ret_shown);

/* Seals what was published before there were seals: some of it, in a transaction of its own. *ret_done: all
 * is sealed. Thread: one at a time. */
enum err seal_fill(struct store *store, bool *ret_done);

struct signing_key {
    unsigned char key[SEAL_KEY_SIZE]; /* the public half */
    int64_t from_ms, until_ms;        /* until_ms 0: it signs */
};

/* The newest first. */
enum err signing_key_list(struct conn *conn, struct signing_key **ret_keys, size_t *ret_count);

/* Another key signs from here on; the former one's secret half goes for ever. Notes it in the audit. */
enum err signing_key_rotate(struct conn *conn, struct signing_key *ret_key);

#endif
