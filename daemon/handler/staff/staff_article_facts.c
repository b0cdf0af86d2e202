/* The facts of a kind on the write form: which control each has, what can be chosen in it, and what stands in
 * it; and what was typed as the API takes it. Knows no kind by its name: all of it comes out of fact.def. */
#include "page/page.h"
#include "staff_article.h"
#include "text/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Articles that a fact can lead to are chosen among so many, the newest. */
enum { TARGETS_MOST = 1000, TARGETS_A_TIME = 100 };

/* Longest day and time that is looked at, and most digits of a number, which a double holds exactly. */
enum { FACT_MOMENT_MAX = 40, NUMBER_DIGITS = 15 };

enum staff_type writing_fact_type(const struct fact_row *row)
{
    bool is_list = row->flags & FACT_IS_LIST;
    if (row->type == FACT_TYPE_CHOICE)
        return is_list ? STAFF_CHECKS : STAFF_CHOICE;
    if (row->type == FACT_TYPE_ARTICLE && fact_target_kind((enum fact)(row - fact_rows())) != KIND_COUNT)
        return is_list ? STAFF_NUMBERS : STAFF_CHOICE;
    /* By number, or as a document is cited, in which there is no comma. */
    if (row->type == FACT_TYPE_ARTICLE)
        return is_list ? STAFF_LIST : STAFF_TEXT;
    return is_list ? STAFF_LINES : STAFF_TEXT;
}

/* One article to choose; titles of the two languages are often the same names. */
static void fact_offer(struct view form, const char *name, const struct article *article)
{
    const char *number = arena_printf(form.arena, "%lld", (long long)article->id);
    staff_form_choice(form, name, number,
                      strcmp(article->lang, "en") == 0 ? arena_printf(form.arena, "%s (en)", article->title)
                                                       : article->title);
}

/* Every article of the kind that is not in the trash, whoever may see it, to choose among. */
static enum err fact_offer_all(struct app *app, const struct request *request, struct view form,
                               const char *name, enum article_kind kind)
{
    auto_conn struct conn *conn = NULL;
    struct article_query query = {.limit = TARGETS_A_TIME,
                                  .statuses = ((1u << STATUS_COUNT) - 1) & ~(1u << STATUS_TRASHED),
                                  .audiences = (1u << AUDIENCE_COUNT) - 1,
                                  .kinds = 1u << kind};
    struct article_list list = {.more = true};
    enum err err = store_lease(app->portal->store, request->arena, &conn);
    for (int count = 0; !err && list.more && count < TARGETS_MOST; count += TARGETS_A_TIME) {
        err = article_list(conn, &query, &list);
        for (size_t i = 0; !err && i < list.count; i++)
            fact_offer(form, name, &list.items[i]);
        query.after = true;
        query.after_ms = list.next_ms;
        query.after_id = list.next_id;
    }
    return err;
}

/* An instant as a browser's control takes it: in the portal's zone, to the minute. What somebody typed and
 * cannot be read stays as it is. */
static void fact_show_moment(struct view field)
{
    int64_t at_ms;
    const char *value = json_string_value(json_object_get(field.json, "value"));
    view_text(field, "type", "datetime-local");
    if (!value || date_parse(value, &at_ms))
        return;
    char text[DATE_TEXT_SIZE];
    date_rfc3339_local(at_ms, text);
    view_text(field, "value", arena_printf(field.arena, "%.16s", text));
}

/* The control of what is one line: what a browser helps with. */
static void fact_show_type(struct view field, const struct fact_row *row)
{
    if (row->flags & FACT_IS_LIST)
        return;
    if (row->type == FACT_TYPE_DATE)
        view_text(field, "type", "date");
    if (row->type == FACT_TYPE_TIME)
        fact_show_moment(field);
    if (row->flags & FACT_IS_PHONE)
        view_text(field, "type", "tel");
    if (row->flags & FACT_IS_MAIL)
        view_text(field, "type", "email");
}

