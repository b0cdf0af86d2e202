/* Rows of media and of their files. The bytes lie in a folder and are media_file.c's; who shows a medium
 * is noted in article_media and box_items. */
#include "engine/rows.h"

#include "content/old_address.h"

#include "media_file.h"
#include "media_removal.h"
#include "media_row.h"
#include "media_text.h"
#include "media_words.h"
#include "store/article.h"
#include "store/audit.h"
#include "store/media.h"

#include <assert.h>
#include <string.h>

/* The medium itself, in the order of the statement. */
static void media_read_row(struct query *q, struct media *media)
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
    media->has_focus = column_integer(q);
    media->focus.x = (int)column_integer(q);
    media->focus.y = (int)column_integer(q);
    media->is_cropped = column_integer(q);
    media->pages = (int)column_integer(q);
    media->is_due = column_integer(q);
    media->slug = column_text(q);
}

/* A public file; a picture's original is none. */
static void media_read_file(struct query *q, struct media_file *file)
{
    file->name = column_text(q);
    file->type = column_text(q);
    file->size = column_integer(q);
    file->width = (int)column_integer(q);
    file->height = (int)column_integer(q);
}

/* Narrowest first, by the statement, which media_widest() relies on. */
static enum err read_files(struct conn *conn, struct media *media)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_FILES);
    struct media_file *files = NULL;
    size_t count = 0, whole_count = 0;
    enum err err;
    bind_integer(&q, media->id);
    while (!(err = query_row(&q))) {
        struct media_file *file = array_add(conn->arena, &files, &count, sizeof *file);
        if (!file)
            return ERR_MEMORY;
        media_read_file(&q, file);
        whole_count += !column_integer(&q);
    }
    /* Crops come behind the others, by the statement. */
    media->files = files;
    media->file_count = whole_count;
    media->crops = files ? files + whole_count : NULL;
    media->crop_count = files ? count - whole_count : 0;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The row of a query that is bound, with its files. */
static enum err read_one(struct query *q, struct media *ret_media)
{
    struct media media = {0};
    enum err err = query_row(q);
    if (err)
        return err;
    media_read_row(q, &media);
    err = read_files(q->conn, &media);
    if (!err)
        *ret_media = media;
    return err;
}

enum err media_by_id(struct conn *conn, int64_t id, struct media *ret_media)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_BY_ID);
    bind_integer(&q, id);
    return read_one(&q, ret_media);
}

/* The name says the bytes, so this is how the same bytes are found again. */
enum err media_by_name(struct conn *conn, const char *name, struct media *ret_media)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_BY_NAME);
    bind_text(&q, name);
    return read_one(&q, ret_media);
}

enum err media_by_file(struct conn *conn, const char *name, struct media *ret_media)
{
    /* The statement gives the newest, where the same rendition came of several originals. */
    int64_t id;
    {
        auto_query struct query q = query_of(conn, STMT_MEDIA_ID_BY_FILE);
        bind_text(&q, name);
        enum err err = query_row(&q);
        if (err)
            return err;
        id = column_integer(&q);
    }
    return media_by_id(conn, id, ret_media);
}

const struct media_file *media_widest(const struct media *media, const char *type)
{
    /* From the widest; each width has a file of each type. */
    for (size_t i = media->file_count; i > 0; i--)
        if (strcmp(media->files[i - 1].type, type) == 0)
            return &media->files[i - 1];
    return NULL;
}

/* One statement for a file that is asked for, since every picture of a page is. The row knows whether
 * anything public shows its medium. */
enum err media_serve(struct conn *conn, const char *name, struct media_served *ret_served)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_SERVE);
    struct media_served served = {.is_public = false};
    size_t count = 0;
    enum err err;
    /* A name that was made up finds no row; it never reaches the file system. */
    bind_text(&q, name);
    /* The same bytes may belong to several media; one that is public makes them so. */
    while (!served.is_public && !(err = query_row(&q))) {
        media_read_file(&q, &served.file);
        served.file_name = column_text(&q);
        served.is_public = column_integer(&q);
        count++;
    }
    if (!served.is_public && (err != ERR_NOT_FOUND || !count))
        return err;
    *ret_served = served;
    return ERR_OK;
}

