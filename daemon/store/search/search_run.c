/* Stages: strict ones first, looser ones while nothing fits well. */
#include "search_run.h"

#include "content/article_row.h"
#include "content/fact.h"
#include "engine/rows.h"
#include "engine/store_state.h"
#include "search_model.h"
#include "search_score.h"
#include "search_stage.h"

#include <string.h>

/* For what is optional, and for all; so that a page, its total, its facets and its titles stay below what a
 * read may take. */
enum { BUDGET_MS = 150, CUT_MS = 1000 };

/* A title that fits so well ends the search for slips. */
static const double fits_well = 0.88;

/* At most SEARCH_QUERY_MAX bytes, cut between characters. */
static const char *search_run_shorten(struct arena *arena, const char *query)
{
    size_t length = strlen(query);
    if (length > SEARCH_QUERY_MAX) {
        length = SEARCH_QUERY_MAX;
        while (length && ((unsigned char)query[length] & 0xC0) == 0x80)
            length--;
    }
    return arena_copy(arena, query, length);
}

void run_restart(struct run *run)
{
    int64_t now_ms = clock_monotonic_ms(run->conn->store->clock);
    run->until_ms = now_ms + BUDGET_MS;
    run->cut_ms = now_ms + CUT_MS;
    run->is_cut = false;
}

enum err run_begin_near(struct conn *conn, const char *query, const struct article_query *filter,
                        int64_t budget_ms, struct run *run)
{
    memset(run, 0, sizeof *run);
    run->conn = conn;
    run->filter = filter;
    run_restart(run);
    run->until_ms = run->cut_ms = clock_monotonic_ms(conn->store->clock) + budget_ms;
    run->candidates = arena_zero(conn->arena, RUN_CANDIDATES_MAX, sizeof *run->candidates);
    if (!run->candidates)
        return ERR_MEMORY;
    run->facts = fact_keys(conn->arena, NULL, 0, 0);
    enum err err = plan_read(conn, search_run_shorten(conn->arena, query), &run->plan);
    if (!err)
        err = model_weigh(conn, &run->plan);
    for (size_t i = 0; !err && i < run->plan.count; i++)
        run->weights += (double)run->plan.words[i].weight;
    return err;
}

enum err run_nearest(struct run *run)
{
    double best = 0;
    enum err err = run->plan.count ? stage_nearest(run) : ERR_OK;
    if (!err)
        err = score_all(run, &best);
    score_sort(run);
    return err;
}

/* Whether the plan leaves out what has this word, or the word is no part of what is looked for. */
static bool is_excluded_word(const struct plan *plan, const struct word *word)
{
    for (size_t i = 0; i < plan->excluded_count; i++)
        if (plan->excluded[i].start == word->start)
            return true;
    return false;
}

/* All words of the query, abbreviations written out, but for those it excludes. */
static enum err begin_question(struct run *run)
{
    struct arena *arena = run->conn->arena;
    struct question *question = arena_zero(arena, 1, sizeof *question);
    struct token *typed = arena_alloc(arena, QUESTION_WORDS_MAX * sizeof *typed);
    struct token *tokens = arena_alloc(arena, QUESTION_WORDS_MAX * sizeof *tokens);
    size_t length = strlen(run->plan.text), at = 0, count = 0;
    struct word word;
    if (!question || !typed || !tokens)
        return ERR_MEMORY;
    while (count < QUESTION_WORDS_MAX && word_next(run->plan.text, length, &at, &word))
        if (!is_excluded_word(&run->plan, &word))
            typed[count++] = token_of(&word);
    run->unread = word_next(run->plan.text, length, &at, &word) ? run->plan.text + word.start : NULL;
    size_t written =
        abbreviations_write_out(&run->plan.abbreviations, typed, count, NULL, tokens, QUESTION_WORDS_MAX);
    /* What is written out takes the room of others. */
    for (size_t i = count; written == QUESTION_WORDS_MAX && i-- > 0;)
        if (typed[i].word.start > tokens[written - 1].word.start)
            run->unread = run->plan.text + typed[i].word.start;
    question_read(tokens, written, question);
    run->question = question;
    enum err err = model_weigh_question(run->conn, question);
    if (!err)
        model_weigh_sentence(question, &run->plan);
    return err;
}

enum err run_begin(struct conn *conn, const char *query, const struct article_query *filter, struct run *run)
{
    memset(run, 0, sizeof *run);
    run->conn = conn;
    run->filter = filter;
    /* Before anything is read, so that reading the plan counts as well. */
    run_restart(run);
    run->candidates = arena_zero(conn->arena, RUN_CANDIDATES_MAX, sizeof *run->candidates);
    if (!run->candidates)
        return ERR_MEMORY;
    run->facts = fact_keys(conn->arena, filter->facts, 0, filter->fact_count);
    enum err err =
        filter->category_id ? category_list_below(conn, filter->category_id, &run->categories) : ERR_OK;
    if (!err)
        err = plan_read(conn, search_run_shorten(conn->arena, query), &run->plan);
    if (!err)
        err = model_weigh(conn, &run->plan);
    if (!err)
        err = model_restore(conn, &run->plan);
    if (!err)
        err = model_weigh_pairs(conn, &run->plan);
    /* Asks the index once for each word, so only where it may be a sentence. */
    if (!err && run->plan.count > PLAN_FEW_WORDS)
        err = begin_question(run);
    for (size_t i = 0; !err && i < run->plan.count; i++)
        run->weights += (double)run->plan.words[i].weight;
    return err;
}

