/* Finds the main part in the tree and cuts it out of the text as it stands there. */
#include "saved_page.h"

#include "core/coming_text.h"

#include <gumbo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SAVED_DEPTH_MAX = 400, MINUTE_MS = 60 * 1000, ZONE_MS = 7 * 60 * MINUTE_MS };

struct saved_finding {
    const GumboNode *article, *main, *content, *body, *title, *heading;
    const char *date, *time, *lead, *author;
};

static const char *saved_attribute(const GumboNode *node, const char *name)
{
    const GumboAttribute *attribute = gumbo_get_attribute(&node->v.element.attributes, name);
    return attribute ? attribute->value : "";
}

static void saved_meta(struct saved_finding *f, const GumboNode *node)
{
    static const char *const dates[] = {"article:published_time", "date", "pubdate", "dc.date",
                                        "datePublished"};
    const char *name = saved_attribute(node, "name"), *content = saved_attribute(node, "content");
    name = *name ? name : saved_attribute(node, "property");
    name = *name ? name : saved_attribute(node, "itemprop");
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        if (strcasecmp(name, dates[i]) == 0 && !f->date)
            f->date = content;
    if (strcasecmp(name, "description") == 0 && !f->lead)
        f->lead = content;
    if (strcasecmp(name, "author") == 0 && !f->author)
        f->author = content;
}

static void saved_first(const GumboNode **first, const GumboNode *node, bool is_it)
{
    if (is_it && !*first)
        *first = node;
}

/* Notes what of the tree is wanted; the first of each. */
static void saved_walk(struct saved_finding *f, const GumboNode *node, int depth)
{
    if (node->type != GUMBO_NODE_ELEMENT || depth > SAVED_DEPTH_MAX)
        return;
    GumboTag tag = node->v.element.tag;
    const char *id = saved_attribute(node, "id"), *moment = saved_attribute(node, "datetime");
    saved_first(&f->article, node, tag == GUMBO_TAG_ARTICLE);
    saved_first(&f->main, node, tag == GUMBO_TAG_MAIN);
    saved_first(&f->content, node, strcmp(id, "content") == 0);
    saved_first(&f->body, node, tag == GUMBO_TAG_BODY);
    saved_first(&f->title, node, tag == GUMBO_TAG_TITLE);
    saved_first(&f->heading, node, tag == GUMBO_TAG_H1);
    if (tag == GUMBO_TAG_META)
        saved_meta(f, node);
    if (tag == GUMBO_TAG_TIME && *moment && !f->time)
        f->time = moment;
    for (unsigned int i = 0; i < node->v.element.children.length; i++)
        saved_walk(f, node->v.element.children.data[i], depth + 1);
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

/* "2019-05-30T08:00:00+07:00", and without what is behind the day. */
static int64_t saved_moment(const char *text, struct arena *arena)
{
    char *plain = text ? arena_alloc(arena, strlen(text) + 1) : NULL;
    int hours, minutes;
    if (!plain)
        return 0;
    memcpy(plain, text, strlen(text) + 1);
    if (strlen(plain) > 10 && plain[10] == 'T')
        plain[10] = ' ';
    int64_t ms = coming_time_ms(plain);
    const char *zone = strlen(plain) > 16 ? strpbrk(plain + 16, "Z+-") : NULL;
    if (!ms || !zone)
        return ms;
    if (*zone == 'Z')
        return ms + ZONE_MS;
    if (sscanf(zone + 1, "%2d:%2d", &hours, &minutes) != 2)
        return ms;
    return ms + ZONE_MS - (int64_t)(*zone == '-' ? -1 : 1) * (hours * 60 + minutes) * MINUTE_MS;
}

/* The body without the heading that is the title. */
static void saved_cut(const struct saved_finding *f, const char *html, struct arena *arena,
                      struct saved_page *page)
{
    const GumboNode *part = f->article ? f->article : f->main ? f->main : f->content ? f->content : f->body;
    const char *from = html, *to = html + strlen(html), *head_from = NULL, *head_to = NULL;
    if (part && part->v.element.original_tag.length)
        saved_inside(part, html, &from, &to);
    if (f->heading)
        saved_inside(f->heading, html, &head_from, &head_to);
    if (f->heading)
        page->title = coming_line_of(arena, arena_copy(arena, head_from, (size_t)(head_to - head_from)));
    if (f->title && !*page->title) {
        const char *title_from, *title_to;
        saved_inside(f->title, html, &title_from, &title_to);
        page->title = coming_line_of(arena, arena_copy(arena, title_from, (size_t)(title_to - title_from)));
    }
    page->body = arena_copy(arena, from, (size_t)(to - from));
    if (head_from && head_from >= from && head_to <= to)
        page->body =
            arena_printf(arena, "%.*s%.*s", (int)(head_from - from), from, (int)(to - head_to), head_to);
}

bool saved_page_read(const char *html, struct arena *arena, struct saved_page *ret_page)
{
    struct saved_finding f = {.article = NULL};
    GumboOutput *output = gumbo_parse(html);
    *ret_page = (struct saved_page){"", "", "", "", 0};
    if (!output)
        return false;
    saved_walk(&f, output->root, 0);
    saved_cut(&f, html, arena, ret_page);
    ret_page->lead = f.lead ? coming_plain(arena, arena_text(arena, f.lead)) : "";
    ret_page->author = f.author ? coming_line_of(arena, arena_text(arena, f.author)) : "";
    ret_page->at_ms = saved_moment(f.date ? f.date : f.time, arena);
    gumbo_destroy_output(&kGumboDefaultOptions, output);
    return !arena_failed(arena);
}
