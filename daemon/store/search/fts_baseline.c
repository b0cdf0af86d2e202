/* SQLite's own index in memory, for `congd search evaluate` to be compared with. Nothing of the portal's
 * database is touched, and nothing of the portal's search is used. */
#include "store/fts_baseline.h"

#include "base/buf.h"
#include "engine/script.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* Queries of an evaluation are a line of text. */
enum { EXPRESSION_MAX = 64 * 1024 };

/* A database in memory with one index, and the two statements it needs. */
struct fts_baseline {
    sqlite3 *db;
    sqlite3_stmt *add;
    sqlite3_stmt *find;
};

/* One statement of the script on the baseline's own database. */
static int fts_baseline_prepare(struct fts_baseline *baseline, enum script script, sqlite3_stmt **statement)
{
    return sqlite3_prepare_v2(baseline->db, script_sql(script), -1, statement, NULL);
}

/* Two kinds, as SQLite is usually set up with or without marks being removed. */
enum err fts_baseline_open(enum fts_baseline_kind kind, struct fts_baseline **ret_baseline)
{
    enum script script =
        kind == FTS_BASELINE_DEFAULT ? SCRIPT_FTS_BASELINE_DEFAULT : SCRIPT_FTS_BASELINE_DIACRITICS;
    auto_fts_baseline struct fts_baseline *baseline = calloc(1, sizeof *baseline);
    if (!baseline)
        return ERR_MEMORY;
    int code = sqlite3_open(":memory:", &baseline->db);
    if (code == SQLITE_OK)
        code = sqlite3_exec(baseline->db, script_sql(script), NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = fts_baseline_prepare(baseline, SCRIPT_FTS_BASELINE_ADD, &baseline->add);
    if (code == SQLITE_OK)
        code = fts_baseline_prepare(baseline, SCRIPT_FTS_BASELINE_FIND, &baseline->find);
    /* The cleanup closes what was opened. */
    if (code != SQLITE_OK)
        return ERR_INTERNAL;
    *ret_baseline = TAKE(baseline);
    return ERR_OK;
}

void fts_baseline_close(struct fts_baseline *baseline)
{
    if (!baseline)
        return;
    sqlite3_finalize(baseline->add);
    sqlite3_finalize(baseline->find);
    sqlite3_close(baseline->db);
    free(baseline);
}

enum err fts_baseline_add(struct fts_baseline *baseline, int64_t id, const char *title, const char *lead,
                          const char *body)
{
    const char *const texts[] = {title, lead, body};
    /* A statement that was stepped must be reset before it is bound again. */
    sqlite3_reset(baseline->add);
    sqlite3_bind_int64(baseline->add, 1, id);
    for (int i = 0; i < 3; i++)
        sqlite3_bind_text(baseline->add, i + 2, texts[i] ? texts[i] : "", -1, SQLITE_TRANSIENT);
    return sqlite3_step(baseline->add) == SQLITE_DONE ? ERR_OK : ERR_INTERNAL;
}

/* Each run of what is no space within double quotes. */
static void write_words(struct buf *out, const char *query)
{
    for (const char *p = query + strspn(query, " "); *p; p += strspn(p, " ")) {
        size_t length = strcspn(p, " ");
        buf_text(out, out->length ? " \"" : "\"");
        for (size_t i = 0; i < length; i++)
            buf_char(out, p[i] == '"' ? ' ' : p[i]);
        buf_char(out, '"');
        p += length;
    }
}

enum err fts_baseline_find(struct fts_baseline *baseline, const char *query, int64_t *ids, size_t most,
                           size_t *ret_count)
{
    auto_buf struct buf expression = BUF(EXPRESSION_MAX);
    size_t count = 0;
    write_words(&expression, query);
    if (buf_failed(&expression))
        return ERR_MEMORY;
    sqlite3_reset(baseline->find);
    /* The buffer lives until the statement is reset below. */
    sqlite3_bind_text(baseline->find, 1, buf_str(&expression), -1, SQLITE_STATIC);
    sqlite3_bind_int64(baseline->find, 2, (int64_t)most);
    /* An error finds nothing more, which an evaluation shows soon enough. */
    while (count < most && sqlite3_step(baseline->find) == SQLITE_ROW)
        ids[count++] = sqlite3_column_int64(baseline->find, 0);
    sqlite3_reset(baseline->find);
    *ret_count = count;
    return ERR_OK;
}
