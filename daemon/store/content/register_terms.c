/* Issuers and fields of documents as numbers, found by their keys, and in groups of one name, found by slugs.
 * Knows nothing of rows. */
#include "document_register.h"

#include "engine/rows.h"
#include "text/slug.h"
#include "text/word.h"

#include <stdlib.h>
#include <string.h>

enum { TERMS_MOST = 60000, TERMS_FIRST = 64, FOLDED_MOST = 64 * 1024, SLUG_NUMBERS = 100000 };

/* FNV-1a, of keys that come from this database alone. */
static uint32_t register_hash(const char *key)
{
    uint32_t hash = 2166136261u;
    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * 16777619u;
    return hash;
}

/* The place of a key, or the free one where it belongs. */
static uint32_t *register_slot(const struct register_terms *terms, const char *key)
{
    size_t at = register_hash(key) & (terms->slot_count - 1);
    while (terms->slots[at] && strcmp(terms->items[terms->slots[at]].key, key) != 0)
        at = (at + 1) & (terms->slot_count - 1);
    return &terms->slots[at];
}

/* Twice the room, and all in their new places. The slots stay at most half full. */
static bool register_terms_grow(struct register_terms *terms)
{
    size_t room = terms->room ? 2 * terms->room : TERMS_FIRST;
    struct register_term *items = calloc(room, sizeof *items);
    uint32_t *slots = calloc(2 * room, sizeof *slots);
    if (!items || !slots) {
        free(items);
        free(slots);
        return false;
    }
    if (terms->count)
        memcpy(items, terms->items, terms->count * sizeof *items);
    free(terms->items);
    free(terms->slots);
    /* There are new terms: groups are made anew. */
    free(terms->slug_slots);
    terms->slug_slots = NULL;
    terms->items = items;
    terms->slots = slots;
    terms->room = room;
    terms->slot_count = 2 * room;
    terms->count = terms->count ? terms->count : 1;
    for (size_t i = 1; i < terms->count; i++)
        *register_slot(terms, items[i].key) = (uint32_t)i;
    return true;
}

bool register_term_of(struct register_terms *terms, const char *key, int64_t sample_id, uint16_t *ret_number)
{
    if (terms->count + 1 >= terms->room && !register_terms_grow(terms))
        return false;
    uint32_t *slot = register_slot(terms, key);
    *ret_number = (uint16_t)*slot;
    if (*slot || terms->count >= TERMS_MOST)
        return true;
    char *copy = strdup(key);
    if (!copy)
        return false;
    terms->items[terms->count] = (struct register_term){.key = copy, .sample_id = sample_id};
    *slot = (uint32_t)terms->count++;
    *ret_number = (uint16_t)*slot;
    return true;
}

/* The place of a group by its slug, or the free one where it belongs. */
static uint32_t *register_slug_slot(const struct register_terms *terms, const char *slug)
{
    size_t at = register_hash(slug) & (terms->slot_count - 1);
    while (terms->slug_slots[at] && strcmp(terms->items[terms->slug_slots[at]].slug, slug) != 0)
        at = (at + 1) & (terms->slot_count - 1);
    return &terms->slug_slots[at];
}

int register_terms_group(const struct register_terms *terms, const char *slug)
{
    return terms->slug_slots ? (int)*register_slug_slot(terms, slug) : 0;
}

/* A copy of a text that may be none; false without memory. */
static bool register_text_copy(const char *text, char **ret_copy)
{
    *ret_copy = text ? strdup(text) : NULL;
    return !text == !*ret_copy;
}

bool register_terms_copy(const struct register_terms *from, struct register_terms *to)
{
    bool is_whole = true;
    for (size_t i = 1; is_whole && i < from->count; i++) {
        const struct register_term *old = &from->items[i];
        uint16_t number = 0;
        is_whole = register_term_of(to, old->key, old->sample_id, &number) && number == i;
        if (!is_whole)
            break;
        struct register_term *term = &to->items[number];
        term->group = old->group;
        is_whole = register_text_copy(old->name, &term->name) &&
                   register_text_copy(old->folded, &term->folded) &&
                   register_text_copy(old->slug, &term->slug);
    }
    if (!is_whole || !to->count)
        return is_whole;
    to->slug_slots = calloc(to->slot_count, sizeof *to->slug_slots);
    for (size_t i = 1; to->slug_slots && i < to->count; i++)
        if (to->items[i].slug)
            *register_slug_slot(to, to->items[i].slug) = (uint32_t)i;
    return to->slug_slots;
}

void register_term_forget(struct register_term *term)
{
    free(term->name);
    free(term->folded);
    term->name = term->folded = NULL;
    term->sample_id = 0;
}

