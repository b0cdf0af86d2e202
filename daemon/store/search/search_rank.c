/* Compares word by word and place by place, without the index. All values lie between 0 and 1. Whoever
 * changes a number runs `congd search evaluate` before and after. */
#include "search_rank.h"

#include <string.h>

/* Of a title or lead, of which the callers give at most HEAD_WORDS_MAX. */
enum { TEXT_WORDS_MAX = 400 };

/* How much a word of a text counts for a word of the query that it does not equal. */
static const double other_accents = 0.6, ear_accents = 0.85, text_without_accents = 0.8,
                    query_without_accents = 0.95, not_the_restored = 0.92, enough = 0.5, text_as_typed = 0.9;

/* The same letters, hats and hooks included. */
static bool is_same_but_tone(const struct word *a, const struct word *b)
{
    if (a->letter_count != b->letter_count)
        return false;
    return memcmp(a->letters, b->letters, a->letter_count * sizeof *a->letters) == 0;
}

/* Hỏi and ngã are one tone in the south, and a common mistake. */
static bool is_hoi_nga(const struct word *a, const struct word *b)
{
    bool are_both =
        (a->tone == TONE_HOI && b->tone == TONE_NGA) || (a->tone == TONE_NGA && b->tone == TONE_HOI);
    return are_both && is_same_but_tone(a, b);
}

static double likeness(const struct plan_word *typed, const struct token *token)
{
    const struct word *word = &typed->token.word;
    /* Another syllable; whether it is a slip is asked later, where a neighbour supports it. */
    if (typed->token.fold != token->fold)
        return 0;
    /* Marks that were typed are meant. */
    if (word->is_marked) {
        if (typed->token.exact == token->exact)
            return 1;
        if (!token->word.is_marked)
            return text_without_accents;
        return is_hoi_nga(word, &token->word) ? ear_accents : other_accents;
    }
    if (typed->restored_hash)
        return typed->restored_hash == token->exact ? 1 : not_the_restored;
    return typed->token.exact == token->exact ? 1 : query_without_accents;
}

/* Rows: words of the plan; columns: words of the text. */
struct grid {
    const struct plan *plan;
    const struct token *tokens;
    size_t count;
    float cells[PLAN_WORDS_MAX][TEXT_WORDS_MAX];
};

/* The place of a text that answers this word best, the first of equals. */
static double best_of(const struct grid *grid, size_t row, size_t *ret_column)
{
    double best = 0;
    *ret_column = 0;
    for (size_t k = 0; k < grid->count; k++)
        if ((double)grid->cells[row][k] > best) {
            best = (double)grid->cells[row][k];
            *ret_column = k;
        }
    return best;
}

static bool is_supported(const struct grid *grid, size_t row, size_t column)
{
    /* The neighbour must stand on the same side in both texts. */
    bool before = row > 0 && column > 0 && (double)grid->cells[row - 1][column - 1] >= enough;
    bool behind = row + 1 < grid->plan->count && column + 1 < grid->count &&
                  (double)grid->cells[row + 1][column + 1] >= enough;
    return before || behind;
}

/* The likeliest slip among the places that a neighbour supports. */
static double best_slip(const struct grid *grid, size_t row, size_t *ret_column)
{
    double best = 0;
    for (size_t k = 0; k < grid->count; k++) {
        /* Places that answer it by themselves are no slips. */
        if ((double)grid->cells[row][k] > 0 || !is_supported(grid, row, k))
            continue;
        double slip = slip_likeness(&grid->plan->words[row].token.word, &grid->tokens[k].word);
        if (slip > best) {
            best = slip;
            *ret_column = k;
        }
    }
    return best;
}

static void try_slips(struct grid *grid, struct fit *fit)
{
    for (size_t i = 0; i < grid->plan->count; i++) {
        size_t column;
        /* A word that is there, but with no neighbour beside it, may be there by chance. */
        if (best_of(grid, i, &column) >= enough && is_supported(grid, i, column))
            continue;
        double slip = best_slip(grid, i, &column);
        if (slip <= 0)
            continue;
        /* Written into the grid, so that it supports the next word in turn. */
        grid->cells[i][column] = (float)slip;
        fit->is_fuzzy[i] = true;
        fit->places[i] = column;
    }
}

/* How well this word and the next stand beside each other anywhere in the text; the weaker of the two
 * decides. */
static double search_rank_pair_of(const struct grid *grid, size_t row)
{
    double best = 0;
    for (size_t k = 0; k + 1 < grid->count; k++) {
        double a = (double)grid->cells[row][k], b = (double)grid->cells[row + 1][k + 1];
        double both = a < b ? a : b;
        best = both > best ? both : best;
    }
    return best;
}

/* Marks that are other than those of the text, where a neighbour says that this word was meant. */
static bool is_slip_of_marks(const struct grid *grid, size_t row, size_t column, double likely)
{
    return likely > 0 && likely < text_as_typed && grid->plan->words[row].token.word.is_marked &&
           grid->tokens[column].word.is_marked && is_supported(grid, row, column);
}

static void sum_up(const struct grid *grid, struct fit *fit)
{
    const struct plan *plan = grid->plan;
    double covered = 0, all = 0, adjacent = 0, pairs = 0;
    for (size_t i = 0; i < plan->count; i++) {
        size_t column;
        double weight = (double)plan->words[i].weight, best = best_of(grid, i, &column);
        /* Places of slips are known. */
        if (!fit->is_fuzzy[i]) {
            fit->places[i] = column;
            fit->is_fuzzy[i] = is_slip_of_marks(grid, i, column, best);
        }
        fit->fuzzy_count += fit->is_fuzzy[i];
        fit->answered |= best > 0 ? UINT32_C(1) << i : 0;
        covered += weight * best;
        all += weight;
        if (i + 1 == plan->count)
            break;
        double both = weight + (double)plan->words[i + 1].weight;
        adjacent += both * search_rank_pair_of(grid, i);
        pairs += both;
    }
    fit->cover = all > 0 ? covered / all : 0;
    /* One word has no neighbours, so its cover stands for both. */
    fit->adjacent = pairs > 0 ? adjacent / pairs : fit->cover;
}

struct fit fit_words(const struct plan *plan, const struct token *tokens, size_t count, enum fit_kind kind)
{
    /* 26 KiB of the stack, and only the used part of it is written. */
    struct grid grid;
    struct fit fit = {.cover = 0};
    grid.plan = plan;
    grid.tokens = tokens;
    grid.count = count < TEXT_WORDS_MAX ? count : TEXT_WORDS_MAX;
    for (size_t i = 0; i < plan->count; i++)
        for (size_t k = 0; k < grid.count; k++)
            grid.cells[i][k] = (float)likeness(&plan->words[i], &tokens[k]);
    if (kind == FIT_FUZZY)
        try_slips(&grid, &fit);
    sum_up(&grid, &fit);
    return fit;
}

/* Neighbours count a little more than words: syllables in their order are what makes a Vietnamese word. */
double fit_value(const struct fit *fit)
{
    return 0.45 * fit->cover + 0.55 * fit->adjacent;
}
