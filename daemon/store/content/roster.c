/* Articles of a kind with their facts, for pages that show all of them. Texts and what else hangs on an
 * article are not read, so that hundreds cost what a few lists do. */
#include "store/roster.h"

#include "article_inner.h"
#include "fact.h"
#include "text/date.h"

/* A row, with the JSON of its facts, which is read when the statement is free. */
struct roster_row {
    struct article article;
    const char *facts;
};

static void roster_read_row(struct query *q, struct roster_row *row)
{
    struct article *article = &row->article;
    article->id = column_integer(q);
    article->version = column_integer(q);
    article->slug = column_text(q);
    article->lang = column_text(q);
    article->kind = (enum article_kind)column_integer(q);
    article->title = column_text(q);
    article->lead = column_text(q);
    article->original_id = column_integer(q);
    article->updated_ms = column_integer(q);
    row->facts = column_text(q);
    article->status = (enum article_status)column_integer(q);
    article->audience = (enum article_audience)column_integer(q);
}

/* All rows of a query that is bound. */
static enum err roster_rows(struct query *q, struct roster_row **ret_rows, size_t *ret_count)
{
    enum err err;
    while (!(err = query_row(q))) {
        struct roster_row *row = array_add(q->conn->arena, ret_rows, ret_count, sizeof *row);
        if (!row)
            return ERR_MEMORY;
        *row = (struct roster_row){.facts = NULL};
        roster_read_row(q, row);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Adds the rows with their facts. */
static enum err roster_add(struct conn *conn, const struct roster_row *rows, size_t count,
                           struct roster *roster)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < count; i++) {
        struct article *article =
            array_add(conn->arena, &roster->items, &roster->count, sizeof *roster->items);
        if (!article)
            return ERR_MEMORY;
        *article = rows[i].article;
        err = facts_read(conn, rows[i].facts, article);
    }
    return err;
}

enum err roster_read(struct conn *conn, enum article_kind kind, const char *lang, struct roster *roster)
{
    struct roster_row *rows = NULL;
    size_t count = 0;
    auto_query struct query q = query_of(conn, STMT_ROSTER_LIST);
    bind_integer(&q, (int64_t)kind);
    bind_text(&q, lang);
    bind_integer(&q, ROSTER_MOST);
    enum err err = roster_rows(&q, &rows, &count);
    return err ? err : roster_add(conn, rows, count, roster);
}

/* Those that begin within the time. */
static enum err roster_span(struct conn *conn, const char *lang, const struct roster_span *span,
                            const char *categories, struct roster *roster)
{
    struct roster_row *rows = NULL;
    size_t count = 0;
    auto_query struct query q = query_of(conn, span->is_backwards ? STMT_ROSTER_SPAN_LAST : STMT_ROSTER_SPAN);
    bind_integer(&q, FACT_EVENT_START);
    bind_integer(&q, span->from_ms);
    bind_integer(&q, span->to_ms);
    bind_text(&q, lang);
    bind_text(&q, categories);
    bind_integer(&q, ROSTER_MOST);
    enum err err = roster_rows(&q, &rows, &count);
    return err ? err : roster_add(conn, rows, count, roster);
}

/* Whether the event is in the roster already, because it begins within the time. */
static bool roster_has(const struct roster *roster, int64_t id)
{
    for (size_t i = 0; i < roster->count; i++)
        if (roster->items[i].id == id)
            return true;
    return false;
}

enum err roster_read_events(struct conn *conn, const char *lang, const struct roster_span *span,
                            struct roster *roster)
{
    struct roster_row *rows = NULL;
    size_t count = 0, kept = 0;
    const char *categories = NULL;
    enum err err = span->category_id ? category_list_below(conn, span->category_id, &categories) : ERR_OK;
    if (!err)
        err = roster_span(conn, lang, span, categories, roster);
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_ROSTER_REPEATED);
    bind_integer(&q, FACT_EVENT_REPEATS);
    bind_text(&q, lang);
    bind_text(&q, categories);
    bind_integer(&q, ROSTER_MOST);
    err = roster_rows(&q, &rows, &count);
    for (size_t i = 0; !err && i < count; i++)
        if (!roster_has(roster, rows[i].article.id))
            rows[kept++] = rows[i];
    return err ? err : roster_add(conn, rows, kept, roster);
}

enum err roster_read_all_events(struct conn *conn, int64_t from_ms, int64_t to_ms, struct roster *roster)
{
    struct roster_row *rows = NULL;
    size_t count = 0;
    auto_query struct query q = query_of(conn, STMT_ROSTER_EVENTS_ALL);
    bind_integer(&q, FACT_EVENT_START);
    bind_integer(&q, from_ms);
    bind_integer(&q, to_ms);
    bind_integer(&q, FACT_EVENT_REPEATS);
    bind_integer(&q, ROSTER_MOST);
    enum err err = roster_rows(&q, &rows, &count);
    return err ? err : roster_add(conn, rows, count, roster);
}

const char *article_fact(const struct article *article, enum fact fact)
{
    for (size_t i = 0; i < article->fact_count; i++)
        if (article->facts[i].fact == fact)
            return article->facts[i].text;
    return NULL;
}

int64_t article_deadline_ms(const struct article *article)
{
    const char *deadline = article->kind == KIND_VACANCY  ? article_fact(article, FACT_VACANCY_DEADLINE)
                           : article->kind == KIND_TENDER ? article_fact(article, FACT_TENDER_DEADLINE)
                                                          : NULL;
    int64_t at_ms;
    return deadline && !date_parse(deadline, &at_ms) ? at_ms : 0;
}

const char *article_duration(const struct article *article)
{
    return article->kind == KIND_VIDEO   ? article_fact(article, FACT_VIDEO_DURATION)
           : article->kind == KIND_AUDIO ? article_fact(article, FACT_AUDIO_DURATION)
                                         : NULL;
}
