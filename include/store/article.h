/* Articles: what the portal is about. A handler computes the whole next state of an article and
 * saves it; the store gives it the next version, keeps the revision, the slug's history, the change
 * feed's sequence number and the audit line, all in the connection's transaction.
 *
 * Texts are NUL-terminated, valid, normalised UTF-8 (the caller's duty); NULL means absent. Times
 * are milliseconds since 1970 UTC, 0 means none. Rows live in the connection's arena.
 * Errors: see store.h, and with each function. */
#ifndef STORE_ARTICLE_H
#define STORE_ARTICLE_H

#include "store/kind.h"
#include "store/media.h"
#include "store/store.h"

#include <stddef.h>

enum article_status {
    STATUS_DRAFT,
    STATUS_REVIEW,
    STATUS_SCHEDULED,
    STATUS_PUBLISHED,
    STATUS_WITHDRAWN,
    STATUS_TRASHED,
    STATUS_COUNT
};

/* Who may see an article, whatever its status: everybody once it is published, or only those with a token. */
enum article_audience { AUDIENCE_PUBLIC, AUDIENCE_STAFF, AUDIENCE_COUNT };

/* "draft" … "trashed"; "public", "staff". Static text; the inverse gives the COUNT for an unknown name. */
const char *article_status_name(enum article_status status);
enum article_status article_status_from_name(const char *name);
const char *article_audience_name(enum article_audience audience);
enum article_audience article_audience_from_name(const char *name);

/* Greatest lengths, in bytes of UTF-8, which the schema checks too. */
enum {
    ARTICLE_TITLE_MAX = 1000,
    ARTICLE_SLUG_MAX = 80,
    ARTICLE_LEAD_MAX = 8000,
    ARTICLE_BODY_MAX = 1024 * 1024,
    ARTICLE_BODY_HTML_MAX = 4 * 1024 * 1024,
    ARTICLE_AUTHOR_MAX = 400,
    ARTICLE_SOURCE_MAX = 400,
    ARTICLE_URL_MAX = 2000,
    ARTICLE_NOTE_MAX = 2000,
    ARTICLE_EXTERNAL_ID_MAX = 200,
    ARTICLE_TAGS_MAX = 30,
    ARTICLE_ATTACHMENTS_MAX = 30,
};

/* A category or tag as an article shows it. */
struct term {
    int64_t id;
    const char *slug;
    const char *name;
};

/* The picture of an article: the medium and the words this article puts beside it. */
struct picture {
    struct media media;
    const char *alt;     /* "" when decorative */
    const char *caption; /* or NULL */
    const char *credit;  /* or NULL */
    bool decorative;
};

struct attachment {
    struct media media;
    const char *title;
};

struct translation {
    int64_t article_id;
    const char *lang;
    const char *slug;
    enum article_kind kind;
    bool is_public;
    int64_t updated_ms; /* last edit of its content */
};

struct article {
    int64_t id;
    int64_t version; /* 1 at creation; raised by every change that shows */
    const char *slug;
    const char *lang; /* "vi" or "en" */
    enum article_kind kind;
    enum article_status status;
    enum article_audience audience;
    bool once_public;               /* the public has seen it, now or before */
    const struct fact_value *facts; /* in the order of fact.def */
    size_t fact_count;
    const char *title;
    const char *lead;            /* or NULL */
    const char *body_format;     /* "markdown", "html" or "text" */
    const char *body;            /* as written; NULL in rows read without bodies */
    const char *body_html;       /* cleaned; likewise, but for with_excerpts */
    const char *body_text;       /* plain */
    const struct term *category; /* or NULL */
    const struct term *tags;
    size_t tag_count;
    const struct picture *image; /* or NULL */
    const struct attachment *attachments;
    size_t attachment_count;
    const struct translation *translations; /* the others of its group */
    size_t translation_count;
    int64_t original_id; /* the first article of its group, perhaps itself; 0 when it has no translations */
    const char *author;  /* byline, or NULL */
    const char *source_name;      /* or NULL */
    const char *source_url;       /* or NULL */
    const char *external_id;      /* or NULL */
    const char *change_note;      /* of the present version, or NULL */
    const char *withdrawn_reason; /* or NULL */
    bool pinned;
    int64_t pinned_until_ms; /* 0: until somebody takes the pin off */
    int64_t created_ms;
    int64_t published_ms; /* first publication */
    int64_t due_ms;       /* of a scheduled one: when it will be published */
    int64_t updated_ms;   /* last edit of the content */
    int64_t expires_ms;
    int64_t deleted_ms;
    int64_t created_by; /* token id, 0 console */
};

/* What happened, for the audit and the revision. */
enum article_action {
    ACTION_CREATE,
    ACTION_EDIT,
    ACTION_PUBLISH,
    ACTION_SCHEDULE,
    ACTION_WITHDRAW,
    ACTION_TRASH,
    ACTION_RESTORE,
    ACTION_REVERT,
    ACTION_EXPIRE,
    ACTION_IMPORT,    /* an edit that an import made */
    ACTION_SEND_BACK, /* from review to a draft; its writer stays who wrote it */
    ACTION_COUNT
};

/* A page of a list. Order: published first, newest first by (published_ms, id); rows never published
 * count as created_ms. With `pinned_first`, nothing else changes (pinned rows are asked for apart). */
