/* The facts that an article of some kind has beside its words, as they are sent and as they are asked
 * for in a filter. How one value is read is fact_value.c's; which facts there are say the rows of the
 * kinds. */
#include "fact_input.h"

#include "core/access.h"
#include "core/query.h"
#include "fact_value.h"
#include "kind_check.h"
#include "text/excerpt.h"

#include <string.h>

static const char prefix[] = "facts.";

/* Names of the kind's facts that have the flags (0: all that can be written), separated by commas. */
static const char *fact_names(struct arena *arena, enum article_kind kind, unsigned flags)
{
    const char *names = "";
    for (const struct fact_row *row = fact_rows(); row->name; row++)
        if (row->kind == kind && (row->flags & flags) == flags &&
            !(row->flags & (FACT_IS_RETIRED | FACT_IS_COMPUTED)))
            names = arena_printf(arena, "%s%s%s", names, *names ? ", " : "", row->name);
    /* A kind without any shows a dash, as an empty list would read like a fault of the sentence. */
    return *names ? names : "–";
}

/* The values of an article as they are gathered. */
struct gathered {
    struct fact_value *values;
    size_t count, bytes;
};

/* The same value of the same fact; another fact may have it too. */
static bool gathered_has(const struct gathered *g, enum fact fact, const char *text)
{
    for (size_t i = 0; i < g->count; i++)
        if (g->values[i].fact == fact && strcmp(g->values[i].text, text) == 0)
            return true;
    return false;
}

/* Adds a value, unless it is there already or too much altogether. */
static void gather_value(const struct fact_source *source, enum fact fact, const char *text,
                         struct gathered *g)
{
    struct arena *arena = source->reply->arena;
    if (!text)
        return;
    g->bytes += strlen(text) + 64; /* of JSON around it */
    if (gathered_has(g, fact, text))
        fact_fault(source, MESSAGE_FIELD_DUPLICATE, NULL);
    /* Twice the bytes, because escaping may double them where they are kept as JSON. */
    else if (g->count == FACTS_VALUES_MAX || 2 * g->bytes > FACTS_BYTES_MAX)
        fact_fault(source, MESSAGE_FACTS_TOO_LARGE,
                   MESSAGE_ARGS(arena_printf(arena, "%d", FACTS_VALUES_MAX)));
    else
        g->values[g->count++] = (struct fact_value){.fact = fact, .text = text};
}

/* Each item at its own pointer, so that a fault says which. */
static enum err gather_list(const struct fact_source *source, enum fact fact, json_t *list,
                            struct gathered *g)
{
    struct arena *arena = source->reply->arena;
    enum err err = ERR_OK;
    if (!(fact_of(fact)->flags & FACT_IS_LIST)) {
        fact_fault(source, MESSAGE_FACT_SINGLE, NULL);
        return ERR_OK;
    }
    if (json_array_size(list) > FACT_VALUES_MAX) {
        fact_fault(source, MESSAGE_FIELD_TOO_MANY,
                   MESSAGE_ARGS(arena_printf(arena, "%d", FACT_VALUES_MAX),
                                arena_printf(arena, "%zu", json_array_size(list))));
        return ERR_OK;
    }
    for (size_t i = 0; !err && i < json_array_size(list); i++) {
        const char *text;
        struct fact_source item = *source;
        item.pointer = arena_printf(arena, "%s/%zu", source->pointer, i);
        err = fact_value_read(&item, fact, json_array_get(list, i), &text);
        if (!err)
            gather_value(&item, fact, text, g);
    }
    return err;
}

/* What follows from the others may come back as it was read, and is left out; anything else was meant to be
 * kept. */
static void gather_computed(const struct fact_source *source, enum fact fact, const json_t *value)
{
    const char *text = json_string_value(value);
    if (value && !json_is_null(value) && (!text || !fact_choice_named(fact, text)))
        fact_fault(source, MESSAGE_FACT_COMPUTED, NULL);
}

/* What was sent for one fact: a value, or a list of them. */
static enum err gather_sent(const struct fact_source *source, enum fact fact, json_t *value,
                            struct gathered *g)
{
    const char *text;
    if (fact_of(fact)->flags & FACT_IS_RETIRED) {
        fact_fault(source, MESSAGE_FACT_RETIRED, NULL);
        return ERR_OK;
    }
    if (json_is_array(value))
        return gather_list(source, fact, value, g);
    enum err err = fact_value_read(source, fact, value, &text);
    if (!err)
        gather_value(source, fact, text, g);
    return err;
}

