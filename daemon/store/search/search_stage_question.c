/* What the index is asked for a whole question: its rarest words, since each place of the index that is read
 * costs a fraction of a microsecond, and of common words every other article has some. */
#include "search_stage.h"
#include "search_tokenizer.h"

#include <math.h>
#include <stdlib.h>

/* The first keys are asked whatever they cost. */
enum { KEYS_MOST = 16, KEYS_LEAST = 2 };
/* Rows of the index that are looked at, the newest, and how many become candidates. */
enum { ROWS_MOST = 20000, TAKEN_MOST = 120, ROWS_ARENA = 16 * 1024 * 1024 };
_Static_assert(2 * KEYS_MOST <= AMOUNTS_MAX, "amounts() tells of every key");

/* Keys that were chosen, and what they cost. */
struct choice {
    struct plan_key keys[2 * KEYS_MOST];
    size_t count;
    double places;
};

/* How many places of the index a word costs: in texts by the articles that hold it, in titles by its uses. */
static double word_places(const struct question_word *word, bool in_titles)
{
    return in_titles ? (double)word->uses : word->articles;
}

/* The cheapest word that is not among the chosen; QUESTION_WORDS_MAX for none. A word that costs nothing
 * finds nothing, and one that only asks finds too much. */
static size_t cheapest_word(const struct question *question, bool in_titles, const bool *is_chosen)
{
    size_t cheapest = QUESTION_WORDS_MAX;
    double least = 0;
    for (size_t i = 0; i < question->count; i++) {
        double places = word_places(&question->words[i], in_titles);
        if (is_chosen[i] || question->words[i].is_asking || places <= 0 ||
            (cheapest < QUESTION_WORDS_MAX && places >= least))
            continue;
        cheapest = i;
        least = places;
    }
    return cheapest;
}

static void choose_words(const struct question *question, bool in_titles, double most, struct choice *choice)
{
    bool is_chosen[QUESTION_WORDS_MAX] = {false};
    while (choice->count < KEYS_MOST) {
        size_t i = cheapest_word(question, in_titles, is_chosen);
        if (i == QUESTION_WORDS_MAX)
            break;
        const struct question_word *word = &question->words[i];
        choice->places += word_places(word, in_titles);
        if (choice->count >= KEYS_LEAST && choice->places > most)
            break;
        is_chosen[i] = true;
        choice->keys[choice->count++] = (struct plan_key){word->key, NULL};
    }
}

/* Both words of a pair are looked for. */
static double pair_places(const struct question *question, const struct question_pair *pair)
{
    return question->words[pair->first].articles + question->words[pair->second].articles;
}

/* The cheapest pair of neighbours that is not among the chosen; the number of pairs for none. */
static size_t cheapest_pair(const struct question *question, const bool *is_chosen)
{
    size_t cheapest = question->pair_count;
    for (size_t i = 0; i < question->pair_count; i++) {
        const struct question_pair *pair = &question->pairs[i];
        bool is_there =
            question->words[pair->first].articles > 0 && question->words[pair->second].articles > 0;
        if (is_chosen[i] || !is_there || !pair->is_beside || !pair->is_meant)
            continue;
        if (cheapest == question->pair_count ||
            pair_places(question, pair) < pair_places(question, &question->pairs[cheapest]))
            cheapest = i;
    }
    return cheapest;
}

/* Two common words are often a rare pair. */
static void choose_pairs_of(const struct question *question, double most, struct choice *choice)
{
    bool is_chosen[QUESTION_PAIRS_MAX] = {false};
    double places = 0;
    for (size_t count = 0; count < KEYS_MOST; count++) {
        size_t i = cheapest_pair(question, is_chosen);
        if (i == question->pair_count)
            break;
        const struct question_pair *pair = &question->pairs[i];
        const struct question_word *first = &question->words[pair->first],
                                   *second = &question->words[pair->second];
        places += pair_places(question, pair);
        if (places > most)
            break;
        is_chosen[i] = true;
        choice->keys[choice->count++] = (struct plan_key){first->key, second->key};
    }
    choice->places += places;
}

/* A row of the index that holds some of the keys. */
struct row {
    int64_t id;
    const unsigned char *amounts; /* of each key */
    double score;
};

/* Rows that were read, and how many of them hold each key. */
struct rows {
    struct row *items;
    size_t count, keys;
    size_t holders[AMOUNTS_MAX];
};

