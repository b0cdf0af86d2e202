/* Statements of a dump: which columns a table has, and its rows. It knows no table of anybody's. */
#include "sql_reader.h"

#include "sql_row.h"

#include <string.h>

struct sql_table {
    const char *name;
    const char **columns;
    size_t count;
};

struct sql_reader {
    struct sql_bytes bytes;
    const struct sql_handler *handler;
    struct arena *arena;
    struct sql_table *tables; /* of CREATE TABLE */
    size_t table_count, table_room;
    const char *charset;
    struct sql_table named; /* of the last INSERT that named its columns; most are as the one before */
    struct buf names;       /* its names, each ended by NUL */
    struct sql_row row;
};

static void sql_fault(struct sql_reader *r, enum sql_fault fault)
{
    r->handler->fault(r->handler->context, r->bytes.line, fault);
}

/* "a", or "a"."b", of which b is the table. */
static void sql_table_name(struct sql_bytes *b, char name[static SQL_NAME_MAX + 1])
{
    sql_word(b, name, NULL);
    while (sql_take_if(b, '.'))
        sql_word(b, name, NULL);
}

/* The rest of the statement, whatever it is, and its semicolon. */
static void sql_finish(struct sql_reader *r)
{
    sql_pass(&r->bytes, ";");
    if (sql_take(&r->bytes) == SQL_END)
        sql_fault(r, SQL_FAULT_ENDS);
}

static const struct sql_table *sql_table_find(const struct sql_reader *r, const char *name)
{
    /* From the last on: the one that was told of last counts. */
    for (size_t i = r->table_count; i; i--)
        if (strcmp(r->tables[i - 1].name, name) == 0)
            return &r->tables[i - 1];
    return NULL;
}

static enum err sql_table_add(struct sql_reader *r, const struct sql_table *table)
{
    if (r->table_count == SQL_TABLES_MAX)
        return ERR_OK;
    if (r->table_count == r->table_room) {
        size_t room = r->table_room ? 2 * r->table_room : 64;
        struct sql_table *more = arena_zero(r->arena, room, sizeof *more);
        if (!more)
            return ERR_MEMORY;
        if (r->table_count)
            memcpy(more, r->tables, r->table_count * sizeof *more);
        r->tables = more;
        r->table_room = room;
    }
    r->tables[r->table_count++] = *table;
    return ERR_OK;
}

/* A name of a column, one more. */
static void sql_column_add(struct sql_reader *r, struct sql_table *table, const char *name)
{
    if (table->count < SQL_COLUMNS_MAX)
        table->columns[table->count++] = arena_text(r->arena, name);
}

/* What stands in brackets behind CREATE TABLE and its name: columns, and keys, which begin with words of SQL.
 */
static void sql_columns_made(struct sql_reader *r, struct sql_table *table)
{
    static const char *const others[] = {"PRIMARY",    "KEY",   "UNIQUE",  "INDEX",  "FULLTEXT",
                                         "CONSTRAINT", "CHECK", "FOREIGN", "SPATIAL"};
    char name[SQL_NAME_MAX + 1];
    bool is_quoted, is_column;
    do {
        sql_word(&r->bytes, name, &is_quoted);
        is_column = *name;
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            is_column &= is_quoted || !sql_is(name, others[i]);
        if (is_column)
            sql_column_add(r, table, name);
        sql_pass(&r->bytes, ",);");
    } while (sql_take_if(&r->bytes, ','));
}

