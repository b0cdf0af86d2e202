/* Articles that the index should find by their own title and does not: it was damaged, or a file of it was
 * put back from another day. Looks and changes nothing. */
#include "engine/conn.h"
#include "store/condition.h"
#include "text/word.h"

#include <string.h>

/* Words of a title that are asked for: as many tell it from all others. */
enum { WORDS_MOST = 20, PHRASE_SIZE = 4096 };

/* The title's exact keys as one phrase; empty where it has no word. */
static void phrase_of(const char *title, struct buf *phrase)
{
    size_t at = 0, length = strlen(title);
    struct word word;
    for (int count = 0; count < WORDS_MOST && word_next(title, length, &at, &word); count++)
        buf_printf(phrase, "%s%s", count ? " " : "\"", word.exact);
    if (phrase->length)
        buf_char(phrase, '"');
}

/* An index that cannot be read does not find it either; the engine's fault is in the log. */
static bool index_holds(struct conn *conn, enum statement statement, const char *phrase, int64_t id)
{
    auto_query struct query q = query_of(conn, statement);
    bind_text(&q, phrase);
    bind_integer(&q, id);
    return query_row(&q) == ERR_OK;
}

static bool is_lost(struct conn *conn, int64_t id, const char *title)
{
    auto_buf struct buf phrase = BUF(PHRASE_SIZE);
    phrase_of(title, &phrase);
    if (!phrase.length || buf_failed(&phrase))
        return false;
    return !index_holds(conn, STMT_SEARCH_TITLE_HOLDS, buf_str(&phrase), id) ||
           !index_holds(conn, STMT_SEARCH_TEXT_HOLDS, buf_str(&phrase), id);
}

enum err search_find_lost(struct conn *conn, int64_t after_id, int limit, int64_t *ret_lost,
                          int64_t *ret_next_id)
{
    int64_t pending_id = 0, lost = 0, id = 0;
    bool is_current;
    int count = 0;
    enum err err = search_backlog(conn, &pending_id, &is_current);
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_SEARCH_TITLES);
    /* What waits to be indexed is not lost. */
    bind_integer(&q, after_id > pending_id ? after_id : pending_id);
    bind_integer(&q, limit);
    while (!(err = query_row(&q))) {
        id = column_integer(&q);
        const char *title = column_text(&q);
        count++;
        lost += title && is_lost(conn, id, title);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *ret_lost = lost;
    *ret_next_id = count == limit ? id : 0;
    return ERR_OK;
}
