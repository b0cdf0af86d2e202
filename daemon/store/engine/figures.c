/* Reads what the writer's histograms hold, and the sizes of the database's files. Changes nothing. */
#include "store/figures.h"
#include "store_state.h"

#include <stdio.h>
#include <sys/stat.h>

enum { PATH_SIZE = 4096 };

/* See store_saved_here(). */
static _Thread_local uint64_t saved_here;

enum err writing_note_saved(enum err err)
{
    saved_here += !err;
    return err;
}

uint64_t store_saved_here(void)
{
    return saved_here;
}

/* -1 for a file that is not there. */
static int64_t figures_file_size(const struct store *store, const char *name)
{
    char path[PATH_SIZE];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", store->directory, name);
    return stat(path, &st) ? -1 : (int64_t)st.st_size;
}

void writing_note_commit(struct writing *writing, enum err err, size_t transactions, int64_t us)
{
    atomic_fetch_add_explicit(&writing->commits_failed, err != ERR_OK, memory_order_relaxed);
    if (err)
        return;
    histogram_add(&writing->commit, &histogram_times, (uint64_t)us);
    histogram_add(&writing->batch, &histogram_sizes, transactions);
}

void store_figures(const struct store *store, struct store_figures *ret_figures)
{
    const struct writing *writing = &store->writing;
    *ret_figures = (struct store_figures){
        .commits_failed = atomic_load_explicit(&writing->commits_failed, memory_order_relaxed),
        .waits_in_vain = atomic_load_explicit(&writing->waits_in_vain, memory_order_relaxed),
        .database_bytes = figures_file_size(store, "cong.db"),
        .log_bytes = figures_file_size(store, "cong.db-wal")};
    histogram_read(&writing->wait, &ret_figures->wait);
    histogram_read(&writing->hold, &ret_figures->hold);
    histogram_read(&writing->commit, &ret_figures->commit);
    histogram_read(&writing->batch, &ret_figures->batch);
}
