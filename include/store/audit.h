/* The audit: an append-only, hash-chained table with one line a write, from the first row on. The
 * store's own modules add to it inside their transactions; no API can change it.
 *
 * A line's hash is BLAKE2b-256 over the former line's hash and the line's fields in a fixed encoding
 * (audit_chain.h). Addresses and notes stand outside the chain, their salted hashes inside: they can go. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "store/store.h"

struct audit_line {
    int64_t number;
    int64_t at_ms;
    const char *actor; /* name */
    int64_t token_id;
    const char *action; /* "article.create" … */
    const char *object; /* "article", "box", … */
    int64_t object_id;
    int64_t before_version; /* 0: none */
    int64_t after_version;
    const char *request_id;
};

/* Adds a line for the connection's actor. `note` may be NULL. Writer only. */
enum err audit_add(struct conn *conn, const char *action, const char *object, int64_t object_id,
                   int64_t before_version, int64_t after_version, const char *note);

struct audit_report {
    int64_t lines;
    int64_t first_bad;     /* number of the first line that is wrong, 0 when all is well */
    int64_t notes_removed; /* lines whose note was taken out */
};

/* Checks the whole chain. A note that is there and does not fit its hash is wrong, one that is gone with its
 * salt is only counted. */
enum err audit_verify(struct conn *conn, struct audit_report *ret_report);

/* A line as an administrator reads it. */
struct audit_entry {
    struct audit_line line;
    const char *address; /* whence, or NULL: the console, the daemon itself, or taken out */
    const char *note;    /* or NULL */
    const char *title;   /* the article's present one; NULL when it is none, or gone */
    bool is_note_removed;
};

/* Which lines; what is NULL or 0 is not asked for. */
struct audit_query {
    const char *who;    /* the actor's name */
    int64_t token_id;   /* or the token's number: either will do */
    const char *what;   /* a whole action, "article.publish", or its first part, "article" */
    const char *object; /* "article" … */
    int64_t object_id;
    int64_t since_ms, until_ms; /* from this instant on, until before that one; 0: no end */
    int64_t before_number;      /* older than this line */
    int limit;                  /* 1 to AUDIT_LIST_MOST */
};

enum { AUDIT_LIST_MOST = 1000 };

/* Newest first. */
enum err audit_list(struct conn *conn, const struct audit_query *query, struct audit_entry **ret_items,
                    size_t *ret_count);

/* Takes the notes of a thing's lines ("article", "tag", …) out of the audit: those of the lines that made
 * this version (0: of all). What a redaction itself was noted with stays. Writer only. */
enum err audit_remove_notes(struct conn *conn, const char *object, int64_t id, int64_t version);

#endif
