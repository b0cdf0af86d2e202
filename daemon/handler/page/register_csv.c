/* /van-ban.csv: the register with its filters for a spreadsheet, made part by part while it is sent. Fields
 * that a spreadsheet would run are text (text/csv.h). */
#include "core/lines.h"
#include "handler/handler.h"
#include "register_ask.h"
#include "text/csv.h"
#include "text/date.h"
#include "view/article.h"
#include "view/fact.h"

#include <string.h>

/* In one part, on one lease. */
enum { CSV_ROWS = REGISTER_PAGE_MOST };

/* As people read a register: what it is, from when to when it is in force, where it stands. */
static const enum fact csv_facts[] = {
    FACT_DOCUMENT_NUMBER,  FACT_DOCUMENT_TYPE,   FACT_DOCUMENT_ISSUER,    FACT_DOCUMENT_SIGNER,
    FACT_DOCUMENT_FIELD,   FACT_DOCUMENT_ISSUED, FACT_DOCUMENT_EFFECTIVE, FACT_DOCUMENT_PARTLY,
    FACT_DOCUMENT_EXPIRES, FACT_DOCUMENT_STATE,
};
enum { CSV_FACTS = sizeof csv_facts / sizeof *csv_facts };

/* What is asked for, and where words are looked for, what they found. */
struct register_sheet {
    struct register_ask ask;
    int64_t ids[REGISTER_FOUND_MOST];
    size_t count;
    bool is_cut; /* there may be more */
};

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

/* Asks once for what a text finds, so that no part has what another has, or leaves out. */
static enum err register_csv_find(struct register_sheet *sheet, struct conn *conn)
{
    struct register_query query = register_ask_query(&sheet->ask, conn_now_ms(conn));
    struct register_page page;
    query.limit = REGISTER_FOUND_MOST;
    enum err err = register_page(conn, &query, true, &page);
    if (err)
        return err;
    memcpy(sheet->ids, page.ids, page.count * sizeof *page.ids);
    sheet->count = page.count;
    sheet->is_cut = page.is_cut;
    return ERR_OK;
}

/* The next part of what was found, or of the register as it stands. */
static enum err register_csv_page(struct lines *lines, struct conn *conn, struct register_page *page)
{
    struct register_sheet *sheet = lines->own;
    size_t done = (size_t)lines->count;
    if (!*sheet->ask.text) {
        struct register_query query = register_ask_query(&sheet->ask, conn_now_ms(conn));
        query.skip = lines->count;
        query.limit = CSV_ROWS;
        return register_page(conn, &query, true, page);
    }
    enum err err = done ? ERR_OK : register_csv_find(sheet, conn);
    size_t left = sheet->count - done;
    *page = (struct register_page){
        .ids = sheet->ids + done, .count = left < CSV_ROWS ? left : CSV_ROWS, .total = (int64_t)sheet->count};
    return err;
}

static enum err register_csv_part(struct lines *lines, struct conn *conn, bool *ret_done)
{
    const struct register_sheet *sheet = lines->own;
    enum lang lang = sheet->ask.is_english ? LANG_EN : LANG_VI;
    struct register_page page;
    struct article_list list;
    enum err err = register_csv_page(lines, conn, &page);
    if (!err)
        err = register_articles(conn, &page, &list);
    if (err)
        return err;
    if (!lines->count)
        register_csv_head(&sheet->ask, lines->out);
    for (size_t i = 0; i < list.count; i++)
        register_csv_row(lines, &list.items[i], lang);
    lines->count += (int64_t)page.count;
    *ret_done = page.count < CSV_ROWS || lines->count >= page.total;
    /* Imported again it is a row without a number, so that a part is not taken for all. */
    if (*ret_done && sheet->is_cut) {
        csv_text(lines->out,
                 json_string_value(json_object_get(lines->app->interface.words[lang], "search_cut")));
        buf_text(lines->out, "\r\n");
    }
    return buf_failed(lines->out) ? ERR_MEMORY : ERR_OK;
}

enum err file_register_csv(struct app *app, const struct request *request, struct reply *reply)
{
    struct register_sheet *sheet = arena_zero(request->arena, 1, sizeof *sheet);
    enum err err = sheet ? register_ask_read(request, reply, &sheet->ask) : ERR_MEMORY;
    if (err)
        return err;
    err = parts_reply_own(app, request, reply, "text/csv; charset=utf-8", sheet, sizeof *sheet,
                          register_csv_part);
    reply->disposition = sheet->ask.is_english ? "attachment; filename=\"documents.csv\""
                                               : "attachment; filename=\"van-ban.csv\"";
    return err;
}
