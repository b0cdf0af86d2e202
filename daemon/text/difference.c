/* Paragraphs first, then words within those that differ; difference_compare.c does the comparing, this
 * file says what came of it. What the texts are (articles, their revisions) and how a difference looks
 * are not known here. */
#include "text/difference.h"

#include "difference_inner.h"

#include <string.h>

/* The scratch memory goes when the difference is made: pieces of both texts, and the rounds of each
 * comparison. What stays are passages alone, in the caller's arena; their room begins small and doubles. */
enum { SCRATCH_MAX = 256 * 1024 * 1024, ROOM_FIRST = 16 };

/* The difference as it is being written. */
struct script {
    struct arena *arena, *scratch;
    struct difference difference;
    size_t room;
    int64_t steps;
};

/* The former array stays in the arena unused, which doubling keeps below the size of the last. */
static bool difference_grow(struct script *script)
{
    size_t room = script->room ? 2 * script->room : ROOM_FIRST;
    struct passage *more = arena_zero(script->arena, room, sizeof *more);
    if (!more)
        return false;
    for (size_t i = 0; i < script->difference.count; i++)
        more[i] = script->difference.passages[i];
    script->difference.passages = more;
    script->room = room;
    return true;
}

/* Adds a piece; one that goes on with the passage before it makes that longer. */
static bool say(struct script *script, enum passage_kind kind, const char *text, size_t length)
{
    struct difference *difference = &script->difference;
    struct passage *last = difference->count ? &difference->passages[difference->count - 1] : NULL;
    if (!length)
        return true;
    /* Pieces lie one behind the other in their text, so a run of them is one passage. Kept pieces are
     * always of the latter text; only so can they join. */
    if (last && last->kind == kind && last->text + last->length == text) {
        last->length += length;
        return true;
    }
    if (difference->count == script->room && !difference_grow(script))
        return false;
    difference->passages[difference->count++] = (struct passage){kind, text, length};
    return true;
}

/* Both runs of words side by side: removed ones before added ones, which is the order people read a
 * change in. After the comparison both have the same number of kept words, in the same order. */
static bool say_words(struct script *script, struct pieces before, struct pieces after)
{
    bool good = true;
    for (size_t i = 0, k = 0; good && (i < before.count || k < after.count);) {
        /* The loop ends only with both, so neither tail is left out. */
        if (i < before.count && !before.items[i].is_kept) {
            good = say(script, PASSAGE_REMOVED, before.items[i].text, before.items[i].span);
            script->difference.removed++;
            i++;
        } else if (k < after.count && !after.items[k].is_kept) {
            good = say(script, PASSAGE_ADDED, after.items[k].text, after.items[k].span);
            script->difference.added++;
            k++;
        } else {
            good = say(script, PASSAGE_KEPT, after.items[k].text, after.items[k].span);
            i++, k++;
        }
    }
    return good;
}

/* From the first piece to the end of the white space behind the last. */
static size_t bytes_of(const struct piece *items, size_t count)
{
    return count ? (size_t)(items[count - 1].text + items[count - 1].span - items[0].text) : 0;
}

/* Paragraphs that stand in place of others: their words are compared. */
static bool say_replaced(struct script *script, struct pieces before, struct pieces after)
{
    struct pieces removed = {0}, added = {0};
    const char *was = before.count ? before.items->text : "", *is = after.count ? after.items->text : "";
    /* One budget of steps for all paragraphs: when it is spent, pieces_compare() marks only what is
     * alike at both ends, and the middle counts as replaced. */
    return pieces_split(was, bytes_of(before.items, before.count), PIECE_WORD, script->scratch, &removed) &&
           pieces_split(is, bytes_of(after.items, after.count), PIECE_WORD, script->scratch, &added) &&
           pieces_compare(removed, added, &script->steps, script->scratch) &&
           say_words(script, removed, added);
}

