/* schema.org in JSON-LD (https://schema.org/NewsArticle, GovernmentOrganization, BreadcrumbList,
 * WebSite). Every page is a graph of its own with the agency in it once; other nodes refer to it by its
 * @id. Nothing is said here that the page does not show. */
#include "view/jsonld.h"
#include "jsonld_inner.h"
#include "view/media.h"

#include "store/document.h"
#include "text/date.h"
#include "view/article.h"

#include <string.h>

/* The size of the picture that publisher.logo_path names. */
enum { LOGO_PIXELS = 512 };

/* The whole address of a path; a path again when the portal does not know its public address. */
const char *jsonld_whole(const struct publisher *publisher, struct arena *arena, const char *path)
{
    return arena_printf(arena, "%s%s", publisher->base, path);
}

/* Members without a value are left out: a validator takes null for a mistake. */
void jsonld_put_text(struct view view, const char *name, const char *text)
{
    if (text)
        view_text(view, name, text);
}

/* In the portal's zone, in which readers see the date; nothing for 0. */
void jsonld_put_time(struct view view, const char *name, int64_t at_ms)
{
    char text[DATE_TEXT_SIZE];
    if (at_ms)
        view_text(view, name, date_rfc3339_local(at_ms, text));
}

/* {"@id": …}: something that the graph describes elsewhere. */
static void put_reference(struct view view, const char *name, const char *id)
{
    view_text(view_object(view, name), "@id", id);
}

/* Not a page: a name for the agency that is the same on all pages. */
static const char *organisation_id(const struct publisher *publisher, struct arena *arena)
{
    return jsonld_whole(publisher, arena, "/#co-quan");
}

/* Of the portal as a site, apart from the agency that publishes it. */
static const char *website_id(const struct publisher *publisher, struct arena *arena)
{
    return jsonld_whole(publisher, arena, "/#cong");
}

/* Gives the list of nodes, to which every part of a page is appended. */
static struct view begin_graph(struct view view)
{
    view_text(view, "@context", "https://schema.org");
    return view_list(view, "@graph");
}

/* Whom it is under. */
static void jsonld_add_superior(struct view view, const struct site *site)
{
    if (!site->superior)
        return;
    struct view superior = view_object(view, "parentOrganization");
    view_text(superior, "@type", "GovernmentOrganization");
    view_text(superior, "name", site->superior);
}

static void jsonld_add_hotline(struct view view, const struct site *site)
{
    if (!site->hotline)
        return;
    struct view point = view_object(view, "contactPoint");
    view_text(point, "@type", "ContactPoint");
    view_text(point, "contactType", "hotline");
    view_text(point, "telephone", site->hotline);
}

/* Its accounts elsewhere are the same agency. */
static void jsonld_add_accounts(struct view view, const struct site *site)
{
    if (!site->social_count)
        return;
    struct view same = view_list(view, "sameAs");
    for (size_t i = 0; i < site->social_count; i++)
        view_append_text(same, site->social[i].url);
}

/* The agency as far as the site's settings tell. Members that are not set are left out. */
static void add_organisation(struct view graph, const struct publisher *publisher)
{
    struct view view = view_append(graph);
    const struct site *site = publisher->site;
    view_text(view, "@type", "GovernmentOrganization");
    view_text(view, "@id", organisation_id(publisher, view.arena));
    view_text(view, "name", site_speaker(publisher->site));
    view_text(view, "url", jsonld_whole(publisher, view.arena, "/"));
    struct view logo = view_object(view, "logo");
    view_text(logo, "@type", "ImageObject");
    view_text(logo, "url", jsonld_whole(publisher, view.arena, publisher->logo_path));
    view_integer(logo, "width", LOGO_PIXELS);
    view_integer(logo, "height", LOGO_PIXELS);
    if (site->address) {
        /* The address is one text, as the authority wrote it; only the country is known apart. */
        struct view address = view_object(view, "address");
        view_text(address, "@type", "PostalAddress");
        view_text(address, "streetAddress", site->address);
        view_text(address, "addressCountry", "VN");
    }
    jsonld_put_text(view, "alternateName", site->agency ? NULL : site->name_en);
    jsonld_put_text(view, "telephone", site->phone);
    jsonld_put_text(view, "email", site->email);
    jsonld_put_text(view, "hasMap", site->map_url);
    jsonld_add_superior(view, site);
    jsonld_add_hotline(view, site);
    jsonld_add_accounts(view, site);
}

/* ---- where a page stands */

/* A breadcrumb list being made; the position of a step is how many stand in it. */
struct trail {
    const struct publisher *publisher;
    struct view items;
};

/* One step: a name that people read and the page that it leads to. */
static void add_step(struct trail *trail, const char *name, const char *path)
{
    struct view item = view_append(trail->items);
    view_text(item, "@type", "ListItem");
    /* Counted from one; the step is in the list already. */
    view_integer(item, "position", (int64_t)json_array_size(trail->items.json));
    view_text(item, "name", name);
    view_text(item, "item", jsonld_whole(trail->publisher, item.arena, path));
}

