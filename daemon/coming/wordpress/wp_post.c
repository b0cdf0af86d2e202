/* Posts and pages: a record made a line of the import. */
#include "base/clock.h"
#include "store/article.h"
#include "text/slug.h"
#include "wordpress.h"

#include <stdlib.h>
#include <string.h>

/* The zone that moments of a former portal are read in; those of GMT are later by it. */
enum { WP_ZONE_MS = 7 * 3600 * 1000, WP_VIEWS_MAX = 1000000000 };

void wp_set(struct wp_article *a, const char *name, const char *text)
{
    if (text && *text)
        json_object_set_new(a->line, name, json_string(text));
}

/* Moments and status. A private post, and one with a password, is the staff's. */
static void wp_set_status(struct wp_article *a)
{
    const char *status = wp_get(a->record, "wp:status"), *ours = "draft";
    int64_t now_ms = clock_now_ms(&clock_system),
            at_ms = coming_time_ms(wp_get(a->record, "wp:post_date_gmt"));
    at_ms = at_ms ? at_ms + WP_ZONE_MS : coming_time_ms(wp_get(a->record, "wp:post_date"));
    bool is_private = strcmp(status, "private") == 0 || *wp_get(a->record, "wp:post_password");
    if (strcmp(status, "publish") == 0 || strcmp(status, "private") == 0 || strcmp(status, "future") == 0)
        ours = at_ms > now_ms ? "scheduled" : "published";
    else if (strcmp(status, "pending") == 0)
        ours = "review";
    bool is_dated = strcmp(ours, "published") == 0 || strcmp(ours, "scheduled") == 0;
    wp_set(a, "status", ours);
    if (at_ms && is_dated)
        wp_set(a, "published_at", coming_time_text(a->arena, at_ms));
    if (!at_ms && is_dated)
        coming_tell(a->wp->coming, a->label,
                    COMING_SAID(a->wp->coming, "không có ngày đăng; lấy ngày nhập",
                                "has no date; it gets that of the import"));
    if (!is_private)
        return;
    wp_set(a, "audience", "staff");
    coming_tell(a->wp->coming, a->label,
                COMING_SAID(a->wp->coming, "riêng tư hoặc có mật khẩu; ở đây chỉ cán bộ xem được",
                            "was private or had a password; it is for the staff alone"));
}

/* It had other names before, below the same path; WordPress led from each to the last. */
static void wp_add_old_slugs(const struct wp_article *a, json_t *list, const char *path)
{
    enum { SLUGS_MAX = 20 };
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    while (length && path[length - 1] != '/')
        length--;
    for (size_t i = 0; i + 1 < a->record->count && json_array_size(list) < SLUGS_MAX; i++) {
        const struct wp_field *key = &a->record->fields[i], *value = key + 1;
        if (strcmp(key->name, "wp:meta_key") == 0 && strcmp(key->text, "_wp_old_slug") == 0 &&
            strcmp(value->name, "wp:meta_value") == 0 && *value->text)
            json_array_append_new(
                list, json_string(arena_printf(a->arena, "%.*s%s", (int)length, path, value->text)));
    }
}

/* How often it was read, as the usual plugins count. */
static void wp_set_views(struct wp_article *a)
{
    static const char *const names[] = {"views", "post_views_count", "_post_views", "pvc_views"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        long long views = strtoll(wp_meta(a->record, names[i]), NULL, 10);
        if (views > 0 && views < WP_VIEWS_MAX) {
            json_object_set_new(a->line, "opening_views", json_integer((json_int_t)views));
            return;
        }
    }
}

/* The path it stood at, and its number. Drafts have the number alone. */
static enum err wp_set_addresses(struct wp_article *a)
{
    const char *link = wp_get(a->record, "link"), *path = strstr(link, "://");
    json_t *list = json_array();
    path = path ? strchr(path + 3, '/') : NULL;
    if (!list)
        return ERR_MEMORY;
    if (path && path[1] && strncmp(path, "/?", 2) != 0) {
        json_array_append_new(list, json_string(path));
        wp_add_old_slugs(a, list, path);
    }
    json_array_append_new(list, json_string(arena_printf(a->arena, "/?p=%s", a->id)));
    if (a->is_page)
        json_array_append_new(list, json_string(arena_printf(a->arena, "/?page_id=%s", a->id)));
    return json_object_set_new(a->line, "addresses", list) ? ERR_MEMORY : ERR_OK;
}

/* Title, slug that no other has, author, name for good. */
static enum err wp_set_names(struct wp_article *a, const char *title, const char **ret_other)
{
    struct wordpress *wp = a->wp;
    int64_t known, id = strtoll(a->id, NULL, 10);
    const char *slug =
        coming_slug(a->arena, coming_url_decode(a->arena, wp_get(a->record, "wp:post_name")), title);
    const char *login = wp_get(a->record, "dc:creator");
    *ret_other = *slug ? slug_numbered(slug, id, a->arena) : NULL;
    if (*slug && coming_map_find(&wp->slugs, slug, &known))
        slug = *ret_other;
    if (*slug && !coming_map_put(&wp->slugs, wp->arena, slug, id))
        return ERR_MEMORY;
    const char *author = coming_map_find(&wp->authors, login, &known) ? wp->names[known] : login;
    wp_set(a, "title", title);
    wp_set(a, "slug", slug);
    wp_set(a, "author", coming_fit(wp->coming, a->arena, a->label, author, ARTICLE_AUTHOR_MAX));
    wp_set(a, "external_id", arena_printf(a->arena, "wordpress:%s:%s", wp->host, a->id));
    wp_set(a, "kind", a->is_page ? "page" : "article");
    wp_set(a, "lang", a->lang);
    if (strcmp(wp_get(a->record, "wp:is_sticky"), "1") == 0)
        json_object_set_new(a->line, "pinned", json_true());
    if (a->is_page && strtoll(wp_get(a->record, "wp:post_parent"), NULL, 10) > 0)
        wp->below++;
    wp_set_views(a);
    return ERR_OK;
}

