/* Walks over a clean body block by block. What becomes of pictures on a page otherwise is dress.c's. */
#include "html/album.h"

#include "base/buf.h"
#include "element_write.h"
#include "html/body.h"
#include "piece.h"

#include <string.h>

enum { ALBUM_HTML_MAX = 2 * BODY_HTML_SIZE_MAX };

/* What an album is written with. */
struct album_writing {
    struct buf *out;
    const char *before, *behind;
    unsigned count, number;
};

static void album_tag(struct buf *out, const char *name, const char *class)
{
    buf_char(out, '<');
    buf_text(out, name);
    if (class)
        write_attribute(out, "class", class);
}

static void album_end(struct buf *out, const char *name)
{
    buf_char(out, '<');
    buf_char(out, '/');
    buf_text(out, name);
    buf_char(out, '>');
}

/* A way to the picture of that number; nothing where there is none. */
static void album_way(const struct album_writing *writing, unsigned number, const char *word)
{
    if (number < 1 || number > writing->count)
        return;
    buf_char(writing->out, ' ');
    album_tag(writing->out, "a", "btn");
    buf_printf(writing->out, " href=\"#anh-%u\">", number);
    html_escape(writing->out, word, strlen(word));
    album_end(writing->out, "a");
}

/* A block of pictures at its address. Each tag of ours has its line, for whoever reads the body by blocks. */
static void album_shot(struct album_writing *writing, struct piece block)
{
    struct buf *out = writing->out;
    unsigned number = ++writing->number;
    album_tag(out, "div", "shot");
    buf_printf(out, " id=\"anh-%u\">\n", number);
    buf_add(out, block.at, piece_size(block));
    album_tag(out, "p", "turns");
    buf_printf(out, ">%u/%u", number, writing->count);
    album_way(writing, number - 1, writing->before);
    album_way(writing, number + 1, writing->behind);
    album_end(out, "p");
    album_end(out, "div");
    buf_char(out, '\n');
}

/* How many blocks of pictures there are. */
static unsigned album_blocks(struct piece rest)
{
    unsigned count = 0;
    while (rest.at < rest.end) {
        struct piece block = piece_block(rest);
        count += piece_pictures(block) > 0;
        rest.at = block.end;
    }
    return count;
}

struct safe_html html_album(struct safe_html html, const char *before, const char *behind,
                            struct arena *arena)
{
    auto_buf struct buf out = BUF(ALBUM_HTML_MAX);
    struct piece rest = {html.html, html.html + html.length};
    struct album_writing writing = {&out, before, behind, album_blocks(rest), 0};
    if (!writing.count)
        return html;
    while (rest.at < rest.end) {
        struct piece block = piece_block(rest);
        if (piece_pictures(block))
            album_shot(&writing, block);
        else
            buf_add(&out, block.at, piece_size(block));
        rest.at = block.end;
    }
    if (buf_failed(&out))
        arena_fail(arena);
    return buf_failed(&out) ? html
                            : (struct safe_html){arena_copy(arena, buf_str(&out), out.length), out.length};
}

/* The words up to the end of the caption; marks among them are left out, and it is not whole. */
static const char *caption_words(struct piece *block, struct arena *arena, bool *ret_is_whole)
{
    auto_buf struct buf out = BUF(BODY_HTML_SIZE_MAX);
    struct piece text, tag;
    bool is_more = true;
    while (is_more) {
        is_more = piece_tag(block, &text, &tag) && !piece_is_tag(tag, "/figcaption");
        *ret_is_whole = *ret_is_whole && !is_more;
        buf_text(&out, piece_text(text, arena));
    }
    return arena_copy(arena, buf_str(&out), out.length);
}

/* Whether it is one that album_write() writes, a paragraph about pictures, or what a picture of the portal's
 * own is dressed with. */
static bool is_album_tag(struct piece tag)
{
    static const char *const names[] = {"figure", "/figure", "p",        "/p",
                                        "img",    "picture", "/picture", "source"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (piece_is_tag(tag, names[i]))
            return true;
    return false;
}

/* The pictures of one block; its caption is the last one's. */
static void album_read_block(struct piece block, struct arena *arena, struct album_item *items, size_t *count,
                             bool *ret_is_whole)
{
    struct piece text, tag, value;
    size_t first = *count;
    while (piece_tag(&block, &text, &tag)) {
        if (piece_is_tag(tag, "img") && piece_value(tag, "src", &value)) {
            struct album_item *item = &items[(*count)++];
            *item = (struct album_item){piece_text(value, arena), "", ""};
            if (piece_value(tag, "alt", &value))
                item->alt = piece_text(value, arena);
        } else if (piece_is_tag(tag, "figcaption") && *count > first && !*items[*count - 1].caption) {
            items[*count - 1].caption = caption_words(&block, arena, ret_is_whole);
        } else {
            *ret_is_whole = *ret_is_whole && is_album_tag(tag);
        }
    }
}

enum err album_read(const char *html, struct arena *arena, struct album_item **ret_items, size_t *ret_count,
                    bool *ret_is_whole)
{
    struct piece rest = {html, html + strlen(html)};
    size_t room = 1;
    *ret_is_whole = true;
    *ret_count = 0;
    for (struct piece at = rest; at.at < at.end; at.at = piece_block(at).end)
        room += piece_pictures(piece_block(at));
    *ret_items = arena_zero(arena, room, sizeof **ret_items);
    if (!*ret_items)
        return ERR_MEMORY;
    while (rest.at < rest.end) {
        struct piece block = piece_block(rest);
        if (piece_pictures(block))
            album_read_block(block, arena, *ret_items, ret_count, ret_is_whole);
        else if (!piece_is_blank(block))
            *ret_is_whole = false;
        rest.at = block.end;
    }
    return arena_failed(arena) ? ERR_MEMORY : ERR_OK;
}

/* On one line, for an empty one would end the figure. */
static const char *one_line(const char *text, struct arena *arena)
{
    size_t length = strlen(text);
    char *line = arena_alloc(arena, length + 1);
    for (size_t i = 0; line && i <= length; i++)
        line[i] = text[i] == '\n' || text[i] == '\r' ? ' ' : text[i];
    return line ? line : "";
}

const char *album_write(const struct album_item *items, size_t count, struct arena *arena)
{
    auto_buf struct buf out = BUF(BODY_TYPED_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct album_item *item = &items[i];
        album_tag(&out, "figure", NULL);
        buf_text(&out, ">\n");
        album_tag(&out, "img", NULL);
        write_attribute(&out, "src", item->source);
        write_attribute(&out, "alt", one_line(item->alt, arena));
        buf_text(&out, ">\n");
        if (*item->caption) {
            album_tag(&out, "figcaption", NULL);
            buf_char(&out, '>');
            const char *caption = one_line(item->caption, arena);
            html_escape(&out, caption, strlen(caption));
            album_end(&out, "figcaption");
            buf_char(&out, '\n');
        }
        album_end(&out, "figure");
        buf_text(&out, "\n\n");
    }
    return buf_failed(&out) ? NULL : arena_copy(arena, buf_str(&out), out.length);
}