/* Behind CREATE. */
static enum err sql_create(struct sql_reader *r)
{
    char word[SQL_NAME_MAX + 1];
    struct sql_table table = {.columns = arena_zero(r->arena, SQL_COLUMNS_MAX, sizeof *table.columns)};
    if (!table.columns)
        return ERR_MEMORY;
    sql_word(&r->bytes, word, NULL);
    if (sql_is(word, "TEMPORARY"))
        sql_word(&r->bytes, word, NULL);
    if (!sql_is(word, "TABLE")) {
        sql_finish(r);
        return ERR_OK;
    }
    sql_table_name(&r->bytes, word);
    /* IF NOT EXISTS */
    if (sql_is(word, "IF")) {
        sql_word(&r->bytes, word, NULL);
        sql_word(&r->bytes, word, NULL);
        sql_table_name(&r->bytes, word);
    }
    table.name = arena_text(r->arena, word);
    if (sql_take_if(&r->bytes, '('))
        sql_columns_made(r, &table);
    sql_finish(r);
    return table.count ? sql_table_add(r, &table) : ERR_OK;
}

/* Gives a row that was read to who wants it. */
static enum err sql_give(struct sql_reader *r, size_t columns)
{
    const struct sql_row *row = &r->row;
    bool is_bad = buf_failed(&row->bytes) || row->has_more || row->count != columns;
    if (buf_failed(&row->bytes) || row->is_long)
        sql_fault(r, SQL_FAULT_LONG);
    else if (is_bad)
        sql_fault(r, SQL_FAULT_COLUMNS);
    if (is_bad)
        return ERR_OK;
    return r->handler->row(r->handler->context, row->values, row->count);
}

/* The rows behind VALUES. */
static enum err sql_rows(struct sql_reader *r, const struct sql_table *table)
{
    enum err err = ERR_OK;
    if (!r->handler->begin(r->handler->context, table->name, table->columns, table->count)) {
        sql_finish(r);
        return ERR_OK;
    }
    if (!table->count) {
        sql_fault(r, SQL_FAULT_UNNAMED);
        sql_finish(r);
        return ERR_OK;
    }
    do {
        if (!sql_row_read(&r->bytes, &r->row)) {
            if (sql_peek(&r->bytes) != SQL_END)
                sql_fault(r, SQL_FAULT_SYNTAX);
            break;
        }
        err = sql_give(r, table->count);
    } while (!err && sql_take_if(&r->bytes, ','));
    /* ON DUPLICATE KEY UPDATE, or what is left of what could not be read. */
    if (!err)
        sql_finish(r);
    return err;
}

/* The table's name and its columns, in brackets, of an INSERT; those of the one before where they are the
 * same. */
static enum err sql_columns_named(struct sql_reader *r, const char *name)
{
    auto_buf struct buf names = BUF((SQL_NAME_MAX + 1) * (SQL_COLUMNS_MAX + 1));
    char word[SQL_NAME_MAX + 1];
    buf_add(&names, name, strlen(name) + 1);
    do {
        sql_word(&r->bytes, word, NULL);
        buf_add(&names, word, strlen(word) + 1);
    } while (sql_take_if(&r->bytes, ','));
    sql_take_if(&r->bytes, ')');
    bool is_same = names.length == r->names.length && memcmp(names.bytes, r->names.bytes, names.length) == 0;
    if (is_same)
        return ERR_OK;
    const char *at = arena_alloc(r->arena, names.length);
    struct sql_table table = {.columns = arena_zero(r->arena, SQL_COLUMNS_MAX, sizeof *table.columns)};
    if (buf_failed(&names) || !at || !table.columns)
        return ERR_MEMORY;
    memcpy((char *)(uintptr_t)at, names.bytes, names.length);
    const char *end = at + names.length;
    table.name = at;
    for (at += strlen(at) + 1; at < end && table.count < SQL_COLUMNS_MAX; at += strlen(at) + 1)
        table.columns[table.count++] = at;
    r->named = table;
    buf_done(&r->names);
    r->names = names;
    names = BUF(0);
    return ERR_OK;
}

