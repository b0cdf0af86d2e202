/* From a folder of saved pages to a portal: every file of HTML an article, whose name for good is its path.
 */
#include "saved.h"

#include "coming/coming.h"
#include "core/coming_text.h"
#include "core/media.h"
#include "saved_text.h"
#include "text/normalize.h"

#include "base/said.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    SAVED_FOLDERS_MAX = 16,
    SAVED_FILE_MAX = 8 * 1024 * 1024,
    SAVED_LOOK = 64 * 1024, /* bytes of a page that say what it is */
    LOOK_ARENA = 32 * 1024 * 1024,
};

bool saved_grow(struct saved *s, void *list, size_t count, size_t *room, size_t size)
{
    void **items = list;
    if (count < *room)
        return true;
    size_t more = *room ? 2 * *room : 256;
    void *bigger = arena_zero(s->coming->arena, more, size);
    if (!bigger)
        return false;
    if (count)
        memcpy(bigger, *items, count * size);
    *items = bigger;
    *room = more;
    return true;
}

static bool saved_ends(const char *name, const char *ending)
{
    size_t length = strlen(name), size = strlen(ending);
    return length > size && strcasecmp(name + length - size, ending) == 0;
}

bool saved_is_index(const char *path)
{
    static const char *const names[] = {"index.htm",    "index.html", "default.htm",
                                        "default.html", "index.php",  "index.php.html"};
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(name, names[i]) == 0)
            return true;
    return false;
}

/* The beginning of a file; bytes read. */
static size_t saved_look(const struct saved *s, const char *path, char *piece, size_t size)
{
    auto_close int fd = openat(s->folder, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    ssize_t got = fd >= 0 ? pread(fd, piece, size, 0) : 0;
    return got > 0 ? (size_t)got : 0;
}

/* Whether a file is a page: by its name, or, where a program made it, by how it begins. */
static bool saved_is_page(const struct saved *s, const char *path)
{
    static const char *const endings[] = {".html", ".htm", ".xhtml", ".shtml"};
    static const char *const programs[] = {".php", ".asp", ".aspx", ".jsp"};
    char piece[512];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (saved_ends(path, endings[i]))
            return true;
    bool is_made = strrchr(path, '?');
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        is_made |= saved_ends(path, programs[i]);
    size_t size = is_made ? saved_look(s, path, piece, sizeof piece - 1) : 0;
    piece[size] = '\0';
    const char *begin = piece + strspn(piece, " \t\r\n\xEF\xBB\xBF");
    return *begin == '<' && strncasecmp(begin + 1, "?php", 4) != 0 && strcasestr(begin, "html");
}

/* A name as people read it: what is no UTF-8 is taken for Windows-1252, a line's end is a blank. */
static const char *saved_name(struct arena *arena, const char *path)
{
    const char *text = coming_bytes(arena, path, strlen(path)), *line;
    return text_normalize(text, strlen(text), TEXT_LINE, arena, &line, NULL) ? "" : line;
}

static enum err saved_add(struct saved *s, const char *path)
{
    bool is_page = saved_is_page(s, path);
    struct saved_file **list = is_page ? &s->pages : &s->others;
    size_t *count = is_page ? &s->page_count : &s->other_count;
    if (!saved_grow(s, list, *count, is_page ? &s->page_room : &s->other_room, sizeof **list))
        return ERR_MEMORY;
    (*list)[(*count)++] = (struct saved_file){path, saved_name(s->coming->arena, path)};
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
        /* What a browser put beside a page is part of it. */
        bool is_part = saved_ends(path, "_files") || saved_ends(path, ".files");
        if (S_ISDIR(file.st_mode) && depth < SAVED_FOLDERS_MAX && !is_part)
            err = saved_list(s, path, depth + 1);
        else if (S_ISREG(file.st_mode))
            err = saved_add(s, path);
    }
    closedir(listing);
    return err;
}

static int saved_order(const void *one, const void *other)
{
    const struct saved_file *a = one, *b = other;
    return strcmp(a->path, b->path);
}

const char *saved_text(const struct saved *s, const char *path, struct arena *arena, int64_t *ret_ms,
                       const char **ret_legacy)
{
    struct stat file;
    auto_close int fd = openat(s->folder, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &file) || file.st_size <= 0 || file.st_size > SAVED_FILE_MAX)
        return "";
    char *bytes = arena_alloc(arena, (size_t)file.st_size + 1);
    ssize_t got = bytes ? pread(fd, bytes, (size_t)file.st_size, 0) : 0;
    *ret_ms = (int64_t)file.st_mtime * 1000;
    return got > 0 ? saved_decode(arena, bytes, (size_t)got, ret_legacy) : "";
}

