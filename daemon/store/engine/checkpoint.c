/* Checkpoints: only the writer's connection makes them, between two transactions, because SQLite 3.40 can
 * damage a database when one connection checkpoints while another commits. */
#include "store_state.h"

#include "base/log.h"

#include <assert.h>

/* Frames of the log, of 4 KiB each, between two checkpoints; and how many are too many. */
enum { WAL_FRAMES_BETWEEN = 1000, WAL_FRAMES_TOO_MANY = 8000 };

/* As the pragma of every connection says (script.def). */
enum { BUSY_MS = 5000 };

/* SQLite's own checkpointing is off on every connection. */
static int count_frames(void *context, sqlite3 *db, const char *name, int frames)
{
    (void)db, (void)name;
    struct store *store = context;
    if (frames < store->wal_frames) /* the log began anew */
        store->wal_due = WAL_FRAMES_BETWEEN;
    store->wal_frames = frames;
    return SQLITE_OK;
}

void checkpoint_watch(struct store *store)
{
    /* The hook takes the place of the automatic checkpoint, which it would share its slot with. */
    store->wal_due = WAL_FRAMES_BETWEEN;
    sqlite3_wal_hook(store->writer->db, count_frames, store);
}

/* Whatever the log still holds goes over, and the file is cut to nothing: words that were taken back stand in
 * its frames. A reader in the way is not waited for, since the writer is held meanwhile; whoever wants it
 * asks again. */
static void checkpoint_empty(struct store *store)
{
    sqlite3_busy_timeout(store->writer->db, 0);
    int code = sqlite3_wal_checkpoint_v2(store->writer->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(store->writer->db, BUSY_MS);
    code = health_judge_sync(store, store->writer->db, code);
    store->empties_log = code != SQLITE_OK;
    if (code != SQLITE_OK && code != SQLITE_BUSY)
        log_error("checkpoint", LOG_SAYS("the database's log could not be emptied into its file"),
                  LOG_TEXT("error", sqlite3_errstr(code)));
    if (code == SQLITE_OK) {
        store->wal_frames = 0;
        /* The pages in memory are as they were before page_gap.h, and would go into the log again with the
         * next row that changes. */
        sqlite3_db_release_memory(store->writer->db);
    }
    store->wal_due = store->wal_frames + WAL_FRAMES_BETWEEN;
}

void checkpoint_want_empty(struct conn *conn)
{
    assert(conn->is_writer);
    conn->store->empties_log = true;
}

bool checkpoint_left_empty(const struct conn *conn)
{
    assert(conn->is_writer);
    return !conn->store->empties_log;
}

/* A passive checkpoint waits for nobody, but while some reader always has a snapshot the log never
 * begins anew; a log that is too long waits for the readers that are out, new ones no longer need it. */
void checkpoint_when_due(struct store *store)
{
    if (store->empties_log) {
        checkpoint_empty(store);
        return;
    }
    if (store->wal_frames < store->wal_due)
        return;
    /* Before the attempt, so that one which fails is not repeated at every commit. */
    store->wal_due = store->wal_frames + WAL_FRAMES_BETWEEN;
    /* A backup's snapshot is out for seconds, and the writer is not to wait for it. */
    bool waits = store->wal_frames >= WAL_FRAMES_TOO_MANY && !atomic_load(&store->copying);
    int mode = waits ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE;
    int code = sqlite3_wal_checkpoint_v2(store->writer->db, NULL, mode, NULL, NULL);
    code = health_judge_sync(store, store->writer->db, code);
    /* BUSY is a reader in the way, and comes to its turn again. No commit depends on it, so the error
     * goes no further than the log. */
    if (code != SQLITE_OK && code != SQLITE_BUSY)
        log_error("checkpoint", LOG_SAYS("the database's log could not be emptied into its file"),
                  LOG_TEXT("error", sqlite3_errstr(code)));
}
