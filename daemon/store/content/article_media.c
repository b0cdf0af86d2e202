/* Which media an article shows. */
#include "article_inner.h"

#include <string.h>

enum { NAME_SIZE_MAX = 80 };

static enum err article_media_show(struct conn *conn, const struct article *a, int64_t media_id)
{
    auto_query struct query q = query_of(conn, STMT_ARTICLE_MEDIA_SHOW);
    bind_integer(&q, a->id);
    bind_integer(&q, media_id);
    return query_run(&q);
}

static enum err show_file(struct conn *conn, const struct article *a, const char *name)
{
    int64_t id = 0;
    {
        auto_query struct query q = query_of(conn, STMT_MEDIA_ID_BY_FILE);
        bind_text(&q, name);
        enum err err = query_row(&q);
        if (err)
            return err == ERR_NOT_FOUND ? ERR_OK : err;
        id = column_integer(&q);
    }
    return article_media_show(conn, a, id);
}

/* What the clean body's addresses, which stand in quotes, refer to: pictures, and links to attachments. */
static enum err show_body(struct conn *conn, const struct article *a)
{
    static const char address[] = "\"/media/";
    static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz.";
    for (const char *at = a->body_html; (at = strstr(at, address));) {
        char name[NAME_SIZE_MAX + 1];
        at += sizeof address - 1;
        size_t length = strspn(at, letters);
        if (length > NAME_SIZE_MAX)
            continue;
        memcpy(name, at, length);
        name[length] = '\0';
        enum err err = show_file(conn, a, name);
        if (err)
            return err;
    }
    return ERR_OK;
}

enum err article_save_media(struct conn *conn, const struct article *a)
{
    enum err err = run_by(conn, STMT_ARTICLE_MEDIA_HIDE, a->id);
    if (!err && a->image)
        err = article_media_show(conn, a, a->image->media.id);
    for (size_t i = 0; !err && i < a->attachment_count; i++)
        err = article_media_show(conn, a, a->attachments[i].media.id);
    return err ? err : show_body(conn, a);
}