/* Choices of fact.def, or articles. */
static enum err fact_show_choices(struct app *app, const struct request *request, struct view form,
                                  const char *name, const struct fact_row *row)
{
    enum article_kind target = fact_target_kind((enum fact)(row - fact_rows()));
    bool is_one = !(row->flags & FACT_IS_LIST);
    if (is_one && (row->type == FACT_TYPE_CHOICE || target != KIND_COUNT))
        staff_form_choice(form, name, "", staff_word(app, request, "write.choice_none"));
    for (const struct fact_choice *choice = fact_choices(); choice->name; choice++)
        if (fact_of(choice->fact) == row)
            staff_form_choice(form, name, choice->name, choice->titles[page_lang(request)]);
    return target == KIND_COUNT ? ERR_OK : fact_offer_all(app, request, form, name, target);
}

/* How several values are typed, or an article that is not chosen. */
static void fact_show_hint(const struct app *app, const struct request *request, struct view field,
                           const struct fact_row *row)
{
    const char *name = json_string_value(json_object_get(field.json, "name")), *hint = NULL;
    enum staff_type type = writing_fact_type(row);
    if (type == STAFF_LINES)
        hint = staff_word(app, request, "write.fact_lines");
    else if (row->type == FACT_TYPE_ARTICLE && type == STAFF_LIST)
        hint = staff_word(app, request, "write.fact_articles");
    else if (row->type == FACT_TYPE_ARTICLE && type == STAFF_TEXT)
        hint = staff_word(app, request, "write.fact_article");
    view_text(field, "hint", hint);
    view_text(field, "described", hint ? arena_printf(field.arena, "%s-hint", name) : NULL);
}

/* The form's field of that name; without JSON where the form has none. */
static struct view fact_field(struct view form, const char *name)
{
    return (struct view){form.arena, json_object_get(json_object_get(form.json, "by"), name)};
}

enum err writing_show_facts(struct app *app, const struct request *request, struct view view,
                            struct view form, enum article_kind kind)
{
    enum lang lang = page_lang(request);
    struct view list = view_list(view, "facts");
    enum err err = ERR_OK;
    for (const struct fact_row *row = fact_rows(); !err && row->name; row++) {
        const char *name = arena_printf(form.arena, "fact_%s", row->name);
        struct view field = fact_field(form, name);
        if (row->kind != kind || !field.json)
            continue;
        bool is_needed = row->flags & FACT_IS_REQUIRED;
        view_text(field, "label",
                  is_needed ? staff_says(app, request, "write.fact_needed", row->titles[lang], NULL)
                            : row->titles[lang]);
        fact_show_hint(app, request, field, row);
        fact_show_type(field, row);
        err = fact_show_choices(app, request, form, name, row);
        view_append_json(list, json_incref(field.json));
    }
    view_flag(view, "has_facts", json_array_size(list.json) > 0);
    return err;
}

/* ---- what was typed */

/* A number as it was typed: digits, and at most one separator between them. */
struct typed_number {
    bool is_negative;
    char whole[NUMBER_DIGITS + 1], decimals[NUMBER_DIGITS + 1]; /* digits; decimals "" without a separator */
    char separator;                                             /* '.', ',' or 0 */
};

/* Takes the digits that `*text` begins with. False: there are none, or too many. */
static bool take_digits(const char **text, char digits[NUMBER_DIGITS + 1])
{
    size_t length = strspn(*text, "0123456789");
    if (!length || length > NUMBER_DIGITS)
        return false;
    snprintf(digits, NUMBER_DIGITS + 1, "%.*s", (int)length, *text);
    *text += length;
    return true;
}

/* Blanks around it say nothing. False: it is no such number. */
static bool typed_number_read(const char *text, struct typed_number *ret_number)
{
    *ret_number = (struct typed_number){.separator = '\0'};
    text += strspn(text, " ");
    ret_number->is_negative = *text == '-';
    text += ret_number->is_negative;
    if (!take_digits(&text, ret_number->whole))
        return false;
    if (*text == '.' || *text == ',') {
        ret_number->separator = *text++;
        if (!take_digits(&text, ret_number->decimals))
            return false;
    }
    return !text[strspn(text, " ")] &&
           strlen(ret_number->whole) + strlen(ret_number->decimals) <= NUMBER_DIGITS;
}

