/* One value of a fact, by its type: read from JSON, a form or a parameter, judged, and written in the
 * one form in which it is kept. Which facts an article may have it does not know. */
#include "fact_value.h"

#include "core/input.h"
#include "html/safe.h"
#include "store/article.h"
#include "store/document.h"
#include "text/date.h"
#include "text/normalize.h"
#include "text/number.h"
#include "text/when.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many a double holds exactly, whole and fraction together, so every reader of JSON sees the number
 * that was meant. */
enum { DIGITS_MAX = 15, DECIMALS_MAX = 6 };

void fact_fault(const struct fact_source *source, enum message message, const struct message_args *args)
{
    if (source->parameter)
        reply_fault_parameter(source->reply, source->parameter, message, args);
    else
        reply_fault(source->reply, source->pointer, message, args);
}

const char *fact_number(struct arena *arena, const char *text)
{
    static const char digits[] = "0123456789";
    bool is_negative = *text == '-';
    const char *whole = text + is_negative;
    size_t length = strspn(whole, digits), decimals = 0;
    const char *rest = whole + length;
    if (*rest == '.' && (decimals = strspn(rest + 1, digits)))
        rest += 1 + decimals;
    /* The first digit of the fraction; not looked at when there is none. */
    const char *point = whole + length + 1;
    /* Zeros that say nothing go at both ends, so that equal numbers are equal texts. */
    while (decimals && point[decimals - 1] == '0')
        decimals--;
    while (length > 1 && *whole == '0')
        whole++, length--;
    if (*rest || !length || length + decimals > DIGITS_MAX || decimals > DECIMALS_MAX)
        return NULL;
    /* There is no "-0". */
    bool is_zero = length == 1 && *whole == '0' && !decimals;
    return arena_printf(arena, "%s%.*s%s%.*s", is_negative && !is_zero ? "-" : "", (int)length, whole,
                        decimals ? "." : "", (int)decimals, decimals ? point : "");
}

/* A JSON number as text; NULL for one that no fact can be. */
static const char *fact_number_text(struct arena *arena, const json_t *value)
{
    char text[64];
    if (json_is_integer(value))
        return arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    double number = json_real_value(value);
    /* Written this way round it is true of a NaN as well. */
    if (!(fabs(number) < 1e15))
        return NULL;
    snprintf(text, sizeof text, "%.6f", number);
    bool is_exact = fabs(strtod(text, NULL) - number) <= 1e-9; /* no more than six decimals */
    return is_exact ? arena_text(arena, text) : NULL;
}

/* A JSON number, or in forms and parameters its text. */
static const char *fact_read_number(const struct fact_source *source, const json_t *value)
{
    struct arena *arena = source->reply->arena;
    const char *text = NULL;
    if (json_is_number(value))
        text = fact_number_text(arena, value);
    else if (source->from_text)
        text = json_string_value(value);
    const char *number = text ? fact_number(arena, text) : NULL;
    if (!number)
        fact_fault(source, MESSAGE_FACT_NUMBER, MESSAGE_ARGS(input_shown(source->reply, value)));
    return number;
}

/* One line of text; NULL when it is empty or cannot be used. */
static const char *fact_read_line(const struct fact_source *source, const json_t *value, size_t most)
{
    struct arena *arena = source->reply->arena;
    struct text_fault fault;
    const char *clean = NULL;
    if (!json_is_string(value)) {
        fact_fault(source, MESSAGE_FIELD_NOT_TEXT, MESSAGE_ARGS(input_shown(source->reply, value)));
        return NULL;
    }
    enum err err =
        text_normalize(json_string_value(value), json_string_length(value), TEXT_LINE, arena, &clean, &fault);
    if (err && err != ERR_MEMORY)
        fact_fault(source, MESSAGE_FIELD_TEXT,
                   MESSAGE_ARGS(text_fault_words(&fault, source->reply->lang, arena)));
    if (!err && fault.kind == TEXT_FAULT_REMOVED && source->pointer)
        reply_warn_removed(source->reply, source->pointer, &fault);
    size_t size = err ? 0 : strlen(clean);
    if (size > most) {
        fact_fault(source, MESSAGE_FIELD_TOO_LONG,
                   MESSAGE_ARGS(arena_printf(arena, "%zu", most), arena_printf(arena, "%zu", size)));
        return NULL;
    }
    return size ? clean : NULL;
}

/* The choices of one fact, for a message. */
static const char *fact_value_choice_names(struct arena *arena, enum fact fact)
{
    const char *names = "";
    for (const struct fact_choice *choice = fact_choices(); choice->name; choice++)
        if (choice->fact == fact)
            names = arena_printf(arena, "%s%s%s", names, *names ? ", " : "", choice->name);
    return names;
}

/* One `@` with something on both sides and nothing that an address cannot have. */
static bool fact_is_mail(const char *text)
{
    const char *at = strchr(text, '@');
    return at && at != text && at[1] && !strchr(at + 1, '@') && !strpbrk(text, " <>\"'\\?&,;");
}

