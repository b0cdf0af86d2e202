/* Stages: strict ones first, looser ones while nothing fits well. */
#include "search_run.h"

#include "article_inner.h"
#include "search_model.h"
#include "search_snippet.h"
#include "store_inner.h"

#include <stdlib.h>
#include <string.h>

enum {
    SCAN_MOST = 4000,      /* rows of a stage that are looked at, the newest */
    SCAN_ANY_MOST = 20000, /* the same where any of the words will do */
    STAGE_MOST = 120,      /* candidates that a stage gives, the best */
    STAGE_ENOUGH = 40,     /* with so many, looser keys are not tried */
    PHRASE_MOST = 40,
    BUDGET_MS = 150,
    LONG_QUERY = 6,
    SENTENCE_WORDS = 4, /* with so many more a query is surely a sentence */
    BODIES_MOST = 60,
};

/* A title that fits so well ends the search for slips. */
static const double fits_well = 0.88;

/* What counts beside how well the title fits, which is 1 at best. */
static const double worth_lead = 0.2, worth_text = 0.25, worth_phrase = 0.12, worth_whole_title = 0.15,
                    worth_brevity = 0.02, worth_reference = 5;
/* Of a title or lead that holds all words side by side so much is adjacent, whatever the rounding. */
static const double whole = 0.995;

static enum err write_categories(struct run *run)
{
    int64_t *ids = NULL;
    size_t count = 0;
    auto_buf struct buf json = BUF(64 * 1024);
    if (!run->filter->category_id)
        return ERR_OK;
    enum err err = category_ids_below(run->conn, run->filter->category_id, &ids, &count);
    for (size_t i = 0; i < count; i++)
        buf_printf(&json, "%c%lld", i ? ',' : '[', (long long)ids[i]);
    buf_char(&json, ']');
    run->categories = count ? arena_copy(run->conn->arena, buf_str(&json), json.length) : "[]";
    return err;
}

/* At most SEARCH_QUERY_MAX bytes, cut between characters. */
static const char *shorten(struct arena *arena, const char *query)
{
    size_t length = strlen(query);
    if (length > SEARCH_QUERY_MAX) {
        length = SEARCH_QUERY_MAX;
        while (length && ((unsigned char)query[length] & 0xC0) == 0x80)
            length--;
    }
    return arena_copy(arena, query, length);
}

enum err run_begin(struct conn *conn, const char *query, const struct article_query *filter, struct run *run)
{
    memset(run, 0, sizeof *run);
    run->conn = conn;
    run->filter = filter;
    run->until_ms = clock_monotonic_ms(conn->store->clock) + BUDGET_MS;
    run->candidates = arena_zero(conn->arena, RUN_CANDIDATES_MAX, sizeof *run->candidates);
    if (!run->candidates)
        return ERR_MEMORY;
    enum err err = write_categories(run);
    if (!err)
        err = plan_read(conn, shorten(conn->arena, query), &run->plan);
    if (!err)
        err = model_weigh(conn, &run->plan);
    if (!err)
        err = model_restore(conn, &run->plan);
    if (!err)
        err = model_weigh_pairs(conn, &run->plan);
    for (size_t i = 0; !err && i < run->plan.count; i++)
        run->weights += (double)run->plan.words[i].weight;
    return err;
}

void run_bind_filter(struct query *q, const struct run *run)
{
    const struct article_query *filter = run->filter;
    bind_integer(q, filter->statuses ? filter->statuses : 1u << STATUS_PUBLISHED);
    bind_text(q, filter->lang);
    if (filter->kind == KIND_COUNT)
        bind_text(q, NULL);
    else
        bind_integer(q, (int64_t)filter->kind);
    bind_text(q, run->categories);
    bind_id(q, filter->tag_id);
    bind_integer(q, filter->from_ms);
    bind_integer(q, filter->to_ms ? filter->to_ms : INT64_MAX);
}

static struct candidate *find_candidate(struct run *run, int64_t id)
{
    for (size_t i = 0; i < run->count; i++)
        if (run->candidates[i].id == id)
            return &run->candidates[i];
    if (run->count == RUN_CANDIDATES_MAX)
        return NULL;
    struct candidate *candidate = &run->candidates[run->count++];
    *candidate = (struct candidate){.id = id};
    return candidate;
}

