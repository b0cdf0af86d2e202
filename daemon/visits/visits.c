/* Counting: each view is put to its visitor, its second and its day under one short lock. Knows what a
 * view is and when a visit begins; where records go is the journal's matter, when they reach the
 * database that of visits_fold.c, and who shows the numbers nobody's here. */
#include "visits_inner.h"
#include "visits_secret.h"

#include "base/log.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>

/* A fold that failed is not tried again for so long: each try waits for the database's write lock, and
 * every view would otherwise pay for it. */
enum { RETRY_MS = 1000 };

/* Never 0, which in a slot of the table and in a record means "none"; 32 bits last until 2106. */
uint32_t visits_seconds(int64_t at_ms)
{
    int64_t at_s = at_ms / 1000;
    return at_s < 1 ? 1 : at_s > UINT32_MAX ? UINT32_MAX : (uint32_t)at_s;
}

static void begin_day(struct visits *visits, int32_t day, uint32_t now_s)
{
    /* Their states were made with the key that is about to go. */
    agents_forget(&visits->agents);
    visit_quota_forget(&visits->quota);
    /* Reads and writes a file under the lock: the one wait of this kind, once a day. Before it nobody
     * may hash with the new day's key, after it nobody with the old. */
    visitor_key_load(store_directory(visits->store), day, &visits->key);
    visitor_agent_begin(&visits->key, "", 0, &visits->nobody);
    visitor_table_clear(&visits->table);
    /* The next fold then looks through the whole journal for hashes of the former day. */
    visits->has_former = true;
    online_reset(&visits->online, now_s);
}

/* The clock was set back by more than a correction: whoever was seen in what is now the future was seen
 * long enough ago to be offline, and not so long that a visit has ended. */
static void turn_back_visitor(struct visitor_slot *slot, void *context)
{
    struct online *online = context;
    uint32_t now_s = online->now_s;
    if (slot->last_s > now_s)
        slot->last_s = now_s > ONLINE_SECONDS ? now_s - ONLINE_SECONDS : 1;
    else
        online_move(online, 0, slot->last_s);
}

static void turn_back(struct visits *visits, uint32_t now_s)
{
    online_reset(&visits->online, now_s);
    visitor_table_each(&visits->table, turn_back_visitor, &visits->online);
}

/* Every way to the table comes through here first, so its time, its day and its key belong together. */
void visits_turn(struct visits *visits, int64_t now_ms)
{
    uint32_t now_s = visits_seconds(now_ms);
    /* Small corrections (NTP) are waited out: online_advance() ignores an earlier second. */
    bool is_back = now_s < visits->online.now_s && visits->online.now_s - now_s > STEP_BACK_S;
    int32_t day = day_span_of(&visits->span, now_s);
    /* A day once over begins again only with a clock that was truly set back; its key is gone, so all
     * its visitors are new. */
    if (day > visits->key.day || (is_back && day != visits->key.day))
        begin_day(visits, day, now_s);
    else if (is_back)
        turn_back(visits, now_s);
    else
        online_advance(&visits->online, now_s);
}

/* A visitor of the present day has a view at the table's time: whether a visit begins. Nobody whom we cannot
 * remember begins one at each view. */
static uint32_t touch_visitor(struct visits *visits, struct visitor_slot *slot)
{
    uint32_t now_s = visits->online.now_s;
    if (!slot)
        return RECORD_MERGED;
    uint32_t begun = visit_goes_on(slot->last_s, now_s) ? 0 : RECORD_VISIT;
    if (slot->last_s != now_s)
        online_move(&visits->online, slot->last_s, now_s);
    slot->last_s = now_s;
    slot->record = (uint32_t)visits->next;
    return begun;
}

/* Who has a view, and whether a visit begins with it: one of his own while his address has any left, else the
 * one of all at that address who came too late. */
static void note_visitor(struct visits *visits, const struct visitor_agent *agent,
                         const struct sockaddr *address, struct visit_record *record)
{
    uint32_t now_s = visits->online.now_s;
    record->flags = RECORD_VIEW;
    record->visitor = visitor_hash(agent, address);
    visitor_table_fetch(&visits->table, record->visitor);
    struct visitor_slot *slot = visitor_table_find(&visits->table, record->visitor);
    if (!slot || !visit_goes_on(slot->last_s, now_s)) {
        uint64_t together = visitor_hash(&visits->nobody, address);
        if (!visit_quota_take(&visits->quota, together, now_s)) {
            record->visitor = together;
            record->flags |= RECORD_MERGED;
        }
        slot = visitor_table_slot(&visits->table, record->visitor, now_s);
    }
    record->flags |= touch_visitor(visits, slot);
}

/* Shared by what is counted at once and what is read back from the journal, so that both always agree. */
int32_t visits_count(struct visit_days *days, struct day_span *span, const struct visit_record *record)
{
    const struct day_row more = {
        .day = day_span_of(span, record->at_s),
        .visits = record->flags & RECORD_VISIT ? 1 : 0,
        .views = record->flags & RECORD_VIEW ? 1 : 0,
        .machines = record->flags & RECORD_MACHINE ? 1 : 0,
    };
    /* A record that was only carried or prefetched makes no row for its day. */
    if (more.views || more.machines)
        visit_days_add(days, &more);
    return more.day;
}