/* Behind INSERT or REPLACE. */
static enum err sql_insert(struct sql_reader *r)
{
    char word[SQL_NAME_MAX + 1];
    bool is_quoted;
    /* LOW_PRIORITY, IGNORE and the like. */
    do
        sql_word(&r->bytes, word, &is_quoted);
    while (!is_quoted && *word && !sql_is(word, "INTO") && sql_peek(&r->bytes) <= ' ');
    if (sql_is(word, "INTO") && !is_quoted)
        sql_table_name(&r->bytes, word);
    struct sql_table unknown = {.name = word};
    const struct sql_table *table = sql_table_find(r, word);
    if (sql_take_if(&r->bytes, '(')) {
        enum err err = sql_columns_named(r, word);
        if (err)
            return err;
        table = &r->named;
    }
    char values[SQL_NAME_MAX + 1];
    sql_word(&r->bytes, values, NULL);
    if (sql_is(values, "VALUES") || sql_is(values, "VALUE"))
        return sql_rows(r, table ? table : &unknown);
    sql_finish(r);
    return ERR_OK;
}

/* Behind SET. */
static void sql_set(struct sql_reader *r)
{
    char word[SQL_NAME_MAX + 1];
    sql_word(&r->bytes, word, NULL);
    if (sql_is(word, "NAMES")) {
        sql_blanks(&r->bytes);
        int c = sql_peek(&r->bytes);
        auto_buf struct buf name = BUF(SQL_NAME_MAX);
        bool cut;
        if (c == '\'')
            sql_quoted(&r->bytes, &name, SQL_NAME_MAX - 1, &cut);
        else
            sql_word(&r->bytes, word, NULL);
        r->charset = arena_text(r->arena, c == '\'' ? buf_str(&name) : word);
    }
    sql_finish(r);
}

/* Triggers and procedures have other delimiters, and hold no row; up to where the semicolon is one again. */
static void sql_delimiter(struct sql_reader *r)
{
    static const char word[] = "DELIMITER";
    char line[64];
    sql_rest_of_line(&r->bytes, line, sizeof line);
    bool is_usual = strcmp(line + strspn(line, " \t"), ";") == 0;
    while (!is_usual && sql_peek(&r->bytes) != SQL_END) {
        sql_rest_of_line(&r->bytes, line, sizeof line);
        const char *rest = line + sizeof word - 1;
        is_usual =
            strncasecmp(line, word, sizeof word - 1) == 0 && strcmp(rest + strspn(rest, " \t"), ";") == 0;
    }
    r->bytes.in_hint = false;
}

static enum err sql_statement(struct sql_reader *r)
{
    char word[SQL_NAME_MAX + 1];
    bool is_quoted;
    sql_word(&r->bytes, word, &is_quoted);
    if (sql_is(word, "DELIMITER")) {
        sql_delimiter(r);
        return ERR_OK;
    }
    if (sql_is(word, "CREATE"))
        return sql_create(r);
    if (sql_is(word, "INSERT") || sql_is(word, "REPLACE"))
        return sql_insert(r);
    if (sql_is(word, "SET"))
        sql_set(r);
    else
        sql_finish(r);
    return ERR_OK;
}

enum err sql_read(const struct sql_source *source, const struct sql_handler *handler, struct arena *arena,
                  const char **ret_charset)
{
    struct sql_reader *r = arena_zero(arena, 1, sizeof *r);
    enum err err = r ? sql_bytes_begin(&r->bytes, source, arena) : ERR_MEMORY;
    if (err)
        return err;
    r->handler = handler;
    r->arena = arena;
    r->names = BUF((SQL_NAME_MAX + 1) * (SQL_COLUMNS_MAX + 1));
    for (sql_blanks(&r->bytes); !err && sql_peek(&r->bytes) != SQL_END; sql_blanks(&r->bytes)) {
        /* What ends a statement that is empty, or a conditional comment. */
        if (!sql_take_if(&r->bytes, ';'))
            err = sql_statement(r);
        if (!err && arena_failed(arena))
            err = ERR_MEMORY;
    }
    buf_done(&r->row.bytes);
    buf_done(&r->names);
    if (!err && r->bytes.is_broken)
        err = ERR_INTERNAL;
    if (!err && ret_charset)
        *ret_charset = r->charset;
    return err;
}
