/* Finds the main part in the tree and cuts it out of the text as it stands there. */
#include "saved_page.h"

#include "base/buf.h"
#include "core/coming_text.h"

#include <gumbo.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SAVED_DEPTH_MAX = 400, SAVED_CUTS = 2 };

struct saved_finding {
    const GumboNode *article, *main, *content, *body, *title, *heading, *crumbs, *frame;
    const char *date, *time, *said_date, *lead, *author, *called, *lang, *base;
    const char *html;
    struct arena *arena;
};

static const char *saved_attribute(const GumboNode *node, const char *name)
{
    const GumboAttribute *attribute = gumbo_get_attribute(&node->v.element.attributes, name);
    return attribute ? attribute->value : "";
}

/* Whether the element's class, id or label has the word in it. */
static bool saved_is_called(const GumboNode *node, const char *const *words)
{
    static const char *const names[] = {"class", "id", "aria-label", "itemprop"};
    for (; *words; words++)
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (strcasestr(saved_attribute(node, names[i]), *words))
                return true;
    return false;
}

static void saved_meta(struct saved_finding *f, const GumboNode *node)
{
    static const char *const dates[] = {
        "article:published_time", "date",           "pubdate",         "dc.date",
        "datePublished",          "dc.date.issued", "dcterms.created", "dc.date.created"};
    const char *name = saved_attribute(node, "name"), *content = saved_attribute(node, "content");
    name = *name ? name : saved_attribute(node, "property");
    name = *name ? name : saved_attribute(node, "itemprop");
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        if (strcasecmp(name, dates[i]) == 0 && !f->date)
            f->date = content;
    if ((strcasecmp(name, "description") == 0 || strcasecmp(name, "og:description") == 0) && !f->lead)
        f->lead = content;
    if (strcasecmp(name, "author") == 0 && !f->author)
        f->author = content;
    if (strcasecmp(name, "og:title") == 0 && !f->called)
        f->called = content;
}

static void saved_first(const GumboNode **first, const GumboNode *node, bool is_it)
{
    if (is_it && !*first)
        *first = node;
}

/* The text between the tags of an element; from *ret_from to *ret_to of the file. */
static void saved_inside(const GumboNode *node, const char *html, const char **ret_from, const char **ret_to)
{
    const GumboElement *element = &node->v.element;
    size_t size = strlen(html), from = element->start_pos.offset + element->original_tag.length;
    size_t to = element->original_end_tag.length ? element->end_pos.offset : size;
    *ret_from = html + (from < size ? from : size);
    *ret_to = to < size ? html + to : html + size;
    if (*ret_to < *ret_from)
        *ret_to = *ret_from;
}

/* Its words on one line. */
static const char *saved_words(struct saved_finding *f, const GumboNode *node)
{
    const char *from, *to;
    saved_inside(node, f->html, &from, &to);
    return coming_line_of(f->arena, arena_copy(f->arena, from, (size_t)(to - from)));
}

/* The frame that holds the text: by its name, else the last. */
static void saved_frame(struct saved_finding *f, const GumboNode *node)
{
    static const char *const names[] = {"main", "content", "noidung", "noi_dung", "body", "giua", "right"};
    bool is_named = false;
    for (size_t i = 0; f->frame && i < sizeof names / sizeof *names; i++)
        is_named |= strcasestr(saved_attribute(f->frame, "name"), names[i]) != NULL;
    if (!is_named)
        f->frame = node;
}

/* What an element is to the page by what it is called. */
static void saved_note(struct saved_finding *f, const GumboNode *node, GumboTag tag)
{
    static const char *const crumbs[] = {"breadcrumb", "duong-dan", "duongdan", "pathway", NULL};
    static const char *const moments[] = {"date", "time", "ngay", "post-info", "posted", NULL};
    const char *moment = saved_attribute(node, "datetime");
    saved_first(&f->crumbs, node, saved_is_called(node, crumbs));
    if (tag == GUMBO_TAG_TIME && *moment && !f->time)
        f->time = moment;
    if (!f->said_date && tag != GUMBO_TAG_BODY && saved_is_called(node, moments)) {
        const char *words = saved_words(f, node);
        f->said_date = saved_moment(words, f->arena) ? words : NULL;
    }
    if (tag == GUMBO_TAG_BASE && !f->base)
        f->base = saved_attribute(node, "href");
    if (tag == GUMBO_TAG_HTML)
        f->lang = saved_attribute(node, "lang");
    if (tag == GUMBO_TAG_FRAME)
        saved_frame(f, node);
}

/* Notes what of the tree is wanted; the first of each. */
static void saved_walk(struct saved_finding *f, const GumboNode *node, int depth)
{
    if (node->type != GUMBO_NODE_ELEMENT || depth > SAVED_DEPTH_MAX)
        return;
    GumboTag tag = node->v.element.tag;
    saved_first(&f->article, node, tag == GUMBO_TAG_ARTICLE);
    saved_first(&f->main, node, tag == GUMBO_TAG_MAIN);
    saved_first(&f->content, node, strcmp(saved_attribute(node, "id"), "content") == 0);
    saved_first(&f->body, node, tag == GUMBO_TAG_BODY);
    saved_first(&f->title, node, tag == GUMBO_TAG_TITLE);
    if (tag == GUMBO_TAG_META)
        saved_meta(f, node);
    saved_note(f, node, tag);
    for (unsigned int i = 0; i < node->v.element.children.length; i++)
        saved_walk(f, node->v.element.children.data[i], depth + 1);
}

