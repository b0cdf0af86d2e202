/* From a number of rows to the moment where they end: months, then the days of one, then, where a day has
 * many, its ten minutes and five seconds. Several categories or kinds are summed as they go. Must not know
 * pages, nor how rows are read (article_list.c). */
#include "store/list_page.h"

#include "article_inner.h"

#include "base/calendar.h"

#include <assert.h>
#include <stdlib.h>

/* What a list is of, in the words of list_counts. */
enum list_what { LIST_KIND, LIST_CATEGORY, LIST_TAG };
enum list_level { LEVEL_MONTH, LEVEL_DAY, LEVEL_PART, LEVEL_SMALL };

/* Days from the beginning of the year 0, where slots are counted from, to 1970; how many rows of a list the
 * triggers leave uncounted within a slot; and how many are stepped over. */
enum { DAYS_TO_1970 = 719528, SPARSE = 256, STEPPED = SPARSE, MONTHS = 12 };
static const int64_t widths_ms[] = {[LEVEL_DAY] = DATE_DAY_MS, [LEVEL_PART] = 600000, [LEVEL_SMALL] = 5000};

/* One list of the table; a query asks for some of them together. */
struct counted {
    enum list_what what;
    int64_t thing;
    enum article_kind kind;
};

struct slot {
    int64_t slot, count;
};

/* A seek under way. */
struct seek {
    struct conn *conn;
    const char *lang;
    struct counted *lists;
    size_t list_count;
    struct slot *slots;
    size_t slot_count;
};

static int64_t slot_begin_ms(enum list_level level, int64_t slot)
{
    return slot * widths_ms[level] - (int64_t)DAYS_TO_1970 * DATE_DAY_MS - DATE_ZONE_MS;
}

/* The first day of a month, as a slot. */
static int64_t month_first_day(int64_t month)
{
    return days_from_civil((int)(month / MONTHS), (int)(month % MONTHS) + 1, 1) + DAYS_TO_1970;
}

/* The lists that the query asks for: of each kind, each category below the one named. */
static enum err seek_begin(struct conn *conn, const struct article_query *query, struct seek *seek)
{
    int64_t *ids = NULL;
    size_t id_count = 0;
    *seek = (struct seek){.conn = conn, .lang = query->lang};
    assert(query->lang && !(query->category_id && query->tag_id) && !query->fact_count);
    enum err err =
        query->category_id ? category_ids_below(conn, query->category_id, &ids, &id_count) : ERR_OK;
    for (enum article_kind kind = 0; !err && kind < KIND_COUNT; kind++) {
        if (query->kinds && !(query->kinds & 1u << kind))
            continue;
        for (size_t i = 0; i < (id_count ? id_count : 1); i++) {
            struct counted *list = array_add(conn->arena, &seek->lists, &seek->list_count, sizeof *list);
            if (!list)
                return ERR_MEMORY;
            *list = (struct counted){id_count        ? LIST_CATEGORY
                                     : query->tag_id ? LIST_TAG
                                                     : LIST_KIND,
                                     id_count ? ids[i] : query->tag_id, kind};
        }
    }
    return err;
}

static enum err slot_note(struct seek *seek, int64_t slot, int64_t count)
{
    struct slot *place = array_add(seek->conn->arena, &seek->slots, &seek->slot_count, sizeof *place);
    if (!place)
        return ERR_MEMORY;
    *place = (struct slot){slot, count};
    return ERR_OK;
}

