/* The API's shapes of an article, and the paths of pages. */
#include "view/article.h"

#include "view/alert.h"
#include "view/fact.h"
#include "view/media.h"

#include <string.h>

/* Vietnamese is the portal's own language and has no prefix. */
static const char *lang_prefix(const char *lang)
{
    return strcmp(lang, "en") == 0 ? "/en" : "";
}

const char *kind_path(struct arena *arena, enum article_kind kind, const char *lang)
{
    return arena_printf(arena, "%s/%s", lang_prefix(lang), kind_of(kind)->word);
}

/* Slug and language come from the row, so a path is right as long as the row is; former slugs are
 * redirected by the handlers. */
const char *article_path(struct arena *arena, const struct article *article)
{
    return arena_printf(arena, "%s/%s", kind_path(arena, article->kind, article->lang), article->slug);
}

/* A list has the language of its category, not that of the page that leads there. */
const char *category_path(struct arena *arena, const char *slug, const char *lang)
{
    return arena_printf(arena, "%s/chuyen-muc/%s", lang_prefix(lang), slug);
}

/* As category_path(). */
const char *tag_path(struct arena *arena, const char *slug, const char *lang)
{
    return arena_printf(arena, "%s/the/%s", lang_prefix(lang), slug);
}

/* A category by slug and name; null when the article has none. */
static void view_term(struct view parent, const char *name, const struct term *term)
{
    if (!term) {
        view_null(parent, name);
        return;
    }
    struct view view = view_object(parent, name);
    view_text(view, "slug", term->slug);
    view_text(view, "name", term->name);
}

/* The article's own picture with what its editor said of it here, which may differ from what the medium
 * says. */
static void view_image(struct view parent, const struct picture *image)
{
    if (!image) {
        view_null(parent, "image");
        return;
    }
    struct view view = view_object(parent, "image");
    view_integer(view, "id", image->media.id);
    view_media_forms(view, &image->media);
    view_text(view, "alt", image->alt);
    view_text(view, "caption", image->caption);
    view_text(view, "credit", image->credit);
}

/* Members in the order of the API's description. What a reader without a token gets is decided by the
 * query that found the article, not here. */
void view_article_row(struct view view, const struct article *article)
{
    view_integer(view, "id", article->id);
    view_integer(view, "version", article->version);
    view_text(view, "slug", article->slug);
    view_text(view, "url", article_path(view.arena, article));
    view_text(view, "status", article_status_name(article->status));
    view_text(view, "kind", kind_of(article->kind)->name);
    view_text(view, "lang", article->lang);
    view_text(view, "title", article->title);
    view_text(view, "lead", article->lead);
    view_term(view, "category", article->category);
    /* An empty list and not null, so that programs can walk over it. */
    struct view tags = view_list(view, "tags");
    for (size_t i = 0; i < article->tag_count; i++) {
        struct view tag = view_append(tags);
        view_text(tag, "slug", article->tags[i].slug);
        view_text(tag, "name", article->tags[i].name);
    }
    view_image(view, article->image);
    view_text(view, "author", article->author);
    view_flag(view, "pinned", article->pinned);
    /* What is scheduled has no instant of publishing yet; it shows the one at which it will be. */
    view_time(view, "published_at",
              article->status == STATUS_SCHEDULED ? article->due_ms : article->published_ms);
    view_time(view, "updated_at", article->updated_ms);
    view_text(view, "audience", article_audience_name(article->audience));
    view_facts(view, article, FACTS_FOR_PUBLIC);
}

/* Null rather than an object of nulls when the article is the portal's own. */
static void view_source(struct view parent, const struct article *article)
{
    if (!article->source_name && !article->source_url) {
        view_null(parent, "source");
        return;
    }
    struct view view = view_object(parent, "source");
    view_text(view, "name", article->source_name);
    view_text(view, "url", article->source_url);
}

/* Enough to make a path of; its title is in its own row. */
static void view_translation(struct view view, const struct translation *translation)
{
    view_integer(view, "id", translation->article_id);
    view_text(view, "lang", translation->lang);
    view_text(view, "slug", translation->slug);
}

