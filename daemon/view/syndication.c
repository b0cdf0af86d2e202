/* Says an article three times over, since three formats name the same things differently. Knows no page
 * and no template; which articles a feed has is the handler's choice. */
#include "view/syndication.h"
#include "view/media.h"

#include "html/absolute.h"
#include "text/date.h"
#include "text/excerpt.h"
#include "view/alert.h"
#include "view/article.h"

#include <string.h>

/* Characters; readers show a few lines of it. */
enum { SUMMARY_LENGTH = 500 };

/* The year since which names of this form are given out; RFC 4151 asks for one and it never changes. */
#define TAG_YEAR "2025"

/* "tag:binhgia.langson.gov.vn,2025:article/7": the host alone, whatever scheme and port lead there today. */
static const char *tag_uri(struct arena *arena, const char *base, const char *thing)
{
    const char *host = strstr(base, "://");
    /* An unknown base, or an address in brackets, gives no name that could last. */
    host = host ? host + 3 : "";
    size_t length = *host == '[' ? 0 : strcspn(host, ":/");
    if (!length)
        return arena_printf(arena, "tag:localhost," TAG_YEAR ":%s", thing);
    return arena_printf(arena, "tag:%.*s," TAG_YEAR ":%s", (int)length, host, thing);
}

/* By id, since a slug may change; readers would show the article a second time. */
static const char *article_tag_uri(struct arena *arena, const char *base, const struct article *article)
{
    return tag_uri(arena, base, arena_printf(arena, "article/%lld", (long long)article->id));
}

/* A category's feed bears the portal's name as well, as readers list feeds by title alone. */
static const char *channel_title(struct arena *arena, const struct channel *channel)
{
    const char *name = site_name_in(channel->site, channel->lang, NULL);
    return channel->title ? arena_printf(arena, "%s – %s", channel->title, name) : name;
}

/* What an item says without its body: the lead, or the beginning of the text. */
static const char *summary(struct arena *arena, const struct article *article)
{
    const char *text = article->lead ? article->lead : article->body_text;
    return text && *text ? text_excerpt(text, SUMMARY_LENGTH, arena) : NULL;
}

/* The instant that pages and sitemaps say, too. */
static int64_t changed_ms(const struct article *article)
{
    return article_changed_ms(article->created_ms, article->published_ms, article->updated_ms);
}

/* The body with whole addresses; NULL when the feed carries leads only. */
static const char *content(struct arena *arena, const struct channel *channel, const struct entry *entry)
{
    /* Links to places within the body need the page's own address before them. */
    const char *page = arena_printf(arena, "%s%s", channel->base, article_path(arena, entry->article));
    return entry->body_html ? html_absolute(entry->body_html, channel->base, page, arena).html : NULL;
}

/* RSS 2.0 has dates in the form of RFC 822, which HTTP's fits. */
static void view_http_date(struct view view, const char *name, int64_t at_ms)
{
    char text[DATE_TEXT_SIZE];
    view_text(view, name, at_ms ? date_http(at_ms, text) : NULL);
}

/* Atom and JSON Feed have RFC 3339. */
static void syndication_view_local(struct view view, const char *name, int64_t at_ms)
{
    char text[DATE_TEXT_SIZE];
    view_text(view, name, date_rfc3339_local(at_ms, text));
}

/* What an emergency line says as an item, in any form. */
struct alert_words {
    const char *id, *title, *address;
    enum lang lang; /* of the title */
};

/* Without a link of its own it leads to the page of the feed, where it stands too. */
static struct alert_words alert_words_of(struct arena *arena, const struct channel *channel,
                                         const struct alert_entry *entry)
{
    const struct alert *alert = entry->alert;
    struct safe_url url;
    struct alert_words words = {
        .id = tag_uri(arena, channel->base, arena_printf(arena, "alert/%lld", (long long)alert->id))};
    const char *text = alert_text(alert, strcmp(channel->lang, "en") == 0 ? LANG_EN : LANG_VI, &words.lang);
    words.title = arena_printf(arena, "%s: %s", entry->label, text);
    words.address = alert->url && !safe_url_from(alert->url, URL_WEB, &url) ? alert->url : NULL;
    if (!words.address)
        words.address = arena_printf(arena, "%s%s", channel->base,
                                     alert->url && alert->url[0] == '/' ? alert->url : channel->page_path);
    return words;
}

