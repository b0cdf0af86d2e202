/* One saved page made a line of the import. */
#include "base/buf.h"
#include "core/coming_text.h"
#include "core/media.h"
#include "core/rewrite.h"
#include "saved.h"
#include "store/article.h"
#include "text/slug.h"

#include <string.h>
#include <strings.h>

enum { SAVED_ARENA = 128 * 1024 * 1024, TITLE_WORDS_MOST = 100 };

/* A path as it stands in an address; what a query would begin with is one where a program was saved under
 * its question ("xem.php?id=5"), and nothing of a name else. */
static const char *saved_address(const char *path, struct arena *arena)
{
    auto_buf struct buf out = BUF(16 * 1024);
    const char *question = strchr(path, '?');
    size_t length = strlen(path);
    if (question && length > 5 && strcasecmp(path + length - 5, ".html") == 0)
        length -= 5;
    buf_char(&out, '/');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)path[i];
        bool is_query = question && path + i > question;
        if (c <= ' ' || c == '#' || c == '%' || c == 0x7F || (c == '?' && is_query))
            buf_printf(&out, "%%%02X", c);
        else
            buf_char(&out, (char)c);
    }
    return arena_copy(arena, buf_str(&out), out.length);
}

static void saved_add_address(json_t *list, const char *path, struct arena *arena)
{
    json_array_append_new(list, json_string(saved_address(path, arena)));
    const char *slash = strrchr(path, '/');
    if (saved_is_index(path) && slash)
        json_array_append_new(
            list, json_string(saved_address(arena_copy(arena, path, (size_t)(slash - path)), arena)));
}

/* Its path, and that of the frames around it. */
static json_t *saved_addresses(const struct saved *s, const struct saved_file *file, struct arena *arena)
{
    json_t *list = json_array();
    int64_t place;
    if (!list)
        return NULL;
    saved_add_address(list, file->name, arena);
    if (coming_map_find(&s->frames, file->name, &place))
        saved_add_address(list, s->framed[place - 1], arena);
    return list;
}

static const char *saved_language(const struct saved_page *page)
{
    bool is_english = strncasecmp(page->lang, "en", 2) == 0 && !coming_is_vietnamese(page->title) &&
                      !coming_is_vietnamese(page->body);
    return is_english ? "en" : "vi";
}

static void saved_put_fit(struct saved *s, json_t *line, const char *path, const char *name, const char *text,
                          size_t most, struct arena *arena)
{
    if (*text)
        json_object_set_new(line, name, json_string(coming_fit(s->coming, arena, path, text, most)));
}

/* The slug that no other page has. */
static const char *saved_slug(struct saved *s, const char *title, struct arena *arena)
{
    int64_t known;
    const char *slug = coming_slug(arena, "", title), *first = slug;
    for (int64_t number = 2; *slug && coming_map_find(&s->slugs, slug, &known); number++)
        slug = slug_numbered(first, number, arena);
    if (*slug && !coming_map_put(&s->slugs, s->coming->arena, slug, 1))
        arena_fail(arena);
    return slug;
}

/* The line of the import. */
static enum err saved_line(struct saved *s, const struct saved_file *file, const struct saved_page *page,
                           struct arena *arena)
{
    const char *path = file->name, *lang = saved_language(page), *html, *category;
    const char *title = coming_fit(s->coming, arena, path, page->title, ARTICLE_TITLE_MAX);
    const char *slug = saved_slug(s, title, arena);
    enum err err = coming_rewrite(s->coming, page->body, path, arena, &html);
    if (!err)
        err = saved_category(s, file, page, lang, arena, &category);
    json_t *line =
        err ? NULL
            : json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "external_id",
                        arena_printf(arena, "html:%s", path), "title", title, "lang", lang, "status",
                        "published", "published_at", coming_time_text(arena, page->at_ms), "body", html,
                        "body_format", "html", "addresses", saved_addresses(s, file, arena));
    if (!line || arena_failed(arena))
        return json_decref(line), err ? err : ERR_MEMORY;
    saved_put_fit(s, line, path, "slug", slug, ARTICLE_TITLE_MAX, arena);
    saved_put_fit(s, line, path, "lead", page->lead, ARTICLE_LEAD_MAX, arena);
    saved_put_fit(s, line, path, "author", page->author, ARTICLE_AUTHOR_MAX, arena);
    if (category)
        json_object_set_new(line, "category", json_string(category));
    return coming_article(s->coming, line, path, *slug ? slug_numbered(slug, 9, arena) : NULL);
}

/* One without any has that of its first words. */
static void saved_title(struct saved *s, const struct saved_file *file, struct saved_page *page,
                        struct arena *arena)
{
    bool cut;
    if (*page->title)
        return;
    page->title = coming_cut(arena, coming_line_of(arena, page->body), TITLE_WORDS_MOST, &cut);
    if (*page->title)
        coming_tell(s->coming, file->name,
                    COMING_SAID(s->coming, "không có tiêu đề; lấy những chữ đầu: «%s»",
                                "has no title; it gets its first words: “%s”"),
                    page->title);
}

/* The folder that relative addresses begin at. */
static enum err saved_beside(struct saved *s, const struct saved_file *file, const struct saved_page *page)
{
    const char *slash = strrchr(file->path, '/'), *base = page->base;
    const char *folder = arena_copy(s->coming->arena, file->path, slash ? (size_t)(slash - file->path) : 0);
    bool is_whole = strncasecmp(base, "http://", 7) == 0 || strncasecmp(base, "https://", 8) == 0;
    enum err err = is_whole ? coming_media_site(s->coming, base) : ERR_OK;
    if (is_whole) {
        /* Its path without the name at the end. */
        base = strchr(base + 8, '/');
        slash = base ? strrchr(base, '/') : NULL;
        folder =
            slash && slash > base ? arena_copy(s->coming->arena, base + 1, (size_t)(slash - base - 1)) : "";
    }
    s->coming->beside = folder;
    return err;
}

enum err saved_bring(struct saved *s, const struct saved_file *file)
{
    auto_arena struct arena *arena = arena_new(SAVED_ARENA);
    struct coming *coming = s->coming;
    struct saved_page page;
    const char *legacy = NULL;
    int64_t file_ms = 0;
    if (!arena)
        return ERR_MEMORY;
    const char *html = saved_text(s, file->path, arena, &file_ms, &legacy);
    if (*html && !saved_page_read(html, arena, &page))
        return ERR_MEMORY;
    if (*html && *page.frame) {
        coming_tell(coming, file->name,
                    COMING_SAID(coming, "là khung quanh %s; nội dung của nó sang theo tệp ấy",
                                "is a frame around %s; what it shows comes with that file"),
                    page.frame);
        return ERR_OK;
    }
    if (*html)
        saved_title(s, file, &page, arena);
    if (!*html || !*page.title) {
        coming->counts.refused++;
        coming_tell(coming, file->name,
                    COMING_SAID(coming, "không có tiêu đề, rỗng hoặc quá 8 MiB; bỏ",
                                "has no title, is empty or larger than 8 MiB; left out"));
        return ERR_OK;
    }
    if (legacy)
        coming_tell(coming, file->name,
                    COMING_SAID(coming, "gõ theo bảng mã %s, đã chuyển sang Unicode",
                                "is in the encoding %s; it was converted"),
                    legacy);
    page.at_ms = page.at_ms ? page.at_ms : file_ms;
    enum err err = saved_beside(s, file, &page);
    return err ? err : saved_line(s, file, &page, arena);
}
