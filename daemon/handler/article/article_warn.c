/* Rules of good style, not of form; only a trial is warned of style, since whoever saves has decided, and of
 * what is there already everybody is. What has nothing to read is refused to the public. */
#include "article_warn.h"

#include "core/write.h"
#include "store/twice.h"
#include "text/letter.h"
#include "view/article.h"

#include <string.h>

/* Characters; longer ones are cut in lists, feeds and search engines. */
enum { TITLE_COMFORTABLE = 150 };

static void warn_of_title(struct reply *reply, const char *title)
{
    /* Counts characters of UTF-8, by the bytes that begin one. */
    size_t length = 0;
    for (const char *p = title; *p; p++)
        length += ((unsigned char)*p & 0xC0) != 0x80;
    if (length > TITLE_COMFORTABLE)
        reply_warn(reply, "/title", WARNING_LONG_TITLE,
                   MESSAGE_ARGS(arena_printf(reply->arena, "%d", TITLE_COMFORTABLE)));
    if (text_is_shouting(title))
        reply_warn(reply, "/title", WARNING_CAPITALS, NULL);
}

/* An original that is rewritten leaves its translations behind. */
static void warn_of_translations(struct reply *reply, const struct article *present)
{
    /* Only the original makes others old; a translation that is edited catches up. */
    for (size_t i = 0; present->original_id == present->id && i < present->translation_count; i++) {
        const char *id = arena_printf(reply->arena, "%lld", (long long)present->translations[i].article_id);
        reply_warn(reply, "/body", WARNING_TRANSLATION_OLD, MESSAGE_ARGS(id));
    }
}

void article_warn(const struct request *request, struct reply *reply, const struct article *next,
                  const struct article *present)
{
    if (!write_is_trial(request))
        return;
    warn_of_title(reply, next->title);
    if (!next->category && kind_has(next->kind, KIND_IS_NEWS))
        reply_warn(reply, "/category", WARNING_NO_CATEGORY, NULL);
    if (!next->lead && kind_has(next->kind, KIND_IS_NEWS))
        reply_warn(reply, "/lead", WARNING_NO_LEAD, NULL);
    if (!*next->body_text)
        reply_warn(reply, "/body", WARNING_NO_BODY, NULL);
    /* By the plain text, so that another markup for the same words does not count. */
    bool is_rewritten = present && strcmp(present->body_text, next->body_text) != 0;
    if (is_rewritten)
        warn_of_translations(reply, present);
    /* The public history shows what changed, and a reader wants to be told why. */
    if (is_rewritten && present->status == STATUS_PUBLISHED && !next->change_note)
        reply_warn(reply, "/change_note", WARNING_NO_NOTE, NULL);
}

enum err article_warn_twice(struct conn *conn, struct reply *reply, const struct article *next)
{
    struct article other;
    if (next->status != STATUS_PUBLISHED)
        return ERR_OK;
    enum err err = twice_same(conn, next, &other);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    reply_warn(reply, "/title", WARNING_DUPLICATE, MESSAGE_ARGS(article_path(reply->arena, &other)));
    return ERR_OK;
}

enum err article_require_body(struct reply *reply, const struct article *article)
{
    const char *body = article->body ? article->body : "";
    bool is_public = article->status == STATUS_PUBLISHED || article->status == STATUS_SCHEDULED;
    bool was_sent = body[strspn(body, " \t\n")] != '\0';
    /* The HTML, because a picture without words is something too. */
    if (!is_public || !article->body_html || *article->body_html || !was_sent)
        return ERR_OK;
    return reply_fault(reply, "/body", MESSAGE_BODY_EMPTY, NULL);
}
