/* Writing what the index is asked: keys in double quotes, joined by AND, OR and NOT. */
#include "search_plan.h"

#include <string.h>

void expression_done(struct expression *expression)
{
    buf_done(&expression->text);
}

static const char *key_of(const struct plan_word *word, enum plan_keys keys)
{
    const struct word *typed = &word->token.word;
    if (keys == KEYS_RESTORED && *word->restored)
        return word->restored;
    /* With the other kinds a mark that was typed is believed; without one KEYS_EXACT alone takes the
     * word at its letters. */
    if (keys == KEYS_FOLD || (keys != KEYS_EXACT && !typed->is_marked))
        return typed->fold;
    return typed->exact;
}

/* A phrase begins with a double quote and counts one weight. */
static void open_phrase(struct expression *out, float weight)
{
    /* Without room for its weight relevance() would count those behind it for the wrong phrases, so the
     * whole expression is given up. */
    if (out->count < PLAN_KEYS_MAX)
        out->weights[out->count++] = weight;
    else
        out->text.failed = true;
    buf_char(&out->text, '"');
}

static void write_key(struct expression *out, const char *key, float weight)
{
    open_phrase(out, weight);
    buf_text(&out->text, key);
    buf_char(&out->text, '"');
}

/* How a plan is written, carried through. */
struct writer {
    const struct plan *plan;
    enum plan_keys keys;
    enum plan_last last;
    struct expression *out;
};

static void search_match_write_word(const struct writer *w, size_t place)
{
    const struct plan_word *word = &w->plan->words[place];
    bool is_last = place + 1 == w->plan->count;
    /* One key stands for all words of a date or number. */
    if (*word->compound) {
        write_key(w->out, word->compound, word->weight);
        return;
    }
    bool is_long = w->last == LAST_BEGUN || strlen(word->token.word.fold) >= PLAN_PREFIX_LETTERS;
    if (w->last == LAST_WHOLE || !is_last || !is_long) {
        write_key(w->out, key_of(word, w->keys), word->weight);
        return;
    }
    /* A beginning is folded in any case, as nobody has finished its accents. */
    write_key(w->out, word->token.word.fold, word->weight);
    buf_char(&w->out->text, '*');
}

bool plan_is_long_at(const struct abbreviation_keys *item, const struct plan *plan, struct plan_run run)
{
    if (item->long_count != run.count)
        return false;
    for (size_t i = 0; i < run.count; i++) {
        const struct token *typed = &plan->words[run.first + i].token;
        bool is_same =
            typed->word.is_marked ? typed->exact == item->longs[i].exact : typed->fold == item->longs[i].fold;
        if (!is_same)
            return false;
    }
    return true;
}

/* For an ambiguous abbreviation, whether one of its telling words stands beside the run. */
static bool is_telling(const struct abbreviation_keys *item, const struct plan *plan, struct plan_run run)
{
    struct token tokens[PLAN_WORDS_MAX];
    for (size_t i = 0; i < plan->count; i++)
        tokens[i] = plan->words[i].token;
    return !item->beside_count || abbreviation_is_clear(item, tokens, plan->count, run.first, run.count);
}

/* The short form as a phrase of its own, which counts as much as what it stands for. */
static void write_short(const struct writer *w, const struct abbreviation_keys *item, float weight)
{
    open_phrase(w->out, weight);
    for (size_t i = 0; i < item->short_count; i++) {
        buf_text(&w->out->text, i ? " " : "");
        buf_text(&w->out->text, item->short_keys[i]);
    }
    buf_char(&w->out->text, '"');
}

/* Together, since one phrase then answers all of the run. */
static float weight_of(const struct plan *plan, struct plan_run run)
{
    float weight = 0;
    for (size_t i = 0; i < run.count; i++)
        weight += plan->words[run.first + i].weight;
    return weight;
}

