/* The log of ordered_log.h. */
#include "ordered_log.h"

#include "disk.h"
#include "fiber.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { LATE_MOST = 16 };

/* Of an entry, or of an append that is on its way. */
struct logged {
    int64_t seq;
    unsigned char txid[REPLICATION_TXID_SIZE];
    unsigned char *bytes;
    size_t size;
};

struct ordered_log {
    struct random *random;
    enum log_breach breach;
    bool is_healed, has_gap;
    struct logged *entries; /* of the first machine; entry N at N - 1 */
    size_t count, room;
    size_t second; /* so many of them are on the second */
    struct logged late[LATE_MOST];
    size_t late_count;
};

struct ordered_log *ordered_log_new(struct random *random, enum log_breach breach)
{
    struct ordered_log *log = calloc(1, sizeof *log);
    if (!log)
        abort();
    log->random = random;
    log->breach = breach;
    return log;
}

static void drop_entries(struct ordered_log *log, size_t count)
{
    while (log->count > count)
        free(log->entries[--log->count].bytes);
}

void ordered_log_free(struct ordered_log *log)
{
    drop_entries(log, 0);
    for (size_t i = 0; i < log->late_count; i++)
        free(log->late[i].bytes);
    free(log->entries);
    free(log);
}

void ordered_log_heal(struct ordered_log *log)
{
    log->is_healed = true;
    log->second = log->count;
}

void ordered_log_promote(struct ordered_log *log)
{
    drop_entries(log, log->second);
}

int64_t ordered_log_length(const struct ordered_log *log)
{
    return (int64_t)log->count;
}

bool ordered_log_has_gap(const struct ordered_log *log)
{
    return log->has_gap;
}

/* Misfortune, once in so many times. */
static bool happens(struct ordered_log *log, uint32_t one_in)
{
    return !log->is_healed && random_in(log->random, one_in);
}

static struct logged logged_copy(int64_t seq, const unsigned char *txid, const void *bytes, size_t size)
{
    struct logged copy = {.seq = seq, .bytes = malloc(size), .size = size};
    if (!copy.bytes)
        abort();
    memcpy(copy.txid, txid, sizeof copy.txid);
    memcpy(copy.bytes, bytes, size);
    return copy;
}

/* INSERT … ON CONFLICT DO NOTHING, on the first machine alone. Whether the entry of that number is this one,
 * and *ret_was_there whether it was so before. */
static bool arrive(struct ordered_log *log, const struct logged *append, bool *ret_was_there)
{
    *ret_was_there = (size_t)append->seq <= log->count;
    if (*ret_was_there)
        return memcmp(log->entries[append->seq - 1].txid, append->txid, sizeof append->txid) == 0;
    if ((size_t)append->seq > log->count + 1) {
        log->has_gap = true;
        return false;
    }
    if (log->count == log->room) {
        log->room = log->room ? log->room * 2 : 64;
        log->entries = reallocarray(log->entries, log->room, sizeof *log->entries);
        if (!log->entries)
            abort();
    }
    log->entries[log->count++] = logged_copy(append->seq, append->txid, append->bytes, append->size);
    return true;
}

void ordered_log_tick(struct ordered_log *log)
{
    bool was_there;
    if (log->late_count && random_in(log->random, 4)) {
        struct logged late = log->late[--log->late_count];
        arrive(log, &late, &was_there);
        free(late.bytes);
    }
    /* Rarely by itself: the next to wait for it brings it along. */
    if (log->second < log->count && random_in(log->random, 16))
        log->second++;
}

/* The wait for the second machine. False: it was broken off. */
static bool both_have(struct ordered_log *log)
{
    if (happens(log, 5))
        return false;
    log->second = log->count;
    return true;
}

/* On the way there, or back. */
static enum append_outcome ask(struct ordered_log *log, const struct logged *append)
{
    bool was_there;
    if (happens(log, 12))
        return APPEND_UNKNOWN; /* the question was lost */
    if (happens(log, 12) && log->late_count < LATE_MOST) {
        log->late[log->late_count++] = logged_copy(append->seq, append->txid, append->bytes, append->size);
        return APPEND_UNKNOWN;
    }
    bool is_ours = arrive(log, append, &was_there);
    if (happens(log, 10))
        arrive(log, append, &(bool){false}); /* it came twice */
    if (log->has_gap)
        return APPEND_UNKNOWN;
    if (!is_ours)
        return APPEND_OVERTAKEN;
    bool is_fenced =
        log->breach != LOG_IS_ASYNCHRONOUS && !(log->breach == LOG_REPEATS_UNFENCED && was_there);
    if (is_fenced && !both_have(log))
        return APPEND_UNKNOWN;
    return happens(log, 10) ? APPEND_UNKNOWN : APPEND_TAKEN; /* the answer was lost */
}

static enum append_outcome ordered_log_append(void *context, int64_t seq,
                                              const unsigned char txid[REPLICATION_TXID_SIZE],
                                              const void *bytes, size_t size)
{
    const struct log_client *client = context;
    struct logged append = logged_copy(seq, txid, bytes, size);
    enum append_outcome outcome = APPEND_UNKNOWN;
    fiber_yield();
    /* Whether the machine still lived when the question left it. */
    if (!disk_is_dead(client->disk) || random_in(client->log->random, 2))
        outcome = ask(client->log, &append);
    free(append.bytes);
    fiber_yield();
    return disk_is_dead(client->disk) ? APPEND_UNKNOWN : outcome;
}

static enum err ordered_log_read(void *context, int64_t seq, struct arena *arena,
                                 struct replication_entry *ret_entry)
{
    const struct log_client *client = context;
    struct ordered_log *log = client->log;
    if (disk_is_dead(client->disk) || happens(log, 20))
        return ERR_UNAVAILABLE;
    if ((size_t)seq > log->count)
        return ERR_NOT_FOUND;
    if ((size_t)seq > log->second && log->breach != LOG_READS_UNFENCED && !both_have(log))
        return ERR_UNAVAILABLE;
    const struct logged *entry = &log->entries[seq - 1];
    unsigned char *bytes = arena_alloc(arena, entry->size);
    if (!bytes)
        return ERR_MEMORY;
    memcpy(bytes, entry->bytes, entry->size);
    *ret_entry = (struct replication_entry){.bytes = bytes, .size = entry->size};
    memcpy(ret_entry->txid, entry->txid, sizeof ret_entry->txid);
    return ERR_OK;
}

const struct replication_log ordered_log_calls = {.append = ordered_log_append, .read = ordered_log_read};