/* For what is optional alone. */
bool run_has_time(const struct run *run)
{
    return clock_monotonic_ms(run->conn->store->clock) < run->until_ms;
}

/* Gives the former deadline, which run_unlimit() sets again; statements of a connection look at it while
 * they run. */
int64_t run_limit(const struct run *run, int64_t until_ms)
{
    int64_t former_ms = run->conn->deadline_ms;
    if (until_ms < former_ms)
        run->conn->deadline_ms = until_ms;
    return former_ms;
}

enum err run_unlimit(struct run *run, int64_t former_ms, enum err err)
{
    run->conn->deadline_ms = former_ms;
    /* A read that lasted too long has found what it found. */
    run->is_cut |= err == ERR_TIMEOUT;
    return err == ERR_TIMEOUT ? ERR_OK : err;
}

/* Whether looser questions, of which the answer would want more, still have time. */
static bool may_loosen(struct run *run)
{
    bool has_time = run_has_time(run);
    run->is_cut |= !has_time && run->strict < STAGE_ENOUGH;
    return has_time;
}

void run_bind_filter(struct query *q, const struct run *run)
{
    const struct article_query *filter = run->filter;
    /* Bits of the statuses that are asked for of the public's articles; above them, for the staff's. */
    enum { STAFF_SHIFT = 8 };
    unsigned statuses = filter->statuses ? filter->statuses : 1u << STATUS_PUBLISHED;
    unsigned audiences = filter->audiences ? filter->audiences : 1u << AUDIENCE_PUBLIC;
    bool of_public = audiences & 1u << AUDIENCE_PUBLIC, of_staff = audiences & 1u << AUDIENCE_STAFF;
    bind_integer(q, (of_public ? statuses : 0) | (of_staff ? statuses << STAFF_SHIFT : 0));
    bind_text(q, filter->lang);
    bind_id(q, filter->kinds);
    bind_text(q, run->categories);
    bind_id(q, filter->tag_id);
    bind_integer(q, filter->from_ms);
    bind_integer(q, filter->to_ms ? filter->to_ms : INT64_MAX);
    bind_text(q, run->facts);
    if (filter->of_creator)
        bind_integer(q, filter->created_by);
    else
        bind_id(q, 0);
}

/* For what is being typed: titles alone, as nobody waits for more at each letter. */
enum err run_titles(struct run *run)
{
    double best = 0;
    enum err err = run->plan.count ? stage_titles(run, LAST_BEGUN) : ERR_OK;
    if (!err)
        err = score_all(run, &best);
    score_sort(run);
    return err;
}

/* What holds all that was asked for, whatever else it is. */
static enum err gather_strict(struct run *run)
{
    /* A document's number is the surest thing that can be typed, so it is asked first. */
    enum err err = stage_references(run);
    if (!err && run->plan.count)
        err = stage_titles(run, LAST_WHOLE);
    if (!err && run->plan.count)
        err = stage_texts(run);
    return err ? err : stage_phrases(run);
}

/* What comes near it, while no title fits well. */
static enum err gather_like(struct run *run)
{
    bool is_sentence = plan_sentence(&run->plan) >= 1;
    enum err err = ERR_OK;
    /* A sentence is looked for in whole texts alone, which their titles are part of. */
    if (!is_sentence && may_loosen(run))
        err = stage_titles_like(run);
    if (!err && run->question && may_loosen(run))
        err = stage_question(run);
    else if (!err && run->plan.count > 1 && run->strict < STAGE_ENOUGH && may_loosen(run))
        err = stage_texts_like(run);
    return err;
}

enum err run_relevance(struct run *run)
{
    double best = 0;
    enum err err = gather_strict(run);
    if (!err)
        err = score_all(run, &best);
    if (!err)
        err = stage_pages(run);
    /* A title that fits well is most likely what was looked for, unless it was compared with a part alone. */
    bool is_found = (best >= fits_well && !run->plan.unread) || !run->plan.count;
    if (!err && !is_found)
        err = gather_like(run);
    bool is_question = !is_found && run->question;
    /* A question that all words were read of leaves none unread. */
    if (is_question)
        run->plan.unread = run->unread;
    if (!err && !(is_question && plan_sentence(&run->plan) >= 1))
        err = score_all(run, &best);
    /* Also behind an error; then nobody looks at it. */
    score_whole_first(run);
    score_sort(run);
    return err || !is_question ? err : score_question(run);
}
