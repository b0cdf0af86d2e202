/* congd token list: a line a token. */
#include "base/said.h"
#include "offline.h"
#include "token_act.h"

#include "text/date.h"

#include <stdio.h>

/* One line, with tabs: number, role, until when, last use, addresses, name. */
static void print_token(const struct token *token, int64_t now_ms)
{
    char until[DATE_TEXT_SIZE], used[DATE_TEXT_SIZE];
    const char *state = SAID("không hết hạn", "never expires");
    /* A token that is revoked shows that before its expiry. */
    if (token->revoked_ms)
        state = SAID("đã thu hồi", "revoked");
    else if (token->expires_ms && token->expires_ms <= now_ms)
        state = SAID("đã hết hạn", "expired");
    else if (token->expires_ms)
        state = date_rfc3339(token->expires_ms, until);
    printf("%lld\t%s\t%s\t%s\t%s\t%s\n", (long long)token->id, role_name(token->role), state,
           token->last_used_ms ? date_rfc3339(token->last_used_ms, used) : SAID("chưa dùng", "never used"),
           token->from ? token->from : SAID("mọi địa chỉ", "any address"), token->name);
}

static int64_t time_of(const json_t *item, const char *name)
{
    int64_t ms;
    const char *text = json_string_value(json_object_get(item, name));
    return text && !date_parse(text, &ms) ? ms : 0;
}

/* What the API lists, line by line. */
static enum err token_list_by_daemon(struct token_work *work, int64_t now_ms)
{
    json_auto_t *answer = NULL;
    json_t *item;
    size_t index;
    enum err err = token_ask(work, "GET", "/api/tokens", NULL, STATUS_OK, &answer);
    if (err)
        return err;
    /* Tokens that are revoked are listed too. */
    json_array_foreach(json_object_get(answer, "items"), index, item)
    {
        const char *role = json_string_value(json_object_get(item, "role"));
        const char *name = json_string_value(json_object_get(item, "name"));
        const struct token token = {.id = json_integer_value(json_object_get(item, "id")),
                                    .name = name ? name : "-",
                                    .role = role_from_name(role ? role : ""),
                                    .from = json_string_value(json_object_get(item, "from")),
                                    .expires_ms = time_of(item, "expires_at"),
                                    .last_used_ms = time_of(item, "last_used_at"),
                                    .revoked_ms = time_of(item, "revoked_at")};
        print_token(&token, now_ms);
    }
    return ERR_OK;
}

/* Reads within a transaction that is never committed. */
static enum err token_list_by_store(struct token_work *work, int64_t now_ms)
{
    auto_store struct store *store = NULL;
    auto_conn struct conn *conn = NULL;
    struct token *tokens;
    size_t count;
    enum err err = offline_begin(work->directory, work->arena, work->fault, &store, &conn);
    if (!err)
        err = token_list(conn, &tokens, &count);
    for (size_t i = 0; !err && i < count; i++)
        print_token(&tokens[i], now_ms);
    return err;
}

/* By whichever way works. */
enum err token_list_print(struct token_work *work)
{
    int64_t now_ms = clock_now_ms(&clock_system);
    enum err err = token_list_by_daemon(work, now_ms);
    return err == ERR_NOT_FOUND ? token_list_by_store(work, now_ms) : err;
}
