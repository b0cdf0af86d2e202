/* What an editor may say of an article, laid over its present (or blank) state. */
#ifndef HANDLER_ARTICLE_INPUT_H
#define HANDLER_ARTICLE_INPUT_H

#include "body_ahead.h"
#include "file_input.h"
#include "http/reply.h"
#include "http/submission.h"
#include "media/picture_import.h"
#include "store/article.h"

/* An article as it is to be saved, with what the store is told beside it. */
struct article_draft {
    struct article article;
    int64_t translation_of;              /* 0 none */
    bool is_import;                      /* more statuses may be given */
    bool is_new;                         /* by POST: likewise, by who may publish */
    bool overwrites;                     /* with that: also what editors changed since */
    bool says_texts;                     /* title, lead or body were sent */
    bool force;                          /* whoever wrote it publishes it knowingly */
    const char *check_reason;            /* why personal data in it may be public, or NULL */
    const struct article_files *files;   /* that come with it, or NULL */
    const struct picture_import *import; /* what was fetched for its body, or NULL */
    const struct body_ahead *ahead;      /* its body, rendered before the transaction, or NULL */
    const char
        *known_body; /* pictures without a description that stand in it are let pass in a draft; NULL */
};

/* Names of the members that an article may be sent with, ended by NULL; static. */
const char *const *article_members(void);

/* A blank draft: Vietnamese, kind article, draft, no texts. */
struct article_draft article_draft_blank(void);

/* What a PUT of the article begins with: a blank draft but for what an article keeps for life. */
struct article_draft article_draft_anew(const struct article *present);

/* Before the transaction: renders the body that the submission will give the article, `present_id` being that
 * of one which is changed (PATCH), 0 for a new one or one made anew. *ret_ahead is none when there is nothing
 * to render, or something is wrong; the transaction then says what. */
void article_draft_ahead(struct store *store, const struct submission *submission, int64_t present_id,
                         const struct picture_import *import, struct arena *arena,
                         struct body_ahead *ret_ahead);

/* Lays the submission over the draft: every member and file part checked, terms and media found or
 * made in the transaction, the body rendered, a slug derived for a new article that has none.
 * Errors: INPUT (all faults noted), MEMORY, and the store's. */
enum err article_draft_apply(struct conn *conn, const struct submission *submission, struct reply *reply,
                             struct article_draft *draft);

/* Renders the body as written into body_html and body_text, which live in `arena` as all that is made on the
 * way; its pictures are found on the connection, what is wrong with them is noted at `input`, or nowhere.
 * `draft` says what was fetched for it, and what may be missing; or NULL.
 * Errors: MEMORY and the store's; others say in *ret_fault what makes the body too complex. */
enum err article_render(struct conn *conn, const struct input *input, const struct article_draft *draft,
                        struct article *article, enum lang lang, struct arena *arena, const char **ret_fault);

#endif
