/* A few places, taken and given without a lock. */
#include "handler/docx_turn.h"

/* As it stands in a place, where 0 is nobody. */
static int64_t docx_turn_mark(int64_t account)
{
    return account < 0 ? account : account + 1;
}

bool docx_turn_take(struct docx_turns *turns, int64_t account)
{
    int64_t wanted = docx_turn_mark(account);
    int place = -1;
    for (int i = 0; i < DOCX_TURNS && place < 0; i++) {
        int64_t none = 0;
        if (atomic_compare_exchange_strong(&turns->accounts[i], &none, wanted))
            place = i;
    }
    if (place < 0)
        return false;
    /* Whoever finds another place of the same account gives up his own: of two that come at once both may,
     * and are asked to come again. */
    for (int i = 0; i < DOCX_TURNS; i++)
        if (i != place && atomic_load(&turns->accounts[i]) == wanted) {
            atomic_store(&turns->accounts[place], 0);
            return false;
        }
    return true;
}

void docx_turn_give(struct docx_turns *turns, int64_t account)
{
    for (int i = 0; i < DOCX_TURNS; i++) {
        int64_t own = docx_turn_mark(account);
        if (atomic_compare_exchange_strong(&turns->accounts[i], &own, 0))
            return;
    }
}