/* Slots from `folded` + 1 on are not in the database yet and must not be overwritten. */
bool visits_has_room(const struct visits *visits)
{
    return visits->next - visits->folded <= visits->journal.capacity;
}

/* The journal is full and the database does not take its records: memory keeps them, without their hash,
 * which only who opens the journal would need. */
static void keep_in_memory(struct overflow *overflow, const struct visit_record *record)
{
    if (overflow->count == overflow->capacity) {
        size_t capacity = overflow->capacity ? overflow->capacity * 2 : 4096;
        /* Views beyond that stay in the shown sums until the next start and are then lost: disk and
         * database have failed for a million views by then. */
        if (overflow->count >= OVERFLOW_MAX)
            return;
        struct visit_record *records = realloc(overflow->records, capacity * sizeof *records);
        if (!records)
            return;
        overflow->records = records;
        overflow->capacity = capacity;
    }
    overflow->records[overflow->count] = *record;
    /* This memory is ordinary, unlike what visits_secret.h gives; no hash may come into it. */
    overflow->records[overflow->count++].visitor = 0;
}

/* What failed below, as the store, has told why. */
static enum err visits_fold_or_tell(struct visits *visits)
{
    struct log_context context = {0}, *around = log_enter(&context);
    enum err err = visits_fold(visits);
    if (err && !log_has_told())
        log_error("visits_fold", LOG_SAYS("views could not be added up; they are kept and tried again"),
                  LOG_TEXT("error", err_type(err)));
    log_leave(around);
    return err;
}

/* Makes room in a full journal; when that fails, one in a second tries again. */
static void visits_make_room(struct visits *visits)
{
    int64_t now_ms = clock_monotonic_ms(visits->clock);
    int_fast64_t retry_ms = atomic_load(&visits->retry_ms);
    /* Of all threads that come here in a second one wins the exchange and folds; the others count into
     * memory meanwhile. */
    if (now_ms < retry_ms || !atomic_compare_exchange_strong(&visits->retry_ms, &retry_ms, now_ms + RETRY_MS))
        return;
    /* Without the lock, for the fold takes the store's write lock first. */
    if (!visits_fold_or_tell(visits))
        atomic_store(&visits->retry_ms, 0);
}

/* Puts a record where it is safe and adds it up. Under the lock, which is given up for a moment when the
 * journal is full. */
static void visits_keep(struct visits *visits, const struct visit_record *record)
{
    visits_count(&visits->days, &visits->span, record);
    if (visits_has_room(visits))
        journal_write(&visits->journal, visits->next++, record);
    else
        keep_in_memory(&visits->overflow, record);
}

/* Takes the lock, with room in the journal where there is any to be had, and brings all to the present
 * second. */
static uint32_t begin_record(struct visits *visits)
{
    pthread_mutex_lock(&visits->lock);
    /* Given up and taken anew: the order of locks is fold, write, visits. */
    if (!visits_has_room(visits)) {
        pthread_mutex_unlock(&visits->lock);
        visits_make_room(visits);
        pthread_mutex_lock(&visits->lock);
    }
    /* Read under the lock, so that records stand in the journal in the order of their time. */
    int64_t now_ms = clock_now_ms(visits->clock);
    visits_turn(visits, now_ms);
    return visits_seconds(now_ms);
}

void visits_set_dirty(struct visits *visits)
{
    /* Most find it set, and pay for a look alone. */
    if (atomic_load_explicit(&visits->dirty, memory_order_relaxed) ||
        atomic_exchange_explicit(&visits->dirty, true, memory_order_acq_rel))
        return;
    struct visits_listener *listener = atomic_load_explicit(&visits->listener, memory_order_acquire);
    if (listener)
        listener->tell(listener->context);
}

bool visits_are_synced(const struct visits *visits)
{
    return !atomic_load_explicit(&visits->dirty, memory_order_acquire);
}

void visits_listen(struct visits *visits, struct visits_listener *listener)
{
    atomic_store_explicit(&visits->listener, listener, memory_order_release);
}

/* The flag is written only when it is not set already, or its cache line would go from processor to
 * processor at every view. */
static void end_record(struct visits *visits)
{
    pthread_mutex_unlock(&visits->lock);
    visits_set_dirty(visits);
}

/* Apart from visit_record(), so that its frame can be overwritten when it is done. */
static __attribute__((noinline)) void record_view(struct visits *visits, const struct sockaddr *address,
                                                  const char *user_agent, int64_t article_id)
{
    struct visit_record record = {.at_s = begin_record(visits)};
    const struct agent *agent = agents_find(&visits->agents, &visits->key, user_agent);
    if (agent->machine.kind == MACHINE_NONE) {
        note_visitor(visits, &agent->state, address, &record);
        /* The record has 32 bits for it; a view of an id beyond counts for its day alone. */
        record.subject = article_id > 0 && article_id <= UINT32_MAX ? (uint32_t)article_id : 0;
    } else {
        record.subject = agent->number;
        record.flags = RECORD_MACHINE;
    }
    visits_keep(visits, &record);
    end_record(visits);
}

