/* Files that were made of the site's pictures: rows of media_files that say what for. They belong to the
 * medium that they were made of, and go when the site wants others. */
#include "article_inner.h"

#include "media/media_removal.h"
#include "media/media_row.h"
#include "store/site.h"

#include <assert.h>
#include <string.h>

static const enum site_image image_of[SITE_USES] = {
#define SITE_USE(code, image, form, width, height, fit) SITE_##image,
#include "store/site_use.def"
#undef SITE_USE
};

/* One row of SITE_FILES. */
struct site_file_row {
    int64_t media_id, use;
    struct media_file file;
};

static void site_file_read_row(struct query *q, struct site_file_row *row)
{
    row->media_id = column_integer(q);
    row->use = column_integer(q) - 1;
    row->file.name = column_text(q);
    row->file.type = column_text(q);
    row->file.size = column_integer(q);
    row->file.width = (int)column_integer(q);
    row->file.height = (int)column_integer(q);
}

enum err site_read_files(struct conn *conn, struct site *site)
{
    auto_query struct query q = query_of(conn, STMT_SITE_FILES);
    enum err err;
    memset(site->files, 0, sizeof site->files);
    while (!(err = query_row(&q))) {
        struct site_file_row row;
        site_file_read_row(&q, &row);
        /* Those of a picture that was exchanged a moment ago are not shown in its place. */
        if (row.use >= 0 && row.use < SITE_USES && site->image_ids[image_of[row.use]] == row.media_id)
            site->files[row.use] = row.file;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

const char *site_files_wanted(struct arena *arena, const struct site *site)
{
    /* The rows of site_use.def are part of it: where those change, all is made anew. */
    return arena_printf(arena, "%d %lld %lld %lld@%d,%d", SITE_USES, (long long)site->image_ids[SITE_LOGO],
                        (long long)site->image_ids[SITE_LOGO_DARK], (long long)site->image_ids[SITE_BANNER],
                        site->banner_focus.x, site->banner_focus.y);
}

enum err site_files_made(struct conn *conn, const char **ret_made)
{
    auto_query struct query q = query_of(conn, STMT_SITE_MADE);
    enum err err = query_row(&q);
    const char *made = err ? NULL : column_text(&q);
    *ret_made = made ? made : "";
    return err;
}

/* After the commit they go, but for those that another medium, or the new ones, have as well. */
static enum err site_files_drop(struct conn *conn)
{
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_SITE_FILES);
        while (!(err = query_row(&q))) {
            struct site_file_row row;
            site_file_read_row(&q, &row);
            err = media_remove_later(conn, &(struct media){.id = row.media_id}, row.file.name);
            if (err)
                return err;
        }
    }
    return err == ERR_NOT_FOUND ? run_plain(conn, STMT_SITE_FILES_DROP) : err;
}

static enum err site_file_add(struct conn *conn, const struct site *site, const struct site_file *file)
{
    /* The same bytes as before, or as those of a medium that goes. */
    enum err err = media_removal_cancel(conn, file->blob.name);
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_SITE_FILE_ADD);
    bind_text(&q, file->blob.name);
    bind_integer(&q, site->image_ids[image_of[file->use]]);
    bind_text(&q, file->blob.type);
    bind_integer(&q, (int64_t)file->blob.size);
    bind_integer(&q, file->blob.width);
    bind_integer(&q, file->blob.height);
    bind_integer(&q, file->use + 1);
    return query_run(&q);
}

enum err site_set_files(struct conn *conn, const char *made, const struct site_file *files, size_t count)
{
    assert(conn->is_writer);
    struct site site;
    enum err err = site_get(conn, &site);
    if (err || strcmp(site_files_wanted(conn->arena, &site), made) != 0)
        return err;
    err = site_files_drop(conn);
    for (size_t i = 0; !err && i < count; i++)
        err = site_file_add(conn, &site, &files[i]);
    if (!err) {
        auto_query struct query q = query_of(conn, STMT_SITE_MADE_SET);
        bind_text(&q, made);
        err = query_run(&q);
    }
    conn_mark_changed(conn);
    return err;
}