struct article_query {
    int limit;  /* 1 to 100 */
    int skip;   /* rows to be left out, counted one by one; see store/list_page.h */
    bool after; /* rows after (after_ms, after_id), a cursor */
    int64_t after_ms;
    int64_t after_id;
    unsigned statuses;   /* bit set of 1u << STATUS_…; 0 means published only */
    unsigned audiences;  /* bit set of 1u << AUDIENCE_…; 0 means public only */
    const char *lang;    /* or NULL for all */
    int64_t category_id; /* 0 any; a category includes its children */
    int64_t tag_id;      /* 0 any */
    int64_t from_ms;     /* published at or after; 0 none */
    int64_t to_ms;       /* published before; 0 none */
    unsigned kinds;      /* bit set of 1u << KIND_…; 0 means any */
    const struct fact_value
        *facts; /* values that it must have, all of one kind, each of a fact with FACT_IS_FILTERED */
    size_t fact_count;
    bool of_creator; /* made by created_by alone; not with facts */
    int64_t created_by;
    bool pinned_only; /* not with facts */
    bool oldest_first;
    bool with_body;
    bool with_excerpts; /* rows without a lead have body_html */
};

struct article_list {
    struct article *items;
    size_t count;
    bool more;       /* there are rows behind the last */
    int64_t next_ms; /* cursor of the last row, valid when count > 0 */
    int64_t next_id;
};

/* When what readers see of an article was last changed: its last edit, unless that came before the
 * publication or is how it came into the portal (an old article may have been brought in today); its
 * publication else. */
int64_t article_changed_ms(int64_t created_ms, int64_t published_ms, int64_t updated_ms);
/* Whether everybody may see it: published, and for the public. */
bool article_is_public(const struct article *article);

/* Whether the content of the article's original was edited after its own; false when it is no translation. */
bool article_is_stale(const struct article *article);

/* Whether a translation of this article, which is its original, is older than the article's content. */
bool translation_is_stale(const struct article *original, const struct translation *translation);

/* By id, in whatever status, bodies included. Errors: NOT_FOUND (never existed or permanently gone). */
enum err article_by_id(struct conn *conn, int64_t id, struct article *ret_article);

/* By present slug, in whatever status. When only the slug's history knows it, the present article is
 * returned all the same: compare article.slug. Errors: NOT_FOUND. */
enum err article_by_slug(struct conn *conn, const char *slug, struct article *ret_article);

/* By the editor's own key. Errors: NOT_FOUND. */
enum err article_by_external_id(struct conn *conn, const char *external_id, struct article *ret_article);

/* One page by keyset on an index; an empty list is no error. */
enum err article_list(struct conn *conn, const struct article_query *query, struct article_list *ret_list);

/* How many rows the query has altogether (its cursor and limit are ignored). */
enum err article_count(struct conn *conn, const struct article_query *query, int64_t *ret_count);

/* Whether any article has, or ever had, this slug; *ret_id is that article, 0 if none, SLUG_IS_ERASED when it
 * was taken back and is nobody's for ever. */
enum { SLUG_IS_ERASED = -1 };
enum err article_slug_owner(struct conn *conn, const char *slug, int64_t *ret_id);

/* Saves a new article: id, version 1, times. Of category, tags, image and attachments only the ids
 * (and the picture's words, the attachment's title) matter; body, body_html, body_text must be there.
 * `translation_of` is an article of another language whose group it joins, or 0.
 * With status PUBLISHED and published_ms 0 the instant is now.
 * Errors: CONFLICT (slug or external_id is or was another's). */
enum err article_insert(struct conn *conn, const struct article *article, int64_t translation_of,
                        int64_t *ret_id);

/* Saves the whole next state of an article that was read in this transaction; its id says which. The
 * version becomes the present one plus one, a revision is kept, an old slug goes into the history,
 * the sequence number moves when the public sees a difference (a tombstone when it leaves the
 * public). created_ms, created_by stay; published_ms is kept once set. translation_of as above.
 * Errors: NOT_FOUND, CONFLICT (slug, external_id). */
enum err article_update(struct conn *conn, const struct article *article, enum article_action action,
                        int64_t translation_of, int64_t *ret_version);

/* Removes a trashed article for ever with its revisions; the tombstone stays. Errors: NOT_FOUND,
 * TRANSITION (not in the trash). */
enum err article_purge(struct conn *conn, int64_t id);

/* Gives an article the HTML that was made anew of the body it has, because a picture in it has more forms
 * now; nothing is done when it has been changed since. Only the version of what is public rises. */
enum err article_refresh(struct conn *conn, const struct article *article);

/* Raises version and sequence, without a revision, of every article that shows the category, tag or
 * medium (which changed in this transaction). Called by the store's own category, tag, media modules. */
enum err article_touch_category(struct conn *conn, int64_t category_id);
enum err article_touch_tag(struct conn *conn, int64_t tag_id);
enum err article_touch_media(struct conn *conn, int64_t media_id);

/* Since when it reads as it does: when its title, lead, body, facts or attachments last became others; 0
 * without a revision. What only moved it (tags, category, pins, a new picture) is none. */
enum err article_edited(struct conn *conn, int64_t id, int64_t *ret_ms);

/* Who wrote the present content: the token of the last change that was an edit, 0 the console. */
enum err article_writer(struct conn *conn, int64_t id, int64_t *ret_token_id);

#endif
