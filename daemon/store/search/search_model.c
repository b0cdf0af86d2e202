/* Counts of syllables and pairs, made into weights and into accents. The tables are written by
 * search_learn.c; nothing here writes. Whoever changes a number below runs `congd search evaluate`
 * before and after. */
#include "search_model.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Those used least are hardly ever what was meant. */
enum { FORMS_MOST = 10 };

/* A word nobody uses tells no more than one that is used so often. */
static const double rare_uses = 40;
static const double rare_pair_uses = 10;
/* How much of a pair's likelihood comes from its second syllable alone. */
static const double smoothing = 4;

/* One count by one or two keys; 0 for what nobody uses. */
static enum err search_model_read_number(struct conn *conn, enum statement statement, const char *a,
                                         const char *b, int64_t *ret)
{
    auto_query struct query q = query_of(conn, statement);
    if (a)
        bind_text(&q, a);
    if (b)
        bind_text(&q, b);
    enum err err = query_row(&q);
    *ret = err ? 0 : column_integer(&q);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Typed with marks, the uses of this very form; without, of all its forms. */
static enum err uses_of(struct conn *conn, const struct word *word, int64_t *ret_uses)
{
    return word->is_marked
               ? search_model_read_number(conn, STMT_SEARCH_USES_EXACT, word->exact, NULL, ret_uses)
               : search_model_read_number(conn, STMT_SEARCH_USES_FOLD, word->fold, NULL, ret_uses);
}

enum err model_weigh(struct conn *conn, struct plan *plan)
{
    int64_t all = 0;
    enum err err = search_model_read_number(conn, STMT_SEARCH_USES_ALL, NULL, NULL, &all);
    for (size_t i = 0; !err && i < plan->count; i++) {
        struct plan_word *word = &plan->words[i];
        err = uses_of(conn, &word->token.word, &word->uses);
        double uses = (double)word->uses > rare_uses ? (double)word->uses : rare_uses;
        /* Inverse frequency, softened at both ends, so that one strange word does not decide alone. */
        word->weight = (float)log1p((double)all / uses);
        if (word->weight < 0.5F)
            word->weight = 0.5F;
    }
    return err;
}

/* By the restored accents, as pairs are learned with theirs. */
enum err model_weigh_pairs(struct conn *conn, struct plan *plan)
{
    int64_t all = 0;
    enum err err = search_model_read_number(conn, STMT_SEARCH_USES_ALL, NULL, NULL, &all);
    for (size_t i = 0; !err && i + 1 < plan->count; i++) {
        int64_t uses;
        err = search_model_read_number(conn, STMT_SEARCH_PAIR_USES, plan->words[i].restored,
                                       plan->words[i + 1].restored, &uses);
        plan->words[i].pair_weight = (float)log1p((double)all / ((double)uses + rare_pair_uses));
    }
    return err;
}

/* How many articles hold a word, by the newest of those that do, and what that says of it. */
static enum err weigh_by_spread(struct conn *conn, struct question_word *word, double *ret_all)
{
    enum { ARTICLES_SEEN = 64 };
    char key[WORD_KEY_SIZE + 2];
    snprintf(key, sizeof key, "\"%s\"", word->key);
    auto_query struct query q = query_of(conn, STMT_SEARCH_SPREAD);
    bind_text(&q, key);
    bind_integer(&q, ARTICLES_SEEN);
    enum err err = query_row(&q);
    if (err)
        return err;
    int64_t count = column_integer(&q), first = column_integer(&q), last = column_integer(&q);
    /* Ids are given in order of time, so the newest of those that hold it tell how dense they lie. */
    double range = (double)(count < ARTICLES_SEEN ? last : last - first + 1);
    /* Half an article more, so that a word in none has a share too. */
    double share = range > 0 ? ((double)count + 0.5) / (range + 1) : 1;
    word->articles = count < ARTICLES_SEEN ? (double)count : share * (double)last;
    word->weight = log1p(1 / share);
    *ret_all = (double)last;
    return ERR_OK;
}

enum err model_weigh_question(struct conn *conn, struct question *question)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < question->count; i++) {
        struct question_word *word = &question->words[i];
        err = weigh_by_spread(conn, word, &question->all_articles);
        if (!err)
            err = search_model_read_number(conn,
                                           word->is_marked ? STMT_SEARCH_USES_EXACT : STMT_SEARCH_USES_FOLD,
                                           word->key, NULL, &word->uses);
        question->weight += word->is_asking ? 0 : word->weight;
    }
    return err;
}

enum err model_weigh_title(struct conn *conn, const struct question *question, struct title_weights *known,
                           const struct token *token, double *ret_weight)
{
    size_t at = token->exact & (TITLE_WEIGHTS_MAX - 1);
    *ret_weight = question_weight(question, &token->word);
    if (*ret_weight > 0)
        return ERR_OK;
    enum err err = ERR_OK;
    /* What another word drives out is looked up again. */
    if (known->keys[at] != token->exact) {
        int64_t uses = 0;
        err = search_model_read_number(conn, STMT_SEARCH_USES_EXACT, token->word.exact, NULL, &uses);
        known->keys[at] = token->exact;
        known->weights[at] = (float)log1p(question->all_articles / ((double)uses + 1));
    }
    *ret_weight = (double)known->weights[at];
    return err;
}

