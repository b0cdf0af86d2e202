/* What an article shows: its featured picture, its lead, its body with what its short codes and blocks stand
 * for. */
#include "core/media.h"
#include "core/rewrite.h"
#include "store/article.h"
#include "store/media.h"
#include "wordpress.h"

#include <string.h>
#include <strings.h>

/* A lead longer than this is no lead; bytes. */
enum { LEAD_IS_BODY = 1500 };

enum err wp_set_image(struct wp_article *a)
{
    struct coming *coming = a->wp->coming;
    const char *id = wp_meta(a->record, "_thumbnail_id");
    const struct wp_attachment *attachment = wp_attachment_of(a->wp, id);
    struct coming_medium medium = {.state = MEDIUM_MISSING};
    if (!*id)
        return ERR_OK;
    enum err err = attachment ? coming_picture_at(coming, attachment->url, a->label, &medium) : ERR_OK;
    if (err || (medium.state == MEDIUM_TAKEN && !medium.id))
        return err;
    if (medium.state != MEDIUM_TAKEN || !medium.is_picture) {
        coming->counts.missing++;
        if (medium.state != MEDIUM_REFUSED)
            coming_tell(coming, a->label,
                        COMING_SAID(coming, "không có ảnh đại diện %s", "its picture %s is not there"),
                        attachment ? attachment->url : id);
        return ERR_OK;
    }
    json_object_set_new(a->line, "image", json_integer((json_int_t)medium.id));
    wp_set(a, "alt", coming_fit(coming, a->arena, a->label, attachment->alt, MEDIA_ALT_MAX));
    wp_set(a, "caption", coming_fit(coming, a->arena, a->label, attachment->caption, MEDIA_CAPTION_MAX));
    if (!*attachment->alt)
        json_object_set_new(a->line, "decorative", json_true());
    return ERR_OK;
}

/* As a body shows it; an address that would break out of its quotes is none. */
static bool wp_picture_of(const struct wp_attachment *attachment, struct wp_picture *ret_picture)
{
    if (!*attachment->url || strpbrk(attachment->url, "\"<>"))
        return false;
    *ret_picture = (struct wp_picture){attachment->url, attachment->alt, attachment->caption};
    return true;
}

/* A gallery's picture; one that is not there is told. */
static bool wp_picture(void *context, long long id, struct wp_picture *ret_picture)
{
    const struct wp_article *a = context;
    const struct wp_attachment *attachment = wp_attachment_of(a->wp, arena_printf(a->arena, "%lld", id));
    if (attachment && wp_picture_of(attachment, ret_picture))
        return true;
    a->wp->coming->counts.missing++;
    coming_tell(a->wp->coming, a->label,
                COMING_SAID(a->wp->coming, "bộ ảnh có ảnh số %lld không có trong tệp; bỏ",
                            "the gallery's picture %lld is not in the file; left out"),
                id);
    return false;
}

static bool wp_is_picture(const char *url)
{
    static const char *const endings[] = {".jpg", ".jpeg", ".png", ".gif", ".webp"};
    size_t length = strlen(url);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t size = strlen(endings[i]);
        if (length > size && strcasecmp(url + length - size, endings[i]) == 0)
            return true;
    }
    return false;
}

/* Pictures that hang on the article, which a gallery without numbers shows. */
static bool wp_child(void *context, size_t index, struct wp_picture *ret_picture)
{
    const struct wp_article *a = context;
    for (size_t i = 0; i < a->wp->attachment_count; i++) {
        const struct wp_attachment *attachment = &a->wp->attachments[i];
        if (strcmp(attachment->parent, a->id) == 0 && wp_is_picture(attachment->url) &&
            wp_picture_of(attachment, ret_picture) && !index--)
            return true;
    }
    return false;
}

/* Whether something of that name is told for the first time of this article. */
static bool wp_is_news(struct wp_article *a, const char *name)
{
    int64_t known;
    return !coming_map_find(&a->told, name, &known) && coming_map_put(&a->told, a->arena, name, 1);
}

static void wp_unknown(void *context, const char *name)
{
    struct wp_article *a = context;
    if (wp_is_news(a, name))
        coming_tell(a->wp->coming, a->label,
                    COMING_SAID(a->wp->coming, "mã ngắn [%s] không chuyển được; để nguyên trong bài",
                                "the short code [%s] could not be converted; it stays in the text"),
                    name);
}

static void wp_lost(void *context, const char *name)
{
    struct wp_article *a = context;
    if (wp_is_news(a, name))
        coming_tell(a->wp->coming, a->label,
                    COMING_SAID(a->wp->coming, "khối «%s» do WordPress tự dựng khi hiển thị; không sang",
                                "the block “%s” was made by WordPress whenever it was shown; left out"),
                    name);
}

static const char *wp_shared(void *context, long long id)
{
    const struct wp_article *a = context;
    int64_t place;
    if (coming_map_find(&a->wp->shared_places, arena_printf(a->arena, "%lld", id), &place))
        return a->wp->shared[place];
    coming_tell(a->wp->coming, a->label,
                COMING_SAID(a->wp->coming, "khối dùng chung số %lld không có trong tệp; bỏ",
                            "the shared block %lld is not in the file; left out"),
                id);
    return NULL;
}

/* What stands before "more" is the lead, when it is words alone; else the whole stays the body. */
static const char *wp_lead_of(const struct wp_article *a, const char **content)
{
    static const char more[] = "!--more";
    const char *at = strstr(*content, more), *behind = at ? strchr(at, '>') : NULL;
    if (!at || at <= *content || !behind || !*coming_plain(a->arena, behind + 1))
        return "";
    const char *before = arena_copy(a->arena, *content, (size_t)(at - *content - 1));
    if (!wp_is_words(before) || strlen(coming_plain(a->arena, before)) > LEAD_IS_BODY)
        return "";
    *content = behind + 1;
    return coming_plain(a->arena, before);
}

enum err wp_set_body(struct wp_article *a)
{
    const struct wp_codes codes = {a, wp_picture, wp_child, wp_unknown, wp_lost, wp_shared};
    const char *content = wp_get(a->record, "content:encoded"), *html = "";
    const char *lead = coming_plain(a->arena, wp_get(a->record, "excerpt:encoded"));
    if (!*lead)
        lead = wp_lead_of(a, &content);
    wp_set(a, "lead", coming_fit(a->wp->coming, a->arena, a->label, lead, ARTICLE_LEAD_MAX));
    const char *body = wp_body(content, &codes, a->arena);
    enum err err = body ? coming_rewrite(a->wp->coming, body, a->label, a->arena, &html) : ERR_MEMORY;
    wp_set(a, "body", html);
    json_object_set_new(a->line, "body_format", json_string("html"));
    return err;
}
