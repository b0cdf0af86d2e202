/* From an export of WordPress to a portal: once through the file for what articles refer to, then again for
 * the articles. */
#include "wordpress.h"

#include "coming/coming.h"
#include "core/media.h"
#include "text/slug.h"

#include <string.h>

/* Its address by name, alone and below its parent, and by number. */
static enum err wp_category_addresses(struct wordpress *wp, const struct wp_category *cat,
                                      const struct wp_category *parent, const char *label)
{
    struct arena *arena = wp->coming->batch;
    json_t *list = json_array();
    if (!list)
        return ERR_MEMORY;
    json_array_append_new(list, json_string(arena_printf(arena, "/category/%s", cat->nicename)));
    if (parent)
        json_array_append_new(
            list, json_string(arena_printf(arena, "/category/%s/%s", parent->nicename, cat->nicename)));
    if (*cat->term_id)
        json_array_append_new(list, json_string(arena_printf(arena, "/?cat=%s", cat->term_id)));
    return coming_addresses(wp->coming, "category_id", cat->made_id, list, label);
}

/* A category behind its parent; one in a circle hangs at the top. */
static enum err wp_category_make(struct wordpress *wp, size_t index)
{
    struct wp_category *cat = &wp->categories[index], *parent = NULL;
    int64_t place;
    if (cat->state)
        return ERR_OK;
    cat->state = 1;
    if (*cat->parent && coming_map_find(&wp->category_places, cat->parent, &place)) {
        enum err err = wp_category_make(wp, (size_t)place);
        if (err)
            return err;
        parent = wp->categories[place].state == 2 ? &wp->categories[place] : NULL;
    }
    cat->state = 2;
    const char *label =
        arena_printf(wp->arena, COMING_SAID(wp->coming, "chuyên mục «%s»", "category “%s”"), cat->name);
    const char *slug = coming_slug(wp->arena, coming_url_decode(wp->arena, cat->nicename), cat->name);
    if (!*cat->name || !*slug) {
        coming_tell(
            wp->coming,
            arena_printf(wp->arena, COMING_SAID(wp->coming, "chuyên mục %s", "category %s"),
                         *cat->nicename ? cat->nicename : cat->term_id),
            COMING_SAID(wp->coming, "không có tên dùng được; bỏ, và bài của nó không có chuyên mục",
                        "has no name that can be used; left out, and its articles are in no category"));
        return ERR_OK;
    }
    coming_tell_unused(wp->coming, label, cat->description);
    const struct coming_category made = {.name = cat->name,
                                         .slug = slug,
                                         .lang = cat->lang                           ? cat->lang
                                                 : 2 * wp->vietnamese > wp->articles ? "vi"
                                                                                     : wp->lang,
                                         .parent_id = parent ? parent->made_id : 0,
                                         .position = (int64_t)index + 1};
    enum err err = coming_category(wp->coming, &wp->places, &made, label, &cat->made_id, &cat->slug);
    return err || !cat->slug ? err : wp_category_addresses(wp, cat, parent, label);
}

/* Addresses of the tags that articles bear. */
static enum err wp_tags(struct wordpress *wp)
{
    struct coming_map ids = {.count = 0};
    enum err err = coming_tag_ids(wp->coming, &ids);
    for (size_t i = 0; !err && i < wp->tag_count; i++) {
        const char *nicename = wp->tag_words[2 * i], *name = wp->tag_words[2 * i + 1];
        int64_t id = 0;
        if (!coming_map_find(&ids, slug_from_title(name, wp->arena), &id))
            continue;
        const char *address = arena_printf(wp->arena, "/tag/%s", nicename);
        err = coming_addresses(wp->coming, "tag_id", id, json_pack("[s]", address), nicename);
    }
    return err;
}

/* Translations wait until what they translate is there. */
static enum err wp_bring(void *context, const struct wp_record *record)
{
    struct wordpress *wp = context;
    if (strcmp(record->kind, "item") != 0)
        return ERR_OK;
    bool is_translation = *wp_term(record, "post_translations") &&
                          strcmp(wp_language(wp, record, wp_get(record, "title")), "en") == 0;
    if (is_translation != wp->is_second)
        return ERR_OK;
    coming_progress(wp->coming, "wordpress", ++wp->done, wp->total);
    return wp_post(wp, record);
}

/* What of the whole did not come. */
static void wp_tell_rest(struct wordpress *wp)
{
    struct coming *coming = wp->coming;
    long long unused = 0;
    const char *first = "";
    for (size_t i = 0; i < wp->kind_count; i++)
        coming_tell(coming, wp->kinds[i].name,
                    COMING_SAID(coming, "loại mục này không sang được (%lld)",
                                "items of this kind do not come (%lld)"),
                    wp->kinds[i].count);
    for (size_t i = 0; i < wp->attachment_count; i++)
        if (!wp->attachments[i].is_used) {
            first = unused++ ? first : wp->attachments[i].url;
        }
    if (unused)
        coming_tell(coming, first,
                    COMING_SAID(coming, "%lld tệp của thư viện không bài nào dùng; không sang",
                                "%lld files of the library are shown by no article and did not come"),
                    unused);
    if (wp->comments)
        coming_tell(coming, "wp:comment",
                    COMING_SAID(coming, "%lld bình luận của bạn đọc không sang; ở đây không có",
                                "%lld comments of readers did not come; there are none here"),
                    wp->comments);
    if (wp->below)
        coming_tell(coming, "page",
                    COMING_SAID(coming, "%lld trang từng nằm dưới trang khác; ở đây mỗi trang đứng riêng",
                                "%lld pages stood below others; here each stands by itself"),
                    wp->below);
}

static enum err wp_run(struct wordpress *wp, int file, const char *name)
{
    struct coming *coming = wp->coming;
    auto_buf struct buf reason = BUF(4096);
    enum err err = wp_read(file, wp_gather, wp, &reason);
    if (err == ERR_INPUT || (!err && !wp->total)) {
        buf_printf(coming->fault,
                   COMING_SAID(coming, "%s không phải tệp xuất WordPress (WXR) đọc được; dòng %s",
                               "%s is no export of WordPress (WXR) that can be read; line %s"),
                   name, reason.length ? buf_str(&reason) : "1");
        return ERR_INPUT;
    }
    if (!err)
        err = coming_places_read(coming, &wp->places);
    for (size_t i = 0; !err && i < wp->category_count; i++)
        err = wp_category_make(wp, i);
    coming->whole = wp_whole;
    coming->whole_context = wp;
    if (!err)
        err = wp_read(file, wp_bring, wp, &reason);
    if (!err)
        err = coming_flush(coming);
    wp->is_second = true;
    if (!err && wp->has_translations)
        err = wp_read(file, wp_bring, wp, &reason);
    if (!err)
        err = coming_flush(coming);
    if (!err)
        err = wp_tags(wp);
    if (!err)
        wp_tell_rest(wp);
    return err;
}

enum err coming_wordpress(const struct coming_portal *portal, const struct coming_options *options,
                          int source, const char *name, struct buf *fault, struct coming_counts *ret_counts)
{
    auto_coming struct coming coming = {.arena = NULL};
    enum err err = coming_begin(&coming, portal, options, fault);
    struct wordpress wp = {.coming = &coming, .arena = coming.arena, .host = "", .lang = "vi"};
    if (!err && options->site)
        err = coming_media_site(&coming, options->site);
    if (!err)
        err = wp_run(&wp, source, name);
    coming_places_done(&wp.places);
    *ret_counts = coming.counts;
    return err;
}
