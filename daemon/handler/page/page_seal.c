/* /xac-thuc/{code}: which version a printed page is of, what became of it, and whether its words are those
 * that were published. Works without a script; nothing that is pasted is kept, nor who pasted it. */
#include "article/article_input.h"
#include "article/seal_state.h"
#include "core/input.h"
#include "handler/handler.h"
#include "page.h"
#include "text/date.h"
#include "view/article.h"
#include "view/fact.h"
#include "view/seal.h"

#include <string.h>

/* What was pasted, and what came of it. */
struct seal_form {
    const char *text;
    const char *fault; /* why it could not be compared; or NULL */
    const struct word_match *match;
};

static void seal_page_time(struct view view, const char *name, int64_t at_ms, enum lang lang)
{
    char text[DATE_TEXT_SIZE];
    struct view time = view_object(view, name);
    view_text(time, "text", date_long(at_ms, lang, text));
    view_text(time, "at", date_rfc3339_local(at_ms, text));
}

/* What is known of the version, and where it leads. */
static enum err seal_page_version(struct app *app, struct conn *conn, const struct request *request,
                                  struct view view, struct seal_found *found)
{
    enum lang lang = page_lang(request);
    struct arena *arena = view.arena;
    struct article *article = &found->revision.article;
    bool is_public = found->state == SEAL_IS_CURRENT || found->state == SEAL_IS_CHANGED;
    const char *fault;
    view_integer(view, "version", found->seal.version);
    view_flag(view, "is_broken", !found->seal.is_whole);
    seal_page_time(view, "published", article->published_ms, lang);
    seal_page_time(view, "saved", found->revision.at_ms, lang);
    if (!is_public) {
        view_null(view, "text");
        return ERR_OK;
    }
    enum err err = article_render(conn, NULL, NULL, article, lang, arena, &fault);
    if (err)
        return err;
    const char *own = article_path(arena, &found->present);
    struct view text = view_object(view, "text");
    view_text(text, "lang", article->lang);
    view_text(text, "title", article->title);
    view_text(text, "lead", article->lead);
    view_text(text, "author", article->author);
    view_text(text, "facts", article->fact_count ? view_facts_text(arena, article, lang) : NULL);
    view_html(text, "body_html", safe_html_stored(article->body_html));
    view_url(text, "url", page_absolute(app, arena, own));
    if (kind_has(article->kind, KIND_HAS_TOOLS))
        view_url(text, "history_url", safe_url_trusted(arena_printf(arena, "%s/lich-su", own)));
    else
        view_null(text, "history_url");
    view_url(
        text, "json_url",
        safe_url_trusted(arena_printf(arena, "/api/articles/%lld/verification?version=%lld",
                                      (long long)found->seal.article_id, (long long)found->seal.version)));
    return ERR_OK;
}

/* What came of the comparison; where they part. */
static void seal_page_match(const struct app *app, const struct request *request, struct view parent,
                            const struct seal_found *found, const struct word_match *match)
{
    enum lang lang = page_lang(request);
    if (!match) {
        view_null(parent, "match");
        return;
    }
    struct view view = view_object(parent, "match");
    view_flag(view, "is_same", match->is_same);
    /* Who has a few words must not get the others, one by one: nor learn how far a guess was right. */
    bool is_shown = !match->is_same && found->state != SEAL_IS_WITHDRAWN;
    view_flag(view, "is_shown", is_shown);
    view_text(view, "same", page_word(app, request, "seal_differs"));
    if (match->is_same || is_shown)
        view_text(view, "same",
                  page_count(app, view.arena, lang, match->is_same ? "seal_same" : "seal_until",
                             (int64_t)match->same));
    view_flag(view, "is_before", match->before > 0);
    view_text(view, "context", match->context);
    view_text(view, "given", *match->given ? match->given : NULL);
    view_text(view, "published", *match->published ? match->published : NULL);
}

static enum err seal_page_fill(struct app *app, struct conn *conn, const struct request *request,
                               struct reply *reply, struct seal_found *found, const struct seal_form *form)
{
    char shown[SEAL_CODE_SHOWN + 1];
    seal_code_show(found->seal.code, shown);
    struct view view =
        page_begin(request, reply, "pages/seal.html", page_word(app, request, "seal_title"), NULL);
    view_text(view, "robots", "noindex");
    view_url(view, "sheet_url", safe_url_trusted(app->interface.history_url));
    struct view seal = view_object(view, "seal");
    view_text(seal, "code", shown);
    view_url(seal, "action_url",
             safe_url_trusted(seal_path(reply->arena, found->seal.code, page_lang_name(request))));
    view_flag(seal, "is_current", found->state == SEAL_IS_CURRENT);
    view_flag(seal, "is_changed", found->state == SEAL_IS_CHANGED);
    view_flag(seal, "is_withdrawn", found->state == SEAL_IS_WITHDRAWN);
    view_flag(seal, "is_taken", found->state == SEAL_IS_TAKEN);
    view_text(seal, "pasted", form->text);
    view_text(seal, "fault", form->fault);
    seal_page_match(app, request, seal, found, form->match);
    if (found->state != SEAL_IS_TAKEN)
        return seal_page_version(app, conn, request, seal, found);
    view_null(seal, "text");
    return ERR_OK;
}

/* The version of the address; a code that was typed in another way leads to its own address. */
static enum err seal_page_find(struct conn *conn, const struct request *request, struct reply *reply,
                               struct seal_found *found)
{
    enum err err = seal_find(conn, reply, request->args[0], found);
    if (err)
        return err;
    const char *path = seal_path(reply->arena, found->seal.code, page_lang_name(request));
    reply->other_path =
        seal_path(reply->arena, found->seal.code, page_lang(request) == LANG_EN ? "vi" : "en");
    return strcmp(path, request->path) == 0 ? ERR_OK : page_moved(reply, path);
}

enum err page_seal_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct seal_found found;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = seal_page_find(conn, request, reply, &found);
    return err || reply->location
               ? err
               : seal_page_fill(app, conn, request, reply, &found, &(struct seal_form){.text = ""});
}

/* Reads the form; faults are said on the page, in its language. */
static enum err seal_form_read(const struct request *request, struct reply *reply, struct seal_form *form)
{
    auto_submission struct submission submission = {0};
    struct reply own = {.arena = reply->arena, .lang = page_lang(request)};
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, &own);
    input_text(&input, "chu", TEXT_BLOCK, SEAL_TEXT_MAX, &form->text);
    input_require(&input, "chu", form->text);
    form->fault = own.fault_count ? own.faults[0].detail : NULL;
    return ERR_OK;
}

enum err form_seal_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct seal_found found;
    struct seal_form form = {.text = NULL};
    struct word_match match;
    enum err err = seal_throttle(app, request, reply);
    if (!err)
        err = seal_form_read(request, reply, &form);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = seal_page_find(conn, request, reply, &found);
    if (err || reply->location)
        return err;
    if (!form.fault && found.state != SEAL_IS_TAKEN) {
        err = seal_compare(app, conn, &found, form.text, &match);
        form.match = err ? NULL : &match;
    }
    if (err == ERR_INPUT) {
        form.fault = message_text(reply->arena, page_lang(request), seal_input_fault(&found), NULL);
        err = ERR_OK;
    }
    reply->status = form.fault ? 422 : 0;
    return err ? err : seal_page_fill(app, conn, request, reply, &found, &form);
}
