/* The first time through an export: categories, authors, the library's files, blocks that are shown by
 * several, languages. */
#include "core/media.h"
#include "core/media_file.h"
#include "wordpress.h"

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

const char *wp_term(const struct wp_record *record, const char *domain)
{
    for (size_t i = 0; i < record->count; i++)
        if (strcmp(record->fields[i].name, "category") == 0 && strcmp(record->fields[i].domain, domain) == 0)
            return record->fields[i].nicename;
    return "";
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

/* The path of an address, as bodies name it. */
static const char *wp_path(struct arena *arena, const char *url)
{
    const char *path = strstr(url, "://");
    path = path ? strchr(path + 3, '/') : url;
    path = path ? path + strspn(path, "/") : "";
    return arena_copy(arena, path, strcspn(path, "?#"));
}

static enum err wp_gather_attachment(struct wordpress *wp, const struct wp_record *record)
{
    if (!wp_grow(wp->arena, &wp->attachments, wp->attachment_count, &wp->attachment_room,
                 sizeof *wp->attachments))
        return ERR_MEMORY;
    struct wp_attachment *attachment = &wp->attachments[wp->attachment_count];
    *attachment =
        (struct wp_attachment){.url = arena_text(wp->arena, wp_get(record, "wp:attachment_url")),
                               .alt = coming_line_of(wp->arena, wp_meta(record, "_wp_attachment_image_alt")),
                               .caption = coming_line_of(wp->arena, wp_get(record, "excerpt:encoded")),
                               .parent = arena_text(wp->arena, wp_get(record, "wp:post_parent"))};
    bool is_kept = coming_map_put(&wp->attachment_paths, wp->arena, wp_path(wp->arena, attachment->url),
                                  (int64_t)wp->attachment_count) &&
                   coming_map_put(&wp->attachment_places, wp->arena, wp_get(record, "wp:post_id"),
                                  (int64_t)wp->attachment_count);
    wp->attachment_count++;
    return is_kept ? ERR_OK : ERR_MEMORY;
}

static enum err wp_gather_shared(struct wordpress *wp, const struct wp_record *record)
{
    if (!wp_grow(wp->arena, &wp->shared, wp->shared_count, &wp->shared_room, sizeof *wp->shared))
        return ERR_MEMORY;
    wp->shared[wp->shared_count] = arena_text(wp->arena, wp_get(record, "content:encoded"));
    return coming_map_put(&wp->shared_places, wp->arena, wp_get(record, "wp:post_id"),
                          (int64_t)wp->shared_count++)
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

/* "en-US" of a portal in Vietnamese is common: whoever installed it left it at that. */
static void wp_gather_language(struct wordpress *wp, const char *language)
{
    if (strncmp(language, "en", 2) == 0)
        wp->lang = "en";
    else if (*language && strncmp(language, "vi", 2) != 0)
        coming_tell(wp->coming, language,
                    COMING_SAID(wp->coming, "cổng ở đây chỉ có vi và en; bài được ghi là vi",
                                "the portal has only vi and en; its articles are noted as vi"));
}

/* Whether a text is too short to tell by its letters that it is not Vietnamese; bytes. */
enum { WP_SHORT_TEXT = 400 };

const char *wp_language(const struct wordpress *wp, const struct wp_record *record, const char *title)
{
    const char *said = wp_term(record, "language"), *body = wp_get(record, "content:encoded");
    if (strncmp(said, "vi", 2) == 0 || strncmp(said, "en", 2) == 0)
        return *said == 'v' ? "vi" : "en";
    bool is_short = 2 * wp->vietnamese > wp->articles && strlen(body) < WP_SHORT_TEXT;
    return strcmp(wp->lang, "en") == 0 && !is_short && !coming_is_vietnamese(title) &&
                   !coming_is_vietnamese(body)
               ? "en"
               : "vi";
}

/* A category's language is that of its articles, when they say one, or show it. */
static void wp_gather_post(struct wordpress *wp, const struct wp_record *record)
{
    const char *said = wp_term(record, "language");
    bool is_vietnamese = coming_is_vietnamese(wp_get(record, "title")) ||
                         coming_is_vietnamese(wp_get(record, "content:encoded"));
    wp->articles++;
    wp->vietnamese += is_vietnamese;
    wp->has_translations |= *wp_term(record, "post_translations") != '\0';
    for (size_t i = 0; (is_vietnamese || *said) && i < record->count; i++) {
        int64_t place;
        if (strcmp(record->fields[i].name, "category") == 0 &&
            strcmp(record->fields[i].domain, "category") == 0 &&
            coming_map_find(&wp->category_places, record->fields[i].nicename, &place) &&
            !wp->categories[place].lang)
            wp->categories[place].lang = strncmp(said, "en", 2) == 0 ? "en" : "vi";
    }
}

enum err wp_gather(void *context, const struct wp_record *record)
{
    struct wordpress *wp = context;
    if (strcmp(record->kind, "wp:category") == 0)
        return wp_gather_category(wp, record);
    if (strcmp(record->kind, "wp:author") == 0)
        return wp_gather_author(wp, record);
    if (strcmp(record->kind, "language") == 0)
        wp_gather_language(wp, record->count ? record->fields[0].text : "");
    if (strcmp(record->kind, "link") == 0 || strcmp(record->kind, "wp:base_blog_url") == 0)
        return wp_gather_site(wp, record->count ? record->fields[0].text : "");
    if (strcmp(record->kind, "item") != 0)
        return ERR_OK;
    const char *type = wp_get(record, "wp:post_type");
    wp->total++;
    wp->comments += (long long)record->comments;
    if (strcmp(type, "attachment") == 0)
        return wp_gather_attachment(wp, record);
    if (strcmp(type, "wp_block") == 0)
        return wp_gather_shared(wp, record);
    if (strcmp(type, "post") == 0 || strcmp(type, "page") == 0)
        wp_gather_post(wp, record);
    return ERR_OK;
}

struct wp_attachment *wp_attachment_of(const struct wordpress *wp, const char *id)
{
    int64_t place;
    return *id && coming_map_find(&wp->attachment_places, id, &place) ? &wp->attachments[place] : NULL;
}

const char *wp_whole(void *context, const char *path)
{
    static const char *const endings[] = {"", "-scaled", "-rotated"};
    struct wordpress *wp = context;
    struct arena *arena = wp->coming->batch;
    const char *dot = strrchr(path, '.');
    int64_t place;
    if (coming_map_find(&wp->attachment_paths, path, &place)) {
        wp->attachments[place].is_used = true;
        return path;
    }
    size_t length = dot ? (size_t)(dot - path) : 0, mark = coming_size_mark(path, length);
    for (size_t i = 0; length && i < sizeof endings / sizeof *endings; i++) {
        const char *whole = arena_printf(arena, "%.*s%s%s", (int)(length - mark), path, endings[i], dot);
        if (!coming_map_find(&wp->attachment_paths, whole, &place))
            continue;
        wp->attachments[place].is_used = true;
        return whole;
    }
    return path;
}

enum err wp_count_kind(struct wordpress *wp, const char *name)
{
    int64_t place;
    if (coming_map_find(&wp->kind_places, name, &place)) {
        wp->kinds[place].count++;
        return ERR_OK;
    }
    if (!wp_grow(wp->arena, &wp->kinds, wp->kind_count, &wp->kind_room, sizeof *wp->kinds))
        return ERR_MEMORY;
    wp->kinds[wp->kind_count] = (struct wp_kind){arena_text(wp->arena, name), 1};
    return coming_map_put(&wp->kind_places, wp->arena, name, (int64_t)wp->kind_count++) ? ERR_OK : ERR_MEMORY;
}
