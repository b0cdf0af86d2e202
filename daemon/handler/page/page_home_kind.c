/* Blocks of what other kinds than stories bring: the newest documents, what is on in these days, and the box
 * of questions. They stand on leaves of a calendar or in a list of titles, so that the home page needs no
 * further style sheet. */
#include "page_home.h"

#include "calendar.h"
#include "page.h"
#include "text/date.h"
#include "view/article.h"

/* Rows of blocks that do not say how many, and how many days ahead the calendar looks, today included. */
enum { DOCUMENT_ROWS = 5, MEETING_ROWS = 6, QUESTION_ROWS = 3, MEETING_DAYS = 7 };

static const char *home_kind_word(const struct home_page *home, const char *key)
{
    return page_word(home->app, home->request, key);
}

static void home_kind_url(const struct home_page *home, struct view view, const char *name,
                          enum article_kind kind, const char *end)
{
    const char *path = kind_path(view.arena, kind, home->lang_name);
    const char *whole = arena_printf(view.arena, "%s%s", path, end);
    if (!arena_failed(view.arena))
        view_url(view, name, safe_url_trusted(whole));
}

/* The newest of a kind, as many as the block shows. What the page has stays: no block of stories takes these.
 */
static enum err home_kind_newest(const struct home_page *home, const struct home_block *block,
                                 enum article_kind kind, int otherwise, struct article_list *ret_list)
{
    const struct article_query query = {
        .kinds = 1u << kind, .lang = home->lang_name, .limit = block->rows ? (int)block->rows : otherwise};
    return article_list(home->conn, &query, ret_list);
}

/* Its number, type and day of issue. */
static void home_kind_document(const struct home_page *home, struct view leaf, const struct article *document)
{
    char text[DATE_TEXT_SIZE];
    int32_t day = 0;
    const char *issued = article_fact(document, FACT_DOCUMENT_ISSUED);
    const char *type = article_fact(document, FACT_DOCUMENT_TYPE);
    const struct fact_choice *choice = type ? fact_choice_named(FACT_DOCUMENT_TYPE, type) : NULL;
    if (!issued || day_parse(issued, &day))
        day = day_of(document->published_ms);
    view_page_head(leaf, document);
    view_text(leaf, "number", article_fact(document, FACT_DOCUMENT_NUMBER));
    view_text(leaf, "type", choice ? choice->titles[home->lang] : NULL);
    view_text(leaf, "issued", day_iso(day, text));
    view_text(leaf, "month", date_month(day_start_ms(day), home->lang, text));
    view_integer(leaf, "day", day % 100);
}

enum err home_page_documents(struct home_page *home, const struct home_block *block)
{
    struct article_list list;
    enum err err = home_kind_newest(home, block, KIND_DOCUMENT, DOCUMENT_ROWS, &list);
    if (err || !list.count)
        return err;
    struct view view = home_page_column(home, "block_documents", 2 + 2 * list.count);
    view_text(view, "heading", home_page_title(home, block, home_kind_word(home, "home_documents")));
    home_kind_url(home, view, "heading_url", KIND_DOCUMENT, "");
    struct view leaves = view_list(view, "leaves");
    for (size_t i = 0; i < list.count; i++)
        home_kind_document(home, view_append(leaves), &list.items[i]);
    return ERR_OK;
}

/* What is on from today on, the next first. What began before and still goes on stands with today. */
enum err home_page_calendar(struct home_page *home, const struct home_block *block)
{
    struct calendar calendar;
    int32_t today = day_of(home->request->now_ms);
    int64_t from_ms = day_start_ms(today);
    enum err err = calendar_read(home->conn, home->lang_name, 0, from_ms,
                                 day_start_ms(day_add(today, MEETING_DAYS)), &calendar);
    if (err || !calendar.count)
        return err;
    size_t most = block->rows ? (size_t)block->rows : MEETING_ROWS;
    size_t count = calendar.count < most ? calendar.count : most;
    struct view view = home_page_column(home, "block_calendar", 2 + 2 * count);
    view_text(view, "heading", home_page_title(home, block, home_kind_word(home, "home_calendar")));
    home_kind_url(home, view, "heading_url", KIND_EVENT, "");
    struct view leaves = view_list(view, "leaves");
    for (size_t i = 0; i < count; i++) {
        const struct occurrence *time = &calendar.times[i];
        int32_t day = time->start_ms < from_ms ? today : day_of(time->start_ms);
        calendar_view_time(view_append(leaves), time, day, today, home->lang);
    }
    return ERR_OK;
}

/* Where one asks and looks up an answer, the hotline, and what was answered last. */
enum err home_page_questions(struct home_page *home, const struct home_block *block)
{
    struct article_list list;
    enum err err = home_kind_newest(home, block, KIND_QUESTION, QUESTION_ROWS, &list);
    if (err)
        return err;
    struct view view = home_page_column(home, "block_questions", 6 + list.count);
    view_text(view, "heading", home_page_title(home, block, home_kind_word(home, "home_questions")));
    home_kind_url(home, view, "ask_url", KIND_QUESTION, "/gui");
    home_kind_url(home, view, "look_up_url", KIND_QUESTION, "/tra-cuu");
    home_kind_url(home, view, "board_url", KIND_QUESTION, "/bang-theo-doi");
    home_kind_url(home, view, "answers_url", KIND_QUESTION, "");
    view_flag(view, "has_answered", list.count > 0);
    struct view answered = view_list(view, "answered");
    for (size_t i = 0; i < list.count; i++)
        view_page_head(view_append(answered), &list.items[i]);
    return ERR_OK;
}
