/* The daily look at tokens. What soon means is store/token.h's. */
#include "work/token_expiry.h"

#include "base/log.h"
#include "store/token.h"
#include "text/date.h"

#include <stdio.h>

/* Thousands of tokens. */
enum { ARENA_LIMIT = 4 * 1024 * 1024, REST_MS = 60000 };

static void warn_of_token(const struct token *token)
{
    char at[DATE_TEXT_SIZE];
    log_warning("token_expires",
                LOG_SAYS("a token ends soon; congd token rotate gives its program a new one"),
                LOG_NUMBER("token", token->id), LOG_TEXT("name", token->name),
                LOG_TEXT("at", date_rfc3339_local(token->expires_ms, at)));
}

enum err token_expiry_run(void *context)
{
    struct token_expiry_job *job = context;
    int64_t now_ms = clock_now_ms(job->clock);
    struct token *items;
    size_t count;
    if (day_of(now_ms) == job->day)
        return ERR_OK;
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_lease(job->store, arena, &conn) : ERR_MEMORY;
    if (!err)
        err = token_list(conn, &items, &count);
    if (err)
        return err;
    for (size_t i = 0; i < count; i++)
        if (token_ends_soon(&items[i], now_ms))
            warn_of_token(&items[i]);
    job->day = day_of(now_ms);
    return ERR_OK;
}

int64_t token_expiry_rest_ms(void *context)
{
    const struct token_expiry_job *job = context;
    return day_of(clock_now_ms(job->clock)) == job->day ? REST_MS : 0;
}
