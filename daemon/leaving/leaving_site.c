/* The public pages as files that a browser opens from a disk: first every page that a link leads to is
 * fetched, from the home page and the articles on; then, when it is known what is there, the links are made
 * relative, and those that lead nowhere lose their address. Only what the public sees is asked for, by
 * addresses of a closed set; pages are the same for all who ask. What a link looks like, leaving_links.c
 * knows. */
#include "base/json_text.h"
#include "leaving_inner.h"
#include "leaving_links.h"
#include "store/kind.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { PAGE_MAX = 64 * 1024 * 1024, CLIENT_FAULT = 400, SERVER_FAULT = 500 };

/* The walk. `places` has the file of each path, or null while it has none. */
struct site_copy {
    struct leaving *leaving;
    json_t *places;
    json_t *aliases;  /* the path that a former one leads to */
    json_t *queue;    /* of paths, in the order in which they were found */
    json_int_t parts; /* pages of lists behind the first */
    struct buf base;  /* "https://xa.gov.vn", as pages say it; empty when they say paths */
    const char *from; /* file of the page whose links are exchanged; NULL while they are gathered */
    bool is_short;    /* of memory */
};

/* Whether the first part of a path, of `length` bytes, is one of pages that the copy has. */
static bool site_has_word(const char *word, size_t length)
{
    static const char *const words[] = {"chuyen-muc", "the", "thong-ke", "so-do", "tro-nang"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && memcmp(words[i], word, length) == 0)
            return true;
    return kind_of_word(word, length) != KIND_COUNT;
}

static bool site_begins(const char *path, const char *with)
{
    return strncmp(path, with, strlen(with)) == 0;
}

/* The code to be photographed of an article's address. */
static bool site_is_code(const char *path)
{
    static const char end[] = "/ma-qr";
    size_t length = strlen(path), tail = sizeof end - 1;
    return length > tail && strcmp(path + length - tail, end) == 0 && !strpbrk(path, ".?");
}

/* A file as it is: no page. Scripts ask the portal, so they stay away. */
static bool site_is_file(const char *path)
{
    const char *dot = strrchr(path, '.');
    if (site_is_code(path))
        return true;
    return (site_begins(path, "/media/") || site_begins(path, "/static/") ||
            strcmp(path, "/tuy-chon.css") == 0 || strcmp(path, "/apple-touch-icon.png") == 0) &&
           !strstr(path, "..") && dot && strcmp(dot, ".js") != 0;
}

/* Home, a list, or what stands in one; not its feeds, nor its other forms. */
static bool site_is_page(const char *path)
{
    size_t length = strcspn(path, "?");
    if (path[length] && !site_begins(path + length, "?trang=") && !site_begins(path + length, "?after="))
        return false;
    if (site_begins(path, "/en") && (length == 3 || path[3] == '/')) {
        path += 3;
        length -= 3;
    }
    if (length <= 1)
        return true;
    size_t word = strcspn(path + 1, "/?");
    size_t rest = length > word + 2 ? length - word - 2 : 0;
    return site_has_word(path + 1, word) && !memchr(path + word + 1 + (rest > 0), '/', rest) &&
           !memchr(path, '.', length);
}

/* Bytes that a name on any disk can have. */
static bool site_is_plain(const char *path)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-";
    return path[strspn(path, letters)] == '\0' || path[strspn(path, letters)] == '?';
}

/* "site/bai-viet/khanh-thanh.html". */
static void site_name(struct site_copy *copy, const char *path, char name[static LEAVING_NAME_MAX])
{
    size_t length = strcspn(path, "?");
    bool is_home = length == 1 || (length == 3 && site_begins(path, "/en"));
    if (site_is_file(path))
        snprintf(name, LEAVING_NAME_MAX, "site%s%s", path, site_is_code(path) ? ".svg" : "");
    else if (path[length])
        snprintf(name, LEAVING_NAME_MAX, "site%.*s%sphan-%" JSON_INTEGER_FORMAT ".html", (int)length, path,
                 is_home ? (length == 1 ? "" : "/") : ".", ++copy->parts);
    else
        snprintf(name, LEAVING_NAME_MAX, "site%.*s%s", (int)length, path,
                 is_home ? (length == 1 ? "index.html" : "/index.html") : ".html");
}

