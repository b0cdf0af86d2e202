/* Taken back means gone: an article with all that it ever said, or the texts of a former version. What of it
 * stays is a row without words (which article, which version, when), hashes of its addresses, and the audit's
 * line.
 *
 * The rows go with the transaction; erasing them from the index's pieces and from the write-ahead log is the
 * work of redaction_erase(), and done a little later: until then a redaction is "erasing". Errors: see
 * store.h. */
#ifndef STORE_REDACTION_H
#define STORE_REDACTION_H

#include "store/article.h"

#include <stdatomic.h>

struct redaction {
    int64_t id;
    int64_t article_id;
    int64_t version; /* 0: the whole article */
    int64_t at_ms;
    int64_t erased_ms; /* 0: not yet */
};

/* A medium of what was taken back that something else shows, and so stays. */
struct kept_medium {
    struct media media;
    int64_t *article_ids; /* none: a box shows it */
    size_t article_count;
};

/* What a redaction did beside taking the texts. */
struct redacted {
    int64_t id;           /* of the redaction */
    const char *new_slug; /* the article's present slug held the words and was exchanged for this; or NULL */
    struct kept_medium *kept;
    size_t kept_count;
    size_t removed_count; /* media that went with it */
    size_t copy_count;    /* working copies that may say its words, whoever writes them, and went too */
};

/* Takes an article back for ever, whatever its status: its row, all versions, tags that no other article has,
 * media that nothing else shows, links of boxes and of the menu that lead to it, kept answers, notes of the
 * audit, queries in vain with its words. Its addresses answer 410 and are nobody's again. `note` is why, for
 * the audit. Errors: NOT_FOUND. */
enum err article_erase(struct conn *conn, int64_t id, const char *note, struct redacted *ret_redacted);

/* Takes the texts out of a former version, for ever: all that the version said, its tags, picture and
 * attachments, its slug (when the article has another now, or its title came from the words that went), what
 * the notes of its change say. Who, when and why stay. `note` is why, and is shown. Errors: NOT_FOUND,
 * CONFLICT (it is the article's present state). */
enum err revision_redact(struct conn *conn, int64_t article_id, int64_t version, const char *note,
                         struct redacted *ret_redacted);

/* Newest first, those below `before` (0: all); `limit` 1 to 1000. */
enum err redaction_list(struct conn *conn, int64_t before, int limit, struct redaction **ret_items,
                        size_t *ret_count);

/* Errors: NOT_FOUND. */
enum err redaction_by_id(struct conn *conn, int64_t id, struct redaction *ret_redaction);

/* A person's request (POST /api/erasures), as its record keeps it: no word of it. */
struct person_erasure {
    int64_t id, at_ms;
    int64_t erased_ms; /* 0: not yet */
};

/* Notes one, in the transaction that takes its words. */
enum err person_erasure_add(struct conn *conn, int64_t *ret_id);

/* Errors: NOT_FOUND. */
enum err person_erasure_by_id(struct conn *conn, int64_t id, struct person_erasure *ret_erasure);

/* Newest first, those below `before` (0: all); `limit` 1 to 1000. */
enum err person_erasure_list(struct conn *conn, int64_t before, int limit, struct person_erasure **ret_items,
                             size_t *ret_count);

/* All that was ever taken back, by id. */
struct taken_back {
    struct redaction *redactions;
    struct person_erasure *erasures;
    size_t redaction_count, erasure_count;
};

/* As it is on the disk, in the arena. */
enum err taken_back_read(struct store *store, struct arena *arena, struct taken_back *ret_taken);

/* Whether something is still to be erased. Thread: any. */
bool redaction_is_pending(const struct store *store);

/* Erases what was taken back until now: many short transactions, each under 50 ms of the writer. Ends early,
 * without an error, when `*stopping` is set (NULL: never) or after `patience_ms` of the monotonic clock.
 * Thread: one at a time. */
enum err redaction_erase(struct store *store, const atomic_bool *stopping, int64_t patience_ms);

#endif
