/* What one thing leads to: read from its texts, compared with the list, brought into it. Knows neither when
 * nor whether it is asked for. */
#include "link_inner.h"

#include "engine/rows.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum err link_address_add(struct arena *arena, const char *address, struct addresses *addresses)
{
    if (!address || !*address || addresses->count >= LINKS_OF_ONE_MOST)
        return ERR_OK;
    const char **place = array_add(arena, &addresses->items, &addresses->count, sizeof *place);
    if (!place)
        return ERR_MEMORY;
    *place = address;
    return ERR_OK;
}

enum err link_addresses_of(struct arena *arena, const struct article *article, struct addresses *addresses)
{
    const char *rest = article->body_html, *address;
    enum err err = link_address_add(arena, article->source_url, addresses);
    for (size_t i = 0; !err && i < article->fact_count; i++)
        if (fact_of(article->facts[i].fact)->type == FACT_TYPE_LINK)
            err = link_address_add(arena, article->facts[i].text, addresses);
    while (!err && addresses->count < LINKS_OF_ONE_MOST && (address = hyperlink_next(&rest, arena)))
        err = link_address_add(arena, address, addresses);
    return arena_failed(arena) ? ERR_MEMORY : err;
}

static int by_url(const void *a, const void *b)
{
    return strcmp(((const struct hyperlink *)a)->url, ((const struct hyperlink *)b)->url);
}

enum err link_set_of(struct arena *arena, const struct link_rules *rules, const struct addresses *addresses,
                     struct link_set *set)
{
    struct hyperlink *items = arena_zero(arena, addresses->count, sizeof *items);
    size_t count = 0, kept = 0;
    if (!items && addresses->count)
        return ERR_MEMORY;
    for (size_t i = 0; i < addresses->count; i++) {
        struct hyperlink link = hyperlink_read(addresses->items[i], rules->base_url, arena);
        /* A base before it may make it longer than the table takes; nothing is lost of one that long. */
        if (link.kind != HYPERLINK_NONE && strlen(link.url) <= ARTICLE_URL_MAX)
            items[count++] = link;
    }
    if (arena_failed(arena))
        return ERR_MEMORY;
    if (count)
        qsort(items, count, sizeof *items, by_url);
    for (size_t i = 0; i < count; i++)
        if (!kept || strcmp(items[kept - 1].url, items[i].url) != 0)
            items[kept++] = items[i];
    set->items = items;
    set->count = kept;
    return ERR_OK;
}

/* Whether the set has this address. */
static bool link_set_has(const struct link_set *set, const char *url)
{
    const struct hyperlink key = {.url = url};
    return set->count && bsearch(&key, set->items, set->count, sizeof key, by_url);
}

/* What the list has of a thing. */
struct kept_link {
    int64_t id;
    const char *url;
};

static enum err link_kept_of(struct conn *conn, enum link_place place, int64_t thing_id,
                             struct kept_link **ret_items, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_LINK_OF_THING);
    enum err err;
    bind_integer(&q, (int64_t)place);
    bind_integer(&q, thing_id);
    while (!(err = query_row(&q))) {
        struct kept_link *item = array_add(conn->arena, ret_items, ret_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        item->id = column_integer(&q);
        item->url = column_text(&q);
    }
    return arena_failed(conn->arena) ? ERR_MEMORY : err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err link_set_is_kept(struct conn *conn, const struct link_set *set, bool *ret_kept)
{
    struct kept_link *kept = NULL;
    size_t count = 0;
    enum err err = link_kept_of(conn, set->place, set->thing_id, &kept, &count);
    /* Each address is in either once, so as many that are in the other are the same. */
    *ret_kept = !err && count == set->count;
    for (size_t i = 0; *ret_kept && i < count; i++)
        *ret_kept = link_set_has(set, kept[i].url);
    return err;
}

static enum err link_place_drop(struct conn *conn, enum link_place place, int64_t thing_id, int64_t id)
{
    auto_query struct query q = query_of(conn, STMT_LINK_PLACE_DROP);
    bind_integer(&q, (int64_t)place);
    bind_integer(&q, thing_id);
    bind_integer(&q, id);
    return query_run(&q);
}

static enum err link_insert(struct conn *conn, const struct hyperlink *link, int64_t *ret_id)
{
    auto_query struct query q = query_of(conn, STMT_LINK_ADD);
    bind_text(&q, link->url);
    bind_text(&q, link->kind == HYPERLINK_OUTWARD ? link->host : NULL);
    bind_integer(&q, conn->now_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_id = column_integer(&q);
    return query_run(&q);
}

/* The link of this address, made when nothing led there; one inside is looked up at once then. */
static enum err link_known(struct conn *conn, const struct link_rules *rules, const struct hyperlink *link,
                           int64_t *ret_id)
{
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_LINK_BY_URL);
        bind_text(&q, link->url);
        err = query_row(&q);
        if (!err)
            *ret_id = column_integer(&q);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    int status = 0;
    err = link_insert(conn, link, ret_id);
    if (err || link->kind == HYPERLINK_OUTWARD)
        return err;
    err = link_inside_status(conn, rules, link->url, &status);
    return err ? err : link_inside_note(conn, *ret_id, status);
}

static enum err link_place_add(struct conn *conn, const struct link_set *set, int64_t id)
{
    auto_query struct query q = query_of(conn, STMT_LINK_PLACE_ADD);
    bind_integer(&q, (int64_t)set->place);
    bind_integer(&q, set->thing_id);
    bind_integer(&q, id);
    return query_run(&q);
}

enum err link_set_keep(struct conn *conn, const struct link_rules *rules, const struct link_set *set)
{
    struct kept_link *kept = NULL;
    size_t count = 0;
    assert(conn->is_writer);
    enum err err = link_kept_of(conn, set->place, set->thing_id, &kept, &count);
    for (size_t i = 0; !err && i < count; i++)
        if (!link_set_has(set, kept[i].url))
            err = link_place_drop(conn, set->place, set->thing_id, kept[i].id);
    for (size_t i = 0; !err && i < set->count; i++) {
        int64_t id = 0;
        err = link_known(conn, rules, &set->items[i], &id);
        if (!err)
            err = link_place_add(conn, set, id);
    }
    return err;
}

/* Whether an address of the article is this link's, which may have lost the portal's own address before it
 * and a part's name behind it. */
static bool link_is_at(const struct addresses *addresses, const char *url)
{
    size_t wanted = strlen(url);
    for (size_t i = 0; i < addresses->count; i++) {
        size_t length = strcspn(addresses->items[i], "#");
        bool is_end = length >= wanted && strncmp(addresses->items[i] + length - wanted, url, wanted) == 0;
        if (is_end && (length == wanted || *url == '/'))
            return true;
    }
    return false;
}

enum err link_shrink(struct conn *conn, const struct article *article)
{
    struct addresses addresses = {.count = 0};
    struct kept_link *kept = NULL;
    size_t count = 0;
    assert(conn->is_writer);
    enum err err = link_kept_of(conn, LINK_IN_ARTICLE, article->id, &kept, &count);
    /* Where nobody checks links there are none. */
    if (!err && count)
        err = link_addresses_of(conn->arena, article, &addresses);
    for (size_t i = 0; !err && i < count; i++)
        if (!link_is_at(&addresses, kept[i].url))
            err = link_place_drop(conn, LINK_IN_ARTICLE, article->id, kept[i].id);
    return err;
}
