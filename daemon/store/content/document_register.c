/* Keeps the register's columns current: loaded whole once, then by the change feed, in which each public
 * change of an article has a number. So nobody who writes has to tell, and nothing has to be taken back when
 * a transaction fails. Must not know who asks for what (register_page.c). */
#include "document_register.h"

#include "article_inner.h"
#include "engine/store_state.h"
#include "store/change.h"

#include <stdlib.h>
#include <string.h>

/* More changes of documents than CHANGES_MOST, or of anything than LOOKED_AT_MOST, are read anew as a whole.
 * For more losses than LOSSES_AT_ONCE the rows are not walked by a thread that may not wait. */
enum { CHANGES_MOST = 256, LOOKED_AT_MOST = 20 * CHANGES_MOST, LOSSES_AT_ONCE = 16 };

/* ---- what changed since */

/* Ids of articles, each once, ascending. */
struct changed {
    int64_t ids[CHANGES_MOST];
    size_t count;
    bool is_too_much;
};

static bool changed_has(const struct changed *changed, int64_t id)
{
    size_t from = 0, to = changed->count;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (changed->ids[middle] == id)
            return true;
        if (changed->ids[middle] < id)
            from = middle + 1;
        else
            to = middle;
    }
    return false;
}

static void changed_add(struct changed *changed, int64_t id)
{
    size_t at = changed->count;
    if (changed_has(changed, id))
        return;
    changed->is_too_much |= at == CHANGES_MOST;
    if (at == CHANGES_MOST)
        return;
    for (; at && changed->ids[at - 1] > id; at--)
        changed->ids[at] = changed->ids[at - 1];
    changed->ids[at] = id;
    changed->count++;
}

/* Documents that became public or were changed. One that was a document may be of another kind only before it
 * was public. */
