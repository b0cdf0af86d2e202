/* Which media an article shows. Written with each save, so that whether a file is public is one look at
 * a table and no search through bodies. Rows of former versions stay with is_shown 0, which keeps their
 * media from being collected. */
#include "article_inner.h"

#include "store/kind.h"

#include <string.h>

/* A hash of 32 digits and an ending, with room; longer ones are none of ours. */
enum { NAME_SIZE_MAX = 80 };

/* The row may be there from a former version; then it is shown again. */
static enum err article_media_show(struct conn *conn, const struct article *a, int64_t media_id)
{
    auto_query struct query q = query_of(conn, STMT_ARTICLE_MEDIA_SHOW);
    bind_integer(&q, a->id);
    bind_integer(&q, media_id);
    return query_run(&q);
}

/* By any file of the medium. An unknown name is no error: bodies may link to what has gone. */
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

/* The name of a medium's file at an address's beginning, behind /media/; the length of it and the folder. */
static size_t media_name_at(const char *at, char name[static NAME_SIZE_MAX + 1])
{
    static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz.";
    size_t length = strspn(at, letters);
    if (length > NAME_SIZE_MAX)
        return 0;
    memcpy(name, at, length);
    name[length] = '\0';
    return length;
}

/* Facts that lead to a file of the portal. */
static enum err show_facts(struct conn *conn, const struct article *a)
{
    static const char folder[] = "/media/";
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < a->fact_count; i++) {
        char name[NAME_SIZE_MAX + 1];
        const struct fact_value *value = &a->facts[i];
        if (fact_of(value->fact)->type == FACT_TYPE_LINK &&
            strncmp(value->text, folder, sizeof folder - 1) == 0 &&
            media_name_at(value->text + sizeof folder - 1, name))
            err = show_file(conn, a, name);
    }
    return err;
}

/* What the clean body's addresses, which stand in quotes, refer to: pictures, and links to attachments. */
static enum err show_body(struct conn *conn, const struct article *a)
{
    /* Cleaned HTML writes every attribute in double quotes. Of a srcset the first address is enough, as
     * all are of the same medium. */
    static const char address[] = "\"/media/";
    for (const char *at = a->body_html; (at = strstr(at, address));) {
        char name[NAME_SIZE_MAX + 1];
        at += sizeof address - 1;
        if (!media_name_at(at, name))
            continue;
        enum err err = show_file(conn, a, name);
        if (err)
            return err;
    }
    return ERR_OK;
}

enum err article_save_media(struct conn *conn, const struct article *a)
{
    /* All hidden first, then those shown that are in this version. */
    enum err err = run_by(conn, STMT_ARTICLE_MEDIA_HIDE, a->id);
    if (!err && a->image)
        err = article_media_show(conn, a, a->image->media.id);
    for (size_t i = 0; !err && i < a->attachment_count; i++)
        err = article_media_show(conn, a, a->attachments[i].media.id);
    if (!err)
        err = show_facts(conn, a);
    return err ? err : show_body(conn, a);
}
