/* Tags and categories of an article. Knows no body. */
#include "store/article.h"
#include "store/category.h"
#include "text/slug.h"
#include "wordpress.h"

#include <string.h>

static enum err wp_tag(struct wp_article *a, json_t *tags, const struct wp_field *field)
{
    struct wordpress *wp = a->wp;
    int64_t known;
    const char *name =
        coming_fit(wp->coming, a->arena, a->label, coming_line_of(a->arena, field->text), TERM_NAME_MAX);
    if (!*slug_from_title(name, a->arena))
        return ERR_OK;
    if (json_array_size(tags) == ARTICLE_TAGS_MAX) {
        coming_tell(
            wp->coming, a->label,
            COMING_SAID(wp->coming, "quá 30 từ khóa; bỏ «%s»", "has more than 30 tags; “%s” is left out"),
            name);
        return ERR_OK;
    }
    json_array_append_new(tags, json_string(name));
    if (!*field->nicename || coming_map_find(&wp->tags, field->nicename, &known))
        return ERR_OK;
    if (!wp_grow(wp->arena, &wp->tag_words, wp->tag_count, &wp->tag_room, 2 * sizeof *wp->tag_words))
        return ERR_MEMORY;
    wp->tag_words[2 * wp->tag_count] = arena_text(wp->arena, field->nicename);
    wp->tag_words[2 * wp->tag_count + 1] = arena_text(wp->arena, name);
    return coming_map_put(&wp->tags, wp->arena, field->nicename, (int64_t)wp->tag_count++) ? ERR_OK
                                                                                           : ERR_MEMORY;
}

/* Whether one category stands somewhere below another. */
static bool wp_is_below(const struct wordpress *wp, const struct wp_category *cat,
                        const struct wp_category *above)
{
    enum { DEPTH_MAX = 16 };
    int64_t place;
    for (int depth = 0; depth < DEPTH_MAX && *cat->parent; depth++) {
        if (!coming_map_find(&wp->category_places, cat->parent, &place))
            return false;
        cat = &wp->categories[place];
        if (cat == above)
            return true;
    }
    return false;
}

/* Of two categories the one that stays, which is the lower of a parent and its child; the other is told, for
 * an article has one here. */
static const struct wp_category *wp_better(struct wp_article *a, const struct wp_category *one,
                                           const struct wp_category *other)
{
    if (!one || wp_is_below(a->wp, other, one))
        return other;
    if (one != other && !wp_is_below(a->wp, one, other))
        coming_tell(a->wp->coming, a->label,
                    COMING_SAID(a->wp->coming, "còn thuộc chuyên mục «%s»; ở đây chỉ giữ một",
                                "stood in category “%s” too; here in one"),
                    other->name);
    return one;
}

/* Terms of other kinds are a plugin's; each is told once. */
static enum err wp_term_other(struct wp_article *a, const char *domain)
{
    static const char *const known[] = {"post_format", "language", "post_translations", "nav_menu"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(domain, known[i]) == 0)
            return ERR_OK;
    return wp_count_kind(a->wp, arena_printf(a->arena, "term: %s", domain));
}

enum err wp_set_terms(struct wp_article *a)
{
    struct wordpress *wp = a->wp;
    const struct wp_category *category = NULL;
    json_t *tags = json_array();
    enum err err = json_object_set_new(a->line, "tags", tags) ? ERR_MEMORY : ERR_OK;
    for (size_t i = 0; !err && i < a->record->count; i++) {
        const struct wp_field *field = &a->record->fields[i];
        int64_t place;
        if (strcmp(field->name, "category") != 0)
            continue;
        if (strcmp(field->domain, "post_tag") == 0)
            err = wp_tag(a, tags, field);
        else if (strcmp(field->domain, "category") != 0)
            err = wp_term_other(a, field->domain);
        else if (coming_map_find(&wp->category_places, field->nicename, &place))
            category = wp_better(a, category, &wp->categories[place]);
        else
            coming_tell(wp->coming, a->label,
                        COMING_SAID(wp->coming, "chuyên mục «%s» không có trong tệp",
                                    "its category “%s” is not in the file"),
                        field->text);
    }
    /* A trial has not made the categories that are new. */
    if (category && category->slug && (category->made_id || !wp->coming->options.is_trial))
        wp_set(a, "category", category->slug);
    return err;
}
