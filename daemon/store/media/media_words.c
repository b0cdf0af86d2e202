/* Words of media as rows, so that a word finds the few that have it without reading thousands. Knows what
 * is said of a medium, and not what shows it. */
#include "media_words.h"

#include "engine/script.h"
#include "text/word.h"

#include <assert.h>
#include <string.h>

/* Words of a question that are looked at; bytes of one medium's texts while the words of all are filled in.
 */
enum { FIND_WORDS_MAX = 8, FILL_ARENA = 64 * 1024, TEXTS = 5 };

/* A statement of the scripts, while the others cannot be prepared. */
static enum err media_words_query(struct conn *conn, enum script script, struct query *ret_query)
{
    const char *sql = script_sql(script);
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(conn->db, sql, -1, &statement, NULL);
    *ret_query = (struct query){.conn = conn, .statement = statement};
    return code == SQLITE_OK ? ERR_OK : conn_error(conn, code, sql);
}

/* Ready for the next run. */
static void media_words_again(struct query *q)
{
    query_end(q);
    q->bound = q->column = 0;
}

/* A row for each word of the texts that come next in `said`; what stands there already is let be. */
static enum err media_words_add(struct query *said, struct query *add, int64_t id)
{
    enum err err = ERR_OK;
    for (int i = 0; i < TEXTS; i++) {
        const char *text = column_peek(said);
        struct word word;
        size_t at = 0, length = text ? strlen(text) : 0;
        while (!err && word_next(text, length, &at, &word)) {
            if (!word.fold_length)
                continue;
            media_words_again(add);
            bind_text(add, word.fold);
            bind_integer(add, id);
            err = query_run(add);
        }
    }
    return err;
}

enum err media_words_note(struct conn *conn, int64_t id)
{
    assert(conn->is_writer);
    enum err err = run_by(conn, STMT_MEDIA_WORDS_DROP, id);
    auto_query struct query said = query_of(conn, STMT_MEDIA_WORDS_SAID);
    auto_query struct query add = query_of(conn, STMT_MEDIA_WORDS_ADD);
    bind_integer(&said, id);
    if (!err)
        err = query_row(&said);
    return err ? err : media_words_add(&said, &add, id);
}

enum err media_words_fill(struct conn *conn)
{
    struct query said = {.statement = NULL}, add = {.statement = NULL};
    auto_arena struct arena *arena = arena_new(FILL_ARENA);
    enum err err = arena ? media_words_query(conn, SCRIPT_MEDIA_WORDS_ALL, &said) : ERR_MEMORY;
    if (!err)
        err = media_words_query(conn, SCRIPT_MEDIA_WORDS_ADD, &add);
    conn->arena = arena;
    while (!err && !(err = query_row(&said))) {
        int64_t id = column_integer(&said);
        err = media_words_add(&said, &add, id);
    }
    sqlite3_finalize(said.statement);
    sqlite3_finalize(add.statement);
    conn->arena = NULL;
    return err != ERR_NOT_FOUND ? err : arena_failed(arena) ? ERR_MEMORY : ERR_OK;
}

static enum err media_last_id(struct conn *conn, int64_t *ret_last)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_LAST_ID);
    enum err err = query_row(&q);
    if (!err)
        *ret_last = column_integer(&q);
    return err;
}

/* Marks the media that have a word which begins so. */
static enum err media_words_mark(struct conn *conn, const char *beginning, unsigned bit, unsigned char *marks,
                                 size_t count)
{
    enum err err;
    auto_query struct query q = query_of(conn, STMT_MEDIA_WORDS_FIND);
    bind_text(&q, beginning);
    /* Behind every word that begins so: no key has a sign above the last of Unicode. */
    bind_text(&q, arena_printf(conn->arena, "%s\xf4\x8f\xbf\xbf", beginning));
    while (!(err = query_row(&q))) {
        int64_t id = column_integer(&q);
        if (id > 0 && (size_t)id < count)
            marks[id] |= (unsigned char)bit;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err media_words_match(struct conn *conn, const char *text, unsigned char **ret_flags, size_t *ret_count)
{
    struct word word;
    unsigned wanted = 0;
    size_t at = 0, length = text ? strlen(text) : 0;
    int64_t last = 0;
    enum err err = media_last_id(conn, &last);
    unsigned char *marks = err ? NULL : arena_zero(conn->arena, (size_t)last + 1, 1);
    if (!marks)
        return err ? err : ERR_MEMORY;
    for (int i = 0; !err && i < FIND_WORDS_MAX && word_next(text, length, &at, &word); i++) {
        wanted |= 1u << i;
        err = media_words_mark(conn, word.fold, 1u << i, marks, (size_t)last + 1);
    }
    for (int64_t id = 0; id <= last; id++)
        marks[id] = wanted && marks[id] == wanted;
    *ret_flags = wanted ? marks : NULL;
    *ret_count = (size_t)last + 1;
    return err;
}
