/* Which letters to those who asked wait. Must not know what a letter says. */
#include "store/petition_letter.h"

#include "engine/rows.h"
#include "petition_inner.h"

#include <assert.h>

enum err petition_letter_find(struct conn *conn, int64_t now_ms, struct petition_letter *ret_letter)
{
    auto_query struct query q = query_of(conn, STMT_PETITION_LETTER_DUE);
    bind_integer(&q, now_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_letter = (struct petition_letter){.petition_id = column_integer(&q)};
    ret_letter->created_ms = column_integer(&q);
    ret_letter->attempts = column_integer(&q);
    ret_letter->mail = petition_column_sealed(&q);
    ret_letter->state = (enum petition_state)column_integer(&q);
    ret_letter->answer_id = column_integer(&q);
    ret_letter->received_ms = column_integer(&q);
    ret_letter->unit = column_text(&q);
    return arena_failed(conn->arena) ? ERR_MEMORY : ERR_OK;
}

enum err petition_letter_next_ms(struct conn *conn, int64_t *ret_ms)
{
    auto_query struct query q = query_of(conn, STMT_PETITION_LETTER_NEXT);
    enum err err = query_row(&q);
    if (!err)
        *ret_ms = column_integer(&q);
    return err;
}

enum err petition_letter_done(struct conn *conn, int64_t petition_id)
{
    assert(conn->is_writer);
    return run_by(conn, STMT_PETITION_LETTER_DONE, petition_id);
}

enum err petition_letter_later(struct conn *conn, int64_t petition_id, int64_t next_ms)
{
    assert(conn->is_writer);
    return run_pair(conn, STMT_PETITION_LETTER_LATER, next_ms, petition_id);
}

enum err petition_letters_drop(struct conn *conn)
{
    assert(conn->is_writer);
    return run_plain(conn, STMT_PETITION_LETTERS_DROP);
}
