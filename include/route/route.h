/* The table of addresses: method, path, handler, answer, role, caching, pace, parameters. HEAD, OPTIONS, 405
 * with Allow and the English addresses come from it. Thread: const. */
#ifndef ROUTE_ROUTE_H
#define ROUTE_ROUTE_H

#include "handler/handler.h"
#include "handler/metrics.h"

#include <stdbool.h>
#include <stddef.h>

enum answer {
    ANSWER_PAGE,  /* the view through its template; errors as pages; views are counted */
    ANSWER_STAFF, /* likewise a page of the staff, for who is signed in; of nobody else's cache, not counted
                   */
    ANSWER_JSON,  /* the view as JSON; errors as problem documents */
    ANSWER_FILE,  /* bytes of a file or a text; errors as pages */
    ANSWER_DOCUMENT, /* for machines: the view through its template without a frame, or as JSON; errors as
                        pages */
};

enum keep {
    KEEP_NOT,    /* made for each request */
    KEEP_SHARED, /* equal for all who send no token: kept ready in the page cache */
};

/* Who makes the answer. What is in the cache is sent by the serving thread whatever the row says. */
enum pace {
    PACE_FAST,    /* the thread that serves the connection, which never waits: nothing but indexed reads, and
                     less than 10 ms of its time */
    PACE_SEARCH,  /* as FAST, but for requests with one of the row's `slow` parameters, which are SLOW */
    PACE_SLOW,    /* a thread of the slow pool, while the connection is suspended */
    PACE_SIGN_IN, /* as SLOW, in a queue of its own: makes or compares a password's hash, which takes a
                     processor */
    PACE_PROOF,   /* as SIGN_IN: a sensitive act of the staff, before which a proof of who it is must be fresh
                   */
    PACE_PICTURE, /* as SLOW; a request that brings pictures has a queue of its own */
};

/* A body that may be larger than this goes to a file. */
enum { BODY_IN_MEMORY = 64 * 1024 * 1024 };

/* In place of a limit: the body may be as large as a file may by the settings. Forms may so wherever files
 * are taken, which are the rows of PACE_PICTURE. */
enum { BODY_FILES = 1 };

/* Rows of the public that take files have a limit for forms with them; any other body there may be so long.
 */
enum { BODY_WORDS = 256 * 1024 };

struct route {
    enum method method;
    const char *pattern; /* "/bai-viet/{slug}", "/sitemap-{part}.xml" */
    handler *handle;
    enum answer answer;
    enum role role; /* needed */
    enum keep keep;
    enum pace pace;
    bool is_translated; /* answers below /en too, in English */
    /* Parameters with which an answer is kept, separated by commas: only those with few values (slugs that
     * exist), or one value of one (limit=20). With any other it is made for its request, lest a client fill
     * the cache with addresses of its own. */
    const char *kept;
    const char *slow;       /* of PACE_SEARCH: the parameters, separated by commas; else "" */
    const char *parameters; /* names known, separated by commas; "" none; "facts.*" all that begin so */
    size_t body_limit;      /* bytes; 0 takes no body */
};

/* All rows; *ret_count says how many. */
const struct route *route_table(size_t *ret_count);

/* The row's place among all; their count for NULL. */
size_t route_number(const struct route *route);

/* What is measured of requests, a row each. `arena` is for the making alone. NULL when out of memory. */
struct metrics *route_metrics_new(struct arena *arena);

/* The row for a path and method (HEAD finds GET's). Arguments {…} go to `args`, as decoded text in the
 * arena. Errors: NOT_FOUND, METHOD (then *ret_allow lists what the path allows, for Allow),
 * NOT_IMPLEMENTED (a method nobody knows). */
enum err route_match(enum method method, const char *path, struct arena *arena,
                     const char *args[ROUTE_ARGS_MAX], const struct route **ret_route,
                     const char **ret_allow);

/* Whether a parameter name is among the row's. */
bool route_knows(const struct route *route, const char *parameter);

/* Whether the answer to a request of such parameters may be kept, and whether it is to be made on the slow
 * pool; of parameters that the row knows. */
bool route_keeps(const struct route *route, const struct request *request);
bool route_is_slow(const struct route *route, const struct request *request);

/* Which role the API asks of who calls this handler; ROLE_COUNT of one that it does not have. */
enum role route_role_of(handler *handle);

/* Which role a page at this path asks for; ROLE_COUNT where there is none, or the path has arguments. */
enum role route_role_at(const char *path);

/* Checks the table: patterns well-formed, no two rows alike. For start-up and tests. */
bool route_table_is_sound(void);

#endif
