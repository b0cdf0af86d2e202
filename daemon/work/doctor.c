/* Looks in steps, each on a lease of its own, so that no snapshot is held for long. How things are found and
 * removed is the store's to know. */
#include "work/doctor.h"

#include "store/condition.h"
#include "store/media_gc.h"
#include "store/search.h"
#include "work/media_gc.h"

/* Titles of a step, and names of files. */
enum { TITLES_AT_ONCE = 1000, ARENA_LIMIT = 16 * 1024 * 1024 };

/* Some of the titles behind *after_id, which moves on; 0 behind the last. */
static enum err doctor_look_at_titles(struct store *store, int64_t *after_id, int64_t *lost)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_conn struct conn *conn = NULL;
    int64_t found = 0;
    enum err err = arena ? store_lease(store, arena, &conn) : ERR_MEMORY;
    if (!err)
        err = search_find_lost(conn, *after_id, TITLES_AT_ONCE, &found, after_id);
    *lost += err ? 0 : found;
    return err;
}

static enum err doctor_look_at_files(struct store *store, int64_t *ret_strays)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_conn struct conn *conn = NULL;
    const char **names;
    size_t count = 0;
    enum err err = arena ? store_lease(store, arena, &conn) : ERR_MEMORY;
    if (!err)
        err = media_find_strays(conn, DOCTOR_STRAYS_COUNTED, &names, &count);
    *ret_strays = (int64_t)count;
    return err;
}

enum err doctor_look(struct store *store, struct doctor_findings *ret_findings)
{
    struct doctor_findings findings = {.strays = 0};
    int64_t after_id = 0;
    enum err err = doctor_look_at_files(store, &findings.strays);
    if (!err)
        do
            err = doctor_look_at_titles(store, &after_id, &findings.lost);
        while (!err && after_id);
    if (!err)
        *ret_findings = findings;
    return err;
}

enum err doctor_mend(struct store *store, const struct doctor_findings *findings, int64_t *ret_strays)
{
    int strays = 0;
    enum err err = findings->strays ? media_gc_strays(store, &strays) : ERR_OK;
    *ret_strays = strays;
    if (!err && findings->lost)
        err = search_invalidate(store);
    return err;
}