/* How many pieces from there on have, or have not, a counterpart. */
static size_t run_of(struct pieces pieces, size_t from, bool is_kept)
{
    size_t count = 0;
    while (from + count < pieces.count && pieces.items[from + count].is_kept == is_kept)
        count++;
    return count;
}

/* Between two kept paragraphs all that was removed and all that was added are compared as one, so that a
 * paragraph that was split or joined shows its words as kept. */
static bool say_paragraphs(struct script *script, struct pieces before, struct pieces after)
{
    bool good = true;
    for (size_t i = 0, k = 0; good && (i < before.count || k < after.count);) {
        /* Both runs stand between the same two kept paragraphs. */
        size_t removed = run_of(before, i, false), added = run_of(after, k, false);
        if (removed || added) {
            good = say_replaced(script, (struct pieces){before.items + i, removed},
                                (struct pieces){after.items + k, added});
            i += removed, k += added;
        } else {
            good = say(script, PASSAGE_KEPT, after.items[k].text, after.items[k].span);
            i++, k++;
        }
    }
    return good;
}

enum err text_difference(const char *before, const char *after, struct arena *arena,
                         struct difference *ret_difference)
{
    auto_arena struct arena *scratch = arena_new(SCRATCH_MAX);
    struct script script = {.arena = arena, .scratch = scratch, .steps = DIFFERENCE_STEPS};
    struct pieces was, is;
    /* Nothing is copied: pieces and passages point into the two texts, which is why these have to
     * outlive the result. */
    bool good = scratch && pieces_split(before, strlen(before), PIECE_PARAGRAPH, scratch, &was) &&
                pieces_split(after, strlen(after), PIECE_PARAGRAPH, scratch, &is) &&
                pieces_compare(was, is, &script.steps, scratch) && say_paragraphs(&script, was, is);
    if (!good)
        return ERR_MEMORY;
    *ret_difference = script.difference;
    return ERR_OK;
}

/* The same bytes as in difference_compare.c, or a passage would be cut within a piece. */
static bool difference_is_white(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* Bytes of the first `words` words with the white space behind them. */
static size_t head_of(const struct passage *passage, size_t words)
{
    size_t at = 0;
    for (; words && at < passage->length; words--) {
        while (at < passage->length && !difference_is_white(passage->text[at]))
            at++;
        while (at < passage->length && difference_is_white(passage->text[at]))
            at++;
    }
    return at;
}

/* Bytes of the last `words` words. */
static size_t tail_of(const struct passage *passage, size_t words)
{
    size_t at = passage->length;
    for (; words && at; words--) {
        while (at && difference_is_white(passage->text[at - 1]))
            at--;
        while (at && !difference_is_white(passage->text[at - 1]))
            at--;
    }
    return passage->length - at;
}

enum err difference_shorten(struct difference *difference, size_t context, struct arena *arena)
{
    struct script script = {.arena = arena};
    bool good = true;
    for (size_t i = 0; good && i < difference->count; i++) {
        const struct passage *p = &difference->passages[i];
        bool is_kept = p->kind == PASSAGE_KEPT;
        /* The beginning of the text has no change before it, and its end none behind it, so there
         * nothing is shown. */
        size_t head = is_kept && i > 0 ? head_of(p, context) : 0;
        size_t tail = is_kept && i + 1 < difference->count ? tail_of(p, context) : 0;
        /* Nothing would be left out between both. */
        if (!is_kept || head + tail >= p->length) {
            good = say(&script, p->kind, p->text, p->length);
            continue;
        }
        /* say() takes nothing of a length of 0, as at both ends of the text. */
        good = say(&script, PASSAGE_KEPT, p->text, head) &&
               say(&script, PASSAGE_LEFT_OUT, p->text + head, p->length - head - tail) &&
               say(&script, PASSAGE_KEPT, p->text + p->length - tail, tail);
    }
    if (!good)
        return ERR_MEMORY;
    /* The counts are of the whole difference. */
    script.difference.removed = difference->removed;
    script.difference.added = difference->added;
    *difference = script.difference;
    return ERR_OK;
}
