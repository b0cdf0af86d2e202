/* The table of old addresses. It knows what each leads to, not whether that may be shown. */
#include "old_address.h"

#include "engine/rows.h"
#include "erased_name.h"
#include "store/audit.h"

#include <assert.h>

static void old_address_read_row(struct query *q, struct old_address *address)
{
    address->id = column_integer(q);
    address->address = column_text(q);
    address->article_id = column_integer(q);
    address->category_id = column_integer(q);
    address->tag_id = column_integer(q);
    address->media_id = column_integer(q);
}

/* The row, as it stands. */
static enum err old_address_read(struct conn *conn, const char *address, const char *shorter,
                                 struct old_address *ret_address)
{
    auto_query struct query q = query_of(conn, STMT_OLD_ADDRESS_FIND);
    bind_text(&q, address);
    bind_text(&q, shorter);
    enum err err = query_row(&q);
    if (!err)
        old_address_read_row(&q, ret_address);
    return err;
}

enum err old_address_find(struct conn *conn, const char *address, const char *shorter,
                          struct old_address *ret_address)
{
    const char *const names[] = {address, shorter};
    enum err err = old_address_read(conn, address, shorter, ret_address);
    /* The hashes are asked only for what is not there, which most lost addresses never were. */
    for (size_t i = 0; err == ERR_NOT_FOUND && i < 2 && names[i]; i++) {
        bool is_erased = false;
        enum err failed = erased_name_known(conn, ERASED_ADDRESS, names[i], &is_erased);
        if (failed)
            return failed;
        if (is_erased) {
            *ret_address = (struct old_address){.address = names[i]};
            return ERR_OK;
        }
    }
    return err;
}

static bool old_address_is_same(const struct old_address *a, const struct old_address *b)
{
    return a->article_id == b->article_id && a->category_id == b->category_id && a->tag_id == b->tag_id &&
           a->media_id == b->media_id;
}

enum err old_address_add(struct conn *conn, struct old_address *address, bool *ret_known)
{
    assert(conn->is_writer && address->address);
    struct old_address present;
    bool is_erased = false;
    enum err err = old_address_read(conn, address->address, NULL, &present);
    *ret_known = !err && old_address_is_same(&present, address);
    if (*ret_known)
        address->id = present.id;
    if (*ret_known || (err && err != ERR_NOT_FOUND))
        return err;
    err = erased_name_known(conn, ERASED_ADDRESS, address->address, &is_erased);
    if (err || is_erased)
        return err ? err : ERR_CONFLICT;
    auto_query struct query q = query_of(conn, STMT_OLD_ADDRESS_ADD);
    bind_text(&q, address->address);
    bind_id(&q, address->article_id);
    bind_id(&q, address->category_id);
    bind_id(&q, address->tag_id);
    bind_id(&q, address->media_id);
    err = query_row(&q);
    /* No row: it leads elsewhere. A conflict: the schema misses what it refers to. */
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CONFLICT : err == ERR_CONFLICT ? ERR_NOT_FOUND : err;
    address->id = column_integer(&q);
    return query_run(&q);
}

/* The one id that is set; 0: none. */
static int64_t old_address_target(const struct old_address *of)
{
    return of->article_id    ? of->article_id
           : of->category_id ? of->category_id
           : of->tag_id      ? of->tag_id
                             : of->media_id;
}

/* Without a note: addresses hold words. */
enum err old_addresses_record(struct conn *conn, const struct old_address *target)
{
    const char *object = target->article_id    ? "article"
                         : target->category_id ? "category"
                         : target->tag_id      ? "tag"
                                               : "media";
    return audit_add(conn, "address.add", object, old_address_target(target), 0, 0, NULL);
}

enum err old_address_by_id(struct conn *conn, int64_t id, struct old_address *ret_address)
{
    auto_query struct query q = query_of(conn, STMT_OLD_ADDRESS_BY_ID);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (!err)
        old_address_read_row(&q, ret_address);
    return err;
}

enum err old_address_delete(struct conn *conn, int64_t id)
{
    assert(conn->is_writer);
    struct old_address present;
    enum err err = old_address_by_id(conn, id, &present);
    if (!err)
        err = run_by(conn, STMT_OLD_ADDRESS_DELETE, id);
    /* Without a note: the address holds words. */
    return err ? err : audit_add(conn, "address.remove", "address", id, 1, 0, NULL);
}

enum err old_address_list(struct conn *conn, const struct old_address *of, int64_t after, int limit,
                          struct old_address **ret_items, size_t *ret_count)
{
    int64_t id = of ? old_address_target(of) : 0;
    enum statement statement = !id               ? STMT_OLD_ADDRESS_LIST
                               : of->article_id  ? STMT_OLD_ADDRESS_OF_ARTICLE
                               : of->category_id ? STMT_OLD_ADDRESS_OF_CATEGORY
                               : of->tag_id      ? STMT_OLD_ADDRESS_OF_TAG
                                                 : STMT_OLD_ADDRESS_OF_MEDIA;
    auto_query struct query q = query_of(conn, statement);
    struct old_address *items = NULL;
    size_t count = 0;
    enum err err;
    bind_integer(&q, after);
    bind_integer(&q, limit);
    if (id)
        bind_integer(&q, id);
    while (!(err = query_row(&q))) {
        struct old_address *item = array_add(conn->arena, &items, &count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        old_address_read_row(&q, item);
    }
    *ret_items = items;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The hash first; then the row goes, and with it the words. */
static enum err old_address_erase(struct conn *conn, const struct old_address *address)
{
    enum err err = erased_name_add(conn, ERASED_ADDRESS, address->address);
    return err ? err : run_by(conn, STMT_OLD_ADDRESS_DELETE, address->id);
}

enum err old_addresses_erase(struct conn *conn, const struct old_address *of, old_address_choice *choose,
                             const void *context)
{
    enum { AT_ONCE = 1000 };
    assert(conn->is_writer);
    for (int64_t after = 0;;) {
        struct old_address *items;
        size_t count = 0;
        enum err err = old_address_list(conn, of, after, AT_ONCE, &items, &count);
        for (size_t i = 0; !err && i < count; i++) {
            after = items[i].id;
            if (!choose || choose(context, items[i].address))
                err = old_address_erase(conn, &items[i]);
        }
        if (err || count < AT_ONCE)
            return err;
    }
}

enum err opening_views_add(struct conn *conn, int64_t article_id, int64_t views)
{
    assert(conn->is_writer && views > 0);
    auto_query struct query q = query_of(conn, STMT_OPENING_VIEWS_ADD);
    bind_integer(&q, article_id);
    bind_integer(&q, views);
    return query_run(&q);
}

enum err opening_views_of(struct conn *conn, int64_t article_id, int64_t *ret_views)
{
    return integer_by(conn, STMT_OPENING_VIEWS_OF, article_id, ret_views);
}