/* Whether the run ends with a word of which only the beginning may be typed. */
static bool is_begun(const struct writer *w, struct plan_run run)
{
    return w->last != LAST_WHOLE && run.first + run.count == w->plan->count;
}

/* The abbreviations of exactly this run, each followed by OR; gives how many. */
static size_t write_shorts(const struct writer *w, struct plan_run run)
{
    size_t count = 0;
    float weight = weight_of(w->plan, run);
    for (size_t i = 0; i < w->plan->abbreviations.count; i++) {
        const struct abbreviation_keys *item = &w->plan->abbreviations.items[i];
        if (!plan_is_long_at(item, w->plan, run) || !is_telling(item, w->plan, run))
            continue;
        buf_text(&w->out->text, count++ ? "" : "(");
        write_short(w, item, weight);
        buf_text(&w->out->text, item->is_together && is_begun(w, run) ? "* OR " : " OR ");
    }
    return count;
}

/* Words one behind the other, in one pair of quotes. */
static void write_phrase(const struct plan *plan, struct plan_run run, enum plan_keys keys, float weight,
                         struct expression *out)
{
    open_phrase(out, weight);
    for (size_t i = 0; i < run.count; i++) {
        buf_text(&out->text, i ? " " : "");
        buf_text(&out->text, key_of(&plan->words[run.first + i], keys));
    }
    buf_char(&out->text, '"');
}

/* Whether the words of exactly this run belong side by side, as the same in one word would have them. */
static bool is_together(const struct plan *plan, struct plan_run run)
{
    for (size_t i = 0; i < plan->abbreviations.count; i++)
        if (plan->abbreviations.items[i].is_together &&
            plan_is_long_at(&plan->abbreviations.items[i], plan, run))
            return true;
    return false;
}

static void write_together(const struct writer *w, struct plan_run run)
{
    /* A beginning is folded in any case. */
    enum plan_keys keys = is_begun(w, run) ? KEYS_FOLD : w->keys;
    write_phrase(w->plan, run, keys, weight_of(w->plan, run), w->out);
    if (is_begun(w, run))
        buf_char(&w->out->text, '*');
}

/* How many words behind `first`, at most `most`, an abbreviation stands for; 0 none. */
static size_t longest_long(const struct writer *w, size_t first, size_t most)
{
    /* From the longest, so that what stands within it is found again by write_run(). */
    for (size_t count = most; count > 0; count--)
        for (size_t i = 0; i < w->plan->abbreviations.count; i++)
            if (plan_is_long_at(&w->plan->abbreviations.items[i], w->plan, (struct plan_run){first, count}))
                return count;
    return 0;
}

/* Words joined by AND; a run that has abbreviations may be written short instead, and within it the shorter
 * runs that have some: thành phố Hồ Chí Minh, TP Hồ Chí Minh, TP.HCM, TPHCM. */
static void write_run(const struct writer *w, struct plan_run run, size_t most)
{
    bool is_first = true;
    buf_char(&w->out->text, '(');
    for (size_t i = 0; i < run.count; is_first = false) {
        size_t left = run.count - i, length = longest_long(w, run.first + i, left < most ? left : most);
        buf_text(&w->out->text, is_first ? "" : " AND ");
        if (length && w->plan->words[run.first + i].compound[0] == '\0') {
            struct plan_run inner = {run.first + i, length};
            size_t shorts = write_shorts(w, inner);
            /* Within the run only shorter ones are looked for, or it would find itself for ever. */
            if (is_together(w->plan, inner))
                write_together(w, inner);
            else
                write_run(w, inner, length - 1);
            buf_text(&w->out->text, shorts ? ")" : "");
        } else {
            search_match_write_word(w, run.first + i);
            /* Words that a compound key stands for are not asked for again. */
            length = 1 + w->plan->words[run.first + i].joined;
        }
        i += length;
    }
    buf_char(&w->out->text, ')');
}

