/* What pages say: the names are those that the templates use. */
#include "base/base64url.h"
#include "html/opening.h"
#include "http/url.h"
#include "text/date.h"
#include "text/excerpt.h"
#include "text/normalize.h"
#include "text/number.h"
#include "view/article.h"
#include "view/fact.h"
#include "view/media.h"
#include "view/portal.h"

#include <string.h>

/* Characters, about three lines of a row. */
enum { ROW_LEAD_LENGTH = 220, ROW_EXCERPT_LENGTH = 160, ROW_EXCERPT_BYTES = 640 };

/* An address from the store, checked when it was written; what no longer passes shows as none. */
static void view_stored_url(struct view view, const char *name, const char *url)
{
    struct safe_url safe = {NULL};
    if (url && safe_url_from(url, URL_LINK, &safe))
        safe.url = NULL;
    view_url(view, name, safe);
}

/* A failed arena makes "" of every path, which safe_url_trusted() would take for our mistake. */
static void page_view_own_url(struct view view, const char *name, const char *path)
{
    if (arena_failed(view.arena))
        return;
    view_url(view, name, safe_url_trusted(path));
}

/* Null when there is no picture, or none that can be shown. */
static void view_page_image(struct view parent, const struct picture *image)
{
    struct view view;
    if (!image || !view_page_picture(parent, "image", &image->media, image->alt, &view)) {
        view_null(parent, "image");
        return;
    }
    view_text(view, "caption", image->caption);
    view_text(view, "credit", image->credit);
    view_flag(view, "has_legend", image->caption || image->credit);
}

/* With the address of the page that lists it, in the article's language. */
static void view_page_category(struct view parent, const struct article *article)
{
    if (!article->category) {
        view_null(parent, "category");
        return;
    }
    struct view view = view_object(parent, "category");
    view_text(view, "name", article->category->name);
    page_view_own_url(view, "url", category_path(view.arena, article->category->slug, article->lang));
}

/* The same instant twice: for people, and for <time datetime>. */
static void view_page_time(struct view view, const char *text_name, const char *time_name, int64_t at_ms,
                           enum lang lang)
{
    char text[DATE_TEXT_SIZE];
    view_text(view, text_name, at_ms ? date_long(at_ms, lang, text) : NULL);
    view_text(view, time_name, at_ms ? date_rfc3339_local(at_ms, text) : NULL);
}

/* The lead cut, or where there is none the first words of the body, when the row was read with it: made for
 * each page, so that no word stays here that the body has no more. */
static const char *row_words(const struct article *article, struct arena *arena)
{
    if (article->lead)
        return text_excerpt(article->lead, ROW_LEAD_LENGTH, arena);
    if (!article->body_html)
        return NULL;
    const char *words =
        text_excerpt(html_opening(article->body_html, ROW_EXCERPT_BYTES, arena), ROW_EXCERPT_LENGTH, arena);
    return *words ? words : NULL;
}

/* What a list shows: no body, and a few words of it. */
void view_page_row(struct view view, const struct article *article, enum lang lang)
{
    view_text(view, "title", article->title);
    page_view_own_url(view, "url", article_path(view.arena, article));
    view_text(view, "lead", row_words(article, view.arena));
    view_page_time(view, "published_text", "published_at", article->published_ms, lang);
    view_page_category(view, article);
    view_page_image(view, article->image);
    view_flag(view, "pinned", article->pinned);
}

void view_page_head(struct view view, const struct article *article)
{
    view_text(view, "title", article->title);
    page_view_own_url(view, "url", article_path(view.arena, article));
}

/* A source that has no name is called by its address. */
static void view_page_source(struct view parent, const struct article *article)
{
    if (!article->source_name && !article->source_url) {
        view_null(parent, "source");
        return;
    }
    struct view view = view_object(parent, "source");
    view_text(view, "name", article->source_name ? article->source_name : article->source_url);
    view_stored_url(view, "url", article->source_url);
}

/* The text of the link says what will come, before anybody pays for it. */
void view_page_attachment(struct view view, const struct attachment *attachment, enum lang lang)
{
    char size[NUMBER_TEXT_SIZE], pages[NUMBER_TEXT_SIZE];
    const struct media *media = &attachment->media;
    const struct media_file *file = media->width ? media_widest(media, "image/jpeg") : media->files;
    view_text(view, "title", attachment->title);
    /* "PDF", with the size behind it, so that nobody on a phone is surprised. */
    view_text(view, "kind", media_label(view.arena, file ? file->name : media->name));
    view_text(view, "size", number_size(file ? file->size : media->size, lang, size));
    view_text(view, "pages", media->pages ? number_grouped(media->pages, lang, pages) : NULL);
    view_flag(view, "is_one_page", number_plural(media->pages, lang) == PLURAL_ONE);
    view_flag(view, "is_sound", strncmp(media->type, "audio/", 6) == 0);
    view_flag(view, "is_film", strncmp(media->type, "video/", 6) == 0);
    if (file)
        page_view_own_url(view, "url", media_path(view.arena, file->name));
    else
        view_null(view, "url");
}