/* ---- for the templates */

/* What stands before the items. The feed's id is made like those of its items, so all of them stay. */
void view_channel(struct view view, const struct channel *channel)
{
    view_text(view, "lang", channel->lang);
    view_text(view, "title", channel_title(view.arena, channel));
    view_text(view, "agency", site_speaker(channel->site));
    view_text(view, "id", tag_uri(view.arena, channel->base, channel->thing));
    view_absolute(view, "page_url", channel->base, channel->page_path);
    view_absolute(view, "self_url", channel->base, channel->self_path);
    view_absolute(view, "icon_url", channel->base, channel->icon_path);
    view_http_date(view, "changed", channel->changed_ms);
    syndication_view_local(view, "changed_at", channel->changed_ms);
    /* Empty, so that a template finds it in a feed without articles. */
    view_list(view, "items");
}

/* What a player of podcasts fetches: of a film or sound its first file. NULL: there is none. */
static const struct media_file *recording_of(const struct article *article)
{
    const char *type = article->kind == KIND_VIDEO ? "video/" : article->kind == KIND_AUDIO ? "audio/" : NULL;
    for (size_t i = 0; type && i < article->attachment_count; i++) {
        const struct media *media = &article->attachments[i].media;
        if (media->file_count && strncmp(media->type, type, strlen(type)) == 0)
            return media->files;
    }
    return NULL;
}

/* RSS wants the length of the file beside its address and type, and has one file an item. */
static void view_enclosure(struct view parent, const struct channel *channel, const struct article *article)
{
    const struct media_file *file = recording_of(article);
    if (!file)
        file = article->image ? media_widest(&article->image->media, "image/jpeg") : NULL;
    if (!file) {
        view_null(parent, "image");
        return;
    }
    struct view view = view_object(parent, "image");
    view_absolute(view, "url", channel->base, media_path(view.arena, file->name));
    view_text(view, "type", file->type);
    view_integer(view, "size", file->size);
}

void view_entry(struct view items, const struct channel *channel, const struct entry *entry)
{
    struct view view = view_append(items);
    const struct article *article = entry->article;
    view_text(view, "id", article_tag_uri(view.arena, channel->base, article));
    view_text(view, "title", article->title);
    view_absolute(view, "url", channel->base, article_path(view.arena, article));
    view_text(view, "author", article->author);
    view_text(view, "summary", summary(view.arena, article));
    view_text(view, "content", content(view.arena, channel, entry));
    view_http_date(view, "published", article->published_ms);
    syndication_view_local(view, "published_at", article->published_ms);
    syndication_view_local(view, "changed_at", changed_ms(article));
    struct view terms = view_list(view, "terms");
    if (article->category)
        view_append_text(terms, article->category->name);
    /* A tag that is called like the category would stand there twice. */
    for (size_t i = 0; i < article->tag_count; i++)
        if (!article->category || strcmp(article->tags[i].name, article->category->name) != 0)
            view_append_text(terms, article->tags[i].name);
    view_enclosure(view, channel, article);
}

void view_alert_entry(struct view items, const struct channel *channel, const struct alert_entry *entry)
{
    struct view view = view_append(items);
    const struct alert *alert = entry->alert;
    const struct alert_words words = alert_words_of(view.arena, channel, entry);
    view_text(view, "id", words.id);
    view_text(view, "title", words.title);
    view_absolute(view, "url", "", words.address);
    view_text(view, "author", site_speaker(channel->site));
    view_text(view, "summary", words.title);
    view_null(view, "content");
    view_http_date(view, "published", alert->from_ms);
    syndication_view_local(view, "published_at", alert->from_ms);
    syndication_view_local(view, "changed_at", alert->set_ms);
    view_append_text(view_list(view, "terms"), entry->label);
    view_null(view, "image");
}

