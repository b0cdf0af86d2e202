/* What people ask of a node: writes by the store's own functions, each a function of the rows that it finds
 * and of what was drawn for it. Each that is meant to stay leaves one line in the audit that bears its
 * number. */
#ifndef SIMULATE_REQUEST_H
#define SIMULATE_REQUEST_H

#include "store/store.h"

enum request_kind {
    REQUEST_INSERT,    /* an article with two tags, in a category */
    REQUEST_EDIT,      /* other words, and its tags in the other order */
    REQUEST_MOVE,      /* into another category */
    REQUEST_TRASH,     /* or for ever, when it is there already */
    REQUEST_CATEGORY,  /* a new category */
    REQUEST_MENU,      /* a whole new menu */
    REQUEST_HOME,      /* a whole new home page */
    REQUEST_FLEETING,  /* a tag that comes and goes: its number is given all the same */
    REQUEST_FOLD,      /* visitors of this node, which is nobody else's business */
    REQUEST_REFUSED,   /* writes, and then fails */
    REQUEST_TOO_LARGE, /* more than an entry holds */
    REQUEST_KINDS,
};

struct request {
    enum request_kind kind;
    int64_t number; /* its own, from 1 */
    uint64_t drawn; /* its chance: the same each time it runs */
};

/* A replication_request(). */
enum err request_run(struct conn *conn, void *request);

/* Whether its line stands in the audit when it was acknowledged. */
bool request_leaves_line(enum request_kind kind);

/* Of an entry, in these worlds. */
enum { REQUEST_ENTRY_MAX = 96 * 1024 };

#endif
