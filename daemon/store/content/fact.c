/* Facts in the database. The JSON is written here, by few rules, and read by SQLite. */
#include "fact.h"

#include "text/date.h"
#include "text/document_key.h"
#include "text/word.h"

#include <stdlib.h>
#include <string.h>

/* A key may be longer than its text, as letters with marks are written apart; JSON doubles what it
 * escapes. */
enum { KEY_SIZE_MAX = 3 * FACT_TEXT_MAX, JSON_SIZE_MAX = 4 * FACTS_BYTES_MAX };

/* RFC 8259 section 7: quotes, backslashes and what is below a space are escaped. */
static void fact_json_text(struct buf *out, const char *text)
{
    buf_char(out, '"');
    for (const char *p = text; *p; p++) {
        if ((unsigned char)*p < 0x20)
            buf_printf(out, "\\u%04x", (unsigned)*p);
        else if (*p == '"' || *p == '\\')
            buf_printf(out, "\\%c", *p);
        else
            buf_char(out, *p);
    }
    buf_char(out, '"');
}

/* NULL, and the arena failed, when something did not fit: half a JSON text must not be saved. */
static const char *fact_json_end(struct arena *arena, const struct buf *out)
{
    if (!buf_failed(out))
        return arena_copy(arena, buf_str(out), out->length);
    arena_fail(arena);
    return NULL;
}

/* One object, a list under the names that may have several. Relies on values of one fact standing side
 * by side. What follows from others is not kept. NULL for none. */
const char *facts_write(struct arena *arena, const struct article *a)
{
    auto_buf struct buf out = BUF(JSON_SIZE_MAX);
    for (size_t i = 0; i < a->fact_count; i++) {
        const struct fact_row *row = fact_of(a->facts[i].fact);
        if (row->flags & FACT_IS_COMPUTED)
            continue;
        bool is_list = row->flags & FACT_IS_LIST, is_first = !i || a->facts[i - 1].fact != a->facts[i].fact;
        bool is_last = i + 1 == a->fact_count || a->facts[i + 1].fact != a->facts[i].fact;
        buf_char(&out, out.length ? ',' : '{');
        if (is_first) {
            fact_json_text(&out, row->name);
            buf_text(&out, is_list ? ":[" : ":");
        }
        fact_json_text(&out, a->facts[i].text);
        if (is_list && is_last)
            buf_char(&out, ']');
    }
    bool has_some = out.length > 0;
    buf_text(&out, has_some ? "}" : "");
    return has_some ? fact_json_end(arena, &out) : NULL;
}

/* What an article's id, which is a fact's text, leads to; NULL in *ret_target when there is none any more. */
static enum err fact_target_read(struct conn *conn, const char *text, const struct fact_target **ret_target)
{
    struct fact_target *target = arena_zero(conn->arena, 1, sizeof *target);
    auto_query struct query q = query_of(conn, STMT_ARTICLE_HEAD);
    if (!target)
        return ERR_MEMORY;
    target->id = strtoll(text, NULL, 10);
    bind_integer(&q, target->id);
    enum err err = query_row(&q);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    target->slug = column_text(&q);
    target->lang = column_text(&q);
    target->kind = (enum article_kind)column_integer(&q);
    target->title = column_text(&q);
    column_integer(&q);
    target->is_public = column_integer(&q);
    for (int passed = 0; passed < 3; passed++)
        column_integer(&q); /* the picture */
    target->number = column_text(&q);
    *ret_target = target;
    return ERR_OK;
}

/* By their rows, whatever order the text has; a list keeps its own, which qsort() does not promise. They are
 * few, and mostly in order. */
static void facts_sort(struct fact_value *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct fact_value value = values[i];
        size_t k = i;
        for (; k && values[k - 1].fact > value.fact; k--)
            values[k] = values[k - 1];
        values[k] = value;
    }
}

