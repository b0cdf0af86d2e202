/* Questions to the counts beyond what every page shows. */
#include "visits_inner.h"
#include "visits_secret.h"

#include "text/date.h"

/* A view of that article adds to the sums that its own day belongs to. */
static void count_record(const struct visit_record *record, int64_t article_id, int32_t day,
                         struct visit_counts *counts)
{
    if (record->subject != article_id || !(record->flags & RECORD_VIEW))
        return;
    /* By the calendar and not by a day_span: few records are of the article. */
    int32_t own = day_of((int64_t)record->at_s * 1000);
    counts->all++;
    counts->month += day_month(own) == day_month(day);
    counts->today += own == day;
}

/* Adds what lies in the journal behind the snapshot, so that every view is in the sum once. */
static void add_unfolded(struct visits *visits, uint64_t folded, int64_t article_id, int32_t day,
                         struct visit_counts *counts)
{
    struct visit_record record;
    pthread_mutex_lock(&visits->lock);
    /* From the snapshot's number and not from visits->folded, which may be further on: views folded
     * since are not in the snapshot. */
    for (uint64_t number = folded + 1; number < visits->next; number++)
        if (journal_read(&visits->journal, number, &record))
            count_record(&record, article_id, day, counts);
    /* Never folded, or the snapshot would have them already. */
    for (size_t i = 0; i < visits->overflow.count; i++)
        count_record(&visits->overflow.records[i], article_id, day, counts);
    pthread_mutex_unlock(&visits->lock);
    secret_burn();
}

enum err visits_of_article(struct visits *visits, struct conn *conn, int64_t article_id,
                           struct visit_counts *ret_views)
{
    struct visit_counts counts = {0};
    /* The connection's instant, to which its snapshot belongs. */
    int32_t day = day_of(conn_now_ms(conn));
    uint64_t folded;
    /* No views and no article are different answers. */
    enum err err = visit_rows_article_known(conn, article_id);
    if (!err)
        err = visit_rows_of_article(conn, article_id, day, &counts, &folded);
    if (err)
        return err;
    /* The number and the counts are of one snapshot, so a fold meanwhile changes neither. */
    add_unfolded(visits, folded, article_id, day, &counts);
    *ret_views = counts;
    return ERR_OK;
}

enum err visits_daily(struct visits *visits, struct arena *arena, int from, int to, struct day_row **ret_rows,
                      size_t *ret_count)
{
    const struct day_row *rows;
    pthread_mutex_lock(&visits->lock);
    size_t count = visit_days_between(&visits->days, from, to, &rows);
    /* Copied under the lock, since the next view may move the rows. */
    struct day_row *copy = arena_alloc(arena, (count + 1) * sizeof *copy);
    for (size_t i = 0; copy && i < count; i++)
        copy[i] = rows[i];
    pthread_mutex_unlock(&visits->lock);
    if (!copy)
        return ERR_MEMORY;
    *ret_rows = copy;
    *ret_count = count;
    return ERR_OK;
}

void visits_figures(struct visits *visits, struct visits_figures *ret_figures)
{
    *ret_figures = (struct visits_figures){
        .folds = atomic_load_explicit(&visits->folds, memory_order_relaxed),
        .folds_failed = atomic_load_explicit(&visits->folds_failed, memory_order_relaxed)};
    pthread_mutex_lock(&visits->lock);
    ret_figures->records = visits->next - 1 - visits->folded;
    ret_figures->records_most = visits->journal.capacity;
    ret_figures->in_memory = visits->overflow.count;
    pthread_mutex_unlock(&visits->lock);
}
