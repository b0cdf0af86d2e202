/* Keeping new media: files first, rows after. */
#include "engine/rows.h"

#include "media_file.h"
#include "media_removal.h"
#include "media_row.h"
#include "media_share.h"
#include "media_text.h"
#include "media_words.h"
#include "store/article.h"
#include "store/audit.h"
#include "store/media.h"

#include <assert.h>
#include <string.h>

/* The name is the hash of the bytes and an ending, so the same bytes have one name and an address can be
 * kept for ever. */
static void name_blob(struct arena *arena, struct media_blob *blob)
{
    char hash[MEDIA_HASH_SIZE];
    media_hash(blob, hash);
    blob->name = arena_printf(arena, "%s.%s", hash, blob->extension);
}

/* Named before any file is written, as the names say whether they are there already. */
void media_name_content(struct arena *arena, struct media_content *content)
{
    name_blob(arena, &content->original);
    for (size_t i = 0; i < content->rendition_count; i++)
        name_blob(arena, &content->renditions[i]);
    media_name_blobs(arena, content->crops, content->crop_count);
}

void media_name_blobs(struct arena *arena, struct media_blob *blobs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        name_blob(arena, &blobs[i]);
}

/* Through a name that nobody asks for, then renamed; see media_write_file(). Other machines have it before
 * they hear of it. */
static enum err write_blob(const struct store *store, const struct media_blob *blob)
{
    enum err err = media_write_file(store, blob);
    return err ? err : media_share(store, blob->name);
}

enum err media_write_content(const struct store *store, const struct media_content *content)
{
    enum err err = write_blob(store, &content->original);
    for (size_t i = 0; !err && i < content->rendition_count; i++)
        err = write_blob(store, &content->renditions[i]);
    /* Synchronises the folder, once for all files that were written. */
    return err ? err : media_write_blobs(store, content->crops, content->crop_count);
}

enum err media_write_blobs(const struct store *store, const struct media_blob *blobs, size_t count)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < count; i++)
        err = write_blob(store, &blobs[i]);
    /* One synchronisation of the folder for all files that were written. */
    return err ? err : media_sync_folder(store);
}

/* Whether the file is there and will be: one that was to go after this transaction stays. */
static enum err blob_is_there(struct conn *conn, const struct media_blob *blob, bool *is_there)
{
    /* Bytes that another write of this commit takes away come again, so the file stays. */
    enum err err = media_removal_cancel(conn, blob->name);
    *is_there = *is_there && media_file_is_there(conn->store, blob->name);
    return err;
}

static enum err content_is_there(struct conn *conn, const struct media_content *content, bool *ret_is_there)
{
    *ret_is_there = true;
    enum err err = blob_is_there(conn, &content->original, ret_is_there);
    /* All of them, since each has to be kept from being removed. */
    for (size_t i = 0; !err && i < content->rendition_count; i++)
        err = blob_is_there(conn, &content->renditions[i], ret_is_there);
    for (size_t i = 0; !err && i < content->crop_count; i++)
        err = blob_is_there(conn, &content->crops[i], ret_is_there);
    return err;
}

static enum err media_insert_row(struct conn *conn, const struct media *words,
                                 const struct media_content *content, int64_t *ret_id)
{
    const struct media_blob *original = &content->original;
    auto_query struct query q = query_of(conn, STMT_MEDIA_INSERT);
    bind_text(&q, original->name);
    bind_text(&q, original->type);
    bind_integer(&q, (int64_t)original->size);
    bind_integer(&q, original->width);
    bind_integer(&q, original->height);
    bind_text(&q, words->alt);
    bind_text(&q, words->caption);
    bind_text(&q, words->credit);
    bind_text(&q, words->file_name);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, !original->width || content->is_cropped);
    bind_integer(&q, content->pages);
    bind_integer(&q, content->is_due);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_id = column_integer(&q);
    /* RETURNING gives the id as a row; this step ends the statement. */
    return query_run(&q);
}

/* A file that several media share has a row for each. */
static enum err insert_file(struct conn *conn, int64_t id, const struct media_blob *blob, bool is_crop)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_FILE_ADD);
    bind_text(&q, blob->name);
    bind_integer(&q, id);
    bind_text(&q, blob->type);
    bind_integer(&q, (int64_t)blob->size);
    bind_integer(&q, blob->width);
    bind_integer(&q, blob->height);
    bind_integer(&q, is_crop);
    return query_run(&q);
}

static enum err insert_files(struct conn *conn, int64_t id, const struct media_content *content)
{
    /* Of a picture the renditions alone can be asked for, and of an attachment the file itself. */
    bool is_open = content->rendition_count || content->is_due;
    enum err err = is_open ? ERR_OK : insert_file(conn, id, &content->original, false);
    for (size_t i = 0; !err && i < content->rendition_count; i++)
        err = insert_file(conn, id, &content->renditions[i], false);
    for (size_t i = 0; !err && i < content->crop_count; i++)
        err = insert_file(conn, id, &content->crops[i], true);
    return err;
}