/* The values as they stand in the text; `kind` says whose names they are. */
static enum err fact_values_read(struct conn *conn, const char *json, enum article_kind kind,
                                 struct fact_value **ret_values, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_FACT_VALUES);
    enum err err;
    bind_text(&q, json);
    while (!(err = query_row(&q))) {
        const char *name = column_text(&q), *text = column_text(&q);
        enum fact fact = name ? fact_named(kind, name) : FACT_COUNT;
        /* A fact that a later program does not know is passed over and not lost, until the article is
         * saved. */
        if (fact == FACT_COUNT || !text)
            continue;
        struct fact_value *value = array_add(conn->arena, ret_values, ret_count, sizeof *value);
        if (!value)
            return ERR_MEMORY;
        *value = (struct fact_value){.fact = fact, .text = text};
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err facts_read(struct conn *conn, const char *json, struct article *article)
{
    struct fact_value *values = NULL;
    size_t count = 0;
    article->facts = NULL;
    article->fact_count = 0;
    /* Of a text for which there was no memory "" is left, which is no JSON. */
    if (arena_failed(conn->arena))
        return ERR_MEMORY;
    enum err err = json ? fact_values_read(conn, json, article->kind, &values, &count) : ERR_OK;
    facts_sort(values, count);
    /* Targets after the values, when the statement is free. */
    for (size_t i = 0; !err && i < count; i++)
        if (fact_of(values[i].fact)->type == FACT_TYPE_ARTICLE)
            err = fact_target_read(conn, values[i].text, &values[i].target);
    article->facts = values;
    article->fact_count = count;
    return err;
}

/* What of the facts the search finds, one value a line. */
const char *facts_words(struct arena *arena, const struct article *a)
{
    auto_buf struct buf out = BUF(FACTS_BYTES_MAX);
    for (size_t i = 0; i < a->fact_count; i++)
        if (fact_of(a->facts[i].fact)->flags & FACT_IS_SEARCHED)
            buf_printf(&out, out.length ? "\n%s" : "%s", a->facts[i].text);
    const char *words = fact_json_end(arena, &out);
    return words ? words : "";
}

/* The same key however its syllables were typed; a text without words is its own. */
static void fact_words_key(struct buf *out, const char *text)
{
    size_t at = 0, length = strlen(text);
    struct word word;
    auto_buf struct buf key = BUF(KEY_SIZE_MAX);
    while (word_next(text, length, &at, &word)) {
        buf_text(&key, key.length ? " " : "");
        buf_add(&key, word.exact, word.exact_length);
    }
    fact_json_text(out, key.length ? buf_str(&key) : text);
}

/* The same key however it was typed; one that is no number is compared as words are. */
static void fact_number_key(struct buf *out, const char *text)
{
    char key[DOCUMENT_KEY_SIZE];
    if (document_key(text, key))
        fact_json_text(out, key);
    else
        fact_words_key(out, text);
}

/* By the type, so that values are compared as what they are: days and instants as numbers, words by
 * their keys. */
static void fact_write_key(struct buf *out, const struct fact_value *value)
{
    int32_t day = 0;
    int64_t at_ms = 0;
    switch (fact_of(value->fact)->type) {
    case FACT_TYPE_TEXT:
        if (fact_of(value->fact)->flags & FACT_IS_NUMBER)
            fact_number_key(out, value->text);
        else
            fact_words_key(out, value->text);
        return;
    case FACT_TYPE_DATE:
        day_parse(value->text, &day);
        buf_printf(out, "%d", (int)day);
        return;
    case FACT_TYPE_TIME:
        date_parse(value->text, &at_ms);
        buf_printf(out, "%lld", (long long)at_ms);
        return;
    case FACT_TYPE_NUMBER:
    case FACT_TYPE_ARTICLE:
        buf_text(out, value->text);
        return;
    default:
        fact_json_text(out, value->text);
    }
}

/* A JSON list of one, as the statement takes its type from it. */
const char *fact_key(struct arena *arena, const struct fact_value *value)
{
    auto_buf struct buf out = BUF(2 * KEY_SIZE_MAX);
    buf_char(&out, '[');
    fact_write_key(&out, value);
    buf_char(&out, ']');
    return fact_json_end(arena, &out);
}

/* Pairs of fact and key, which one statement takes as one value; NULL for none. */
const char *fact_keys(struct arena *arena, const struct fact_value *values, size_t first, size_t count)
{
    auto_buf struct buf out = BUF(JSON_SIZE_MAX);
    for (size_t i = first; i < count; i++) {
        buf_printf(&out, "%c[%d,", i == first ? '[' : ',', (int)values[i].fact);
        fact_write_key(&out, &values[i]);
        buf_char(&out, ']');
    }
    buf_text(&out, first < count ? "]" : "");
    return first < count ? fact_json_end(arena, &out) : NULL;
}

/* One row for each value, with what a list walks along. */
static enum err fact_index_add(struct conn *conn, const struct article *a, const struct fact_value *value,
                               int64_t listed_ms)
{
    const char *key = fact_key(conn->arena, value);
    auto_query struct query q = query_of(conn, STMT_FACT_ADD);
    if (!key)
        return ERR_MEMORY;
    bind_integer(&q, a->id);
    bind_integer(&q, (int64_t)value->fact);
    bind_text(&q, key);
    bind_integer(&q, (int64_t)a->audience);
    bind_integer(&q, (int64_t)a->status);
    bind_text(&q, a->lang);
    bind_integer(&q, listed_ms);
    return query_run(&q);
}

/* Cleared and written anew at each save; only facts that can be filtered by have rows. */
enum err facts_index(struct conn *conn, const struct article *a, int64_t listed_ms)
{
    enum err err = run_by(conn, STMT_FACTS_CLEAR, a->id);
    for (size_t i = 0; !err && i < a->fact_count; i++)
        if (fact_of(a->facts[i].fact)->flags & FACT_IS_FILTERED)
            err = fact_index_add(conn, a, &a->facts[i], listed_ms);
    return err;
}