void visit_record(struct visits *visits, const struct sockaddr *address, const char *user_agent,
                  int64_t article_id)
{
    record_view(visits, address, user_agent, article_id);
    /* The hash and the state of the key stood on the stack. */
    secret_burn();
}

/* Neither address nor User-Agent is looked at, for nobody has looked at the page yet. Counted apart, as
 * neither a view nor a visit. */
void visit_prefetched(struct visits *visits)
{
    struct visit_record record = {.at_s = begin_record(visits),
                                  .subject = machine_number(&(struct machine){MACHINE_PREFETCH, ""}),
                                  .flags = RECORD_PREFETCH};
    visits_keep(visits, &record);
    end_record(visits);
}

void visits_stats(struct visits *visits, struct stats *ret_stats)
{
    pthread_mutex_lock(&visits->lock);
    int64_t now_ms = clock_now_ms(visits->clock);
    /* A question may be the first thing that happens on a new day. */
    visits_turn(visits, now_ms);
    int32_t day = day_span_of(&visits->span, visits_seconds(now_ms));
    /* Sums of the days in memory, so nothing shown depends on what is folded. */
    const struct day_row today = visit_days_of_day(&visits->days, day);
    const struct day_row month = visit_days_of_month(&visits->days, day_month(day));
    const struct day_row *all = &visits->days.total;
    *ret_stats = (struct stats){
        .online = visits->online.total,
        .visits = {today.visits, month.visits, all->visits + visits->opening},
        .opening = visits->opening,
        .views = {today.views, month.views, all->views},
        .machines = {today.machines, month.machines, all->machines},
        .day = day,
        .as_of_ms = now_ms,
    };
    pthread_mutex_unlock(&visits->lock);
}

enum err visits_sync(struct visits *visits)
{
    /* Cleared before the disk is written: a view during the writing sets it again and is written by the
     * next call. */
    if (!atomic_exchange_explicit(&visits->dirty, false, memory_order_acquire))
        return ERR_OK;
    enum err err = journal_sync(&visits->journal);
    if (err)
        visits_set_dirty(visits);
    pthread_mutex_lock(&visits->lock);
    /* The regular fold comes every few seconds; a rush of views may fill the ring before. */
    bool is_half_full = visits->next - visits->folded > visits->journal.capacity / 2;
    uint32_t now_s = visits->online.now_s;
    pthread_mutex_unlock(&visits->lock);
    if (!err && is_half_full)
        visits_make_room(visits);
    /* Here and not with each view, since this thread has time. */
    visits_carry(visits);
    visitor_table_prepare(&visits->table, &visits->lock, now_s);
    return err;
}

/* It is held so shortly that who finds it taken does best to look again at once. */
static void init_lock(pthread_mutex_t *lock)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ADAPTIVE_NP);
    pthread_mutex_init(lock, &attributes);
    pthread_mutexattr_destroy(&attributes);
}

/* In memory that core files leave out, as it has the key and the agents in it. Zeroed, so what is not
 * set here is 0 or NULL. */
static struct visits *new_visits(struct store *store, const struct clock *clock)
{
    struct visits *visits = secret_map(sizeof *visits);
    if (!visits)
        return NULL;
    visits->store = store;
    visits->clock = clock;
    visits->journal.fd = -1;
    init_lock(&visits->lock);
    pthread_mutex_init(&visits->fold_lock, NULL);
    return visits;
}

/* What was never opened or filled is zero, and every one of these takes that. */
static void free_visits(struct visits *visits)
{
    journal_close(&visits->journal);
    visitor_table_done(&visits->table);
    visit_days_done(&visits->days);
    free(visits->overflow.records);
    pthread_mutex_destroy(&visits->lock);
    pthread_mutex_destroy(&visits->fold_lock);
    secret_unmap(visits, sizeof *visits);
}

enum err visits_open(struct store *store, const struct clock *clock, struct visits **ret_visits)
{
    struct visits *visits = new_visits(store, clock);
    if (!visits)
        return ERR_MEMORY;
    if (sodium_init() < 0) {
        free_visits(visits);
        return ERR_MEMORY;
    }
    /* The order matters. First the day's key and an empty table, so that the recovery knows which of the
     * journal's visitors are of today; then the counts of the database, to which the journal's are
     * added. */
    int64_t now_ms = clock_now_ms(clock);
    enum err err = visitor_table_init(&visits->table);
    if (!err) {
        begin_day(visits, day_span_of(&visits->span, visits_seconds(now_ms)), visits_seconds(now_ms));
        err = visits_load(visits);
    }
    if (!err)
        err = visits_recover(visits);
    if (err)
        free_visits(visits);
    else
        *ret_visits = visits;
    return err;
}

enum err visits_close(struct visits *visits)
{
    if (!visits)
        return ERR_OK;
    visits_fold_or_tell(visits);
    /* Also after a fold that failed: the journal then is all there is. */
    enum err err = visits_sync(visits);
    free_visits(visits);
    return err;
}
