/* It must not know one fact from another: what there is to say comes out of fact.def by type. Values
 * were checked when they were saved. */
#include "view/fact.h"

#include "text/date.h"
#include "text/number.h"
#include "view/article.h"
#include "view/portal.h"

#include <stdlib.h>
#include <string.h>

/* As much of an article as its address needs. */
static struct article article_of(const struct fact_target *target)
{
    return (struct article){.kind = target->kind, .lang = target->lang, .slug = target->slug};
}

/* ---- the API */

/* Strings are copied by jansson, so nothing here has to outlive the call. NULL without memory. */
static json_t *target_json(struct arena *arena, const struct fact_target *target)
{
    const struct article article = article_of(target);
    json_t *json = json_pack("{sI ss ss ss ss}", "id", (json_int_t)target->id, "slug", target->slug, "lang",
                             target->lang, "title", target->title, "url", article_path(arena, &article));
    if (json && target->number)
        json_object_set_new(json, "number", json_string(target->number));
    return json;
}

/* One value; NULL when there is nothing to say of it. */
static json_t *value_json(struct arena *arena, const struct fact_value *value, enum facts_for whom)
{
    const struct fact_target *target = value->target;
    /* Values are kept as texts, where a point alone tells a fraction. */
    switch (fact_of(value->fact)->type) {
    case FACT_TYPE_NUMBER:
        return strchr(value->text, '.') ? json_real(strtod(value->text, NULL))
                                        : json_integer(strtoll(value->text, NULL, 10));
    case FACT_TYPE_ARTICLE:
        if (!target || (whom == FACTS_FOR_PUBLIC && !target->is_public))
            return NULL;
        return whom == FACTS_TO_IMPORT ? json_string(target->slug) : target_json(arena, target);
    default:
        return json_string(value->text);
    }
}

void view_facts(struct view parent, const struct article *article, enum facts_for whom)
{
    struct view view = view_object(parent, "facts");
    /* Values of a list each have an entry of their own and are gathered under one name. */
    for (size_t i = 0; i < article->fact_count; i++) {
        const struct fact_row *row = fact_of(article->facts[i].fact);
        if (row->flags & FACT_IS_COMPUTED && whom == FACTS_TO_IMPORT)
            continue;
        json_t *value = value_json(view.arena, &article->facts[i], whom);
        if (row->flags & FACT_IS_LIST) {
            /* Made even when no value may be told; then it is empty. */
            json_t *list = json_object_get(view.json, row->name);
            if (!list)
                list = view_list(view, row->name).json;
            if (value && json_array_append_new(list, value))
                arena_fail(view.arena);
        } else if (value) {
            view_json(view, row->name, value);
        }
    }
}

/* ---- pages */

/* A decimal number as people write it. */
static const char *number_words(struct arena *arena, const char *text, enum lang lang)
{
    char words[NUMBER_TEXT_SIZE];
    const char *point = strchr(text, '.');
    int places = point ? (int)strlen(point + 1) : 0;
    /* As a whole number of the last place, as number_decimal() takes it; nothing goes through floating
     * point. */
    int64_t scaled = strtoll(text, NULL, 10);
    /* The sign by the text, because "-0.5" has a whole part of 0, which has none. */
    for (int i = 0; i < places; i++)
        scaled = scaled * 10 + (*text == '-' ? -(point[i + 1] - '0') : point[i + 1] - '0');
    return arena_text(arena, number_decimal(scaled, places, lang, words));
}

/* An article as another leads to it: a document by its number and title. */
static const char *target_words(struct arena *arena, const struct fact_target *target)
{
    return target->number ? arena_printf(arena, "%s – %s", target->number, target->title) : target->title;
}

/* A value as a page says it; NULL when the public is not told. */
static const char *value_words(struct arena *arena, const struct fact_value *value, enum lang lang)
{
    char text[DATE_TEXT_SIZE];
    const struct fact_choice *choice;
    int32_t day = 0;
    int64_t at_ms = 0;
    /* A date or a choice that cannot be read, as after a row of fact.def was changed, is shown as it is
     * kept. */
    switch (fact_of(value->fact)->type) {
    case FACT_TYPE_NUMBER:
        return number_words(arena, value->text, lang);
    case FACT_TYPE_DATE:
        return day_parse(value->text, &day) ? value->text
                                            : arena_text(arena, date_short(day_start_ms(day), lang, text));
    case FACT_TYPE_TIME:
        return date_parse(value->text, &at_ms) ? value->text
                                               : arena_text(arena, date_long(at_ms, lang, text));
    case FACT_TYPE_CHOICE:
        choice = fact_choice_named(value->fact, value->text);
        return choice ? choice->titles[lang] : value->text;
    case FACT_TYPE_ARTICLE:
        return value->target && value->target->is_public ? target_words(arena, value->target) : NULL;
    default:
        return value->text;
    }
}

