/* Walks over clean HTML block by block: the writer ends each outermost block with a line break, and writes
 * none within one that begins with a paragraph or a figure. Knows tags by their names alone, and no page. */
#include "html/dress.h"

#include "base/buf.h"
#include "dress_cell.h"
#include "element_write.h"
#include "embed.h"
#include "html/body.h"
#include "html/escape.h"
#include "piece.h"

#include <string.h>

/* A frame around each of many small tables, a link around each picture; and what keeps numbers whole. */
enum { DRESSED_MAX = 3 * BODY_HTML_SIZE_MAX + JOINED_MAX * JOINED_SIZE, LABEL_MAX = 400 };

struct dressing {
    struct buf *out;
    const struct dress_words *words;
    const char *still; /* for the next film that has none; NULL: none, or another has it */
    struct arena *arena;
    unsigned depth;  /* tables within each other */
    unsigned number; /* of the last that got a frame */
    unsigned links;  /* that are open */
    unsigned codes;  /* that are open, in which nothing is changed */
    unsigned joined; /* numbers that are kept whole */
    bool is_album;
};

static void dress_copy(struct dressing *dressing, struct piece piece)
{
    buf_add(dressing->out, piece.at, piece_size(piece));
}

/* Begins a tag; its class and what else it says follow, and ">". */
static void dress_begin(struct dressing *dressing, const char *name, const char *class)
{
    buf_char(dressing->out, '<');
    buf_text(dressing->out, name);
    if (class)
        write_attribute(dressing->out, "class", class);
}

static void dress_end(struct dressing *dressing, const char *name)
{
    buf_char(dressing->out, '<');
    buf_char(dressing->out, '/');
    buf_text(dressing->out, name);
    buf_char(dressing->out, '>');
}

/* Words in an attribute that are followed by more: the attribute is left open. */
static void dress_label(struct dressing *dressing, const char *word)
{
    buf_text(dressing->out, " aria-label=\"");
    html_escape(dressing->out, word, strlen(word));
}

static void dress_word(struct dressing *dressing, const char *text)
{
    html_escape(dressing->out, text, strlen(text));
}

/* The words of a table's caption, which stands first in it; nothing when it has none. */
static void dress_caption(struct dressing *dressing, struct piece table)
{
    struct piece tag, text;
    size_t length = 0;
    if (!piece_tag(&table, &text, &tag) || !piece_is_tag(tag, "caption"))
        return;
    buf_text(dressing->out, ": ");
    while (piece_tag(&table, &text, &tag) && length < LABEL_MAX) {
        dress_copy(dressing, text);
        length += piece_size(text);
        if (piece_is_tag(tag, "/caption"))
            return;
    }
}

/* A frame that scrolls and can be reached by keyboard; above the table stands that it does. `table` is what
 * follows the table's tag. */
static void dress_frame(struct dressing *dressing, struct piece table)
{
    struct buf *out = dressing->out;
    dress_begin(dressing, "div", "scroll");
    write_attribute(out, "role", "region");
    write_attribute(out, "tabindex", "0");
    dress_label(dressing, dressing->words->table);
    buf_printf(out, " %u", ++dressing->number);
    dress_caption(dressing, table);
    buf_text(out, "\">");
    dress_begin(dressing, "p", "swipe");
    write_attribute(out, "aria-hidden", "true");
    buf_char(out, '>');
    dress_word(dressing, dressing->words->swipe);
    dress_end(dressing, "p");
}

/* A picture's tag; one in an album tells that it is shown small. */
static void dress_form(struct dressing *dressing, struct piece tag)
{
    static const char sizes[] = "(min-width:36rem) 15rem, 45vw";
    struct piece value;
    if (!dressing->is_album || !piece_value(tag, "sizes", &value)) {
        dress_copy(dressing, tag);
        return;
    }
    dress_copy(dressing, (struct piece){tag.at, value.at});
    buf_text(dressing->out, sizes);
    dress_copy(dressing, (struct piece){value.end, tag.end});
}

/* The tag of the picture that begins with `first`. */
static bool image_of(struct piece first, struct piece rest, struct piece *ret_image)
{
    struct piece text;
    *ret_image = first;
    while (!piece_is_tag(*ret_image, "img"))
        if (!piece_tag(&rest, &text, ret_image))
            return false;
    return true;
}

/* A picture in one form or several, with a link to the picture as large as it is, where it says something and
 * leads nowhere else. */
