/* The register's columns in memory: a row a public document, the latest issued first. Snapshots are immutable
 * but for the number up to which they are current, and are held by whoever reads them. Thread: any. */
#ifndef STORE_DOCUMENT_REGISTER_H
#define STORE_DOCUMENT_REGISTER_H

#include "engine/conn.h"
#include "store/document.h"

#include <pthread.h>
#include <stdatomic.h>

/* Terms are numbers of their list, 0 none. */
struct register_row {
    int64_t id;
    int32_t issued;
    struct document_days days;
    uint16_t issuer, field;
    uint8_t type; /* of the choices, from 1; 0 none */
    bool is_english;
};

/* An issuer or a field, by the key that articles are filtered by. Those of one name, marks aside, are one
 * group, called by its first, which alone has a slug. */
struct register_term {
    char *key, *name, *folded, *slug;
    int64_t sample_id; /* a document that has it */
    uint16_t group;
};

struct register_terms {
    struct register_term *items; /* the first is none */
    size_t count, room;
    uint32_t *slots;      /* by hash: its number; 0 free */
    uint32_t *slug_slots; /* the same for the groups, by the hash of their slugs */
    size_t slot_count;
};

/* That one document replaces another, from a day on. */
struct register_pair {
    int64_t target, source;
    int32_t day;
};

struct register_snapshot {
    atomic_uint holders;
    atomic_int_least64_t sequence; /* of the change feed, up to which it is current */
    struct register_row *rows;
    size_t count, room;
    struct register_terms issuers, fields;
    struct register_pair *pairs;
    size_t pair_count, pair_room;
};

struct document_register {
    pthread_mutex_t lock;     /* leaf; for taking and exchanging the pointer alone */
    pthread_mutex_t building; /* who makes a snapshot, on threads that may wait; taken before the other */
    struct register_snapshot *current;
};

/* NULL when there is no memory. */
struct document_register *document_register_new(void);
void document_register_free(struct document_register *kept);

/* What is current on this connection; given back with register_release(). Errors: UNAVAILABLE (it would take
 * long and `may_wait` is false), and the store's. */
enum err register_hold(struct conn *conn, bool may_wait, struct register_snapshot **ret_snapshot);
void register_release(struct register_snapshot **snapshot);
#define auto_snapshot CLEANUP(register_release)

/* ---- rows (register_rows.c) */

/* An empty one with one holder; NULL without memory. */
struct register_snapshot *register_snapshot_new(void);
void register_snapshot_free(struct register_snapshot *snapshot);

/* Adds the rows of public documents whose ids lie between two, in the order of ids. */
enum err register_read(struct conn *conn, int64_t from, int64_t to_id, struct register_snapshot *to);

/* Reads all there is into an empty one. */
enum err register_load(struct conn *conn, struct register_snapshot *to);

/* Names of what was read. */
enum err register_name_terms(struct conn *conn, struct register_snapshot *of);

/* For qsort(): the latest issued first. */
int register_by_issue(const void *a, const void *b);

/* The earlier of two days, of which 0 is none. */
int32_t register_earlier(int32_t a, int32_t b);

bool register_add_pair(struct register_snapshot *to, struct register_pair pair);

/* ---- terms (register_terms.c) */

/* The number of a key, which is added where it is new; 0 when there are as many as there may be. False
 * without memory. */
bool register_term_of(struct register_terms *terms, const char *key, int64_t sample_id, uint16_t *ret_number);
/* A copy of the list into an empty one. False without memory. */
bool register_terms_copy(const struct register_terms *from, struct register_terms *to);
/* Forgets how it is written, and the document that says so. */
void register_term_forget(struct register_term *term);
/* The group of a slug; 0 for none. */
int register_terms_group(const struct register_terms *terms, const char *slug);
/* Reads names of those that have none, and groups all. `member` is the fact's name. */
enum err register_terms_name(struct conn *conn, struct register_terms *terms, const char *member);
void register_terms_done(struct register_terms *terms);

#endif
