/* The plan of a search: what the text of a query asks for, and how the index is asked for it. No byte of the
 * query's text reaches the index: the plan writes keys, each within double quotes. */
#ifndef STORE_SEARCH_PLAN_H
#define STORE_SEARCH_PLAN_H

#include "abbreviations.h"
#include "base/buf.h"
#include "text/compound.h"

enum {
    PLAN_WORDS_MAX = 16,   /* words that are ranked; those behind them are not looked at */
    PLAN_TYPED_MAX = 24,   /* words that are read */
    PLAN_PHRASES_MAX = 4,  /* in quotation marks */
    PLAN_EXCLUDED_MAX = 8, /* with a minus before them */
    PLAN_REFERENCES_MAX = 8,
    PLAN_GUESSES_MAX = 4, /* of a number typed without its slashes */
    PLAN_SHORTS_MAX = 16,
    PLAN_KEYS_MAX = 256, /* phrases of one expression */
    PLAN_EXPRESSION_MAX = 32 * 1024,
    PLAN_FEW_WORDS = 6,      /* more may be a sentence */
    PLAN_SENTENCE_WORDS = 4, /* with so many more it surely is */
    PLAN_PREFIX_LETTERS = 3, /* the last word is a beginning only if it has so many letters */
};

struct plan_word {
    struct token token;
    float weight;                 /* how much it tells: rare words more than common ones */
    float pair_weight;            /* the same of this word with the one behind it */
    int64_t uses;                 /* in what is learned; -1: not looked up */
    char restored[WORD_KEY_SIZE]; /* exact key with the accents that were probably meant, or "" */
    uint64_t restored_hash;
    struct token mended; /* the word that was probably meant instead, if `is_mended` */
    bool is_mended;
    char compound[COMPOUND_KEY_SIZE]; /* the key that stands for this word and `joined` behind it, or "" */
    size_t joined;
};

/* A run of words of the plan. */
struct plan_run {
    size_t first;
    size_t count;
};

struct plan {
    const char *text;   /* normalised, at most SEARCH_QUERY_MAX bytes */
    const char *unread; /* in `text`: where the words begin that are not looked at; NULL when all are */
    struct abbreviations abbreviations;
    struct plan_word words[PLAN_WORDS_MAX];
    size_t count;
    bool is_marked;    /* some word bears a mark */
    bool has_compound; /* some word begins one */
    struct {
        uint64_t fold;         /* of the word */
        size_t first;          /* of the plan's words that it stands for */
    } shorts[PLAN_SHORTS_MAX]; /* words that mean some of the plan's in one piece: UBND, vacxin */
    size_t short_count;
    struct plan_run phrases[PLAN_PHRASES_MAX];
    size_t phrase_count;
    struct word excluded[PLAN_EXCLUDED_MAX];
    size_t excluded_count;
    struct {
        char key[COMPOUND_KEY_SIZE];
        bool is_whole; /* it names an issuer; else it is the beginning of a number */
    } references[PLAN_REFERENCES_MAX];
    size_t reference_count;
};

/* Reads the query, which is normalised text. Errors: MEMORY and the store's. */
enum err plan_read(struct conn *conn, const char *text, struct plan *ret_plan);

/* Whether this run of the plan is an abbreviation's long form. Words with marks must have the same, the
 * others may have any. */
bool plan_is_long_at(const struct abbreviation_keys *item, const struct plan *plan, struct plan_run run);

/* How surely the words are a whole sentence: 0 for a few words, 1 for many. */
double plan_sentence(const struct plan *plan);

/* Which key of a word is asked for. */
enum plan_keys {
    KEYS_EXACT,    /* exactly as typed: what bears no mark means a level tone */
    KEYS_TYPED,    /* what bears a mark exactly, the others folded */
    KEYS_RESTORED, /* with the accents that were probably meant */
    KEYS_FOLD,     /* without any marks */
};

/* An expression for MATCH, and the weights of its phrases for relevance(). */
struct expression {
    struct buf text;
    float weights[PLAN_KEYS_MAX];
    size_t count;
};

#define EXPRESSION ((struct expression){.text = BUF(PLAN_EXPRESSION_MAX)})
void expression_done(struct expression *expression);
#define auto_expression CLEANUP(expression_done)

/* All words, abbreviations both ways. The last word is whole, or may be a beginning if it has letters enough,
 * or was only begun. */
enum plan_last { LAST_WHOLE, LAST_PREFIX, LAST_BEGUN };
void plan_all(const struct plan *plan, enum plan_keys keys, enum plan_last last, struct expression *out);

/* All words as one phrase. */
void plan_phrase(const struct plan *plan, enum plan_keys keys, struct expression *out);

/* Any of the words of which `words` says true, and of the pairs of neighbours of which `pairs` (NULL: none)
 * does, by their first word. */
void plan_any(const struct plan *plan, enum plan_keys keys, const bool *words, const bool *pairs,
              struct expression *out);

/* The key of a word of the query, or of two that stand beside each other. */
struct plan_key {
    const char *key;
    const char *next; /* or NULL */
};

/* Any of these keys. */
void plan_any_key(const struct plan *plan, const struct plan_key *keys, size_t count, struct expression *out);

#endif
