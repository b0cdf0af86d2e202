#include "article_inner.h"

#include "media_file.h"
#include "store/audit.h"
#include "store/media.h"

#include <sodium.h>
#include <string.h>

enum { NAME_HASH_SIZE = 16 };

static void read_row(struct query *q, struct media *media)
{
    media->id = column_integer(q);
    media->version = column_integer(q);
    media->name = column_text(q);
    media->type = column_text(q);
    media->size = column_integer(q);
    media->width = (int)column_integer(q);
    media->height = (int)column_integer(q);
    media->alt = column_text(q);
    media->caption = column_text(q);
    media->credit = column_text(q);
    media->file_name = column_text(q);
    media->created_ms = column_integer(q);
}

enum err media_by_id(struct conn *conn, int64_t id, struct media *ret_media)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_BY_ID);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (!err)
        read_row(&q, ret_media);
    return err;
}

enum err media_by_name(struct conn *conn, const char *name, struct media *ret_media)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_BY_NAME);
    bind_text(&q, name);
    enum err err = query_row(&q);
    if (!err)
        read_row(&q, ret_media);
    return err;
}

enum err media_list(struct conn *conn, int64_t before_id, int limit, struct media **ret_items,
                    size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_LIST);
    struct media *items = NULL;
    size_t count = 0;
    enum err err;
    bind_integer(&q, before_id ? before_id : INT64_MAX);
    bind_integer(&q, limit);
    while (!(err = query_row(&q))) {
        struct media *media = array_add(conn->arena, &items, &count, sizeof *media);
        if (!media)
            return ERR_MEMORY;
        read_row(&q, media);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *ret_items = items;
    *ret_count = count;
    return ERR_OK;
}

/* "HASH.ext": 128 bits of BLAKE2b of the content. */
static const char *name_of(struct conn *conn, const void *bytes, size_t size, const char *extension)
{
    unsigned char hash[crypto_generichash_BYTES];
    char text[2 * NAME_HASH_SIZE + 1];
    crypto_generichash(hash, sizeof hash, bytes, size, NULL, 0);
    sodium_bin2hex(text, sizeof text, hash, NAME_HASH_SIZE);
    return arena_printf(conn->arena, "%s.%s", text, extension);
}

static enum err insert_row(struct conn *conn, const struct media *media, const char *name, int64_t *ret_id)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_INSERT);
    bind_text(&q, name);
    bind_text(&q, media->type);
    bind_integer(&q, media->size);
    bind_integer(&q, media->width);
    bind_integer(&q, media->height);
    bind_text(&q, media->alt);
    bind_text(&q, media->caption);
    bind_text(&q, media->credit);
    bind_text(&q, media->file_name);
    bind_integer(&q, conn->now_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_id = column_integer(&q);
    return query_run(&q);
}

enum err media_insert(struct conn *conn, const struct media *media, const char *extension, const void *bytes,
                      size_t size, int64_t *ret_id, bool *ret_known)
{
    struct media known, fresh = *media;
    const char *name = name_of(conn, bytes, size, extension);
    enum err err = media_by_name(conn, name, &known);
    if (!err) {
        *ret_id = known.id;
        *ret_known = true;
        return ERR_OK;
    }
    fresh.size = (int64_t)size;
    if (err == ERR_NOT_FOUND && conn->actor.is_trying)
        err = ERR_OK;
    else if (err == ERR_NOT_FOUND)
        err = media_write_file(conn->store, name, bytes, size);
    if (conn->remove_file && strcmp(conn->remove_file, name) == 0)
        conn->remove_file = NULL; /* deleted before in this transaction, and here again */
    int64_t id = 0;
    if (!err)
        err = insert_row(conn, &fresh, name, &id);
    if (!err)
        err = audit_add(conn, "media.create", "media", id, 0, 1, fresh.file_name);
    if (err)
        return err;
    *ret_id = id;
    *ret_known = false;
    return ERR_OK;
}

enum err media_update(struct conn *conn, const struct media *media)
{
    struct media present;
    enum err err = media_by_id(conn, media->id, &present);
    if (err)
        return err;
    {
        auto_query struct query q = query_of(conn, STMT_MEDIA_UPDATE);
        bind_text(&q, media->alt);
        bind_text(&q, media->caption);
        bind_text(&q, media->credit);
        bind_integer(&q, media->id);
        err = query_run(&q);
    }
    if (!err)
        err = article_touch_media(conn, media->id);
    conn_mark_changed(conn);
    return err ? err
               : audit_add(conn, "media.edit", "media", media->id, present.version, present.version + 1,
                           NULL);
}

enum err media_delete(struct conn *conn, int64_t id)
{
    struct media present;
    enum err err = media_by_id(conn, id, &present);
    if (err)
        return err;
    static const enum statement in_the_past[] = {STMT_MEDIA_IN_REVISIONS, STMT_MEDIA_ATTACHED_IN_REVISIONS};
    for (size_t i = 0; i < sizeof in_the_past / sizeof *in_the_past; i++) {
        auto_query struct query q = query_of(conn, in_the_past[i]);
        bind_integer(&q, id);
        err = query_row(&q);
        if (err != ERR_NOT_FOUND)
            return err ? err : ERR_CONFLICT;
    }
    {
        auto_query struct query q = query_of(conn, STMT_MEDIA_DELETE);
        bind_integer(&q, id);
        err = query_run(&q);
    }
    conn->remove_file = present.name;
    conn_mark_changed(conn);
    return err ? err : audit_add(conn, "media.delete", "media", id, present.version, 0, present.name);
}
