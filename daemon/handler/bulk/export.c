/* GET /api/export: every article but those in the trash, or those that a filter lets pass, as lines that
 * /api/import takes. The members are those of article_input.c, so that what one portal writes another
 * reads. Media are said by id, which holds within this portal alone. */
#include "article/fact_input.h"
#include "core/lines.h"
#include "core/query.h"
#include "handler/handler.h"
#include "import_former.h"
#include "store/change.h"
#include "store/old_address.h"
#include "text/slug.h"
#include "view/article.h"
#include "view/fact.h"

#include <string.h>

/* In one part, on one lease; change_articles() gives fewer when they are long. */
enum { ARTICLES_AT_ONCE = 20 };

/* By name, so that another portal can make the same tag of it; by slug where the name alone would not lead
 * back to it. */
static const char *tag_key(struct arena *arena, const struct term *tag)
{
    /* A name that looks like a slug would be read as one. */
    bool leads_back = !slug_valid(tag->name) && strcmp(slug_from_title(tag->name, arena), tag->slug) == 0;
    return leads_back ? tag->name : tag->slug;
}

/* The category must exist where this is read; tags arise there. */
static void write_terms(struct view line, const struct article *article)
{
    view_text(line, "category", article->category ? article->category->slug : NULL);
    struct view tags = view_list(line, "tags");
    for (size_t i = 0; i < article->tag_count; i++)
        view_append_text(tags, tag_key(line.arena, &article->tags[i]));
}

static void write_media(struct view line, const struct article *article)
{
    const struct picture *image = article->image;
    if (image) {
        view_integer(line, "image", image->media.id);
        /* Decorative says all of it, and a client need not send an empty alt. */
        view_text(line, "alt", image->decorative ? NULL : image->alt);
        view_text(line, "caption", image->caption);
        view_text(line, "credit", image->credit);
        view_flag(line, "decorative", image->decorative);
    }
    struct view attachments = view_list(line, "attachments");
    for (size_t i = 0; i < article->attachment_count; i++) {
        struct view attachment = view_append(attachments);
        view_integer(attachment, "id", article->attachments[i].media.id);
        view_text(attachment, "title", article->attachments[i].title);
    }
}

/* null empties it where the line is imported over an article that has one. */
static void write_source(struct view line, const struct article *article)
{
    if (!article->source_name && !article->source_url) {
        view_null(line, "source");
        return;
    }
    struct view source = view_object(line, "source");
    view_text(source, "name", article->source_name);
    view_text(source, "url", article->source_url);
}

static void export_write_article(struct view line, const struct article *article)
{
    bool is_scheduled = article->status == STATUS_SCHEDULED;
    view_text(line, "external_id", article->external_id);
    view_text(line, "title", article->title);
    view_text(line, "slug", article->slug);
    view_text(line, "lang", article->lang);
    view_text(line, "kind", kind_of(article->kind)->name);
    view_text(line, "audience", article_audience_name(article->audience));
    view_facts(line, article, FACTS_TO_IMPORT);
    view_text(line, "lead", article->lead);
    view_text(line, "body", article->body);
    view_text(line, "body_format", article->body_format);
    write_terms(line, article);
    write_media(line, article);
    view_text(line, "author", article->author);
    write_source(line, article);
    view_text(line, "status", article_status_name(article->status));
    /* One member for both, as article_input.c reads it by the status. */
    view_time(line, "published_at", is_scheduled ? article->due_ms : article->published_ms);
    view_time(line, "expires_at", article->expires_ms);
    view_flag(line, "pinned", article->pinned);
    if (article->withdrawn_reason)
        view_text(line, "withdrawn_reason", article->withdrawn_reason);
}

/* What it was on the former portal, so that another portal answers at its addresses too. */
static enum err export_write_former(struct view line, struct conn *conn, const struct article *article)
{
    const struct old_address of = {.article_id = article->id};
    struct old_address *items;
    size_t count = 0;
    int64_t views = 0;
    enum err err = old_address_list(conn, &of, 0, IMPORT_ADDRESSES_MAX, &items, &count);
    if (!err)
        err = opening_views_of(conn, article->id, &views);
    if (err)
        return err;
    struct view addresses = view_list(line, "addresses");
    for (size_t i = 0; i < count; i++)
        view_append_text(addresses, items[i].address);
    view_integer(line, "opening_views", views);
    return ERR_OK;
}

/* Twenty articles or so, by id, which is an order that no edit changes; one that is saved meanwhile
 * comes with whichever state its part sees. */
static enum err export_write_part(struct lines *lines, struct conn *conn, bool *ret_done)
{
    struct article_list list;
    enum err err =
        change_articles(conn, CHANGE_KEPT, &lines->filter, lines->after_id, ARTICLES_AT_ONCE, &list);
    for (size_t i = 0; !err && i < list.count; i++) {
        struct view line = lines_begin(lines, NULL);
        export_write_article(line, &list.items[i]);
        enum err failed = export_write_former(line, conn, &list.items[i]);
        err = lines_end(lines, line);
        err = failed ? failed : err;
        lines->after_id = list.items[i].id;
    }
    *ret_done = !err && !list.more;
    return err;
}

enum err api_export(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article_query filter = {.audiences = (1u << AUDIENCE_COUNT) - 1};
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = fact_filter_read(conn, request, reply, &filter);
    if (!err)
        err = query_check(reply);
    return err ? err : lines_reply_filtered(app, request, reply, &filter, export_write_part);
}
