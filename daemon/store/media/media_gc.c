/* What nothing shows any more, files without rows, and the check of files against their hashes. Each
 * call does a limited amount, so that no transaction and no answer takes long; what is due when is the
 * caller's. */
#include "engine/rows.h"

#include "media_file.h"
#include "media_removal.h"
#include "media_text.h"
#include "store/media_gc.h"

#include <string.h>

/* Ids, of which each costs two looks at an index. */
enum { MARKED_AT_ONCE = 1000 };

static const int64_t hour_ms = INT64_C(3600) * 1000;

/* Goes round all media, a thousand ids at a time; *after_id is where to go on, 0 from the beginning
 * again. A medium that is not shown gets the time of this call, one that is shown again loses it. */
enum err media_mark_unused(struct conn *conn, int64_t *after_id)
{
    int64_t last_id = 0, until_id = *after_id + MARKED_AT_ONCE;
    {
        auto_query struct query q = query_of(conn, STMT_MEDIA_LAST_ID);
        enum err err = query_row(&q);
        if (err)
            return err;
        last_id = column_integer(&q);
    }
    auto_query struct query q = query_of(conn, STMT_MEDIA_MARK);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, *after_id);
    bind_integer(&q, until_id);
    enum err err = query_run(&q);
    /* Behind the last id it begins again from the first. */
    if (!err)
        *after_id = until_id < last_id ? until_id : 0;
    return err;
}

/* Of one medium at a time. */
enum err media_shed_words(struct conn *conn, int limit, bool *ret_more)
{
    int64_t *ids;
    size_t count;
    int64_t before_ms = conn->now_ms - MEDIA_UNUSED_DAYS * 24 * hour_ms;
    enum err err = ids_above(conn, STMT_MEDIA_UNUSED, before_ms, limit, &ids, &count);
    *ret_more = false;
    for (size_t i = 0; !err && !*ret_more && i < count; i++) {
        bool in_use = false;
        err = media_in_use(conn, ids[i], &in_use);
        if (!err && !in_use)
            err = media_text_remove_some(conn, ids[i], ret_more);
    }
    return err;
}

/* By the mark's age. It is asked again whether it is in use, by media_delete(), because the mark may be
 * a round old. */
enum err media_collect(struct conn *conn, int limit, int *ret_count)
{
    int64_t *ids;
    size_t count;
    int64_t before_ms = conn->now_ms - MEDIA_UNUSED_DAYS * 24 * hour_ms;
    enum err err = ids_above(conn, STMT_MEDIA_UNUSED, before_ms, limit, &ids, &count);
    int collected = 0;
    for (size_t i = 0; !err && i < count; i++) {
        err = media_delete(conn, ids[i]);
        collected += err == ERR_OK;
        if (err == ERR_CONFLICT) /* shown again since it was marked; the next marking sees it */
            err = ERR_OK;
    }
    if (!err)
        *ret_count = collected;
    return err;
}

/* Whether a medium has this file, as original or rendition; no medium has the id 0 that the statement
 * leaves out. */
static enum err has_row(struct conn *conn, const char *name, bool *ret_has)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_FILE_SHARED);
    bind_text(&q, name);
    bind_integer(&q, 0);
    enum err err = query_row(&q);
    if (!err)
        *ret_has = column_integer(&q);
    return err;
}

struct stray_search {
    struct conn *conn;
    const char **names;
    size_t count, limit;
    enum err err;
};

/* Called for each file that is old enough; false ends the walk, when there are enough or something
 * failed. */
static bool note_stray(void *context, const char *name)
{
    struct stray_search *search = context;
    bool has = true;
    search->err = has_row(search->conn, name, &has);
    if (search->err || has)
        return !search->err;
    search->names[search->count++] = arena_text(search->conn->arena, name);
    return search->count < search->limit;
}

enum err media_find_strays(struct conn *conn, int limit, const char ***ret_names, size_t *ret_count)
{
    struct stray_search search = {.conn = conn, .limit = (size_t)limit};
    search.names = arena_zero(conn->arena, search.limit, sizeof *search.names);
    if (!search.names)
        return ERR_MEMORY;
    enum err err =
        media_each_file(conn->store, conn->now_ms - MEDIA_STRAY_HOURS * hour_ms, note_stray, &search);
    if (!err)
        err = arena_failed(conn->arena) ? ERR_MEMORY : search.err;
    if (err)
        return err;
    *ret_names = search.names;
    *ret_count = search.count;
    return ERR_OK;
}

enum err media_remove_stray(struct conn *conn, const char *name)
{
    bool has = true;
    /* Once more, and in the writer's transaction, as an upload of the same bytes may have come in
     * between. */
    enum err err = has_row(conn, name, &has);
    return err || has ? err : media_removal_note(conn, name);
}

/* Notes what is wrong with a file; the check goes on. */
static enum err media_gc_add_fault(struct conn *conn, struct media_report *report, const struct media *media,
                                   const char *name, const char *what)
{
    struct media_fault *fault = array_add(conn->arena, &report->faults, &report->fault_count, sizeof *fault);
    if (!fault)
        return ERR_MEMORY;
    *fault = (struct media_fault){media->id, name, what};
    return ERR_OK;
}

static enum err check_file(struct conn *conn, const struct media *media, const char *name, int64_t size,
                           struct media_report *report)
{
    char hash[MEDIA_HASH_SIZE];
    int64_t found = 0;
    enum err err = media_hash_file(conn->store, name, hash, &found);
    /* Also one that is missing. */
    report->files++;
    report->bytes += found;
    if (err == ERR_NOT_FOUND)
        return media_gc_add_fault(conn, report, media, name, "missing");
    /* The name is the hash, so the name alone says what the content has to be. */
    if (!err && (found != size || strncmp(hash, name, MEDIA_HASH_SIZE - 1) != 0))
        return media_gc_add_fault(conn, report, media, name, "damaged");
    return err;
}

static enum err check_one(struct conn *conn, int64_t id, struct media_report *report)
{
    struct media media;
    enum err err = media_by_id(conn, id, &media);
    if (!err)
        err = check_file(conn, &media, media.name, media.size, report);
    /* An attachment's one file is its original, which was looked at already. */
    for (size_t i = 0; !err && i < media.file_count; i++)
        if (strcmp(media.files[i].name, media.name) != 0)
            err = check_file(conn, &media, media.files[i].name, media.files[i].size, report);
    for (size_t i = 0; !err && i < media.crop_count; i++)
        err = check_file(conn, &media, media.crops[i].name, media.crops[i].size, report);
    return err;
}

/* For administrators; it reads every byte, so some media at a time. */
enum err media_check(struct conn *conn, int64_t after_id, int limit, struct media_report *ret_report)
{
    struct media_report report = {0};
    int64_t *ids;
    size_t count;
    enum err err = ids_above(conn, STMT_MEDIA_IDS, after_id, limit, &ids, &count);
    for (size_t i = 0; !err && i < count; i++)
        err = check_one(conn, ids[i], &report);
    /* There may be more; 0 otherwise. */
    if (!err && count == (size_t)limit)
        report.next_id = ids[count - 1];
    if (!err)
        *ret_report = report;
    return err;
}
