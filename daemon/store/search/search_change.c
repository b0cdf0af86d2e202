/* Which articles changed, and what of them that means for the index: search's commit hook. The index and what
 * is learned are written once, before the commit; what was rolled back leaves no trace. */
#include "search_index.h"

#include "engine/hook.h"
#include "search_tokenizer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    EASE_BYTES = 8 * 1024 * 1024, /* of former texts in memory, after which a long transaction writes */
    LESSON_ARENA = 512 * 1024 * 1024,
    SOURCE_ARENA = 64 * 1024 * 1024,
};

/* An article that changed, with what the index held of it before. */
struct noted_change {
    struct search_source former;
    char *block; /* its three texts, one behind the other; NULL: it was not there */
    size_t size;
};

/* One for the store, under the writer: whoever has it is alone with this. */
struct noted_changes {
    struct noted_change *items;
    size_t count, room;
    size_t bytes; /* of former texts */
};

/* How many changes were noted; a mark of a transaction is such a number. */
static size_t changes_position(const void *state)
{
    return ((const struct noted_changes *)state)->count;
}

static void changes_cut(void *state, size_t position)
{
    struct noted_changes *changes = state;
    while (changes->count > position) {
        struct noted_change *change = &changes->items[--changes->count];
        changes->bytes -= change->size;
        free(change->block);
    }
}

/* The latest changes are the likeliest to be met again. */
static bool changes_hold(const struct noted_changes *changes, int64_t id)
{
    for (size_t i = changes->count; i-- > 0;)
        if (changes->items[i].former.id == id)
            return true;
    return false;
}

/* Room doubles and stays; it is given back when the store is closed. */
static struct noted_change *changes_add(struct noted_changes *changes, int64_t id)
{
    if (changes->count == changes->room) {
        size_t room = changes->room ? changes->room * 2 : 64;
        struct noted_change *items = reallocarray(changes->items, room, sizeof *items);
        if (!items)
            return NULL;
        changes->items = items;
        changes->room = room;
    }
    struct noted_change *change = &changes->items[changes->count++];
    *change = (struct noted_change){.former = {.id = id}};
    return change;
}

/* Copies the texts, one behind the other. */
static enum err change_keep(struct noted_changes *changes, const struct search_source *source)
{
    size_t sizes[3], total = 0;
    for (size_t i = 0; i < 3; i++)
        total += sizes[i] = strlen(source->texts[i]) + 1;
    char *block = malloc(total);
    struct noted_change *change = block ? changes_add(changes, source->id) : NULL;
    if (!change) {
        free(block);
        return ERR_MEMORY;
    }
    change->former.is_public = source->is_public;
    change->block = block;
    /* The caller's texts live in a transaction's arena, which goes before the commit. */
    for (size_t i = 0; i < 3; block += sizes[i++])
        change->former.texts[i] = memcpy(block, source->texts[i], sizes[i]);
    change->size = total;
    changes->bytes += total;
    return ERR_OK;
}

static int change_by_id(const void *a, const void *b)
{
    const struct noted_change *x = a, *y = b;
    return x->former.id < y->former.id ? -1 : x->former.id > y->former.id;
}

static bool sources_equal(const struct search_source *a, const struct search_source *b)
{
    for (size_t i = 0; i < 3; i++)
        if (strcmp(a->texts[i], b->texts[i]) != 0)
            return false;
    return true;
}

/* Only what the public reads teaches, by title and lead. */
static enum err source_teach(struct lesson *lesson, const struct search_source *source, int times)
{
    enum err err = source->is_public ? lesson_add(lesson, source->texts[0], times) : ERR_OK;
    return !err && source->is_public ? lesson_add(lesson, source->texts[1], times) : err;
}

/* Exchanges what the index holds of one article. Its rows may be gone, or as they were. */
static enum err change_write(struct conn *conn, const struct noted_change *change, struct lesson *lesson)
{
    const struct search_source *former = change->block ? &change->former : NULL;
    struct search_source source, *present = &source;
    enum err err = search_read_source(conn, change->former.id, present);
    if (err == ERR_NOT_FOUND) {
        present = NULL;
        err = ERR_OK;
    }
    bool is_same = !err && former && present && sources_equal(former, present);
    if (!err && former && !is_same)
        err = search_take_out(conn, former);
    if (!err && present && !is_same)
        err = search_take_in(conn, present);
    if (!err && former)
        err = source_teach(lesson, former, -1);
    return err || !present ? err : source_teach(lesson, present, 1);
}

