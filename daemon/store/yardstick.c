#include "store/yardstick.h"

#include "base/buf.h"
#include "script.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { EXPRESSION_MAX = 64 * 1024 };

struct yardstick {
    sqlite3 *db;
    sqlite3_stmt *add;
    sqlite3_stmt *find;
};

static int prepare(struct yardstick *yardstick, enum script script, sqlite3_stmt **statement)
{
    return sqlite3_prepare_v2(yardstick->db, script_sql(script), -1, statement, NULL);
}

enum err yardstick_open(enum yardstick_kind kind, struct yardstick **ret_yardstick)
{
    enum script script = kind == YARDSTICK_DEFAULT ? SCRIPT_YARDSTICK_DEFAULT : SCRIPT_YARDSTICK_DIACRITICS;
    auto_yardstick struct yardstick *yardstick = calloc(1, sizeof *yardstick);
    if (!yardstick)
        return ERR_MEMORY;
    int code = sqlite3_open(":memory:", &yardstick->db);
    if (code == SQLITE_OK)
        code = sqlite3_exec(yardstick->db, script_sql(script), NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = prepare(yardstick, SCRIPT_YARDSTICK_ADD, &yardstick->add);
    if (code == SQLITE_OK)
        code = prepare(yardstick, SCRIPT_YARDSTICK_FIND, &yardstick->find);
    if (code != SQLITE_OK)
        return ERR_INTERNAL;
    *ret_yardstick = TAKE(yardstick);
    return ERR_OK;
}

void yardstick_close(struct yardstick *yardstick)
{
    if (!yardstick)
        return;
    sqlite3_finalize(yardstick->add);
    sqlite3_finalize(yardstick->find);
    sqlite3_close(yardstick->db);
    free(yardstick);
}

enum err yardstick_add(struct yardstick *yardstick, int64_t id, const char *title, const char *lead,
                       const char *body)
{
    const char *const texts[] = {title, lead, body};
    sqlite3_reset(yardstick->add);
    sqlite3_bind_int64(yardstick->add, 1, id);
    for (int i = 0; i < 3; i++)
        sqlite3_bind_text(yardstick->add, i + 2, texts[i] ? texts[i] : "", -1, SQLITE_TRANSIENT);
    return sqlite3_step(yardstick->add) == SQLITE_DONE ? ERR_OK : ERR_INTERNAL;
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

enum err yardstick_find(struct yardstick *yardstick, const char *query, int64_t *ids, size_t most,
                        size_t *ret_count)
{
    auto_buf struct buf expression = BUF(EXPRESSION_MAX);
    size_t count = 0;
    write_words(&expression, query);
    if (buf_failed(&expression))
        return ERR_MEMORY;
    sqlite3_reset(yardstick->find);
    sqlite3_bind_text(yardstick->find, 1, buf_str(&expression), -1, SQLITE_STATIC);
    sqlite3_bind_int64(yardstick->find, 2, (int64_t)most);
    while (count < most && sqlite3_step(yardstick->find) == SQLITE_ROW)
        ids[count++] = sqlite3_column_int64(yardstick->find, 0);
    sqlite3_reset(yardstick->find);
    *ret_count = count;
    return ERR_OK;
}
