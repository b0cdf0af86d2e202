/* A few pictures at a time, each in a transaction of its own, then the articles that show them. What a
 * picture is made into is the helper's, files and rows are the store's, the HTML is the renderer's. */
#include "handler/rendition_job.h"

#include "article/article_input.h"
#include "base/log.h"
#include "media_upload.h"

#include <string.h>

enum {
    AT_ONCE = 8,
    ARTICLES_MAX = 64,
    PICTURE_ARENA = 96 * 1024 * 1024,
    ARTICLE_ARENA = 64 * 1024 * 1024,
    REST_MS = 60 * 1000
};

/* No person asked for it, and nothing that is said of anything changes. */
static const struct actor rendition_actor = {.role = ROLE_ADMIN, .name = "keeper"};

/* Articles that are to be shown anew. */
struct rendition_articles {
    int64_t ids[ARTICLES_MAX];
    size_t count;
};

/* The picture as it stands, with its bytes. */
static enum err rendition_read(struct store *store, struct arena *arena, int64_t id, struct media *ret_media,
                               struct buf *bytes)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(store, arena, &conn);
    if (!err)
        err = media_by_id(conn, id, ret_media);
    if (!err)
        err = media_read(store, ret_media->name, PICTURE_SIZE_MAX, bytes);
    /* One that a restore still brings. */
    return err == ERR_NOT_FOUND ? ERR_UNAVAILABLE : err;
}

/* What is made of it; nothing of one that turns out to be damaged, which the page then leaves out. */
static enum err rendition_render(struct helper *helper, struct arena *arena, const struct buf *bytes,
                                 struct media_content *content)
{
    struct picture_facts facts;
    struct renditions renditions;
    if (picture_measure(bytes->bytes, bytes->length, &facts))
        return ERR_OK;
    enum err err = helper_render(helper, &facts, bytes->bytes, bytes->length, arena, &renditions);
    if (err)
        return err == ERR_INPUT || err == ERR_TOO_LARGE || err == ERR_MEDIA_TYPE ? ERR_OK : err;
    err = media_take_renditions(arena, &renditions, content);
    if (err)
        return err;
    media_name_blobs(arena, content->renditions, content->rendition_count);
    media_name_blobs(arena, content->crops, content->crop_count);
    return arena_failed(arena) ? ERR_MEMORY : ERR_OK;
}

/* Notes the articles of a medium, each once; those beyond the room wait for the next save. */
static enum err rendition_note(struct conn *conn, int64_t id, struct rendition_articles *articles)
{
    int64_t *ids = NULL;
    size_t count = 0;
    enum err err = media_articles(conn, id, &ids, &count);
    for (size_t i = 0; !err && i < count; i++) {
        bool is_there = false;
        for (size_t k = 0; k < articles->count; k++)
            is_there = is_there || articles->ids[k] == ids[i];
        if (!is_there && articles->count < ARTICLES_MAX)
            articles->ids[articles->count++] = ids[i];
    }
    return err;
}

/* Files first, then rows, as with any medium. */
static enum err rendition_keep(struct store *store, struct arena *arena, const struct media *media,
                               const struct media_content *content, struct rendition_articles *articles)
{
    auto_conn struct conn *conn = NULL;
    bool is_done = false;
    enum err err = ERR_OK;
    if (content->rendition_count)
        err = media_write_blobs(store, content->renditions, content->rendition_count);
    if (!err && content->crop_count)
        err = media_write_blobs(store, content->crops, content->crop_count);
    if (!err)
        err = store_begin_alone(store, arena, &rendition_actor, &conn);
    if (!err)
        err = media_complete(conn, media, content, &is_done);
    if (!err && is_done)
        err = rendition_note(conn, media->id, articles);
    return err ? err : store_commit(&conn);
}

static enum err rendition_make(const struct rendition_job *job, int64_t id,
                               struct rendition_articles *articles)
{
    auto_arena struct arena *arena = arena_new(PICTURE_ARENA);
    auto_buf struct buf bytes = BUF(PICTURE_SIZE_MAX);
    struct media media;
    struct media_content content = {.rendition_count = 0};
    enum err err = arena ? rendition_read(job->store, arena, id, &media, &bytes) : ERR_MEMORY;
    if (!err)
        err = rendition_render(job->helper, arena, &bytes, &content);
    return err ? err : rendition_keep(job->store, arena, &media, &content, articles);
}

/* The HTML of one article, made anew of the body that it has. */
static enum err rendition_show(struct store *store, int64_t id)
{
    auto_arena struct arena *arena = arena_new(ARTICLE_ARENA);
    auto_conn struct conn *conn = NULL, *writer = NULL;
    struct article article;
    const char *fault = "";
    enum err err = arena ? store_lease(store, arena, &conn) : ERR_MEMORY;
    if (!err)
        err = article_by_id(conn, id, &article);
    if (!err)
        err = article_render(conn, NULL, NULL, &article, LANG_VI, arena, &fault);
    store_end(TAKE(conn));
    if (!err)
        err = store_begin_alone(store, arena, &rendition_actor, &writer);
    if (!err)
        err = article_refresh(writer, &article);
    return err ? err : store_commit(&writer);
}

enum err rendition_job_run(void *context)
{
    struct rendition_job *job = context;
    struct rendition_articles articles = {.count = 0};
    auto_arena struct arena *arena = arena_new(1024 * 1024);
    int64_t *ids = NULL;
    size_t count = 0;
    if (!job->helper || !arena)
        return job->helper ? ERR_MEMORY : ERR_OK;
    atomic_store(job->is_wanted, false);
    {
        auto_conn struct conn *conn = NULL;
        enum err err = store_lease(job->store, arena, &conn);
        if (!err)
            err = media_due(conn, job->after_id, AT_ONCE, &ids, &count);
        if (err)
            return err;
    }
    enum err worst = ERR_OK;
    /* One that fails is passed over until the next round, so that it keeps no other waiting. */
    for (size_t i = 0; i < count && worst != ERR_STORAGE_FULL && !atomic_load(job->stopping); i++) {
        enum err err = rendition_make(job, ids[i], &articles);
        worst = err ? err : worst;
        job->after_id = ids[i];
    }
    for (size_t i = 0; i < articles.count && !atomic_load(job->stopping); i++)
        rendition_show(job->store, articles.ids[i]);
    job->is_done = count < AT_ONCE;
    if (job->is_done)
        job->after_id = 0;
    return worst == ERR_STORAGE_FULL ? worst : ERR_OK;
}

int64_t rendition_job_rest_ms(void *context)
{
    const struct rendition_job *job = context;
    if (!job->helper)
        return INT64_MAX;
    return job->is_done && !atomic_load(job->is_wanted) ? REST_MS : 0;
}
