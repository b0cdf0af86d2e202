/* The journal of views: DIR/visits.journal, preallocated and mapped shared, so that a record stands in
 * the kernel's memory, safe from a killed process, as soon as it is stored.
 *
 * A page of header, then a ring of 32-byte records. Record number n (from 1 on, never used twice) lies in
 * slot n mod capacity. Its checksum covers n and the database's epoch too, so what a former round, or
 * the journal of another database, left in a slot is no record. It guards against torn writes and stale
 * slots, not against forgers, and any change of one word changes it. Numbers up to the `folded` of the
 * database are in its counts already; a slot is free again when its record is folded. Nothing in the
 * header must be believed: it says what the file is to those who look. Integers are little endian.
 *
 * Thread: writing and reading of slots under the lock of visits, except journal_read() of records that
 * are neither folded nor being written. */
#ifndef VISITS_VISITS_JOURNAL_H
#define VISITS_VISITS_JOURNAL_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Eight megabytes: more views than a small portal has in a day. The header is a page, so that records
 * never straddle two. */
enum { JOURNAL_CAPACITY = 262144, JOURNAL_HEADER_SIZE = 4096 };

enum {
    RECORD_VIEW = 1,
    RECORD_VISIT = 2,
    RECORD_MACHINE = 4,
    RECORD_PREFETCH = 8,
    RECORD_SEEN = 16,   /* counts nothing: the visitor's last view was then, and its own record is gone */
    RECORD_MERGED = 32, /* a view of somebody who has no visit of his own: see visits_quota.h */
};

/* In the order of the file. No address and no User-Agent; the hash goes when its day ends. */
struct visit_record {
    uint64_t visitor;
    uint32_t subject; /* a view's article (0 none), a machine's number */
    uint32_t at_s;    /* seconds since 1970 */
    uint32_t flags;
    uint32_t number_low; /* the low half of its number: tells most stale records without hashing */
    uint64_t check;
};

/* Flags are part of the format too; none is ever given another meaning. A view that begins a visit has
 * two. */
_Static_assert(sizeof(struct visit_record) == 32, "the format of the file");
_Static_assert(offsetof(struct visit_record, check) == 24, "three words are covered");

struct journal {
    int fd;
    unsigned char *map;
    size_t capacity;
    uint64_t key; /* of the epoch, in every checksum */
};

/* Opens or makes the file with room for `capacity` records (JOURNAL_CAPACITY; less in tests), all of it
 * allocated. A file that is shorter, longer or has a foreign header is brought into form; records that
 * are whole stay. Errors: STORAGE_FULL, INTERNAL (logged). */
enum err journal_open(const char *path, size_t capacity, const char *epoch, struct journal *ret_journal);
void journal_close(struct journal *journal);

/* Stores record `number` whole. `record` gives visitor, article, time, flags. */
void journal_write(struct journal *journal, uint64_t number, const struct visit_record *record);

/* Reads record `number`; false when the slot does not hold exactly that one, whole. */
bool journal_read(const struct journal *journal, uint64_t number, struct visit_record *ret_record);

/* Makes nothing of the slot of record `number`, whatever it holds. */
void journal_erase(struct journal *journal, uint64_t number);

/* When the slot of record `number` says it was written, whole or not, in seconds; 0 when it is empty. */
uint32_t journal_instant(const struct journal *journal, uint64_t number);

/* The visitor in the slot of record `number`, whatever that holds. */
uint64_t journal_visitor(const struct journal *journal, uint64_t number);

/* Gives the memory of what was read back to the system; the file keeps its content. After recovery. */
void journal_rest(const struct journal *journal);

/* Forces what was written onto the disk. Errors: INTERNAL. */
enum err journal_sync(const struct journal *journal);

#endif