/* ---- JSON Feed */

/* A member that has no value is left out: JSON Feed knows no null. */
static void syndication_put_text(struct view view, const char *name, const char *text)
{
    if (text)
        view_text(view, name, text);
}

/* Version 1.1 has a list of authors; here it is always one. */
static void view_json_author(struct view parent, const char *name, const char *url)
{
    struct view author = view_append(view_list(parent, "authors"));
    view_text(author, "name", name);
    syndication_put_text(author, "url", url);
}

/* RSS and Atom's members in JSON Feed's words. Optional members without a value are left out, never
 * null. */
void view_json_channel(struct view view, const struct channel *channel)
{
    view_text(view, "version", "https://jsonfeed.org/version/1.1");
    view_text(view, "title", channel_title(view.arena, channel));
    view_absolute(view, "home_page_url", channel->base, channel->page_path);
    view_absolute(view, "feed_url", channel->base, channel->self_path);
    view_text(view, "description", site_speaker(channel->site));
    view_absolute(view, "icon", channel->base, channel->icon_path);
    view_text(view, "language", channel->lang);
    /* The portal's home serves as the author's address. */
    view_json_author(view, site_speaker(channel->site), arena_printf(view.arena, "%s/", channel->base));
    view_list(view, "items");
}

/* One item. What people read as title and summary is the same as in the other two formats. */
void view_json_entry(struct view items, const struct channel *channel, const struct entry *entry)
{
    struct view view = view_append(items);
    const struct article *article = entry->article;
    const char *html = content(view.arena, channel, entry), *lead = summary(view.arena, article);
    view_text(view, "id", article_tag_uri(view.arena, channel->base, article));
    view_absolute(view, "url", channel->base, article_path(view.arena, article));
    view_text(view, "title", article->title);
    /* One of both must be there (JSON Feed 1.1, items). */
    if (html)
        view_text(view, "content_html", html);
    else
        view_text(view, "content_text", lead ? lead : article->title);
    syndication_put_text(view, "summary", lead);
    /* As in RSS, the JPEG, which every reader can show. */
    const struct media_file *file =
        article->image ? media_widest(&article->image->media, "image/jpeg") : NULL;
    if (file)
        view_absolute(view, "image", channel->base, media_path(view.arena, file->name));
    const struct media_file *recording = recording_of(article);
    if (recording) {
        struct view attached = view_append(view_list(view, "attachments"));
        view_absolute(attached, "url", channel->base, media_path(view.arena, recording->name));
        view_text(attached, "mime_type", recording->type);
        view_integer(attached, "size_in_bytes", recording->size);
    }
    syndication_view_local(view, "date_published", article->published_ms);
    syndication_view_local(view, "date_modified", changed_ms(article));
    /* Without an author the channel's counts. */
    if (article->author)
        view_json_author(view, article->author, NULL);
    view_text(view, "language", article->lang);
    struct view tags = view_list(view, "tags");
    for (size_t i = 0; i < article->tag_count; i++)
        view_append_text(tags, article->tags[i].name);
}

void view_json_alert_entry(struct view items, const struct channel *channel, const struct alert_entry *entry)
{
    struct view view = view_append(items);
    const struct alert *alert = entry->alert;
    const struct alert_words words = alert_words_of(view.arena, channel, entry);
    view_text(view, "id", words.id);
    view_absolute(view, "url", "", words.address);
    view_text(view, "title", words.title);
    view_text(view, "content_text", words.title);
    syndication_view_local(view, "date_published", alert->from_ms);
    syndication_view_local(view, "date_modified", alert->set_ms);
    view_text(view, "language", words.lang == LANG_EN ? "en" : "vi");
    view_append_text(view_list(view, "tags"), entry->label);
}