/* Translations bear the name of their group; what is not English is what the others translate. */
static enum err wp_set_translation(struct wp_article *a)
{
    struct wordpress *wp = a->wp;
    const char *group = wp_term(a->record, "post_translations");
    const char *name = json_string_value(json_object_get(a->line, "external_id"));
    int64_t place;
    if (!*group || !name)
        return ERR_OK;
    if (wp->is_second) {
        int64_t id = coming_map_find(&wp->groups, group, &place)
                         ? coming_article_id(wp->coming, wp->originals[place])
                         : 0;
        if (id)
            json_object_set_new(a->line, "translation_of", json_integer((json_int_t)id));
        return ERR_OK;
    }
    if (!wp_grow(wp->arena, &wp->originals, wp->original_count, &wp->original_room, sizeof *wp->originals))
        return ERR_MEMORY;
    wp->originals[wp->original_count] = arena_text(wp->arena, name);
    return coming_map_put(&wp->groups, wp->arena, group, (int64_t)wp->original_count++) ? ERR_OK : ERR_MEMORY;
}

static enum err wp_line(struct wp_article *a, const char *title, const char **ret_other)
{
    enum err err = wp_set_names(a, title, ret_other);
    wp_set_status(a);
    if (!err)
        err = wp_set_translation(a);
    if (!err)
        err = wp_set_terms(a);
    if (!err)
        err = wp_set_addresses(a);
    if (!err)
        err = wp_set_image(a);
    if (!err)
        err = wp_set_body(a);
    return err ? err : arena_failed(a->arena) ? ERR_MEMORY : ERR_OK;
}

/* What is no content, or was thrown away: counted by kind. */
static enum err wp_pass(struct wordpress *wp, const char *type, const char *status)
{
    static const char *const silent[] = {"attachment", "revision", "wp_block"};
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        if (strcmp(type, silent[i]) == 0)
            return ERR_OK;
    return wp_count_kind(wp, arena_printf(wp->coming->batch, "%s (%s)", type, status));
}

/* One without a title, which WordPress allows, has that of its first words. */
static const char *wp_title(struct wp_article *a)
{
    enum { WORDS_MOST = 100 };
    bool cut;
    const char *title = coming_line_of(a->arena, wp_get(a->record, "title"));
    if (*title)
        return title;
    const char *words = coming_line_of(a->arena, wp_get(a->record, "content:encoded"));
    title = coming_cut(a->arena, words, WORDS_MOST, &cut);
    if (*title && *title != '[')
        coming_tell(a->wp->coming, arena_printf(a->arena, "%s %s", wp_get(a->record, "wp:post_type"), a->id),
                    COMING_SAID(a->wp->coming, "không có tiêu đề; lấy những chữ đầu: «%s»",
                                "has no title; it gets its first words: “%s”"),
                    title);
    return *title == '[' ? "" : title;
}

enum err wp_post(struct wordpress *wp, const struct wp_record *record)
{
    const char *type = wp_get(record, "wp:post_type"), *status = wp_get(record, "wp:status"), *other = NULL;
    struct wp_article a = {
        .wp = wp, .record = record, .arena = record->arena, .id = wp_get(record, "wp:post_id")};
    bool cut;
    a.is_page = strcmp(type, "page") == 0;
    if ((!a.is_page && strcmp(type, "post") != 0) || strcmp(status, "trash") == 0 ||
        strcmp(status, "auto-draft") == 0 || strcmp(status, "inherit") == 0)
        return wp_pass(wp, type, status);
    const char *title = wp_title(&a);
    a.lang = wp_language(wp, record, title);
    a.label = arena_printf(a.arena, "%s %s “%s”", type, a.id, coming_cut(a.arena, title, 120, &cut));
    if (!*title || !*a.id) {
        wp->coming->counts.refused++;
        coming_tell(wp->coming, a.label,
                    COMING_SAID(wp->coming, "không có tiêu đề; bỏ", "has no title; left out"));
        return ERR_OK;
    }
    title = coming_fit(wp->coming, a.arena, a.label, title, ARTICLE_TITLE_MAX);
    if (record->left_out)
        coming_tell(wp->coming, a.label,
                    COMING_SAID(wp->coming, "có quá %d trường; bỏ %zu trường sau đó",
                                "has more than %d fields; the %zu behind them are left out"),
                    WP_FIELDS_MAX, record->left_out);
    a.line = json_object();
    enum err err = a.line ? wp_line(&a, title, &other) : ERR_MEMORY;
    if (!err)
        return coming_article(wp->coming, a.line, a.label, other);
    json_decref(a.line);
    return err;
}