/* A whole name without marks; the name itself where it has no words. NULL without memory. */
static char *register_fold(const char *name)
{
    auto_buf struct buf out = BUF(FOLDED_MOST);
    size_t at = 0, length = strlen(name);
    struct word word;
    while (word_next(name, length, &at, &word)) {
        buf_text(&out, out.length ? " " : "");
        buf_add(&out, word.fold, word.fold_length);
    }
    return buf_failed(&out) ? NULL : strdup(out.length ? buf_str(&out) : name);
}

/* Reads how one is written, from the document that has it. */
static enum err register_term_name(struct conn *conn, struct register_term *term, const char *member)
{
    auto_query struct query q = query_of(conn, STMT_REGISTER_NAME);
    bind_integer(&q, term->sample_id);
    bind_text(&q, member);
    enum err err = query_row(&q);
    const char *name = err ? NULL : column_text(&q);
    if (err && err != ERR_NOT_FOUND)
        return err;
    /* Gone since the rows were read: the next change brings it up to date. */
    term->folded = register_fold(name ? name : term->key);
    term->name = strdup(name ? name : "");
    return term->name && term->folded ? ERR_OK : ERR_MEMORY;
}

/* For qsort() of pointers into one list: by the folded names, then as they came. */
static int register_by_fold(const void *a, const void *b)
{
    const struct register_term *x = *(struct register_term *const *)a, *y = *(struct register_term *const *)b;
    int order = strcmp(x->folded, y->folded);
    return order ? order : x < y ? -1 : x > y;
}

/* A slug that no other group has. Where the name does not fit whole, the number says which it is, whatever
 * others there are; so an address goes on meaning the same when one more begins with the same words. */
static const char *register_slug(const struct register_terms *terms, const struct register_term *term,
                                 struct arena *arena)
{
    const char *whole = slug_from_title(*term->name ? term->name : term->key, arena), *slug = whole;
    if (!*whole || strlen(term->folded) > SLUG_SIZE_MAX)
        slug = slug_numbered(*whole ? whole : "khac", register_hash(term->folded) % SLUG_NUMBERS, arena);
    for (int64_t number = 2; *register_slug_slot(terms, slug) && !arena_failed(arena); number++)
        slug = slug_numbered(*whole ? whole : "khac", number, arena);
    return slug;
}

/* All terms whose whole folded names are equal are one group, which has the slug. */
static enum err register_terms_join(struct register_terms *terms, struct arena *arena)
{
    struct register_term **sorted = arena_zero(arena, terms->count, sizeof(struct register_term *)),
                         *first = NULL;
    free(terms->slug_slots);
    terms->slug_slots = calloc(terms->slot_count, sizeof *terms->slug_slots);
    if (!sorted || !terms->slug_slots)
        return ERR_MEMORY;
    for (size_t i = 1; i < terms->count; i++) {
        sorted[i - 1] = &terms->items[i];
        free(terms->items[i].slug);
        terms->items[i].slug = NULL;
    }
    qsort(sorted, terms->count - 1, sizeof(struct register_term *), register_by_fold);
    for (size_t i = 0; i + 1 < terms->count; i++) {
        if (!first || strcmp(first->folded, sorted[i]->folded) != 0) {
            const char *slug = register_slug(terms, sorted[i], arena);
            char *copy = arena_failed(arena) ? NULL : strdup(slug);
            if (!copy)
                return ERR_MEMORY;
            uint32_t *slot = register_slug_slot(terms, copy);
            first = sorted[i];
            first->slug = copy;
            *slot = (uint32_t)(first - terms->items);
        }
        sorted[i]->group = (uint16_t)(first - terms->items);
    }
    return ERR_OK;
}

enum err register_terms_name(struct conn *conn, struct register_terms *terms, const char *member)
{
    /* None are left where the list grew. */
    bool is_new = terms->count > 1 && !terms->slug_slots;
    enum err err = ERR_OK;
    for (size_t i = 1; !err && i < terms->count; i++) {
        if (terms->items[i].name)
            continue;
        err = register_term_name(conn, &terms->items[i], member);
        is_new = true;
    }
    /* Without a new name the groups are those that were copied. */
    return err || !is_new ? err : register_terms_join(terms, conn->arena);
}

void register_terms_done(struct register_terms *terms)
{
    for (size_t i = 1; i < terms->count; i++) {
        free(terms->items[i].key);
        free(terms->items[i].name);
        free(terms->items[i].folded);
        free(terms->items[i].slug);
    }
    free(terms->items);
    free(terms->slots);
    free(terms->slug_slots);
}
