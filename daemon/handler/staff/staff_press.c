/* A press on a form, and what makes two of them one. Must not know what is asked for. */
#include "staff.h"

#include "base/json_text.h"
#include "store/idempotency.h"

#include <sodium.h>
#include <string.h>

const char *staff_press_mark(struct arena *arena)
{
    unsigned char bytes[12];
    char written[2 * sizeof bytes + 1];
    randombytes_buf(bytes, sizeof bytes);
    return arena_text(arena, sodium_bin2hex(written, sizeof written, bytes, sizeof bytes));
}

const char *staff_press_key(const struct request *request, const json_t *body)
{
    unsigned char hash[16];
    char written[2 * sizeof hash + 1];
    const char *mark = staff_sent(request, "lan");
    auto_free char *text = mark && *mark ? json_text_write(body, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    if (!text || strlen(mark) > IDEMPOTENCY_KEY_MAX / 2)
        return NULL;
    crypto_generichash(hash, sizeof hash, (const unsigned char *)text, strlen(text), NULL, 0);
    return arena_printf(request->arena, "%s-%s", mark,
                        sodium_bin2hex(written, sizeof written, hash, sizeof hash));
}