void view_page_edited(struct view view, const struct article *article, int64_t edited_ms, enum lang lang)
{
    enum { AT_ONCE_MS = 60 * 1000 };
    /* What was brought in today may have been published long ago. */
    int64_t from_ms =
        article->created_ms > article->published_ms ? article->created_ms : article->published_ms;
    view_page_time(view, "updated_text", "updated_at", edited_ms > from_ms + AT_ONCE_MS ? edited_ms : 0,
                   lang);
}

/* The page of the article itself, with texts for people in `lang`; names of articles and terms stay as
 * they were written. */
void view_page_article(struct view view, const struct article *article, enum lang lang)
{
    view_text(view, "title", article->title);
    view_text(view, "lead", article->lead);
    view_html(view, "body_html", safe_html_stored(article->body_html));
    view_page_image(view, article->image);
    view_page_category(view, article);
    view_page_facts(view, article, lang);
    struct view tags = view_list(view, "tags");
    for (size_t i = 0; i < article->tag_count; i++) {
        struct view tag = view_append(tags);
        view_text(tag, "name", article->tags[i].name);
        page_view_own_url(tag, "url", tag_path(view.arena, article->tags[i].slug, article->lang));
    }
    /* A section over an empty list shows nothing, but the frame around it needs a question of its own. */
    view_flag(view, "has_tags", article->tag_count > 0);
    view_flag(view, "has_attachments", article->attachment_count > 0);
    view_text(view, "author", article->author);
    view_page_source(view, article);
    /* Whose page it is knows the code. */
    view_null(view, "seal_url");
    view_page_time(view, "published_text", "published_at", article->published_ms, lang);
    view_page_edited(view, article, 0, lang);
    struct view attachments = view_list(view, "attachments");
    for (size_t i = 0; i < article->attachment_count; i++)
        view_page_attachment(view_append(attachments), &article->attachments[i], lang);
}

void view_page_outline(struct view view, struct outline outline)
{
    /* Fewer headings are seen at a glance; deeper ones would make the contents as long as the text. */
    enum { CONTENTS_LEAST = 3, CONTENTS_LEVELS = 2 };
    /* The greatest level there is counts as the first: bodies begin at h2, or below when cleaned so. */
    int top = 6;
    view_html(view, "body_html", outline.html);
    for (size_t i = 0; i < outline.count; i++)
        top = outline.headings[i].level < top ? outline.headings[i].level : top;
    view_flag(view, "has_contents", outline.count >= CONTENTS_LEAST);
    struct view contents = view_list(view, "contents");
    /* The list is there in any case, as templates take an unknown name for a mistake. */
    for (size_t i = 0; outline.count >= CONTENTS_LEAST && i < outline.count; i++) {
        const struct heading *heading = &outline.headings[i];
        if (heading->level >= top + CONTENTS_LEVELS)
            continue;
        struct view item = view_append(contents);
        view_text(item, "text", heading->text);
        view_text(item, "depth", heading->level > top ? "below" : "first-level");
        page_view_own_url(item, "url", arena_printf(view.arena, "#%s", heading->id));
    }
}

/* "mailto:" with the article's title and address (RFC 6068); NULL when it would be longer than an address may
 * be. */
static const char *share_by_mail(struct arena *arena, const char *title, const char *url)
{
    auto_buf struct buf out = BUF(URL_SIZE_MAX);
    buf_text(&out, "mailto:?subject=");
    url_escape(&out, title, "");
    buf_text(&out, "&body=");
    url_escape(&out, url, "");
    return buf_failed(&out) ? NULL : arena_copy(arena, buf_str(&out), out.length);
}

/* Facebook's page that takes the address behind its own. */
static void share_by_facebook(const char *url, struct buf *out)
{
    buf_text(out, "https://www.facebook.com/sharer/sharer.php?u=");
    url_escape(out, url, "");
}

/* The page that Zalo's own button opens. What is shared is its parameter `d`, JSON in base64, which some
 * parts of it decode from percent signs twice: blanks fill the JSON up so that no padding follows, and of a
 * page's address, ASCII without '?' and '~', come no signs but letters and digits. */
