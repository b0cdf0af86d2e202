/* What a document is beside an article: its state by its days, what others say of it, its number. Knows no
 * page and no register. */
#include "document_inner.h"

#include "article_inner.h"
#include "fact.h"
#include "text/date.h"

#include <string.h>

enum document_state document_state_on(const struct document_days *days, int32_t today)
{
    bool is_over = (days->expires && today >= days->expires) || (days->replaced && today >= days->replaced);
    if (is_over)
        return DOCUMENT_EXPIRED;
    if (days->effective && today < days->effective)
        return DOCUMENT_PENDING;
    return days->partly && today >= days->partly ? DOCUMENT_PARTLY_EXPIRED : DOCUMENT_IN_FORCE;
}

const char *document_state_name(enum document_state state)
{
    static const char *const names[DOCUMENT_STATE_COUNT] = {"in-force", "partly-expired", "pending",
                                                            "expired"};
    return names[state];
}

enum document_state document_state_named(const char *name)
{
    enum document_state state = 0;
    while (state < DOCUMENT_STATE_COUNT && strcmp(document_state_name(state), name) != 0)
        state++;
    return state;
}

/* The first value of a fact; NULL for none. */
static const struct fact_value *document_fact(const struct article *article, enum fact fact)
{
    for (size_t i = 0; i < article->fact_count; i++)
        if (article->facts[i].fact == fact)
            return &article->facts[i];
    return NULL;
}

int32_t document_day(const struct article *article, enum fact fact)
{
    const struct fact_value *value = document_fact(article, fact);
    int32_t day = 0;
    return value && !day_parse(value->text, &day) ? day : 0;
}

/* The day from which something public replaces it; 0 for none. */
static enum err document_replaced(struct conn *conn, int64_t id, int32_t *ret_day)
{
    int64_t day = 0;
    enum err err = id ? integer_by(conn, STMT_DOCUMENT_REPLACED, id, &day) : ERR_OK;
    *ret_day = (int32_t)day;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The values with one more, at its place in the order of the rows. */
static enum err document_add_fact(struct conn *conn, struct article *article, struct fact_value added)
{
    struct fact_value *values = arena_zero(conn->arena, article->fact_count + 1, sizeof *values);
    size_t count = 0, at = 0;
    if (!values)
        return ERR_MEMORY;
    for (; at < article->fact_count && article->facts[at].fact < added.fact; at++)
        values[count++] = article->facts[at];
    values[count++] = added;
    for (; at < article->fact_count; at++)
        values[count++] = article->facts[at];
    article->facts = values;
    article->fact_count = count;
    return ERR_OK;
}

enum err document_read_state(struct conn *conn, struct article *article)
{
    /* A draft of which nothing was said yet has no state either. */
    if (article->kind != KIND_DOCUMENT || !article->fact_count)
        return ERR_OK;
    struct document_days days = {.effective = document_day(article, FACT_DOCUMENT_EFFECTIVE),
                                 .partly = document_day(article, FACT_DOCUMENT_PARTLY),
                                 .expires = document_day(article, FACT_DOCUMENT_EXPIRES)};
    enum err err = document_replaced(conn, article->id, &days.replaced);
    if (err)
        return err;
    const char *state = document_state_name(document_state_on(&days, day_of(conn->now_ms)));
    return document_add_fact(conn, article, (struct fact_value){.fact = FACT_DOCUMENT_STATE, .text = state});
}

/* How many say it with this fact whom the list does not name, at its last. */
static enum err document_count_others(struct conn *conn, int64_t id, struct document_relation *last,
                                      size_t named)
{
    auto_query struct query q = query_of(conn, STMT_DOCUMENT_RELATION_COUNT);
    bind_integer(&q, id);
    bind_integer(&q, (int64_t)last->fact);
    enum err err = query_row(&q);
    int64_t count = err ? 0 : column_integer(&q);
    last->others = count > (int64_t)named ? count - (int64_t)named : 0;
    return err;
}

/* Adds those that say it with one fact. */
static enum err document_relations_of(struct conn *conn, int64_t id, enum fact fact,
                                      struct document_relation **relations, size_t *count)
{
    size_t before = *count;
    auto_query struct query q = query_of(conn, STMT_DOCUMENT_RELATIONS);
    enum err err;
    bind_integer(&q, id);
    bind_integer(&q, (int64_t)fact);
    bind_integer(&q, DOCUMENT_RELATIONS_MOST);
    while (!(err = query_row(&q))) {
        struct document_relation *relation = array_add(conn->arena, relations, count, sizeof *relation);
        if (!relation)
            return ERR_MEMORY;
        *relation = (struct document_relation){.fact = fact};
        relation->from.id = column_integer(&q);
        relation->from.slug = column_text(&q);
        relation->from.lang = column_text(&q);
        relation->from.kind = (enum article_kind)column_integer(&q);
        relation->from.title = column_text(&q);
        relation->from.is_public = column_integer(&q);
        relation->from.number = column_text(&q);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    /* Counted only where the list was full. */
    bool is_full = *count - before == DOCUMENT_RELATIONS_MOST;
    return is_full ? document_count_others(conn, id, &(*relations)[*count - 1], *count - before) : ERR_OK;
}

enum err document_relations(struct conn *conn, int64_t id, struct document_relation **ret_relations,
                            size_t *ret_count)
{
    struct document_relation *relations = NULL;
    size_t count = 0;
    enum err err = ERR_OK;
    for (const struct fact_row *row = fact_rows(); !err && row->name; row++) {
        enum fact fact = (enum fact)(row - fact_rows());
        if (fact_inverse_title(fact, LANG_VI))
            err = document_relations_of(conn, id, fact, &relations, &count);
    }
    *ret_relations = relations;
    *ret_count = count;
    return err;
}

enum err document_by_number(struct conn *conn, const char *number, const char *lang, int limit,
                            int64_t **ret_ids, size_t *ret_count)
{
    const struct fact_value value = {.fact = FACT_DOCUMENT_NUMBER, .text = number};
    const char *key = fact_key(conn->arena, &value);
    auto_query struct query q = query_of(conn, STMT_DOCUMENT_BY_NUMBER);
    bind_text(&q, key);
    bind_text(&q, lang);
    bind_integer(&q, limit);
    return query_integers(&q, ret_ids, ret_count);
}

enum err document_same(struct conn *conn, const struct article *article, struct fact_target *ret_other)
{
    const struct fact_value *number = document_fact(article, FACT_DOCUMENT_NUMBER);
    const struct fact_value *issuer = document_fact(article, FACT_DOCUMENT_ISSUER);
    int32_t issued = document_day(article, FACT_DOCUMENT_ISSUED);
    *ret_other = (struct fact_target){.id = 0};
    if (!number || !issuer || !issued)
        return ERR_OK;
    const char *number_key = fact_key(conn->arena, number), *issuer_key = fact_key(conn->arena, issuer);
    auto_query struct query q = query_of(conn, STMT_DOCUMENT_SAME);
    bind_text(&q, article->lang);
    bind_text(&q, number_key);
    bind_text(&q, issuer_key);
    bind_integer(&q, issued / 10000);
    bind_integer(&q, article->id);
    enum err err = query_row(&q);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    ret_other->id = column_integer(&q);
    ret_other->slug = column_text(&q);
    ret_other->lang = column_text(&q);
    ret_other->kind = (enum article_kind)column_integer(&q);
    ret_other->title = column_text(&q);
    ret_other->is_public = column_integer(&q);
    return ERR_OK;
}