/* An address made of what an editor wrote, or none where that gives no sound one. */
static struct safe_url fact_way(const char *text)
{
    struct safe_url url = {NULL};
    if (!text || safe_url_from(text, URL_LINK, &url))
        url.url = NULL;
    return url;
}

/* Adds one value to the list, with its machine-readable time and its link where it has them; nothing
 * when the public is not told. */
static void page_value(struct view values, const struct fact_value *value, enum lang lang)
{
    const char *words = value_words(values.arena, value, lang);
    enum fact_type type = fact_of(value->fact)->type;
    bool is_time = type == FACT_TYPE_DATE || type == FACT_TYPE_TIME;
    struct safe_url url = {NULL};
    if (!words)
        return;
    struct view view = view_append(values);
    view_text(view, "text", words);
    view_text(view, "time", is_time ? value->text : NULL);
    /* An editor wrote it, so it is checked here once more; a bad one stays as text without a link. */
    if (type == FACT_TYPE_LINK && safe_url_from(value->text, URL_LINK, &url))
        url.url = NULL;
    if (fact_of(value->fact)->flags & FACT_IS_PHONE)
        url = fact_way(phone_url(view.arena, value->text));
    if (fact_of(value->fact)->flags & FACT_IS_MAIL)
        url = fact_way(arena_printf(view.arena, "mailto:%s", value->text));
    if (type == FACT_TYPE_ARTICLE) {
        const struct article article = article_of(value->target);
        /* A path that we made ourselves. value_words() has seen that the target is there. */
        url = safe_url_trusted(article_path(view.arena, &article));
    }
    view_url(view, "url", url);
}

/* What is to be brought along, each with a name of its own for its box. */
static void view_page_checks(struct view parent, const struct article *article, enum lang lang)
{
    struct view list = view_list(parent, "checks");
    view_null(parent, "checks_title");
    for (size_t i = 0; i < article->fact_count; i++) {
        const struct fact_row *row = fact_of(article->facts[i].fact);
        if (!(row->flags & FACT_IS_CHECKED))
            continue;
        struct view view = view_append(list);
        view_text(view, "text", article->facts[i].text);
        view_text(view, "id", arena_printf(view.arena, "can-%zu", json_array_size(list.json)));
        view_text(parent, "checks_title", row->titles[lang]);
    }
    view_flag(parent, "has_checks", json_array_size(list.json) > 0);
}

/* Values of one fact stand side by side; each fact makes one row with all of its values. */
void view_page_facts(struct view parent, const struct article *article, enum lang lang)
{
    struct view list = view_list(parent, "facts");
    for (size_t i = 0; i < article->fact_count;) {
        enum fact fact = article->facts[i].fact;
        if (fact_of(fact)->flags & (FACT_IS_INNER | FACT_IS_CHECKED)) {
            i++;
            continue;
        }
        struct view view = view_append(list);
        view_text(view, "label", fact_of(fact)->titles[lang]);
        struct view values = view_list(view, "values");
        for (; i < article->fact_count && article->facts[i].fact == fact; i++)
            page_value(values, &article->facts[i], lang);
        /* A label with nothing behind it would tell that something is hidden. */
        if (!json_array_size(values.json))
            json_array_remove(list.json, json_array_size(list.json) - 1);
    }
    view_flag(parent, "has_facts", json_array_size(list.json) > 0);
    view_page_checks(parent, article, lang);
}

void view_page_relations(struct view parent, const struct document_relation *relations, size_t count,
                         enum lang lang)
{
    struct view list = view_list(parent, "relations");
    for (size_t i = 0; i < count;) {
        enum fact fact = relations[i].fact;
        struct view view = view_append(list);
        view_text(view, "label", fact_inverse_title(fact, lang));
        struct view values = view_list(view, "values");
        for (; i < count && relations[i].fact == fact; i++) {
            const struct fact_value value = {.fact = fact, .target = &relations[i].from, .text = ""};
            page_value(values, &value, lang);
        }
        char text[NUMBER_TEXT_SIZE];
        int64_t others = relations[i - 1].others;
        view_text(view, "others", others ? number_grouped(others, lang, text) : NULL);
    }
    view_flag(parent, "has_relations", count > 0);
}

