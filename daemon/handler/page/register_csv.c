/* /van-ban.csv: the register with its filters for a spreadsheet, made part by part while it is sent. Fields
 * that a spreadsheet would run are text (text/csv.h). */
#include "core/lines.h"
#include "handler/handler.h"
#include "register_ask.h"
#include "text/csv.h"
#include "text/date.h"
#include "view/article.h"
#include "view/fact.h"

/* In one part, on one lease. */
enum { CSV_ROWS = REGISTER_PAGE_MOST };

/* As people read a register: what it is, from when to when it is in force, where it stands. */
static const enum fact csv_facts[] = {
    FACT_DOCUMENT_NUMBER,  FACT_DOCUMENT_TYPE,   FACT_DOCUMENT_ISSUER,    FACT_DOCUMENT_SIGNER,
    FACT_DOCUMENT_FIELD,   FACT_DOCUMENT_ISSUED, FACT_DOCUMENT_EFFECTIVE, FACT_DOCUMENT_PARTLY,
    FACT_DOCUMENT_EXPIRES, FACT_DOCUMENT_STATE,
};
enum { CSV_FACTS = sizeof csv_facts / sizeof *csv_facts };

/* Names of the columns: those of the facts, so that the file can be imported as it is. */
static void register_csv_head(const struct register_ask *ask, struct buf *out)
{
    enum lang lang = ask->is_english ? LANG_EN : LANG_VI;
    buf_text(out, CSV_MARK);
    for (size_t i = 0; i < CSV_FACTS; i++) {
        csv_text(out, fact_of(csv_facts[i])->titles[lang]);
        buf_char(out, ',');
    }
    buf_text(out, lang == LANG_EN ? "Title,Address\r\n" : "Trích yếu,Địa chỉ\r\n");
}

static void register_csv_row(const struct lines *lines, const struct article *article, enum lang lang)
{
    for (size_t i = 0; i < CSV_FACTS; i++) {
        csv_text(lines->out, view_fact_words(lines->arena, article, csv_facts[i], lang));
        buf_char(lines->out, ',');
    }
    csv_text(lines->out, article->title);
    buf_char(lines->out, ',');
    csv_text(lines->out, arena_printf(lines->arena, "%s%s", lines->app->portal->base_url,
                                      article_path(lines->arena, article)));
    buf_text(lines->out, "\r\n");
}

static enum err register_csv_part(struct lines *lines, struct conn *conn, bool *ret_done)
{
    const struct register_ask *ask = lines->own;
    struct register_query query = register_ask_query(ask, conn_now_ms(conn));
    struct register_page page;
    struct article_list list;
    query.skip = lines->count;
    query.limit = CSV_ROWS;
    enum err err = register_page(conn, &query, true, &page);
    if (!err)
        err = register_articles(conn, &page, &list);
    if (err)
        return err;
    if (!lines->count)
        register_csv_head(ask, lines->out);
    for (size_t i = 0; i < list.count; i++)
        register_csv_row(lines, &list.items[i], ask->is_english ? LANG_EN : LANG_VI);
    lines->count += (int64_t)page.count;
    *ret_done = page.count < CSV_ROWS || lines->count >= page.total;
    return buf_failed(lines->out) ? ERR_MEMORY : ERR_OK;
}

enum err file_register_csv(struct app *app, const struct request *request, struct reply *reply)
{
    struct register_ask ask;
    enum err err = register_ask_read(request, &ask);
    if (!err)
        err = parts_reply_own(app, request, reply, "text/csv; charset=utf-8", &ask, sizeof ask,
                              register_csv_part);
    reply->disposition =
        ask.is_english ? "attachment; filename=\"documents.csv\"" : "attachment; filename=\"van-ban.csv\"";
    return err;
}
