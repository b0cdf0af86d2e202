/* What is noted is a list of names that go or stay; the last word on a name counts. */
#include "media_removal.h"

#include "engine/hook.h"
#include "media_file.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* One word on one file. */
struct removal {
    char *name;
    bool stays;
};

/* One for the store, under the writer. A later word on the same name counts, so that what was noted need
 * never be looked for to be changed. */
struct removals {
    struct removal *items;
    size_t count, room;
};

static size_t removals_position(const void *state)
{
    return ((const struct removals *)state)->count;
}

/* Back to a mark: what was said since is forgotten, as its rows are. */
static void removals_cut(void *state, size_t position)
{
    struct removals *removals = state;
    while (removals->count > position)
        free(removals->items[--removals->count].name);
}

static bool removal_is_last_word(const struct removals *removals, size_t at)
{
    for (size_t i = at + 1; i < removals->count; i++)
        if (strcmp(removals->items[i].name, removals->items[at].name) == 0)
            return false;
    return true;
}

/* After the commit. A crash before it leaves a file without a row, which is collected a day later. */
static void removals_carry_out(struct store *store, void *state)
{
    const struct removals *removals = state;
    for (size_t i = 0; i < removals->count; i++)
        if (!removals->items[i].stays && removal_is_last_word(removals, i))
            media_remove_file(store, removals->items[i].name);
    removals_cut(state, 0);
}

static void removals_done(void *state)
{
    struct removals *removals = state;
    removals_cut(removals, 0);
    free(removals->items);
    free(removals);
}

static const struct hooks removal_hooks = {
    .position = removals_position,
    .after_rollback = removals_cut,
    .after_commit = removals_carry_out,
    .done = removals_done,
};

enum err media_removal_register(struct store *store)
{
    struct removals *removals = calloc(1, sizeof *removals);
    if (!removals)
        return ERR_MEMORY;
    hook_add(store, &removal_hooks, removals);
    return ERR_OK;
}

/* Outside of any arena, as it outlives the transaction. */
static bool removals_have_room(struct removals *removals)
{
    if (removals->count < removals->room)
        return true;
    size_t room = removals->room ? removals->room * 2 : 16;
    struct removal *items = reallocarray(removals->items, room, sizeof *items);
    if (items) {
        removals->items = items;
        removals->room = room;
    }
    return items != NULL;
}

/* Says once more of a file whether it goes. */
static enum err removal_say(struct conn *conn, const char *name, bool stays)
{
    struct removals *removals = hook_state(conn->store, &removal_hooks);
    char *copy = removals_have_room(removals) ? strdup(name) : NULL;
    if (!copy)
        return ERR_MEMORY;
    removals->items[removals->count++] = (struct removal){copy, stays};
    return ERR_OK;
}

enum err media_removal_note(struct conn *conn, const char *name)
{
    assert(conn->is_writer);
    return removal_say(conn, name, false);
}

/* Hardly any transaction removes files, so there is seldom anything to look through. */
enum err media_removal_cancel(struct conn *conn, const char *name)
{
    const struct removals *removals = hook_state(conn->store, &removal_hooks);
    for (size_t i = removals->count; i-- > 0;)
        if (strcmp(removals->items[i].name, name) == 0)
            return removals->items[i].stays ? ERR_OK : removal_say(conn, name, true);
    return ERR_OK;
}
