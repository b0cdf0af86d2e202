#include "search_index.h"

#include "base/log.h"
#include "search_tokenizer.h"
#include "store/article.h"
#include "store/search.h"
#include "store_inner.h"
#include "text/compound.h"

#include <stdio.h>
#include <string.h>

enum { BATCH_MOST = 500, BATCH_MS = 150, ARENA_LIMIT = 64 * 1024 * 1024, REFERENCES_MOST = 200 };

struct state {
    int64_t tokenizer;
    int64_t pending_id;
};

/* What the index holds of an article. */
struct source {
    int64_t id;
    const char *texts[3]; /* title, lead, body */
    bool is_public;
};

static enum err read_state(struct conn *conn, struct state *state)
{
    auto_query struct query q = query_of(conn, STMT_SEARCH_STATE);
    enum err err = query_row(&q);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_INTERNAL : err;
    state->tokenizer = column_integer(&q);
    state->pending_id = column_integer(&q);
    return ERR_OK;
}

static enum err read_source(struct conn *conn, int64_t id, struct source *source)
{
    auto_query struct query q = query_of(conn, STMT_SEARCH_SOURCE);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (err)
        return err;
    source->id = id;
    for (size_t i = 0; i < 3; i++)
        source->texts[i] = column_text(&q);
    source->is_public = column_integer(&q) == STATUS_PUBLISHED;
    return source->texts[0] && source->texts[1] && source->texts[2] ? ERR_OK : ERR_MEMORY;
}

static enum err run_text(struct conn *conn, enum statement statement, const struct source *source)
{
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, source->id);
    for (size_t i = 3; i-- > 0;)
        bind_text(&q, source->texts[i]);
    return query_run(&q);
}

static enum err run_title(struct conn *conn, enum statement statement, const struct source *source)
{
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, source->id);
    bind_text(&q, source->texts[0]);
    return query_run(&q);
}

static enum err run_plain(struct conn *conn, enum statement statement)
{
    auto_query struct query q = query_of(conn, statement);
    return query_run(&q);
}

static enum err run_number(struct conn *conn, enum statement statement, int64_t number)
{
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, number);
    return query_run(&q);
}

static enum err add_reference(struct conn *conn, int64_t id, const char *key, int place)
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
    while (start > *at && (unsigned char)text[start - 1] > ' ' && !strchr("/-.,(", text[start - 1]))
        start--;
    *at = start;
    return word_next(text, length, at, word);
}

/* The numbers of documents that the article names; title first, so that the best place stays. */
static enum err add_references(struct conn *conn, const struct source *source)
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
            if (!word.has_digit || !reference_at(text, length, &word, key, &end, &whole) || !whole)
                continue;
            err = add_reference(conn, source->id, key, place);
            count++;
            at = end;
        }
    }
    return err;
}

static enum err teach(struct conn *conn, const struct source *source, int times)
{
    enum err err = source->is_public ? search_learn(conn, source->texts[0], times) : ERR_OK;
    return !err && source->is_public ? search_learn(conn, source->texts[1], times) : err;
}

/* While articles wait to be indexed nothing is learned: when the last is in, all is counted at once. */
enum taking { TAUGHT, UNTAUGHT };

static enum taking taking_of(const struct state *state)
{
    return state->pending_id ? UNTAUGHT : TAUGHT;
}

static enum err take_in(struct conn *conn, int64_t id, enum taking taking)
{
    struct source source;
    enum err err = read_source(conn, id, &source);
    if (!err)
        err = run_text(conn, STMT_SEARCH_TEXT_ADD, &source);
    if (!err)
        err = run_title(conn, STMT_SEARCH_TITLE_ADD, &source);
    if (!err)
        err = add_references(conn, &source);
    return err || taking == UNTAUGHT ? err : teach(conn, &source, 1);
}

static enum err take_out(struct conn *conn, int64_t id, enum taking taking)
{
    struct source source;
    enum err err = read_source(conn, id, &source);
    if (!err)
        err = run_text(conn, STMT_SEARCH_TEXT_DROP, &source);
    if (!err)
        err = run_title(conn, STMT_SEARCH_TITLE_DROP, &source);
    if (!err)
        err = run_number(conn, STMT_SEARCH_REFERENCES_DROP, id);
    return err || taking == UNTAUGHT ? err : teach(conn, &source, -1);
}

enum err search_forget(struct conn *conn, int64_t id)
{
    struct state state;
    enum err err = read_state(conn, &state);
    return err || id <= state.pending_id ? err : take_out(conn, id, taking_of(&state));
}