/* What the article has of a fact that was not sent: facts are laid over each other one by one. */
static void gather_present(const struct fact_source *source, const struct article *article, enum fact fact,
                           struct gathered *g)
{
    for (size_t i = 0; i < article->fact_count; i++)
        if (article->facts[i].fact == fact)
            gather_value(source, fact, article->facts[i].text, g);
}

/* Members that are no facts of the kind. */
static void refuse_unknown(const struct input *facts, enum article_kind kind)
{
    struct arena *arena = facts->reply->arena;
    const char *name;
    json_t *value;
    json_object_foreach(facts->fields, name, value)
    {
        /* By the article's kind, which has been read before. */
        if (fact_named(kind, name) == FACT_COUNT)
            input_fault(
                facts, name, MESSAGE_FACT_UNKNOWN,
                MESSAGE_ARGS(text_excerpt(name, 60, arena), kind_of(kind)->name, fact_names(arena, kind, 0)));
    }
}

/* Whether the article has facts of another kind than its own, which it had before. */
static bool has_others(const struct article *article)
{
    return article->fact_count && fact_of(article->facts[0].fact)->kind != article->kind;
}

static enum err gather_all(struct conn *conn, const struct input *facts, struct article *article)
{
    struct arena *arena = facts->reply->arena;
    struct gathered g = {arena_zero(arena, FACTS_VALUES_MAX, sizeof *g.values), 0, 0};
    enum err err = g.values ? ERR_OK : ERR_MEMORY;
    /* In the order of the rows, so that values of one fact stand side by side, which facts_write()
     * relies on. */
    for (const struct fact_row *row = fact_rows(); !err && row->name; row++) {
        if (row->kind != article->kind)
            continue;
        enum fact fact = (enum fact)(row - fact_rows());
        json_t *value = json_object_get(facts->fields, row->name);
        const struct fact_source source = {
            conn, facts->reply,     arena_printf(arena, "%s/%s", facts->pointer, row->name),
            NULL, facts->from_text, false};
        if (row->flags & FACT_IS_COMPUTED)
            gather_computed(&source, fact, value);
        else if (value)
            err = gather_sent(&source, fact, value, &g);
        else
            gather_present(&source, article, fact, &g);
    }
    article->facts = g.values;
    article->fact_count = err ? 0 : g.count;
    return err;
}

enum err fact_input(struct conn *conn, const struct input *input, struct article *article)
{
    kind_check_expiry(input->reply, article);
    /* A kind that changes takes its facts along only when new ones are sent; those of the former kind
     * mean nothing to the other. */
    if (!input_has(input, "facts")) {
        if (has_others(article))
            input_fault(input, "facts", MESSAGE_FACTS_OF_OTHER_KIND,
                        MESSAGE_ARGS(kind_of(article->kind)->name));
        return ERR_OK;
    }
    json_t *object = input_object(input, "facts");
    /* null takes all of them away. */
    if (!object || has_others(article))
        article->fact_count = 0;
    if (!object)
        return ERR_OK;
    struct input facts = input_inside(input, "facts", -1, object);
    refuse_unknown(&facts, article->kind);
    enum err err = gather_all(conn, &facts, article);
    if (!err)
        kind_check(input->reply, article);
    return err;
}

/* Asked where the article becomes public; a draft may lack them. */
enum err facts_require(struct reply *reply, const struct article *article)
{
    enum err err = ERR_OK;
    for (const struct fact_row *row = fact_rows(); row->name; row++) {
        bool has =
            row->kind != article->kind || !(row->flags & FACT_IS_REQUIRED) || row->flags & FACT_IS_RETIRED;
        for (size_t i = 0; !has && i < article->fact_count; i++)
            has = fact_of(article->facts[i].fact) == row;
        if (!has)
            err = reply_fault(reply, arena_printf(reply->arena, "/facts/%s", row->name),
                              MESSAGE_FACT_REQUIRED, MESSAGE_ARGS(row->titles[reply->lang]));
    }
    return err;
}

