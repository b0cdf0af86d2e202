/* /van-ban/so/{number}: leads to the document of that number, however it is typed, or lists those that bear
 * it. */
#include "handler/handler.h"
#include "page.h"
#include "store/document.h"
#include "view/article.h"
#include "view/fact.h"

enum { SAME_NUMBER_MOST = 50 };

/* Several issuers, or several years: one row each, with what tells them apart. */
static enum err number_page_list(struct app *app, const struct request *request, struct reply *reply,
                                 const struct article *items, size_t count)
{
    enum lang lang = page_lang(request);
    const char *title = arena_printf(reply->arena, "%s %s", page_word(app, request, "register_number"),
                                     view_fact_words(reply->arena, items, FACT_DOCUMENT_NUMBER, lang));
    struct view view = page_begin(request, reply, "pages/document-number.html", title, NULL);
    view_text(view, "name", title);
    view_text(view, "robots", "noindex, follow");
    view_text(view, "kind_name", kind_of(KIND_DOCUMENT)->titles[lang]);
    view_url(view, "kind_url",
             safe_url_trusted(kind_path(reply->arena, KIND_DOCUMENT, page_lang_name(request))));
    struct view rows = view_list(view, "items");
    for (size_t i = 0; i < count; i++) {
        struct view row = view_append(rows);
        view_text(row, "title", items[i].title);
        view_url(row, "url", safe_url_trusted(article_path(reply->arena, &items[i])));
        view_text(row, "number", view_fact_words(reply->arena, &items[i], FACT_DOCUMENT_NUMBER, lang));
        view_text(row, "issuer", view_fact_words(reply->arena, &items[i], FACT_DOCUMENT_ISSUER, lang));
        view_text(row, "issued", view_fact_words(reply->arena, &items[i], FACT_DOCUMENT_ISSUED, lang));
        view_text(row, "state", view_fact_words(reply->arena, &items[i], FACT_DOCUMENT_STATE, lang));
    }
    return ERR_OK;
}

enum err page_document_number(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    int64_t *ids = NULL;
    size_t count = 0, shown = 0;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = document_by_number(conn, request->args[0], page_lang_name(request), &ids, &count);
    /* In the other language rather than nowhere. */
    if (!err && !count)
        err = document_by_number(conn, request->args[0], NULL, &ids, &count);
    count = count < SAME_NUMBER_MOST ? count : SAME_NUMBER_MOST;
    struct article *items = err ? NULL : arena_zero(reply->arena, count + 1, sizeof *items);
    if (!items)
        return err ? err : ERR_MEMORY;
    for (size_t i = 0; !err && i < count; i++) {
        err = article_by_id(conn, ids[i], &items[shown]);
        shown += !err && article_is_public(&items[shown]);
        err = err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    if (err)
        return err;
    if (!shown)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_NUMBER_UNKNOWN, NULL);
    /* For now: another may get the same number in another year. */
    if (shown == 1) {
        reply->status = 302;
        reply->location = article_path(reply->arena, items);
        return ERR_OK;
    }
    return number_page_list(app, request, reply, items, shown);
}
