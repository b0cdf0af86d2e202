/* The smallest parts of a dump. It knows quotes, comments and lines, and no statement. */
#include "sql_bytes.h"

#include <string.h>
#include <strings.h>

/* Read at once. */
enum { PIECE = 256 * 1024 };

enum err sql_bytes_begin(struct sql_bytes *b, const struct sql_source *source, struct arena *arena)
{
    *b = (struct sql_bytes){.source = source, .piece = arena_alloc(arena, PIECE), .line = 1};
    return b->piece ? ERR_OK : ERR_MEMORY;
}

/* Reads more behind the byte that is left, if one is. False: there are no more. */
static bool sql_bytes_fill(struct sql_bytes *b)
{
    size_t left = b->size - b->at;
    memmove(b->piece, b->piece + b->at, left);
    ssize_t got = b->is_over ? 0 : b->source->read(b->source->context, b->piece + left, PIECE - left);
    b->is_broken |= got < 0;
    b->is_over |= got <= 0;
    b->at = 0;
    b->size = left + (got > 0 ? (size_t)got : 0);
    return got > 0;
}

int sql_peek(struct sql_bytes *b)
{
    if (b->at == b->size && !sql_bytes_fill(b))
        return SQL_END;
    return (unsigned char)b->piece[b->at];
}

/* The byte behind the next one. */
static int sql_peek_behind(struct sql_bytes *b)
{
    if (b->size - b->at < 2 && !sql_bytes_fill(b))
        return SQL_END;
    return b->size - b->at < 2 ? SQL_END : (unsigned char)b->piece[b->at + 1];
}

int sql_take(struct sql_bytes *b)
{
    int c = sql_peek(b);
    if (c == SQL_END)
        return c;
    b->at++;
    b->line += c == '\n';
    return c;
}

void sql_rest_of_line(struct sql_bytes *b, char *text, size_t size)
{
    size_t length = 0;
    for (int c = sql_take(b); c != SQL_END && c != '\n'; c = sql_take(b))
        if (c != '\r' && size && length + 1 < size)
            text[length++] = (char)c;
    if (size)
        text[length] = '\0';
}

/* To the end of a comment whose beginning was taken. */
static void sql_pass_comment(struct sql_bytes *b)
{
    for (int c = sql_take(b); c != SQL_END; c = sql_take(b))
        if (c == '*' && sql_peek(b) == '/') {
            sql_take(b);
            return;
        }
}

static bool sql_is_digit(int c)
{
    return c >= '0' && c <= '9';
}

/* Behind the slash and asterisk. What a version of the server is to run is read, whatever the version. */
static void sql_open_comment(struct sql_bytes *b)
{
    int c = sql_peek(b);
    if (c == 'M')
        sql_take(b);
    if (sql_peek(b) != '!') {
        sql_pass_comment(b);
        return;
    }
    sql_take(b);
    while (sql_is_digit(sql_peek(b)))
        sql_take(b);
    /* A note for the client ("!999999\- enable the sandbox mode"), which is no statement. */
    b->in_hint = sql_peek(b) != '\\';
    if (!b->in_hint)
        sql_pass_comment(b);
}

/* The first byte of a comment, or of the end of a conditional one, was taken: takes the rest. */
static void sql_pass_mark(struct sql_bytes *b, int first)
{
    if (first == '#') {
        sql_rest_of_line(b, NULL, 0);
        return;
    }
    sql_take(b);
    if (first == '/') {
        sql_open_comment(b);
    } else if (first == '*') {
        b->in_hint = false;
    } else {
        /* Two hyphens and no blank are no comment. */
        int next = sql_peek(b);
        if (next <= ' ')
            sql_rest_of_line(b, NULL, 0);
    }
}

/* Whether a comment begins or ends here; a minus sign of a number, for one, does not begin any. */
static bool sql_is_at_comment(struct sql_bytes *b, int c)
{
    if (c == '#')
        return true;
    if (c != '/' && c != '-' && !(c == '*' && b->in_hint))
        return false;
    return sql_peek_behind(b) == (c == '/' ? '*' : c == '-' ? '-' : '/');
}

