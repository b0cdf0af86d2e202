/* Finding media by what is said of them, and what shows them: for editors, who look for a file among
 * thousands. Which words are theirs is media_words.c's. */
#include "engine/rows.h"

#include "media_row.h"
#include "media_words.h"
#include "store/audit.h"
#include "store/media.h"

#include <assert.h>

const char *const media_kind_names[] = {"picture", "document", "sound", "film", NULL};

/* Whether the medium is one that is looked for, apart from its words. */
static enum err media_fits(struct conn *conn, const struct media_query *query, int64_t id, bool *ret_fits)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_FITS);
    bind_integer(&q, id);
    bind_integer(&q, query->kind);
    bind_integer(&q, query->is_nameless);
    bind_integer(&q, query->is_unused);
    enum err err = query_row(&q);
    *ret_fits = err == ERR_OK;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The ids of those whose flag is set and that fit, newest first. */
static enum err media_find_flagged(struct conn *conn, const struct media_query *query,
                                   const unsigned char *flags, size_t flag_count, int64_t *ids,
                                   size_t *ret_count)
{
    enum err err = ERR_OK;
    int64_t id =
        query->before_id && query->before_id < (int64_t)flag_count ? query->before_id : (int64_t)flag_count;
    while (!err && --id > 0 && *ret_count < (size_t)query->limit) {
        bool fits = false;
        if (flags[id])
            err = media_fits(conn, query, id, &fits);
        if (fits)
            ids[(*ret_count)++] = id;
    }
    return err;
}

/* The ids of those that fit, newest first, where no word is asked for: by the index that has the fewest. */
static enum err media_find_ids(struct conn *conn, const struct media_query *query, int64_t *ids,
                               size_t *ret_count)
{
    enum statement statement = query->is_nameless            ? STMT_MEDIA_IDS_NAMELESS
                               : query->kind > MEDIA_PICTURE ? STMT_MEDIA_IDS_NO_PICTURE
                               : query->is_unused            ? STMT_MEDIA_IDS_UNUSED
                                                             : STMT_MEDIA_IDS_BELOW;
    auto_query struct query q = query_of(conn, statement);
    enum err err = ERR_OK;
    bind_integer(&q, query->before_id ? query->before_id : INT64_MAX);
    while (*ret_count < (size_t)query->limit && !(err = query_row(&q))) {
        bool fits;
        int64_t id = column_integer(&q);
        err = media_fits(conn, query, id, &fits);
        if (err)
            return err;
        if (fits)
            ids[(*ret_count)++] = id;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err media_find(struct conn *conn, const struct media_query *query, struct media **ret_items,
                    size_t *ret_count)
{
    size_t count = 0, flag_count;
    unsigned char *flags = NULL;
    int64_t *ids = arena_zero(conn->arena, (size_t)query->limit, sizeof *ids);
    struct media *items = arena_zero(conn->arena, (size_t)query->limit, sizeof *items);
    enum err err = ids && items ? media_words_match(conn, query->words, &flags, &flag_count) : ERR_MEMORY;
    if (!err)
        err = flags ? media_find_flagged(conn, query, flags, flag_count, ids, &count)
                    : media_find_ids(conn, query, ids, &count);
    for (size_t i = 0; !err && i < count; i++)
        err = media_by_id(conn, ids[i], &items[i]);
    *ret_items = items;
    *ret_count = err ? 0 : count;
    return err;
}

enum err media_uses(struct conn *conn, int64_t id, struct media_uses *ret_uses)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_USES);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (err)
        return err;
    ret_uses->articles = column_integer(&q);
    ret_uses->former = column_integer(&q);
    ret_uses->boxes = column_integer(&q);
    ret_uses->home = column_integer(&q);
    ret_uses->site = column_integer(&q);
    return ERR_OK;
}

enum err media_shown_in(struct conn *conn, int64_t id, int64_t after_id, int limit, int64_t **ret_ids,
                        size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_SHOWN_IN);
    bind_integer(&q, id);
    bind_integer(&q, after_id);
    bind_integer(&q, limit);
    return query_integers(&q, ret_ids, ret_count);
}

enum err media_boxes(struct conn *conn, int64_t id, int64_t **ret_ids, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_BOXES);
    bind_integer(&q, id);
    return query_integers(&q, ret_ids, ret_count);
}

enum err media_by_slug(struct conn *conn, const char *slug, struct media *ret_media)
{
    int64_t id = 0;
    enum err err = integer_by_text(conn, STMT_MEDIA_ID_BY_SLUG, slug, NULL, &id);
    return err ? err : id ? media_by_id(conn, id, ret_media) : ERR_NOT_FOUND;
}

enum err media_keep_slug(struct conn *conn, int64_t id, const char *slug)
{
    if (!slug)
        return run_by(conn, STMT_MEDIA_SLUGS_CLEAR, id);
    auto_query struct query q = query_of(conn, STMT_MEDIA_SLUG_ADD);
    bind_text(&q, slug);
    bind_integer(&q, id);
    enum err err = query_run(&q);
    /* One that is another's changes no row. */
    return !err && conn_changes(conn) == 0 ? ERR_CONFLICT : err;
}

static enum err media_set_slug(struct conn *conn, int64_t id, const char *slug)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_SLUG_SET);
    bind_text(&q, slug);
    bind_integer(&q, id);
    enum err err = query_run(&q);
    return err ? err : media_words_note(conn, id);
}

enum err media_hand_over(struct conn *conn, int64_t id, int64_t into)
{
    assert(conn->is_writer);
    struct media from = {.id = 0}, to = {.id = 0};
    enum err err = media_by_id(conn, id, &from);
    if (!err)
        err = media_by_id(conn, into, &to);
    if (!err)
        err = run_pair(conn, STMT_MEDIA_SLUGS_TO, id, into);
    /* First off the one, as no two have the same; one that has its own keeps it, and both lead there. */
    if (!err && from.slug)
        err = media_set_slug(conn, id, NULL);
    if (!err && from.slug && !to.slug)
        err = media_set_slug(conn, into, from.slug);
    if (!err)
        err = run_pair(conn, STMT_OLD_ADDRESS_MEDIA_TO, id, into);
    conn_mark_changed(conn);
    const char *note = arena_printf(conn->arena, "→ %lld", (long long)into);
    return err ? err
               : audit_add(conn, "media.replace", "media", id, from.version,
                           from.version + (from.slug != NULL), note);
}
