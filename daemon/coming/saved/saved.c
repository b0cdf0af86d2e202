/* From a folder of saved pages to a portal: every file of HTML an article, whose name for good is its path.
 */
#include "coming/coming.h"
#include "core/coming_text.h"
#include "core/media.h"
#include "core/rewrite.h"
#include "saved_page.h"
#include "store/article.h"
#include "text/slug.h"

#include "base/said.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SAVED_FOLDERS_MAX = 16, SAVED_FILE_MAX = 8 * 1024 * 1024, SAVED_ARENA = 128 * 1024 * 1024 };

struct saved {
    struct coming *coming;
    int folder;
    const char **paths;
    size_t count, room;
    struct coming_map slugs;
};

static bool saved_ends(const char *name, const char *ending)
{
    size_t length = strlen(name), size = strlen(ending);
    return length > size && strcasecmp(name + length - size, ending) == 0;
}

static enum err saved_add(struct saved *s, const char *path)
{
    if (s->count == s->room) {
        size_t room = s->room ? 2 * s->room : 256;
        const char **more = arena_zero(s->coming->arena, room, sizeof *more);
        if (!more)
            return ERR_MEMORY;
        if (s->count)
            memcpy(more, s->paths, s->count * sizeof *more);
        s->paths = more;
        s->room = room;
    }
    s->paths[s->count++] = path;
    return ERR_OK;
}

/* Lists the files below a folder; no link is followed. */
static enum err saved_list(struct saved *s, const char *below, int depth)
{
    int fd = openat(s->folder, *below ? below : ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *listing = fd >= 0 ? fdopendir(fd) : NULL;
    enum err err = ERR_OK;
    if (!listing) {
        if (fd >= 0)
            close(fd);
        coming_tell(s->coming, *below ? below : ".", "%s", said_errno(errno));
        return *below ? ERR_OK : ERR_INPUT;
    }
    for (struct dirent *entry; !err && (entry = readdir(listing));) {
        struct stat file;
        const char *path = arena_printf(s->coming->arena, "%s%s%s", below, *below ? "/" : "", entry->d_name);
        if (entry->d_name[0] == '.' || fstatat(s->folder, path, &file, AT_SYMLINK_NOFOLLOW))
            continue;
        if (S_ISDIR(file.st_mode) && depth < SAVED_FOLDERS_MAX && !saved_ends(path, "_files"))
            err = saved_list(s, path, depth + 1);
        else if (S_ISREG(file.st_mode) && (saved_ends(path, ".html") || saved_ends(path, ".htm")))
            err = saved_add(s, path);
    }
    closedir(listing);
    return err;
}

static int saved_order(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* The file's text; "" when there is none, or too much. */
static const char *saved_text(const struct saved *s, const char *path, struct arena *arena, int64_t *ret_ms)
{
    struct stat file;
    auto_close int fd = openat(s->folder, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &file) || file.st_size <= 0 || file.st_size > SAVED_FILE_MAX)
        return "";
    char *bytes = arena_alloc(arena, (size_t)file.st_size + 1);
    ssize_t got = bytes ? pread(fd, bytes, (size_t)file.st_size, 0) : 0;
    *ret_ms = (int64_t)file.st_mtime * 1000;
    return got > 0 ? coming_bytes(arena, bytes, (size_t)got) : "";
}

static json_t *saved_addresses(const char *path, struct arena *arena)
{
    json_t *list = json_pack("[s]", arena_printf(arena, "/%s", path));
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    bool is_index = strncasecmp(name, "index.htm", 9) == 0;
    if (list && is_index && slash)
        json_array_append_new(list, json_string(arena_printf(arena, "/%.*s", (int)(slash - path), path)));
    return list;
}

/* The line of the import. */
static enum err saved_line(struct saved *s, const char *path, const struct saved_page *page,
                           struct arena *arena)
{
    int64_t known;
    const char *title = coming_fit(s->coming, arena, path, page->title, ARTICLE_TITLE_MAX), *html;
    const char *slug = coming_slug(arena, "", title), *first = slug;
    for (int64_t number = 2; *slug && coming_map_find(&s->slugs, slug, &known); number++)
        slug = slug_numbered(first, number, arena);
    if (*slug && !coming_map_put(&s->slugs, s->coming->arena, slug, 1))
        return ERR_MEMORY;
    enum err err = coming_rewrite(s->coming, page->body, path, arena, &html);
    json_t *addresses = saved_addresses(path, arena);
    json_t *line =
        err ? NULL
            : json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "external_id",
                        arena_printf(arena, "html:%s", path), "title", title, "lang", "vi", "status",
                        "published", "published_at", coming_time_text(arena, page->at_ms), "body", html,
                        "body_format", "html", "addresses", addresses);
    if (!line)
        return err ? err : ERR_MEMORY;
    if (*slug)
        json_object_set_new(line, "slug", json_string(slug));
    if (*page->lead)
        json_object_set_new(line, "lead",
                            json_string(coming_fit(s->coming, arena, path, page->lead, ARTICLE_LEAD_MAX)));
    if (*page->author)
        json_object_set_new(
            line, "author",
            json_string(coming_fit(s->coming, arena, path, page->author, ARTICLE_AUTHOR_MAX)));
    return coming_article(s->coming, line, path, *slug ? slug_numbered(slug, 9, arena) : NULL);
}

static enum err saved_bring(struct saved *s, const char *path)
{
    auto_arena struct arena *arena = arena_new(SAVED_ARENA);
    struct saved_page page;
    int64_t file_ms = 0;
    if (!arena)
        return ERR_MEMORY;
    const char *html = saved_text(s, path, arena, &file_ms);
    if (*html && !saved_page_read(html, arena, &page))
        return ERR_MEMORY;
    if (!*html || !*page.title) {
        s->coming->counts.refused++;
        coming_tell(s->coming, path,
                    COMING_SAID(s->coming, "không có tiêu đề, rỗng hoặc quá 8 MiB; bỏ",
                                "has no title, is empty or larger than 8 MiB; left out"));
        return ERR_OK;
    }
    page.at_ms = page.at_ms ? page.at_ms : file_ms;
    const char *slash = strrchr(path, '/');
    s->coming->beside = slash ? arena_copy(s->coming->arena, path, (size_t)(slash - path)) : "";
    return saved_line(s, path, &page, arena);
}

enum err coming_html(const struct coming_portal *portal, const struct coming_options *options, int source,
                     const char *name, struct buf *fault, struct coming_counts *ret_counts)
{
    auto_coming struct coming coming = {.arena = NULL};
    struct coming_options own = *options;
    own.media = own.media < 0 ? source : own.media;
    enum err err = coming_begin(&coming, portal, &own, fault);
    struct saved s = {.coming = &coming, .folder = source};
    if (!err && options->site)
        err = coming_media_site(&coming, options->site);
    if (!err)
        err = saved_list(&s, "", 0);
    if (err == ERR_INPUT || (!err && !s.count)) {
        buf_printf(
            fault,
            COMING_SAID(&coming, "%s không phải thư mục có tệp .html", "%s is no folder with files .html"),
            name);
        err = ERR_INPUT;
    }
    if (!err)
        qsort(s.paths, s.count, sizeof *s.paths, saved_order);
    for (size_t i = 0; !err && i < s.count; i++) {
        err = saved_bring(&s, s.paths[i]);
        coming_progress(&coming, "html", (int64_t)i + 1, (int64_t)s.count);
    }
    if (!err)
        err = coming_flush(&coming);
    *ret_counts = coming.counts;
    return err;
}
