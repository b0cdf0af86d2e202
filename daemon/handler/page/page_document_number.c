/* /van-ban/so/{number}: leads to the document of that number, however it is typed, or lists those that bear
 * it. */
#include "handler/handler.h"
#include "page.h"
#include "store/document.h"
#include "text/document_key.h"
#include "view/article.h"
#include "view/fact.h"

#include <string.h>

enum { SAME_NUMBER_MOST = 50 };

/* Several issuers, or several years: one row each, with what tells them apart. */
static enum err number_page_list(struct app *app, const struct request *request, struct reply *reply,
                                 const struct article *items, size_t count, bool is_cut)
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
    view_flag(view, "is_cut", is_cut);
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

/* A list is kept under the number's own spelling alone, as any other is one of very many. True where the
 * reader was sent there. */
static bool number_page_moved(const struct request *request, struct reply *reply)
{
    char key[DOCUMENT_KEY_SIZE];
    reply->is_rare = !document_key(request->args[0], key);
    if (reply->is_rare || strcmp(key, request->args[0]) == 0)
        return false;
    reply->status = 302;
    reply->location = arena_printf(reply->arena, "%s/so/%s",
                                   kind_path(reply->arena, KIND_DOCUMENT, page_lang_name(request)), key);
    return true;
}

enum err page_document_number(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct register_page page = {0};
    struct article_list list = {0};
    const char *number = request->args[0];
    /* One more than is shown tells that there are more. */
    const int limit = SAME_NUMBER_MOST + 1;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = document_by_number(conn, number, page_lang_name(request), limit, &page.ids, &page.count);
    /* In the other language rather than nowhere. */
    if (!err && !page.count)
        err = document_by_number(conn, number, NULL, limit, &page.ids, &page.count);
    bool is_cut = page.count > SAME_NUMBER_MOST;
    page.count = is_cut ? SAME_NUMBER_MOST : page.count;
    /* Without bodies, as no thread that serves readers may read so many. */
    if (!err)
        err = register_articles(conn, &page, &list);
    if (err)
        return err;
    if (!list.count)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_NUMBER_UNKNOWN, NULL);
    /* For now: another may get the same number in another year. */
    if (list.count == 1) {
        reply->status = 302;
        reply->location = article_path(reply->arena, list.items);
        return ERR_OK;
    }
    if (number_page_moved(request, reply))
        return ERR_OK;
    return number_page_list(app, request, reply, list.items, list.count, is_cut);
}
