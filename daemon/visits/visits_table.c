/* Visitors by hash: see visits_table.h. Here is how the table grows without anybody waiting for it.
 * Linear probing in secret pages. There is no removal but of all, so no slot is ever marked as deleted. */
#include "visits_table.h"

#include "visits_secret.h"

#include <string.h>

/* SLOTS_LEAST makes 64 KiB, enough for a quiet portal. Eight slots moved at each question end the move
 * of a table long before the larger one fills. A sample of 64 is right within some percent, and a page
 * is that of x86-64. */
enum {
    SLOTS_LEAST = 4096,
    PREPARED_FROM = 65536, /* smaller ones are made at once when they are needed */
    MOVE_AT_ONCE = 8,      /* slots of the former table that each question moves */
    SAMPLE = 64,           /* slots that tell how many are alive */
    PAGE = 4096,
};

/* Zeroed pages, so all slots are free. `slots` is NULL without memory, whatever `capacity` says. */
static struct visitor_slots slots_map(size_t capacity)
{
    struct visitor_slots made = {secret_map(capacity * sizeof *made.slots), capacity};
    return made;
}

/* Leaves it empty, so that it may be called again. */
static void slots_unmap(struct visitor_slots *slots)
{
    secret_unmap(slots->slots, slots->capacity * sizeof *slots->slots);
    *slots = (struct visitor_slots){0};
}

enum err visitor_table_init(struct visitor_table *table)
{
    *table = (struct visitor_table){.now = slots_map(SLOTS_LEAST)};
    return table->now.slots ? ERR_OK : ERR_MEMORY;
}

void visitor_table_done(struct visitor_table *table)
{
    slots_unmap(&table->now);
    slots_unmap(&table->former);
    slots_unmap(&table->spare);
    slots_unmap(&table->retired);
    *table = (struct visitor_table){0};
}

void visitor_table_clear(struct visitor_table *table)
{
    /* Fresh pages rather than zeroing tens of megabytes under the lock at midnight. */
    struct visitor_table fresh;
    /* A small one is zeroed where it is. So is a large one when there is no memory for another: the
     * hashes have to go either way. */
    if (table->now.capacity == SLOTS_LEAST || visitor_table_init(&fresh)) {
        memset(table->now.slots, 0, table->now.capacity * sizeof *table->now.slots);
        /* What serves on is taken out, or it would be unmapped with the rest. */
        fresh = (struct visitor_table){.now = table->now};
        table->now = (struct visitor_slots){0};
    }
    visitor_table_done(table);
    *table = fresh;
}

/* The slot of `hash`, or the free one at the end of its chain; hashes are uniform already, so their low bits
 * choose. A table is never quite full. */
static struct visitor_slot *slots_probe(const struct visitor_slots *slots, uint64_t hash)
{
    size_t mask = slots->capacity - 1, at = (size_t)hash & mask;
    while (slots->slots[at].hash && slots->slots[at].hash != hash)
        at = (at + 1) & mask;
    return &slots->slots[at];
}

struct visitor_slot *visitor_table_find(const struct visitor_table *table, uint64_t hash)
{
    struct visitor_slot *slot = slots_probe(&table->now, hash);
    /* Newer first; whoever was moved is to be found there alone. */
    if (slot->hash || !table->former.slots)
        return slot->hash ? slot : NULL;
    slot = slots_probe(&table->former, hash);
    /* What was moved from here and is not there any more was left behind. */
    bool is_here = slot->hash && (size_t)(slot - table->former.slots) >= table->moved;
    return is_here ? slot : NULL;
}

void visitor_table_fetch(const struct visitor_table *table, uint64_t hash)
{
    /* For writing, since the slot will be touched; a full slot behind it is near enough. */
    __builtin_prefetch(&table->now.slots[(size_t)hash & (table->now.capacity - 1)], 1);
    if (table->former.slots)
        __builtin_prefetch(&table->former.slots[(size_t)hash & (table->former.capacity - 1)], 1);
}

/* Where a hash that is nowhere in the table may be put: the first slot of its chain that is free or whose
 * visit has ended. */
static struct visitor_slot *slots_room(struct visitor_slots *slots, uint64_t hash, uint32_t now_s)
{
    size_t mask = slots->capacity - 1, at = (size_t)hash & mask;
    while (slots->slots[at].hash && visit_goes_on(slots->slots[at].last_s, now_s))
        at = (at + 1) & mask;
    return &slots->slots[at];
}

/* NULL when the table is as full as it may be and nobody's visit has ended on the way. */
static struct visitor_slot *table_put(struct visitor_table *table, struct visitor_slot visitor,
                                      uint32_t now_s)
{
    struct visitor_slot *slot = slots_room(&table->now, visitor.hash, now_s);
    bool is_free = !slot->hash;
    /* Probing ends at a free slot; without any it would go round for ever. */
    if (is_free && table->count + 1 > table->now.capacity / 16 * 15)
        return NULL;
    table->count += is_free;
    *slot = visitor;
    return slot;
}