enum err media_list(struct conn *conn, int64_t before_id, int limit, struct media **ret_items,
                    size_t *ret_count)
{
    struct media *items = NULL;
    size_t count = 0;
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_MEDIA_LIST);
        /* Ids grow with time, so they are the cursor. */
        bind_integer(&q, before_id ? before_id : INT64_MAX);
        bind_integer(&q, limit);
        while (!(err = query_row(&q))) {
            struct media *media = array_add(conn->arena, &items, &count, sizeof *media);
            if (!media)
                return ERR_MEMORY;
            media_read_row(&q, media);
        }
    }
    /* Files after the loop, when the statement of the list is free. */
    for (size_t i = 0; err == ERR_NOT_FOUND && i < count; i++) {
        enum err read = read_files(conn, &items[i]);
        if (read)
            return read;
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *ret_items = items;
    *ret_count = count;
    return ERR_OK;
}

void media_bind_focus(struct query *q, const struct media *media)
{
    /* NULL, where nobody chose. */
    if (!media->has_focus) {
        bind_text(q, NULL);
        bind_text(q, NULL);
        return;
    }
    bind_integer(q, media->focus.x);
    bind_integer(q, media->focus.y);
}

static bool is_same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Whether all by which it is found stays: another focus makes no other words. */
static bool is_said_alike(const struct media *a, const struct media *b)
{
    return is_same_text(a->alt, b->alt) && is_same_text(a->caption, b->caption) &&
           is_same_text(a->credit, b->credit) && is_same_text(a->file_name, b->file_name) &&
           is_same_text(a->slug, b->slug);
}

/* The bytes stay as they came; with another focus the crops are to be made anew. Articles that show the
 * medium get a new version. */
enum err media_update(struct conn *conn, const struct media *media)
{
    assert(conn->is_writer);
    struct media present;
    enum err err = media_by_id(conn, media->id, &present);
    if (err)
        return err;
    {
        auto_query struct query q = query_of(conn, STMT_MEDIA_UPDATE);
        bind_text(&q, media->alt);
        bind_text(&q, media->caption);
        bind_text(&q, media->credit);
        bind_text(&q, media->file_name);
        media_bind_focus(&q, media);
        bind_text(&q, media->slug);
        bind_integer(&q, media->id);
        err = query_run(&q);
    }
    if (!err && !is_said_alike(&present, media))
        err = media_words_note(conn, media->id);
    if (!err)
        err = media_keep_slug(conn, media->id, media->slug);
    if (!err)
        err = article_touch_media(conn, media->id);
    conn_mark_changed(conn);
    return err ? err
               : audit_add(conn, "media.edit", "media", media->id, present.version, present.version + 1,
                           NULL);
}

/* Another medium's file of the same bytes stays. */
enum err media_remove_later(struct conn *conn, const struct media *media, const char *name)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_FILE_SHARED);
    bind_text(&q, name);
    /* Different pictures may have a rendition in common, pixel by pixel. */
    bind_integer(&q, media->id);
    enum err err = query_row(&q);
    if (err || column_integer(&q))
        return err;
    return media_removal_note(conn, name);
}

/* Any version of any article counts, not only what is shown today. */
enum err media_in_use(struct conn *conn, int64_t id, bool *ret_is_used)
{
    int64_t is_used = 0;
    enum err err = integer_by(conn, STMT_MEDIA_IN_USE, id, &is_used);
    *ret_is_used = is_used;
    return err;
}

enum err media_delete(struct conn *conn, int64_t id)
{
    assert(conn->is_writer);
    struct media present;
    bool in_use = false;
    enum err err = media_by_id(conn, id, &present);
    if (!err)
        err = media_in_use(conn, id, &in_use);
    /* Nothing was changed yet. */
    if (err || in_use)
        return err ? err : ERR_CONFLICT;
    /* While the rows are there, as they say which files there are. */
    for (size_t i = 0; !err && i < present.file_count; i++)
        err = media_remove_later(conn, &present, present.files[i].name);
    for (size_t i = 0; !err && i < present.crop_count; i++)
        err = media_remove_later(conn, &present, present.crops[i].name);
    if (!err)
        err = media_remove_later(conn, &present, present.name);
    /* Names of files say what was in them. */
    const struct old_address of = {.media_id = id};
    if (!err)
        err = old_addresses_erase(conn, &of, NULL, NULL);
    if (!err)
        err = media_text_remove(conn, id);
    if (!err)
        err = run_by(conn, STMT_MEDIA_DELETE, id);
    conn_mark_changed(conn);
    return err ? err : audit_add(conn, "media.delete", "media", id, present.version, 0, present.name);
}
