/* The register's columns as they are read: rows of public documents, what they replace, how their issuers and
 * fields are called. Must not know what is current (document_register.c). */
#include "document_register.h"

#include "article_inner.h"

#include <stdlib.h>
#include <string.h>

/* ---- growing columns */

/* Room for one more in a list from malloc(); NULL without memory. */
static void *register_grow(void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    size_t wanted = *room ? 2 * *room : 256;
    void *grown = realloc(items, wanted * size);
    if (grown)
        *room = wanted;
    return grown;
}

static struct register_row *register_add_row(struct register_snapshot *to, const struct register_row *row)
{
    struct register_row *rows = register_grow(to->rows, to->count, &to->room, sizeof *rows);
    if (!rows)
        return NULL;
    to->rows = rows;
    rows[to->count] = *row;
    return &rows[to->count++];
}

bool register_add_pair(struct register_snapshot *to, struct register_pair pair)
{
    struct register_pair *pairs = register_grow(to->pairs, to->pair_count, &to->pair_room, sizeof *pairs);
    if (!pairs)
        return false;
    to->pairs = pairs;
    pairs[to->pair_count++] = pair;
    return true;
}

struct register_snapshot *register_snapshot_new(void)
{
    struct register_snapshot *snapshot = calloc(1, sizeof *snapshot);
    if (snapshot)
        atomic_init(&snapshot->holders, 1);
    return snapshot;
}

void register_snapshot_free(struct register_snapshot *snapshot)
{
    if (!snapshot)
        return;
    register_terms_done(&snapshot->issuers);
    register_terms_done(&snapshot->fields);
    free(snapshot->rows);
    free(snapshot->pairs);
    free(snapshot);
}

/* ---- reading */

/* The number of a choice of the type, from 1. */
static uint8_t register_type_of(const char *name)
{
    uint8_t number = 0;
    for (const struct fact_choice *choice = fact_choices(); choice->name; choice++) {
        number += choice->fact == FACT_DOCUMENT_TYPE;
        if (choice->fact == FACT_DOCUMENT_TYPE && strcmp(choice->name, name) == 0)
            return number;
    }
    return 0;
}

/* What one value says of its row. The key is the statement's next column. */
static bool register_note(struct register_snapshot *to, struct register_row *row, enum fact fact,
                          struct query *q)
{
    const char *text;
    switch (fact) {
    case FACT_DOCUMENT_TYPE:
        text = column_peek(q);
        row->type = text ? register_type_of(text) : 0;
        return true;
    case FACT_DOCUMENT_ISSUER:
    case FACT_DOCUMENT_FIELD:
        text = column_peek(q);
        return !text || register_term_of(fact == FACT_DOCUMENT_ISSUER ? &to->issuers : &to->fields, text,
                                         row->id, fact == FACT_DOCUMENT_ISSUER ? &row->issuer : &row->field);
    case FACT_DOCUMENT_ISSUED:
        row->issued = (int32_t)column_integer(q);
        return true;
    case FACT_DOCUMENT_EFFECTIVE:
        row->days.effective = (int32_t)column_integer(q);
        return true;
    case FACT_DOCUMENT_PARTLY:
        row->days.partly = (int32_t)column_integer(q);
        return true;
    case FACT_DOCUMENT_EXPIRES:
        row->days.expires = (int32_t)column_integer(q);
        return true;
    case FACT_DOCUMENT_REPLACES:
        return register_add_pair(
            to, (struct register_pair){column_integer(q), row->id,
                                       row->days.effective ? row->days.effective : row->issued});
    default:
        column_peek(q);
        return true;
    }
}

/* Adds the rows of articles whose ids lie between two. Values come in the order of fact.def, so that the days
 * of a document are known when what it replaces is read. */
enum err register_read(struct conn *conn, int64_t from, int64_t to_id, struct register_snapshot *to)
{
    auto_query struct query q = query_of(conn, STMT_REGISTER_ROWS);
    struct register_row *row = NULL;
    enum err err;
    bind_integer(&q, from);
    bind_integer(&q, to_id);
    while (!(err = query_row(&q))) {
        int64_t id = column_integer(&q);
        enum fact fact = (enum fact)column_integer(&q);
        if (fact >= FACT_COUNT || fact_of(fact)->kind != KIND_DOCUMENT)
            continue;
        if (!row || row->id != id)
            row = register_add_row(to, &(struct register_row){.id = id});
        if (!row || !register_note(to, row, fact, &q))
            return ERR_MEMORY;
        const char *lang = column_peek(&q);
        row->is_english = lang && strcmp(lang, "en") == 0;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static int register_by_id(const void *a, const void *b)
{
    const struct register_row *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* The latest issued first. */
int register_by_issue(const void *a, const void *b)
{
    const struct register_row *x = a, *y = b;
    if (x->issued != y->issued)
        return x->issued < y->issued ? 1 : -1;
    return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

/* The earliest of two days, of which 0 is none. */
int32_t register_earlier(int32_t a, int32_t b)
{
    return !a || (b && b < a) ? b : a;
}

enum err register_name_terms(struct conn *conn, struct register_snapshot *of)
{
    enum err err = register_terms_name(conn, &of->issuers, fact_of(FACT_DOCUMENT_ISSUER)->name);
    return err ? err : register_terms_name(conn, &of->fields, fact_of(FACT_DOCUMENT_FIELD)->name);
}

/* All there is, into an empty one. */
enum err register_load(struct conn *conn, struct register_snapshot *to)
{
    enum err err = register_read(conn, 0, INT64_MAX, to);
    for (size_t i = 0; !err && to->count && i < to->pair_count; i++) {
        const struct register_row wanted = {.id = to->pairs[i].target};
        struct register_row *target = bsearch(&wanted, to->rows, to->count, sizeof wanted, register_by_id);
        if (target)
            target->days.replaced = register_earlier(target->days.replaced, to->pairs[i].day);
    }
    if (!err && to->count)
        qsort(to->rows, to->count, sizeof *to->rows, register_by_issue);
    return err ? err : register_name_terms(conn, to);
}
