/* "Có phải bạn muốn tìm", and titles for what is being typed. */
#include "content/article_row.h"
#include "engine/rows.h"
#include "search_run.h"
#include "text/letter.h"

#include <string.h>

/* A title that fits less well with its slips mended proves nothing. */
static const double sure = 0.62;
/* Of an address a title may have lost some words, or got others. */
static const double near_enough = 0.25;

/* The query with the words that were slips replaced by those of the title. */
static const char *mend(struct run *run, const struct fit *fit, const char *title, const struct token *tokens)
{
    struct arena *arena = run->conn->arena;
    struct plan *plan = &run->plan;
    auto_buf struct buf out = BUF(4096);
    size_t written = 0;
    for (size_t i = 0; i < plan->count; i++) {
        const struct word *typed = &plan->words[i].token.word, *meant = &tokens[fit->places[i]].word;
        plan->words[i].is_mended = fit->is_fuzzy[i];
        plan->words[i].mended = tokens[fit->places[i]];
        /* Words that were one abbreviation have the same place; it is replaced once. */
        if (!fit->is_fuzzy[i] || typed->start < written)
            continue;
        buf_add(&out, plan->text + written, typed->start - written);
        /* A title's capitals would look like a name in a query. */
        buf_text(&out, text_lower(arena_copy(arena, title + meant->start, meant->end - meant->start), arena));
        written = typed->end;
    }
    buf_text(&out, plan->text + written);
    return buf_failed(&out) ? NULL : arena_copy(arena, buf_str(&out), out.length);
}

/* Whether what was typed needs no correction: some text has it word for word, it names a document, or
 * the best title is too far from it to prove anything. */
static bool makes_sense(const struct run *run)
{
    for (size_t i = 0; i < run->count; i++)
        if (run->candidates[i].is_typed || (double)run->candidates[i].reference > 0)
            return true;
    /* The candidates are sorted, so the first is the best. */
    return !run->count || !run->candidates[0].fit.fuzzy_count || fit_value(&run->candidates[0].fit) < sure;
}

/* Only asked when the ranking is done. */
enum err run_suggestion(struct run *run, const char **ret_suggestion)
{
    const char *title, *lead;
    *ret_suggestion = NULL;
    if (makes_sense(run))
        return ERR_OK;
    enum err err = run_read_head(run->conn, run->candidates[0].id, &title, &lead);
    struct token *tokens = arena_alloc(run->conn->arena, 2 * HEAD_WORDS_MAX * sizeof *tokens);
    if (err || !tokens)
        return err ? err : ERR_MEMORY;
    size_t count = run_title_words(run, title, tokens);
    /* Once more with places, of the first candidate alone. */
    struct fit fit = fit_words(&run->plan, tokens, count, FIT_FUZZY);
    *ret_suggestion = mend(run, &fit, title, tokens);
    return ERR_OK;
}

enum err search_suggest(struct conn *conn, const char *query, const struct article_query *filter,
                        struct article **ret_items, size_t *ret_count, const char **ret_unread)
{
    struct run *run = arena_zero(conn->arena, 1, sizeof *run);
    size_t count = 0;
    if (!run)
        return ERR_MEMORY;
    enum err err = run_begin(conn, query, filter, run);
    if (ret_unread)
        *ret_unread = run->plan.unread;
    if (!err)
        err = run_titles(run);
    /* Nothing found in time is not the same as nothing there. */
    if (!err && run->is_cut && !run->count)
        err = ERR_SEARCH_CUT;
    struct article *items = arena_zero(conn->arena, (size_t)filter->limit, sizeof *items);
    if (!items)
        return ERR_MEMORY;
    for (size_t i = 0; !err && i < run->count && count < (size_t)filter->limit; i++)
        err = article_read(conn, run->candidates[i].id, false, &items[count++]);
    *ret_items = items;
    *ret_count = count;
    return err;
}

enum err search_nearest(struct conn *conn, const char *words, const struct article_query *filter,
                        struct article **ret_items, size_t *ret_count)
{
    /* Reading the words takes about two more. */
    enum { BUDGET_MS = 4 };
    struct run *run = arena_zero(conn->arena, 1, sizeof *run);
    struct article *items = arena_zero(conn->arena, (size_t)filter->limit, sizeof *items);
    size_t count = 0;
    if (!run || !items)
        return ERR_MEMORY;
    enum err err = run_begin_near(conn, words, filter, BUDGET_MS, run);
    if (!err)
        err = run_nearest(run);
    for (size_t i = 0; !err && i < run->count && count < (size_t)filter->limit; i++)
        if (fit_value(&run->candidates[i].fit) >= near_enough)
            err = article_read(conn, run->candidates[i].id, false, &items[count++]);
    *ret_items = items;
    *ret_count = count;
    return err;
}
