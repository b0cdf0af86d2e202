/* Short codes: words in brackets that WordPress replaces when it shows an article. */
#include "wp_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WP_CODE_NAME_MAX = 40 };

/* A short code, from its bracket on. */
struct wp_code {
    char name[WP_CODE_NAME_MAX + 1];
    const char *members, *end; /* behind the name; at "]" */
    const char *behind;        /* behind it */
    bool is_end;
};

/* The value of `name="…"`; false: there is none. */
static bool wp_member(const struct wp_code *code, const char *name, const char **ret_value, size_t *ret_size)
{
    size_t length = strlen(name);
    for (const char *at = code->members; at + length + 1 < code->end; at++) {
        if (strncmp(at, name, length) != 0 || at[length] != '=' || !strchr(" \t\n", at[-1]))
            continue;
        const char *value = at + length + 1;
        char quote = *value == '"' || *value == '\'' ? *value : '\0';
        value += quote != '\0';
        const char *end = quote ? memchr(value, quote, (size_t)(code->end - value)) : NULL;
        *ret_value = value;
        *ret_size = end ? (size_t)(end - value) : strcspn(value, " \t\n]");
        return true;
    }
    return false;
}

/* The short code that begins there; false: it is words in brackets. */
static bool wp_code_read(const char *at, struct wp_code *ret_code)
{
    const char *from = at + 1 + (at[1] == '/');
    size_t size = strspn(from, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    const char *end = strchr(at, ']');
    if (!end || !size || size > WP_CODE_NAME_MAX || !strchr(" ]/=", from[size]) ||
        (*from >= '0' && *from <= '9'))
        return false;
    *ret_code =
        (struct wp_code){.members = from + size, .end = end, .behind = end + 1, .is_end = at[1] == '/'};
    memcpy(ret_code->name, from, size);
    return true;
}

/* What stands between it and its end; false: nothing closes it. */
static bool wp_code_inside(struct wp_code *code, const char **ret_text, size_t *ret_size)
{
    char closing[WP_CODE_NAME_MAX + 4];
    snprintf(closing, sizeof closing, "[/%s]", code->name);
    const char *end = strstr(code->behind, closing);
    if (!end)
        return false;
    *ret_text = code->behind;
    *ret_size = (size_t)(end - code->behind);
    code->behind = end + strlen(closing);
    return true;
}

/* A picture with what is said of it. */
static void wp_put_picture(struct buf *out, const struct wp_picture *picture)
{
    buf_text(out, "\n\n");
    wp_open(out, "figure");
    buf_printf(out, "<%s src=\"%s\" alt=\"", "img", picture->url);
    for (const char *at = picture->alt; *at; at++)
        buf_char(out, strchr("\"<>", *at) ? ' ' : *at);
    buf_text(out, "\">");
    if (*picture->caption) {
        wp_open(out, "figcaption");
        buf_text(out, picture->caption);
        wp_close(out, "figcaption");
    }
    wp_close(out, "figure");
    buf_text(out, "\n\n");
}

/* The files of `ids="1,2"`, or those that hang on the article. */
static void wp_gallery(struct buf *out, const struct wp_code *code, const struct wp_codes *codes,
                       bool are_pictures)
{
    const char *ids;
    size_t size;
    struct wp_picture picture;
    if (!wp_member(code, "ids", &ids, &size) && !wp_member(code, "include", &ids, &size)) {
        size_t i = 0;
        while (are_pictures && codes->child(codes->context, i, &picture))
            wp_put_picture(out, &picture), i++;
        if (!i)
            codes->unknown(codes->context, code->name);
        return;
    }
    for (const char *at = ids; at < ids + size; at++) {
        char *behind;
        if (*at < '0' || *at > '9')
            continue;
        bool is_there = codes->picture(codes->context, strtoll(at, &behind, 10), &picture);
        at = behind - 1;
        if (is_there && are_pictures)
            wp_put_picture(out, &picture);
        else if (is_there)
            wp_link(out, picture.url, strlen(picture.url), NULL);
    }
}

/* A film or sound: a link to it, under the name of its file. False: it names none. */
static bool wp_film(struct buf *out, const struct wp_code *code)
{
    static const char *const names[] = {"src", "mp4", "m4v", "webm", "ogv",
                                        "mp3", "ogg", "m4a", "wav",  "flv"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *address, *slash;
        size_t size;
        if (!wp_member(code, names[i], &address, &size) || !size || memchr(address, '"', size))
            continue;
        slash = memrchr(address, '/', size);
        size_t before = slash ? (size_t)(slash + 1 - address) : 0;
        auto_buf struct buf words = BUF(4096);
        buf_add(&words, address + before, size - before);
        buf_text(out, "\n\n");
        wp_link(out, address, size, buf_str(&words));
        buf_text(out, "\n\n");
        return true;
    }
    return false;
}

/* [caption …]PICTURE words[/caption], or with its words in the member "caption": a figure. False: it is none.
 */
static bool wp_caption(struct buf *out, const struct wp_code *code, const char *inside, size_t size)
{
    const char *last = inside + size, *image = NULL, *said;
    size_t said_size;
    for (const char *at = inside; at < last; at++)
        if (*at == '<' && strncasecmp(at + 1, "img", 3) == 0)
            image = at;
    const char *words = image ? strchr(image, '>') : NULL;
    if (!words || words > last)
        return false;
    words++;
    if (wp_closes(words, "a"))
        words = strchr(words, '>') + 1;
    buf_text(out, "\n\n");
    wp_open(out, "figure");
    buf_add(out, inside, (size_t)(words - inside));
    wp_open(out, "figcaption");
    if (wp_member(code, "caption", &said, &said_size))
        buf_add(out, said, said_size);
    buf_add(out, words, (size_t)(last - words));
    wp_close(out, "figcaption");
    wp_close(out, "figure");
    buf_text(out, "\n\n");
    return true;
}

/* Writes what stands for the short code, and moves behind it. False: it stays as it is. */
static bool wp_code_put(struct buf *out, struct wp_code *code, const struct wp_codes *codes)
{
    const char *inside = "";
    size_t size = 0;
    bool is_caption = strcmp(code->name, "caption") == 0 || strcmp(code->name, "wp_caption") == 0;
    if (code->is_end)
        return false;
    if (strcmp(code->name, "gallery") == 0 || strcmp(code->name, "playlist") == 0)
        return wp_gallery(out, code, codes, *code->name == 'g'), true;
    if (is_caption)
        return wp_code_inside(code, &inside, &size) && wp_caption(out, code, inside, size);
    if (strcmp(code->name, "embed") == 0 && wp_code_inside(code, &inside, &size)) {
        buf_printf(out, "\n\n%.*s\n\n", (int)size, inside);
        return true;
    }
    if (strcmp(code->name, "audio") != 0 && strcmp(code->name, "video") != 0)
        return false;
    wp_code_inside(code, &inside, &size);
    return wp_film(out, code);
}

void wp_short_codes(struct buf *out, const char *text, const struct wp_codes *codes)
{
    while (*text) {
        struct wp_code code;
        if (*text == '[' && wp_code_read(text, &code)) {
            bool is_code =
                strchr(" =", *code.members) && memchr(code.members, '=', (size_t)(code.end - code.members));
            if (wp_code_put(out, &code, codes)) {
                text = code.behind;
                continue;
            }
            /* A word in brackets is a word; with a sign it is a code. */
            if (is_code && !code.is_end)
                codes->unknown(codes->context, code.name);
        }
        if (*text != '\r')
            buf_add(out, text, 1);
        text++;
    }
}
