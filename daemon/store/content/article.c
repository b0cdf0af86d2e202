/* Reading single articles. An article is one row and what hangs on it: tags, picture, attachments,
 * translations, body. Each is a statement of its own by an index, and the row's statement is free again
 * before the next begins. Writing is article_write.c's. */
#include "article_inner.h"
#include "document_inner.h"
#include "erased_name.h"

#include "fact.h"
#include "store/category.h"

#include <string.h>

/* In the order of their enums, whose numbers the tables hold. The names of actions are in the audit and
 * in revisions. */
static const char *const status_names[STATUS_COUNT] = {"draft",     "review",    "scheduled",
                                                       "published", "withdrawn", "trashed"};
static const char *const audience_names[AUDIENCE_COUNT] = {"public", "staff"};
static const char *const action_names[ACTION_COUNT] = {"create",   "edit",   "publish",  "schedule",
                                                       "withdraw", "trash",  "restore",  "revert",
                                                       "expire",   "import", "send-back"};

const char *article_status_name(enum article_status status)
{
    return status_names[status];
}

/* The number of names for one that is unknown, which the callers ask for. */
enum article_status article_status_from_name(const char *name)
{
    enum article_status status = 0;
    while (status < STATUS_COUNT && strcmp(status_names[status], name) != 0)
        status++;
    return status;
}

const char *article_audience_name(enum article_audience audience)
{
    return audience_names[audience];
}

enum article_audience article_audience_from_name(const char *name)
{
    enum article_audience audience = 0;
    while (audience < AUDIENCE_COUNT && strcmp(audience_names[audience], name) != 0)
        audience++;
    return audience;
}

/* The one answer to whether the public may see it, for all who ask about a row. */
bool article_is_public(const struct article *article)
{
    return article->status == STATUS_PUBLISHED && article->audience == AUDIENCE_PUBLIC;
}

const char *article_action_name(enum article_action action)
{
    return action_names[action];
}