/* ---- filters */

/* All kinds, for a fault. */
static const char *kind_names(struct arena *arena)
{
    const char *names = "";
    for (enum article_kind kind = 0; kind < KIND_COUNT; kind++)
        names = arena_printf(arena, "%s%s%s", names, kind ? ", " : "", kind_of(kind)->name);
    return names;
}

/* The one kind that is asked for; KIND_COUNT without the parameter or after a fault. */
static enum article_kind filter_kind(const struct request *request, struct reply *reply,
                                     struct article_query *query)
{
    const char *name = request_parameter(request, "kind");
    enum article_kind kind = name ? kind_named(name) : KIND_COUNT;
    if (name && kind == KIND_COUNT)
        query_choice_fault(request, reply, "kind", kind_names(reply->arena));
    if (kind != KIND_COUNT)
        query->kinds = 1u << kind;
    return kind;
}

/* What only the staff may read is asked for by name; whoever asks without the right learns that they
 * need it and nothing of what there is. */
static enum err filter_audience(const struct request *request, struct reply *reply,
                                struct article_query *query)
{
    const char *name = request_parameter(request, "audience");
    bool is_all = name && strcmp(name, "all") == 0;
    if (!name)
        return ERR_OK;
    enum article_audience audience = article_audience_from_name(name);
    if (!is_all && audience == AUDIENCE_COUNT)
        query_choice_fault(request, reply, "audience", "public, staff, all");
    else
        query->audiences = is_all ? (1u << AUDIENCE_COUNT) - 1 : 1u << audience;
    if ((query->audiences & 1u << AUDIENCE_STAFF) && !sees_drafts(request))
        return reply_problem(reply, request->authorization ? ERR_FORBIDDEN : ERR_UNAUTHORIZED,
                             MESSAGE_ROLE_NEEDED, MESSAGE_ARGS("reader", role_name(request->actor.role)));
    return ERR_OK;
}

/* One parameter "facts.NAME". Several of the same article must all hold. */
static enum err filter_fact(struct conn *conn, const struct field *field, struct reply *reply,
                            bool public_only, enum article_kind kind, struct gathered *g)
{
    struct arena *arena = reply->arena;
    const char *name = field->name + sizeof prefix - 1, *text = NULL;
    /* A parameter has no pointer and comes as text. */
    const struct fact_source source = {conn, reply, NULL, field->name, true, public_only};
    enum fact fact = kind == KIND_COUNT ? FACT_COUNT : fact_named(kind, name);
    if (kind == KIND_COUNT) {
        fact_fault(&source, MESSAGE_FACT_WITHOUT_KIND, NULL);
        return ERR_OK;
    }
    if (fact == FACT_COUNT || !(fact_of(fact)->flags & FACT_IS_FILTERED)) {
        fact_fault(&source, MESSAGE_FACT_NO_FILTER,
                   MESSAGE_ARGS(text_excerpt(name, 60, arena), kind_of(kind)->name,
                                fact_names(arena, kind, FACT_IS_FILTERED)));
        return ERR_OK;
    }
    json_t *value = json_string(field->value);
    if (!value)
        return ERR_MEMORY;
    enum err err = fact_value_read(&source, fact, value, &text);
    json_decref(value);
    if (!err && !text && !*field->value)
        fact_fault(&source, MESSAGE_FIELD_EMPTY, NULL);
    if (!err)
        gather_value(&source, fact, text, g);
    return err;
}

/* Together, since which facts can be asked for depends on the kind. */
enum err fact_filter_read(struct conn *conn, const struct request *request, struct reply *reply,
                          struct article_query *query)
{
    enum article_kind kind = filter_kind(request, reply, query);
    struct gathered g = {arena_zero(reply->arena, FACTS_VALUES_MAX, sizeof *g.values), 0, 0};
    enum err err = g.values ? filter_audience(request, reply, query) : ERR_MEMORY;
    for (size_t i = 0; !err && i < request->parameter_count; i++)
        if (strncmp(request->parameters[i].name, prefix, sizeof prefix - 1) == 0)
            err = filter_fact(conn, &request->parameters[i], reply, !sees_drafts(request), kind, &g);
    query->facts = g.values;
    query->fact_count = g.count;
    return err;
}
