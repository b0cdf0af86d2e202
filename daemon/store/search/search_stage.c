/* One question to the index after another, the strict ones first. What is asked is written by
 * search_match.c; what a find is worth is decided here, how it ranks in search_score.c. */
#include "search_stage.h"

#include "engine/store_state.h"
#include "text/document_key.h"

#include <string.h>

enum {
    SCAN_MOST = 2000,      /* rows of a stage that are looked at, the newest */
    SCAN_ANY_MOST = 20000, /* the same where any of the words will do */
    STAGE_MOST = 120,      /* candidates that a stage gives, the best */
    PHRASE_MOST = 40,
    WORDS_ASKED = 5, /* where any will do: the words and pairs that tell most, as every one costs time */
    PAIRS_ASKED = 10,
};

struct candidate *find_candidate(struct run *run, int64_t id)
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

/* What a find says of a candidate. Unmarked: as a phrase, but not with the marks that were typed. The last
 * two hold some of the words alone. */
enum found {
    FOUND_TITLE,
    FOUND_TEXT,
    FOUND_PHRASE,
    FOUND_PHRASE_UNMARKED,
    FOUND_REFERENCE,
    FOUND_TITLE_LIKE,
    FOUND_ANY
};

/* One question: which statement, what its finds mean, how many rows it may look at and give. */
struct stage {
    enum statement statement;
    enum found found;
    double scale; /* of the score to 0..1, with what the keys' strictness is worth */
    int scan, most;
    bool is_optional; /* has the time of what is optional alone */
};

static void search_stage_note(struct candidate *candidate, const struct stage *stage, double score)
{
    float scaled = (float)(score * stage->scale);
    /* Here the score says where the number stands, in the title, the lead or the body. */
    if (stage->found == FOUND_REFERENCE && (float)score > candidate->reference)
        candidate->reference = (float)score;
    if (stage->found == FOUND_PHRASE || stage->found == FOUND_PHRASE_UNMARKED)
        candidate->is_phrase = true;
    candidate->is_typed |= stage->found == FOUND_PHRASE;
    candidate->is_whole |= stage->found < FOUND_TITLE_LIKE;
    if ((stage->found == FOUND_TEXT || stage->found == FOUND_ANY) && scaled > candidate->text)
        candidate->text = scaled;
}

