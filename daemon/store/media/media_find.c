/* Finding media by what is said of them, and what shows them: for editors, who look for a file among
 * thousands. What is said is folded when it is read and kept nowhere, so that nothing of a word that is taken
 * back stays. */
#include "engine/rows.h"

#include "media_row.h"
#include "store/audit.h"
#include "store/media.h"
#include "text/word.h"

#include <assert.h>
#include <string.h>

/* Words of a question that are looked at. */
enum { FIND_WORDS_MAX = 8 };

const char *const media_kind_names[] = {"picture", "document", "sound", "film", NULL};

struct wanted_words {
    struct word words[FIND_WORDS_MAX];
    size_t count;
};

static void wanted_words_read(const char *text, struct wanted_words *wanted)
{
    size_t at = 0, length = text ? strlen(text) : 0;
    wanted->count = 0;
    while (wanted->count < FIND_WORDS_MAX && word_next(text, length, &at, &wanted->words[wanted->count]))
        wanted->count++;
}

/* Which of the words, as bits, begin a word of the text: without marks, as people type in haste. */
static unsigned words_found(const struct wanted_words *wanted, const char *text)
{
    struct word word;
    unsigned found = 0;
    size_t at = 0, length = text ? strlen(text) : 0;
    while (word_next(text, length, &at, &word))
        for (size_t i = 0; i < wanted->count; i++)
            if (strncmp(word.fold, wanted->words[i].fold, wanted->words[i].fold_length) == 0)
                found |= 1u << i;
    return found;
}

/* Whether the row says all that is wanted; columns behind the id are what is said. */
static bool row_fits(struct query *q, const struct wanted_words *wanted)
{
    enum { TEXTS = 5 };
    unsigned found = 0;
    for (int i = 0; wanted->count && i < TEXTS; i++)
        found |= words_found(wanted, column_peek(q));
    return found == (1u << wanted->count) - 1;
}

/* The ids of those that fit, newest first. */
static enum err media_find_ids(struct conn *conn, const struct media_query *query, int64_t *ids,
                               size_t *ret_count)
{
    struct wanted_words wanted;
    auto_query struct query q = query_of(conn, STMT_MEDIA_FIND);
    enum err err = ERR_OK;
    size_t count = 0;
    wanted_words_read(query->words, &wanted);
    bind_integer(&q, query->before_id ? query->before_id : INT64_MAX);
    bind_integer(&q, query->kind);
    bind_integer(&q, query->is_nameless);
    bind_integer(&q, query->is_unused);
    while (count < (size_t)query->limit && !(err = query_row(&q))) {
        int64_t id = column_integer(&q);
        if (row_fits(&q, &wanted))
            ids[count++] = id;
    }
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err media_find(struct conn *conn, const struct media_query *query, struct media **ret_items,
                    size_t *ret_count)
{
    size_t count = 0;
    int64_t *ids = arena_zero(conn->arena, (size_t)query->limit, sizeof *ids);
    struct media *items = arena_zero(conn->arena, (size_t)query->limit, sizeof *items);
    enum err err = ids && items ? media_find_ids(conn, query, ids, &count) : ERR_MEMORY;
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
    return query_run(&q);
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
