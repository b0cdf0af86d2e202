/* An entry of the log, as bytes: a head, the last numbers given to rows of each table, and the changes as the
 * engine's session extension writes them. Knows no connection. */
#ifndef STORE_REPLICATION_ENTRY_H
#define STORE_REPLICATION_ENTRY_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ENTRY_NAME_SIZE = 64 };

/* What stands before the changes. */
struct entry_head {
    int64_t schema; /* version of the schema that it was made under */
    bool is_public; /* what readers see changed with it */
};

/* Writes a head, then a number for each table that numbers its rows, then the changes. */
void entry_add_head(struct buf *entry, const struct entry_head *head);
void entry_add_number(struct buf *entry, const char *table, int64_t number);
void entry_add_changes(struct buf *entry, const void *changes, size_t size);

/* An entry that is read; borrows the bytes. */
struct entry_reader {
    const unsigned char *bytes;
    size_t size, at;
    bool is_bad; /* it is none, or is cut off */
};

struct entry_head entry_read_head(struct entry_reader *reader);

/* The next number; false behind the last, or when the entry is bad. */
bool entry_read_number(struct entry_reader *reader, char ret_table[ENTRY_NAME_SIZE], int64_t *ret_number);

/* The changes, behind the numbers; NULL when they are not all there. */
const void *entry_read_changes(struct entry_reader *reader, size_t *ret_size);

#endif
