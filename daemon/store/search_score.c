#include "search_score.h"

#include "search_snippet.h"

#include <stdlib.h>

enum {
    SENTENCE_WORDS = 4, /* with so many more than few words a query is surely a sentence */
    BODIES_MOST = 60,
};

/* What counts beside how well the title fits, which is 1 at best. */
static const double worth_lead = 0.2, worth_text = 0.25, worth_phrase = 0.12, worth_whole_title = 0.15,
                    worth_brevity = 0.02, worth_reference = 5;
/* Of a title or lead that holds all words side by side so much is adjacent, whatever the rounding. */
static const double whole = 0.995;

enum err run_read_head(struct conn *conn, int64_t id, const char **ret_title, const char **ret_lead)
{
    auto_query struct query q = query_of(conn, STMT_SEARCH_HEAD);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_title = column_text(&q);
    *ret_lead = column_text(&q);
    return *ret_title ? ERR_OK : ERR_MEMORY;
}

size_t run_title_words(const struct run *run, const char *title, struct token *tokens)
{
    struct token *typed = tokens + HEAD_WORDS_MAX;
    size_t count = tokens_of(title, typed, HEAD_WORDS_MAX);
    return abbreviations_write_out(&run->plan.abbreviations, typed, count, NULL, tokens, HEAD_WORDS_MAX);
}

static enum err rank(struct run *run, struct candidate *candidate, struct token *tokens)
{
    const char *title, *lead;
    enum err err = run_read_head(run->conn, candidate->id, &title, &lead);
    if (err)
        return err;
    size_t count = run_title_words(run, title, tokens);
    candidate->fit = fit_words(&run->plan, tokens, count, FIT_FUZZY);
    double brevity = count ? (double)run->plan.count / (double)(count + run->plan.count) : 0;
    struct fit lead_fit = {.cover = 0};
    if (lead) {
        count = tokens_of(lead, tokens, HEAD_WORDS_MAX);
        lead_fit = fit_words(&run->plan, tokens, count, FIT_PLAIN);
    }
    candidate->score = fit_value(&candidate->fit) + worth_lead * fit_value(&lead_fit) +
                       worth_text * (double)candidate->text + (candidate->is_phrase ? worth_phrase : 0) +
                       (candidate->fit.adjacent > whole ? worth_whole_title : 0) + worth_brevity * brevity +
                       worth_reference * (double)candidate->reference;
    candidate->is_scored = true;
    return ERR_OK;
}

/* Ranks the candidates that are not; *ret_best is how well the best title fits without slips. */
enum err score_all(struct run *run, double *ret_best)
{
    struct token *tokens = arena_alloc(run->conn->arena, 2 * HEAD_WORDS_MAX * sizeof *tokens);
    enum err err = tokens ? ERR_OK : ERR_MEMORY;
    for (size_t i = 0; !err && i < run->count; i++) {
        struct candidate *candidate = &run->candidates[i];
        if (!candidate->is_scored)
            err = rank(run, candidate, tokens);
        double value = candidate->fit.fuzzy_count ? 0 : fit_value(&candidate->fit);
        if (value > *ret_best)
            *ret_best = value;
    }
    return err;
}

int64_t score_rank(const struct candidate *candidate)
{
    return (int64_t)(candidate->score * 1e6);
}

static int compare(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int64_t x_rank = score_rank(x), y_rank = score_rank(y);
    if (x_rank != y_rank)
        return x_rank < y_rank ? 1 : -1;
    return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

void score_sort(struct run *run)
{
    if (run->count)
        qsort(run->candidates, run->count, sizeof *run->candidates, compare);
}

/* Few words are mostly those of a title; a question in a whole sentence is answered by a body. */
static double worth_passage(size_t words)
{
    static const double most = 1.6;
    double share = (double)(words - PLAN_FEW_WORDS) / SENTENCE_WORDS;
    return share < 1 ? share * most : most;
}

static int compare_texts(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return x->text < y->text ? 1 : x->text > y->text ? -1 : compare(a, b);
}

/* Where titles say little, the bodies that hold most are looked through for one passage that answers. */
enum err score_bodies(struct run *run)
{
    enum err err = ERR_OK;
    double worth = worth_passage(run->plan.count);
    if (run->count)
        qsort(run->candidates, run->count, sizeof *run->candidates, compare_texts);
    for (size_t i = 0; !err && i < run->count && i < BODIES_MOST && run_has_time(run); i++) {
        auto_query struct query q = query_of(run->conn, STMT_SEARCH_BODY);
        bind_integer(&q, run->candidates[i].id);
        err = query_row(&q);
        const char *body = err ? NULL : column_text(&q);
        if (body)
            run->candidates[i].score += worth * passage_value(&run->plan, body);
    }
    score_sort(run);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