static void share_by_zalo(const char *url, struct buf *out)
{
    char coded[BASE64URL_LENGTH(URL_SIZE_MAX) + 1];
    auto_buf struct buf json = BUF(URL_SIZE_MAX);
    buf_printf(&json, "{\"url\":\"%s\"}", url);
    while (!buf_failed(&json) && json.length % 3)
        buf_char(&json, ' ');
    /* Too long to be an address, like one of the page itself. */
    base64url_encode(buf_str(&json), buf_failed(&json) ? 0 : json.length, coded);
    buf_printf(
        out,
        "https://button-share.zalo.me/share_external?layout=1&color=blue&customize=false&d=%s&shareType=0",
        coded);
}

void view_page_share(struct view view, const struct article *article, const char *url)
{
    static const struct {
        const char *name;
        void (*write)(const char *url, struct buf *out);
    } sites[] = {{"Facebook", share_by_facebook}, {"Zalo", share_by_zalo}};
    bool is_whole = *url != '/';
    struct view list = view_list(view, "shares");
    view_stored_url(view, "mail_url", is_whole ? share_by_mail(view.arena, article->title, url) : NULL);
    for (size_t i = 0; is_whole && i < sizeof sites / sizeof *sites; i++) {
        auto_buf struct buf address = BUF(URL_SIZE_MAX);
        struct view site = view_append(list);
        sites[i].write(url, &address);
        view_text(site, "name", sites[i].name);
        view_stored_url(site, "url", arena_copy(view.arena, buf_str(&address), address.length));
    }
}

/* Below the article's own path. Standing pages have neither a printed form nor a history shown. */
void view_page_tools(struct view view, const struct article *article)
{
    const char *path = article_path(view.arena, article);
    view_flag(view, "has_tools", kind_has(article->kind, KIND_HAS_TOOLS));
    page_view_own_url(view, "print_url", arena_printf(view.arena, "%s/in", path));
    page_view_own_url(view, "copy_url", arena_printf(view.arena, "%s/luu", path));
    page_view_own_url(view, "history_url", arena_printf(view.arena, "%s/lich-su", path));
    page_view_own_url(view, "code_url", arena_printf(view.arena, "%s/ma-qr", path));
}

/* Three flags and no name of a kind, because templates can only ask whether something is true. */
static void view_page_item(struct view view, const struct box_item *item)
{
    view_flag(view, "is_link", item->kind == ITEM_LINK);
    view_flag(view, "is_banner", item->kind == ITEM_BANNER);
    view_flag(view, "is_article", item->kind == ITEM_ARTICLE);
    view_text(view, "title", item->title);
    view_stored_url(view, "url", item->url);
    struct view image;
    /* A banner whose picture went shows its title. */
    if (!item->media_id || !view_page_picture(view, "image", &item->media, item->alt, &image))
        view_null(view, "image");
}

/* The boxes that the handler chose for this page; what is over or not begun is not among their items. */
void view_page_boxes(struct view view, const struct box *boxes, size_t count)
{
    struct view list = view_list(view, "boxes");
    for (size_t i = 0; i < count; i++) {
        struct view box = view_append(list);
        view_text(box, "slug", boxes[i].slug);
        view_text(box, "title", boxes[i].title);
        struct view items = view_list(box, "items");
        for (size_t j = 0; j < boxes[i].item_count; j++)
            view_page_item(view_append(items), &boxes[i].items[j]);
    }
}

/* Grouped as the language groups, so a text and no number for the template. */
static void view_number(struct view view, const char *name, int64_t number, enum lang lang)
{
    char text[NUMBER_TEXT_SIZE];
    view_text(view, name, number_grouped(number, lang, text));
}

struct stats stats_with_reader(const struct stats *stats)
{
    struct stats with = *stats;
    bool is_first = !stats->visits.today;
    if (with.online < 1)
        with.online = 1;
    struct visit_counts *counts[] = {&with.visits, &with.views};
    for (size_t i = 0; is_first && i < 2; i++) {
        counts[i]->today++;
        counts[i]->month++;
        counts[i]->all++;
    }
    return with;
}

void view_page_stats(struct view view, const struct stats *stats, enum lang lang)
{
    const struct stats with = stats_with_reader(stats);
    struct view object = view_object(view, "stats");
    view_number(object, "online", with.online, lang);
    view_number(object, "today", with.visits.today, lang);
    view_number(object, "month", with.visits.month, lang);
    view_number(object, "all", with.visits.all, lang);
}