/* Moves the next few of the former table. The last one's memory waits to be given back. */
static void table_move(struct visitor_table *table, uint32_t now_s)
{
    for (int i = 0; i < MOVE_AT_ONCE && table->moved < table->former.capacity; i++) {
        const struct visitor_slot *slot = &table->former.slots[table->moved++];
        /* Without room he is left behind, and his next view begins a visit. */
        if (slot->hash && visit_goes_on(slot->last_s, now_s))
            table_put(table, *slot, now_s);
    }
    if (table->moved < table->former.capacity)
        return;
    slots_unmap(&table->retired); /* nobody prepares */
    table->retired = table->former;
    table->former = (struct visitor_slots){0};
}

/* How large a table should be for those who are alive, by a sample of them, so that they fill two fifths of
 * it. */
static size_t table_wanted(const struct visitor_table *table, size_t at, uint32_t now_s)
{
    size_t alive = 0, wanted = SLOTS_LEAST;
    /* Neighbours are as good as slots far apart, for hashes are uniform, and they lie in the same lines
     * of memory. */
    for (size_t i = 0; i < SAMPLE; i++) {
        const struct visitor_slot *slot = &table->now.slots[(at + i) & (table->now.capacity - 1)];
        alive += slot->hash && visit_goes_on(slot->last_s, now_s);
    }
    /* Alive in all are capacity / SAMPLE times those of the sample; five halves of them fill two fifths. */
    size_t least = table->now.capacity / SAMPLE * alive / 2 * 5;
    while (wanted < least && wanted < VISITOR_SLOTS_MAX)
        wanted *= 2;
    return wanted;
}

/* At the cap a table of the same size would gain nothing but the move. Below it, even an equal one sheds
 * those whose visit has ended. */
static bool is_worth_growing(const struct visitor_table *table, size_t wanted)
{
    return wanted != VISITOR_SLOTS_MAX || table->now.capacity < VISITOR_SLOTS_MAX;
}

/* Begins to move into a table of the right size, if there is one to be had. */
static void table_grow(struct visitor_table *table, uint64_t hash, uint32_t now_s)
{
    size_t wanted = table_wanted(table, (size_t)hash, now_s);
    if (!is_worth_growing(table, wanted))
        return;
    struct visitor_slots larger = table->spare;
    /* None prepared, or too small a one; it stays for another time. */
    if (larger.capacity < wanted)
        larger = slots_map(wanted);
    else
        table->spare = (struct visitor_slots){0};
    if (!larger.slots)
        return;
    /* Nothing is copied here; each further question moves a few. */
    table->former = table->now;
    table->now = larger;
    table->count = table->moved = 0;
}

struct visitor_slot *visitor_table_slot(struct visitor_table *table, uint64_t hash, uint32_t now_s)
{
    /* Before the search, as moving makes slots that were found invalid. */
    if (table->former.slots)
        table_move(table, now_s);
    struct visitor_slot *slot = visitor_table_find(table, hash);
    if (slot)
        return slot;
    /* Beyond three quarters chains get long. One move at a time. */
    if (table->count + 1 > table->now.capacity / 4 * 3 && !table->former.slots)
        table_grow(table, hash, now_s);
    return table_put(table, (struct visitor_slot){.hash = hash}, now_s);
}

void visitor_table_each(struct visitor_table *table, void (*each)(struct visitor_slot *slot, void *context),
                        void *context)
{
    for (size_t i = 0; i < table->now.capacity; i++)
        if (table->now.slots[i].hash)
            each(&table->now.slots[i], context);
    /* What lies before was moved or left behind; counting it would count people twice. */
    for (size_t i = table->moved; i < table->former.capacity; i++)
        if (table->former.slots[i].hash)
            each(&table->former.slots[i], context);
}

/* How large a spare is to be made now; 0 none. Under the lock. */
static size_t spare_wanted(const struct visitor_table *table, uint32_t now_s)
{
    /* From five eighths on, so that it is ready before three quarters are reached. */
    bool is_near = table->count > table->now.capacity / 8 * 5 && table->now.capacity >= PREPARED_FROM;
    if (!is_near || table->former.slots || table->spare.slots)
        return 0;
    size_t wanted = table_wanted(table, table->count, now_s);
    return is_worth_growing(table, wanted) ? wanted : 0;
}

void visitor_table_prepare(struct visitor_table *table, pthread_mutex_t *lock, uint32_t now_s)
{
    pthread_mutex_lock(lock);
    struct visitor_slots retired = table->retired;
    table->retired = (struct visitor_slots){0};
    size_t wanted = spare_wanted(table, now_s);
    pthread_mutex_unlock(lock);
    /* Without the lock, as giving back many pages takes a while, for which every view would wait. */
    slots_unmap(&retired);
    struct visitor_slots spare = wanted ? slots_map(wanted) : (struct visitor_slots){0};
    if (!spare.slots)
        return;
    /* Its pages are asked for here, where nobody waits. */
    for (size_t at = 0; at < spare.capacity; at += PAGE / sizeof *spare.slots)
        ((volatile struct visitor_slot *)spare.slots)[at].hash = 0;
    pthread_mutex_lock(lock);
    /* Meanwhile the table may have grown or been cleared at midnight; what is not wanted is given back. */
    if (!table->spare.slots && table->now.capacity >= PREPARED_FROM) {
        table->spare = spare;
        spare = (struct visitor_slots){0};
    }
    pthread_mutex_unlock(lock);
    slots_unmap(&spare);
}
