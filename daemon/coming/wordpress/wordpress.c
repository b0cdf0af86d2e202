/* From an export of WordPress to a portal: once through the file for what articles refer to, then again for
 * the articles. */
#include "wordpress.h"

#include "coming/coming.h"
#include "core/media.h"
#include "text/slug.h"

#include <string.h>

bool wp_grow(struct arena *arena, void *list, size_t count, size_t *room, size_t size)
{
    void **items = list;
    if (count < *room)
        return true;
    size_t more = *room ? 2 * *room : 64;
    void *bigger = arena_zero(arena, more, size);
    if (!bigger)
        return false;
    if (count)
        memcpy(bigger, *items, count * size);
    *items = bigger;
    *room = more;
    return true;
}

static enum err wp_gather_category(struct wordpress *wp, const struct wp_record *record)
{
    if (!wp_grow(wp->arena, &wp->categories, wp->category_count, &wp->category_room, sizeof *wp->categories))
        return ERR_MEMORY;
    struct wp_category *cat = &wp->categories[wp->category_count];
    *cat = (struct wp_category){.name = coming_line_of(wp->arena, wp_get(record, "wp:cat_name")),
                                .nicename = arena_text(wp->arena, wp_get(record, "wp:category_nicename")),
                                .parent = arena_text(wp->arena, wp_get(record, "wp:category_parent")),
                                .description =
                                    coming_line_of(wp->arena, wp_get(record, "wp:category_description")),
                                .term_id = arena_text(wp->arena, wp_get(record, "wp:term_id"))};
    return coming_map_put(&wp->category_places, wp->arena, cat->nicename, (int64_t)wp->category_count++)
               ? ERR_OK
               : ERR_MEMORY;
}

static enum err wp_gather_author(struct wordpress *wp, const struct wp_record *record)
{
    const char *name = coming_line_of(wp->arena, wp_get(record, "wp:author_display_name"));
    if (!*name || !wp_grow(wp->arena, &wp->names, wp->name_count, &wp->name_room, sizeof *wp->names))
        return *name ? ERR_MEMORY : ERR_OK;
    wp->names[wp->name_count] = name;
    return coming_map_put(&wp->authors, wp->arena, wp_get(record, "wp:author_login"),
                          (int64_t)wp->name_count++)
               ? ERR_OK
               : ERR_MEMORY;
}

static enum err wp_gather_attachment(struct wordpress *wp, const struct wp_record *record)
{
    if (!wp_grow(wp->arena, &wp->attachments, wp->attachment_count, &wp->attachment_room,
                 sizeof *wp->attachments))
        return ERR_MEMORY;
    wp->attachments[wp->attachment_count] =
        (struct wp_attachment){arena_text(wp->arena, wp_get(record, "wp:attachment_url")),
                               arena_text(wp->arena, wp_meta(record, "_wp_attachment_image_alt"))};
    return coming_map_put(&wp->attachment_places, wp->arena, wp_get(record, "wp:post_id"),
                          (int64_t)wp->attachment_count++)
               ? ERR_OK
               : ERR_MEMORY;
}

/* "https://cu.gov.vn/tin" is the portal on that host. */
static enum err wp_gather_site(struct wordpress *wp, const char *address)
{
    const char *host = strstr(address, "://");
    if (!host)
        return ERR_OK;
    host += 3;
    if (!*wp->host)
        wp->host = coming_lower(wp->arena, arena_copy(wp->arena, host, strcspn(host, "/?#")));
    return coming_media_site(wp->coming, address);
}

static enum err wp_gather(void *context, const struct wp_record *record)
{
    struct wordpress *wp = context;
    if (strcmp(record->kind, "wp:category") == 0)
        return wp_gather_category(wp, record);
    if (strcmp(record->kind, "wp:author") == 0)
        return wp_gather_author(wp, record);
    if (strcmp(record->kind, "link") == 0 || strcmp(record->kind, "wp:base_blog_url") == 0)
        return wp_gather_site(wp, record->count ? record->fields[0].text : "");
    if (strcmp(record->kind, "item") != 0)
        return ERR_OK;
    wp->total++;
    return strcmp(wp_get(record, "wp:post_type"), "attachment") == 0 ? wp_gather_attachment(wp, record)
                                                                     : ERR_OK;
}

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
                                         .lang = "vi",
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

static enum err wp_bring(void *context, const struct wp_record *record)
{
    struct wordpress *wp = context;
    if (strcmp(record->kind, "item") != 0)
        return ERR_OK;
    coming_progress(wp->coming, "wordpress", ++wp->done, wp->total);
    return wp_post(wp, record);
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
    if (!err)
        err = wp_read(file, wp_bring, wp, &reason);
    if (!err)
        err = coming_flush(coming);
    return err ? err : wp_tags(wp);
}

enum err coming_wordpress(const struct coming_portal *portal, const struct coming_options *options,
                          int source, const char *name, struct buf *fault, struct coming_counts *ret_counts)
{
    auto_coming struct coming coming = {.arena = NULL};
    enum err err = coming_begin(&coming, portal, options, fault);
    struct wordpress wp = {.coming = &coming, .arena = coming.arena, .host = ""};
    if (!err && options->site)
        err = coming_media_site(&coming, options->site);
    if (!err)
        err = wp_run(&wp, source, name);
    coming_places_done(&wp.places);
    *ret_counts = coming.counts;
    return err;
}
