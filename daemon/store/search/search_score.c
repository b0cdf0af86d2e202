/* From fits and finds to one number by which hits are ordered. Whoever changes a weight runs `congd
 * search evaluate` before and after. */
#include "search_score.h"

#include "search_model.h"

#include <stdlib.h>
#include <string.h>

/* Texts are long, so not all are read: so many, and so much of each and of all. */
enum {
    TEXTS_MOST = 80,
    TEXT_CHARACTERS = 24 * 1024,
    TEXTS_BYTES = 1024 * 1024,
    TEXTS_ARENA = 64 * 1024 * 1024
};
/* How often a place in the title, lead and body counts. */
enum { TIMES_TITLE = 3, TIMES_LEAD = 2, TIMES_BODY = 1 };

/* What counts beside how well the title fits, which is 1 at best. */
static const double worth_lead = 0.2, worth_text = 0.25, worth_phrase = 0.12, worth_whole_title = 0.15,
                    worth_brevity = 0.02, worth_reference = 5;
/* More than all of that together, but for a document's number. */
static const double worth_whole = 10;
/* What stands in an attached file alone comes behind what its article says, and before what only comes near.
 */
static const double worth_page = 5;
/* A title that fits less well is no answer where others hold all that was asked for. */
static const double near = 0.5;
/* Few words are mostly those of a title; a question in a whole sentence is answered by a whole text. */
static const double worth_question = 2;
/* Of a title or lead that holds all words side by side so much is adjacent, whatever the rounding. */
static const double whole = 0.995;

/* From the rows and not from the index, which keeps no texts. */
enum err run_read_head(struct conn *conn, int64_t id, const char **ret_title, const char **ret_lead)
{
    auto_query struct query q = query_of(conn, STMT_SEARCH_HEAD);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_title = column_text(&q);
    *ret_lead = column_text(&q);
    /* Every article has a title, so NULL means that the arena failed. A lead may be missing. */
    return *ret_title ? ERR_OK : ERR_MEMORY;
}

size_t run_title_words(const struct run *run, const char *title, struct token *tokens)
{
    /* The second half of the room takes what is written, the first what comes of it. */
    struct token *typed = tokens + HEAD_WORDS_MAX;
    size_t count = tokens_of(title, typed, HEAD_WORDS_MAX);
    return abbreviations_write_out(&run->plan.abbreviations, typed, count, NULL, tokens, HEAD_WORDS_MAX);
}

/* Scores one candidate by its title, its lead and what the stages noted. */
static enum err rank(struct run *run, struct candidate *candidate, struct token *tokens)
{
    const char *title, *lead;
    enum err err = run_read_head(run->conn, candidate->id, &title, &lead);
    if (err)
        return err;
    size_t count = run_title_words(run, title, tokens);
    candidate->fit = fit_words(&run->plan, tokens, count, FIT_FUZZY);
    uint32_t all = (UINT32_C(1) << run->plan.count) - 1;
    /* Of two that fit the same, the title with less beside it. */
    double brevity = count ? (double)run->plan.count / (double)(count + run->plan.count) : 0;
    struct fit lead_fit = {.cover = 0};
    if (lead) {
        count = tokens_of(lead, tokens, HEAD_WORDS_MAX);
        lead_fit = fit_words(&run->plan, tokens, count, FIT_PLAIN);
    }
    candidate->is_whole |= (candidate->fit.answered | lead_fit.answered) == all;
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
        /* A title that fits by slips alone must not end the search for better ones. */
        double value = candidate->fit.fuzzy_count ? 0 : fit_value(&candidate->fit);
        if (value > *ret_best)
            *ret_best = value;
    }
    return err;
}

/* Some of the words in a title are no match for all of them in a text. Of a whole sentence a long text may
 * hold all words by chance, and what answers it need not hold them. */
void score_whole_first(struct run *run)
{
    size_t kept = 0, holders = 0;
    for (size_t i = 0; i < run->count; i++)
        holders += run->candidates[i].is_whole || candidate_is_file(&run->candidates[i]);
    run->is_near = !holders;
    if (plan_sentence(&run->plan) >= 1)
        return;
    for (size_t i = 0; holders && i < run->count; i++) {
        struct candidate *candidate = &run->candidates[i];
        bool is_file = candidate_is_file(candidate);
        if (!candidate->is_whole && !is_file && fit_value(&candidate->fit) < near)
            continue;
        candidate->score += candidate->is_whole ? worth_whole : is_file ? worth_page : 0;
        run->candidates[kept++] = *candidate;
    }
    run->count = holders ? kept : run->count;
}

/* Whole numbers, as cursors are compared exactly and rounding must not change an order. */
int64_t score_rank(const struct candidate *candidate)
{
    return (int64_t)(candidate->score * 1e6);
}

