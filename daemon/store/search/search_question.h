/* A question in a whole sentence: all of its words where they stand, and how well a text answers it. Knows
 * texts alone, neither the index nor rows. */
#ifndef STORE_SEARCH_QUESTION_H
#define STORE_SEARCH_QUESTION_H

#include "search_words.h"
#include "store/search_sign.h"

enum {
    QUESTION_WORDS_MAX = 128, /* places that are read, and different words */
    QUESTION_REACH = 3,       /* two words belong together when they stand so near */
    QUESTION_PAIRS_MAX = QUESTION_WORDS_MAX * QUESTION_REACH,
    QUESTION_SLOTS = 512, /* of the table of words; a power of two, at least twice the words */
};

/* One of its different words. */
struct question_word {
    char key[WORD_KEY_SIZE]; /* with the marks that were typed; folded when there are none */
    uint64_t hash;           /* of the key */
    bool is_marked;
    bool is_asking;  /* it stands nowhere but where one asks: is it true, how many, which */
    double weight;   /* the rarer, the heavier */
    double articles; /* hold it, about */
    int64_t uses;    /* in titles and leads of what is published */
};

/* Two words that stand near each other, the former one first. */
struct question_pair {
    uint8_t first, second; /* numbers of words */
    bool is_beside;        /* somewhere in the question nothing stands between them */
    bool is_meant;         /* one of them at least does more than ask */
    double weight;         /* as neighbours */
};

struct question {
    struct question_word words[QUESTION_WORDS_MAX];
    size_t count;
    double all_articles; /* about */
    double weight;       /* of all words that do more than ask */
    struct question_pair pairs[QUESTION_PAIRS_MAX];
    size_t pair_count;
    uint16_t pair_at[QUESTION_WORDS_MAX][QUESTION_WORDS_MAX]; /* 1 and the number of the pair; 0 none */
    uint8_t slots[QUESTION_SLOTS];                            /* 1 and the number of a word, by its hash */
};

/* How often an article answers each word and pair: what is counted of its texts. */
struct question_answer {
    uint8_t words[QUESTION_WORDS_MAX];
    uint8_t pairs[QUESTION_PAIRS_MAX]; /* as neighbours */
    bool near[QUESTION_PAIRS_MAX];     /* in their order, not further apart than in a question */
    double found;                      /* how much of what the index was asked for it holds; 0 to 1 */
    size_t length;                     /* words of all its texts */
    double title_all, title_known;     /* weight of the title's different words, and of those it knows */
};

/* Reads at most QUESTION_WORDS_MAX of `tokens`. The question is too large for a stack. */
void question_read(const struct token *tokens, size_t count, struct question *ret_question);

/* The weight of the question's word that a text's word is; 0 when it has no such word. */
double question_weight(const struct question *question, const struct word *word);

/* Counts a text of an article, each place as often as `times` says. Only the first `most` bytes of it. */
void question_count(const struct question *question, const char *text, size_t most, unsigned times,
                    struct question_answer *answer);

/* Counts the title likewise, and how much of it the question says; `weights` are those of its words. */
void question_count_title(const struct question *question, const struct token *tokens, const double *weights,
                          size_t count, unsigned times, struct question_answer *answer);

/* Weighs the question's pairs by how often they stand beside each other in these texts; words need their
 * weights. Once. Gives the usual length of a text, in words. */
double question_settle(struct question *question, const struct question_answer *answers, size_t count);

/* What speaks for an answer, each 0 to 1. The question is settled. */
void question_signs(const struct question *question, const struct question_answer *answer,
                    double usual_length, double ret_signs[SIGN_COUNT]);

/* How well an answer with these signs fits, 0 to about 1. */
double question_value(const double signs[SIGN_COUNT]);

#endif
