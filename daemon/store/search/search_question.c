/* What a whole question says, compared with whole texts. All its words count, be they seven or a hundred;
 * the index is asked for a few of them alone (search_stage_question.c). */
#include "search_question.h"

#include <math.h>
#include <string.h>

/* Places of a question that only ask; a phrase has so many words at most. */
enum { ASKING_WORDS_MAX = 6 };

static const char *const asking[] = {
#define ASKING(words) words,
#include "search_asking.def"
#undef ASKING
};

/* A word typed with marks is that word alone; without any it may be each that has its letters. */
static uint64_t question_hash(const struct token *token)
{
    return token->word.is_marked ? token->exact : token->fold;
}

/* The place of a hash, or the free one where it would stand. */
static uint8_t *question_slot(struct question *question, uint64_t hash)
{
    size_t at = hash & (QUESTION_SLOTS - 1);
    while (question->slots[at] && question->words[question->slots[at] - 1].hash != hash)
        at = (at + 1) & (QUESTION_SLOTS - 1);
    return &question->slots[at];
}

/* 1 and the number of the word with this hash; 0 for none. */
static size_t question_find(const struct question *question, uint64_t hash)
{
    size_t at = hash & (QUESTION_SLOTS - 1);
    while (question->slots[at] && question->words[question->slots[at] - 1].hash != hash)
        at = (at + 1) & (QUESTION_SLOTS - 1);
    return question->slots[at];
}

/* Which word of the question stands in a text: 1 and its number, 0 for none. */
static size_t question_known(const struct question *question, const struct word *word)
{
    size_t known = question_find(question, key_hash(word->exact));
    return known ? known : question_find(question, key_hash(word->fold));
}

/* The number of a word, which is added when it is new. */
static uint8_t question_add_word(struct question *question, const struct token *token)
{
    uint8_t *slot = question_slot(question, question_hash(token));
    if (!*slot) {
        struct question_word *word = &question->words[question->count++];
        const char *key = token->word.is_marked ? token->word.exact : token->word.fold;
        memcpy(word->key, key, WORD_KEY_SIZE);
        word->hash = question_hash(token);
        word->is_marked = token->word.is_marked;
        /* Until it is met where it does not. */
        word->is_asking = true;
        *slot = (uint8_t)question->count;
    }
    return (uint8_t)(*slot - 1);
}

/* Whether the tokens from `at` on are this phrase. */
static bool is_asking_at(const struct token *words, size_t length, const struct token *tokens, size_t at)
{
    for (size_t i = 0; i < length; i++) {
        const struct token *typed = &tokens[at + i];
        bool is_same = typed->word.is_marked ? typed->exact == words[i].exact : typed->fold == words[i].fold;
        if (!is_same)
            return false;
    }
    return true;
}

/* Notes the places that only ask. */
static void find_asking(const struct token *tokens, size_t count, bool is_asking[QUESTION_WORDS_MAX])
{
    struct token words[ASKING_WORDS_MAX];
    for (size_t p = 0; p < sizeof asking / sizeof *asking; p++) {
        size_t length = tokens_of(asking[p], words, ASKING_WORDS_MAX);
        for (size_t at = 0; at + length <= count; at++)
            if (is_asking_at(words, length, tokens, at))
                memset(&is_asking[at], true, length);
    }
}

/* The pair of two words, which is added when it is new; NULL when there is no room. */
static struct question_pair *question_add_pair(struct question *question, uint8_t first, uint8_t second)
{
    uint16_t *number = &question->pair_at[first][second];
    if (!*number) {
        if (question->pair_count == QUESTION_PAIRS_MAX)
            return NULL;
        question->pairs[question->pair_count++] = (struct question_pair){.first = first, .second = second};
        *number = (uint16_t)question->pair_count;
    }
    return &question->pairs[*number - 1];
}