enum found { FOUND_TITLE, FOUND_TEXT, FOUND_PHRASE, FOUND_ANY, FOUND_REFERENCE };

struct stage {
    enum statement statement;
    enum found found;
    double scale; /* of the score to 0..1, with what the keys' strictness is worth */
    int scan, most;
};

static void note(struct candidate *candidate, const struct stage *stage, double score)
{
    float scaled = (float)(score * stage->scale);
    if (stage->found == FOUND_REFERENCE)
        candidate->reference = (float)score;
    else if (stage->found == FOUND_PHRASE)
        candidate->is_phrase = true;
    if ((stage->found == FOUND_TEXT || stage->found == FOUND_ANY) && scaled > candidate->text)
        candidate->text = scaled;
}

/* Runs one statement of the index; what it finds joins the candidates. */
static enum err gather(struct run *run, const struct stage *stage, const char *looked_for,
                       const struct expression *expression, size_t *ret_found)
{
    auto_query struct query q = query_of(run->conn, stage->statement);
    enum err err;
    bind_text(&q, looked_for);
    if (stage->found == FOUND_REFERENCE)
        bind_text(&q, expression ? "" : "/\x7f");
    else
        bind_blob(&q, expression->weights, expression->count * sizeof *expression->weights);
    run_bind_filter(&q, run);
    bind_integer(&q, stage->scan);
    bind_integer(&q, stage->most);
    while (!(err = query_row(&q))) {
        struct candidate *candidate = find_candidate(run, column_integer(&q));
        if (!candidate)
            return ERR_OK;
        candidate->listed_ms = column_integer(&q);
        note(candidate, stage, column_double(&q));
        ++*ret_found;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Out of the run's time is no error: what is missing then is only what was optional. */
static enum err run_stage(struct run *run, const struct stage *stage, const char *looked_for,
                          const struct expression *expression, size_t *ret_found)
{
    struct conn *conn = run->conn;
    int64_t deadline_ms = conn->deadline_ms;
    *ret_found = 0;
    if (run->until_ms < deadline_ms)
        conn->deadline_ms = run->until_ms;
    enum err err = gather(run, stage, looked_for, expression, ret_found);
    conn->deadline_ms = deadline_ms;
    return err == ERR_TIMEOUT ? ERR_OK : err;
}

static enum err run_expression(struct run *run, const struct stage *stage,
                               const struct expression *expression, size_t *ret_found)
{
    *ret_found = 0;
    if (buf_failed(&expression->text))
        return ERR_MEMORY;
    return run_stage(run, stage, buf_str(&expression->text), expression, ret_found);
}

static bool has_time(const struct run *run)
{
    return clock_monotonic_ms(run->conn->store->clock) < run->until_ms;
}

static enum err find_references(struct run *run)
{
    static const struct expression none;
    const struct stage stage = {STMT_SEARCH_MATCH_REFERENCE, FOUND_REFERENCE, 1, SCAN_MOST, STAGE_MOST};
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < run->plan.reference_count; i++) {
        size_t found;
        bool is_whole = run->plan.references[i].is_whole;
        err = run_stage(run, &stage, run->plan.references[i].key, is_whole ? &none : NULL, &found);
    }
    return err;
}

static double scale_of(const struct run *run, double worth)
{
    return run->weights > 0 ? worth / run->weights : 0;
}

static enum err find_titles(struct run *run, enum plan_last last)
{
    const struct stage stage = {STMT_SEARCH_MATCH_TITLE, FOUND_TITLE, 1, SCAN_MOST, STAGE_MOST};
    auto_expression struct expression expression = EXPRESSION;
    size_t found;
    plan_all(&run->plan, KEYS_FOLD, last, &expression);
    return run_expression(run, &stage, &expression, &found);
}

static const struct {
    enum plan_keys keys;
    double worth;
} strictness[] = {{KEYS_EXACT, 1}, {KEYS_RESTORED, 0.95}, {KEYS_TYPED, 0.9}, {KEYS_FOLD, 0.7}};
enum { STRICTNESSES = sizeof strictness / sizeof *strictness };

/* Whether these keys are worth asking for: of a query without any marks the accents are restored, of one with
 * marks they are believed. */
static bool are_keys_apt(const struct plan *plan, enum plan_keys keys)
{
    return plan->is_marked ? true : keys == KEYS_RESTORED || keys == KEYS_FOLD;
}

static enum err find_texts(struct run *run)
{
    enum err err = ERR_OK;
    size_t found = 0;
    for (int i = 0; !err && i < STRICTNESSES && found < STAGE_ENOUGH; i++) {
        if (!are_keys_apt(&run->plan, strictness[i].keys) || (i && !has_time(run)))
            continue;
        const struct stage stage = {STMT_SEARCH_MATCH_TEXT, FOUND_TEXT, scale_of(run, strictness[i].worth),
                                    SCAN_MOST, STAGE_MOST};
        auto_expression struct expression expression = EXPRESSION;
        plan_all(&run->plan, strictness[i].keys, LAST_WHOLE, &expression);
        err = run_expression(run, &stage, &expression, &found);
        if (found > run->strict)
            run->strict = found;
    }
    return err;
}

static enum err find_phrases(struct run *run)
{
    const struct stage stage = {STMT_SEARCH_MATCH_TEXT, FOUND_PHRASE, 0, SCAN_MOST, PHRASE_MOST};
    enum err err = ERR_OK;
    size_t found = 0;
    if (run->plan.count < 2 || !run->strict)
        return ERR_OK;
    for (enum plan_keys keys = KEYS_TYPED; !err && !found && keys <= KEYS_FOLD; keys++) {
        auto_expression struct expression expression = EXPRESSION;
        plan_phrase(&run->plan, keys, &expression);
        err = run_expression(run, &stage, &expression, &found);
    }
    return err;
}

/* Marks the `most` words that tell most among those somebody uses; gives how many. */
static size_t choose_telling(const struct plan *plan, size_t most, bool wanted[PLAN_WORDS_MAX])
{
    size_t count = 0;
    memset(wanted, 0, PLAN_WORDS_MAX * sizeof *wanted);
    while (count < most) {
        size_t best = PLAN_WORDS_MAX;
        for (size_t i = 0; i < plan->count; i++) {
            bool is_better = best == PLAN_WORDS_MAX || plan->words[i].weight > plan->words[best].weight;
            if (!wanted[i] && is_better && plan->words[i].uses)
                best = i;
        }
        if (best == PLAN_WORDS_MAX)
            break;
        wanted[best] = true;
        count++;
    }
    return count;
}

/* Titles that hold some of the words, for those with a slip in one. */
static enum err find_titles_like(struct run *run)
{
    const struct stage stage = {STMT_SEARCH_MATCH_TITLE, FOUND_TITLE, 1, SCAN_ANY_MOST, STAGE_MOST * 2};
    auto_expression struct expression expression = EXPRESSION;
    bool wanted[PLAN_WORDS_MAX];
    size_t found, most = run->plan.count > 3 ? (run->plan.count * 2 + 2) / 3 : 2;
    if (!choose_telling(&run->plan, most, wanted))
        return ERR_OK;
    plan_any(&run->plan, KEYS_FOLD, wanted, PAIRS_NONE, &expression);
    return run_expression(run, &stage, &expression, &found);
}

/* Texts that hold the words that tell most, and pairs of neighbours: for questions in whole sentences. */
static enum err find_texts_like(struct run *run)
{
    auto_expression struct expression expression = EXPRESSION;
    bool wanted[PLAN_WORDS_MAX];
    size_t found, most = run->plan.count > LONG_QUERY ? run->plan.count / 2 : run->plan.count;
    if (!choose_telling(&run->plan, most, wanted))
        return ERR_OK;
    plan_any(&run->plan, run->plan.is_marked ? KEYS_TYPED : KEYS_RESTORED, wanted, PAIRS_TOO, &expression);
    double all = 0;
    for (size_t i = 0; i < expression.count; i++)
        all += (double)expression.weights[i];
    const struct stage stage = {STMT_SEARCH_MATCH_TEXT, FOUND_ANY, all > 0 ? 1 / all : 0, SCAN_ANY_MOST,
                                STAGE_MOST};
    return run_expression(run, &stage, &expression, &found);
}

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
    candidate->is_ranked = true;
    return ERR_OK;
}