/* The same with an arena of its own, for all together may be long. */
static enum err change_write_apart(struct conn *conn, const struct noted_change *change,
                                   struct lesson *lesson)
{
    auto_arena struct arena *arena = arena_new(SOURCE_ARENA);
    struct arena *own = conn->arena;
    if (!arena)
        return ERR_MEMORY;
    conn->arena = arena;
    enum err err = change_write(conn, change, lesson);
    conn->arena = own;
    return err;
}

/* Ascending by id, because the index writes out what it has gathered whenever an id is not above the one
 * before. While articles wait to be indexed those are left out and nothing is learned: when the last is in,
 * all is counted at once. */
static enum err changes_write(struct conn *conn, void *state)
{
    struct noted_changes *changes = state;
    struct search_state pending;
    if (!changes->count)
        return ERR_OK;
    auto_arena struct arena *arena = arena_new(LESSON_ARENA);
    struct lesson *lesson = arena ? lesson_new(arena) : NULL;
    enum err err = lesson ? search_read_state(conn, &pending) : ERR_MEMORY;
    if (!err)
        qsort(changes->items, changes->count, sizeof *changes->items, change_by_id);
    for (size_t i = 0; !err && i < changes->count; i++)
        if (changes->items[i].former.id > pending.pending_id)
            err = change_write_apart(conn, &changes->items[i], lesson);
    return err || pending.pending_id ? err : lesson_save(conn, lesson);
}

/* Called within a long transaction, such as an import, so that former texts do not fill the memory. */
static enum err changes_ease(struct conn *conn, void *state)
{
    struct noted_changes *changes = state;
    if (changes->bytes < EASE_BYTES)
        return ERR_OK;
    enum err err = changes_write(conn, changes);
    if (!err)
        changes_cut(changes, 0);
    return err;
}

static void changes_forget(struct store *store, void *state)
{
    (void)store;
    changes_cut(state, 0);
}

/* When a transaction ends within a statement of FTS5's own, FTS5 goes on for a while and keeps what it
 * gathered, or a structure that was never committed. It forgets both when a transaction that it takes part in
 * is rolled back. */
static enum err index_heal(struct conn *conn)
{
    enum err err = run_plain(conn, STMT_BEGIN_WRITE);
    if (!err)
        err = run_plain(conn, STMT_SEARCH_TEXT_TOUCH);
    if (!err)
        err = run_plain(conn, STMT_SEARCH_TITLE_TOUCH);
    if (!err)
        err = run_plain(conn, STMT_SEARCH_PAGE_TOUCH);
    conn_roll_back(conn);
    return err;
}

static void changes_done(void *state)
{
    struct noted_changes *changes = state;
    changes_cut(changes, 0);
    free(changes->items);
    free(changes);
}

static const struct hooks search_hooks = {
    .connect = search_register,
    .position = changes_position,
    .after_rollback = changes_cut,
    .heal = index_heal,
    .ease = changes_ease,
    .before_commit = changes_write,
    .after_commit = changes_forget,
    .done = changes_done,
};

enum err search_register_hook(struct store *store)
{
    struct noted_changes *changes = calloc(1, sizeof *changes);
    if (!changes)
        return ERR_MEMORY;
    hook_add(store, &search_hooks, changes);
    return ERR_OK;
}

/* The first change of an article in a batch is the one that knows what the index holds. */
enum err search_forget(struct conn *conn, int64_t id)
{
    assert(conn->is_writer);
    struct noted_changes *changes = hook_state(conn->store, &search_hooks);
    struct search_source source;
    if (changes_hold(changes, id))
        return ERR_OK;
    enum err err = search_read_source(conn, id, &source);
    return err ? err : change_keep(changes, &source);
}

/* Called behind each change; an article that search_forget() has seen is noted already. */
enum err search_note(struct conn *conn, int64_t id)
{
    assert(conn->is_writer);
    struct noted_changes *changes = hook_state(conn->store, &search_hooks);
    return changes_hold(changes, id) || changes_add(changes, id) ? ERR_OK : ERR_MEMORY;
}