void view_relations(struct view parent, const struct document_relation *relations, size_t count)
{
    struct view view = view_object(parent, "referred_by");
    struct view others = {parent.arena, NULL};
    for (size_t i = 0; i < count; i++) {
        const char *name = fact_of(relations[i].fact)->name;
        json_t *list = json_object_get(view.json, name);
        if (!list)
            list = view_list(view, name).json;
        json_t *value = target_json(view.arena, &relations[i].from);
        if (!value || json_array_append_new(list, value))
            arena_fail(view.arena);
        if (relations[i].others && !others.json)
            others = view_object(parent, "referred_by_others");
        if (relations[i].others)
            view_integer(others, name, relations[i].others);
    }
}

const char *view_fact_words(struct arena *arena, const struct article *article, enum fact fact,
                            enum lang lang)
{
    for (size_t i = 0; i < article->fact_count; i++)
        if (article->facts[i].fact == fact)
            return value_words(arena, &article->facts[i], lang);
    return NULL;
}

const char *view_facts_text(struct arena *arena, const struct article *article, enum lang lang)
{
    const char *text = "";
    for (size_t i = 0; i < article->fact_count; i++) {
        const struct fact_value *value = &article->facts[i];
        const char *words = value_words(arena, value, lang);
        /* As above, by neighbours. For comparing two states line by line, so every fact has a line. */
        bool is_first = !i || article->facts[i - 1].fact != value->fact;
        bool is_last = i + 1 == article->fact_count || article->facts[i + 1].fact != value->fact;
        text = arena_printf(arena, "%s%s%s%s%s", text, is_first ? fact_of(value->fact)->titles[lang] : "",
                            is_first ? ": " : "; ", words ? words : "", is_last ? "\n" : "");
    }
    return text;
}

/* ---- the API's description */

/* What the schema's enum lists, in the order of fact.def. */
static json_t *choice_names(enum fact fact)
{
    json_t *names = json_array();
    for (const struct fact_choice *choice = fact_choices(); choice->name; choice++)
        if (choice->fact == fact)
            json_array_append_new(names, json_string(choice->name));
    return names;
}

/* JSON Schema of one value, as a client sends and gets it. */
static json_t *type_schema(enum fact fact)
{
    switch (fact_of(fact)->type) {
    case FACT_TYPE_NUMBER:
        return json_pack("{ss}", "type", "number");
    case FACT_TYPE_DATE:
        return json_pack("{ss ss}", "type", "string", "format", "date");
    case FACT_TYPE_TIME:
        return json_pack("{ss ss}", "type", "string", "format", "date-time");
    case FACT_TYPE_CHOICE:
        return json_pack("{ss so}", "type", "string", "enum", choice_names(fact));
    case FACT_TYPE_ARTICLE:
        return json_pack("{ss}", "$ref", "#/components/schemas/FactArticle");
    default:
        return json_pack("{ss}", "type", "string");
    }
}

void view_kind_schemas(json_t *schemas)
{
    json_t *names = json_array(), *facts = json_object();
    for (enum article_kind kind = 0; kind < KIND_COUNT; kind++)
        json_array_append_new(names, json_string(kind_of(kind)->name));
    for (const struct fact_row *row = fact_rows(); row->name; row++) {
        json_t *schema = type_schema((enum fact)(row - fact_rows()));
        if (row->flags & FACT_IS_COMPUTED)
            json_object_set_new(schema, "readOnly", json_true());
        if (row->flags & FACT_IS_LIST)
            schema = json_pack("{ss so}", "type", "array", "items", schema);
        /* Kinds may have facts of the same name; where their types differ, the description says either. */
        json_t *present = json_object_get(facts, row->name);
        if (present && !json_equal(present, schema))
            schema = json_pack("{s[Oo]}", "anyOf", present, schema);
        /* Replaces the one that was there, which the new one may hold a reference to. */
        json_object_set_new(facts, row->name, schema);
    }
    json_object_set_new(json_object_get(schemas, "Kind"), "enum", names);
    json_object_set_new(json_object_get(schemas, "Facts"), "properties", facts);
}