static void dress_picture(struct dressing *dressing, struct piece first, struct piece *rest)
{
    struct piece tag = first, text, image, source, alt;
    bool is_zoomed = !dressing->links && image_of(first, *rest, &image) &&
                     piece_value(image, "src", &source) && piece_value(image, "alt", &alt) && piece_size(alt);
    if (is_zoomed) {
        dress_begin(dressing, "a", "zoom");
        buf_text(dressing->out, " href=\"");
        dress_copy(dressing, source);
        buf_text(dressing->out, "\">");
    }
    dress_form(dressing, first);
    while (!piece_is_tag(first, "img") && !piece_is_tag(tag, "/picture") && piece_tag(rest, &text, &tag))
        dress_form(dressing, tag);
    if (is_zoomed)
        dress_end(dressing, "a");
}

/* A player's tag; a film's with a still, where there is one for it, for nothing of the film is fetched before
 * it is played. */
static void dress_player_tag(struct dressing *dressing, struct piece tag)
{
    struct piece poster;
    if (!dressing->still || !piece_is_tag(tag, "video") || piece_value(tag, "poster", &poster)) {
        dress_copy(dressing, tag);
        return;
    }
    dress_copy(dressing, (struct piece){tag.at, tag.end - 1});
    write_attribute(dressing->out, "poster", dressing->still);
    buf_char(dressing->out, '>');
    dressing->still = NULL;
}

/* A player, and behind it the link to the file by its name, which stands nowhere else. */
static void dress_player(struct dressing *dressing, struct piece first, struct piece *rest)
{
    struct piece tag = first, text, source, name;
    dress_player_tag(dressing, first);
    while (!piece_is_tag(tag, "/video") && !piece_is_tag(tag, "/audio") && piece_tag(rest, &text, &tag)) {
        dress_copy(dressing, text);
        dress_copy(dressing, tag);
    }
    if (!piece_value(first, "src", &source))
        return;
    dress_begin(dressing, "span", "load");
    buf_char(dressing->out, '>');
    dress_begin(dressing, "a", NULL);
    buf_text(dressing->out, " href=\"");
    dress_copy(dressing, source);
    buf_text(dressing->out, "\">");
    dress_word(dressing, dressing->words->load);
    if (piece_value(first, "aria-label", &name)) {
        buf_text(dressing->out, ": ");
        dress_copy(dressing, name);
    }
    dress_end(dressing, "a");
    dress_end(dressing, "span");
}

/* A tag; one of a cell with several words tells that it needs some room. */
static void dress_cell(struct dressing *dressing, struct piece tag, struct piece rest)
{
    struct piece class;
    if (!dressing->depth || (!piece_is_tag(tag, "td") && !piece_is_tag(tag, "th")) ||
        piece_value(tag, "class", &class) || !is_wordy_cell(rest)) {
        dress_copy(dressing, tag);
        return;
    }
    dress_copy(dressing, (struct piece){tag.at, tag.end - 1});
    write_attribute(dressing->out, "class", "wordy");
    buf_char(dressing->out, '>');
}

/* Text between two tags. */
static void dress_text(struct dressing *dressing, struct piece text)
{
    bool is_plain = dressing->codes || (dressing->links && !dressing->depth);
    enum numbers_where where = dressing->links   ? NUMBERS_OF_LINK
                               : dressing->depth ? NUMBERS_OF_CELL
                                                 : NUMBERS_OF_TEXT;
    if (is_plain)
        dress_copy(dressing, text);
    else
        write_numbers(dressing->out, text, where, &dressing->joined);
}

/* Any other tag, with what stands around it. */
static void dress_tag(struct dressing *dressing, struct piece tag, struct piece rest)
{
    bool is_table = piece_is_tag(tag, "table"), is_table_end = piece_is_tag(tag, "/table") && dressing->depth;
    if (is_table && dressing->depth == 0)
        dress_frame(dressing, rest);
    dress_cell(dressing, tag, rest);
    dressing->depth += is_table;
    dressing->depth -= is_table_end;
    if (is_table_end && dressing->depth == 0)
        dress_end(dressing, "div");
    dressing->codes += piece_is_tag(tag, "code") || piece_is_tag(tag, "pre");
    dressing->codes -= (piece_is_tag(tag, "/code") || piece_is_tag(tag, "/pre")) && dressing->codes;
    dressing->links += piece_is_tag(tag, "a");
    dressing->links -= piece_is_tag(tag, "/a") && dressing->links;
}

