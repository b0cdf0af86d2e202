/* Pages of the register: one walk over the columns decides which documents a query means, counts for each
 * side what its other choices would leave, and finds the page. So any filters together cost what none do. */
#include "document_register.h"

#include "article_row.h"
#include "engine/rows.h"
#include "store/search.h"
#include "text/collate.h"
#include "text/number.h"

#include <stdlib.h>
#include <string.h>

/* Years are counted from here on. What is older, or later than a byte counts, shares the first and the last.
 */
enum { YEAR_FIRST = 1900, YEARS = 256, ANY = -1, NOTHING = -2 };

/* A document that a text finds, and how well. */
struct found {
    int64_t id;
    size_t rank;
};

/* A query on its way over the rows. */
struct walking {
    const struct register_snapshot *in;
    const struct register_query *query;
    bool is_english;
    int wanted[SIDE_COUNT];
    unsigned *counts[SIDE_COUNT];
    size_t sizes[SIDE_COUNT];
    struct found *found; /* by id; NULL where no text is looked for */
    size_t found_count;
    struct found *hits; /* of these, those that pass all filters */
    size_t hit_count;
};

/* The group of a slug; NOTHING for none. */
static int register_group_of(const struct register_terms *terms, const char *slug)
{
    int group = register_terms_group(terms, slug);
    return group ? group : NOTHING;
}

/* What a row must have on that side. */
static int register_wanted(const struct register_snapshot *in, enum document_side side, const char *key)
{
    int64_t year;
    int number = 0;
    switch (side) {
    case SIDE_ISSUER:
        return register_group_of(&in->issuers, key);
    case SIDE_FIELD:
        return register_group_of(&in->fields, key);
    case SIDE_YEAR:
        return number_parse(key, YEAR_FIRST, YEAR_FIRST + YEARS - 1, &year) ? NOTHING
                                                                            : (int)year - YEAR_FIRST;
    case SIDE_STATE:
        number = (int)document_state_named(key);
        return number == DOCUMENT_STATE_COUNT ? NOTHING : number;
    default:
        for (const struct fact_choice *choice = fact_choices(); choice->name; choice++) {
            number += choice->fact == FACT_DOCUMENT_TYPE;
            if (choice->fact == FACT_DOCUMENT_TYPE && strcmp(choice->name, key) == 0)
                return number;
        }
        return NOTHING;
    }
}

/* What a row has on each side. */
static void register_values(const struct walking *walk, const struct register_row *row,
                            int values[SIDE_COUNT])
{
    int year = row->issued / 10000 - YEAR_FIRST;
    values[SIDE_ISSUER] = row->issuer ? walk->in->issuers.items[row->issuer].group : 0;
    values[SIDE_FIELD] = row->field ? walk->in->fields.items[row->field].group : 0;
    values[SIDE_TYPE] = row->type;
    values[SIDE_YEAR] = year < 0 ? 0 : year >= YEARS ? YEARS - 1 : year;
    values[SIDE_STATE] = (int)document_state_on(&row->days, walk->query->today);
}