/* Notes a text for a path. */
static enum err saved_note_text(struct saved *s, struct coming_map *map, const char *path, const char ***list,
                                size_t *count, size_t *room, const char *text)
{
    if (!saved_grow(s, list, *count, room, sizeof **list))
        return ERR_MEMORY;
    (*list)[(*count)++] = arena_text(s->coming->arena, text);
    return coming_map_put(map, s->coming->arena, path, (int64_t)*count) ? ERR_OK : ERR_MEMORY;
}

/* What of a page others need to know: around which it is a frame, what a folder is called. */
static enum err saved_survey_page(struct saved *s, const struct saved_file *file, struct arena *arena)
{
    struct saved_page page;
    const char *legacy = NULL, *slash = strrchr(file->name, '/');
    int64_t ms;
    const char *html = saved_text(s, file->path, arena, &ms, &legacy);
    if (!*html || !saved_page_read(html, arena, &page))
        return ERR_OK;
    if (*page.frame) {
        const char *target = arena_printf(arena, "%.*s%.*s", slash ? (int)(slash + 1 - file->name) : 0,
                                          file->name, (int)strcspn(page.frame, "?#"), page.frame);
        return saved_note_text(s, &s->frames, target, &s->framed, &s->framed_count, &s->framed_room,
                               file->name);
    }
    if (!slash || !saved_is_index(file->name) || !*page.title)
        return ERR_OK;
    return saved_note_text(s, &s->titles, arena_copy(arena, file->name, (size_t)(slash - file->name)),
                           &s->named, &s->named_count, &s->named_room, page.title);
}

/* Before any page is sent; few of them are read whole for it. */
static enum err saved_survey(struct saved *s)
{
    enum err err = ERR_OK;
    char *piece = arena_alloc(s->coming->arena, SAVED_LOOK + 1);
    for (size_t i = 0; piece && !err && i < s->page_count; i++) {
        auto_arena struct arena *arena = arena_new(LOOK_ARENA);
        if (!arena)
            return ERR_MEMORY;
        size_t size = saved_look(s, s->pages[i].path, piece, SAVED_LOOK);
        piece[size] = '\0';
        if (saved_is_index(s->pages[i].name) || strcasestr(piece, "frameset"))
            err = saved_survey_page(s, &s->pages[i], arena);
    }
    return piece ? err : ERR_MEMORY;
}

/* Files that no page shows. */
static void saved_tell_rest(struct saved *s)
{
    long long unused = 0;
    const char *first = "";
    for (size_t i = 0; i < s->other_count; i++) {
        int64_t place;
        if (coming_map_find(&s->coming->media, s->others[i].path, &place))
            continue;
        first = unused++ ? first : s->others[i].name;
    }
    if (unused && !s->coming->options.is_trial)
        coming_tell(s->coming, first,
                    COMING_SAID(s->coming, "%lld tệp không phải trang và không trang nào dùng; không sang",
                                "%lld files are no pages and shown by none; they did not come"),
                    unused);
}

static enum err saved_run(struct saved *s, const char *name)
{
    struct coming *coming = s->coming;
    enum err err = saved_list(s, "", 0);
    if (err == ERR_INPUT || (!err && !s->page_count)) {
        buf_printf(
            coming->fault,
            COMING_SAID(coming, "%s không phải thư mục có tệp .html", "%s is no folder with files .html"),
            name);
        err = ERR_INPUT;
    }
    if (!err)
        qsort(s->pages, s->page_count, sizeof *s->pages, saved_order);
    if (!err)
        err = saved_survey(s);
    if (!err)
        err = coming_places_read(coming, &s->places);
    for (size_t i = 0; !err && i < s->page_count; i++) {
        err = saved_bring(s, &s->pages[i]);
        coming_progress(coming, "html", (int64_t)i + 1, (int64_t)s->page_count);
    }
    if (!err)
        err = coming_flush(coming);
    if (!err)
        saved_tell_rest(s);
    return err;
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
        err = saved_run(&s, name);
    coming_places_done(&s.places);
    *ret_counts = coming.counts;
    return err;
}
