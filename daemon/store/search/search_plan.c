/* Reading a query. */
#include "search_plan.h"

#include "search_spelling.h"
#include "store/search.h"

#include <string.h>

/* What is typed, before abbreviations are written out. */
struct typed {
    struct token tokens[PLAN_TYPED_MAX];
    bool is_fixed[PLAN_TYPED_MAX]; /* part of a document's number or quoted: no abbreviation */
    int phrase[PLAN_TYPED_MAX];    /* number of the quoted phrase, -1 none */
    size_t count;
};

/* A minus excludes when a space or nothing stands before it and the word directly behind. */
static bool is_excluded(const char *text, size_t start)
{
    /* A minus within a word, as in numbers of documents, excludes nothing. */
    return start > 0 && text[start - 1] == '-' && (start == 1 || text[start - 2] == ' ');
}

/* Further ones are left out; hardly a query has two. */
static void search_plan_add_reference(struct plan *plan, const char key[COMPOUND_KEY_SIZE], bool is_whole)
{
    if (plan->reference_count == PLAN_REFERENCES_MAX)
        return;
    memcpy(plan->references[plan->reference_count].key, key, COMPOUND_KEY_SIZE);
    plan->references[plan->reference_count++].is_whole = is_whole;
}

/* Numbers typed without their slashes, as what they probably were. */
static void guess_references(struct plan *plan, const struct word *word)
{
    char keys[PLAN_GUESSES_MAX][COMPOUND_KEY_SIZE];
    size_t count = reference_guesses(plan->text, strlen(plan->text), word, keys, PLAN_GUESSES_MAX);
    while (count-- > 0)
        search_plan_add_reference(plan, keys[count], true);
}

/* Document numbers are looked for at each word with a digit; the words that one covers are no
 * abbreviations. */
static void read_reference(struct plan *plan, const struct word *word, size_t *fixed_until)
{
    size_t end;
    bool is_whole;
    char key[COMPOUND_KEY_SIZE];
    if (word->start < *fixed_until || !word->has_digit)
        return;
    if (reference_at(plan->text, strlen(plan->text), word, key, &end, &is_whole)) {
        *fixed_until = end;
        search_plan_add_reference(plan, key, is_whole);
    }
    guess_references(plan, word);
}

/* The quoted phrase in which a byte stands, -1 for none: quotation marks count in pairs. */
static int phrase_at(const char *text, size_t at)
{
    int marks = 0, all = 0;
    for (const char *p = text; *p; p++) {
        bool is_mark = *p == '"' || strncmp(p, "“", 3) == 0 || strncmp(p, "”", 3) == 0;
        all += is_mark;
        marks += is_mark && (size_t)(p - text) < at;
    }
    return marks % 2 && marks < all ? marks / 2 : -1;
}

static void search_plan_read_words(struct plan *plan, struct typed *typed)
{
    size_t length = strlen(plan->text), at = 0, fixed_until = 0;
    struct word word;
    while (word_next(plan->text, length, &at, &word)) {
        /* Within a document's number a dash is part of it. */
        if (is_excluded(plan->text, word.start) && word.start >= fixed_until) {
            if (plan->excluded_count < PLAN_EXCLUDED_MAX)
                plan->excluded[plan->excluded_count++] = word;
            continue;
        }
        if (typed->count == PLAN_TYPED_MAX) {
            plan->unread = plan->text + word.start;
            break;
        }
        read_reference(plan, &word, &fixed_until);
        typed->phrase[typed->count] = phrase_at(plan->text, word.start);
        typed->is_fixed[typed->count] = word.start < fixed_until || typed->phrase[typed->count] >= 0;
        typed->tokens[typed->count++] = token_of(&word);
    }
}

/* Notes that a word of the plan belongs to a quoted phrase. By its place in the text, for what an
 * abbreviation was written out to has that of the short form. */
