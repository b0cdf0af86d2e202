/* The facts of a kind on the write form: which control each has, what can be chosen in it, and what stands in
 * it. Knows no kind by its name: all of it comes out of fact.def. */
#include "page/page.h"
#include "staff_article.h"
#include "text/date.h"

#include <string.h>

/* Articles that a fact can lead to are chosen among so many, the newest. */
enum { TARGETS_MOST = 1000, TARGETS_A_TIME = 100 };

enum staff_type writing_fact_type(const struct fact_row *row)
{
    bool is_list = row->flags & FACT_IS_LIST;
    if (row->type == FACT_TYPE_CHOICE)
        return is_list ? STAFF_CHECKS : STAFF_CHOICE;
    if (row->type == FACT_TYPE_ARTICLE && fact_target_kind((enum fact)(row - fact_rows())) != KIND_COUNT)
        return is_list ? STAFF_NUMBERS : STAFF_CHOICE;
    if (row->type == FACT_TYPE_ARTICLE)
        return is_list ? STAFF_LINES : STAFF_NUMBER;
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

/* How several values are typed. */
static void fact_show_hint(const struct app *app, const struct request *request, struct view field,
                           enum staff_type type)
{
    const char *name = json_string_value(json_object_get(field.json, "name"));
    bool has_hint = type == STAFF_LINES;
    view_text(field, "hint", has_hint ? staff_word(app, request, "write.fact_lines") : NULL);
    view_text(field, "described", has_hint ? arena_printf(field.arena, "%s-hint", name) : NULL);
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
        fact_show_hint(app, request, field, writing_fact_type(row));
        fact_show_type(field, row);
        err = fact_show_choices(app, request, form, name, row);
        view_append_json(list, json_incref(field.json));
    }
    view_flag(view, "has_facts", json_array_size(list.json) > 0);
    return err;
}
