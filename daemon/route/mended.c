/* Takes off an address what does not belong to it, and asks whether something is there then. Nothing of the
 * request but its path and query is looked at, so nobody is ever led to another site; and what is given here
 * is found as it is, so nobody is led in a circle. */
#include "mended.h"

#include "base/buf.h"
#include "http/address_key.h"
#include "http/url.h"
#include "route/route.h"
#include "store/article.h"
#include "store/category.h"
#include "store/tag.h"
#include "text/normalize.h"
#include "text/number.h"
#include "text/slug.h"

#include <string.h>
#include <strings.h>

/* Rounds of escaping that are undone; bytes of a path that is looked at. */
enum { ROUNDS_MOST = 3, PATH_MOST = 2048 };

/* A path being mended. */
struct mending {
    char *path; /* of PATH_MOST + 1 bytes */
    size_t length;
    const char *glued; /* parameters that stood behind the path, from their '&'; or NULL */
};

/* Undoes one more escaping where what comes of it is text; slashes and controls stay escaped. */
static bool mended_unescape(struct mending *m)
{
    char out[PATH_MOST + 1];
    size_t length = 0;
    for (size_t i = 0; i < m->length; i++) {
        int high = m->path[i] == '%' && i + 2 < m->length ? number_hex_digit(m->path[i + 1]) : -1;
        int low = high >= 0 ? number_hex_digit(m->path[i + 2]) : -1;
        int byte = low >= 0 ? high * 16 + low : 0;
        bool is_escape = byte >= ' ' && byte != '/' && byte != 0x7F;
        out[length++] = is_escape ? (char)byte : m->path[i];
        i += is_escape ? 2 : 0;
    }
    if (length == m->length || !text_is_utf8(out, length))
        return false;
    memcpy(m->path, out, length);
    m->path[length] = '\0';
    m->length = length;
    return true;
}

/* "&fbclid=…" behind the path, and "?" that came escaped. */
static void mended_unglue(struct mending *m, struct arena *arena)
{
    for (size_t i = 1; i < m->length; i++) {
        size_t name =
            strspn(m->path + i + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
        if (!strchr("&?", m->path[i]) || !name || m->path[i + 1 + name] != '=')
            continue;
        m->glued = arena_copy(arena, m->path + i, m->length - i);
        m->path[m->length = i] = '\0';
        return;
    }
}

/* Bytes of the sign that ends the path and no address; 0 for none. */
static size_t mended_tail(const char *path, size_t length)
{
    static const char *const signs[] = {
        ".", ",", ")", "\"", "'", ";", ":",      "!",      "?",      ">",      "]",      "}",      "*",
        "`", " ", "”", "’",  "»", "…", "\u200B", "\uFEFF", "\u00A0", "\u200C", "\u200D", "\u2060", "/"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t size = strlen(signs[i]);
        if (length > size && memcmp(path + length - size, signs[i], size) == 0)
            return size;
    }
    return 0;
}

/* Signs, slashes and the ending of a file, in whatever order. */
static void mended_trim(struct mending *m)
{
    static const char *const endings[] = {".html", ".htm"};
    for (size_t size = 1; size;) {
        size = mended_tail(m->path, m->length);
        for (size_t i = 0; !size && i < sizeof endings / sizeof *endings; i++) {
            size_t ending = strlen(endings[i]);
            if (m->length > ending + 1 && strcasecmp(m->path + m->length - ending, endings[i]) == 0)
                size = ending;
        }
        m->path[m->length -= size] = '\0';
    }
}

/* Whether a part of a path may stand as it is, but for its capitals. */
static bool mended_is_plain(const char *part, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)part[i] >= 0x80 || strchr(" _+~%\"'(),", part[i]))
            return false;
    return true;
}

/* The path anew: one slash between parts, small letters, and words as addresses have them. */
static const char *mended_path(const struct mending *m, struct arena *arena)
{
    auto_buf struct buf out = BUF(PATH_MOST + 1);
    for (size_t at = 0, size; at < m->length; at += size) {
        at += strspn(m->path + at, "/");
        size = strcspn(m->path + at, "/");
        if (!size)
            break;
        const char *part = arena_copy(arena, m->path + at, size);
        if (!mended_is_plain(part, size))
            part = slug_from_title(part, arena);
        buf_char(&out, '/');
        for (; *part; part++)
            buf_char(&out, (char)(*part >= 'A' && *part <= 'Z' ? *part + ('a' - 'A') : *part));
    }
    if (!out.length)
        buf_char(&out, '/');
    return buf_failed(&out) ? NULL : arena_copy(arena, buf_str(&out), out.length);
}

/* Whether the thing of this slug is there for everybody. */
static bool mended_is_there(struct conn *conn, const char *pattern, const char *slug)
{
    struct article article;
    struct category category;
    struct tag tag;
    if (strncmp(pattern, "/chuyen-muc/", 12) == 0)
        return category_by_slug(conn, slug, &category) == ERR_OK;
    if (strncmp(pattern, "/the/", 5) == 0)
        return tag_by_slug(conn, slug, &tag) == ERR_OK;
    return article_by_slug(conn, slug, &article) == ERR_OK && article_is_public(&article);
}

/* Whether something is at this path. Of what has an argument, articles, categories and tags alone: the others
 * are files, whose names are never typed. */
static bool mended_leads(struct app *app, struct arena *arena, const char *path)
{
    const char *args[ROUTE_ARGS_MAX], *allow;
    const struct route *route;
    auto_conn struct conn *conn = NULL;
    if (route_match(METHOD_GET, path, arena, args, &route, &allow) || route->answer == ANSWER_JSON)
        return false;
    if (!strchr(route->pattern, '{'))
        return true;
    return strstr(route->pattern, "/{slug}") && slug_valid(args[0]) &&
           !store_lease(app->portal->store, arena, &conn) && mended_is_there(conn, route->pattern, args[0]);
}

/* The query as it was sent, and what stood glued to the path and may mean something. */
static void mended_query(struct buf *out, const char *target, const char *glued)
{
    const char *query = strchr(target, '?');
    char mark = '?';
    if (query && query[1]) {
        buf_text(out, query);
        mark = '&';
    }
    while (glued && *glued) {
        size_t size = 1 + strcspn(glued + 1, "&");
        if (size > 1 && !address_is_tracker(glued + 1, strcspn(glued + 1, "=&"))) {
            buf_char(out, mark);
            auto_buf struct buf part = BUF(PATH_MOST + 1);
            buf_add(&part, glued + 1, size - 1);
            url_escape(out, buf_str(&part), "=");
            mark = '&';
        }
        glued += size;
    }
}

const char *mended_address(struct app *app, const struct request *request)
{
    struct arena *arena = request->arena;
    struct mending m = {.length = strlen(request->path)};
    bool is_api = strncasecmp(request->path, "/api", 4) == 0;
    if (is_api || request->path[0] != '/' || m.length > PATH_MOST || !app->portal ||
        !(m.path = arena_alloc(arena, PATH_MOST + 1)))
        return NULL;
    memcpy(m.path, request->path, m.length + 1);
    for (int i = 0; i < ROUNDS_MOST && mended_unescape(&m); i++)
        continue;
    mended_unglue(&m, arena);
    mended_trim(&m);
    const char *path = mended_path(&m, arena);
    if (!path || strcmp(path, request->path) == 0 || !mended_leads(app, arena, path))
        return NULL;
    auto_buf struct buf out = BUF(32 * 1024);
    url_escape(&out, path, "/");
    mended_query(&out, request->target, m.glued);
    return buf_failed(&out) ? NULL : arena_copy(arena, buf_str(&out), out.length);
}