void question_read(const struct token *tokens, size_t count, struct question *question)
{
    bool is_asking[QUESTION_WORDS_MAX] = {false};
    uint8_t numbers[QUESTION_WORDS_MAX];
    memset(question, 0, sizeof *question);
    if (count > QUESTION_WORDS_MAX)
        count = QUESTION_WORDS_MAX;
    find_asking(tokens, count, is_asking);
    for (size_t i = 0; i < count; i++) {
        numbers[i] = question_add_word(question, &tokens[i]);
        question->words[numbers[i]].is_asking &= is_asking[i];
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count && k <= i + QUESTION_REACH; k++) {
            struct question_pair *pair = question_add_pair(question, numbers[i], numbers[k]);
            if (!pair)
                return;
            pair->is_beside |= k == i + 1;
            pair->is_meant |= !is_asking[i] || (k == i + 1 && !is_asking[k]);
        }
}

double question_weight(const struct question *question, const struct word *word)
{
    size_t known = question_known(question, word);
    return known ? question->words[known - 1].weight : 0;
}

/* Adds without running over. */
static void question_raise(uint8_t *count, unsigned times)
{
    *count = (uint8_t)(*count + times > UINT8_MAX ? UINT8_MAX : *count + times);
}

/* The numbers of the last words of a text, 0 for those that the question does not have. */
struct question_trail {
    size_t known[QUESTION_REACH];
};

/* Counts the next word of a text, whatever it is. */
static void question_note(const struct question *question, struct question_trail *trail, size_t known,
                          unsigned times, struct question_answer *answer)
{
    if (known)
        question_raise(&answer->words[known - 1], times);
    for (size_t i = 0; known && i < QUESTION_REACH; i++) {
        size_t number = trail->known[i] ? question->pair_at[trail->known[i] - 1][known - 1] : 0;
        if (!number)
            continue;
        answer->near[number - 1] = true;
        if (!i)
            question_raise(&answer->pairs[number - 1], times);
    }
    memmove(&trail->known[1], &trail->known[0], sizeof trail->known - sizeof *trail->known);
    trail->known[0] = known;
    answer->length++;
}

void question_count(const struct question *question, const char *text, size_t most, unsigned times,
                    struct question_answer *answer)
{
    struct question_trail trail = {{0}};
    struct word word;
    size_t length = strnlen(text, most), at = 0;
    while (word_next(text, length, &at, &word))
        question_note(question, &trail, question_known(question, &word), times, answer);
}

void question_count_title(const struct question *question, const struct token *tokens, const double *weights,
                          size_t count, unsigned times, struct question_answer *answer)
{
    struct question_trail trail = {{0}};
    for (size_t i = 0; i < count; i++) {
        size_t known = question_known(question, &tokens[i].word);
        bool is_new = true;
        for (size_t k = 0; k < i && is_new; k++)
            is_new = tokens[k].exact != tokens[i].exact;
        answer->title_all += is_new ? weights[i] : 0;
        answer->title_known += is_new && known ? weights[i] : 0;
        question_note(question, &trail, known, times, answer);
    }
}

/* What all answers together say. */
struct question_pool {
    double words[QUESTION_WORDS_MAX]; /* how many hold each word */
    double pairs[QUESTION_PAIRS_MAX];
    double length; /* on average */
};

static void question_survey(const struct question *question, const struct question_answer *answers,
                            size_t count, struct question_pool *pool)
{
    memset(pool, 0, sizeof *pool);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < question->count; k++)
            pool->words[k] += answers[i].words[k] > 0;
        for (size_t k = 0; k < question->pair_count; k++)
            pool->pairs[k] += answers[i].pairs[k] > 0;
        pool->length += (double)answers[i].length / (double)count;
    }
}

/* A pair is as rare as its first word, times how seldom the second stands behind it in these texts, and the
 * other way round; the mean of both. */
static void question_weigh_pairs(struct question *question, const struct question_pool *pool)
{
    /* A little for what none of them has, so that it is rare and not impossible. */
    static const double unseen = 0.5;
    for (size_t i = 0; i < question->pair_count; i++) {
        struct question_pair *pair = &question->pairs[i];
        double first = question->words[pair->first].weight + log1p(pool->words[pair->first]) -
                       log(pool->pairs[i] + unseen);
        double second = question->words[pair->second].weight + log1p(pool->words[pair->second]) -
                        log(pool->pairs[i] + unseen);
        pair->weight = (first + second) / 2;
        if (pair->weight < 0)
            pair->weight = 0;
    }
}

