/* One walk over the tags of clean HTML, in which links, headings and paragraphs hold none of their kind. What
 * is wrong with what it finds is judged elsewhere. */
#include "html/survey.h"

#include "base/buf.h"
#include "piece.h"

#include <stdbool.h>
#include <string.h>

/* Bytes of words that are read of one thing. */
enum { SURVEY_WORDS_MAX = 4096 };

/* A thing that is open: its words are being read. */
struct survey_open {
    struct survey_item *item; /* NULL: none */
    struct buf words;
    const char *end; /* the name of the tag that ends it */
};

/* What can be open at a place. */
enum { OPEN_LINK, OPEN_HEADING, OPEN_BOLD, OPENS };

struct survey_walk {
    struct arena *arena;
    struct survey_item *items;
    size_t count;
    struct survey_open open[OPENS];
    int tables;        /* around this place */
    bool begins, ends; /* a paragraph has only begun; its bold words ended just now */
};

/* What the serializer wrote by name, read back. */
static void survey_add_text(struct buf *out, struct piece text)
{
    static const struct {
        const char *name;
        char c;
    } names[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    for (const char *at = text.at; at < text.end && out->length < SURVEY_WORDS_MAX;) {
        size_t taken = 0;
        for (size_t i = 0; *at == '&' && !taken && i < sizeof names / sizeof *names; i++) {
            size_t size = strlen(names[i].name);
            if (size <= (size_t)(text.end - at) && memcmp(at, names[i].name, size) == 0) {
                buf_char(out, names[i].c);
                taken = size;
            }
        }
        if (!taken)
            buf_char(out, *at);
        at += taken ? taken : 1;
    }
}

static const char *survey_value(struct survey_walk *walk, struct piece tag, const char *name)
{
    auto_buf struct buf out = BUF(2 * SURVEY_WORDS_MAX);
    struct piece value;
    if (!piece_value(tag, name, &value))
        return NULL;
    survey_add_text(&out, value);
    return arena_copy(walk->arena, buf_str(&out), out.length);
}

/* A new thing; NULL when there are enough, or no memory. */
static struct survey_item *survey_add(struct survey_walk *walk, enum survey_kind kind)
{
    if (walk->count == SURVEY_MOST)
        return NULL;
    struct survey_item *item = &walk->items[walk->count++];
    *item = (struct survey_item){.kind = kind, .text = ""};
    return item;
}

static void survey_begin(struct survey_open *open, struct survey_item *item, const char *end)
{
    buf_cut(&open->words, 0);
    open->item = item;
    open->end = end;
}

/* The thing has all its words. */
static void survey_end(struct survey_walk *walk, struct survey_open *open)
{
    if (open->item)
        open->item->text = arena_copy(walk->arena, buf_str(&open->words), open->words.length);
    open->item = NULL;
}

/* Words go to everything that is open around them. */
static void survey_take(struct survey_walk *walk, struct piece text)
{
    for (size_t i = 0; i < OPENS; i++)
        if (walk->open[i].item)
            survey_add_text(&walk->open[i].words, text);
}

static void survey_picture(struct survey_walk *walk, struct piece tag)
{
    struct survey_item *item = survey_add(walk, SURVEY_PICTURE);
    struct piece alt;
    if (!item)
        return;
    item->url = survey_value(walk, tag, "src");
    const char *words = survey_value(walk, tag, "alt");
    item->text = words ? words : "";
    if (piece_value(tag, "alt", &alt))
        survey_take(walk, alt);
}

/* A link within the page is none that could be dead, or say too little. */
static void survey_link(struct survey_walk *walk, struct piece tag)
{
    const char *url = survey_value(walk, tag, "href");
    struct survey_item *item = url && *url && *url != '#' ? survey_add(walk, SURVEY_LINK) : NULL;
    if (item)
        item->url = url;
    survey_begin(&walk->open[OPEN_LINK], item, "/a");
}

/* The level of a heading's tag; 0: it is none. */
static int survey_level(struct piece tag)
{
    static const char *const names[] = {"h2", "h3", "h4", "h5", "h6"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (piece_is_tag(tag, names[i]))
            return (int)i + 2;
    return 0;
}

/* A paragraph that begins with bold words and ends with them is one; otherwise it is taken back. */
static void survey_bold(struct survey_walk *walk, struct piece tag, bool is_blank)
{
    bool begins = walk->begins && is_blank, ends = walk->ends && is_blank;
    walk->begins = walk->ends = false;
    if (piece_is_tag(tag, "p") && !walk->tables) {
        walk->begins = true;
    } else if (begins && (piece_is_tag(tag, "strong") || piece_is_tag(tag, "b"))) {
        survey_begin(&walk->open[OPEN_BOLD], survey_add(walk, SURVEY_BOLD), "/p");
    } else if (piece_is_tag(tag, "/strong") || piece_is_tag(tag, "/b")) {
        walk->ends = walk->open[OPEN_BOLD].item != NULL;
    } else if (walk->open[OPEN_BOLD].item && (ends || piece_is_tag(tag, "/p"))) {
        /* Something stands behind the bold words, or they are not the paragraph's last. */
        if (!ends || !piece_is_tag(tag, "/p"))
            walk->open[OPEN_BOLD].item->level = -1;
        survey_end(walk, &walk->open[OPEN_BOLD]);
    }
}

/* What a tag begins or ends. */
static void survey_tag(struct survey_walk *walk, struct piece tag)
{
    int level = survey_level(tag);
    if (level) {
        struct survey_item *item = survey_add(walk, SURVEY_HEADING);
        static const char *const ends[] = {"/h2", "/h3", "/h4", "/h5", "/h6"};
        if (item)
            item->level = level;
        survey_begin(&walk->open[OPEN_HEADING], item, ends[level - 2]);
    } else if (piece_is_tag(tag, "a")) {
        survey_link(walk, tag);
    } else if (piece_is_tag(tag, "img")) {
        survey_picture(walk, tag);
    } else if (walk->open[OPEN_LINK].end && piece_is_tag(tag, walk->open[OPEN_LINK].end)) {
        survey_end(walk, &walk->open[OPEN_LINK]);
    } else if (walk->open[OPEN_HEADING].end && piece_is_tag(tag, walk->open[OPEN_HEADING].end)) {
        survey_end(walk, &walk->open[OPEN_HEADING]);
    }
    walk->tables += piece_is_tag(tag, "table") ? 1 : piece_is_tag(tag, "/table") ? -1 : 0;
}

/* Those that turned out to be none are left out. */
static size_t survey_sift(struct survey_item *items, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (items[i].level >= 0)
            items[kept++] = items[i];
    return kept;
}

enum err html_survey(const char *html, struct arena *arena, struct survey_item **ret_items, size_t *ret_count)
{
    struct survey_walk walk = {.arena = arena, .items = arena_zero(arena, SURVEY_MOST, sizeof *walk.items)};
    struct piece rest = {html, html + strlen(html)}, text, tag;
    bool is_broken = false;
    for (size_t i = 0; i < OPENS; i++)
        walk.open[i].words = BUF(2 * SURVEY_WORDS_MAX);
    while (walk.items && piece_tag(&rest, &text, &tag)) {
        survey_take(&walk, text);
        survey_bold(&walk, tag, piece_is_blank(text));
        survey_tag(&walk, tag);
    }
    for (size_t i = 0; i < OPENS; i++) {
        is_broken |= buf_failed(&walk.open[i].words);
        buf_done(&walk.open[i].words);
    }
    *ret_items = walk.items;
    *ret_count = walk.items ? survey_sift(walk.items, walk.count) : 0;
    return !walk.items || is_broken || arena_failed(arena) ? ERR_MEMORY : ERR_OK;
}
