/* Takes an address apart into the parts of its path and the parameters of its query, leaves out what the
 * rules of former portals put there, and writes it again. */
#include "http/address_variant.h"

#include "base/buf.h"

#include <string.h>

enum { PARTS_MOST = 24, VARIANT_MAX = 1000 };

/* Pieces of a text between separators. */
struct variant_parts {
    const char *parts[PARTS_MOST];
    size_t count;
    bool is_changed, is_feed;
};

static bool variant_is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(text, *words) == 0)
            return true;
    return false;
}

static const char *const feed_words[] = {"feed", "rss", "rss2", "atom", "rdf", "feeds", NULL};

/* False: there are more than any former portal wrote. */
static bool variant_split(struct arena *arena, const char *text, size_t size, char separator,
                          struct variant_parts *ret_parts)
{
    *ret_parts = (struct variant_parts){.count = 0};
    for (const char *end = text + size; text < end;) {
        const char *stop = memchr(text, separator, (size_t)(end - text));
        stop = stop ? stop : end;
        if (ret_parts->count == PARTS_MOST)
            return false;
        if (stop > text)
            ret_parts->parts[ret_parts->count++] = arena_copy(arena, text, (size_t)(stop - text));
        text = stop + 1;
    }
    return true;
}

static void variant_drop(struct variant_parts *parts, size_t at, size_t count)
{
    for (size_t i = at; i + count < parts->count; i++)
        parts->parts[i] = parts->parts[i + count];
    parts->count -= count;
    parts->is_changed = true;
}

static bool variant_is_number(const char *text)
{
    return *text && !text[strspn(text, "0123456789")];
}

/* ".../page/2", ".../page-2", ".../feed", ".../feed/rss2", ".../amp" at the end; nothing is so long that it
 * matters how often. */
static void variant_drop_endings(struct variant_parts *parts)
{
    static const char *const views[] = {"amp", "trackback", "embed", NULL};
    for (size_t before = parts->count + 1; parts->count && parts->count < before;) {
        before = parts->count;
        const char *last = parts->parts[parts->count - 1];
        bool is_feed = variant_is_one_of(last, feed_words);
        bool is_page = strncmp(last, "page-", 5) == 0 && variant_is_number(last + 5);
        if (is_feed || is_page || variant_is_one_of(last, views))
            variant_drop(parts, parts->count - 1, 1);
        else if (parts->count > 1 && variant_is_number(last) &&
                 strcmp(parts->parts[parts->count - 2], "page") == 0)
            variant_drop(parts, parts->count - 2, 2);
        parts->is_feed |= is_feed;
    }
}

/* What stands before the thing's own parts: "news/rss/tin-tuc", "news/print/tin-tuc/hop-12". */
static void variant_drop_views(struct variant_parts *parts)
{
    static const char *const views[] = {"rss", "print", "savefile", "amp", NULL};
    for (size_t i = 0; i + 1 < parts->count && i < 3; i++)
        if (variant_is_one_of(parts->parts[i], views)) {
            parts->is_feed |= strcmp(parts->parts[i], "rss") == 0;
            variant_drop(parts, i, 1);
            return;
        }
}

static void variant_join(struct buf *out, const struct variant_parts *parts, const char *before,
                         const char *between)
{
    for (size_t i = 0; i < parts->count; i++)
        buf_printf(out, "%s%s", i ? between : before, parts->parts[i]);
}

/* The value of "op" is a path as NukeViet writes it behind a question mark. */
static const char *variant_of_op(struct arena *arena, const char *path, struct variant_parts *query)
{
    auto_buf struct buf out = BUF(VARIANT_MAX);
    struct variant_parts parts;
    if (!variant_split(arena, path, strlen(path), '/', &parts))
        return path;
    variant_drop_views(&parts);
    variant_drop_endings(&parts);
    query->is_changed |= parts.is_changed;
    query->is_feed |= parts.is_feed;
    variant_join(&out, &parts, "", "/");
    return arena_copy(arena, buf_str(&out), out.length);
}

/* Which feed, which page of a list. */
static void variant_query(struct arena *arena, struct variant_parts *query)
{
    for (size_t i = 0; i < query->count;) {
        const char *part = query->parts[i];
        bool is_feed = strncmp(part, "feed=", 5) == 0 || strcmp(part, "nv=feeds") == 0;
        if (is_feed || strncmp(part, "paged=", 6) == 0 || strncmp(part, "page=", 5) == 0) {
            query->is_feed |= is_feed;
            variant_drop(query, i, 1);
            continue;
        }
        if (strncmp(part, "op=", 3) == 0) {
            const char *op = variant_of_op(arena, part + 3, query);
            query->parts[i] = arena_printf(arena, "op=%s", op);
            if (!*op)
                variant_drop(query, i, 1);
            i += *op ? 1 : 0;
            continue;
        }
        i++;
    }
}

/* Whether a part is a language's name, or NukeViet's first module, or the file that WordPress and NukeViet
 * are. */
static bool variant_is_home(const struct variant_parts *path, const struct variant_parts *query)
{
    static const char *const names[] = {"vi", "en", "index.php", "index", "news", "main", "comments", NULL};
    static const char *const parameters[] = {"language=vi", "language=en", "nv=news", NULL};
    for (size_t i = 0; i < path->count; i++)
        if (!variant_is_one_of(path->parts[i], names))
            return false;
    for (size_t i = 0; i < query->count; i++)
        if (!variant_is_one_of(query->parts[i], parameters))
            return false;
    return path->count <= 3;
}

bool address_variant_of(struct arena *arena, const char *key, struct address_variant *ret_variant)
{
    auto_buf struct buf out = BUF(VARIANT_MAX);
    struct variant_parts path, query;
    size_t size = strcspn(key, "?");
    const char *behind = key[size] ? key + size + 1 : "";
    *ret_variant = (struct address_variant){.key = key};
    if (!variant_split(arena, key, size, '/', &path) ||
        !variant_split(arena, behind, strlen(behind), '&', &query))
        return false;
    if (path.count > 1 && strcmp(path.parts[0], "index.php") == 0)
        variant_drop(&path, 0, 1);
    variant_drop_views(&path);
    variant_drop_endings(&path);
    variant_query(arena, &query);
    variant_join(&out, &path, "/", "/");
    if (!path.count)
        buf_char(&out, '/');
    variant_join(&out, &query, "?", "&");
    *ret_variant = (struct address_variant){.key = arena_copy(arena, buf_str(&out), out.length),
                                            .is_feed = path.is_feed || query.is_feed,
                                            .is_home = variant_is_home(&path, &query)};
    return !buf_failed(&out) && (path.is_changed || query.is_changed || ret_variant->is_home);
}
