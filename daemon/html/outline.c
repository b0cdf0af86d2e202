/* Looks at clean HTML as text. That "<" begins a tag and nothing else is what makes this right; of other
 * HTML it would not be. */
#include "html/outline.h"

#include "base/buf.h"
#include "html/body.h"
#include "scratch.h"
#include "text/slug.h"

#include <stdbool.h>
#include <string.h>

/* What the ids of all headings can add: slug, "muc-", a number, and ` id=""`. */
enum { GROWTH = OUTLINE_MAX * (SLUG_SIZE_MAX + 32) };

/* What html_escape() writes, read back. */
static void add_plain(struct buf *out, const char *text, size_t length)
{
    static const struct {
        const char *reference;
        char c;
    } references[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    for (size_t i = 0; i < length;) {
        /* A "&" that begins none of the five stands for itself. */
        size_t taken = 0;
        for (size_t k = 0; text[i] == '&' && k < sizeof references / sizeof *references; k++) {
            size_t size = strlen(references[k].reference);
            /* Within the piece that is looked at, and not in the next. */
            if (size <= length - i && memcmp(text + i, references[k].reference, size) == 0) {
                buf_char(out, references[k].c);
                taken = size;
            }
        }
        if (!taken)
            buf_char(out, text[i]);
        i += taken ? taken : 1;
    }
}

/* The words between the tags. */
static const char *outline_words_of(const char *html, size_t length, struct arena *arena)
{
    /* A heading longer than that is a paragraph in disguise, and gets no address. */
    enum { WORDS_MAX = 4096 };
    auto_buf struct buf out = BUF(WORDS_MAX);
    const char *end = html + length;
    for (const char *p = html; p < end;) {
        const char *tag = memchr(p, '<', (size_t)(end - p));
        add_plain(&out, p, (size_t)((tag ? tag : end) - p));
        /* What stands between "<" and ">" are emphasis, links and breaks of the heading. */
        const char *behind = tag ? memchr(tag, '>', (size_t)(end - tag)) : NULL;
        p = behind ? behind + 1 : end;
    }
    return scratch_text(&out, arena);
}

/* Whether the body itself calls something so, which a link may be meant for. */
static bool is_of_body(const char *html, const char *id, struct arena *arena)
{
    const char *attribute = arena_printf(arena, " id=\"%s\"", id);
    return strstr(html, attribute) != NULL;
}

/* A hundred headings at most, so a walk is enough. */
static bool is_taken(const struct outline *outline, const char *id, struct arena *arena)
{
    if (outline->has_own && is_of_body(outline->html.html, id, arena))
        return true;
    for (size_t i = 0; i < outline->count; i++)
        if (strcmp(outline->headings[i].id, id) == 0)
            return true;
    return false;
}

/* By the words, so that a link into a page stays when headings are added before it. Words that give no
 * slug share "khac". */
static const char *id_of(const struct outline *outline, const char *words, struct arena *arena)
{
    const char *slug = slug_from_title(words, arena);
    const char *id = arena_printf(arena, "muc-%s", *slug ? slug : "khac");
    for (int64_t n = 2; is_taken(outline, id, arena) && n <= OUTLINE_MAX + 1; n++)
        id = arena_printf(arena, "muc-%s", slug_numbered(*slug ? slug : "khac", n, arena));
    return id;
}

/* The name that a heading has already; NULL when it has none. `inside` is where its tag ends. */
static const char *own_id(const char *tag, const char *inside, struct arena *arena)
{
    static const char name[] = " id=\"";
    const char *at = memmem(tag, (size_t)(inside - tag), name, sizeof name - 1);
    if (!at)
        return NULL;
    at += sizeof name - 1;
    return arena_copy(arena, at, strcspn(at, "\""));
}

/* The next start tag of a heading at or behind `p`: *ret_level, and where its content begins. */
static const char *next_heading(const char *p, int *ret_level, const char **ret_inside)
{
    for (; (p = strchr(p, '<')); p++) {
        /* h1 is never in a body, and "hr" has no digit. */
        bool is_heading = p[1] == 'h' && p[2] >= '2' && p[2] <= '6' && (p[3] == '>' || p[3] == ' ');
        const char *close = is_heading ? strchr(p, '>') : NULL;
        if (!close)
            continue;
        *ret_level = p[2] - '0';
        *ret_inside = close + 1;
        return p;
    }
    return NULL;
}

/* Where the heading's end tag begins; nothing in a heading begins with an h itself. */
static const char *outline_end_of(const char *inside)
{
    const char *p = strchr(inside, '<');
    while (p && !(p[1] == '/' && p[2] == 'h' && p[3] >= '2' && p[3] <= '6'))
        p = strchr(p + 1, '<');
    return p;
}

struct outline html_outline(struct safe_html html, struct arena *arena)
{
    struct outline outline = {.html = html, .has_own = strstr(html.html, " id=\"muc-") != NULL};
    struct heading *headings = arena_zero(arena, OUTLINE_MAX, sizeof *headings);
    auto_buf struct buf out = BUF((size_t)BODY_HTML_SIZE_MAX + GROWTH);
    const char *from = html.html, *p = from, *inside;
    int level;
    /* The arena has failed, which the caller sees. */
    if (!headings)
        return outline;
    outline.headings = headings;
    while (outline.count < OUTLINE_MAX && (p = next_heading(p, &level, &inside))) {
        const char *close = outline_end_of(inside);
        const char *words = close ? outline_words_of(inside, (size_t)(close - inside), arena) : "";
        if (*words) {
            const char *own = own_id(p, inside, arena);
            struct heading heading = {level, own ? own : id_of(&outline, words, arena), words};
            /* Up to behind "<h2"; the id becomes its first attribute. */
            buf_add(&out, from, (size_t)(p + 3 - from));
            if (!own)
                buf_printf(&out, " id=\"%s\"", heading.id);
            headings[outline.count++] = heading;
            from = p + 3;
        }
        /* Goes on within, not behind, as nothing in there begins with a heading. */
        p = inside;
    }
    /* The rest, with the headings beyond OUTLINE_MAX as they are. */
    buf_text(&out, from);
    if (buf_failed(&out))
        arena_fail(arena);
    else if (outline.count)
        outline.html = (struct safe_html){arena_copy(arena, buf_str(&out), out.length), out.length};
    return outline;
}
