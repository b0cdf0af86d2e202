/* What the index is made of: the rows of an article in it, and the text they come from. It does not know when
 * they are written (search_change.c, search_rebuild.c). */
#include "search_index.h"

#include "engine/store_state.h"
#include "search_tokenizer.h"
#include "store/article.h"
#include "store/condition.h"
#include "store/search.h"
#include "text/compound.h"

#include <string.h>

/* Bounds the rows that one article adds, whatever its text is. */
enum { REFERENCES_MOST = 200 };

enum err search_read_state(struct conn *conn, struct search_state *state)
{
    auto_query struct query q = query_of(conn, STMT_SEARCH_STATE);
    enum err err = query_row(&q);
    /* The row is made by the migrations, so its lack is a fault of the database. */
    if (err)
        return err == ERR_NOT_FOUND ? ERR_INTERNAL : err;
    state->tokenizer = column_integer(&q);
    state->pending_id = column_integer(&q);
    return ERR_OK;
}

enum err search_backlog(struct conn *conn, int64_t *ret_pending_id, bool *ret_current)
{
    struct search_state state;
    enum err err = search_read_state(conn, &state);
    if (err)
        return err;
    *ret_pending_id = state.pending_id;
    *ret_current = state.tokenizer == SEARCH_TOKENIZER_VERSION;
    return ERR_OK;
}

/* Title, lead and body as the index takes them, in the arena. NOT_FOUND: no such article. */
enum err search_read_source(struct conn *conn, int64_t id, struct search_source *source)
{
    auto_query struct query q = query_of(conn, STMT_SEARCH_SOURCE);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (err)
        return err;
    source->id = id;
    for (size_t i = 0; i < 3; i++)
        source->texts[i] = column_text(&q);
    source->is_public = column_integer(&q);
    return source->texts[0] && source->texts[1] && source->texts[2] ? ERR_OK : ERR_MEMORY;
}

/* Parameters of TEXT_ADD and TEXT_DROP, which are alike. The index keeps no text, so it is told what
 * goes by the same words that came. */
static enum err run_text(struct conn *conn, enum statement statement, const struct search_source *source)
{
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, source->id);
    /* Columns are body, lead, title, against the order of the texts. */
    for (size_t i = 3; i-- > 0;)
        bind_text(&q, source->texts[i]);
    return query_run(&q);
}

static enum err run_title(struct conn *conn, enum statement statement, const struct search_source *source)
{
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, source->id);
    bind_text(&q, source->texts[0]);
    return query_run(&q);
}

/* `place` is 0 title, 1 lead, 2 body. One that is there already stays. */
static enum err search_index_add_reference(struct conn *conn, int64_t id, const char *key, int place)
{
    auto_query struct query q = query_of(conn, STMT_SEARCH_REFERENCE_ADD);
    bind_text(&q, key);
    bind_integer(&q, id);
    bind_integer(&q, place);
    return query_run(&q);
}

/* The word around the next digit at or after *at; most of a text holds none. */
static bool next_number(const char *text, size_t length, size_t *at, struct word *word)
{
    size_t digit = *at + strcspn(text + *at, "0123456789"), start = digit;
    if (digit >= length)
        return false;
    /* Back to where its word begins, but never before *at, or the same number would come again. */
    while (start > *at && (unsigned char)text[start - 1] > ' ' && !strchr("/-.,(", text[start - 1]))
        start--;
    *at = start;
    return word_next(text, length, at, word);
}

/* The numbers of documents that the article names; title first, so that the best place stays. */
static enum err add_references(struct conn *conn, const struct search_source *source)
{
    enum err err = ERR_OK;
    int count = 0;
    for (int place = 0; place < 3; place++) {
        const char *text = source->texts[place];
        size_t length = strlen(text), at = 0, end;
        struct word word;
        char key[COMPOUND_KEY_SIZE];
        bool whole;
        while (!err && count < REFERENCES_MOST && next_number(text, length, &at, &word)) {
            /* Without an issuer "08/2023" may be a month, so it is not kept; the word is passed over. */
            if (!word.has_digit || !reference_at(text, length, &word, key, &end, &whole) || !whole)
                continue;
            err = search_index_add_reference(conn, source->id, key, place);
            count++;
            /* Behind the whole number, whose parts are no references of their own. */
            at = end;
        }
    }
    return err;
}

/* The caller counts syllables and pairs; here are only rows that belong to this article. */
enum err search_take_in(struct conn *conn, const struct search_source *source)
{
    enum err err = run_text(conn, STMT_SEARCH_TEXT_ADD, source);
    if (!err)
        err = run_title(conn, STMT_SEARCH_TITLE_ADD, source);
    return err ? err : add_references(conn, source);
}

/* `source` must be what was taken in, to the byte: FTS5 subtracts it, and other words would leave the
 * index wrong for good. */
enum err search_take_out(struct conn *conn, const struct search_source *source)
{
    enum err err = run_text(conn, STMT_SEARCH_TEXT_DROP, source);
    if (!err)
        err = run_title(conn, STMT_SEARCH_TITLE_DROP, source);
    return err ? err : run_by(conn, STMT_SEARCH_REFERENCES_DROP, source->id);
}

enum err search_size(struct store *store, int64_t *ret_bytes)
{
    auto_arena struct arena *arena = arena_new(4096);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_lease(store, arena, &conn) : ERR_MEMORY;
    if (err)
        return err;
    /* Declared last, so it ends before the lease and the arena. */
    auto_query struct query q = query_of(conn, STMT_SEARCH_SIZE);
    err = query_row(&q);
    if (!err)
        *ret_bytes = column_integer(&q);
    return err;
}
