/* Walks over the tags of HTML as it was written. What it takes for a tag a parser may take for text; then an
 * address in something that nobody follows was exchanged, and no more. What comes out is cleaned by the
 * portal like any HTML. */
#include "rewrite.h"

#include "coming_text.h"
#include "html/body.h"
#include "html/escape.h"
#include "media.h"

#include <string.h>
#include <strings.h>

struct rewrite {
    struct coming *coming;
    const char *label;
    struct buf out;
    enum err err;
};

/* Where an attribute's value stands in the text, without its quotes. */
struct rewrite_value {
    const char *text, *begin, *end; /* `text` is it unescaped; begin and end hold the quotes too */
};

/* A start tag: from '<' to behind '>'. */
struct rewrite_tag {
    const char *begin, *end;
    char name[12];
    struct rewrite_value source, link; /* src, href; text NULL: none */
    bool has_alt;
};

static const char blanks[] = " \t\r\n\f";

/* One attribute; gives where the next begins. */
static const char *rewrite_attribute(struct rewrite *r, struct rewrite_tag *tag, const char *at)
{
    const char *name = at;
    at += strcspn(at, " \t\r\n\f=>/");
    size_t length = (size_t)(at - name);
    const char *behind = at + strspn(at, blanks);
    tag->has_alt |= length == 3 && strncasecmp(name, "alt", 3) == 0;
    if (*behind != '=')
        return at + (length == 0);
    at = behind + 1 + strspn(behind + 1, blanks);
    struct rewrite_value value = {.begin = at};
    char quote = *at == '"' || *at == '\'' ? *at : '\0';
    const char *text = at + !!quote;
    const char *end = quote ? strchr(text, quote) : text + strcspn(text, " \t\r\n\f>");
    /* A quote that never closes. */
    if (!end)
        return at + strlen(at);
    value.end = end + !!quote;
    bool is_source = length == 3 && strncasecmp(name, "src", 3) == 0;
    bool is_link = length == 4 && strncasecmp(name, "href", 4) == 0;
    if (is_source || is_link) {
        const char *raw = coming_unescape(r->coming->batch, text, (size_t)(end - text));
        value.text = raw + strspn(raw, blanks);
        *(is_source ? &tag->source : &tag->link) = value;
    }
    return value.end;
}

/* The tag that begins at a '<'; false: it is none, or of no interest. */
static bool rewrite_tag_read(struct rewrite *r, const char *at, struct rewrite_tag *ret_tag)
{
    static const char *const names[] = {"img", "a", "source", "video", "audio", "embed"};
    struct rewrite_tag tag = {.begin = at};
    size_t length = strspn(at + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    bool is_known = false;
    if (!length || length >= sizeof tag.name || !at[1 + length] || !strchr(" \t\r\n\f/", at[1 + length]))
        return false;
    for (size_t i = 0; i < length; i++)
        tag.name[i] = (char)(at[1 + i] | 0x20);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        is_known |= strcmp(tag.name, names[i]) == 0;
    if (!is_known)
        return false;
    const char *next = at + 1 + length;
    while (next += strspn(next, " \t\r\n\f/"), *next && *next != '>')
        next = rewrite_attribute(r, &tag, next);
    if (!*next)
        return false;
    tag.end = next + 1;
    *ret_tag = tag;
    return true;
}

/* The tag with one value in the place of another. */
static void rewrite_put(struct rewrite *r, const struct rewrite_tag *tag, const struct rewrite_value *value,
                        const char *address)
{
    const char *close = tag->end - 1;
    bool needs_alt = strcmp(tag->name, "img") == 0 && !tag->has_alt;
    if (close > tag->begin && close[-1] == '/')
        close--;
    buf_add(&r->out, tag->begin, (size_t)(value->begin - tag->begin));
    buf_char(&r->out, '"');
    html_escape(&r->out, address, strlen(address));
    buf_char(&r->out, '"');
    close = close < value->end ? value->end : close;
    buf_add(&r->out, value->end, (size_t)(close - value->end));
    /* Nobody said what it shows; without the word it would be refused. */
    if (needs_alt)
        buf_text(&r->out, " alt=\"\" ");
    buf_add(&r->out, close, (size_t)(tag->end - close));
}

static void rewrite_tell(struct rewrite *r, const char *address, enum coming_medium_state state)
{
    struct coming *coming = r->coming;
    bool cut;
    const char *shown = coming_cut(coming->batch, address, 200, &cut);
    coming->counts.missing++;
    if (state == MEDIUM_FOREIGN)
        coming_tell(coming, r->label,
                    COMING_SAID(coming, "ảnh ở trang khác, không lấy về: %s",
                                "a picture of another site was left out: %s"),
                    shown);
    else if (state == MEDIUM_MISSING)
        coming_tell(coming, r->label, COMING_SAID(coming, "không thấy tệp %s", "the file %s is not there"),
                    shown);
}

/* A film or sound is no part of an article here: a link to it, under the name of its file. */
static void rewrite_film(struct rewrite *r, const struct coming_medium *medium, const char *address)
{
    static const char name[] = "a";
    const char *target = medium->state == MEDIUM_TAKEN && *medium->url ? medium->url : address;
    size_t length = strcspn(address, "?#");
    const char *words = arena_copy(r->coming->batch, address, length), *slash = strrchr(words, '/');
    bool is_web = strncasecmp(address, "http", 4) == 0 || strncmp(address, "//", 2) == 0;
    if (medium->state == MEDIUM_MISSING)
        rewrite_tell(r, address, medium->state);
    if (medium->state != MEDIUM_TAKEN && !is_web)
        return;
    words = coming_url_decode(r->coming->batch, slash && slash[1] ? slash + 1 : words);
    buf_printf(&r->out, "<%s href=\"", name);
    html_escape(&r->out, target, strlen(target));
    buf_text(&r->out, "\">");
    html_escape(&r->out, words, strlen(words));
    buf_printf(&r->out, "</%s> ", name);
}

/* A picture, or the source of a film. */
static void rewrite_source(struct rewrite *r, const struct rewrite_tag *tag)
{
    const char *address = tag->source.text;
    struct coming_medium medium;
    bool is_inside = strncasecmp(address, "data:image/", 11) == 0;
    if (is_inside)
        r->err = coming_media_inside(r->coming, address, r->label, &medium);
    else if (strcmp(tag->name, "img") == 0)
        r->err = coming_picture_at(r->coming, address, r->label, &medium);
    else
        r->err = coming_media_at(r->coming, address, r->label, &medium);
    if (r->err)
        return;
    bool is_embed = strcmp(tag->name, "embed") == 0;
    if (is_embed && medium.state != MEDIUM_TAKEN) {
        /* Films of other sites are the cleaner's, which makes links of them. */
        buf_add(&r->out, tag->begin, (size_t)(tag->end - tag->begin));
        return;
    }
    if (strcmp(tag->name, "img") != 0) {
        rewrite_film(r, &medium, address);
        return;
    }
    if (medium.state != MEDIUM_TAKEN)
        rewrite_tell(r, is_inside ? "data:image/…" : address, medium.state);
    rewrite_put(r, tag, &tag->source, medium.state == MEDIUM_TAKEN && medium.is_picture ? medium.url : "");
}

/* Whether a link leads to a file and not to a page. */
static bool rewrite_is_document(const char *address)
{
    static const char *const endings[] = {".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt",  ".pptx", ".odt",
                                          ".ods", ".odp", ".zip",  ".rar", ".7z",   ".mp3",  ".mp4",  ".m4a",
                                          ".txt", ".jpg", ".jpeg", ".png", ".gif",  ".webp", ".rtf"};
    size_t length = strcspn(address, "?#");
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t size = strlen(endings[i]);
        if (length > size && strncasecmp(address + length - size, endings[i], size) == 0)
            return true;
    }
    return false;
}

