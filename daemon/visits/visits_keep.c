/* What the journal keeps beside uncounted views: those whose visit may go on, as long as their day
 * lasts. Two reasons to go through the ring: to save who would be overwritten, and to erase whose day is
 * over. Both work in strides, between which others get the lock. */
#include "visits_inner.h"

#include "visits_secret.h"

/* The lock is held for so many records at a time. */
enum { STRIDE = 1024, CARRY_MOST = 4 * CARRY_AHEAD };

/* The table is asked for so many visitors at once, since each is a wait for memory. */
enum { GROUP = 16 };

/* So many are carried in one round of the ring: beyond that it is too small for all whose visit may go on,
 * and carrying would cost more than it keeps. */
enum { CARRIED_MOST = JOURNAL_CAPACITY / 8 * 3 };

/* Whether the record is the last of a visitor of today whose visit may go on. */
static bool is_alive(const struct visits *visits, uint64_t number, const struct visit_record *record)
{
    if (!(record->flags & (RECORD_VIEW | RECORD_SEEN)))
        return false;
    /* Of somebody's records only the last matters, which the slot names. */
    const struct visitor_slot *slot = visitor_table_find(&visits->table, record->visitor);
    return slot && slot->record == (uint32_t)number && visit_goes_on(slot->last_s, visits->online.now_s);
}

static void carry_one(struct visits *visits, uint64_t number)
{
    struct visit_record record = {0};
    /* A round begins anew with the first slot. */
    if (number % visits->journal.capacity == 0)
        visits->carried_in_round = 0;
    if (visits->carried_in_round >= CARRIED_MOST || !journal_read(&visits->journal, number, &record) ||
        !is_alive(visits, number, &record))
        return;
    visits->carried_in_round++;
    struct visitor_slot *slot = visitor_table_find(&visits->table, record.visitor);
    /* The view itself is counted and folded; only the hash and the time go on. */
    record.flags = RECORD_SEEN;
    record.subject = 0;
    record.at_s = slot->last_s;
    /* From here on the copy is the last record of this visitor. */
    slot->record = (uint32_t)visits->next;
    journal_write(&visits->journal, visits->next++, &record);
}

static void fetch_group(const struct visits *visits, uint64_t number)
{
    /* Whatever the slots hold: a prefetch of nonsense does no harm. */
    for (uint64_t i = 0; i < GROUP; i++)
        visitor_table_fetch(&visits->table, journal_visitor(&visits->journal, number + i));
}

/* Some of what lies before the ring's end; false when there is no more to do. Under the lock. */
static bool carry_some(struct visits *visits)
{
    uint64_t capacity = visits->journal.capacity;
    /* Views came faster than this got on; whoever they overwrote begins a new visit should the process
     * be restarted. */
    if (visits->next > capacity && visits->carried < visits->next - capacity - 1)
        visits->carried = visits->next - capacity - 1; /* overwritten meanwhile */
    for (int i = 0; i < STRIDE; i++) {
        if (i % GROUP == 0)
            fetch_group(visits, visits->carried + 1);
        /* Not near enough to the end of the ring, or not folded yet, so still safe, or no room for a
         * copy. */
        if (visits->carried + capacity >= visits->next + CARRY_AHEAD || visits->carried >= visits->folded ||
            !visits_has_room(visits))
            return false;
        carry_one(visits, ++visits->carried);
    }
    return true;
}

void visits_carry(struct visits *visits)
{
    bool more = true;
    /* Bounded, since the caller has the disk to look after five times a second. */
    for (int done = 0; more && done < CARRY_MOST; done += STRIDE) {
        pthread_mutex_lock(&visits->lock);
        uint64_t before = visits->next;
        more = carry_some(visits);
        if (visits->next != before)
            atomic_store_explicit(&visits->dirty, true, memory_order_release);
        pthread_mutex_unlock(&visits->lock);
    }
    secret_burn();
}

/* Erases the slot that number lies in when what it holds is of another day; false when that is not folded
 * yet. */
static bool forget_slot(struct visits *visits, uint64_t number, struct day_span *span)
{
    uint64_t capacity = visits->journal.capacity;
    uint32_t at_s = journal_instant(&visits->journal, number);
    /* Empty, or of the day that lasts. */
    if (!at_s || day_span_of(span, at_s) == visits->key.day)
        return true;
    /* What lies there is this number or the one a round before. */
    bool is_folded = number >= visits->next ? number <= visits->folded + capacity : number <= visits->folded;
    if (is_folded)
        journal_erase(&visits->journal, number);
    return is_folded;
}

void visits_forget_former(struct visits *visits)
{
    struct day_span span = {0};
    pthread_mutex_lock(&visits->lock);
    /* The oldest slot comes first. One round, whatever is written meanwhile. */
    uint64_t first = visits->next, end = first + visits->journal.capacity;
    bool is_wanted = visits->has_former, is_done = true;
    visits->has_former = false; /* a day that ends from here on says so again */
    for (uint64_t number = first; is_wanted && number < end; number++) {
        is_done = forget_slot(visits, number, &span) && is_done;
        if (number % STRIDE == 0) {
            pthread_mutex_unlock(&visits->lock);
            pthread_mutex_lock(&visits->lock);
        }
    }
    /* What is not folded yet is looked for again after the next fold. */
    visits->has_former = visits->has_former || !is_done;
    pthread_mutex_unlock(&visits->lock);
    /* The zeros have to reach the disk as well. */
    if (is_wanted)
        visits_set_dirty(visits);
}