enum err search_note(struct conn *conn, int64_t id)
{
    struct state state;
    enum err err = read_state(conn, &state);
    return err || id <= state.pending_id ? err : take_in(conn, id, taking_of(&state));
}

static enum err empty_index(struct conn *conn)
{
    static const enum statement clearing[] = {STMT_SEARCH_TEXT_CLEAR, STMT_SEARCH_TITLE_CLEAR,
                                              STMT_SEARCH_SYLLABLES_CLEAR, STMT_SEARCH_PAIRS_CLEAR,
                                              STMT_SEARCH_REFERENCES_CLEAR};
    enum err err = run_number(conn, STMT_SEARCH_STATE_RESET, SEARCH_TOKENIZER_VERSION);
    for (size_t i = 0; !err && i < sizeof clearing / sizeof *clearing; i++)
        err = run_plain(conn, clearing[i]);
    return err;
}

static const struct actor system_actor = {.role = ROLE_ADMIN, .name = "system"};

enum when { WHEN_STALE, ALWAYS };

static enum err begin_anew(struct store *store, enum when when)
{
    auto_arena struct arena *arena = arena_new(64 * 1024);
    auto_conn struct conn *conn = NULL;
    struct state state;
    enum err err = arena ? store_begin(store, arena, &system_actor, &conn) : ERR_MEMORY;
    if (!err)
        err = read_state(conn, &state);
    if (err)
        return err;
    bool is_anew = when == ALWAYS || state.tokenizer != SEARCH_TOKENIZER_VERSION;
    atomic_store(&store->search_pending, is_anew || state.pending_id > 0);
    if (!is_anew)
        return ERR_OK;
    err = empty_index(conn);
    return err ? err : store_commit(&conn);
}

enum err search_begin(struct store *store)
{
    return begin_anew(store, WHEN_STALE);
}

enum err search_invalidate(struct store *store)
{
    return begin_anew(store, ALWAYS);
}

enum err search_size(struct store *store, int64_t *ret_bytes)
{
    auto_arena struct arena *arena = arena_new(4096);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_lease(store, arena, &conn) : ERR_MEMORY;
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_SEARCH_SIZE);
    err = query_row(&q);
    if (!err)
        *ret_bytes = column_integer(&q);
    return err;
}

/* The next ids to index, newest first; they are read before any is written. */
static enum err next_ids(struct conn *conn, int64_t pending_id, int64_t ids[BATCH_MOST], int *count)
{
    auto_query struct query q = query_of(conn, STMT_SEARCH_PENDING_NEXT);
    enum err err;
    bind_integer(&q, pending_id);
    bind_integer(&q, BATCH_MOST);
    *count = 0;
    while (!(err = query_row(&q)))
        ids[(*count)++] = column_integer(&q);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err index_batch(struct conn *conn, int64_t pending_id, int64_t *ret_pending_id)
{
    int64_t ids[BATCH_MOST], until_ms = clock_monotonic_ms(conn->store->clock) + BATCH_MS;
    int count, done = 0;
    enum err err = next_ids(conn, pending_id, ids, &count);
    while (!err && done < count) {
        err = take_in(conn, ids[done++], UNTAUGHT);
        if (clock_monotonic_ms(conn->store->clock) >= until_ms)
            break;
    }
    *ret_pending_id = done ? ids[done - 1] - 1 : 0;
    if (!err && !*ret_pending_id)
        err = search_learn_all(conn);
    return err ? err : run_number(conn, STMT_SEARCH_PENDING_SET, *ret_pending_id);
}

/* A line when it begins, one at each tenth of the way or so, one at the end. */
static void log_progress(struct store *store, int64_t before, int64_t after)
{
    char text[24];
    if (!store->search_logged_id || after <= store->search_logged_id - store->search_logged_id / 8 - 1 ||
        !after) {
        snprintf(text, sizeof text, "%lld", (long long)after);
        log_info("search_index", "articles_left_up_to_id", text);
        store->search_logged_id = after ? after : before;
    }
}

enum err search_rebuild(struct store *store, bool *ret_done)
{
    struct state state;
    int64_t pending_id = 0;
    *ret_done = !atomic_load(&store->search_pending);
    if (*ret_done)
        return ERR_OK;
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_begin(store, arena, &system_actor, &conn) : ERR_MEMORY;
    if (!err)
        err = read_state(conn, &state);
    if (!err)
        err = index_batch(conn, state.pending_id, &pending_id);
    if (err)
        return err;
    conn_mark_changed(conn);
    err = store_commit(&conn);
    if (err)
        return err;
    log_progress(store, state.pending_id, pending_id);
    atomic_store(&store->search_pending, pending_id > 0);
    *ret_done = pending_id == 0;
    return ERR_OK;
}
