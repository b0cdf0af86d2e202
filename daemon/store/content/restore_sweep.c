/* A request may have taken a name without noting what bore it, and a tag may stand in the copy on articles
 * that gave it up later. The names are not known, but their hashes are: so every name of the copy is hashed.
 */
#include "restore_sweep.h"

#include "article_inner.h"
#include "engine/rows.h"
#include "erase_part.h"
#include "erased_name.h"
#include "old_address.h"
#include "store/mention.h"
#include "store/slug_number.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Of a page of names, or of an article that is written anew. */
enum { SWEEP_ARENA = 256 * 1024 * 1024, NAMES_AT_ONCE = 1000 };

struct sweep_name {
    const char *name;
    int64_t id; /* of what bears it */
};

struct sweep_table {
    enum statement statement;
    enum erased_kind kind;
    enum err (*take)(struct conn *conn, const struct sweep_name *name);
};

/* Its present address is one that nobody may have. */
static enum err sweep_move(struct conn *conn, struct article *article)
{
    int64_t version;
    enum err err = slug_free(conn, "bai", 1, &article->slug);
    article->change_note = NULL;
    return err ? err : article_update(conn, article, ACTION_EDIT, 0, &version);
}

static enum err sweep_article_slug(struct conn *conn, const struct sweep_name *name)
{
    struct article article;
    enum err err = article_by_id(conn, name->id, &article);
    if (!err && strcmp(article.slug, name->name) == 0)
        err = sweep_move(conn, &article);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    {
        auto_query struct query q = query_of(conn, STMT_ERASE_REVISION_SLUGS);
        bind_text(&q, article.slug);
        bind_integer(&q, name->id);
        bind_text(&q, name->name);
        err = query_run(&q);
    }
    return err ? err : erase_article_slug(conn, name->id, name->name);
}

static enum err sweep_tag(struct conn *conn, const struct sweep_name *name)
{
    enum err err = mention_drop_tag(conn, name->id);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err sweep_gone(struct conn *conn, const char *kind, const char *slug)
{
    auto_query struct query q = query_of(conn, STMT_ERASE_GONE_SLUG);
    bind_text(&q, kind);
    bind_text(&q, slug);
    return query_run(&q);
}

static enum err sweep_gone_article(struct conn *conn, const struct sweep_name *name)
{
    return sweep_gone(conn, "article", name->name);
}

static enum err sweep_gone_tag(struct conn *conn, const struct sweep_name *name)
{
    return sweep_gone(conn, "tag", name->name);
}

static enum err sweep_external(struct conn *conn, const struct sweep_name *name)
{
    return run_by(conn, STMT_SWEEP_EXTERNAL_DROP, name->id);
}

/* External ids first: an article that has such a one cannot be saved. */
static const struct sweep_table sweeps[] = {
    {STMT_SWEEP_EXTERNAL, ERASED_EXTERNAL, sweep_external},
    {STMT_SWEEP_ARTICLE_SLUGS, ERASED_ARTICLE, sweep_article_slug},
    {STMT_SWEEP_REVISION_SLUGS, ERASED_ARTICLE, sweep_article_slug},
    {STMT_SWEEP_GONE_ARTICLES, ERASED_ARTICLE, sweep_gone_article},
    {STMT_SWEEP_TAG_SLUGS, ERASED_TAG, sweep_tag},
    {STMT_SWEEP_GONE_TAGS, ERASED_TAG, sweep_gone_tag},
};

/* The next names behind one, in the connection's arena. */
static enum err sweep_read(struct conn *conn, enum statement statement, const char *after,
                           struct sweep_name **ret_names, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, statement);
    struct sweep_name *names = NULL;
    size_t count = 0;
    enum err err;
    bind_text(&q, after);
    bind_integer(&q, NAMES_AT_ONCE);
    while (!(err = query_row(&q))) {
        struct sweep_name *name = array_add(conn_arena(conn), &names, &count, sizeof *name);
        if (!name)
            return ERR_MEMORY;
        name->name = column_text(&q);
        name->id = column_integer(&q);
    }
    *ret_names = names;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* One page of a table, behind `last`, which then is where the next begins, "" when there is none. Those of
 * revisions, which have no order that is kept, come all at once. */
static enum err sweep_page(struct conn *conn, const struct sweep_table *table, char last[static 256],
                           int64_t *count_in_out)
{
    struct sweep_name *names;
    size_t count = 0;
    enum err err = sweep_read(conn, table->statement, last, &names, &count);
    for (size_t i = 0; !err && i < count; i++) {
        bool is_erased = false;
        err = erased_name_known(conn, table->kind, names[i].name, &is_erased);
        if (!err && is_erased)
            err = table->take(conn, &names[i]);
        *count_in_out += !err && is_erased;
    }
    if (!err && arena_failed(conn_arena(conn)))
        return ERR_MEMORY;
    snprintf(last, 256, "%s", !err && count == NAMES_AT_ONCE ? names[count - 1].name : "");
    return err;
}

/* Addresses are asked one by one, while they are walked through. */
struct sweep_addresses {
    struct conn *conn;
    int64_t *count;
    enum err *err;
};

static bool sweep_address_is_erased(const void *context, const char *address)
{
    const struct sweep_addresses *sweep = context;
    bool is_erased = false;
    if (!*sweep->err)
        *sweep->err = erased_name_known(sweep->conn, ERASED_ADDRESS, address, &is_erased);
    *sweep->count += is_erased;
    return is_erased;
}

enum err restore_sweep(struct conn *conn, int64_t *ret_count)
{
    assert(conn->is_writer);
    struct arena *own = conn_arena(conn);
    enum err err = ERR_OK, address_err = ERR_OK;
    *ret_count = 0;
    for (size_t i = 0; !err && i < sizeof sweeps / sizeof *sweeps; i++) {
        char last[256] = "";
        do {
            auto_arena struct arena *arena = arena_new(SWEEP_ARENA);
            if (!arena)
                return ERR_MEMORY;
            store_use_arena(conn, arena);
            err = sweep_page(conn, &sweeps[i], last, ret_count);
            store_use_arena(conn, own);
        } while (!err && *last);
    }
    auto_arena struct arena *arena = arena_new(SWEEP_ARENA);
    if (err || !arena)
        return err ? err : ERR_MEMORY;
    const struct sweep_addresses sweep = {conn, ret_count, &address_err};
    store_use_arena(conn, arena);
    err = old_addresses_erase(conn, NULL, sweep_address_is_erased, &sweep);
    store_use_arena(conn, own);
    return err ? err : address_err;
}