/* The slots that the triggers keep of one list; *ret_any is false where it is too sparse for them. */
static enum err slots_counted(struct seek *seek, const struct counted *list, enum list_level level,
                              int64_t from, int64_t to, bool *ret_any)
{
    auto_query struct query q = query_of(seek->conn, STMT_LIST_SLOTS);
    enum err err;
    *ret_any = false;
    bind_integer(&q, (int64_t)list->what);
    bind_integer(&q, list->thing);
    bind_integer(&q, (int64_t)list->kind);
    bind_text(&q, seek->lang);
    bind_integer(&q, (int64_t)level);
    bind_integer(&q, from);
    bind_integer(&q, to);
    while (!(err = query_row(&q))) {
        int64_t slot = column_integer(&q);
        err = slot_note(seek, slot, column_integer(&q));
        if (err)
            return err;
        *ret_any = true;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Where they keep none the rows themselves, which are few. */
static enum err slots_of_rows(struct seek *seek, const struct counted *list, enum list_level level,
                              int64_t from, int64_t to)
{
    static const enum statement statements[] = {[LIST_KIND] = STMT_ARTICLE_STREAM,
                                                [LIST_CATEGORY] = STMT_ARTICLE_STREAM_CATEGORY,
                                                [LIST_TAG] = STMT_ARTICLE_STREAM_TAG};
    auto_query struct query q = query_of(seek->conn, statements[list->what]);
    enum err err;
    if (list->what != LIST_KIND)
        bind_integer(&q, list->thing);
    bind_integer(&q, (int64_t)AUDIENCE_PUBLIC);
    bind_integer(&q, (int64_t)STATUS_PUBLISHED);
    bind_integer(&q, (int64_t)list->kind);
    bind_text(&q, seek->lang);
    bind_integer(&q, slot_begin_ms(level, to + 1));
    bind_integer(&q, 0);
    bind_integer(&q, slot_begin_ms(level, from));
    bind_integer(&q, SPARSE);
    while (!(err = query_row(&q))) {
        int64_t at_ms = column_integer(&q) - slot_begin_ms(level, 0);
        err = slot_note(seek, at_ms / widths_ms[level], 1);
        if (err)
            return err;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Newest first. */
static int slot_compare(const void *a, const void *b)
{
    const struct slot *x = a, *y = b;
    return x->slot < y->slot ? 1 : x->slot > y->slot ? -1 : 0;
}

/* All slots of the lists from one to another, each once. */
static enum err slots_gather(struct seek *seek, enum list_level level, int64_t from, int64_t to)
{
    enum err err = ERR_OK;
    size_t kept = 0;
    seek->slots = NULL;
    seek->slot_count = 0;
    for (size_t i = 0; !err && i < seek->list_count; i++) {
        bool any;
        err = slots_counted(seek, &seek->lists[i], level, from, to, &any);
        if (!err && !any && level > LEVEL_DAY)
            err = slots_of_rows(seek, &seek->lists[i], level, from, to);
    }
    if (err || !seek->slot_count)
        return err;
    qsort(seek->slots, seek->slot_count, sizeof *seek->slots, slot_compare);
    for (size_t i = 1; i < seek->slot_count; i++) {
        if (seek->slots[i].slot == seek->slots[kept].slot)
            seek->slots[kept].count += seek->slots[i].count;
        else
            seek->slots[++kept] = seek->slots[i];
    }
    seek->slot_count = kept + 1;
    return ERR_OK;
}

/* The slot that holds the row behind *skip others, which becomes what is to be left out of it. */
static enum err slot_find(struct seek *seek, enum list_level level, int64_t from, int64_t to, int64_t *skip,
                          struct slot *ret_slot)
{
    enum err err = slots_gather(seek, level, from, to);
    if (err)
        return err;
    for (size_t i = 0; i < seek->slot_count; i++) {
        if (*skip < seek->slots[i].count) {
            *ret_slot = seek->slots[i];
            return ERR_OK;
        }
        *skip -= seek->slots[i].count;
    }
    return ERR_NOT_FOUND;
}

enum err list_months(struct conn *conn, const struct article_query *query, struct list_month **ret_months,
                     size_t *ret_count, int64_t *ret_total)
{
    struct seek seek;
    enum err err = seek_begin(conn, query, &seek);
    if (!err)
        err = slots_gather(&seek, LEVEL_MONTH, 0, INT64_MAX);
    struct list_month *months = err ? NULL : arena_zero(conn->arena, seek.slot_count + 1, sizeof *months);
    if (!months)
        return err ? err : ERR_MEMORY;
    *ret_total = 0;
    for (size_t i = 0; i < seek.slot_count; i++) {
        const struct slot *slot = &seek.slots[i];
        months[i] =
            (struct list_month){(int)(slot->slot / MONTHS), (int)(slot->slot % MONTHS) + 1, slot->count};
        *ret_total += slot->count;
    }
    *ret_months = months;
    *ret_count = seek.slot_count;
    return ERR_OK;
}

enum err list_seek(struct conn *conn, const struct list_month *month, int64_t skip,
                   struct article_query *query)
{
    struct seek seek;
    struct slot at = {month ? (int64_t)month->year * MONTHS + month->month - 1 : 0, 0};
    enum list_level level = LEVEL_DAY;
    enum err err = seek_begin(conn, query, &seek);
    if (!err && !month)
        err = slot_find(&seek, LEVEL_MONTH, 0, INT64_MAX, &skip, &at);
    if (err)
        return err;
    if (month)
        query->from_ms = slot_begin_ms(LEVEL_DAY, month_first_day(at.slot));
    err = slot_find(&seek, LEVEL_DAY, month_first_day(at.slot), month_first_day(at.slot + 1) - 1, &skip, &at);
    while (!err && level < LEVEL_SMALL && at.count > STEPPED) {
        int64_t parts = widths_ms[level] / widths_ms[level + 1];
        level++;
        err = slot_find(&seek, level, at.slot * parts, (at.slot + 1) * parts - 1, &skip, &at);
    }
    if (err)
        return err;
    query->to_ms = slot_begin_ms(level, at.slot + 1);
    query->skip = (int)skip;
    return ERR_OK;
}
