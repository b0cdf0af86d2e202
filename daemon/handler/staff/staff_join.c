/* The longest row of paragraphs that two texts have in common, by the usual table, at a bounded cost. Must
 * not know what the texts are. */
#include "staff_join.h"

#include "base/buf.h"

#include <stdint.h>
#include <string.h>

/* Cells of the table; most bytes of a text that is made. */
enum { CELLS_MAX = 1000000, TEXT_MAX = 8 * 1024 * 1024 };

/* Where the paragraphs of a text are; what divides them belongs to the one before. */
struct paragraphs {
    const char **at;
    size_t count;
};

/* The end of the paragraph at `text`: behind an empty line, or a line's end where the text is lines of HTML.
 */
static const char *paragraph_end(const char *text)
{
    const char *end = strchr(text, '\n');
    while (end && *text != '<' && end[1] && end[1] != '\n')
        end = strchr(end + 1, '\n');
    if (!end)
        return text + strlen(text);
    while (*end == '\n')
        end++;
    return end;
}

static bool paragraphs_of(const char *text, struct arena *arena, struct paragraphs *ret_paragraphs)
{
    size_t count = 0;
    for (const char *at = text; *at; at = paragraph_end(at))
        count++;
    const char **all = arena_zero(arena, count + 1, sizeof *all);
    if (!all)
        return false;
    const char *at = text;
    for (size_t i = 0; i < count; at = paragraph_end(at))
        all[i++] = at;
    all[count] = at;
    *ret_paragraphs = (struct paragraphs){all, count};
    return true;
}

/* Without what divides it from the next: the last has nothing behind it. */
static size_t paragraph_length(const struct paragraphs *p, size_t i)
{
    size_t length = (size_t)(p->at[i + 1] - p->at[i]);
    while (length && p->at[i][length - 1] == '\n')
        length--;
    return length;
}

static bool paragraph_same(const struct paragraphs *a, size_t i, const struct paragraphs *b, size_t k)
{
    size_t length = paragraph_length(a, i);
    return length == paragraph_length(b, k) && memcmp(a->at[i], b->at[k], length) == 0;
}

/* Some paragraphs as one text, their last line ends left out. */
static const char *paragraphs_text(struct arena *arena, const struct paragraphs *p, size_t from, size_t to)
{
    if (from == to)
        return "";
    size_t length = (size_t)(p->at[to - 1] - p->at[from]) + paragraph_length(p, to - 1);
    return arena_copy(arena, p->at[from], length);
}

/* Adds what stands between two common rows, and the row itself. */
static void join_add(struct join *join, struct join_part part)
{
    bool is_empty = !part.is_same && !*part.theirs && !*part.mine;
    if (!is_empty)
        join->parts[join->count++] = part;
}

/* How long the common row is from each pair of places on; NULL: too large, or no memory. */
static uint16_t *join_table(const struct paragraphs *a, const struct paragraphs *b, struct arena *arena)
{
    size_t width = b->count + 1;
    if ((a->count + 1) * width > CELLS_MAX || a->count > UINT16_MAX)
        return NULL;
    uint16_t *cells = arena_zero(arena, (a->count + 1) * width, sizeof *cells);
    for (size_t i = a->count; cells && i-- > 0;)
        for (size_t k = b->count; k-- > 0;) {
            uint16_t below = cells[(i + 1) * width + k], behind = cells[i * width + k + 1];
            cells[i * width + k] = paragraph_same(a, i, b, k) ? (uint16_t)(cells[(i + 1) * width + k + 1] + 1)
                                   : below > behind           ? below
                                                              : behind;
        }
    return cells;
}

/* Walks the table from its beginning. */
static void join_walk(const struct paragraphs *a, const struct paragraphs *b, const uint16_t *cells,
                      struct arena *arena, struct join *join)
{
    size_t width = b->count + 1, i = 0, k = 0;
    while (i < a->count || k < b->count) {
        size_t from_i = i, from_k = k;
        while (i < a->count && k < b->count && paragraph_same(a, i, b, k))
            i++, k++;
        if (i > from_i)
            join_add(join, (struct join_part){true, i - from_i, paragraphs_text(arena, a, from_i, i),
                                              paragraphs_text(arena, b, from_k, k)});
        from_i = i, from_k = k;
        while ((i < a->count || k < b->count) &&
               !(i < a->count && k < b->count && paragraph_same(a, i, b, k))) {
            bool takes_a =
                k == b->count || (i < a->count && cells[(i + 1) * width + k] >= cells[i * width + k + 1]);
            if (takes_a)
                i++;
            else
                k++;
        }
        /* As many on each side are taken for the same ones, changed. */
        for (bool is_pair = i - from_i == k - from_k; is_pair && from_i < i; from_i++, from_k++)
            join_add(join, (struct join_part){false, 1, paragraphs_text(arena, a, from_i, from_i + 1),
                                              paragraphs_text(arena, b, from_k, from_k + 1)});
        if (from_i < i || from_k < k)
            join_add(join, (struct join_part){false, i - from_i, paragraphs_text(arena, a, from_i, i),
                                              paragraphs_text(arena, b, from_k, k)});
    }
}

enum err join_texts(const char *theirs, const char *mine, struct arena *arena, struct join *ret_join)
{
    struct paragraphs a, b;
    struct join join = {NULL, 0};
    if (!paragraphs_of(theirs, arena, &a) || !paragraphs_of(mine, arena, &b))
        return ERR_MEMORY;
    join.parts = arena_zero(arena, 2 * (a.count + b.count) + 2, sizeof *join.parts);
    if (!join.parts)
        return ERR_MEMORY;
    const uint16_t *cells = join_table(&a, &b, arena);
    if (cells)
        join_walk(&a, &b, cells, arena, &join);
    if (!cells || join.count > JOIN_PARTS_MAX) {
        join.count = 0;
        join_add(&join, (struct join_part){false, a.count, theirs, mine});
    }
    *ret_join = join;
    return arena_failed(arena) ? ERR_MEMORY : ERR_OK;
}

/* One more paragraph, an empty line before it. */
static void made_add(struct buf *out, const char *text)
{
    if (!*text)
        return;
    buf_text(out, out->length ? "\n\n" : "");
    buf_text(out, text);
}

const char *join_made(const struct join *join, const enum join_choice *choices, struct arena *arena)
{
    auto_buf struct buf out = BUF(TEXT_MAX);
    for (size_t i = 0; i < join->count; i++) {
        const struct join_part *part = &join->parts[i];
        enum join_choice choice = part->is_same ? JOIN_THEIRS : *choices++;
        if (choice != JOIN_MINE)
            made_add(&out, part->theirs);
        if (choice != JOIN_THEIRS)
            made_add(&out, part->mine);
    }
    if (buf_failed(&out))
        arena_fail(arena);
    return arena_copy(arena, buf_str(&out), out.length);
}