void model_weigh_sentence(const struct question *question, struct plan *plan)
{
    float part = (float)plan_sentence(plan);
    for (size_t i = 0; i < plan->count; i++) {
        float weight = (float)question_weight(question, &plan->words[i].token.word);
        /* Between both weights, by how surely it is a sentence. */
        if (weight > 0)
            plan->words[i].weight += part * (weight - plan->words[i].weight);
    }
    for (size_t i = 0; i + 1 < plan->count; i++) {
        /* The pair's weight is still of titles, where question words are rare. */
        float both = plan->words[i].weight + plan->words[i + 1].weight;
        if (plan->words[i].pair_weight > both)
            plan->words[i].pair_weight = both;
    }
}

/* One way to write a syllable, on the most likely way to it. */
struct form {
    char exact[WORD_KEY_SIZE];
    int64_t uses;
    double likelihood; /* logarithm */
    int former;        /* index among the forms of the word before */
};

struct forms {
    struct form items[FORMS_MOST];
    int count;
};

/* Adds a form that a syllable may have; there is room for FORMS_MOST. */
static void keep_form(struct forms *forms, const char *exact, int64_t uses)
{
    struct form *form = &forms->items[forms->count++];
    memcpy(form->exact, exact, strnlen(exact, WORD_KEY_SIZE - 1) + 1);
    form->uses = uses;
}

/* The forms that a word could have: its own when marks were typed or none are possible, else those that
 * the portal uses, most used first. */
static enum err read_forms(struct conn *conn, const struct plan_word *word, struct forms *forms)
{
    forms->count = 0;
    if (word->token.word.is_marked || !word_has_two_keys(&word->token.word)) {
        keep_form(forms, word->token.word.exact, word->uses);
        return ERR_OK;
    }
    auto_query struct query q = query_of(conn, STMT_SEARCH_SYLLABLES_LIKE);
    enum err err;
    bind_text(&q, word->token.word.fold);
    bind_integer(&q, FORMS_MOST);
    while (!(err = query_row(&q))) {
        const char *exact = column_text(&q);
        if (!exact || strlen(exact) >= WORD_KEY_SIZE)
            return ERR_MEMORY;
        keep_form(forms, exact, column_integer(&q));
    }
    /* A syllable that nobody uses stays as it was typed. */
    if (!forms->count)
        keep_form(forms, word->token.word.exact, 0);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* One step of the Viterbi algorithm: for each form of this word the best way to it, over the forms of
 * the word before. */
static enum err extend(struct conn *conn, const struct forms *former, struct forms *forms, int64_t all)
{
    for (int k = 0; k < forms->count; k++) {
        struct form *form = &forms->items[k];
        /* A little for each, as a logarithm of 0 would forbid the form for ever. */
        double alone = ((double)form->uses + 0.1) / ((double)all + 1);
        form->likelihood = former ? -INFINITY : log(alone);
        for (int i = 0; former && i < former->count; i++) {
            int64_t uses = 0;
            enum err err = search_model_read_number(conn, STMT_SEARCH_PAIR_USES, former->items[i].exact,
                                                    form->exact, &uses);
            if (err)
                return err;
            /* The pair's frequency, smoothed by the syllable's own, so that pairs never seen are
             * unlikely and not impossible. */
            double step =
                log(((double)uses + smoothing * alone) / ((double)former->items[i].uses + smoothing));
            if (former->items[i].likelihood + step > form->likelihood) {
                form->likelihood = former->items[i].likelihood + step;
                form->former = i;
            }
        }
    }
    return ERR_OK;
}

/* From the likeliest last form back to the first. */
static void take_way(struct plan *plan, const struct forms *forms)
{
    int at = 0;
    const struct forms *last = &forms[plan->count - 1];
    for (int k = 1; k < last->count; k++)
        if (last->items[k].likelihood > last->items[at].likelihood)
            at = k;
    for (size_t i = plan->count; i-- > 0; at = forms[i].items[at].former) {
        struct plan_word *word = &plan->words[i];
        memcpy(word->restored, forms[i].items[at].exact, WORD_KEY_SIZE);
        word->restored_hash = key_hash(word->restored);
    }
}

/* Words in the order they were typed; where marks were typed there is one form and nothing to choose. */
enum err model_restore(struct conn *conn, struct plan *plan)
{
    struct forms *forms = arena_zero(conn->arena, PLAN_WORDS_MAX, sizeof *forms);
    int64_t all = 0;
    if (!plan->count)
        return ERR_OK;
    if (!forms)
        return ERR_MEMORY;
    enum err err = search_model_read_number(conn, STMT_SEARCH_USES_ALL, NULL, NULL, &all);
    for (size_t i = 0; !err && i < plan->count; i++) {
        err = read_forms(conn, &plan->words[i], &forms[i]);
        if (!err)
            err = extend(conn, i ? &forms[i - 1] : NULL, &forms[i], all);
    }
    if (!err)
        take_way(plan, forms);
    return err;
}
