/* What became of a sealed version. Of a version that is not public any more nothing is shown: what somebody
 * has can be compared with it, and where they part only what that one has is told. */
#include "seal_state.h"

#include "article_states.h"
#include "text/date.h"

#include <assert.h>
#include <string.h>

/* A household may ask so many at once, then one in some seconds; beside the limit of all that is sent. */
enum { COMPARED_AT_ONCE = 10 };

const char *seal_state_name(enum seal_state state)
{
    static const char *const names[] = {"current", "changed", "withdrawn", "taken_back"};
    assert(state < SEAL_STATE_COUNT);
    return names[state];
}

/* The article and its version as they are now. */
static enum err seal_look(struct conn *conn, struct seal_found *found)
{
    int64_t edited_ms = 0;
    enum err err = article_by_id(conn, found->seal.article_id, &found->present);
    if (!err)
        err = revision_by_version(conn, found->seal.article_id, found->seal.version, &found->revision);
    if (!err)
        err = article_edited(conn, found->seal.article_id, &edited_ms);
    if (err)
        return err;
    if (!article_is_public(&found->present))
        found->state = SEAL_IS_WITHDRAWN;
    else
        found->state = found->revision.at_ms >= edited_ms ? SEAL_IS_CURRENT : SEAL_IS_CHANGED;
    return ERR_OK;
}

enum err seal_look_up(struct conn *conn, const char *text, struct seal_found *ret_found)
{
    char code[SEAL_CODE_LENGTH + 1];
    struct seal_found found = {.state = SEAL_IS_TAKEN};
    enum err err = seal_code_read(text, code) ? ERR_NOT_FOUND : seal_by_code(conn, code, &found.seal);
    if (!err && !found.seal.is_taken)
        err = seal_look(conn, &found);
    if (!err)
        *ret_found = found;
    return err;
}

enum err seal_find(struct conn *conn, struct reply *reply, const char *text, struct seal_found *ret_found)
{
    enum err err = seal_look_up(conn, text, ret_found);
    return err == ERR_NOT_FOUND ? reply_problem(reply, err, MESSAGE_SEAL_UNKNOWN, NULL) : err;
}

enum err seal_throttle(struct app *app, const struct request *request, struct reply *reply)
{
    int wait_s = throttle_take_part(app->throttle, THROTTLE_WRITE, request->client,
                                    clock_monotonic_ms(app->clock), COMPARED_AT_ONCE);
    if (!wait_s)
        return ERR_OK;
    reply->retry_after_s = wait_s;
    return reply_problem(reply, ERR_TOO_MANY, MESSAGE_TOO_MANY_REQUESTS,
                         MESSAGE_ARGS(arena_printf(reply->arena, "%d", wait_s)));
}

/* In the language of the article. */
static const char *seal_word(const struct app *app, enum lang lang, const char *key)
{
    const char *word = json_string_value(json_object_get(app->interface.words[lang], key));
    return word ? word : "";
}

/* The words as a printed page has them: beside those that were written the times, and what stands at picture
 * and foot; an edited version bears both times. `rest` are facts and body. */
static const char *seal_printed(const struct app *app, struct arena *arena, const struct article *article,
                                const char *rest, int64_t edited_ms)
{
    static const struct picture none;
    char published[DATE_TEXT_SIZE], edited[DATE_TEXT_SIZE];
    enum lang lang = strcmp(article->lang, "en") == 0 ? LANG_EN : LANG_VI;
    const struct picture *image = article->image ? article->image : &none;
    auto_buf struct buf out = BUF(ARTICLE_BODY_HTML_MAX);
    buf_printf(&out, "%s\n%s", article->title, date_long(article->published_ms, lang, published));
    if (edited_ms)
        buf_printf(&out, " %s %s", seal_word(app, lang, "updated"), date_long(edited_ms, lang, edited));
    buf_printf(&out, "\n%s\n", article->lead ? article->lead : "");
    if (image->caption)
        buf_printf(&out, "%s ", image->caption);
    if (image->credit)
        buf_printf(&out, "%s: %s", seal_word(app, lang, "photo"), image->credit);
    buf_printf(&out, "\n%s\n%s", rest, article->author ? article->author : "");
    if (buf_failed(&out))
        arena_fail(arena);
    return arena_text(arena, buf_str(&out));
}

enum err seal_compare(const struct app *app, struct conn *conn, struct seal_found *found, const char *given,
                      struct word_match *ret_match)
{
    assert(found->state != SEAL_IS_TAKEN);
    struct article *article = &found->revision.article;
    enum lang lang = strcmp(article->lang, "en") == 0 ? LANG_EN : LANG_VI;
    const char *texts[3] = {NULL};
    enum err err = article_state_text(conn, article, lang, &texts[0]);
    if (err)
        return err;
    const char *rest =
        texts[0] + strlen(article->title) + 1 + (article->lead ? strlen(article->lead) : 0) + 1;
    texts[1] = seal_printed(app, conn_arena(conn), article, rest, 0);
    texts[2] = seal_printed(app, conn_arena(conn), article, rest, found->revision.at_ms);
    if (arena_failed(conn_arena(conn)))
        return ERR_MEMORY;
    /* The one that it has the most of. */
    for (size_t i = 0; !err && i < sizeof texts / sizeof *texts; i++) {
        struct word_match match;
        err = words_match(given, texts[i], conn_arena(conn), &match);
        if (!err && (!i || match.is_same || match.same > ret_match->same))
            *ret_match = match;
        if (!err && match.is_same)
            break;
    }
    /* Who may ask about a word or two gets a text that was withdrawn by guessing. */
    bool is_guess = !err && found->state == SEAL_IS_WITHDRAWN && ret_match->words < SEAL_WITHDRAWN_WORDS;
    return is_guess ? ERR_INPUT : err;
}

enum message seal_input_fault(const struct seal_found *found)
{
    return found->state == SEAL_IS_WITHDRAWN ? MESSAGE_SEAL_FEW_WORDS : MESSAGE_SEAL_NO_WORDS;
}