/* Whether the separator may be one of thousands: "1.250", but neither "0.250" nor "12.5". In English the
 * comma is one as well. */
static bool number_is_unclear(const struct typed_number *number, enum lang lang)
{
    return (number->separator == '.' || (number->separator == ',' && lang == LANG_EN)) &&
           strlen(number->decimals) == 3 && strlen(number->whole) <= 3 && number->whole[0] != '0';
}

/* A number of an article, or a decimal as people write it ("12,5"), as a number; else, and where it can be
 * read in two ways, the text itself. */
static json_t *body_number(const char *text, bool may_have_decimals, enum lang lang)
{
    struct typed_number number;
    char plain[2 * NUMBER_DIGITS + 4];
    if (!typed_number_read(text, &number) || (number.separator && !may_have_decimals) ||
        number_is_unclear(&number, lang))
        return json_string(text);
    const char *sign = number.is_negative ? "-" : "";
    bool is_whole = !number.decimals[strspn(number.decimals, "0")];
    snprintf(plain, sizeof plain, "%s%s.%s", sign, number.whole, is_whole ? "0" : number.decimals);
    return is_whole ? json_integer(strtoll(plain, NULL, 10)) : json_real(strtod(plain, NULL));
}

/* A day as people type it ("7/12/2026") as the API takes it; else the text itself, which the API names. */
static json_t *body_day(const char *text)
{
    char iso[DATE_TEXT_SIZE];
    int64_t at_ms;
    return json_string(writing_moment(text, NULL, &at_ms) ? day_iso(day_of(at_ms), iso) : text);
}

/* Several days. */
static void body_days(json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        json_array_set_new(list, i, body_day(json_string_value(json_array_get(list, i))));
}

void writing_body_facts(json_t *body, enum article_kind kind, enum lang lang)
{
    json_t *facts = json_object_get(body, "facts");
    for (const struct fact_row *row = fact_rows(); facts && row->name; row++) {
        const char *text = json_string_value(json_object_get(facts, row->name));
        char *at, said[DATE_TEXT_SIZE];
        int64_t at_ms;
        if (row->kind == kind && row->type == FACT_TYPE_DATE)
            body_days(json_object_get(facts, row->name));
        if (row->kind != kind || !text)
            continue;
        if (row->type == FACT_TYPE_DATE && *text)
            json_object_set_new(facts, row->name, body_day(text));
        /* What is chosen among articles is the number of one, as the API shows it. */
        if (row->type == FACT_TYPE_NUMBER || (row->type == FACT_TYPE_ARTICLE && *text))
            json_object_set_new(facts, row->name, body_number(text, row->type == FACT_TYPE_NUMBER, lang));
        if (row->type != FACT_TYPE_TIME)
            continue;
        char moment[FACT_MOMENT_MAX + 1];
        snprintf(moment, sizeof moment, "%s", text);
        at = strpbrk(moment, " T");
        if (at)
            *at++ = '\0';
        if (writing_moment(moment, at, &at_ms))
            json_object_set_new(facts, row->name, json_string(date_rfc3339_local(at_ms, said)));
    }
}

const char *writing_unclear_number(struct arena *arena, const json_t *body, enum article_kind kind,
                                   enum lang lang)
{
    const json_t *facts = json_object_get(body, "facts");
    struct typed_number number;
    for (const struct fact_row *row = fact_rows(); facts && row->name; row++) {
        const char *text = json_string_value(json_object_get(facts, row->name));
        if (row->kind == kind && row->type == FACT_TYPE_NUMBER && text && typed_number_read(text, &number) &&
            number_is_unclear(&number, lang))
            return arena_printf(arena, "/facts/%s", row->name);
    }
    return NULL;
}