/* A picture from before there were renditions gets them when it comes again. */
static enum err complete(struct conn *conn, const struct media *known, const struct media_content *content)
{
    /* A trial touches no file. */
    enum err err = conn->actor.is_trying ? ERR_OK : media_write_content(conn->store, content);
    if (!err)
        err = insert_files(conn, known->id, content);
    if (!err)
        err = article_touch_media(conn, known->id);
    /* Pages get its other widths. */
    conn_mark_changed(conn);
    return err;
}

enum err media_insert(struct conn *conn, const struct media *words, const struct media_content *content,
                      int64_t *ret_id, bool *ret_known)
{
    assert(conn->is_writer);
    struct media known;
    int64_t id = 0;
    bool is_there = false;
    assert(content->original.name);
    /* The original's name is the hash of its bytes, so this finds the same bytes and nothing else. */
    enum err err = media_by_name(conn, content->original.name, &known);
    if (!err) {
        *ret_id = known.id;
        *ret_known = true;
        return known.file_count || known.is_due ? ERR_OK : complete(conn, &known, content);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    /* Files were written before the transaction; here only what went since is written again. */
    err = conn->actor.is_trying ? ERR_OK : content_is_there(conn, content, &is_there);
    if (!err && !conn->actor.is_trying && !is_there)
        err = media_write_content(conn->store, content);
    if (!err)
        err = media_insert_row(conn, words, content, &id);
    if (!err)
        err = insert_files(conn, id, content);
    if (!err)
        err = media_words_note(conn, id);
    if (!err)
        err = media_text_note(conn, id, content->original.type);
    if (!err)
        err = audit_add(conn, "media.create", "media", id, 0, 1, words->file_name);
    if (err)
        return err;
    *ret_id = id;
    *ret_known = false;
    return ERR_OK;
}

enum err media_uncropped(struct conn *conn, int64_t after_id, int limit, int64_t **ret_ids, size_t *ret_count)
{
    return ids_above(conn, STMT_MEDIA_UNCROPPED, after_id, limit, ret_ids, ret_count);
}

/* False in *ret_is_same when somebody chose another focus meanwhile, or the picture has gone. */
static enum err media_note_cropped(struct conn *conn, const struct media *media, bool *ret_is_same)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_CROPPED);
    bind_integer(&q, media->id);
    media_bind_focus(&q, media);
    enum err err = query_row(&q);
    *ret_is_same = !err;
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    return query_run(&q);
}

enum err media_set_crops(struct conn *conn, const struct media *media, const struct media_blob *crops,
                         size_t count)
{
    assert(conn->is_writer);
    struct media present;
    bool is_same = false;
    enum err err = media_note_cropped(conn, media, &is_same);
    if (!err && is_same)
        err = media_by_id(conn, media->id, &present);
    if (err || !is_same)
        return err;
    for (size_t i = 0; !err && i < present.crop_count; i++)
        err = media_remove_later(conn, &present, present.crops[i].name);
    if (!err)
        err = run_by(conn, STMT_MEDIA_CROPS_DROP, media->id);
    for (size_t i = 0; !err && i < count; i++) {
        /* The same bytes as before, or as those of a medium that goes. */
        err = media_removal_cancel(conn, crops[i].name);
        if (!err)
            err = insert_file(conn, media->id, &crops[i], true);
    }
    /* What lists show has gone. Without that pages may take them up when they are made anew, so that a
     * thousand old pictures do not empty the cache a thousand times. */
    if (present.crop_count)
        conn_mark_changed(conn);
    return err;
}

enum err media_due(struct conn *conn, int64_t after_id, int limit, int64_t **ret_ids, size_t *ret_count)
{
    return ids_above(conn, STMT_MEDIA_DUE, after_id, limit, ret_ids, ret_count);
}

enum err media_articles(struct conn *conn, int64_t id, int64_t **ret_ids, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_ARTICLES);
    bind_integer(&q, id);
    return query_integers(&q, ret_ids, ret_count);
}

/* The row says so once. */
static enum err media_note_completed(struct conn *conn, int64_t id, bool *ret_is_done)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_COMPLETED);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    *ret_is_done = !err;
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    return query_run(&q);
}

enum err media_complete(struct conn *conn, const struct media *media, const struct media_content *content,
                        bool *ret_is_done)
{
    assert(conn->is_writer);
    enum err err = media_note_completed(conn, media->id, ret_is_done);
    if (err || !*ret_is_done)
        return err;
    for (size_t i = 0; !err && i < content->rendition_count; i++) {
        err = media_removal_cancel(conn, content->renditions[i].name);
        if (!err)
            err = insert_file(conn, media->id, &content->renditions[i], false);
    }
    for (size_t i = 0; !err && i < content->crop_count; i++) {
        err = media_removal_cancel(conn, content->crops[i].name);
        if (!err)
            err = insert_file(conn, media->id, &content->crops[i], true);
    }
    return err;
}