static enum err amounts_read(struct conn *conn, enum statement statement, const struct expression *expression,
                             struct rows *rows)
{
    auto_query struct query q = query_of(conn, statement);
    enum err err;
    bind_text(&q, buf_str(&expression->text));
    bind_integer(&q, ROWS_MOST);
    while (!(err = query_row(&q))) {
        struct row row = {.id = column_integer(&q)};
        size_t size;
        row.amounts = column_blob(&q, &size);
        if (!row.amounts)
            return ERR_MEMORY;
        /* Quoted phrases and words left out come behind the keys. */
        for (size_t i = 0; i < rows->keys && i < size; i++)
            rows->holders[i] += row.amounts[i] > 0;
        rows->items[rows->count++] = row;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The best first; of equals, the newer. */
static int amount_compare(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->score < y->score || x->score > y->score)
        return x->score < y->score ? 1 : -1;
    return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

/* Each key counts by how many rows hold it, which nobody knew before. */
static void amounts_sort(const struct question *question, struct rows *rows)
{
    double weights[AMOUNTS_MAX];
    for (size_t i = 0; i < rows->keys; i++)
        weights[i] = log1p(question->all_articles / ((double)rows->holders[i] + 1)) /
                     (question->weight > 0 ? question->weight : 1) / UINT8_MAX;
    for (size_t k = 0; k < rows->count; k++)
        for (size_t i = 0; i < rows->keys; i++)
            rows->items[k].score += weights[i] * rows->items[k].amounts[i];
    if (rows->count)
        qsort(rows->items, rows->count, sizeof *rows->items, amount_compare);
}

/* The first rows that the filter lets pass become candidates. */
static enum err amounts_take(struct run *run, const struct rows *rows)
{
    enum err err = ERR_OK;
    size_t taken = 0;
    for (size_t i = 0; !err && i < rows->count && taken < TAKEN_MOST; i++) {
        auto_query struct query q = query_of(run->conn, STMT_SEARCH_FILTERED);
        bind_integer(&q, rows->items[i].id);
        bind_text(&q, NULL);
        run_bind_filter(&q, run);
        bind_integer(&q, 1);
        bind_integer(&q, 1);
        err = query_row(&q);
        if (err == ERR_NOT_FOUND) {
            err = ERR_OK;
            continue;
        }
        struct candidate *candidate = err ? NULL : find_candidate(run, rows->items[i].id);
        if (!candidate)
            break;
        candidate->listed_ms = column_integer(&q);
        if ((float)rows->items[i].score > candidate->text)
            candidate->text = (float)rows->items[i].score;
        taken++;
    }
    return err;
}

/* Asks one of the two indexes for what was chosen. Rows go when the candidates are known. */
static enum err question_ask(struct run *run, enum statement statement, const struct choice *choice)
{
    auto_expression struct expression expression = EXPRESSION;
    auto_arena struct arena *arena = arena_new(ROWS_ARENA);
    struct arena *own = run->conn->arena;
    struct rows rows = {.keys = choice->count};
    rows.items = arena ? arena_alloc(arena, ROWS_MOST * sizeof *rows.items) : NULL;
    plan_any_key(&run->plan, choice->keys, choice->count, &expression);
    if (!rows.items || buf_failed(&expression.text))
        return ERR_MEMORY;
    int64_t former_ms = run_limit(run, run->until_ms);
    run->conn->arena = arena;
    enum err err = amounts_read(run->conn, statement, &expression, &rows);
    run->conn->arena = own;
    bool is_out = err == ERR_TIMEOUT;
    /* What was read until then is ranked all the same. */
    amounts_sort(run->question, &rows);
    if (!err || is_out)
        err = amounts_take(run, &rows);
    return run_unlimit(run, former_ms, err ? err : is_out ? ERR_TIMEOUT : ERR_OK);
}

enum err stage_question(struct run *run)
{
    enum { TEXT_PLACES = 5000, PAIR_PLACES = 6000, TITLE_PLACES = 2000 };
    struct choice texts = {.count = 0}, titles = {.count = 0};
    choose_words(run->question, false, TEXT_PLACES, &texts);
    choose_pairs_of(run->question, PAIR_PLACES, &texts);
    choose_words(run->question, true, TITLE_PLACES, &titles);
    enum err err = texts.count ? question_ask(run, STMT_SEARCH_AMOUNTS_TEXT, &texts) : ERR_OK;
    return err || !titles.count ? err : question_ask(run, STMT_SEARCH_AMOUNTS_TITLE, &titles);
}
