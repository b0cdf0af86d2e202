/* Facts of one article against each other. A kind without rules of its own passes. */
#include "kind_check.h"

#include "library_rules.h"
#include "store/roster.h"
#include "text/date.h"
#include "text/number.h"
#include "view/event.h"

/* A day or moment of it, against the years that the calendar goes to. */
static void check_event_year(struct reply *reply, const char *pointer, int64_t ms)
{
    if (!event_is_within(ms))
        reply_fault(reply, pointer, MESSAGE_EVENT_YEAR,
                    MESSAGE_ARGS(arena_printf(reply->arena, "%d", EVENT_YEAR_FIRST),
                                 arena_printf(reply->arena, "%d", EVENT_YEAR_LAST)));
}

/* Its end, against its start. */
static void check_event_end(struct reply *reply, const struct article *article, int64_t start_ms)
{
    const char *end = article_fact(article, FACT_EVENT_END);
    int64_t end_ms;
    if (!end || date_parse(end, &end_ms))
        return;
    if (end_ms < start_ms || end_ms - start_ms > EVENT_DAYS_MOST * DATE_DAY_MS)
        reply_fault(reply, "/facts/end", MESSAGE_EVENT_END,
                    MESSAGE_ARGS(arena_printf(reply->arena, "%d", EVENT_DAYS_MOST)));
}

/* What its repetition says. */
static void check_event_rule(struct reply *reply, const struct article *article, int64_t start_ms)
{
    const char *every = article_fact(article, FACT_EVENT_EVERY),
               *until = article_fact(article, FACT_EVENT_UNTIL);
    int64_t number;
    int32_t day;
    int weekday = civil_local(start_ms).weekday;
    if (every && number_parse(every, 1, 99, &number))
        reply_fault(reply, "/facts/every", MESSAGE_EVENT_EVERY, NULL);
    if (until && !day_parse(until, &day) && day < day_of(start_ms))
        reply_fault(reply, "/facts/until", MESSAGE_EVENT_UNTIL, NULL);
    else if (until && !day_parse(until, &day))
        check_event_year(reply, "/facts/until", day_start_ms(day));
    if (recurrence_named(article_fact(article, FACT_EVENT_REPEATS)) == RECURRENCE_WORKDAYS &&
        (weekday == 0 || weekday == 6))
        reply_fault(reply, "/facts/repeats", MESSAGE_EVENT_WORKDAYS, NULL);
}

void kind_check_expiry(struct reply *reply, const struct article *article)
{
    if (article->expires_ms && kind_has(article->kind, KIND_IS_ARCHIVED))
        reply_fault(reply, "/expires_at", MESSAGE_KIND_ARCHIVED, NULL);
}

void kind_check(struct reply *reply, const struct article *article)
{
    const char *start = article->kind == KIND_EVENT ? article_fact(article, FACT_EVENT_START) : NULL;
    int64_t start_ms;
    library_check_duration(reply, article);
    if (!start || date_parse(start, &start_ms))
        return;
    check_event_year(reply, "/facts/start", start_ms);
    check_event_end(reply, article, start_ms);
    check_event_rule(reply, article, start_ms);
}
