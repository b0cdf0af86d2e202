/* Tokens: whether one will soon be over, and how many there are. */
#include "store/token.h"
#include "text/date.h"
#include "work/check.h"

/* So many are named. */
enum { TOKENS_TOLD = 20 };

static void tell_ending(const struct token *token, struct check_list *list)
{
    char at[DATE_TEXT_SIZE];
    check_add(list, CHECK_WARNING, "tokens",
              "mã số %lld (%s) hết hạn lúc %s; `congd token rotate %lld --expires 365d` gia hạn",
              "number %lld (%s) ends at %s; `congd token rotate %lld --expires 365d` renews it",
              (long long)token->id, token->name, date_moment(token->expires_ms, list->lang, at),
              (long long)token->id);
}

void check_tokens(const struct check_scope *scope, struct conn *conn, struct check_list *list)
{
    int64_t now_ms = clock_now_ms(scope->clock);
    struct token *items;
    size_t count, good = 0, ending = 0;
    enum err err = token_list(conn, &items, &count);
    if (err) {
        check_add(list, CHECK_FAILURE, "tokens", "không đọc được: %s", "cannot be read: %s",
                  err_title(err, list->lang));
        return;
    }
    for (size_t i = 0; i < count; i++) {
        bool is_over = items[i].revoked_ms || (items[i].expires_ms && items[i].expires_ms <= now_ms);
        good += !is_over;
        if (token_ends_soon(&items[i], now_ms) && ending++ < TOKENS_TOLD)
            tell_ending(&items[i], list);
    }
    if (ending > TOKENS_TOLD)
        check_add(list, CHECK_WARNING, "tokens", "và %lld mã nữa sắp hết hạn", "and %lld more end soon",
                  (long long)(ending - TOKENS_TOLD));
    if (!ending)
        check_add(list, CHECK_OK, "tokens", "%lld mã còn hiệu lực, không mã nào sắp hết hạn",
                  "%lld are good, none of them ends soon", (long long)good);
}
