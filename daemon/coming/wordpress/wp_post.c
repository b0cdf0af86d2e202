/* Posts and pages: a record made a line of the import. */
#include "base/clock.h"
#include "core/media.h"
#include "core/rewrite.h"
#include "store/article.h"
#include "store/category.h"
#include "store/media.h"
#include "text/slug.h"
#include "wordpress.h"
#include "wp_text.h"

#include <stdlib.h>
#include <string.h>

/* The zone that moments of a former portal are read in; those of GMT are later by it. */
enum { WP_ZONE_MS = 7 * 3600 * 1000 };

struct wp_article {
    struct wordpress *wp;
    const struct wp_record *record;
    struct arena *arena;
    const char *id, *label;
    json_t *line;
    bool is_page;
};

static void wp_set(struct wp_article *a, const char *name, const char *text)
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

/* Tags, and of its categories the first; the others are told. */
static enum err wp_set_terms(struct wp_article *a)
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
        if (strcmp(field->domain, "category") != 0)
            continue;
        if (category)
            coming_tell(wp->coming, a->label,
                        COMING_SAID(wp->coming, "còn thuộc chuyên mục «%s»; ở đây chỉ giữ một",
                                    "stood in category “%s” too; here in one"),
                        field->text);
        else if (coming_map_find(&wp->category_places, field->nicename, &place))
            category = &wp->categories[place];
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

static const struct wp_attachment *wp_attachment_of(const struct wordpress *wp, const char *id)
{
    int64_t place;
    return *id && coming_map_find(&wp->attachment_places, id, &place) ? &wp->attachments[place] : NULL;
}

/* Its featured picture, which is an attachment. */
static enum err wp_set_image(struct wp_article *a)
{
    struct coming *coming = a->wp->coming;
    const char *id = wp_meta(a->record, "_thumbnail_id");
    const struct wp_attachment *attachment = wp_attachment_of(a->wp, id);
    struct coming_medium medium = {.state = MEDIUM_MISSING};
    if (!*id)
        return ERR_OK;
    enum err err = attachment ? coming_media_at(coming, attachment->url, a->label, &medium) : ERR_OK;
    if (err || (medium.state == MEDIUM_TAKEN && !medium.id))
        return err;
    if (medium.state != MEDIUM_TAKEN || !medium.is_picture) {
        coming->counts.missing++;
        coming_tell(coming, a->label,
                    COMING_SAID(coming, "không có ảnh đại diện %s", "its picture %s is not there"),
                    attachment ? attachment->url : id);
        return ERR_OK;
    }
    const char *words = coming_fit(a->wp->coming, a->arena, a->label,
                                   coming_line_of(a->arena, attachment->alt), MEDIA_ALT_MAX);
    json_object_set_new(a->line, "image", json_integer((json_int_t)medium.id));
    wp_set(a, "alt", words);
    if (!*words)
        json_object_set_new(a->line, "decorative", json_true());
    return ERR_OK;
}

/* The address of a gallery's picture; one that is not there is told. */
static const char *wp_picture(void *context, long long id)
{
    const struct wp_article *a = context;
    const struct wp_attachment *attachment = wp_attachment_of(a->wp, arena_printf(a->arena, "%lld", id));
    if (attachment && *attachment->url && !strpbrk(attachment->url, "\"<>"))
        return attachment->url;
    a->wp->coming->counts.missing++;
    coming_tell(a->wp->coming, a->label,
                COMING_SAID(a->wp->coming, "bộ ảnh có ảnh số %lld không có trong tệp; bỏ",
                            "the gallery's picture %lld is not in the file; left out"),
                id);
    return NULL;
}

static void wp_unknown(void *context, const char *name)
{
    const struct wp_article *a = context;
    coming_tell(a->wp->coming, a->label,
                COMING_SAID(a->wp->coming, "mã ngắn [%s] không chuyển được; để nguyên trong bài",
                            "the short code [%s] could not be converted; it stays in the text"),
                name);
}

/* The lead is the excerpt, else what stands before "more". */
static enum err wp_set_body(struct wp_article *a)
{
    static const char more[] = "!--more";
    const struct wp_codes codes = {a, wp_picture, wp_unknown};
    const char *content = wp_get(a->record, "content:encoded"), *html = "";
    const char *lead = coming_plain(a->arena, wp_get(a->record, "excerpt:encoded"));
    const char *at = strstr(content, more);
    if (at && at > content && !*lead) {
        lead = coming_plain(a->arena, arena_copy(a->arena, content, (size_t)(at - content - 1)));
        at = strchr(at, '>');
        content = at && *coming_plain(a->arena, at + 1) ? at + 1 : content;
    }
    wp_set(a, "lead", coming_fit(a->wp->coming, a->arena, a->label, lead, ARTICLE_LEAD_MAX));
    const char *body = wp_body(content, &codes, a->arena);
    enum err err = body ? coming_rewrite(a->wp->coming, body, a->label, a->arena, &html) : ERR_MEMORY;
    wp_set(a, "body", html);
    json_object_set_new(a->line, "body_format", json_string("html"));
    return err;
}

/* The path it stood at, and its number. Drafts have the number alone. */
static enum err wp_set_addresses(struct wp_article *a)
{
    const char *link = wp_get(a->record, "link"), *path = strstr(link, "://");
    json_t *list = json_array();
    path = path ? strchr(path + 3, '/') : NULL;
    if (!list)
        return ERR_MEMORY;
    if (path && path[1] && strncmp(path, "/?", 2) != 0)
        json_array_append_new(list, json_string(path));
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
    wp_set(a, "lang", "vi");
    return ERR_OK;
}

static enum err wp_line(struct wp_article *a, const char *title, const char **ret_other)
{
    enum err err = wp_set_names(a, title, ret_other);
    wp_set_status(a);
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

/* What is no content, or was thrown away: told once a kind. */
static enum err wp_pass(struct wordpress *wp, const char *type, const char *status)
{
    int64_t known;
    const char *key = arena_printf(wp->arena, "%s (%s)", type, status);
    if (strcmp(type, "attachment") == 0 || strcmp(type, "revision") == 0 ||
        coming_map_find(&wp->kinds, key, &known))
        return ERR_OK;
    coming_tell(wp->coming, key,
                COMING_SAID(wp->coming, "loại mục này không sang được", "items of this kind do not come"));
    return coming_map_put(&wp->kinds, wp->arena, key, 1) ? ERR_OK : ERR_MEMORY;
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
    const char *title = coming_line_of(a.arena, wp_get(record, "title"));
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
