/* Issuers and fields of documents as numbers, found by their keys. Knows nothing of rows. */
#include "document_register.h"

#include "engine/rows.h"
#include "text/slug.h"

#include <stdlib.h>
#include <string.h>

enum { TERMS_MOST = 60000, TERMS_FIRST = 64 };

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

bool register_terms_copy(const struct register_terms *from, struct register_terms *to)
{
    bool is_whole = true;
    for (size_t i = 1; is_whole && i < from->count; i++) {
        uint16_t number = 0;
        is_whole = register_term_of(to, from->items[i].key, from->items[i].sample_id, &number) && number == i;
        if (!is_whole)
            break;
        struct register_term *term = &to->items[number];
        term->name = from->items[i].name ? strdup(from->items[i].name) : NULL;
        term->slug = from->items[i].slug ? strdup(from->items[i].slug) : NULL;
        is_whole = !from->items[i].name == !term->name && !from->items[i].slug == !term->slug;
    }
    return is_whole;
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
    const char *slug = slug_from_title(name ? name : term->key, conn->arena);
    term->name = strdup(name ? name : "");
    term->slug = strdup(*slug ? slug : "khac");
    return term->name && term->slug ? ERR_OK : ERR_MEMORY;
}

enum err register_terms_name(struct conn *conn, struct register_terms *terms, const char *member)
{
    enum err err = ERR_OK;
    for (size_t i = 1; !err && i < terms->count; i++) {
        struct register_term *term = &terms->items[i];
        if (!term->name)
            err = register_term_name(conn, term, member);
        /* Few, and most of one slug stand far apart; spellings of one name are one. */
        term->group = (uint16_t)i;
        for (size_t k = 1; !err && k < i && term->group == i; k++)
            if (strcmp(terms->items[k].slug, term->slug) == 0)
                term->group = (uint16_t)k;
    }
    return err;
}

void register_terms_done(struct register_terms *terms)
{
    for (size_t i = 1; i < terms->count; i++) {
        free(terms->items[i].key);
        free(terms->items[i].name);
        free(terms->items[i].slug);
    }
    free(terms->items);
    free(terms->slots);
}
