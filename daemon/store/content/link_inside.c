/* Links that lead to the portal itself: what is there is looked up, and nobody is asked. */
#include "link_inner.h"

#include "engine/rows.h"

#include "store/category.h"
#include "store/old_address.h"
#include "store/tag.h"
#include "store/tombstone_slug.h"

#include <string.h>

/* So many a step: some milliseconds of a reader. */
enum { STEP = 500, STEP_ARENA = 16 * 1024 * 1024, OK = 200, MISSING = 404, GONE = 410 };

/* "/bai-viet/mot-bai?x" in its parts. */
struct inside_path {
    const char *word; /* "bai-viet" */
    const char *name; /* "mot-bai"; "" none */
    const char *whole;
};

/* In the arena; English pages have the paths of the others behind their "/en". */
static bool inside_path_read(struct arena *arena, const char *url, struct inside_path *path)
{
    path->whole = arena_copy(arena, url, strcspn(url, "?"));
    if (!path->whole)
        return false;
    const char *word = strncmp(path->whole, "/en/", 4) == 0 ? path->whole + 4 : path->whole + 1;
    size_t length = strcspn(word, "/");
    const char *name = word[length] ? word + length + 1 : "";
    path->word = arena_copy(arena, word, length);
    path->name = arena_copy(arena, name, strcspn(name, "/"));
    return path->word && path->name;
}

/* Where nothing bears the slug: something that is gone for good may have. */
static enum err status_of_tombstone(struct conn *conn, enum tombstone_kind kind, const char *slug,
                                    int *ret_status)
{
    bool is_gone = false;
    enum err err = tombstone_slug(conn, kind, slug, &is_gone);
    *ret_status = is_gone ? GONE : MISSING;
    return err;
}