/* The first heading below a node. */
static const GumboNode *saved_heading(const GumboNode *node, int depth)
{
    if (node->type != GUMBO_NODE_ELEMENT || depth > SAVED_DEPTH_MAX)
        return NULL;
    if (node->v.element.tag == GUMBO_TAG_H1)
        return node;
    const GumboNode *found = NULL;
    for (unsigned int i = 0; !found && i < node->v.element.children.length; i++)
        found = saved_heading(node->v.element.children.data[i], depth + 1);
    return found;
}

/* Names of sections: links in what is called breadcrumb, without the way home. */
static void saved_crumbs(struct saved_finding *f, const GumboNode *node, struct saved_page *page, int depth)
{
    static const char *const homes[] = {"Trang chủ", "Trang chính", "Trang nhất", "Home"};
    if (node->type != GUMBO_NODE_ELEMENT || depth > SAVED_DEPTH_MAX)
        return;
    if (node->v.element.tag == GUMBO_TAG_A && page->crumb_count < SAVED_CRUMBS_MAX) {
        const char *words = saved_words(f, node);
        bool is_home = false;
        for (size_t i = 0; i < sizeof homes / sizeof *homes; i++)
            is_home |= strcasecmp(words, homes[i]) == 0;
        if (*words && !is_home)
            page->crumbs[page->crumb_count++] = words;
    }
    for (unsigned int i = 0; i < node->v.element.children.length; i++)
        saved_crumbs(f, node->v.element.children.data[i], page, depth + 1);
}

/* The body without the heading that is the title, and without the way to the page. */
static void saved_cut(const struct saved_finding *f, const GumboNode *part, struct saved_page *page)
{
    const GumboNode *const cuts[SAVED_CUTS] = {f->heading, f->crumbs};
    const char *from = f->html, *to = f->html + strlen(f->html);
    auto_buf struct buf out = BUF(16 * 1024 * 1024);
    if (part && part->v.element.original_tag.length)
        saved_inside(part, f->html, &from, &to);
    while (from < to) {
        const char *next = to, *behind = to;
        for (size_t i = 0; i < SAVED_CUTS; i++) {
            const char *cut_from, *cut_to;
            if (!cuts[i])
                continue;
            saved_inside(cuts[i], f->html, &cut_from, &cut_to);
            if (cut_from >= from && cut_from < next && cut_to <= to) {
                next = cut_from;
                behind = cut_to;
            }
        }
        buf_add(&out, from, (size_t)(next - from));
        from = behind > from ? behind : to;
    }
    page->body = arena_copy(f->arena, buf_str(&out), out.length);
}

/* "datePublished" of what the page tells search engines. */
static const char *saved_told_date(const struct saved_finding *f)
{
    static const char name[] = "\"datePublished\"";
    const char *at = strstr(f->html, name), *end;
    at = at ? strchr(at + sizeof name - 1, '"') : NULL;
    end = at ? strchr(at + 1, '"') : NULL;
    return end ? arena_copy(f->arena, at + 1, (size_t)(end - at - 1)) : NULL;
}

static void saved_fill(struct saved_finding *f, struct saved_page *page)
{
    const GumboNode *part = f->article ? f->article : f->main ? f->main : f->content ? f->content : f->body;
    const GumboNode *inside = part ? saved_heading(part, 0) : NULL;
    const char *told = saved_told_date(f);
    f->heading = inside ? inside : f->body ? saved_heading(f->body, 0) : NULL;
    if (inside || !f->called)
        page->title = f->heading ? saved_words(f, f->heading) : "";
    if (f->called && !*page->title)
        page->title = coming_line_of(f->arena, arena_text(f->arena, f->called));
    if (f->title && !*page->title)
        page->title = saved_words(f, f->title);
    if (f->crumbs)
        saved_crumbs(f, f->crumbs, page, 0);
    if (page->crumb_count && strcmp(page->crumbs[page->crumb_count - 1], page->title) == 0)
        page->crumb_count--;
    saved_cut(f, part, page);
    page->lead = f->lead ? coming_plain(f->arena, arena_text(f->arena, f->lead)) : "";
    page->author = f->author ? coming_line_of(f->arena, arena_text(f->arena, f->author)) : "";
    page->lang = f->lang ? arena_text(f->arena, f->lang) : "";
    page->base = f->base ? arena_text(f->arena, f->base) : "";
    page->frame = f->frame ? arena_text(f->arena, saved_attribute(f->frame, "src")) : "";
    page->at_ms = saved_moment(f->date, f->arena);
    page->at_ms = page->at_ms ? page->at_ms : saved_moment(told, f->arena);
    page->at_ms = page->at_ms ? page->at_ms : saved_moment(f->time, f->arena);
    page->at_ms = page->at_ms ? page->at_ms : saved_moment(f->said_date, f->arena);
}

bool saved_page_read(const char *html, struct arena *arena, struct saved_page *ret_page)
{
    struct saved_finding f = {.html = html, .arena = arena};
    GumboOutput *output = gumbo_parse(html);
    *ret_page = (struct saved_page){"", "", "", "", "", "", "", {NULL}, 0, 0};
    if (!output)
        return false;
    saved_walk(&f, output->root, 0);
    saved_fill(&f, ret_page);
    gumbo_destroy_output(&kGumboDefaultOptions, output);
    return !arena_failed(arena);
}