/* What holds in every expression: quoted phrases must be there, excluded words must not. */
static void write_conditions(const struct plan *plan, enum plan_keys keys, struct expression *out)
{
    for (size_t i = 0; i < plan->phrase_count; i++) {
        /* Quotes around nothing that is a word. */
        if (!plan->phrases[i].count)
            continue;
        buf_text(&out->text, " AND ");
        write_phrase(plan, plan->phrases[i], keys, 0, out);
    }
    for (size_t i = 0; i < plan->excluded_count; i++) {
        const struct word *word = &plan->excluded[i];
        /* NOT binds tighter than AND in FTS5. It is taken off the last condition alone, which has to
         * hold as well, so the result is the same. */
        buf_text(&out->text, i ? " OR " : " NOT (");
        write_key(out, word->is_marked ? word->exact : word->fold, 0);
    }
    buf_text(&out->text, plan->excluded_count ? ")" : "");
}

/* Every word must be there, in whichever column. */
void plan_all(const struct plan *plan, enum plan_keys keys, enum plan_last last, struct expression *out)
{
    const struct writer writer = {plan, keys, last, out};
    write_run(&writer, (struct plan_run){0, plan->count}, PLAN_WORDS_MAX);
    write_conditions(plan, keys, out);
}

void plan_phrase(const struct plan *plan, enum plan_keys keys, struct expression *out)
{
    buf_char(&out->text, '(');
    write_phrase(plan, (struct plan_run){0, plan->count}, keys, 1, out);
    buf_char(&out->text, ')');
    write_conditions(plan, keys, out);
}

/* Abbreviations of what begins with this word, each behind OR: a title with TP HCM holds Hồ Chí Minh. They
 * count half of their words: what is written short is common. */
static void write_shorts_at(const struct writer *w, size_t first)
{
    for (size_t count = longest_long(w, first, w->plan->count - first); count > 0; count--) {
        const struct plan_run run = {first, count};
        float weight = weight_of(w->plan, run) / 2;
        for (size_t i = 0; i < w->plan->abbreviations.count; i++) {
            const struct abbreviation_keys *item = &w->plan->abbreviations.items[i];
            if (!plan_is_long_at(item, w->plan, run) || !is_telling(item, w->plan, run))
                continue;
            buf_text(&w->out->text, " OR ");
            write_short(w, item, weight);
        }
    }
}

void plan_any(const struct plan *plan, enum plan_keys keys, const bool *words, const bool *pairs,
              struct expression *out)
{
    const struct writer writer = {plan, keys, LAST_WHOLE, out};
    bool is_first = true;
    buf_char(&out->text, '(');
    for (size_t i = 0; i < plan->count; i++) {
        /* Weights are in the order of phrases, so each key is written together with its weight. */
        if (words[i]) {
            buf_text(&out->text, is_first ? "" : " OR ");
            write_key(out, key_of(&plan->words[i], keys), plan->words[i].weight);
            write_shorts_at(&writer, i);
            is_first = false;
        }
        if (pairs && pairs[i] && i + 1 < plan->count) {
            buf_text(&out->text, is_first ? "" : " OR ");
            write_phrase(plan, (struct plan_run){i, 2}, keys, plan->words[i].pair_weight, out);
            is_first = false;
        }
    }
    buf_char(&out->text, ')');
    write_conditions(plan, keys, out);
}

void plan_any_key(const struct plan *plan, const struct plan_key *keys, size_t count, struct expression *out)
{
    buf_char(&out->text, '(');
    for (size_t i = 0; i < count; i++) {
        buf_text(&out->text, i ? " OR " : "");
        open_phrase(out, 0);
        buf_text(&out->text, keys[i].key);
        buf_text(&out->text, keys[i].next ? " " : "");
        buf_text(&out->text, keys[i].next ? keys[i].next : "");
        buf_char(&out->text, '"');
    }
    buf_char(&out->text, ')');
    write_conditions(plan, plan->is_marked ? KEYS_TYPED : KEYS_FOLD, out);
}
