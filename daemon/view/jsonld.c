/* schema.org in JSON-LD (https://schema.org/NewsArticle). */
#include "text/date.h"
#include "view/article.h"

static void view_local_time(struct view view, const char *name, int64_t at_ms)
{
    char text[DATE_TEXT_SIZE];
    if (at_ms)
        view_text(view, name, date_rfc3339_local(at_ms, text));
}

static void view_crumb(struct view list, int position, const char *name, const char *url)
{
    struct view item = view_append(list);
    view_text(item, "@type", "ListItem");
    view_integer(item, "position", position);
    view_text(item, "name", name);
    view_text(item, "item", url);
}

static void view_crumbs(struct view view, const struct article *article, const char *base, const char *home)
{
    struct arena *arena = view.arena;
    int position = 1;
    view_text(view, "@type", "BreadcrumbList");
    struct view list = view_list(view, "itemListElement");
    view_crumb(list, position++, home, arena_printf(arena, "%s/", base));
    if (article->category)
        view_crumb(
            list, position++, article->category->name,
            arena_printf(arena, "%s%s", base, category_path(arena, article->category->slug, article->lang)));
    view_crumb(list, position, article->title,
               arena_printf(arena, "%s%s", base, article_path(arena, article)));
}

static void view_news(struct view view, const struct article *article, const char *base,
                      const char *publisher)
{
    struct arena *arena = view.arena;
    view_text(view, "@type", article->kind == KIND_PAGE ? "WebPage" : "NewsArticle");
    view_text(view, "headline", article->title);
    view_text(view, "inLanguage", article->lang);
    view_text(view, "mainEntityOfPage", arena_printf(arena, "%s%s", base, article_path(arena, article)));
    view_local_time(view, "datePublished", article->published_ms);
    view_local_time(view, "dateModified",
                    article->updated_ms > article->created_ms ? article->updated_ms : article->published_ms);
    if (article->lead)
        view_text(view, "description", article->lead);
    if (article->category)
        view_text(view, "articleSection", article->category->name);
    const struct media_file *image =
        article->image ? media_widest(&article->image->media, "image/jpeg") : NULL;
    if (image)
        view_text(view, "image", arena_printf(arena, "%s%s", base, media_path(arena, image->name)));
    struct view author = view_object(view, "author");
    view_text(author, "@type", article->author ? "Person" : "GovernmentOrganization");
    view_text(author, "name", article->author ? article->author : publisher);
    struct view organisation = view_object(view, "publisher");
    view_text(organisation, "@type", "GovernmentOrganization");
    view_text(organisation, "name", publisher);
}

void view_article_jsonld(struct view view, const struct article *article, const char *base,
                         const char *publisher)
{
    view_text(view, "@context", "https://schema.org");
    struct view graph = view_list(view, "@graph");
    view_news(view_append(graph), article, base, publisher);
    view_crumbs(view_append(graph), article, base, publisher);
}