void sql_blanks(struct sql_bytes *b)
{
    for (int c = sql_peek(b); c != SQL_END; c = sql_peek(b)) {
        bool is_comment = c > ' ' && sql_is_at_comment(b, c);
        if (c > ' ' && !is_comment)
            return;
        sql_take(b);
        if (is_comment)
            sql_pass_mark(b, c);
    }
}

bool sql_take_if(struct sql_bytes *b, char c)
{
    sql_blanks(b);
    if (sql_peek(b) != (unsigned char)c)
        return false;
    sql_take(b);
    return true;
}

/* Bytes of bare words: letters, digits, and all beyond ASCII. */
static bool sql_is_of_word(int c)
{
    return c >= 0x80 || sql_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '$' || c == '@';
}

void sql_word(struct sql_bytes *b, char name[static SQL_NAME_MAX + 1], bool *ret_quoted)
{
    size_t length = 0;
    sql_blanks(b);
    int quote = sql_peek(b);
    bool is_quoted = quote == '`' || quote == '"';
    if (is_quoted)
        sql_take(b);
    for (int c = sql_peek(b); c != SQL_END; c = sql_peek(b)) {
        if (is_quoted ? c == quote : !sql_is_of_word(c))
            break;
        sql_take(b);
        if (length < SQL_NAME_MAX)
            name[length++] = (char)c;
    }
    if (is_quoted)
        sql_take(b);
    name[length] = '\0';
    if (ret_quoted)
        *ret_quoted = is_quoted;
}

bool sql_is(const char *word, const char *name)
{
    return strcasecmp(word, name) == 0;
}

/* What the byte behind a backslash stands for. */
static char sql_escaped(int c)
{
    static const char names[] = "0bnrtZ", means[] = "\0\b\n\r\t\x1A";
    const char *found = c > 0 ? strchr(names, c) : NULL;
    return found && *found ? means[found - names] : (char)c;
}

/* A run of bytes that stand for themselves, as far as the piece goes. */
static size_t sql_run(const struct sql_bytes *b, char quote)
{
    size_t at = b->at;
    while (at < b->size && b->piece[at] != quote && b->piece[at] != '\\' && b->piece[at] != '\n')
        at++;
    return at - b->at;
}

static void sql_keep(struct buf *out, const char *bytes, size_t size, size_t most, size_t *kept, bool *cut)
{
    size_t fits = !out ? 0 : size < most - *kept ? size : most - *kept;
    if (out && fits)
        buf_add(out, bytes, fits);
    *kept += fits;
    *cut |= out && fits < size;
}

bool sql_quoted(struct sql_bytes *b, struct buf *out, size_t most, bool *ret_cut)
{
    char quote = (char)sql_take(b);
    size_t kept = 0;
    bool is_cut = false;
    for (int c = sql_peek(b); c != SQL_END; c = sql_peek(b)) {
        size_t run = sql_run(b, quote);
        sql_keep(out, b->piece + b->at, run, most, &kept, &is_cut);
        b->at += run;
        if (run)
            continue;
        sql_take(b);
        char byte = (char)c;
        if (c == '\\') {
            c = sql_take(b);
            if (c == SQL_END)
                break;
            byte = sql_escaped(c);
        } else if (c == (unsigned char)quote) {
            /* Twice is once. */
            if (sql_peek(b) != c) {
                *ret_cut = is_cut;
                return true;
            }
            sql_take(b);
        }
        sql_keep(out, &byte, 1, most, &kept, &is_cut);
    }
    *ret_cut = is_cut;
    return false;
}

void sql_pass(struct sql_bytes *b, const char *ends)
{
    int depth = 0;
    bool cut;
    for (int c = sql_peek(b); c != SQL_END; c = sql_peek(b)) {
        if (c == ';' && strchr(ends, ';'))
            return; /* however many brackets are open: what is broken must not swallow the rest */
        if (!depth && c && strchr(ends, c))
            return;
        if (c == '\'' || c == '"' || c == '`') {
            sql_quoted(b, NULL, 0, &cut);
            continue;
        }
        bool is_comment = sql_is_at_comment(b, c);
        sql_take(b);
        if (is_comment)
            sql_pass_mark(b, c);
        depth += c == '(' ? 1 : c == ')' && depth ? -1 : 0;
    }
}
