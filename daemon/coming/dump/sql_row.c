/* The values of one row. It knows what values look like, not what they mean. */
#include "sql_row.h"

#include <string.h>

/* Digits of a binary text, as bytes: those of 0x… and X'…'. */
static void sql_value_hex(struct sql_row *row, const char *digits, size_t size)
{
    unsigned byte = 0;
    /* An odd count has a nought before it. */
    for (size_t i = 0; i < size; i++) {
        int c = digits[i] | 0x20;
        byte = byte << 4 | (unsigned)(c >= 'a' ? c - 'a' + 10 : c - '0');
        if ((size - i) % 2)
            buf_char(&row->bytes, (char)byte);
    }
}

/* A text in quotes, and what follows it at once: 'a' 'b' is one. */
static bool sql_value_text(struct sql_bytes *b, struct sql_row *row, bool is_hex)
{
    size_t start = row->bytes.length;
    bool cut, is_whole;
    do {
        is_whole = sql_quoted(b, &row->bytes, SQL_VALUE_MAX - (row->bytes.length - start), &cut);
        row->is_long |= cut;
        sql_blanks(b);
    } while (is_whole && sql_peek(b) == '\'');
    if (is_hex && !buf_failed(&row->bytes) && row->bytes.length > start) {
        auto_buf struct buf digits = BUF(SQL_VALUE_MAX);
        buf_add(&digits, row->bytes.bytes + start, row->bytes.length - start);
        buf_cut(&row->bytes, start);
        if (strspn(buf_str(&digits), "0123456789abcdefABCDEF") == digits.length)
            sql_value_hex(row, buf_str(&digits), digits.length);
    }
    return is_whole;
}

/* A number, NULL, a charset before a text, or a function, whose value nobody knows here. */
static bool sql_value_word(struct sql_bytes *b, struct sql_row *row, struct sql_value *value)
{
    char word[SQL_NAME_MAX + 1];
    size_t length = 0;
    /* Signs and points are part of a number. */
    for (int c = sql_peek(b); c != SQL_END && !strchr(",()'\"; \t\r\n", c); c = sql_peek(b)) {
        sql_take(b);
        if (length < SQL_NAME_MAX)
            word[length++] = (char)c;
    }
    word[length] = '\0';
    sql_blanks(b);
    int next = sql_peek(b);
    if (next == '\'' || next == '"')
        return sql_value_text(b, row, sql_is(word, "X"));
    if (next == '(')
        sql_pass(b, ",);");
    value->is_null = next == '(' || sql_is(word, "NULL") || sql_is(word, "DEFAULT");
    bool is_hex = length > 2 && word[0] == '0' && (word[1] == 'x' || word[1] == 'X') &&
                  length < SQL_NAME_MAX && strspn(word + 2, "0123456789abcdefABCDEF") == length - 2;
    if (is_hex)
        sql_value_hex(row, word + 2, length - 2);
    else if (!value->is_null)
        buf_add(&row->bytes, word, length);
    return length || next == '(';
}

/* The next value of a row; false: there is none that could be read. */
static bool sql_value(struct sql_bytes *b, struct sql_row *row)
{
    struct sql_value value = {.is_null = false};
    size_t start = row->bytes.length;
    sql_blanks(b);
    int c = sql_peek(b);
    bool is_good = c == '\'' || c == '"' ? sql_value_text(b, row, false) : sql_value_word(b, row, &value);
    if (row->count == SQL_COLUMNS_MAX) {
        row->has_more = true;
        return is_good;
    }
    row->starts[row->count] = start;
    value.size = row->bytes.length - start;
    row->values[row->count++] = value;
    return is_good;
}

bool sql_row_read(struct sql_bytes *b, struct sql_row *row)
{
    buf_done(&row->bytes);
    row->bytes = BUF(SQL_ROW_MAX);
    row->count = 0;
    row->is_long = row->has_more = false;
    if (!sql_take_if(b, '('))
        return false;
    do {
        if (!sql_value(b, row))
            return false;
    } while (sql_take_if(b, ','));
    /* The bytes have their last place only now. */
    for (size_t i = 0; i < row->count; i++)
        row->values[i].text = buf_str(&row->bytes) + row->starts[i];
    return sql_take_if(b, ')');
}