/* Makes the folders above a file. */
static enum err site_folders(struct leaving *leaving, const char *name)
{
    char folder[LEAVING_NAME_MAX];
    enum err err = ERR_OK;
    for (const char *slash = strchr(name, '/'); !err && slash; slash = strchr(slash + 1, '/')) {
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - name), name);
        err = leaving_folder(leaving, folder);
    }
    return err;
}

/* Notes a path to be fetched, once. */
static void site_want(struct site_copy *copy, const char *path)
{
    bool is_wanted = *path == '/' && strlen(path) < LEAVING_NAME_MAX - 32 && site_is_plain(path) &&
                     (site_is_file(path) || site_is_page(path));
    if (!is_wanted || json_object_get(copy->places, path))
        return;
    if (json_object_set_new(copy->places, path, json_null()) ||
        json_array_append_new(copy->queue, json_string(path)))
        copy->is_short = true;
}

/* From the file of the page to another: up to the folder of the copy, and down. */
static void site_relative(const struct site_copy *copy, const char *file, struct buf *out)
{
    for (const char *slash = strchr(strchr(copy->from, '/') + 1, '/'); slash; slash = strchr(slash + 1, '/'))
        buf_text(out, "../");
    buf_text(out, strchr(file, '/') + 1);
}

/* An address on a page: noted while links are gathered, then exchanged. */
static bool site_resolve(void *context, const char *address, struct buf *out)
{
    struct site_copy *copy = context;
    const char *base = buf_str(&copy->base);
    size_t base_length = copy->base.length;
    bool is_own =
        base_length && strncmp(address, base, base_length) == 0 && strchr("/?#", address[base_length]);
    if (is_own)
        address += base_length;
    /* Others' addresses, and places within the page, are what they were. */
    if (!is_own && (*address != '/' || address[1] == '/')) {
        buf_text(out, address);
        return true;
    }
    auto_buf struct buf path = BUF(LEAVING_NAME_MAX);
    size_t length = strcspn(address, "#");
    buf_text(&path, *address == '/' ? "" : "/");
    buf_add(&path, address, length);
    if (buf_failed(&path))
        return false;
    if (!copy->from) {
        site_want(copy, buf_str(&path));
        return false;
    }
    const char *now = json_string_value(json_object_get(copy->aliases, buf_str(&path)));
    const char *file = json_string_value(json_object_get(copy->places, now ? now : buf_str(&path)));
    if (!file)
        return false;
    site_relative(copy, file, out);
    buf_text(out, address + length);
    return true;
}

/* A path that leads on, such as an article's former one: where to, by what the API says of the same slug. */
static enum err site_alias(struct site_copy *copy, const char *path)
{
    auto_buf struct buf ask = BUF(LEAVING_NAME_MAX + 32), answer = BUF(PAGE_MAX);
    int status = 0;
    buf_printf(&ask, "/api/articles%s", strrchr(path, '/'));
    enum err err = strchr(path, '?') ? ERR_OK : leaving_get(copy->leaving, buf_str(&ask), &answer, &status);
    if (err || status != LEAVING_OK)
        return err;
    json_auto_t *article = json_text_read(buf_str(&answer), answer.length, 0, NULL);
    const char *url = json_string_value(json_object_get(article, "url"));
    if (url && json_object_set_new(copy->aliases, path, json_string(url)))
        return ERR_MEMORY;
    /* Whether the public may see it, its page says. */
    if (url)
        site_want(copy, url);
    return ERR_OK;
}