static void rewrite_link(struct rewrite *r, const struct rewrite_tag *tag)
{
    const char *address = tag->link.text;
    struct coming_medium medium = {.state = MEDIUM_FOREIGN};
    if (rewrite_is_document(address))
        r->err = coming_media_at(r->coming, address, r->label, &medium);
    if (r->err)
        return;
    if (medium.state == MEDIUM_MISSING)
        rewrite_tell(r, address, medium.state);
    const char *own = coming_media_own(r->coming, address);
    /* From one saved page to another. */
    const char *path = coming_media_beside(r->coming, address);
    if (!own && path != address && *address)
        own = arena_printf(r->coming->batch, "/%s", path);
    if (medium.state == MEDIUM_TAKEN && *medium.url)
        rewrite_put(r, tag, &tag->link, medium.url);
    else if (own)
        /* Its old addresses are answered here now, wherever here is. */
        rewrite_put(r, tag, &tag->link, own);
    else
        buf_add(&r->out, tag->begin, (size_t)(tag->end - tag->begin));
}

/* Behind a comment, a script or a style, in which nothing is a tag; `at` itself where none begins there. */
static const char *rewrite_pass(const char *at)
{
    static const char *const raw[] = {"script", "style"};
    if (strncmp(at,
                "<!"
                "--",
                4) == 0) {
        const char *end = strstr(at + 4, "--"
                                         ">");
        return end ? end + 3 : at + strlen(at);
    }
    for (size_t i = 0; i < sizeof raw / sizeof *raw; i++) {
        size_t length = strlen(raw[i]);
        if (strncasecmp(at + 1, raw[i], length) != 0 || !at[1 + length] ||
            !strchr(" \t\r\n\f/>", at[1 + length]))
            continue;
        for (const char *end = at; (end = strchr(end + 1, '<'));)
            if (end[1] == '/' && strncasecmp(end + 2, raw[i], length) == 0)
                return end;
        return at + strlen(at);
    }
    return at;
}

enum err coming_rewrite(struct coming *coming, const char *html, const char *label, struct arena *arena,
                        const char **ret_html)
{
    struct rewrite r = {.coming = coming, .label = label, .out = BUF(4 * BODY_SOURCE_MAX)};
    const char *at = html;
    while (*at && !r.err) {
        const char *open = strchr(at, '<');
        struct rewrite_tag tag;
        buf_add(&r.out, at, open ? (size_t)(open - at) : strlen(at));
        if (!open)
            break;
        const char *behind = rewrite_pass(open);
        bool is_tag = behind == open && rewrite_tag_read(&r, open, &tag);
        bool is_link = is_tag && strcmp(tag.name, "a") == 0;
        if (is_tag && tag.source.text && !is_link)
            rewrite_source(&r, &tag);
        else if (is_link && tag.link.text)
            rewrite_link(&r, &tag);
        else if (is_tag)
            buf_add(&r.out, tag.begin, (size_t)(tag.end - tag.begin));
        else
            buf_add(&r.out, open, behind > open ? (size_t)(behind - open) : 1);
        at = is_tag ? tag.end : behind > open ? behind : open + 1;
    }
    if (!r.err && buf_failed(&r.out))
        r.err = ERR_MEMORY;
    *ret_html = r.err ? "" : arena_copy(arena, buf_str(&r.out), r.out.length);
    buf_done(&r.out);
    return r.err;
}