void view_article_whole(struct view view, const struct article *article)
{
    /* Cleaned when it was saved, so it is not cleaned anew at each reading. */
    view_html(view, "body_html", safe_html_stored(article->body_html));
    view_text(view, "body_text", article->body_text);
    view_source(view, article);
    struct view attachments = view_list(view, "attachments");
    for (size_t i = 0; i < article->attachment_count; i++)
        view_attachment(view_append(attachments), &article->attachments[i]);
    view_time(view, "expires_at", article->expires_ms);
    view_time(view, "created_at", article->created_ms);
    /* Of the present version; those before have theirs in the revisions. */
    view_text(view, "change_note", article->change_note);
    /* Only published ones: this is shown to everybody. */
    struct view translations = view_list(view, "translations");
    for (size_t i = 0; i < article->translation_count; i++) {
        const struct translation *other = &article->translations[i];
        if (!other->is_public)
            continue;
        view_translation(view_append(translations), other);
    }
}

/* What a translator has to know: of which article this is the translation, and what is older than it should
 * be. */
static void view_staleness(struct view view, const struct article *article)
{
    /* The original names itself as its original. */
    bool is_translation = article->original_id && article->original_id != article->id;
    if (is_translation)
        view_integer(view, "translation_of", article->original_id);
    else
        view_null(view, "translation_of");
    view_flag(view, "translation_stale", article_is_stale(article));
    struct view list = view_list(view, "stale_translations");
    /* Drafts too: this is for those who translate. */
    for (size_t i = 0; i < article->translation_count; i++)
        if (translation_is_stale(article, &article->translations[i]))
            view_translation(view_append(list), &article->translations[i]);
}

void view_article_inner(struct view view, const struct article *article)
{
    /* The text as it was written, with which an editor goes on. */
    struct view body = view_object(view, "body");
    view_text(body, "format", article->body_format);
    view_text(body, "text", article->body);
    view_facts(view, article, FACTS_FOR_STAFF);
    view_text(view, "external_id", article->external_id);
    view_text(view, "withdrawn_reason", article->withdrawn_reason);
    view_time(view, "pinned_until", article->pinned_until_ms);
    /* Null unless it was deleted and waits to be purged. */
    view_time(view, "deleted_at", article->deleted_ms);
    view_staleness(view, article);
}

const char *view_change_name(const struct change *change)
{
    static const char *const names[] = {
        [CHANGE_UPSERT] = "upsert", [CHANGE_DELETE] = "delete", [CHANGE_ALERT] = "alert"};
    return names[change->kind];
}

void view_change(struct view view, const struct change *change)
{
    view_text(view, "type", view_change_name(change));
    if (change->kind == CHANGE_ALERT) {
        view_alert_member(view, &change->alert);
        return;
    }
    view_integer(view, "id", change->article_id);
    /* Of what was deleted nothing but its id may be said any more. */
    if (change->kind == CHANGE_DELETE) {
        view_time(view, "deleted_at", change->deleted_ms);
        return;
    }
    view_integer(view, "version", change->article.version);
    /* Row and whole as one object, so that a mirror needs no further request. */
    struct view article = view_object(view, "article");
    view_article_row(article, &change->article);
    view_article_whole(article, &change->article);
}

void view_revision_row(struct view view, const struct revision *revision, bool with_actor)
{
    view_integer(view, "version", revision->version);
    view_time(view, "at", revision->at_ms);
    view_text(view, "action", revision->action);
    /* Names of tokens are for those who work here. */
    if (with_actor)
        view_text(view, "actor", revision->actor);
    view_text(view, "status", article_status_name(revision->article.status));
    view_text(view, "title", revision->article.title);
    view_text(view, "change_note", revision->article.change_note);
    view_time(view, "redacted_at", revision->redacted_ms);
    view_text(view, "redaction_note", revision->redaction_note);
    view_flag(view, "erasing", revision->redacted_ms && !revision->erased_ms);
    view_time(view, "erased_at", revision->erased_ms);
}

void view_revision_whole(struct view view, const struct revision *revision)
{
    const struct article *article = &revision->article;
    struct view state = view_object(view, "article");
    view_article_row(state, article);
    view_article_whole(state, article);
    /* The text as it was written then, beside the HTML that was made of it. */
    struct view body = view_object(state, "body");
    view_text(body, "format", article->body_format);
    view_text(body, "text", article->body);
}
