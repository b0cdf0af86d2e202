/* Whether the file is whole: the engine's own checks, on a connection of their own, so that nobody waits for
 * a reader meanwhile. It does not know when they are due. */
#include "base/log.h"
#include "script.h"
#include "store/condition.h"
#include "store_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Instructions of SQLite's machine between two looks at whether to end; some milliseconds. */
enum { STOP_STEPS = 100000 };

static int is_stopping(void *context)
{
    const atomic_bool *stopping = context;
    return atomic_load(stopping);
}

/* SQLite writes a page for which there was no memory among what is damaged: "… unable to get the page. error
 * code=7", "btreeInitPage() returns error code 7". */
static bool integrity_lacked_memory(const char *said)
{
    static const char mark[] = "error code";
    for (const char *at = said; (at = strstr(at, mark));) {
        at += sizeof mark - 1;
        at += *at == '=';
        long code = strtol(at, NULL, 10);
        if (code == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM)
            return true;
    }
    return false;
}

/* The first finding; above those of a database stands "*** in database main ***". */
static void integrity_take(struct integrity *found, const char *said)
{
    const char *below = strncmp(said, "*** ", 4) == 0 ? strchr(said, '\n') : NULL;
    found->is_damaged = true;
    snprintf(found->fault, sizeof found->fault, "%s", below ? below + 1 : said);
    found->fault[strcspn(found->fault, "\n")] = '\0';
}

/* What the first row says, unless it is "ok". A file that cannot be read on is as damaged as one that was
 * read and found so. */
static enum err integrity_ask(struct conn *conn, enum script script, struct integrity *found)
{
    const char *sql = script_sql(script);
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(conn->db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    const char *said = code == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    bool is_broken = (code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB;
    if (is_broken)
        said = sqlite3_errmsg(conn->db);
    bool is_starved = said && integrity_lacked_memory(said);
    if (said && !is_starved && strcmp(said, "ok") != 0)
        integrity_take(found, said);
    bool is_answered = code == SQLITE_ROW || code == SQLITE_DONE || is_broken;
    enum err err = is_starved ? ERR_MEMORY : is_answered ? ERR_OK : conn_error(conn, code, sql);
    sqlite3_finalize(statement);
    return err;
}

/* Damage is what is found twice: of some pages SQLite says but that it did not get them, and for want of
 * memory too. */
static enum err integrity_ask_twice(struct conn *conn, enum script script, struct integrity *found)
{
    const struct integrity before = *found;
    enum err err = integrity_ask(conn, script, found);
    if (err || !found->is_damaged)
        return err;
    *found = before;
    return integrity_ask(conn, script, found);
}

/* Kept for those who ask; damage is told once, and so is its end. */
static void integrity_keep(struct store *store, const struct integrity *found)
{
    bool was_damaged = atomic_exchange(&store->is_damaged, found->is_damaged);
    pthread_mutex_lock(&store->integrity_lock);
    store->integrity = *found;
    pthread_mutex_unlock(&store->integrity_lock);
    if (found->is_damaged && !was_damaged)
        log_error("database_damaged",
                  LOG_SAYS("the database is damaged: stop the daemon, keep a copy of the data folder, "
                           "restore the last good backup"),
                  LOG_TEXT("fault", found->fault));
    else if (was_damaged && !found->is_damaged)
        log_info("database_damaged", LOG_SAYS("the database is whole again"), LOG_TEXT("state", "over"));
}

enum err integrity_check(struct store *store, enum integrity_depth depth, const atomic_bool *stopping)
{
    struct conn *conn = NULL;
    struct integrity found = {.depth = depth};
    int64_t began_ms = clock_monotonic_ms(store->clock);
    enum err err = conn_open(store, store->reader_path, CONN_READER, &conn);
    if (err)
        return err;
    if (stopping) /* the callback only loads it */
        sqlite3_progress_handler(conn->db, STOP_STEPS, is_stopping, (void *)(uintptr_t)stopping);
    err =
        integrity_ask_twice(conn, depth == INTEGRITY_WHOLE ? SCRIPT_CHECK_WHOLE : SCRIPT_CHECK_QUICK, &found);
    if (!err && !found.is_damaged)
        err = integrity_ask_twice(conn, SCRIPT_CHECK_REFERENCES, &found);
    conn_close(conn);
    if (err)
        return err;
    found.took_ms = clock_monotonic_ms(store->clock) - began_ms;
    found.at_ms = clock_now_ms(store->clock);
    integrity_keep(store, &found);
    return ERR_OK;
}

void integrity_last(struct store *store, struct integrity *ret_last)
{
    pthread_mutex_lock(&store->integrity_lock);
    *ret_last = store->integrity;
    pthread_mutex_unlock(&store->integrity_lock);
}

bool integrity_is_damaged(const struct store *store)
{
    return atomic_load_explicit(&store->is_damaged, memory_order_relaxed);
}
