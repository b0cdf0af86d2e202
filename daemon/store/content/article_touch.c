/* Articles that show something which changed: a category, a tag, a medium, another language. Their versions
 * rise, and no revision is made: what they say themselves is as it was. */
#include "article_inner.h"

#include "store/category.h"

#include <assert.h>

/* Raises one article that shows something else's change. */
static enum err raise_one(struct conn *conn, int64_t id)
{
    bool is_public;
    {
        auto_query struct query q = query_of(conn, STMT_ARTICLE_RAISE);
        bind_integer(&q, id);
        enum err err = query_row(&q);
        if (err)
            return err;
        is_public = column_integer(&q);
        err = query_run(&q);
        if (err)
            return err;
    }
    return is_public ? article_mark_public(conn, id, true, true) : ERR_OK;
}

/* Every article that shows something which changed: its version rises, so that copies of its page are
 * stale. */
static enum err raise_all(struct conn *conn, enum statement statement, int64_t shown_id)
{
    int64_t *ids;
    size_t count = 0;
    enum err err;
    {
        auto_query struct query q = query_of(conn, statement);
        bind_integer(&q, shown_id);
        err = query_integers(&q, &ids, &count);
    }
    for (size_t i = 0; !err && i < count; i++)
        err = raise_one(conn, ids[i]);
    return err;
}

enum err article_touch_translations(struct conn *conn, int64_t id)
{
    return raise_all(conn, STMT_ARTICLE_IDS_OF_GROUP, id);
}

enum err article_touch_category(struct conn *conn, int64_t category_id)
{
    assert(conn->is_writer);
    return raise_all(conn, STMT_ARTICLE_IDS_BY_CATEGORY, category_id);
}

enum err article_touch_tag(struct conn *conn, int64_t tag_id)
{
    assert(conn->is_writer);
    return raise_all(conn, STMT_ARTICLE_IDS_BY_TAG, tag_id);
}

enum err article_touch_media(struct conn *conn, int64_t media_id)
{
    assert(conn->is_writer);
    return raise_all(conn, STMT_ARTICLE_IDS_BY_MEDIA, media_id);
}

enum err article_refresh(struct conn *conn, const struct article *article)
{
    assert(conn->is_writer);
    {
        auto_query struct query q = query_of(conn, STMT_ARTICLE_HTML_SET);
        bind_text(&q, article->body_html);
        bind_integer(&q, article->id);
        bind_integer(&q, article->version);
        enum err err = query_run(&q);
        if (err)
            return err;
    }
    /* Whoever writes a draft goes on with the version that is open there. */
    return article_is_public(article) ? raise_one(conn, article->id) : ERR_OK;
}

/* A section that held nothing is shown, one that holds drafts alone is not: its first draft changes what
 * readers see. */
enum err article_touch_section(struct conn *conn, const struct article *article)
{
    struct category category;
    if (!article->category || article_is_public(article))
        return ERR_OK;
    enum err err = category_by_id(conn, article->category->id, &category);
    if (!err && category.is_hidden)
        conn_mark_changed(conn);
    return err;
}
