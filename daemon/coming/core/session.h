/* One coming: its options, its counts, its report, and what it sends. Of this floor alone. */
#ifndef COMING_SESSION_H
#define COMING_SESSION_H

#include "base/arena.h"
#include "coming/coming.h"
#include "map.h"

#include <jansson.h>

enum { COMING_BATCH_MAX = 200, COMING_ARENA = 512 * 1024 * 1024 };

/* An article on its way. */
struct coming_line {
    json_t *line;      /* owned */
    const char *label; /* how the report calls it */
    const char *other; /* the slug to be tried when the first is another's */
    bool is_second;    /* it is tried for the second time */
};

struct coming {
    struct coming_portal portal;
    struct coming_options options;
    struct coming_counts counts;
    struct arena *arena; /* until the end */
    struct arena *batch; /* until the batch is sent */
    struct buf *fault;
    struct coming_line lines[COMING_BATCH_MAX];
    size_t line_count, line_bytes;
    struct coming_map ids;   /* of articles, by their external_id */
    struct coming_map media; /* of paths: their places in `media_known` */
    struct coming_medium *media_known;
    size_t media_count, media_room;
    struct coming_map notes; /* media of former runs by the hash of the address they were fetched from */
    struct coming_map file_addresses; /* of files of the former portal, which lead here now */
    struct coming_map hosts;          /* from which pictures were fetched */
    bool has_notes;
    bool is_denied;          /* the file that was looked for last is there, and may not be read */
    const char *site;        /* "https://cu.gov.vn", where the former portal lies; NULL unknown */
    struct coming_map sites; /* hosts whose addresses are the former portal's own */
    /* The path of the whole picture that a path of a smaller one stands for; NULL: nobody knows better. */
    const char *(*whole)(void *context, const char *path);
    void *whole_context;
    const char *beside;  /* folder of the page that addresses are relative to; NULL: of none */
    int64_t done, total; /* articles, for the progress */
    int64_t shown_s;
};

/* In the report's language. */
#define COMING_SAID(coming, vi, en) ((coming)->options.lang == LANG_VI ? (vi) : (en))

/* Errors: MEMORY. */
enum err coming_begin(struct coming *coming, const struct coming_portal *portal,
                      const struct coming_options *options, struct buf *fault);
void coming_end(struct coming *coming);
#define auto_coming CLEANUP(coming_end)

/* One line of the report: what it is about, and what happened to it. */
void coming_tell(struct coming *coming, const char *label, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Tells of words that have no place in this portal; "" are none. */
void coming_tell_unused(struct coming *coming, const char *label, const char *text);

/* At most `most` bytes of `text`, in `arena`; what is cut off is told with its first words. */
const char *coming_fit(struct coming *coming, struct arena *arena, const char *label, const char *text,
                       size_t most);

/* How far it has come, now and then. */
void coming_progress(struct coming *coming, const char *what, int64_t done, int64_t total);

/* A request with a body of JSON (NULL: none); *ret_answer is owned by the caller, NULL when it is no JSON.
 * With a trial, writes say so. Errors: the portal's. */
enum err coming_ask(struct coming *coming, const char *method, const char *path, const json_t *body,
                    int *ret_status, json_t **ret_answer);

/* What a problem document says, in one line, in the arena of the batch. */
const char *coming_problem(struct coming *coming, const json_t *problem);

/* Puts an article into the batch, which is sent when it is full; takes `line`. Its label is copied, as is the
 * other slug. Errors: the portal's, MEMORY. */
enum err coming_article(struct coming *coming, json_t *line, const char *label, const char *other_slug);

/* The article of that external_id, which came in this run; 0: none did. */
int64_t coming_article_id(const struct coming *coming, const char *external_id);

/* Sends what is in the batch. */
enum err coming_flush(struct coming *coming);

#endif