/* Equal ranks by id, so that the order is total and a cursor has one place. */
static int score_compare(const void *a, const void *b)
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
        qsort(run->candidates, run->count, sizeof *run->candidates, score_compare);
}

/* By what the whole text holds. */
static int compare_texts(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return x->text < y->text ? 1 : x->text > y->text ? -1 : score_compare(a, b);
}

/* What is needed for reading one candidate after the other. */
struct reading_room {
    struct token tokens[2 * HEAD_WORDS_MAX];
    double weights[HEAD_WORDS_MAX];
    struct title_weights known;
    size_t bytes; /* read so far */
};

/* Counts one candidate's texts. */
static enum err search_read_answer(struct run *run, struct candidate *candidate, struct reading_room *room,
                                   struct question_answer *answer)
{
    auto_query struct query q = query_of(run->conn, STMT_SEARCH_TEXTS);
    bind_integer(&q, candidate->id);
    bind_integer(&q, TEXT_CHARACTERS);
    enum err err = query_row(&q);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    const char *title = column_text(&q), *lead = column_text(&q), *body = column_text(&q);
    if (!title || !lead || !body)
        return ERR_MEMORY;
    size_t count = run_title_words(run, title, room->tokens);
    for (size_t i = 0; !err && i < count; i++)
        err = model_weigh_title(run->conn, run->question, &room->known, &room->tokens[i], &room->weights[i]);
    question_count_title(run->question, room->tokens, room->weights, count, TIMES_TITLE, answer);
    question_count(run->question, lead, strlen(lead), TIMES_LEAD, answer);
    question_count(run->question, body, strlen(body), TIMES_BODY, answer);
    candidate->is_read = true;
    room->bytes += strlen(body);
    return err;
}

/* Reads the first candidates, in an arena of their own as it is much; *ret_count is how many. */
static enum err search_read_answers(struct run *run, struct question_answer *answers, size_t *ret_count)
{
    struct reading_room *room = arena_zero(run->conn->arena, 1, sizeof *room);
    struct arena *own = run->conn->arena;
    auto_arena struct arena *arena = arena_new(TEXTS_ARENA);
    enum err err = room && arena ? ERR_OK : ERR_MEMORY;
    size_t count = 0;
    if (err)
        return err;
    run->conn->arena = arena;
    while (!err && count < run->count && count < TEXTS_MOST && room->bytes < TEXTS_BYTES &&
           run_has_time(run)) {
        answers[count].found = (double)run->candidates[count].text;
        err = search_read_answer(run, &run->candidates[count], room, &answers[count]);
        count++;
    }
    run->conn->arena = own;
    *ret_count = count;
    return err;
}

/* Gives the first its fit, by which what was probably meant is found. */
static enum err fit_first(struct run *run)
{
    struct candidate *first = &run->candidates[0];
    struct token *tokens = arena_alloc(run->conn->arena, 2 * HEAD_WORDS_MAX * sizeof *tokens);
    double score = first->score;
    enum err err = tokens ? ERR_OK : ERR_MEMORY;
    if (!err && !first->is_scored)
        err = rank(run, first, tokens);
    first->score = score;
    return err;
}

/* What speaks for each of the first `count` candidates, kept in the run. */
static enum err note_signs(struct run *run, const struct question_answer *answers, size_t count)
{
    run->signs = arena_zero(run->conn->arena, TEXTS_MOST, sizeof *run->signs);
    if (!run->signs)
        return ERR_MEMORY;
    double usual_length = question_settle(run->question, answers, count);
    for (size_t i = 0; i < count; i++) {
        run->signs[i].id = run->candidates[i].id;
        question_signs(run->question, &answers[i], usual_length, run->signs[i].signs);
    }
    run->sign_count = count;
    return ERR_OK;
}

enum err score_question(struct run *run)
{
    struct question_answer *answers = arena_zero(run->conn->arena, TEXTS_MOST, sizeof *answers);
    double part = plan_sentence(&run->plan);
    size_t count = 0;
    if (!answers)
        return ERR_MEMORY;
    if (!run->count)
        return ERR_OK;
    qsort(run->candidates, run->count, sizeof *run->candidates, compare_texts);
    enum err err = search_read_answers(run, answers, &count);
    if (!err)
        err = note_signs(run, answers, count);
    for (size_t i = 0; !err && i < run->count; i++) {
        struct candidate *candidate = &run->candidates[i];
        double value = i < count && candidate->is_read ? question_value(run->signs[i].signs) : 0;
        /* The surer it is a sentence, the more it is the whole texts that count. */
        candidate->score = (1 - part) * candidate->score + part * worth_question * value +
                           (part < 1 ? 0 : worth_reference * (double)candidate->reference);
        /* Its text was not compared; but a page with every word of a sentence is where it was taken from. */
        if (part >= 1 && candidate_is_file(candidate))
            candidate->score = worth_page;
    }
    score_sort(run);
    return err ? err : fit_first(run);
}
