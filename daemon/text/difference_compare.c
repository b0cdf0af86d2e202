/* Myers' greedy algorithm over pieces, with a limit on its steps. Knows pieces and nothing of what they
 * are pieces of. Knows pieces and nothing of what they are pieces of. */
#include "difference_inner.h"

#include <string.h>

/* Every round keeps its furthest places for the way back, 2·edits + 1 of them; a thousand rounds are
 * four megabytes. Texts that differ in more count as replaced. */
enum { EDITS_MOST = 1000 };

static bool compare_is_white(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* FNV-1a with 64 bits: unequal pieces are told apart by one comparison of numbers. Equal hashes are
 * followed by a look at the bytes, so a text made to collide costs time and is never wrong. */
static uint64_t compare_hash_of(const char *text, size_t length)
{
    uint64_t hash = 14695981039346656037U;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211U;
    return hash;
}

/* How many bytes belong to the piece at `text`, and how many white ones follow it. */
static void compare_measure(const char *text, size_t left, enum piece_kind kind, size_t *length, size_t *span)
{
    size_t end = 0;
    while (end < left && (kind == PIECE_WORD ? !compare_is_white(text[end]) : text[end] != '\n'))
        end++;
    *length = end;
    while (end < left && compare_is_white(text[end]))
        end++;
    *span = end;
}

bool pieces_split(const char *text, size_t length, enum piece_kind kind, struct arena *arena,
                  struct pieces *ret_pieces)
{
    size_t count = 0, size, span;
    /* Counts first, so that all pieces lie in one block of the right size. */
    for (size_t at = 0; at < length; at += span, count++)
        compare_measure(text + at, length - at, kind, &size, &span);
    struct piece *items = arena_zero(arena, count, sizeof *items);
    if (!items)
        return false;
    /* A text that begins with white space begins with an empty piece. */
    for (size_t i = 0, at = 0; i < count; at += items[i++].span) {
        compare_measure(text + at, length - at, kind, &items[i].length, &items[i].span);
        items[i].text = text + at;
        items[i].hash = compare_hash_of(text + at, items[i].length);
    }
    *ret_pieces = (struct pieces){items, count};
    return true;
}

static bool compare_is_same(const struct piece *a, const struct piece *b)
{
    return a->hash == b->hash && a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/* The middle parts that remain when what stands alike at both ends has been marked. */
static void compare_trim(struct pieces *before, struct pieces *after)
{
    /* Most revisions change little in the middle; the ends cost one comparison a piece and no step. */
    while (before->count && after->count && compare_is_same(before->items, after->items)) {
        before->items++->is_kept = after->items++->is_kept = true;
        before->count--, after->count--;
    }
    while (before->count && after->count &&
           compare_is_same(&before->items[before->count - 1], &after->items[after->count - 1]))
        before->items[--before->count].is_kept = after->items[--after->count].is_kept = true;
}

/* The furthest places reached with so many edits, by diagonal: of round `edits` those from -edits to edits.
 */
struct rounds {
    int *reached[EDITS_MOST + 1];
    int count;
};

/* A diagonal outside of what a round has is as good as not reached. */
static int reached_at(const int *round, int edits, int diagonal)
{
    return diagonal < -edits || diagonal > edits ? -1 : round[diagonal + edits];
}

/* Where the way to `diagonal` begins with its last edit made: an addition goes down from the diagonal above,
 * a removal right from the one to the left, whichever comes further. -1 where no way leads. */
static int begin_at(const int *former, int edits, int diagonal, bool *ret_down)
{
    if (!edits)
        return 0;
    int left = reached_at(former, edits - 1, diagonal - 1),
        above = reached_at(former, edits - 1, diagonal + 1);
    *ret_down = left < above;
    return *ret_down ? above : left < 0 ? -1 : left + 1;
}

/* One round; true when the end of both is reached. */
static bool advance(struct pieces a, struct pieces b, const int *former, int *round, int edits,
                    int64_t *steps)
{
    int width = (int)a.count, height = (int)b.count;
    for (int diagonal = -edits; diagonal <= edits; diagonal++)
        round[diagonal + edits] = -1;
    for (int diagonal = -edits; diagonal <= edits; diagonal += 2) {
        bool down = false;
        int x = begin_at(former, edits, diagonal, &down), start = x;
        /* Every diagonal costs one step and every equal piece another, so that the limit bounds the
         * time. */
        --*steps;
        /* No way leads there, or it would lead out of one of the texts. */
        if (x < 0 || x > width || x - diagonal > height)
            continue;
        while (x < width && x - diagonal < height && compare_is_same(&a.items[x], &b.items[x - diagonal]))
            x++;
        *steps -= x - start;
        round[diagonal + edits] = x;
        if (x == width && x - diagonal == height)
            return true;
    }
    return false;
}

/* Goes back from the end and marks what was passed along the diagonals. */
static void compare_mark(struct pieces a, struct pieces b, const struct rounds *rounds)
{
    int x = (int)a.count, y = (int)b.count;
    for (int edits = rounds->count - 1; edits >= 0; edits--) {
        bool down = false;
        int from = begin_at(edits ? rounds->reached[edits - 1] : NULL, edits, x - y, &down);
        /* What was gone diagonally is in both texts; the edit itself follows. */
        for (; x > from; x--, y--)
            a.items[x - 1].is_kept = b.items[y - 1].is_kept = true;
        x -= edits && !down;
        y -= edits && down;
    }
}

bool pieces_compare(struct pieces before, struct pieces after, int64_t *steps, struct arena *arena)
{
    struct rounds *rounds = arena_zero(arena, 1, sizeof *rounds);
    bool is_done = false;
    if (!rounds)
        return false;
    compare_trim(&before, &after);
    /* Something was only added or only removed. */
    if (!before.count || !after.count)
        return true;
    /* Round by round the fewest edits are found first, so the first end reached is the best. */
    while (!is_done && rounds->count <= EDITS_MOST && *steps > 0) {
        int edits = rounds->count++;
        int *round = arena_zero(arena, 2 * (size_t)edits + 1, sizeof *round);
        if (!round)
            return false;
        rounds->reached[edits] = round;
        is_done = advance(before, after, edits ? rounds->reached[edits - 1] : NULL, round, edits, steps);
    }
    /* Without an end the rounds say nothing that could be relied on. */
    if (is_done)
        compare_mark(before, after, rounds);
    return true;
}
