/* /bai-viet/{slug}/lich-su: what was published when, and what became different. Each published state
 * against the one before it. How differences are found is text/difference.h's; here it is decided what
 * is compared and what of it is shown. All texts are rendered by today's rules, so that both sides of a
 * comparison are made alike. */
#include "article/article_states.h"
#include "core/query.h"
#include "handler/handler.h"
#include "page.h"
#include "store/revision.h"
#include "text/date.h"
#include "view/article.h"

#include <string.h>

/* Eleven states are rendered and ten compared for a page; words of context stand around each change. */
enum { PAGE_REVISIONS = 10, CONTEXT_WORDS = 12 };

/* A revision and all its words: title, lead, facts and body as one text. */
struct state {
    struct revision revision;
    const char *text;
};

/* A revision by its number, with its words. */
static enum err history_page_read_state(struct conn *conn, const struct request *request, int64_t id,
                                        int64_t version, struct state *state)
{
    enum err err = revision_by_version(conn, id, version, &state->revision);
    return err ? err : article_state_text(conn, &state->revision.article, page_lang(request), &state->text);
}

/* Exactly one of the four flags is true, which is what a template can ask for. */
static void fill_passages(struct view view, const struct difference *difference)
{
    struct view list = view_list(view, "passages");
    for (size_t i = 0; i < difference->count; i++) {
        const struct passage *passage = &difference->passages[i];
        struct view item = view_append(list);
        const struct passage *next = i + 1 < difference->count ? passage + 1 : NULL;
        view_text(item, "text", passage_shown(view.arena, passage, next));
        view_flag(item, "is_removed", passage->kind == PASSAGE_REMOVED);
        view_flag(item, "is_added", passage->kind == PASSAGE_ADDED);
        view_flag(item, "is_kept", passage->kind == PASSAGE_KEPT);
        view_flag(item, "is_left_out", passage->kind == PASSAGE_LEFT_OUT);
    }
}

/* Against the published state before it; NULL: there is none. A state without its texts says nothing. */
static enum err fill_difference(struct view view, const struct state *state, const struct state *former)
{
    struct difference difference = {0};
    bool is_comparable = former && !state->revision.redacted_ms && !former->revision.redacted_ms;
    enum err err = ERR_OK;
    if (is_comparable)
        err = text_difference(former->text, state->text, view.arena, &difference);
    if (!err && is_comparable)
        err = difference_shorten(&difference, CONTEXT_WORDS, view.arena);
    if (err)
        return err;
    bool is_changed = difference.removed + difference.added > 0;
    view_flag(view, "is_first", !former);
    view_flag(view, "is_comparable", is_comparable);
    view_flag(view, "is_changed", is_changed);
    view_integer(view, "removed", (int64_t)difference.removed);
    view_integer(view, "added", (int64_t)difference.added);
    /* Two states with the same words show no text at all, only what else changed. */
    difference.count = is_changed ? difference.count : 0;
    fill_passages(view, &difference);
    /* Compared with itself where there is nothing to compare with, so nothing is said to have changed. */
    view_state_others(view, &state->revision.article,
                      is_comparable ? &former->revision.article : &state->revision.article);
    return ERR_OK;
}

/* One entry of the history, with its note. */
static enum err fill_revision(struct view view, const struct request *request, const struct state *state,
                              const struct state *former)
{
    char text[DATE_TEXT_SIZE];
    const struct revision *revision = &state->revision;
    view_integer(view, "version", revision->version);
    view_text(view, "at_text", date_long(revision->at_ms, page_lang(request), text));
    view_text(view, "at", date_rfc3339_local(revision->at_ms, text));
    view_text(view, "note", revision->article.change_note);
    view_flag(view, "is_redacted", revision->redacted_ms != 0);
    view_text(view, "redaction_note", revision->redaction_note);
    return fill_difference(view, state, former);
}

/* One revision more than is shown is read: the last one's difference is to it, and it begins the next page.
 */
static enum err fill_revisions(struct conn *conn, const struct request *request, struct view view,
                               const struct article *article, int64_t before)
{
    struct state states[PAGE_REVISIONS + 1] = {0};
    int64_t *versions;
    size_t count;
    struct view list = view_list(view, "revisions");
    enum err err = revision_versions(conn, article->id, before, REVISION_PUBLISHED, PAGE_REVISIONS + 1,
                                     &versions, &count);
    /* Each is read once, though it is the later side of one comparison and the earlier of the next. */
    for (size_t i = 0; !err && i < count; i++)
        err = history_page_read_state(conn, request, article->id, versions[i], &states[i]);
    for (size_t i = 0; !err && i < count && i < PAGE_REVISIONS; i++)
        err = fill_revision(view_append(list), request, &states[i], i + 1 < count ? &states[i + 1] : NULL);
    if (err)
        return err;
    view_flag(view, "is_empty", count == 0);
    if (count > PAGE_REVISIONS)
        view_url(view, "next_url",
                 page_link(request, query_next(request, view.arena,
                                               arena_printf(view.arena, "%lld",
                                                            (long long)versions[PAGE_REVISIONS - 1]),
                                               0)));
    else
        view_null(view, "next_url");
    return ERR_OK;
}

enum err page_article_history(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    int64_t before = INT64_MAX;
    query_number(request, reply, "after", 1, INT64_MAX, &before);
    enum err err = query_check(reply);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = page_article_find(conn, request, reply, "/lich-su", &article);
    if (err || reply->location)
        return err;
    const char *title =
        arena_printf(reply->arena, "%s: %s", page_word(app, request, "history"), article.title);
    struct view view = page_begin(request, reply, "pages/history.html", title, NULL);
    view_url(view, "sheet_url", safe_url_trusted(app->interface.history_url));
    struct view object = view_object(view, "article");
    /* Search engines should find the article, not what it said before. */
    view_text(view, "robots", "noindex");
    view_text(object, "title", article.title);
    view_url(object, "url", safe_url_trusted(article_path(reply->arena, &article)));
    return fill_revisions(conn, request, view, &article, before);
}