/* One path: its file, and the links on it when it is a page. What the public cannot see either is no loss. */
static enum err site_fetch(struct site_copy *copy, const char *path)
{
    struct leaving *leaving = copy->leaving;
    auto_buf struct buf page = BUF(PAGE_MAX), unwanted = BUF(PAGE_MAX);
    const struct leaving_resolver resolver = {site_resolve, copy};
    char name[LEAVING_NAME_MAX];
    bool is_file = site_is_file(path), is_there = false;
    /* What no medium lists was made of the site's pictures, or is a dead link there too. */
    bool is_listed = !site_begins(path, "/media/") || json_object_get(leaving->urls, path);
    int status = 0;
    site_name(copy, path, name);
    enum err err = site_folders(leaving, name);
    if (!err && is_file && is_listed) {
        err = leaving_fetch(leaving, path, name, &is_there);
    } else if (!err) {
        err = leaving_get(leaving, path, &page, &status);
        is_there = !err && status == LEAVING_OK;
        if (is_there)
            err = leaving_write(leaving, name, buf_str(&page), page.length);
        else if (!err && status >= SERVER_FAULT)
            leaving_tell_status(leaving, path, status);
        else if (!err && !is_file && status > LEAVING_OK && status < CLIENT_FAULT)
            err = site_alias(copy, path);
    }
    if (err || !is_there)
        return err;
    if (json_object_set_new(copy->places, path, json_string(name)))
        copy->is_short = true;
    if (!is_file) {
        leaving->counts.pages++;
        leaving_progress(leaving, LEAVING_SAID(leaving, "trang", "pages"), leaving->counts.pages);
        leaving_links(buf_str(&page), page.length, &resolver, &unwanted);
    }
    return copy->is_short ? ERR_MEMORY : ERR_OK;
}

/* The page's file again, with links that lead to other files. */
static enum err site_exchange(struct site_copy *copy, const char *name)
{
    struct leaving *leaving = copy->leaving;
    auto_buf struct buf page = BUF(PAGE_MAX), out = BUF(PAGE_MAX);
    const struct leaving_resolver resolver = {site_resolve, copy};
    enum err err = leaving_read(leaving, name, &page);
    if (err)
        return err;
    copy->from = name;
    leaving_links(buf_str(&page), page.length, &resolver, &out);
    if (buf_failed(&out))
        return ERR_MEMORY;
    unlinkat(leaving->options->folder, name, 0);
    return leaving_write(leaving, name, buf_str(&out), out.length);
}

/* What the portal calls itself, from what its home page says is its address. */
static enum err site_base(struct site_copy *copy)
{
    static const char before[] = "rel=\"canonical\" href=\"";
    auto_buf struct buf page = BUF(PAGE_MAX);
    int status = 0;
    enum err err = leaving_get(copy->leaving, "/", &page, &status);
    const char *found = err ? NULL : strstr(buf_str(&page), before);
    const char *address = found ? found + sizeof before - 1 : "";
    size_t length = strcspn(address, "\"");
    if (length && address[length - 1] == '/')
        length--;
    buf_add(&copy->base, address, length);
    return err;
}

/* The queue grows while it is walked. */
static enum err site_walk(struct site_copy *copy)
{
    enum err err = copy->is_short ? ERR_MEMORY : ERR_OK;
    for (size_t i = 0; !err && i < json_array_size(copy->queue); i++)
        err = site_fetch(copy, json_string_value(json_array_get(copy->queue, i)));
    const char *path;
    json_t *place;
    json_object_foreach(copy->places, path, place)
    {
        if (err)
            break;
        if (json_is_string(place) && !site_is_file(path))
            err = site_exchange(copy, json_string_value(place));
    }
    return err;
}

enum err leaving_site(struct leaving *leaving)
{
    json_auto_t *places = json_object(), *aliases = json_object(), *queue = json_array();
    struct site_copy copy = {.leaving = leaving,
                             .places = places,
                             .aliases = aliases,
                             .queue = queue,
                             .base = BUF(LEAVING_NAME_MAX)};
    json_t *path;
    size_t index;
    if (!places || !aliases || !queue)
        return ERR_MEMORY;
    enum err err = site_base(&copy);
    site_want(&copy, "/");
    site_want(&copy, "/en");
    /* Also those that no list has. */
    json_array_foreach(leaving->published, index, path) site_want(&copy, json_string_value(path));
    if (!err)
        err = site_walk(&copy);
    buf_done(&copy.base);
    return err;
}