/* What a line must be besides, by the fact's type; NULL after a fault. */
static const char *fact_check_line(const struct fact_source *source, enum fact fact, const char *line)
{
    struct arena *arena = source->reply->arena;
    char text[DATE_TEXT_SIZE];
    struct safe_url url;
    int32_t day;
    /* An instant is kept in UTC and to the second, whatever offset was sent. */
    int64_t at_ms;
    switch (fact_of(fact)->type) {
    case FACT_TYPE_DATE:
        if (!day_parse(line, &day))
            return line;
        /* In a form or a text's head a day stands as people write it. */
        if (source->from_text && !day_read(line, &day))
            return arena_text(arena, day_iso(day, text));
        fact_fault(source, MESSAGE_FIELD_NOT_DAY, MESSAGE_ARGS(line, day_remedy(line, arena)));
        return NULL;
    case FACT_TYPE_TIME:
        if (!date_parse(line, &at_ms))
            return arena_text(arena, date_rfc3339(at_ms, text));
        fact_fault(source, MESSAGE_FIELD_NOT_TIME, MESSAGE_ARGS(line, when_remedy(line, arena)));
        return NULL;
    case FACT_TYPE_CHOICE:
        if (fact_choice_named(fact, line))
            return line;
        fact_fault(source, MESSAGE_FIELD_CHOICE,
                   MESSAGE_ARGS(fact_value_choice_names(arena, fact), arena_printf(arena, "\"%s\"", line)));
        return NULL;
    case FACT_TYPE_LINK:
        if (!safe_url_from(line, URL_LINK, &url))
            return line;
        fact_fault(source, MESSAGE_FIELD_URL, MESSAGE_ARGS(line));
        return NULL;
    default:
        if (!(fact_of(fact)->flags & FACT_IS_MAIL) || fact_is_mail(line))
            return line;
        fact_fault(source, MESSAGE_FIELD_EMAIL, MESSAGE_ARGS(line));
        return NULL;
    }
}

/* By its slug, or a document by its number however that is typed, unless several bear it. Public ones alone
 * are found by number. */
static enum err fact_find_article(struct conn *conn, const char *text, struct article *ret_article)
{
    int64_t *ids;
    size_t count;
    enum err err = article_by_slug(conn, text, ret_article);
    if (err != ERR_NOT_FOUND)
        return err;
    err = document_by_number(conn, text, NULL, 2, &ids, &count);
    if (!err && count != 1)
        err = ERR_NOT_FOUND;
    return err ? err : article_by_id(conn, ids[0], ret_article);
}

/* The id of an article given by id, by slug, as a document by its number ("05/2024/QĐ-UBND", or with "#12"
 * behind it, which is its id), or as an object with an id or slug, as the API shows it. */
static enum err fact_read_article(const struct fact_source *source, enum fact fact, json_t *value,
                                  const char **ret_text)
{
    struct arena *arena = source->reply->arena;
    struct article article;
    int64_t id = 0;
    /* As the API gives it, so that a client can send back what it got. */
    if (json_is_object(value))
        value = json_object_get(value, json_object_get(value, "id") ? "id" : "slug");
    const char *slug = json_string_value(value);
    const char *mark = slug ? strrchr(slug, '#') : NULL;
    if (json_is_integer(value))
        id = json_integer_value(value);
    else if (mark && number_parse(mark + 1, 1, INT64_MAX, &id) == ERR_OK)
        slug = NULL;
    else if (slug && number_parse(slug, 1, INT64_MAX, &id))
        id = 0;
    enum err err = id > 0 ? article_by_id(source->conn, id, &article)
                   : slug ? fact_find_article(source->conn, slug, &article)
                          : ERR_NOT_FOUND;
    /* A filter must not tell that a draft is there. */
    if (!err && source->public_only && !article_is_public(&article))
        err = ERR_NOT_FOUND;
    enum article_kind kind = fact_target_kind(fact);
    if (!err && kind != KIND_COUNT && article.kind != kind) {
        fact_fault(source, MESSAGE_FACT_ARTICLE_KIND,
                   MESSAGE_ARGS(article.title, kind_of(kind)->titles[source->reply->lang]));
        return ERR_OK;
    }
    if (!err)
        *ret_text = arena_printf(arena, "%lld", (long long)article.id);
    if (err == ERR_NOT_FOUND)
        fact_fault(source, MESSAGE_FACT_ARTICLE, NULL);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err fact_value_read(const struct fact_source *source, enum fact fact, json_t *value,
                         const char **ret_text)
{
    enum fact_type type = fact_of(fact)->type;
    *ret_text = NULL;
    /* No value; with one fact it takes the present one away. */
    if (json_is_null(value) || (json_is_string(value) && !json_string_length(value)))
        return ERR_OK;
    if (type == FACT_TYPE_ARTICLE)
        return fact_read_article(source, fact, value, ret_text);
    if (type == FACT_TYPE_NUMBER) {
        *ret_text = fact_read_number(source, value);
        return ERR_OK;
    }
    const char *line = fact_read_line(source, value, FACT_TEXT_MAX);
    *ret_text = line ? fact_check_line(source, fact, line) : NULL;
    return ERR_OK;
}
