#include "change_token.h"

#include "text/number.h"

#include <string.h>

enum { NUMBER_SIZE = 24 };

struct change_token change_token_first(const struct change_state *state)
{
    return (struct change_token){0, state->sequence};
}

/* The number from `text` up to `end`. */
static bool change_token_read_number(const char *text, const char *end, int64_t *ret_number)
{
    char digits[NUMBER_SIZE];
    size_t length = (size_t)(end - text);
    if (length >= sizeof digits)
        return false;
    memcpy(digits, text, length);
    digits[length] = '\0';
    return number_parse(digits, 0, INT64_MAX, ret_number) == ERR_OK;
}

enum err change_token_read(const char *text, const struct change_state *state, struct change_token *ret_token)
{
    struct change_token token = {0};
    const char *end = text + strlen(text), *first = strchr(text, '.');
    const char *second = first ? strchr(first + 1, '.') : NULL;
    bool is_token = first && first > text &&
                    change_token_read_number(first + 1, second ? second : end, &token.sequence) &&
                    (!second || change_token_read_number(second + 1, end, &token.floor));
    if (!is_token)
        return ERR_PARAMETER;
    size_t length = (size_t)(first - text);
    bool is_ours = strlen(state->epoch) == length && strncmp(text, state->epoch, length) == 0;
    int64_t seen = token.sequence > token.floor ? token.sequence : token.floor;
    if (!is_ours || seen > state->sequence || seen < state->horizon)
        return ERR_RESYNC;
    *ret_token = token;
    return ERR_OK;
}

const char *change_token_write(struct arena *arena, const struct change_state *state,
                               const struct change_token *token)
{
    if (token->sequence >= token->floor)
        return arena_printf(arena, "%s.%lld", state->epoch, (long long)token->sequence);
    return arena_printf(arena, "%s.%lld.%lld", state->epoch, (long long)token->sequence,
                        (long long)token->floor);
}
