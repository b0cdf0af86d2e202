/* One file a run: its bytes from the store, its words from the helper, pages into the store in short
 * transactions. What a file's words are is the helper's to know, how they are kept and found the store's. */
#include "handler/text_job.h"

#include "base/log.h"
#include "helper/page_text.h"
#include "store/media_text.h"
#include "text/normalize.h"

#include <string.h>

enum { TEXT_ARENA = 32 * 1024 * 1024, STEP_ARENA = 4 * 1024 * 1024, REST_MS = 60 * 1000 };

/* No person asked for it, and nothing that is said of anything changes. */
static const struct actor text_actor = {.role = ROLE_ADMIN, .name = "texts"};

/* One transaction of a file that waits. */
typedef enum err text_step(struct conn *conn, int64_t id, void *context);

static enum err text_job_step(struct store *store, int64_t id, text_step *step, void *context)
{
    auto_arena struct arena *arena = arena_new(STEP_ARENA);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_begin_alone(store, arena, &text_actor, &conn) : ERR_MEMORY;
    if (!err)
        err = step(conn, id, context);
    return err ? err : store_commit(&conn);
}

static enum err text_step_begin(struct conn *conn, int64_t id, void *context)
{
    (void)context;
    return media_text_begin(conn, id);
}

static enum err text_step_write(struct conn *conn, int64_t id, void *context)
{
    return media_text_write(conn, id, context);
}

static enum err text_step_end(struct conn *conn, int64_t id, void *context)
{
    return media_text_end(conn, id, context);
}

static enum err text_step_tried(struct conn *conn, int64_t id, void *context)
{
    const enum page_text_fault *fault = context;
    return media_text_tried(conn, id, (int)*fault);
}

/* The medium with its bytes. A file that a restore still brings is asked for again later. */
static enum err text_job_read(struct store *store, struct arena *arena, int64_t id, struct media *ret_media,
                              struct buf *bytes)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(store, arena, &conn);
    if (!err)
        err = media_by_id(conn, id, ret_media);
    store_end(TAKE(conn));
    if (err)
        return err;
    err = media_read(store, ret_media->name, PAGE_TEXT_FILE_MAX, bytes);
    return err == ERR_NOT_FOUND ? ERR_UNAVAILABLE : err;
}

/* What became of it, as it is kept. */
static struct media_text text_job_outcome(const struct media *media, const struct page_text *text)
{
    struct media_text outcome = {.state = MEDIA_TEXT_FAILED, .fault = text->fault};
    if (text->fault)
        return outcome;
    /* Form feeds between pages are no characters of theirs. */
    size_t seams = text->pages > 1 ? text->pages - 1 : 0;
    outcome.characters = (int64_t)(text_length(text->text) - seams);
    outcome.state = outcome.characters ? MEDIA_TEXT_DONE : MEDIA_TEXT_NONE;
    outcome.pages = (int)text->pages;
    /* The program stops at its last page without a word; how many there are was read when it was uploaded. */
    outcome.is_cut = text->is_cut || (text->pages && media->pages > (int)text->pages);
    return outcome;
}

/* Its pages, some at a time, then that it is done. One that has gone meanwhile is no error. */
static enum err text_job_keep(const struct text_job *job, const struct media *media,
                              const struct page_text *text)
{
    struct media_text outcome = text_job_outcome(media, text);
    struct media_text_pages pages = {text->text, text->fault ? 0 : text->length, 0, text->pages ? 1 : 0};
    enum err err = text_job_step(job->store, media->id, text_step_begin, NULL);
    while (!err && pages.at < pages.length)
        err = atomic_load(job->stopping) ? ERR_UNAVAILABLE
                                         : text_job_step(job->store, media->id, text_step_write, &pages);
    if (!err)
        err = text_job_step(job->store, media->id, text_step_end, &outcome);
    if (!err && text->fault)
        log_info("media_text", LOG_SAYS("the words of a file could not be taken"),
                 LOG_NUMBER("media", media->id), LOG_NUMBER("fault", text->fault));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What a failure says: nobody is there who reads, or no PDFs, which holds for the rest of the round; or this
 * file could not be read this time, which is counted. One that is not there yet is neither. */
static enum err text_job_failed(struct text_job *job, int64_t id, enum err err, bool is_read, bool is_late)
{
    enum page_text_fault fault = is_read ? PAGE_TEXT_LARGE : PAGE_TEXT_DAMAGED;
    if (is_read && err == ERR_MEDIA_TYPE) {
        job->is_without_pdf = true;
    } else if (is_read && !is_late && err != ERR_MEMORY) {
        job->is_done = true;
        job->before_id = 0;
    } else if (is_read || err == ERR_INTERNAL) {
        enum err noted = text_job_step(job->store, id, text_step_tried, &fault);
        err = noted == ERR_STORAGE_FULL ? noted : err;
    }
    return err;
}

static enum err text_job_take(struct text_job *job, int64_t id)
{
    auto_arena struct arena *arena = arena_new(TEXT_ARENA);
    auto_buf struct buf bytes = BUF(PAGE_TEXT_FILE_MAX);
    struct page_text text = {.fault = PAGE_TEXT_LARGE};
    struct media media = {.id = id};
    enum err err = arena ? text_job_read(job->store, arena, id, &media, &bytes) : ERR_MEMORY;
    if (err == ERR_TOO_LARGE)
        return text_job_keep(job, &media, &text);
    bool is_read = !err;
    if (!err)
        err = helper_page_text(job->helper,
                               strcmp(media.type, media_type_pdf) == 0 ? PAGE_TEXT_PDF : PAGE_TEXT_DOCX,
                               bytes.bytes, bytes.length, job->stopping, arena, &text);
    /* The bytes are not needed any more, and may be many. */
    buf_done(&bytes);
    if (!err)
        return text_job_keep(job, &media, &text);
    return err == ERR_NOT_FOUND ? ERR_OK : text_job_failed(job, id, err, is_read, text.is_late);
}

enum err text_job_run(void *context)
{
    struct text_job *job = context;
    auto_arena struct arena *arena = arena_new(64 * 1024);
    auto_conn struct conn *conn = NULL;
    int64_t *ids = NULL;
    size_t count = 0;
    if (!job->helper || !arena)
        return job->helper ? ERR_MEMORY : ERR_OK;
    /* What came meanwhile is newer than where this round stands. */
    if (media_text_is_due(job->store))
        job->before_id = 0;
    if (!job->before_id) {
        media_text_look(job->store);
        job->is_without_pdf = false;
    }
    bool with_pdf = !job->is_without_pdf && pdf_reader_path(job->pdf_reader);
    enum err err = store_lease(job->store, arena, &conn);
    if (!err)
        err = media_text_due(conn, job->before_id, with_pdf, 1, &ids, &count);
    store_end(TAKE(conn));
    if (err)
        return err;
    /* One that fails is passed over until the next round, so that it keeps no other waiting. */
    job->is_done = !count;
    job->before_id = count ? ids[0] : 0;
    err = count ? text_job_take(job, ids[0]) : ERR_OK;
    return err == ERR_STORAGE_FULL ? err : ERR_OK;
}

int64_t text_job_rest_ms(void *context)
{
    const struct text_job *job = context;
    if (!job->helper)
        return INT64_MAX;
    return job->is_done && !media_text_is_due(job->store) ? REST_MS : 0;
}