/* In the order in which the article names them, which the statement keeps. */
static enum err article_read_tags(struct conn *conn, struct article *article)
{
    auto_query struct query query = query_of(conn, STMT_ARTICLE_TAGS);
    struct term *tags = NULL;
    enum err err;
    bind_integer(&query, article->id);
    while (!(err = query_row(&query))) {
        struct term *tag = array_add(conn->arena, &tags, &article->tag_count, sizeof *tag);
        if (!tag)
            return ERR_MEMORY;
        tag->id = column_integer(&query);
        tag->slug = column_text(&query);
        tag->name = column_text(&query);
    }
    article->tags = tags;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err article_read_attachments(struct conn *conn, struct article *article)
{
    struct attachment *attachments = NULL;
    enum err err;
    {
        auto_query struct query query = query_of(conn, STMT_ARTICLE_ATTACHMENTS);
        bind_integer(&query, article->id);
        while (!(err = query_row(&query))) {
            struct attachment *attachment =
                array_add(conn->arena, &attachments, &article->attachment_count, sizeof *attachment);
            if (!attachment)
                return ERR_MEMORY;
            attachment->media.id = column_integer(&query);
            attachment->title = column_text(&query);
        }
    }
    /* Media after the loop, since the statement that lists them must be free before others of the
     * connection run for long. */
    for (size_t i = 0; err == ERR_NOT_FOUND && attachments && i < article->attachment_count; i++) {
        enum err found = media_by_id(conn, attachments[i].media.id, &attachments[i].media);
        if (found)
            return found;
    }
    article->attachments = attachments;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err read_translations(struct conn *conn, struct article *article, int64_t group)
{
    auto_query struct query query = query_of(conn, STMT_ARTICLE_TRANSLATIONS);
    struct translation *others = NULL;
    enum err err;
    if (!group)
        return ERR_OK;
    /* A group is called by the id of its first article. */
    article->original_id = group;
    bind_integer(&query, group);
    /* Itself is left out. */
    bind_integer(&query, article->id);
    while (!(err = query_row(&query))) {
        struct translation *other =
            array_add(conn->arena, &others, &article->translation_count, sizeof *other);
        if (!other)
            return ERR_MEMORY;
        other->article_id = column_integer(&query);
        other->lang = column_text(&query);
        other->slug = column_text(&query);
        other->kind = (enum article_kind)column_integer(&query);
        other->is_public = column_integer(&query);
        other->updated_ms = column_integer(&query);
    }
    article->translations = others;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err article_read_body(struct conn *conn, struct article *article)
{
    auto_query struct query query = query_of(conn, STMT_ARTICLE_BODY);
    bind_integer(&query, article->id);
    /* A row without its body means a damaged database, and no caller may take it for an article that is
     * not there. */
    enum err err = query_row(&query);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_INTERNAL : err;
    article->body = column_text(&query);
    article->body_html = column_text(&query);
    article->body_text = column_text(&query);
    return ERR_OK;
}

enum err article_read_html(struct conn *conn, struct article *article)
{
    auto_query struct query query = query_of(conn, STMT_ARTICLE_HTML);
    bind_integer(&query, article->id);
    enum err err = query_row(&query);
    if (!err)
        article->body_html = column_text(&query);
    return err == ERR_NOT_FOUND ? ERR_INTERNAL : err;
}

enum err article_read_image(struct conn *conn, int64_t image_id, struct picture *words,
                            const struct picture **ret_image)
{
    *ret_image = NULL;
    if (!image_id)
        return ERR_OK;
    struct picture *picture = arena_zero(conn->arena, 1, sizeof *picture);
    if (!picture)
        return ERR_MEMORY;
    /* The words are the article's, the medium is shared. */
    *picture = *words;
    *ret_image = picture;
    return media_by_id(conn, image_id, &picture->media);
}

struct term *read_term(struct query *query)
{
    struct term term;
    term.id = column_integer(query);
    term.slug = column_text(query);
    term.name = column_text(query);
    /* All three columns are read in any case, so that the next reader finds its own. */
    struct term *copy = term.id ? arena_zero(query->conn->arena, 1, sizeof *copy) : NULL;
    if (copy)
        *copy = term;
    return copy;
}

/* The row itself; what hangs on it is read after the statement is free again. */
static enum err article_read_row(struct conn *conn, int64_t id, struct article *a, struct picture *words,
                                 int64_t *group, int64_t *image_id, const char **ret_facts)
{
    auto_query struct query q = query_of(conn, STMT_ARTICLE_BY_ID);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (err)
        return err;
    /* Columns are read in the order of the statement, each once. */
    *a = (struct article){.id = column_integer(&q)};
    a->version = column_integer(&q);
    a->slug = column_text(&q);
    a->lang = column_text(&q);
    a->kind = (enum article_kind)column_integer(&q);
    a->status = (enum article_status)column_integer(&q);
    a->audience = (enum article_audience)column_integer(&q);
    *ret_facts = column_text(&q);
    a->once_public = column_integer(&q) > 0;
    a->title = column_text(&q);
    a->lead = column_text(&q);
    a->body_format = column_text(&q);
    words->alt = column_text(&q);
    words->caption = column_text(&q);
    words->credit = column_text(&q);
    words->decorative = column_integer(&q);
    a->author = column_text(&q);
    a->source_name = column_text(&q);
    a->source_url = column_text(&q);
    a->external_id = column_text(&q);
    a->change_note = column_text(&q);
    a->withdrawn_reason = column_text(&q);
    a->pinned = column_integer(&q);
    a->pinned_until_ms = column_integer(&q);
    a->created_ms = column_integer(&q);
    a->published_ms = column_integer(&q);
    a->updated_ms = column_integer(&q);
    a->expires_ms = column_integer(&q);
    a->deleted_ms = column_integer(&q);
    a->due_ms = column_integer(&q);
    a->created_by = column_integer(&q);
    *group = column_integer(&q);
    a->category = read_term(&q);
    *image_id = column_integer(&q);
    return ERR_OK;
}

/* `with_body` false leaves body, body_html and body_text NULL: lists show none, and a body may be
 * megabytes. */
enum err article_read(struct conn *conn, int64_t id, bool with_body, struct article *ret_article)
{
    struct article article;
    struct picture words = {0};
    int64_t group, image_id;
    const char *facts = NULL;
    enum err err = article_read_row(conn, id, &article, &words, &group, &image_id, &facts);
    if (!err)
        err = facts_read(conn, facts, &article);
    if (!err)
        err = document_read_state(conn, &article);
    if (!err)
        err = article_read_tags(conn, &article);
    if (!err)
        err = article_read_image(conn, image_id, &words, &article.image);
    if (!err)
        err = article_read_attachments(conn, &article);
    if (!err)
        err = read_translations(conn, &article, group);
    if (!err && with_body)
        err = article_read_body(conn, &article);
    if (!err)
        *ret_article = article;
    return err;
}

/* See the header for the cases; all who say when an article changed must say the same. */
int64_t article_changed_ms(int64_t created_ms, int64_t published_ms, int64_t updated_ms)
{
    return updated_ms > created_ms && updated_ms > published_ms ? updated_ms : published_ms;
}

enum err article_by_id(struct conn *conn, int64_t id, struct article *ret_article)
{
    return article_read(conn, id, true, ret_article);
}

/* By the table of slugs; 0 for none. */
static enum err article_id_of_slug(struct conn *conn, const char *slug, int64_t *ret_id)
{
    auto_query struct query query = query_of(conn, STMT_ARTICLE_ID_BY_SLUG);
    bind_text(&query, slug);
    enum err err = query_row(&query);
    if (!err)
        *ret_id = column_integer(&query);
    /* Nobody is an answer and no error. */
    else if (err == ERR_NOT_FOUND)
        *ret_id = 0;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err article_slug_owner(struct conn *conn, const char *slug, int64_t *ret_id)
{
    bool is_erased = false;
    enum err err = article_id_of_slug(conn, slug, ret_id);
    if (!err && !*ret_id)
        err = erased_name_known(conn, ERASED_ARTICLE, slug, &is_erased);
    if (is_erased)
        *ret_id = SLUG_IS_ERASED;
    return err;
}

/* The table of slugs holds those of the past too, so a former one leads to the article as it is called
 * today. */
enum err article_by_slug(struct conn *conn, const char *slug, struct article *ret_article)
{
    int64_t id;
    enum err err = article_id_of_slug(conn, slug, &id);
    if (err)
        return err;
    return id ? article_by_id(conn, id, ret_article) : ERR_NOT_FOUND;
}

enum err article_by_external_id(struct conn *conn, const char *external_id, struct article *ret_article)
{
    /* Within braces, so that the statement is free before the row's own is taken. */
    int64_t id = 0;
    {
        auto_query struct query query = query_of(conn, STMT_ARTICLE_ID_BY_EXTERNAL);
        bind_text(&query, external_id);
        enum err err = query_row(&query);
        if (err)
            return err;
        id = column_integer(&query);
    }
    return article_by_id(conn, id, ret_article);
}

enum err article_writer(struct conn *conn, int64_t id, int64_t *ret_token_id)
{
    return integer_by(conn, STMT_ARTICLE_WRITER, id, ret_token_id);
}

/* No revision is no error: a preview has none. */
enum err article_edited(struct conn *conn, int64_t id, int64_t *ret_ms)
{
    enum err err = integer_by(conn, STMT_ARTICLE_EDITED, id, ret_ms);
    if (err == ERR_NOT_FOUND)
        *ret_ms = 0;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* By the times of content: an original that was only touched (a term renamed) makes nobody old. */
bool translation_is_stale(const struct article *original, const struct translation *translation)
{
    return original->original_id == original->id && translation->updated_ms < original->updated_ms;
}

bool article_is_stale(const struct article *article)
{
    for (size_t i = 0; i < article->translation_count; i++) {
        const struct translation *other = &article->translations[i];
        if (other->article_id == article->original_id && other->updated_ms > article->updated_ms)
            return true;
    }
    return false;
}