static void keep_phrase(struct plan *plan, const struct typed *typed, const struct token *token, size_t place)
{
    int phrase = -1;
    for (size_t i = 0; i < typed->count; i++)
        if (typed->tokens[i].word.start == token->word.start)
            phrase = typed->phrase[i];
    if (phrase < 0 || phrase >= PLAN_PHRASES_MAX)
        return;
    struct plan_run *run = &plan->phrases[phrase];
    if (!run->count++)
        run->first = place;
    if ((size_t)phrase >= plan->phrase_count)
        plan->phrase_count = (size_t)phrase + 1;
}

/* Dates and grouped numbers stand for the words they are made of. */
static void find_compounds(struct plan *plan)
{
    size_t length = strlen(plan->text), end;
    for (size_t i = 0; i < plan->count; i++) {
        struct plan_word *word = &plan->words[i];
        if (!compound_at(plan->text, length, &word->token.word, word->compound, &end)) {
            word->compound[0] = '\0';
            continue;
        }
        plan->has_compound = true;
        /* The words behind the first that it covers. */
        while (i + 1 < plan->count && plan->words[i + 1].token.word.end <= end)
            i++, word->joined++;
    }
}

/* By folded keys, as nobody types marks in abbreviations reliably. */
static void find_shorts(struct plan *plan)
{
    for (size_t i = 0; i < plan->abbreviations.count; i++) {
        const struct abbreviation_keys *item = &plan->abbreviations.items[i];
        if (item->short_count != 1 || item->beside_count)
            continue;
        for (size_t at = 0; at + item->long_count <= plan->count; at++)
            if (plan->short_count < PLAN_SHORTS_MAX &&
                plan_is_long_at(item, plan, (struct plan_run){at, item->long_count})) {
                plan->shorts[plan->short_count].fold = item->shorts[0];
                plan->shorts[plan->short_count++].first = at;
            }
    }
}

/* Notes the first typed word that found no room among the plan's words, unless it is looked for as part of a
 * document's number. */
static void find_unread(struct plan *plan, const struct typed *typed)
{
    if (plan->count < PLAN_WORDS_MAX)
        return;
    size_t last = plan->words[plan->count - 1].token.word.start;
    for (size_t i = 0; i < typed->count; i++) {
        bool is_reference = typed->is_fixed[i] && typed->phrase[i] < 0;
        size_t start = typed->tokens[i].word.start;
        if (start > last && !is_reference) {
            plan->unread = plan->text + start;
            return;
        }
    }
}

enum err plan_read(struct conn *conn, const char *text, struct plan *plan)
{
    struct typed typed = {.count = 0};
    struct token tokens[PLAN_WORDS_MAX];
    memset(plan, 0, sizeof *plan);
    plan->text = text;
    enum err err = abbreviations_load(conn, &plan->abbreviations);
    if (err)
        return err;
    search_plan_read_words(plan, &typed);
    err = spellings_add(conn, text, typed.tokens, typed.count, typed.is_fixed, &plan->abbreviations);
    if (err)
        return err;
    /* Always to the long form; search_match.c writes the short one beside it. */
    plan->count = abbreviations_write_out(&plan->abbreviations, typed.tokens, typed.count, typed.is_fixed,
                                          tokens, PLAN_WORDS_MAX);
    for (size_t i = 0; i < plan->count; i++) {
        plan->words[i] = (struct plan_word){.token = tokens[i], .weight = 1, .uses = -1};
        plan->is_marked |= tokens[i].word.is_marked;
        keep_phrase(plan, &typed, &tokens[i], i);
    }
    find_unread(plan, &typed);
    find_compounds(plan);
    find_shorts(plan);
    return ERR_OK;
}

/* Grows evenly from seven words to ten, so that no single word changes everything. */
double plan_sentence(const struct plan *plan)
{
    if (plan->count <= PLAN_FEW_WORDS)
        return 0;
    double share = (double)(plan->count - PLAN_FEW_WORDS) / PLAN_SENTENCE_WORDS;
    return share < 1 ? share : 1;
}
