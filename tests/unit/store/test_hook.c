/* Commit hooks: each is called in its turn, one that takes no part is passed over, and one that fails ends
 * the row. */
#include "engine_fixture.h"

/* What was called, in the order of calling. */
static char called[64];
static bool heals, eases, writes, connects;

static void note_call(const char *name)
{
    strcat(called, name);
}

static int note_connect(sqlite3 *db)
{
    (void)db;
    note_call("c");
    return connects ? SQLITE_OK : SQLITE_NOMEM;
}

static size_t note_position(const void *state)
{
    (void)state;
    return 7;
}

static void note_rollback(void *state, size_t position)
{
    (void)state;
    note_call(position == 7 ? "r" : "R");
}

static enum err note_heal(struct conn *conn)
{
    (void)conn;
    note_call("h");
    return heals ? ERR_OK : ERR_MEMORY;
}

static enum err note_ease(struct conn *conn, void *state)
{
    (void)conn;
    (void)state;
    note_call("e");
    return eases ? ERR_OK : ERR_STORAGE_FULL;
}

static enum err note_before(struct conn *conn, void *state)
{
    (void)conn;
    (void)state;
    note_call("b");
    return writes ? ERR_OK : ERR_INTERNAL;
}

static void note_after(struct store *store, void *state)
{
    (void)store;
    (void)state;
    note_call("a");
}

static void note_done(void *state)
{
    (void)state;
    note_call("d");
}

static const struct hooks none;
static const struct hooks whole = {note_connect, note_position, note_rollback, note_heal,
                                   note_ease,    note_before,   note_after,    note_done};

/* A store without a database that has one hook of no calls between two that have all. */
static struct store *bare_store(void)
{
    static struct store store;
    static char first[] = "first", second[] = "none", last[] = "last";
    store = (struct store){.hook_count = 0};
    hook_add(&store, &whole, first);
    hook_add(&store, &none, second);
    hook_add(&store, &whole, last);
    heals = eases = writes = connects = true;
    called[0] = '\0';
    return &store;
}

static void each_is_called_in_its_turn_and_one_without_calls_is_passed_over(void **state)
{
    struct store *store = bare_store();
    struct conn conn = {.store = store};
    (void)state;
    assert_string_equal(hook_state(store, &none), "none");
    assert_int_equal(hooks_connect(store, NULL), SQLITE_OK);
    struct hook_positions positions = hooks_positions(store);
    assert_int_equal(positions.at[0], 7);
    assert_int_equal(positions.at[1], 0);
    hooks_after_rollback(store, &positions);
    assert_int_equal(hooks_heal(&conn), ERR_OK);
    assert_int_equal(hooks_ease(&conn), ERR_OK);
    assert_int_equal(hooks_before_commit(&conn), ERR_OK);
    hooks_after_commit(store);
    hooks_done(store);
    assert_string_equal(called, "ccrrhheebbaadd");
    assert_int_equal(store->hook_count, 0);
}

static void one_that_fails_ends_the_row(void **state)
{
    struct store *store = bare_store();
    struct conn conn = {.store = store};
    (void)state;
    heals = eases = writes = connects = false;
    assert_int_equal(hooks_connect(store, NULL), SQLITE_NOMEM);
    assert_int_equal(hooks_heal(&conn), ERR_MEMORY);
    assert_int_equal(hooks_ease(&conn), ERR_STORAGE_FULL);
    assert_int_equal(hooks_before_commit(&conn), ERR_INTERNAL);
    assert_string_equal(called, "cheb");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_called_in_its_turn_and_one_without_calls_is_passed_over),
        cmocka_unit_test(one_that_fails_ends_the_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