static int found_by_id(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

static int found_by_rank(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    return x->rank < y->rank ? -1 : x->rank > y->rank;
}

/* Notes a row for each side whose other sides it passes; whether it passes all. */
static bool register_count(struct walking *walk, const struct register_row *row)
{
    int values[SIDE_COUNT], missed = 0;
    enum document_side last = SIDE_COUNT;
    register_values(walk, row, values);
    for (enum document_side side = 0; side < SIDE_COUNT; side++) {
        if (walk->wanted[side] == ANY || walk->wanted[side] == values[side])
            continue;
        missed++;
        last = side;
    }
    if (missed > 1)
        return false;
    for (enum document_side side = 0; side < SIDE_COUNT; side++)
        if (!missed || side == last)
            walk->counts[side][values[side]]++;
    return !missed;
}

/* Over all rows: the page's ids where no text ranks them. */
static void register_walk(struct walking *walk, struct register_page *page)
{
    const struct register_query *query = walk->query;
    for (size_t i = 0; i < walk->in->count; i++) {
        const struct register_row *row = &walk->in->rows[i];
        struct found *found = NULL;
        if (row->is_english != walk->is_english)
            continue;
        if (walk->found) {
            const struct found key = {.id = row->id};
            found = walk->found_count ? bsearch(&key, walk->found, walk->found_count, sizeof key, found_by_id)
                                      : NULL;
            if (!found)
                continue;
        }
        if (!register_count(walk, row))
            continue;
        if (found)
            walk->hits[walk->hit_count++] = *found;
        else if (page->total >= query->skip && page->count < (size_t)query->limit)
            page->ids[page->count++] = row->id;
        page->total++;
    }
}

/* The ids of what a text finds. */
static enum err register_find(struct conn *conn, struct walking *walk, bool *ret_cut)
{
    const struct article_query filter = {.limit = 1, .lang = walk->query->lang, .kinds = 1u << KIND_DOCUMENT};
    int64_t *ids = NULL;
    size_t count = 0;
    enum err err = search_ids(conn, walk->query->text, &filter, REGISTER_FOUND_MOST, &ids, &count, ret_cut);
    if (err)
        return err;
    walk->found = arena_zero(conn->arena, count + 1, sizeof *walk->found);
    walk->hits = arena_zero(conn->arena, count + 1, sizeof *walk->hits);
    if (!walk->found || !walk->hits)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        walk->found[i] = (struct found){ids[i], i};
    walk->found_count = count;
    qsort(walk->found, count, sizeof *walk->found, found_by_id);
    return ERR_OK;
}

/* ---- choices */

static int choice_by_name(const void *a, const void *b)
{
    const struct register_choice *x = a, *y = b;
    return text_collate(x->name, strlen(x->name), y->name, strlen(y->name));
}

/* What a choice is called in a query, and by people. Copied, for the snapshot goes. */
static struct register_choice register_choice_of(const struct walking *walk, struct arena *arena,
                                                 enum document_side side, size_t value)
{
    const struct register_terms *terms = side == SIDE_ISSUER ? &walk->in->issuers : &walk->in->fields;
    struct register_choice made = {.count = walk->counts[side][value]};
    int number = 0;
    switch (side) {
    case SIDE_ISSUER:
    case SIDE_FIELD:
        made.key = arena_text(arena, terms->items[value].slug);
        made.name = arena_text(arena, terms->items[value].name);
        break;
    case SIDE_YEAR:
        made.key = arena_printf(arena, "%d", (int)value + YEAR_FIRST);
        break;
    case SIDE_STATE:
        made.key = document_state_name((enum document_state)value);
        break;
    default:
        for (const struct fact_choice *choice = fact_choices(); choice->name; choice++) {
            number += choice->fact == FACT_DOCUMENT_TYPE;
            if (choice->fact == FACT_DOCUMENT_TYPE && number == (int)value)
                made.key = choice->name;
        }
    }
    return made;
}

/* How many documents a choice must have to be shown: as few as leave at most REGISTER_CHOICES_MOST choices.
 * *ret_room: how many of those with one less are shown besides. */
static unsigned register_least(const unsigned *counts, size_t size, size_t *ret_room)
{
    unsigned least = 1, most = 1;
    for (size_t i = 1; i < size; i++)
        most = counts[i] >= most ? counts[i] + 1 : most;
    *ret_room = 0;
    /* Halved, so that thousands are not sorted for each reader. */
    while (least < most) {
        unsigned middle = least + (most - least) / 2;
        size_t shown = 0;
        for (size_t i = 1; i < size; i++)
            shown += counts[i] >= middle;
        if (shown <= REGISTER_CHOICES_MOST)
            most = middle;
        else
            least = middle + 1;
    }
    size_t shown = 0;
    for (size_t i = 1; i < size; i++)
        shown += counts[i] >= least;
    if (least > 1)
        *ret_room = REGISTER_CHOICES_MOST - shown;
    return least;
}

/* Those that have any, of very many the most used and the one that is asked for; of the terms 0 is none. */
static enum err register_choose(const struct walking *walk, struct arena *arena, enum document_side side,
                                struct register_page *page)
{
    bool is_term = side == SIDE_ISSUER || side == SIDE_FIELD, has_none = is_term || side == SIDE_TYPE;
    size_t room = 0;
    unsigned least = is_term ? register_least(walk->counts[side], walk->sizes[side], &room) : 1;
    for (size_t i = has_none; i < walk->sizes[side]; i++) {
        /* The latest year first. */
        size_t value = side == SIDE_YEAR ? walk->sizes[side] - 1 - i : i;
        unsigned count = walk->counts[side][value];
        bool is_tied = count && count + 1 == least && room;
        if (!count || (count < least && !is_tied && walk->wanted[side] != (int)value))
            continue;
        room -= is_tied;
        struct register_choice *choice =
            array_add(arena, &page->choices[side], &page->choice_counts[side], sizeof *choice);
        if (!choice)
            return ERR_MEMORY;
        *choice = register_choice_of(walk, arena, side, value);
    }
    if (is_term && page->choice_counts[side])
        qsort(page->choices[side], page->choice_counts[side], sizeof *page->choices[side], choice_by_name);
    return ERR_OK;
}

/* Room for the counts, and what is wanted. */
static enum err register_begin(struct conn *conn, struct walking *walk)
{
    const size_t sizes[SIDE_COUNT] = {[SIDE_ISSUER] = walk->in->issuers.count + 1,
                                      [SIDE_TYPE] = UINT8_MAX + 1,
                                      [SIDE_FIELD] = walk->in->fields.count + 1,
                                      [SIDE_YEAR] = YEARS,
                                      [SIDE_STATE] = DOCUMENT_STATE_COUNT};
    walk->is_english = strcmp(walk->query->lang, "en") == 0;
    for (enum document_side side = 0; side < SIDE_COUNT; side++) {
        const char *key = walk->query->sides[side];
        walk->wanted[side] = key ? register_wanted(walk->in, side, key) : ANY;
        walk->sizes[side] = sizes[side];
        walk->counts[side] = arena_zero(conn->arena, sizes[side], sizeof *walk->counts[side]);
        if (!walk->counts[side])
            return ERR_MEMORY;
    }
    return ERR_OK;
}

/* The hits of a text, in their order. */
static void register_rank(const struct walking *walk, struct register_page *page)
{
    const struct register_query *query = walk->query;
    if (walk->hit_count)
        qsort(walk->hits, walk->hit_count, sizeof *walk->hits, found_by_rank);
    for (size_t i = (size_t)query->skip; i < walk->hit_count && page->count < (size_t)query->limit; i++)
        page->ids[page->count++] = walk->hits[i].id;
}

enum err register_page(struct conn *conn, const struct register_query *query, bool may_wait,
                       struct register_page *ret_page)
{
    auto_snapshot struct register_snapshot *in = NULL;
    struct register_page page = {.count = 0};
    struct walking walk = {.query = query};
    enum err err = register_hold(conn, may_wait, &in);
    walk.in = in;
    if (!err)
        err = register_begin(conn, &walk);
    if (!err && query->text)
        err = register_find(conn, &walk, &page.is_cut);
    if (err)
        return err;
    size_t room = (size_t)query->limit < in->count ? (size_t)query->limit : in->count;
    page.ids = arena_zero(conn->arena, room + 1, sizeof *page.ids);
    if (!page.ids)
        return ERR_MEMORY;
    register_walk(&walk, &page);
    register_rank(&walk, &page);
    for (enum document_side side = 0; !err && side < SIDE_COUNT; side++)
        err = register_choose(&walk, conn->arena, side, &page);
    if (!err)
        *ret_page = page;
    return err;
}

enum err register_articles(struct conn *conn, const struct register_page *page, struct article_list *ret_list)
{
    struct article_list list = {.items = arena_zero(conn->arena, page->count + 1, sizeof *list.items)};
    enum err err = list.items ? ERR_OK : ERR_MEMORY;
    for (size_t i = 0; !err && i < page->count; i++) {
        struct article *article = &list.items[list.count];
        err = article_read(conn, page->ids[i], false, article);
        /* The columns may be of a later moment than this connection's, or of an earlier one. */
        list.count += !err && article_is_public(article) && article->kind == KIND_DOCUMENT;
        err = err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    *ret_list = list;
    return err;
}

enum err register_names(struct conn *conn, enum document_side side, const char *slug, const char *lang,
                        bool may_wait, const char *ret_names[static REGISTER_NAMES_MOST], size_t *ret_count)
{
    auto_snapshot struct register_snapshot *in = NULL;
    enum err err = register_hold(conn, may_wait, &in);
    bool is_english = strcmp(lang, "en") == 0;
    *ret_count = 0;
    if (err)
        return err;
    const struct register_terms *terms = side == SIDE_ISSUER ? &in->issuers : &in->fields;
    bool *seen = arena_zero(conn->arena, terms->count + 1, sizeof *seen);
    int group = register_group_of(terms, slug);
    for (size_t i = 0; seen && group > 0 && *ret_count < REGISTER_NAMES_MOST && i < in->count; i++) {
        const struct register_row *row = &in->rows[i];
        uint16_t term = side == SIDE_ISSUER ? row->issuer : row->field;
        if (row->is_english != is_english || !term || seen[term] || terms->items[term].group != group)
            continue;
        seen[term] = true;
        ret_names[(*ret_count)++] = arena_text(conn->arena, terms->items[term].name);
    }
    return seen ? ERR_OK : ERR_MEMORY;
}