/* By language; "/" is the Vietnamese one. */
static const char *home_path(const char *lang)
{
    return strcmp(lang, "en") == 0 ? "/en" : "/";
}

/* A trail that begins at home. */
static struct trail begin_trail(struct view graph, const struct publisher *publisher, const char *lang)
{
    struct view view = view_append(graph);
    view_text(view, "@type", "BreadcrumbList");
    struct trail trail = {publisher, view_list(view, "itemListElement")};
    add_step(&trail, site_name_in(publisher->site, lang, NULL), home_path(lang));
    return trail;
}

/* ---- the pages */

/* The widest JPEG, as not every machine reads WebP; nothing when the article has no picture. */
void jsonld_put_image(struct view parent, const struct publisher *publisher, const struct picture *image)
{
    const struct media_file *file = image ? media_widest(&image->media, "image/jpeg") : NULL;
    if (!file)
        return;
    struct view view = view_object(parent, "image");
    view_text(view, "@type", "ImageObject");
    view_text(view, "url", jsonld_whole(publisher, view.arena, media_path(view.arena, file->name)));
    /* Of the file named, not of the picture as it was uploaded. */
    view_integer(view, "width", file->width);
    view_integer(view, "height", file->height);
    jsonld_put_text(view, "caption", image->caption);
    jsonld_put_text(view, "creditText", image->credit);
}

/* A named author is a person; what has none is the agency's word. */
static void put_author(struct view parent, const struct publisher *publisher, const char *author)
{
    if (!author) {
        put_reference(parent, "author", organisation_id(publisher, parent.arena));
        return;
    }
    struct view view = view_object(parent, "author");
    view_text(view, "@type", "Person");
    view_text(view, "name", author);
}

/* Of schema.org: https://schema.org/Legislation. */
static const char *legislation_force(const char *state)
{
    static const char *const forces[DOCUMENT_STATE_COUNT] = {
        [DOCUMENT_IN_FORCE] = "https://schema.org/InForce",
        [DOCUMENT_PARTLY_EXPIRED] = "https://schema.org/PartiallyInForce",
        [DOCUMENT_PENDING] = "https://schema.org/NotInForce",
        [DOCUMENT_EXPIRED] = "https://schema.org/NotInForce"};
    enum document_state named = document_state_named(state);
    return named == DOCUMENT_STATE_COUNT ? NULL : forces[named];
}

/* Another document that this one changes or rests on. */
static void legislation_put_other(struct view view, const struct publisher *publisher, const char *name,
                                  const struct fact_target *target)
{
    if (!target || !target->is_public)
        return;
    const struct article other = {.kind = target->kind, .lang = target->lang, .slug = target->slug};
    json_t *list = json_object_get(view.json, name);
    struct view all = list ? (struct view){view.arena, list} : view_list(view, name);
    struct view object = view_append(all);
    view_text(object, "@type", "Legislation");
    view_text(object, "name", target->title);
    view_text(object, "url", jsonld_whole(publisher, view.arena, article_path(view.arena, &other)));
    jsonld_put_text(object, "legislationIdentifier", target->number);
}

/* What one fact of a document says. */
static void legislation_put_fact(struct view view, const struct publisher *publisher,
                                 const struct fact_value *value)
{
    const struct fact_choice *choice;
    switch (value->fact) {
    case FACT_DOCUMENT_NUMBER:
        view_text(view, "legislationIdentifier", value->text);
        return;
    case FACT_DOCUMENT_TYPE:
        choice = fact_choice_named(value->fact, value->text);
        view_text(view, "legislationType", choice ? choice->titles[LANG_VI] : value->text);
        return;
    case FACT_DOCUMENT_ISSUER: {
        struct view issuer = view_object(view, "legislationPassedBy");
        view_text(issuer, "@type", "GovernmentOrganization");
        view_text(issuer, "name", value->text);
        return;
    }
    case FACT_DOCUMENT_ISSUED:
        view_text(view, "legislationDate", value->text);
        return;
    case FACT_DOCUMENT_EFFECTIVE:
        view_text(view, "legislationDateOfApplicability", value->text);
        return;
    case FACT_DOCUMENT_STATE:
        jsonld_put_text(view, "legislationLegalForce", legislation_force(value->text));
        return;
    case FACT_DOCUMENT_REPLACES:
        legislation_put_other(view, publisher, "legislationRepeals", value->target);
        return;
    case FACT_DOCUMENT_AMENDS:
        legislation_put_other(view, publisher, "legislationAmends", value->target);
        return;
    case FACT_DOCUMENT_BASED_ON:
        legislation_put_other(view, publisher, "isBasedOn", value->target);
        return;
    default:
        return;
    }
}

/* The facts of a document and its files. */
static void jsonld_add_legislation(struct view view, const struct publisher *publisher,
                                   const struct article *article)
{
    for (size_t i = 0; i < article->fact_count; i++)
        legislation_put_fact(view, publisher, &article->facts[i]);
    if (!article->attachment_count)
        return;
    struct view files = view_list(view, "encoding");
    for (size_t i = 0; i < article->attachment_count; i++) {
        const struct media *media = &article->attachments[i].media;
        struct view file = view_append(files);
        view_text(file, "@type", "LegislationObject");
        view_text(file, "name", article->attachments[i].title);
        view_text(file, "encodingFormat", media->type);
        if (media->file_count)
            view_text(file, "contentUrl",
                      jsonld_whole(publisher, view.arena, media_path(view.arena, media->files[0].name)));
    }
}

