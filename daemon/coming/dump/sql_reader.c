/* Statements of a dump: which columns a table has, and its rows. It knows no table of anybody's. */
#include "sql_reader.h"

#include "sql_bytes.h"

#include <string.h>
#include <strings.h>

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
    struct buf row;         /* the bytes of its values, one behind the other */
    struct sql_value values[SQL_COLUMNS_MAX];
    size_t starts[SQL_COLUMNS_MAX];
    size_t count;
    bool is_long, has_more; /* a value was cut; there are more values than a table may have */
};

static void sql_fault(struct sql_reader *r, enum sql_fault fault)
{
    r->handler->fault(r->handler->context, r->bytes.line, fault);
}

static bool sql_is(const char *word, const char *name)
{
    return strcasecmp(word, name) == 0;
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
    else
        r->has_more = true;
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

/* Digits of a binary text, as bytes: those of 0x… and X'…'. */
static void sql_value_hex(struct sql_reader *r, const char *digits, size_t size)
{
    unsigned byte = 0;
    /* An odd count has a nought before it. */
    for (size_t i = 0; i < size; i++) {
        int c = digits[i] | 0x20;
        byte = byte << 4 | (unsigned)(c >= 'a' ? c - 'a' + 10 : c - '0');
        if ((size - i) % 2)
            buf_char(&r->row, (char)byte);
    }
}

/* A text in quotes, and what follows it at once: 'a' 'b' is one. */
static bool sql_value_text(struct sql_reader *r, bool is_hex)
{
    size_t start = r->row.length;
    bool cut, is_whole;
    do {
        is_whole = sql_quoted(&r->bytes, &r->row, SQL_VALUE_MAX - (r->row.length - start), &cut);
        r->is_long |= cut;
        sql_blanks(&r->bytes);
    } while (is_whole && sql_peek(&r->bytes) == '\'');
    if (is_hex && !buf_failed(&r->row) && r->row.length > start) {
        auto_buf struct buf digits = BUF(SQL_VALUE_MAX);
        buf_add(&digits, r->row.bytes + start, r->row.length - start);
        buf_cut(&r->row, start);
        if (strspn(buf_str(&digits), "0123456789abcdefABCDEF") == digits.length)
            sql_value_hex(r, buf_str(&digits), digits.length);
    }
    return is_whole;
}

/* A number, NULL, a charset before a text, or a function, whose value nobody knows here. */
static bool sql_value_word(struct sql_reader *r, struct sql_value *value)
{
    char word[SQL_NAME_MAX + 1];
    size_t length = 0;
    /* Signs and points are part of a number. */
    for (int c = sql_peek(&r->bytes); c != SQL_END && !strchr(",()'\"; \t\r\n", c); c = sql_peek(&r->bytes)) {
        sql_take(&r->bytes);
        if (length < SQL_NAME_MAX)
            word[length++] = (char)c;
    }
    word[length] = '\0';
    sql_blanks(&r->bytes);
    int next = sql_peek(&r->bytes);
    if (next == '\'' || next == '"')
        return sql_value_text(r, sql_is(word, "X"));
    if (next == '(')
        sql_pass(&r->bytes, ",);");
    value->is_null = next == '(' || sql_is(word, "NULL") || sql_is(word, "DEFAULT");
    bool is_hex = length > 2 && word[0] == '0' && (word[1] == 'x' || word[1] == 'X') &&
                  length < SQL_NAME_MAX && strspn(word + 2, "0123456789abcdefABCDEF") == length - 2;
    if (is_hex)
        sql_value_hex(r, word + 2, length - 2);
    else if (!value->is_null)
        buf_add(&r->row, word, length);
    return length || next == '(';
}

/* The next value of a row; false: there is none that could be read. */
static bool sql_value(struct sql_reader *r)
{
    struct sql_value value = {.is_null = false};
    size_t start = r->row.length;
    sql_blanks(&r->bytes);
    int c = sql_peek(&r->bytes);
    bool is_good = c == '\'' || c == '"' ? sql_value_text(r, false) : sql_value_word(r, &value);
    if (r->count == SQL_COLUMNS_MAX) {
        r->has_more = true;
        return is_good;
    }
    r->starts[r->count] = start;
    value.size = r->row.length - start;
    r->values[r->count++] = value;
    return is_good;
}

/* A row between brackets. False: it could not be read. */
static bool sql_row(struct sql_reader *r)
{
    buf_done(&r->row);
    r->row = BUF(SQL_ROW_MAX);
    r->count = 0;
    r->is_long = r->has_more = false;
    if (!sql_take_if(&r->bytes, '('))
        return false;
    do {
        if (!sql_value(r))
            return false;
    } while (sql_take_if(&r->bytes, ','));
    return sql_take_if(&r->bytes, ')');
}

/* Gives a row that was read to who wants it. */
static enum err sql_give(struct sql_reader *r, size_t columns)
{
    bool is_bad = buf_failed(&r->row) || r->has_more || r->count != columns;
    if (buf_failed(&r->row) || r->is_long)
        sql_fault(r, SQL_FAULT_LONG);
    else if (is_bad)
        sql_fault(r, SQL_FAULT_COLUMNS);
    if (is_bad)
        return ERR_OK;
    for (size_t i = 0; i < r->count; i++)
        r->values[i].text = buf_str(&r->row) + r->starts[i];
    return r->handler->row(r->handler->context, r->values, r->count);
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
        if (!sql_row(r)) {
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
    buf_done(&r->row);
    buf_done(&r->names);
    if (!err && r->bytes.is_broken)
        err = ERR_INTERNAL;
    if (!err && ret_charset)
        *ret_charset = r->charset;
    return err;
}
