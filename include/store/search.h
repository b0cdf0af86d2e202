/* Search that understands Vietnamese: one planner for the API and the pages.
 *
 * A query is normalised text (text/normalize.h, TEXT_LINE), of which the first SEARCH_QUERY_MAX bytes are
 * looked at, and of these some sixteen words; what else there is, a result says. "Quotation marks" ask for a
 * phrase, a minus before a word excludes it; the rest are words. They are found however their tones are
 * placed, with or without accents, written out or abbreviated, with one slip; numbers of documents and dates
 * in all their forms. No query is an error; one that asks for nothing finds nothing.
 *
 * Where few articles say it themselves those follow that show a file which says it, all words on one page
 * (store/media_text.h); such a hit names the file and the page.
 *
 * A search has a limit of time. One that was cut by it says so: by is_cut where it found something all the
 * same, and by SEARCH_CUT where nothing is known.
 *
 * Errors: see store.h, and SEARCH_CUT. Thread: as the connection. */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "store/article.h"
#include "store/search_sign.h"

enum { SEARCH_QUERY_MAX = 1000 };

enum search_sort { SEARCH_BY_RELEVANCE, SEARCH_BY_TIME };

/* An attached file that holds what the article's own text does not. */
struct search_file {
    const char *name;  /* of its file, as /media/NAME; NULL: the article was found by its own text */
    const char *type;  /* "application/pdf" … */
    const char *title; /* as the article or who uploaded it calls it; or NULL */
    int page;          /* on which all words stand; 0: it has no pages */
};

struct search_hit {
    struct article article;
    struct search_file file;
    const char *snippet; /* of lead, body, or that page; SEARCH_MARK_BEGIN and _END around what was looked
                            for; or NULL */
};

/* Control characters that no stored text holds. */
#define SEARCH_MARK_BEGIN '\x02'
#define SEARCH_MARK_END '\x03'

struct search_result {
    struct search_hit *hits;
    size_t count;
    bool more;
    int64_t next_ms; /* cursor of the last hit, as of article_list(): by relevance a rank, not a time */
    int64_t next_id;
    const char *suggestion; /* what was probably meant, when nothing fits what was typed; else NULL */
    const char *unread;     /* the query from its first word that was one too many to look for; or NULL */
    bool is_near;           /* nothing holds all that was asked for; the hits come near it */
    bool is_vain;           /* neither that nor a suggestion was found, and the search was not cut */
    bool is_cut;            /* out of time: there may be more, or better ones */
    struct run *run;        /* the search's own, in the connection's arena */
    enum search_sort sort;
};

/* A page of what is found. Of `filter` everything but pinned_only is obeyed; its cursor is that of this
 * result. What holds all that is asked for comes first; where there is such a thing, of the others only
 * titles that are close to it are found. */
enum err search_articles(struct conn *conn, const char *query, const struct article_query *filter,
                         enum search_sort sort, struct search_result *ret_result);

/* A text that was compared with a question in a whole sentence, and what spoke for it (search_sign.def). */
struct search_signs {
    int64_t id;
    double signs[SIGN_COUNT];
};

/* All texts that were compared, in no order, in the connection's arena; none where the query is no such
 * question. For training: the articles need not be among the hits. */
const struct search_signs *search_signs(const struct search_result *result, size_t *ret_count);

/* The same as ids alone, the best first, at most `most`; *ret_cut when there may be more. */
enum err search_ids(struct conn *conn, const char *query, const struct article_query *filter, int most,
                    int64_t **ret_ids, size_t *ret_count, bool *ret_cut);

/* Articles whose titles hold all words of what is being typed, the last one perhaps only begun; the best
 * first, at most the filter's limit. What of a long query was not looked for in *ret_unread (may be NULL),
 * NULL when all of it was. */
enum err search_suggest(struct conn *conn, const char *query, const struct article_query *filter,
                        struct article **ret_items, size_t *ret_count, const char **ret_unread);

/* Articles whose titles share the words that tell most with `words`, such as those of an address that leads
 * nowhere; the nearest first, at most the filter's limit, and none that is far. It may run where nobody
 * waits: a few rows are looked at, for some milliseconds at most, and what was not found by then is not. */
enum err search_nearest(struct conn *conn, const char *words, const struct article_query *filter,
                        struct article **ret_items, size_t *ret_count);

struct search_facet {
    const char *key;  /* slug of a category; month like "2026-11" */
    const char *name; /* of the category; NULL for a month */
    int64_t count;
};

struct search_facets {
    struct search_facet *categories; /* those with most first */
    size_t category_count;
    struct search_facet *months; /* the latest first */
    size_t month_count;
    struct search_facet *kinds; /* those with most first; keys are numbers of enum article_kind */
    size_t kind_count;
};

enum { SEARCH_FACETS_MAX = 24 };

/* In which categories, months and kinds lies what all pages of a result list together, so that months and
 * kinds add up to search_total(); a category counts what lies below it too, as a search within it finds that.
 * Of a very common query the newest thousands are counted. The connection and the filter are those of the
 * search. */
enum err search_facets(const struct search_result *result, struct search_facets *ret_facets);

/* How many articles all pages of a result list together. The connection and the filter are those of the
 * search. */
enum err search_total(const struct search_result *result, int64_t *ret_total);

/* Indexes some of the articles that wait for it since the tokenizer changed, in a transaction of some 50 ms;
 * *ret_done when none is left. Called again and again in the background; costs nothing when there is nothing
 * to do. */
enum err search_rebuild(struct store *store, bool *ret_done);

/* Whether search_rebuild() has nothing to do, and will have nothing. */
bool search_is_complete(const struct store *store);

/* Empties the index, as another version of the tokenizer would: all articles wait to be indexed. */
enum err search_invalidate(struct store *store);

/* Bytes that the index and what is learned for it take in the database. */
enum err search_size(struct store *store, int64_t *ret_bytes);

#endif
