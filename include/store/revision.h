/* Revisions: every change of an article keeps its whole state as written; the number is the version it made.
 * Nothing overwrites one, except that its texts can be taken out for ever (personal data). Rows live in the
 * connection's arena. Errors: see store.h. */
#ifndef STORE_REVISION_H
#define STORE_REVISION_H

#include "store/article.h"

struct revision {
    int64_t version;
    int64_t at_ms;
    int64_t token_id;    /* who made it; 0 the console or the daemon itself */
    const char *actor;   /* their name then, or NULL */
    const char *action;  /* "create", "edit" … */
    int64_t redacted_ms; /* 0, or when its texts were taken out: title is "", lead and the like NULL */
    const char *redaction_note;
    int64_t erased_ms;      /* of a redacted one: since when no file holds its words; 0 not yet */
    struct article article; /* as it was: terms and media by their present names, those deleted since left
                               out; body as written, not rendered; no translations */
};

/* Errors: NOT_FOUND. */
enum err revision_by_version(struct conn *conn, int64_t article_id, int64_t version,
                             struct revision *ret_revision);

enum revision_kind { REVISION_ANY, REVISION_PUBLISHED };

/* The version numbers below `before` (INT64_MAX: all), newest first, at most `limit`. */
enum err revision_versions(struct conn *conn, int64_t article_id, int64_t before, enum revision_kind kind,
                           int limit, int64_t **ret_versions, size_t *ret_count);

#endif
