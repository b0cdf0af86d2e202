/* The list of tables says of every table whether machines share it, and what that asks of the schema. */
#include "engine_fixture.h"

#include "replication/table.h"

/* Of each row of a query, its first column. */
typedef void name_visit(const char *name, const char *more);

static void each_name(struct fixture *f, const char *sql, name_visit *visit)
{
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_prepare_v2(f->store->writer->db, sql, -1, &statement, NULL), SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW)
        visit((const char *)sqlite3_column_text(statement, 0),
              (const char *)sqlite3_column_text(statement, 1));
    sqlite3_finalize(statement);
}

static size_t seen;
static bool is_seen[TABLE_COUNT];

static void find_table(const char *name, const char *more)
{
    (void)more;
    enum replicated table = replicated_find(name);
    if (table == TABLE_COUNT)
        fail_msg("%s is missing in replication/table.def: is it shared, or each machine's own?", name);
    is_seen[table] = true;
}

static void every_table_of_the_schema_is_in_the_list(void **state)
{
    memset(is_seen, 0, sizeof is_seen);
    each_name(*state,
              "SELECT name, NULL FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name "
              "NOT LIKE 'sqlite_%'",
              find_table);
    for (enum replicated table = 0; table < TABLE_COUNT; table++)
        if (!is_seen[table])
            fail_msg("%s is in replication/table.def, and in no schema", replicated_name(table));
}

static void list_is_in_order(void **state)
{
    (void)state;
    for (enum replicated table = 0; table < TABLE_COUNT; table++)
        assert_int_equal(replicated_find(replicated_name(table)), table);
    assert_int_equal(replicated_find("search_text_data"), TABLE_COUNT);
}

static void find_key(const char *name, const char *more)
{
    enum replicated table = replicated_find(name);
    if (table < TABLE_COUNT && replicated_is_shared(table) && strcmp(more, "0") == 0)
        fail_msg("%s has no primary key: changes of its rows would reach no other machine", name);
}

static void every_shared_table_has_a_key(void **state)
{
    each_name(*state,
              "SELECT name, (SELECT count(*) FROM pragma_table_info(l.name) WHERE pk > 0) FROM "
              "pragma_table_list l WHERE"
              " schema = 'main' AND type = 'table'",
              find_key);
}

/* "INTO x", "UPDATE x", "FROM x" with the name's end behind it. */
static bool writes(const char *sql, const char *table)
{
    static const char *const verbs[] = {"INTO ", "UPDATE ", "DELETE FROM "};
    for (size_t i = 0; i < 3; i++)
        for (const char *at = sql; (at = strstr(at, verbs[i]));) {
            at += strlen(verbs[i]);
            if (strncmp(at, table, strlen(table)) == 0 && strchr(" \n;(", at[strlen(table)]))
                return true;
        }
    return false;
}

static void find_trigger(const char *sql, const char *on)
{
    enum replicated table = replicated_find(on);
    if (table < TABLE_COUNT && !replicated_is_shared(table))
        return;
    for (enum replicated i = 0; i < TABLE_COUNT; i++)
        if (!replicated_is_shared(i) && writes(sql, replicated_name(i))) {
            /* What follow.c does in its place. */
            if (strcmp(on, "category_moves") == 0)
                seen++;
            else
                fail_msg("a trigger of %s writes %s, which is each machine's own; say in follow.c what does "
                         "it elsewhere",
                         on, replicated_name(i));
        }
}

static void triggers_of_shared_tables_write_nothing_of_one_machine_that_is_forgotten(void **state)
{
    seen = 0;
    each_name(*state, "SELECT sql, tbl_name FROM sqlite_schema WHERE type = 'trigger'", find_trigger);
    assert_true(seen > 0);
}

/* Whose rows follow.c takes away where those go that they refer to. */
static bool is_followed(const char *name)
{
    static const char *const names[] = {"article_references", "media_texts", "ratings"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void find_reference(const char *name, const char *parent)
{
    enum replicated table = replicated_find(name);
    if (table < TABLE_COUNT && !replicated_is_shared(table) &&
        replicated_is_shared(replicated_find(parent)) && !is_followed(name))
        fail_msg("%s, which is each machine's own, refers to %s: nothing cascades where an entry is applied",
                 name, parent);
}

static void nothing_of_one_machine_relies_on_cascades_of_what_is_shared(void **state)
{
    each_name(*state,
              "SELECT l.name, k.\"table\" FROM pragma_table_list l JOIN pragma_foreign_key_list(l.name) k "
              "WHERE l.schema = 'main'",
              find_reference);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(every_table_of_the_schema_is_in_the_list),
        cmocka_unit_test(list_is_in_order),
        store_test(every_shared_table_has_a_key),
        store_test(triggers_of_shared_tables_write_nothing_of_one_machine_that_is_forgotten),
        store_test(nothing_of_one_machine_relies_on_cascades_of_what_is_shared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
