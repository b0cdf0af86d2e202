/* Written for one client and read again from it, so nothing in a token is believed before it was
 * compared with the state. A token that was made up gives public changes and nothing else. */
#include "change_token.h"

#include "text/number.h"

#include <string.h>

/* Digits of 64 bits, 19, with some room. */
enum { NUMBER_SIZE = 24 };

/* Sequence 0 is before everything; deletions up to now concern nobody who begins now. */
struct change_token change_token_first(const struct change_state *state)
{
    return (struct change_token){0, state->sequence};
}

/* The number from `text` up to `end`. */
static bool change_token_read_number(const char *text, const char *end, int64_t *ret_number)
{
    char digits[NUMBER_SIZE];
    size_t length = (size_t)(end - text);
    /* Longer ones are no numbers of ours, whatever their value. */
    if (length >= sizeof digits)
        return false;
    memcpy(digits, text, length);
    digits[length] = '\0';
    return number_parse(digits, 0, INT64_MAX, ret_number) == ERR_OK;
}

enum err change_token_read(const char *text, const struct change_state *state, struct change_token *ret_token)
{
    struct change_token token = {0};
    /* An epoch holds no dot, so the first one ends it. */
    const char *end = text + strlen(text), *first = strchr(text, '.');
    const char *second = first ? strchr(first + 1, '.') : NULL;
    bool is_token = first && first > text &&
                    change_token_read_number(first + 1, second ? second : end, &token.sequence) &&
                    (!second || change_token_read_number(second + 1, end, &token.floor));
    if (!is_token)
        return ERR_PARAMETER;
    size_t length = (size_t)(first - text);
    bool is_ours = strlen(state->epoch) == length && strncmp(text, state->epoch, length) == 0;
    /* Deletions are asked for only above the floor, so a reader at the beginning is complete as long as
     * the floor is. */
    int64_t seen = token.sequence > token.floor ? token.sequence : token.floor;
    /* From the future, as after the database was brought back from a copy without a new epoch. */
    if (!is_ours || seen > state->sequence || seen < state->horizon)
        return ERR_RESYNC;
    *ret_token = token;
    return ERR_OK;
}

const char *change_token_write(struct arena *arena, const struct change_state *state,
                               const struct change_token *token)
{
    /* From here on the floor says nothing that the sequence does not. */
    if (token->sequence >= token->floor)
        return arena_printf(arena, "%s.%lld", state->epoch, (long long)token->sequence);
    return arena_printf(arena, "%s.%lld.%lld", state->epoch, (long long)token->sequence,
                        (long long)token->floor);
}