/* What always stands together says once what it says: of a set phrase such as the name of the state each
 * further word counts less, or it would drown what is asked. */
static void question_damp(struct question *question, const struct question_pool *pool)
{
    static const double damping = 0.5;
    double bound[QUESTION_WORDS_MAX] = {0};
    for (size_t i = 0; i < question->pair_count; i++) {
        struct question_pair *pair = &question->pairs[i];
        double first = pool->words[pair->first], second = pool->words[pair->second];
        double more = first > second ? first : second;
        double together = more > 0 ? pool->pairs[i] / more : 0;
        if (pair->is_beside && together > bound[pair->second])
            bound[pair->second] = together;
        pair->weight *= 1 - damping * together;
    }
    for (size_t i = 0; i < question->count; i++)
        question->words[i].weight *= 1 - damping * bound[i];
}

/* BM25's: much of the first places, ever less of the next; 0 to 1. */
static double question_amount(unsigned count, double length)
{
    static const double slowness = 0.9, by_length = 0.4;
    return (double)count / ((double)count + slowness * (1 - by_length + by_length * length));
}

/* What one answer has, beside what all of it would be. */
struct question_sum {
    double amounts, pairs, near;             /* of the answer */
    double amounts_all, pairs_all, near_all; /* of the question */
};

static void question_add_up(const struct question *question, const struct question_answer *answer,
                            double length, struct question_sum *sum)
{
    /* Of words that stand apart; more than that says nothing. */
    static const double near_most = 9;
    for (size_t i = 0; i < question->count; i++) {
        const struct question_word *word = &question->words[i];
        if (word->is_asking)
            continue;
        sum->amounts += word->weight * question_amount(answer->words[i], length);
        sum->amounts_all += word->weight;
    }
    for (size_t i = 0; i < question->pair_count; i++) {
        const struct question_pair *pair = &question->pairs[i];
        double both = question->words[pair->first].weight + question->words[pair->second].weight;
        double near = both < near_most ? both : near_most;
        if (!pair->is_meant)
            continue;
        if (!question->words[pair->first].is_asking) {
            sum->near += answer->near[i] ? near : 0;
            sum->near_all += near;
        }
        if (!pair->is_beside)
            continue;
        sum->amounts += pair->weight * question_amount(answer->pairs[i], length);
        sum->amounts_all += pair->weight;
        sum->pairs += answer->pairs[i] ? pair->weight : 0;
        sum->pairs_all += pair->weight;
    }
}

/* 0 of nothing. */
static double question_part(double part, double all)
{
    return all > 0 ? part / all : 0;
}

double question_settle(struct question *question, const struct question_answer *answers, size_t count)
{
    struct question_pool pool;
    question_survey(question, answers, count, &pool);
    question_weigh_pairs(question, &pool);
    question_damp(question, &pool);
    return pool.length;
}

void question_signs(const struct question *question, const struct question_answer *answer,
                    double usual_length, double ret_signs[SIGN_COUNT])
{
    /* A long text holds more by chance, and beyond so many times the usual length no more. */
    static const double length_most = 4;
    struct question_sum sum = {.amounts = 0};
    double length = usual_length > 0 ? (double)answer->length / usual_length : 1;
    question_add_up(question, answer, length, &sum);
    ret_signs[SIGN_AMOUNTS] = question_part(sum.amounts, sum.amounts_all);
    ret_signs[SIGN_PAIRS] = question_part(sum.pairs, sum.pairs_all);
    ret_signs[SIGN_NEAR] = question_part(sum.near, sum.near_all);
    ret_signs[SIGN_TITLE] = question_part(answer->title_known, answer->title_all);
    ret_signs[SIGN_FOUND] = answer->found;
    ret_signs[SIGN_BREVITY] = 1 - (length < length_most ? length : length_most) / length_most;
}

double question_value(const double signs[SIGN_COUNT])
{
    static const double worth[SIGN_COUNT] = {
#define SIGN(name, column, worth) [SIGN_##name] = worth,
#include "store/search_sign.def"
#undef SIGN
    };
    double value = 0;
    for (size_t i = 0; i < SIGN_COUNT; i++)
        value += worth[i] * signs[i];
    return value;
}
