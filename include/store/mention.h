/* Where the portal names a person: in articles, former versions, words of media, readers' reports, comments
 * of reviewers, tags, links of boxes, the home page and its past, notes of the audit, emergency lines,
 * working copies, forms that came too late, former states of small things, what citizens sent, and in files
 * of text, PDFs and Word files by the words that were taken of them. Errors: see store.h. */
#ifndef STORE_MENTION_H
#define STORE_MENTION_H

#include "store/store.h"
#include "text/mention.h"

#include <stddef.h>

enum mention_kind {
    MENTION_ARTICLE,
    MENTION_REVISION,
    MENTION_MEDIA,
    MENTION_FILE, /* the text of an attachment */
    MENTION_REPORT,
    MENTION_COMMENT, /* of those who review an article */
    MENTION_TAG,
    MENTION_BOX,
    MENTION_NOTE,          /* of the audit; id is the line's number */
    MENTION_ALERT,         /* an emergency line, of now or before; id is its version */
    MENTION_SITE,          /* what the portal says of itself now */
    MENTION_SITE_REVISION, /* or said before; id is 1 */
    MENTION_HOME,          /* the home page as it is; id is its version */
    MENTION_HOME_REVISION, /* as it was */
    MENTION_WORKING_COPY,  /* what somebody writes and has not saved */
    MENTION_KEPT_FORM,     /* what somebody sent when the session was over */
    MENTION_THING_STATE,   /* what a category, tag, box or abbreviation was; id is its number */
    MENTION_PETITION,      /* what a citizen sent, and who it was (store/petition.h) */
    MENTION_KINDS
};

struct mention_place {
    enum mention_kind kind;
    int64_t id;
    int64_t version;   /* of an article or revision; else 0 */
    const char *field; /* the first that names it; static text */
};

/* "article", "revision" … Static text. */
const char *mention_kind_name(enum mention_kind kind);

/* All places, at most `limit`, in `arena`; when there are more, TOO_LARGE. Reads everything, a hundred rows a
 * lease, and so takes seconds where there is much: for threads that may wait. */
enum err mention_places(struct store *store, struct arena *arena, const struct mention *mention, size_t limit,
                        struct mention_place **ret_places, size_t *ret_count);

/* What of these a store does by itself, in the writer's transaction: a medium's words are masked, its name
 * and the note of an audit's line go, a tag is taken off and erased, old addresses of an article that name
 * it, with marks or without, are taken back, queries in vain go. */
enum err mention_mask_medium(struct conn *conn, const struct mention *mention, int64_t id);
enum err mention_drop_note(struct conn *conn, int64_t number);
enum err mention_drop_tag(struct conn *conn, int64_t id);
enum err mention_mask_alert(struct conn *conn, const struct mention *mention, int64_t version);
/* The texts of a former state of the site go; that it was there stays. */
enum err mention_drop_site_revision(struct conn *conn, int64_t version);

/* A working copy, whoever's it is: its title and fields, and other words in their place (fields NULL: it
 * goes). Errors: NOT_FOUND. */
enum err mention_read_copy(struct conn *conn, int64_t id, const char **ret_title, const char **ret_fields);
enum err mention_reword_copy(struct conn *conn, int64_t id, const char *title, const char *fields);

/* Notes that this was done to a place, so that a restore does it again to a copy of before. */
enum err mention_note(struct conn *conn, const struct mention_place *place);
enum err mention_drop_addresses(struct conn *conn, const struct mention *mention, int64_t article_id);
enum err mention_drop_misses(struct conn *conn, const char *find);

/* Notes the external id that an article of these had: no import brings it again. */
enum err mention_drop_external(struct conn *conn, const char *external_id);

/* The one line of the record: how many articles it changed, and why. */
enum err mention_record(struct conn *conn, int64_t articles, const char *note);

#endif