static void dress_blocks(struct dressing *dressing, struct piece rest)
{
    struct piece text, tag;
    while (piece_tag(&rest, &text, &tag)) {
        dress_text(dressing, text);
        if (piece_is_tag(tag, "picture") || piece_is_tag(tag, "img"))
            dress_picture(dressing, tag, &rest);
        else if (piece_is_tag(tag, "video") || piece_is_tag(tag, "audio"))
            dress_player(dressing, tag, &rest);
        else
            dress_tag(dressing, tag, rest);
    }
    dress_text(dressing, text);
}

/* Whether a paragraph is one link to a film on another site, and nothing else: the site's name, and the words
 * or the picture of the link. */
static const char *film_of(struct dressing *dressing, struct piece block, struct piece *ret_link,
                           struct piece *ret_words)
{
    struct piece text, tag, address, begin;
    if (!piece_tag(&block, &text, &tag) || !piece_is_tag(tag, "p") || !piece_tag(&block, &text, ret_link) ||
        piece_size(text) || !piece_is_tag(*ret_link, "a") || !piece_value(*ret_link, "href", &address))
        return NULL;
    const char *site = embed_site(arena_copy(dressing->arena, address.at, piece_size(address)));
    begin = block;
    while (site && piece_tag(&block, &text, &tag))
        if (piece_is_tag(tag, "/a"))
            break;
    if (!site || !piece_is_tag(tag, "/a"))
        return NULL;
    *ret_words = (struct piece){begin.at, tag.at};
    bool is_alone = piece_tag(&block, &text, &tag) && piece_size(text) == 0 && piece_is_tag(tag, "/p");
    /* The address says no more than the site's name. */
    if (piece_size(*ret_words) == piece_size(address) &&
        memcmp(ret_words->at, address.at, piece_size(address)) == 0)
        ret_words->at = ret_words->end;
    return is_alone ? site : NULL;
}

/* Blocks of pictures behind one another, and how many pictures there are. */
static struct piece album_of(struct dressing *dressing, struct piece rest, unsigned *ret_count)
{
    struct piece album = {rest.at, rest.at};
    *ret_count = 0;
    while (rest.at < rest.end) {
        struct piece block = piece_block(rest), link, words;
        unsigned count = piece_pictures(block);
        if (!count || film_of(dressing, block, &link, &words))
            break;
        *ret_count += count;
        rest.at = album.end = block.end;
    }
    return album;
}

static void dress_album(struct dressing *dressing, struct piece album, unsigned count)
{
    dress_begin(dressing, "div", "photos");
    write_attribute(dressing->out, "role", "group");
    dress_label(dressing, dressing->words->album);
    buf_printf(dressing->out, ": %u\">\n", count);
    dressing->is_album = true;
    dress_blocks(dressing, album);
    dressing->is_album = false;
    dress_end(dressing, "div");
    buf_char(dressing->out, '\n');
}

/* A card that leads to the site; nothing is asked of it before. */
static void dress_film(struct dressing *dressing, struct piece link, struct piece words, const char *site)
{
    struct buf *out = dressing->out;
    dress_begin(dressing, "p", "watch");
    buf_char(out, '>');
    dress_copy(dressing, link);
    dressing->links++;
    dress_blocks(dressing, words);
    dressing->links--;
    buf_char(out, ' ');
    dress_begin(dressing, "span", NULL);
    buf_char(out, '>');
    dress_word(dressing, dressing->words->watch);
    buf_char(out, ' ');
    dress_word(dressing, site);
    dress_end(dressing, "span");
    dress_end(dressing, "a");
    dress_end(dressing, "p");
    buf_char(out, '\n');
}

struct safe_html html_dressed(struct safe_html html, const struct dress_words *words, const char *still,
                              struct arena *arena)
{
    auto_buf struct buf out = BUF(DRESSED_MAX);
    struct dressing dressing = {.out = &out, .words = words, .still = still, .arena = arena};
    struct piece rest = {html.html, html.html + html.length}, link, said;
    while (rest.at < rest.end) {
        unsigned count;
        struct piece block = piece_block(rest), album = album_of(&dressing, rest, &count);
        const char *site = film_of(&dressing, block, &link, &said);
        if (site)
            dress_film(&dressing, link, said, site);
        else if (count > 1)
            dress_album(&dressing, album, count);
        else
            dress_blocks(&dressing, block);
        rest.at = !site && count > 1 ? album.end : block.end;
    }
    if (buf_failed(&out))
        arena_fail(arena);
    return buf_failed(&out) ? html
                            : (struct safe_html){arena_copy(arena, buf_str(&out), out.length), out.length};
}