/* Ranks the candidates that are not; *ret_best is how well the best title fits without slips. */
static enum err rank_all(struct run *run, double *ret_best)
{
    struct token *tokens = arena_alloc(run->conn->arena, 2 * HEAD_WORDS_MAX * sizeof *tokens);
    enum err err = tokens ? ERR_OK : ERR_MEMORY;
    for (size_t i = 0; !err && i < run->count; i++) {
        struct candidate *candidate = &run->candidates[i];
        if (!candidate->is_ranked)
            err = rank(run, candidate, tokens);
        double value = candidate->fit.fuzzy_count ? 0 : fit_value(&candidate->fit);
        if (value > *ret_best)
            *ret_best = value;
    }
    return err;
}

static int compare(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

static void sort(struct run *run)
{
    if (run->count)
        qsort(run->candidates, run->count, sizeof *run->candidates, compare);
}

/* Few words are mostly those of a title; a question in a whole sentence is answered by a body. */
static double worth_passage(size_t words)
{
    static const double most = 1.6;
    double share = (double)(words - LONG_QUERY) / SENTENCE_WORDS;
    return share < 1 ? share * most : most;
}

static int compare_texts(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return x->text < y->text ? 1 : x->text > y->text ? -1 : compare(a, b);
}

/* Where titles say little, the bodies that hold most are looked through for one passage that answers. */
static enum err read_bodies(struct run *run)
{
    enum err err = ERR_OK;
    double worth = worth_passage(run->plan.count);
    if (run->count)
        qsort(run->candidates, run->count, sizeof *run->candidates, compare_texts);
    for (size_t i = 0; !err && i < run->count && i < BODIES_MOST && has_time(run); i++) {
        auto_query struct query q = query_of(run->conn, STMT_SEARCH_BODY);
        bind_integer(&q, run->candidates[i].id);
        err = query_row(&q);
        const char *body = err ? NULL : column_text(&q);
        if (body)
            run->candidates[i].score += worth * passage_value(&run->plan, body);
    }
    sort(run);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err run_titles(struct run *run)
{
    double best = 0;
    enum err err = run->plan.count ? find_titles(run, LAST_BEGUN) : ERR_OK;
    if (!err)
        err = rank_all(run, &best);
    sort(run);
    return err;
}

enum err run_relevance(struct run *run)
{
    double best = 0;
    enum err err = find_references(run);
    if (!err && run->plan.count)
        err = find_titles(run, LAST_WHOLE);
    if (!err && run->plan.count)
        err = find_texts(run);
    if (!err)
        err = find_phrases(run);
    if (!err)
        err = rank_all(run, &best);
    if (!err && best < fits_well && run->plan.count && has_time(run))
        err = find_titles_like(run);
    if (!err && best < fits_well && run->plan.count > 1 && run->strict < STAGE_ENOUGH && has_time(run))
        err = find_texts_like(run);
    if (!err)
        err = rank_all(run, &best);
    sort(run);
    return err || best >= fits_well || run->plan.count <= LONG_QUERY ? err : read_bodies(run);
}

enum err run_strictest(struct run *run, struct expression *out)
{
    const struct stage stage = {STMT_SEARCH_MATCH_TEXT, FOUND_TEXT, 0, 1, 1};
    enum err err = ERR_OK;
    size_t found = 0;
    for (int i = STRICTNESSES - 2; !err && !found && i < STRICTNESSES && run->plan.count; i++) {
        expression_done(out);
        out->count = 0;
        plan_all(&run->plan, strictness[i].keys, LAST_WHOLE, out);
        err = run_expression(run, &stage, out, &found);
    }
    if (!found)
        expression_done(out);
    return err;
}