/* An article of text. Whether it is that: things that are no text have nodes of their own (jsonld_kind.c). */
static bool jsonld_add_article(struct view graph, const struct publisher *publisher,
                               const struct article *article)
{
    struct view view = view_append(graph);
    if (view_jsonld_thing(view, publisher, article, organisation_id(publisher, view.arena)))
        return false;
    const char *url = jsonld_whole(publisher, view.arena, article_path(view.arena, article));
    view_text(view, "@type", kind_of(article->kind)->schema);
    view_text(view, kind_has(article->kind, KIND_IS_NEWS) ? "headline" : "name", article->title);
    view_text(view, "url", url);
    /* The page is about the article and nothing else. */
    view_text(view, "mainEntityOfPage", url);
    view_text(view, "inLanguage", article->lang);
    jsonld_put_time(view, "datePublished", article->published_ms);
    /* The one answer to when readers saw it change last, see ARCHITECTURE.md. */
    jsonld_put_time(view, "dateModified",
                    article_changed_ms(article->created_ms, article->published_ms, article->updated_ms));
    jsonld_put_text(view, "description", article->lead);
    /* A WebPage has no section; schema.org gives it to articles. */
    jsonld_put_text(view, "articleSection",
                    article->category && kind_has(article->kind, KIND_IS_NEWS) ? article->category->name
                                                                               : NULL);
    if (article->tag_count) {
        struct view words = view_list(view, "keywords");
        for (size_t i = 0; i < article->tag_count; i++)
            view_append_text(words, article->tags[i].name);
    }
    jsonld_put_image(view, publisher, article->image);
    if (article->kind == KIND_DOCUMENT)
        jsonld_add_legislation(view, publisher, article);
    put_author(view, publisher, article->author);
    put_reference(view, "publisher", organisation_id(publisher, view.arena));
    return true;
}

void view_jsonld_article(struct view view, const struct publisher *publisher, const struct article *article)
{
    struct view graph = begin_graph(view);
    bool is_text = jsonld_add_article(graph, publisher, article);
    struct trail trail = begin_trail(graph, publisher, article->lang);
    /* Home, category, article; standing pages often have no category. */
    if (!is_text || kind_has(article->kind, KIND_HAS_REGISTER))
        add_step(&trail, kind_of(article->kind)->titles[strcmp(article->lang, "en") == 0 ? LANG_EN : LANG_VI],
                 kind_path(view.arena, article->kind, article->lang));
    else if (article->category)
        add_step(&trail, article->category->name,
                 category_path(view.arena, article->category->slug, article->lang));
    add_step(&trail, article->title, article_path(view.arena, article));
    add_organisation(graph, publisher);
}

/* The address of the search with a place for the words, as search engines want it for a box of their
 * own. */
static void put_search(struct view parent, const struct publisher *publisher, const char *lang)
{
    struct view view = view_object(parent, "potentialAction");
    const char *path = strcmp(lang, "en") == 0 ? "/en/tim-kiem" : "/tim-kiem";
    view_text(view, "@type", "SearchAction");
    struct view target = view_object(view, "target");
    view_text(target, "@type", "EntryPoint");
    view_text(target, "urlTemplate",
              arena_printf(view.arena, "%s%s?q={search_term_string}", publisher->base, path));
    view_text(view, "query-input", "required name=search_term_string");
}

/* No trail: home is where trails begin. */
void view_jsonld_home(struct view view, const struct publisher *publisher, const char *lang)
{
    struct view graph = begin_graph(view);
    struct view site = view_append(graph);
    view_text(site, "@type", "WebSite");
    view_text(site, "@id", website_id(publisher, view.arena));
    view_text(site, "name", site_name_in(publisher->site, lang, NULL));
    view_text(site, "url", jsonld_whole(publisher, view.arena, home_path(lang)));
    view_text(site, "inLanguage", lang);
    put_reference(site, "publisher", organisation_id(publisher, view.arena));
    put_search(site, publisher, lang);
    add_organisation(graph, publisher);
}

/* What is in the list is not repeated; each article describes itself on its own page. */
void view_jsonld_list(struct view view, const struct publisher *publisher, const char *lang, const char *name,
                      const char *path)
{
    struct view graph = begin_graph(view);
    struct view page = view_append(graph);
    view_text(page, "@type", "CollectionPage");
    view_text(page, "name", name);
    view_text(page, "url", jsonld_whole(publisher, view.arena, path));
    view_text(page, "inLanguage", lang);
    put_reference(page, "publisher", organisation_id(publisher, view.arena));
    struct trail trail = begin_trail(graph, publisher, lang);
    add_step(&trail, name, path);
    add_organisation(graph, publisher);
}