/* Runs one statement of the index; what it finds joins the candidates. */
static enum err search_stage_gather(struct run *run, const struct stage *stage, const char *looked_for,
                                    const struct expression *expression, size_t *ret_found)
{
    auto_query struct query q = query_of(run->conn, stage->statement);
    enum err err;
    bind_text(&q, looked_for);
    /* The end of the range of keys, which is the key alone for a whole number, and everything behind its
     * slash for the beginning of one. */
    if (stage->found == FOUND_REFERENCE)
        bind_text(&q, expression ? "" : stage->statement == STMT_SEARCH_MATCH_NUMBER ? "\x7f" : "/\x7f");
    else
        bind_blob(&q, expression->weights, expression->count * sizeof *expression->weights);
    run_bind_filter(&q, run);
    bind_integer(&q, stage->scan);
    bind_integer(&q, stage->most);
    while (!(err = query_row(&q))) {
        struct candidate *candidate = find_candidate(run, column_integer(&q));
        /* There is no room for more, so no reason to read on. */
        if (!candidate)
            return ERR_OK;
        candidate->listed_ms = column_integer(&q);
        search_stage_note(candidate, stage, column_double(&q));
        ++*ret_found;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Out of the run's time is no error, but noted. */
static enum err run_stage(struct run *run, const struct stage *stage, const char *looked_for,
                          const struct expression *expression, size_t *ret_found)
{
    *ret_found = 0;
    int64_t former_ms = run_limit(run, stage->is_optional ? run->until_ms : run->cut_ms);
    return run_unlimit(run, former_ms, search_stage_gather(run, stage, looked_for, expression, ret_found));
}

/* Copied into the arena, as the expression's own text goes with it and is compared with the next one. */
static enum err run_expression(struct run *run, const struct stage *stage,
                               const struct expression *expression, size_t *ret_found)
{
    const char *text = arena_copy(run->conn->arena, buf_str(&expression->text), expression->text.length);
    *ret_found = 0;
    if (buf_failed(&expression->text))
        return ERR_MEMORY;
    /* Keys of another kind are often the same keys. */
    if (run->asked && run->asked_of == stage->statement && strcmp(run->asked, text) == 0)
        return ERR_OK;
    run->asked = text;
    run->asked_of = stage->statement;
    return run_stage(run, stage, buf_str(&expression->text), expression, ret_found);
}

/* The document of that very number, by the longest beginning of the query that is one; else those whose
 * numbers begin so. */
static enum err stage_numbers(struct run *run)
{
    static const struct expression none;
    static const struct expression *const exact[] = {&none, NULL};
    const struct stage stage = {STMT_SEARCH_MATCH_NUMBER, FOUND_REFERENCE, 1, SCAN_MOST, STAGE_MOST, false};
    char keys[DOCUMENT_GUESSES][DOCUMENT_KEY_SIZE];
    size_t count = document_key_guesses(run->plan.text, keys), found = 0;
    enum err err = ERR_OK;
    for (size_t by = 0; by < 2; by++)
        for (size_t i = 0; !err && !found && i < count; i++)
            err = run_stage(run, &stage, keys[i], exact[by], &found);
    return err;
}

enum err stage_references(struct run *run)
{
    static const struct expression none;
    const struct stage stage = {
        STMT_SEARCH_MATCH_REFERENCE, FOUND_REFERENCE, 1, SCAN_MOST, STAGE_MOST, false};
    enum err err = stage_numbers(run);
    for (size_t i = 0; !err && i < run->plan.reference_count; i++) {
        size_t found;
        bool is_whole = run->plan.references[i].is_whole;
        err = run_stage(run, &stage, run->plan.references[i].key, is_whole ? &none : NULL, &found);
    }
    return err;
}

/* Makes 1 of a text that holds all words, times what these keys are worth. */
static double search_stage_scale_of(const struct run *run, double worth)
{
    return run->weights > 0 ? worth / run->weights : 0;
}

/* Folded, as the scores compare marks themselves, and a title with other marks may be what was meant. */
enum err stage_titles(struct run *run, enum plan_last last)
{
    const struct stage stage = {STMT_SEARCH_MATCH_TITLE, FOUND_TITLE, 1, SCAN_MOST, STAGE_MOST, false};
    auto_expression struct expression expression = EXPRESSION;
    size_t found;
    plan_all(&run->plan, KEYS_FOLD, last, &expression);
    return run_expression(run, &stage, &expression, &found);
}

/* From the strictest keys to those that find most, with what a find by them is worth. */
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

enum err stage_texts(struct run *run)
{
    enum err err = ERR_OK;
    size_t found = 0;
    for (int i = 0; !err && i < STRICTNESSES && found < STAGE_ENOUGH; i++) {
        if (!are_keys_apt(&run->plan, strictness[i].keys))
            continue;
        /* The first question is asked in any case, or a slow machine would find nothing at all. */
        if (i && !run_has_time(run)) {
            run->is_cut = true;
            break;
        }
        const struct stage stage = {STMT_SEARCH_MATCH_TEXT,
                                    FOUND_TEXT,
                                    search_stage_scale_of(run, strictness[i].worth),
                                    SCAN_MOST,
                                    STAGE_MOST,
                                    i > 0};
        auto_expression struct expression expression = EXPRESSION;
        plan_all(&run->plan, strictness[i].keys, LAST_WHOLE, &expression);
        err = run_expression(run, &stage, &expression, &found);
        /* Looser keys find the stricter ones' hits again, so the most of them is the number. */
        if (found > run->strict)
            run->strict = found;
    }
    return err;
}

enum err stage_phrases(struct run *run)
{
    struct stage stage = {STMT_SEARCH_MATCH_TEXT, FOUND_PHRASE, 0, SCAN_MOST, PHRASE_MOST, true};
    enum err err = ERR_OK;
    size_t found = 0;
    /* Where no text has all words none has them side by side. */
    if (run->plan.count < 2 || !run->strict)
        return ERR_OK;
    for (enum plan_keys keys = KEYS_TYPED; !err && !found && keys <= KEYS_FOLD; keys++) {
        auto_expression struct expression expression = EXPRESSION;
        if (keys == KEYS_FOLD && run->plan.is_marked)
            stage.found = FOUND_PHRASE_UNMARKED;
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
            /* A word that nobody uses finds nothing; it may be a slip. */
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

/* The same for pairs, by their first word. */
static void choose_pairs(const struct plan *plan, bool wanted[PLAN_WORDS_MAX])
{
    memset(wanted, 0, PLAN_WORDS_MAX * sizeof *wanted);
    for (int count = 0; count < PAIRS_ASKED; count++) {
        size_t best = PLAN_WORDS_MAX;
        for (size_t i = 0; i + 1 < plan->count; i++)
            if (!wanted[i] &&
                (best == PLAN_WORDS_MAX || plan->words[i].pair_weight > plan->words[best].pair_weight))
                best = i;
        if (best == PLAN_WORDS_MAX)
            return;
        wanted[best] = true;
    }
}

/* Titles that hold some of the words, for those with a slip in one. */
enum err stage_titles_like(struct run *run)
{
    const struct stage stage = {STMT_SEARCH_MATCH_TITLE, FOUND_TITLE_LIKE, 1,
                                SCAN_ANY_MOST,           STAGE_MOST * 2,   true};
    auto_expression struct expression expression = EXPRESSION;
    bool wanted[PLAN_WORDS_MAX];
    /* Two thirds of the words and two at least, as a slip in one leaves the others to be found by. */
    size_t found, most = run->plan.count > 3 ? (run->plan.count * 2 + 2) / 3 : 2;
    if (!choose_telling(&run->plan, most, wanted))
        return ERR_OK;
    plan_any(&run->plan, KEYS_FOLD, wanted, NULL, &expression);
    return run_expression(run, &stage, &expression, &found);
}

enum err stage_nearest(struct run *run)
{
    enum { WORDS_NEAR = 4, SCAN_NEAR = 400, NEAR_MOST = 24 };
    const struct stage stage = {STMT_SEARCH_MATCH_TITLE, FOUND_TITLE_LIKE, 1, SCAN_NEAR, NEAR_MOST, true};
    auto_expression struct expression expression = EXPRESSION;
    bool wanted[PLAN_WORDS_MAX];
    size_t found;
    if (!choose_telling(&run->plan, WORDS_NEAR, wanted))
        return ERR_OK;
    plan_any(&run->plan, KEYS_FOLD, wanted, NULL, &expression);
    return run_expression(run, &stage, &expression, &found);
}

/* Texts that hold the words that tell most, and pairs of neighbours. */
enum err stage_texts_like(struct run *run)
{
    auto_expression struct expression expression = EXPRESSION;
    bool wanted[PLAN_WORDS_MAX];
    bool pairs[PLAN_WORDS_MAX];
    size_t found;
    if (!choose_telling(&run->plan, WORDS_ASKED, wanted))
        return ERR_OK;
    choose_pairs(&run->plan, pairs);
    plan_any(&run->plan, run->plan.is_marked ? KEYS_TYPED : KEYS_RESTORED, wanted, pairs, &expression);
    /* Of the expression's own weights, as short forms of abbreviations may be among them. */
    double all = 0;
    for (size_t i = 0; i < expression.count; i++)
        all += (double)expression.weights[i];
    const struct stage stage = {STMT_SEARCH_MATCH_TEXT, FOUND_ANY,  all > 0 ? 1 / all : 0,
                                SCAN_ANY_MOST,          STAGE_MOST, true};
    return run_expression(run, &stage, &expression, &found);
}

enum err run_strictest(struct run *run, struct expression *out)
{
    const struct stage stage = {STMT_SEARCH_MATCH_TEXT, FOUND_TEXT, 0, 1, 1, false};
    enum err err = ERR_OK;
    size_t found = 0;
    /* Whatever was asked before is asked again, as it is the answer that is wanted here. */
    run->asked = NULL;
    /* The two loosest, typed and folded, as what is counted and put in order of time should leave
     * nobody's spelling out. */
    for (int i = STRICTNESSES - 2; !err && !found && i < STRICTNESSES && run->plan.count; i++) {
        expression_done(out);
        out->count = 0;
        plan_all(&run->plan, strictness[i].keys, LAST_WHOLE, out);
        err = run_expression(run, &stage, out, &found);
    }
    /* An empty expression says that there is nothing to ask for. */
    if (!found)
        expression_done(out);
    return err;
}