/* One that the public does not see, or not any more, is not there. */
static enum err status_of_article_id(struct conn *conn, int64_t id, int *ret_status)
{
    int64_t sequence;
    enum err err = integer_by(conn, STMT_LINK_SEQUENCE_OF, id, &sequence);
    *ret_status = err == ERR_NOT_FOUND ? MISSING : OK;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Also by a former slug, which leads on to the present one. */
static enum err status_of_article(struct conn *conn, const char *slug, int *ret_status)
{
    int64_t id = 0;
    enum err err = article_slug_owner(conn, slug, &id);
    if (err)
        return err;
    return id > 0 ? status_of_article_id(conn, id, ret_status)
                  : status_of_tombstone(conn, TOMBSTONE_ARTICLE, slug, ret_status);
}

static enum err status_of_category(struct conn *conn, const char *slug, int *ret_status)
{
    struct category category;
    enum err err = category_by_slug(conn, slug, &category);
    if (err == ERR_NOT_FOUND)
        return status_of_tombstone(conn, TOMBSTONE_CATEGORY, slug, ret_status);
    *ret_status = !err && category.is_hidden ? MISSING : OK;
    return err;
}

static enum err status_of_tag(struct conn *conn, const char *slug, int *ret_status)
{
    struct tag tag;
    enum err err = tag_by_slug(conn, slug, &tag);
    if (err == ERR_NOT_FOUND)
        return status_of_tombstone(conn, TOMBSTONE_TAG, slug, ret_status);
    *ret_status = !err && tag.is_hidden ? MISSING : OK;
    return err;
}

static enum err status_of_file(struct conn *conn, const char *name, int *ret_status)
{
    struct media_served served;
    enum err err = media_serve(conn, name, &served);
    *ret_status = !err && served.is_public ? OK : MISSING;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* An address of the portal that was there before leads on to what it was of. */
static enum err status_of_former(struct conn *conn, const struct link_rules *rules, const char *url,
                                 int *ret_status)
{
    struct old_address address;
    const char *key = rules->former_key(conn->arena, url);
    *ret_status = MISSING;
    enum err err = key ? old_address_find(conn, key, NULL, &address) : ERR_NOT_FOUND;
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    if (address.article_id)
        return status_of_article_id(conn, address.article_id, ret_status);
    *ret_status = address.category_id || address.tag_id ? OK : GONE;
    return ERR_OK;
}

enum err link_inside_status(struct conn *conn, const struct link_rules *rules, const char *path,
                            int *ret_status)
{
    struct inside_path parts;
    if (!inside_path_read(conn->arena, path, &parts))
        return ERR_MEMORY;
    if (*parts.name && kind_of_word(parts.word, strlen(parts.word)) != KIND_COUNT)
        return status_of_article(conn, parts.name, ret_status);
    if (*parts.name && strcmp(parts.word, "chuyen-muc") == 0)
        return status_of_category(conn, parts.name, ret_status);
    if (*parts.name && strcmp(parts.word, "the") == 0)
        return status_of_tag(conn, parts.name, ret_status);
    if (*parts.name && strcmp(parts.word, "media") == 0)
        return status_of_file(conn, parts.name, ret_status);
    *ret_status = OK;
    return rules->is_served(parts.whole) ? ERR_OK : status_of_former(conn, rules, path, ret_status);
}

enum err link_inside_note(struct conn *conn, int64_t id, int status)
{
    auto_query struct query q = query_of(conn, STMT_LINK_INSIDE_SET);
    bind_integer(&q, id);
    bind_integer(&q, status);
    bind_integer(&q, conn->now_ms);
    return query_run(&q);
}

/* A link whose answer is another than before. */
struct inside_change {
    int64_t id;
    const char *url;
    int status;
};

struct inside_step {
    struct inside_change *items;
    size_t count;
    int64_t last; /* 0: behind the last */
};

static enum err link_inside_read(struct conn *conn, int64_t after, struct inside_step *step)
{
    auto_query struct query q = query_of(conn, STMT_LINK_INSIDE);
    size_t seen = 0;
    enum err err;
    bind_integer(&q, after);
    bind_integer(&q, STEP);
    while (!(err = query_row(&q))) {
        struct inside_change *item = array_add(conn->arena, &step->items, &step->count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        item->id = step->last = column_integer(&q);
        item->url = column_text(&q);
        item->status = (int)column_integer(&q);
        seen++;
    }
    if (seen < STEP)
        step->last = 0;
    return arena_failed(conn->arena) ? ERR_MEMORY : err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Of the step, those whose answer is another now; the others go. */
static enum err link_inside_compare(struct conn *conn, const struct link_rules *rules,
                                    struct inside_step *step)
{
    enum err err = ERR_OK;
    size_t kept = 0;
    for (size_t i = 0; !err && i < step->count; i++) {
        struct inside_change item = step->items[i];
        int former = item.status;
        err = link_inside_status(conn, rules, item.url, &item.status);
        if (!err && item.status != former)
            step->items[kept++] = item;
    }
    step->count = kept;
    return err;
}

static enum err link_inside_write(struct store *store, struct arena *arena, const struct inside_step *step)
{
    static const struct actor keeper = {.role = ROLE_ADMIN, .name = "keeper"};
    auto_conn struct conn *conn = NULL;
    enum err err = store_begin(store, arena, &keeper, &conn);
    for (size_t i = 0; !err && i < step->count; i++)
        err = link_inside_note(conn, step->items[i].id, step->items[i].status);
    return err ? err : store_commit(&conn);
}

enum err link_look_inside(struct store *store, const struct link_rules *rules, int64_t *after)
{
    auto_arena struct arena *arena = arena_new(STEP_ARENA);
    struct inside_step step = {.count = 0};
    enum err err = arena ? ERR_OK : ERR_MEMORY;
    if (!err) {
        auto_conn struct conn *conn = NULL;
        err = store_lease(store, arena, &conn);
        if (!err)
            err = link_inside_read(conn, *after, &step);
        if (!err)
            err = link_inside_compare(conn, rules, &step);
    }
    if (!err && step.count)
        err = link_inside_write(store, arena, &step);
    if (!err)
        *after = step.last;
    return err;
}
