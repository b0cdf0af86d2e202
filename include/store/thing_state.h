/* What categories, tags, boxes and abbreviations were before, one state a version. What is in a state only
 * handlers know; here it is a text. Errors: see store.h. */
#ifndef STORE_THING_STATE_H
#define STORE_THING_STATE_H

#include "store/store.h"

#include <stddef.h>

enum { THING_STATES_KEPT = 50, THING_STATE_SIZE_MAX = 1024 * 1024 };

struct thing_state {
    int64_t version;
    int64_t at_ms;     /* 0: it was there before anybody noted changes */
    const char *actor; /* or NULL */
    const char *state; /* JSON; NULL: its words were taken back, or a list does not read them */
    bool is_taken_back;
};

/* Whether states of this kind are kept: "category", "tag", "box", "abbreviation". */
bool thing_kind_valid(const char *kind);

/* Keeps one that the transaction makes, or (`is_before`) that was there before it and nobody noted. One that
 * is noted stays as it is. The oldest go beyond THING_STATES_KEPT. */
enum err thing_state_keep(struct conn *conn, const char *kind, int64_t thing_id, int64_t version,
                          const char *state, bool is_before);

/* The newest first, without their texts. */
enum err thing_state_list(struct conn *conn, const char *kind, int64_t thing_id,
                          struct thing_state **ret_items, size_t *ret_count);

/* Errors: NOT_FOUND. */
enum err thing_state_by_version(struct conn *conn, const char *kind, int64_t thing_id, int64_t version,
                                struct thing_state *ret_state);

/* Takes the words of one back, by its number; that it was there stays. */
enum err thing_state_erase(struct conn *conn, int64_t number);

#endif
