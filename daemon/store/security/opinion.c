/* Comments on drafts in figures and lists. What is counted is what came and what became of it; there is
 * nothing else that a figure could be set by. */
#include "store/opinion.h"

#include "engine/rows.h"
#include "petition_inner.h"
#include "store/audit.h"

#include <assert.h>

static enum err opinion_senders(struct conn *conn, int64_t article_id, struct opinion_figures *figures)
{
    auto_query struct query q = query_of(conn, STMT_OPINION_SENDERS);
    bind_integer(&q, article_id);
    enum err err = query_row(&q);
    if (err)
        return err;
    figures->senders = column_integer(&q);
    figures->is_whole = column_integer(&q) == 0;
    return ERR_OK;
}

enum err opinion_figures_read(struct conn *conn, int64_t article_id, struct opinion_figures *ret_figures)
{
    struct opinion_figures figures = {.all = {.part = ""}};
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_OPINION_PARTS);
        bind_integer(&q, article_id);
        while (!(err = query_row(&q))) {
            struct opinion_part *part =
                array_add(conn->arena, &figures.parts, &figures.part_count, sizeof *part);
            if (!part)
                return ERR_MEMORY;
            part->part = column_text(&q);
            part->received = column_integer(&q);
            part->accepted = column_integer(&q);
            part->declined = column_integer(&q);
            figures.all.received += part->received;
            figures.all.accepted += part->accepted;
            figures.all.declined += part->declined;
        }
    }
    if (err == ERR_NOT_FOUND)
        err = opinion_senders(conn, article_id, &figures);
    if (!err)
        *ret_figures = figures;
    return err;
}

enum err opinion_read(struct conn *conn, const struct petition_query *query, const char *act,
                      struct petition **ret_items, size_t *ret_count)
{
    assert(conn->is_writer && query->purpose == PETITION_COMMENT && query->article_id);
    enum err err = petition_list(conn, query, ret_items, ret_count);
    for (size_t i = 0; !err && i < *ret_count; i++)
        err = petition_read_person(conn, (*ret_items)[i].id, &(*ret_items)[i].person);
    return err ? err
               : audit_add(conn, arena_printf(conn->arena, "opinion.%s", act), "article", query->article_id,
                           0, 0, NULL);
}

enum err opinion_decide(struct conn *conn, const struct petition *petition, const char *act)
{
    assert(petition->purpose == PETITION_COMMENT);
    return petition_change(conn, petition, act);
}
