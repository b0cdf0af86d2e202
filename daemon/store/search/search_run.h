/* A search under way: what was found so far. */
#ifndef STORE_SEARCH_RUN_H
#define STORE_SEARCH_RUN_H

#include "search_plan.h"
#include "search_question.h"
#include "search_rank.h"
#include "store/search.h"

enum { RUN_CANDIDATES_MAX = 1024, HEAD_WORDS_MAX = 300 };

struct candidate {
    int64_t id;
    int64_t listed_ms;
    float text; /* how much the whole text holds of the words, 0 to 1, by the strictest keys that found it */
    float reference; /* 1 to 3: it names the document's number, in its body, lead or title */
    bool is_phrase;  /* all words stand in it one behind the other */
    bool is_typed;   /* and with the marks that were typed */
    bool is_whole;   /* it holds all that was asked for, be it by a slip in its title or lead */
    int64_t page;    /* of an attached file that holds all that was asked for (media_pages), or 0 */
    bool is_scored;
    bool is_read; /* its body was looked through */
    double score;
    struct fit fit; /* of the title */
};

/* Whether an attached file is what it is found by. */
bool candidate_is_file(const struct candidate *candidate);

struct run {
    struct conn *conn;
    const struct article_query *filter;
    const char *categories; /* JSON of ids, or NULL */
    const char *facts;      /* as fact_keys() writes them, or NULL */
    int64_t until_ms;       /* monotonic: optional stages begin and run only before */
    int64_t cut_ms;         /* monotonic: whatever the search asks is cut there */
    bool is_cut;            /* something that may have found more was cut or left out for want of time */
    struct plan plan;
    struct question *question; /* all its words, where they may be a sentence; else NULL */
    const char *unread;        /* of the text, behind what the question takes; or NULL */
    double weights;            /* of all words */
    struct candidate *candidates;
    size_t count;
    size_t strict;              /* how many hold all words */
    struct search_signs *signs; /* of the texts that were compared with the question, or NULL */
    size_t sign_count;
    bool is_near;      /* no candidate holds all that was asked for, nor a file that it shows */
    const char *asked; /* the expression asked for last, or NULL */
    enum statement asked_of;
};

/* Begins a run. The plan may be without words. */
enum err run_begin(struct conn *conn, const char *query, const struct article_query *filter,
                   struct run *ret_run);

/* Begins a run of which only titles are asked, for `budget_ms`: nothing is restored, and no sentence weighed.
 */
enum err run_begin_near(struct conn *conn, const char *query, const struct article_query *filter,
                        int64_t budget_ms, struct run *ret_run);

/* Gathers, ranks and sorts a few titles that hold the words that tell most. */
enum err run_nearest(struct run *run);

/* Gathers, ranks and sorts the candidates, the best first: those that hold all that was asked for, behind
 * them those that come near it. */
enum err run_relevance(struct run *run);

/* Gathers, ranks and sorts the titles in which all words stand, the last one perhaps only begun. */
enum err run_titles(struct run *run);

/* The expression for which there is something to find, by the strictest keys; `out` is empty when there is
 * none. */
enum err run_strictest(struct run *run, struct expression *out);

/* Whether there is time for something optional. */
bool run_has_time(const struct run *run);

/* Its time begins anew, for what is asked of it later; what was cut before is forgotten. */
void run_restart(struct run *run);

/* What is asked between these two is cut at `until_ms` (monotonic), unless the connection's deadline comes
 * first. The latter makes of TIMEOUT a note in the run, and gives every other error back. */
int64_t run_limit(const struct run *run, int64_t until_ms);
enum err run_unlimit(struct run *run, int64_t former_ms, enum err err);

/* Binds what every statement of the index takes after its expression and weights. */
void run_bind_filter(struct query *q, const struct run *run);

/* Title and lead (NULL for none) of an article. */
enum err run_read_head(struct conn *conn, int64_t id, const char **ret_title, const char **ret_lead);

/* The words of a title with its abbreviations written out; `tokens` has room for twice HEAD_WORDS_MAX. */
size_t run_title_words(const struct run *run, const char *title, struct token *tokens);

/* What was probably meant, by the title that fits best; NULL when what was typed makes sense. Of a run that
 * is sorted. */
enum err run_suggestion(struct run *run, const char **ret_suggestion);

#endif
