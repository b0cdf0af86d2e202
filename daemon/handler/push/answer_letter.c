/* The letter that a question has an outcome, in both languages, for which one the asker reads nobody noted.
 * Must not say what was asked or answered. Sends none. */
#include "answer_letter.h"

#include "helper/mail.h"
#include "http/message.h"
#include "store/article.h"
#include "store/site.h"
#include "text/date.h"
#include "text/mail_letter.h"
#include "view/article.h"

#include <inttypes.h>

enum { ANSWER_TEXT_MAX = 8 * 1024 };

static const char *answer_word(const struct app *app, enum lang lang, const char *key)
{
    const char *text = json_string_value(json_object_get(app->interface.words[lang], key));
    return text ? text : "";
}

/* What became of it. */
static const char *answer_outcome(const struct app *app, struct arena *arena, enum lang lang,
                                  const struct petition_letter *to)
{
    const char *key = to->state == PETITION_REFUSED     ? "ask_letter_refused"
                      : to->state == PETITION_FORWARDED ? "ask_letter_forwarded"
                                                        : "ask_letter_answered";
    return message_fill(arena, answer_word(app, lang, key), MESSAGE_ARGS(to->unit));
}

/* The public answer's whole address; NULL: there is none that the public sees. */
static enum err answer_url(const struct app *app, struct conn *conn, int64_t article_id, const char **ret_url)
{
    struct article article;
    *ret_url = NULL;
    enum err err = article_id ? article_by_id(conn, article_id, &article) : ERR_NOT_FOUND;
    if (!err && article_is_public(&article))
        *ret_url = arena_printf(conn_arena(conn), "%s%s", app->portal->base_url,
                                article_path(conn_arena(conn), &article));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static void answer_text(const struct app *app, struct arena *arena, enum lang lang,
                        const struct petition_letter *to, const char *url, struct buf *text)
{
    char day[DATE_TEXT_SIZE];
    const char *intro = message_fill(arena, answer_word(app, lang, "ask_letter_intro"),
                                     MESSAGE_ARGS(arena_text(arena, date_day(to->received_ms, lang, day)),
                                                  answer_outcome(app, arena, lang, to)));
    buf_printf(text, "%s\n\n", intro);
    if (url)
        buf_printf(text, "%s\n%s\n\n", answer_word(app, lang, "ask_letter_read"), url);
    else
        buf_printf(text, "%s\n%s%s/hoi-dap/tra-cuu\n\n", answer_word(app, lang, "ask_letter_look"),
                   app->portal->base_url, lang == LANG_EN ? "/en" : "");
    buf_printf(text, "%s\n", answer_word(app, lang, "ask_letter_foot"));
}

enum err answer_letter(const struct app *app, struct conn *conn, const struct petition_letter *to,
                       const char **ret_letter)
{
    struct arena *arena = conn_arena(conn);
    auto_buf struct buf text = BUF(ANSWER_TEXT_MAX), out = BUF(MAIL_LETTER_MAX);
    const char *url = NULL;
    struct site site;
    enum err err = site_get(conn, &site);
    if (!err)
        err = answer_url(app, conn, to->answer_id, &url);
    if (err)
        return err;
    answer_text(app, arena, LANG_VI, to, url, &text);
    buf_text(&text, "\n--\n");
    answer_text(app, arena, LANG_EN, to, url, &text);
    const int64_t now_ms = conn_now_ms(conn);
    const struct mail_letter letter = {
        .from = app->mail_from,
        .from_name = site.name,
        .to = to->mail,
        .subject = answer_word(app, LANG_VI, "ask_letter_subject"),
        .text = buf_str(&text),
        /* The same at each attempt, so that one that came twice is known to be one. */
        .id = arena_printf(arena, "congd.question.%" PRId64 ".%" PRId64, to->petition_id, to->created_ms),
        .date_ms = now_ms};
    mail_letter_write(&letter, &out);
    *ret_letter = buf_failed(&text) || buf_failed(&out) ? NULL : arena_copy(arena, buf_str(&out), out.length);
    return *ret_letter ? ERR_OK : ERR_MEMORY;
}