static enum err register_changes(struct conn *conn, int64_t since, struct changed *changed)
{
    auto_query struct query q = query_of(conn, STMT_REGISTER_CHANGED);
    int seen = 0;
    enum err err = ERR_OK;
    bind_integer(&q, since);
    bind_integer(&q, LOOKED_AT_MOST);
    while (!changed->is_too_much && !(err = query_row(&q))) {
        int64_t id = column_integer(&q);
        if ((enum article_kind)column_integer(&q) == KIND_DOCUMENT)
            changed_add(changed, id);
        changed->is_too_much |= ++seen == LOOKED_AT_MOST;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static int register_by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* What the public lost, of which the tombstones do not say whether it was a document: the rows are walked
 * once for all of them. Of more than `most` it is too much. */
static enum err register_losses(struct conn *conn, const struct register_snapshot *before, int64_t since,
                                size_t most, struct changed *changed)
{
    auto_query struct query q = query_of(conn, STMT_CHANGE_DELETES);
    int64_t *lost = NULL;
    size_t count = 0;
    enum err err;
    bind_integer(&q, since);
    bind_integer(&q, (int64_t)most + 1);
    while (!(err = query_row(&q))) {
        int64_t *id = array_add(conn->arena, &lost, &count, sizeof *id);
        if (!id)
            return ERR_MEMORY;
        column_integer(&q); /* its number */
        *id = column_integer(&q);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    changed->is_too_much |= count > most;
    if (count)
        qsort(lost, count, sizeof *lost, register_by_number);
    for (size_t i = 0; count && !changed->is_too_much && i < before->count; i++)
        if (bsearch(&before->rows[i].id, lost, count, sizeof *lost, register_by_number))
            changed_add(changed, before->rows[i].id);
    return ERR_OK;
}

/* Rows that stay, in their order, and pairs that do not come from what changed. */
static bool register_copy(const struct register_snapshot *from, const struct changed *changed,
                          struct register_snapshot *to)
{
    bool is_whole =
        register_terms_copy(&from->issuers, &to->issuers) && register_terms_copy(&from->fields, &to->fields);
    to->rows = malloc((from->count + CHANGES_MOST) * sizeof *to->rows);
    if (!is_whole || !to->rows)
        return false;
    to->room = from->count + CHANGES_MOST;
    for (size_t i = 0; i < from->count; i++)
        if (!changed_has(changed, from->rows[i].id))
            to->rows[to->count++] = from->rows[i];
    for (size_t i = 0; is_whole && i < from->pair_count; i++)
        if (!changed_has(changed, from->pairs[i].source))
            is_whole = register_add_pair(to, from->pairs[i]);
    return is_whole;
}

/* Rows that were added behind the `kept` come to their places. */
static bool register_merge(struct register_snapshot *in, size_t kept)
{
    size_t added = in->count - kept, at = in->count;
    struct register_row *rows = added ? malloc(added * sizeof *rows) : NULL;
    if (!rows)
        return !added;
    memcpy(rows, in->rows + kept, added * sizeof *rows);
    qsort(rows, added, sizeof *rows, register_by_issue);
    /* From the end, so that each row moves once. */
    while (added) {
        bool is_old = kept && register_by_issue(&in->rows[kept - 1], &rows[added - 1]) > 0;
        in->rows[--at] = is_old ? in->rows[--kept] : rows[--added];
    }
    free(rows);
    return true;
}

/* Asks all pairs again from which day on a document is replaced. */
static void register_replace(struct register_snapshot *in, int64_t target)
{
    int32_t day = 0;
    for (size_t i = 0; i < in->pair_count; i++)
        if (in->pairs[i].target == target)
            day = register_earlier(day, in->pairs[i].day);
    for (size_t i = 0; i < in->count; i++)
        if (in->rows[i].id == target)
            in->rows[i].days.replaced = day;
}

/* Whether something names a term that no row has any more: it has to be forgotten. */
static bool register_has_unused(const struct register_snapshot *in, struct arena *arena)
{
    bool *issuers = arena_zero(arena, in->issuers.count + 1, sizeof *issuers);
    bool *fields = arena_zero(arena, in->fields.count + 1, sizeof *fields);
    if (!issuers || !fields)
        return true;
    for (size_t i = 0; i < in->count; i++)
        issuers[in->rows[i].issuer] = fields[in->rows[i].field] = true;
    bool is_unused = false;
    for (size_t i = 1; i < in->issuers.count; i++)
        is_unused |= !issuers[i];
    for (size_t i = 1; i < in->fields.count; i++)
        is_unused |= !fields[i];
    return is_unused;
}

/* A document that changed may be written otherwise now. */
static void register_forget_names(struct register_terms *terms, const struct changed *changed)
{
    for (size_t i = 1; i < terms->count; i++)
        if (changed_has(changed, terms->items[i].sample_id))
            register_term_forget(&terms->items[i]);
}

/* What has no name gets it from the first document that has it, as when all is read anew. */
static void register_sample(struct register_terms *terms, uint16_t number, int64_t id)
{
    struct register_term *term = number ? &terms->items[number] : NULL;
    if (term && !term->name && (!term->sample_id || id < term->sample_id))
        term->sample_id = id;
}

/* The former one with what changed since; *ret_whole is false where all has to be read anew. */
static enum err register_bring(struct conn *conn, const struct register_snapshot *before,
                               const struct changed *changed, struct register_snapshot *to, bool *ret_whole)
{
    *ret_whole = false;
    if (!register_copy(before, changed, to))
        return ERR_MEMORY;
    size_t kept = to->count;
    enum err err = ERR_OK;
    register_forget_names(&to->issuers, changed);
    register_forget_names(&to->fields, changed);
    for (size_t i = 0; !err && i < changed->count; i++)
        err = register_read(conn, changed->ids[i], changed->ids[i], to);
    if (!err && !register_merge(to, kept))
        err = ERR_MEMORY;
    for (size_t i = 0; !err && i < before->pair_count; i++)
        if (changed_has(changed, before->pairs[i].source))
            register_replace(to, before->pairs[i].target);
    for (size_t i = 0; !err && i < to->pair_count; i++)
        if (changed_has(changed, to->pairs[i].source))
            register_replace(to, to->pairs[i].target);
    for (size_t i = 0; !err && i < changed->count; i++)
        register_replace(to, changed->ids[i]);
    for (size_t i = 0; !err && i < to->count; i++) {
        register_sample(&to->issuers, to->rows[i].issuer, to->rows[i].id);
        register_sample(&to->fields, to->rows[i].field, to->rows[i].id);
    }
    *ret_whole = !err && !register_has_unused(to, conn->arena);
    return err || !*ret_whole ? err : register_name_terms(conn, to);
}

/* ---- holding */

struct document_register *document_register_new(void)
{
    struct document_register *kept = calloc(1, sizeof *kept);
    if (kept)
        pthread_mutex_init(&kept->lock, NULL);
    if (kept)
        pthread_mutex_init(&kept->building, NULL);
    return kept;
}

void register_release(struct register_snapshot **snapshot)
{
    if (*snapshot && atomic_fetch_sub(&(*snapshot)->holders, 1) == 1)
        register_snapshot_free(*snapshot);
    *snapshot = NULL;
}

void document_register_free(struct document_register *kept)
{
    if (!kept)
        return;
    register_release(&kept->current);
    pthread_mutex_destroy(&kept->lock);
    pthread_mutex_destroy(&kept->building);
    free(kept);
}

/* The one that is current, or NULL. */
static struct register_snapshot *register_take(struct document_register *kept)
{
    pthread_mutex_lock(&kept->lock);
    struct register_snapshot *snapshot = kept->current;
    if (snapshot)
        atomic_fetch_add(&snapshot->holders, 1);
    pthread_mutex_unlock(&kept->lock);
    return snapshot;
}

/* In the place of an older one; whoever made the same meanwhile loses. */
static void register_keep(struct document_register *kept, struct register_snapshot *made)
{
    struct register_snapshot *former = made;
    atomic_fetch_add(&made->holders, 1);
    pthread_mutex_lock(&kept->lock);
    if (!kept->current || atomic_load(&kept->current->sequence) < atomic_load(&made->sequence)) {
        former = kept->current;
        kept->current = made;
    }
    pthread_mutex_unlock(&kept->lock);
    register_release(&former);
}

/* What changed since `before`; nothing where that is so of no document. */
static enum err register_find_changes(struct conn *conn, const struct register_snapshot *before,
                                      const struct change_state *state, bool may_wait,
                                      struct changed *changed)
{
    int64_t since = atomic_load(&before->sequence);
    /* Losses of so long ago are forgotten. */
    if (since < state->horizon) {
        changed->is_too_much = true;
        return ERR_OK;
    }
    enum err err = register_changes(conn, since, changed);
    if (err || changed->is_too_much)
        return err;
    return register_losses(conn, before, since, may_wait ? LOOKED_AT_MOST : LOSSES_AT_ONCE, changed);
}

/* A new one out of the former, or of nothing. */
static enum err register_make(struct conn *conn, const struct register_snapshot *before,
                              const struct changed *changed, int64_t sequence,
                              struct register_snapshot **ret_made)
{
    auto_snapshot struct register_snapshot *made = register_snapshot_new();
    bool is_whole = false;
    enum err err = made ? ERR_OK : ERR_MEMORY;
    if (!err && before && !changed->is_too_much) {
        err = register_bring(conn, before, changed, made, &is_whole);
        if (!err && !is_whole) {
            register_release(&made);
            made = register_snapshot_new();
            err = made ? ERR_OK : ERR_MEMORY;
        }
    }
    if (!err && !is_whole)
        err = register_load(conn, made);
    if (err)
        return err;
    atomic_store(&made->sequence, sequence);
    *ret_made = made;
    made = NULL;
    return ERR_OK;
}

/* One makes it; whoever needs it meanwhile waits for that one and takes what was made. */
static enum err register_build(struct conn *conn, const struct change_state *state,
                               struct register_snapshot **ret_snapshot)
{
    struct document_register *kept = conn->store->documents;
    struct register_snapshot *made = NULL;
    struct changed changed = {.count = 0};
    enum err err = ERR_OK;
    pthread_mutex_lock(&kept->building);
    auto_snapshot struct register_snapshot *before = register_take(kept);
    if (before && atomic_load(&before->sequence) >= state->sequence) {
        made = before;
        before = NULL;
    } else if (before) {
        err = register_find_changes(conn, before, state, true, &changed);
    }
    if (!err && !made) {
        err = register_make(conn, before, &changed, state->sequence, &made);
        if (!err)
            register_keep(kept, made);
    }
    pthread_mutex_unlock(&kept->building);
    *ret_snapshot = made;
    return err;
}

enum err register_hold(struct conn *conn, bool may_wait, struct register_snapshot **ret_snapshot)
{
    struct document_register *kept = conn->store->documents;
    struct change_state state;
    struct changed changed = {.count = 0};
    auto_snapshot struct register_snapshot *before = register_take(kept);
    enum err err = change_state(conn, &state);
    if (!err && before && atomic_load(&before->sequence) < state.sequence)
        err = register_find_changes(conn, before, &state, may_wait, &changed);
    if (err)
        return err;
    if (before && !changed.count && !changed.is_too_much) {
        /* Others may have raised it beyond this connection's moment. */
        int64_t since = atomic_load(&before->sequence);
        while (since < state.sequence &&
               !atomic_compare_exchange_weak(&before->sequence, &since, state.sequence))
            ;
        *ret_snapshot = before;
        before = NULL;
        return ERR_OK;
    }
    return may_wait ? register_build(conn, &state, ret_snapshot) : ERR_UNAVAILABLE;
}

enum err register_refresh(struct store *store)
{
    enum { REFRESH_MEMORY = 256 * 1024 * 1024 };
    auto_arena struct arena *arena = arena_new(REFRESH_MEMORY);
    auto_conn struct conn *conn = NULL;
    auto_snapshot struct register_snapshot *snapshot = NULL;
    enum err err = arena ? store_lease(store, arena, &conn) : ERR_MEMORY;
    return err ? err : register_hold(conn, true, &snapshot);
}
