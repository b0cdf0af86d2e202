#include "http/message.h"

#include "base/buf.h"

#include <assert.h>
#include <string.h>

static const char *const sentences[MESSAGE_COUNT][LANG_COUNT] = {
    [MESSAGE_NONE] = {"", ""},
#define MESSAGE(code, vi, en) [MESSAGE_##code] = {vi, en},
#include "http/message.def"
#undef MESSAGE
};

const char *message_text(struct arena *arena, enum lang lang, enum message message,
                         const struct message_args *args)
{
    enum { MOST = 16384 };
    auto_buf struct buf out = BUF(MOST);
    assert(message < MESSAGE_COUNT && lang < LANG_COUNT);
    for (const char *p = sentences[message][lang]; *p; p++) {
        bool is_place = p[0] == '{' && p[1] >= '0' && p[1] < '0' + MESSAGE_ARGS_MAX && p[2] == '}';
        if (!is_place) {
            buf_char(&out, *p);
            continue;
        }
        const char *text = args ? args->text[p[1] - '0'] : NULL;
        buf_text(&out, text ? text : "");
        p += 2;
    }
    if (buf_failed(&out))
        arena_fail(arena);
    return arena_copy(arena, buf_str(&out), out.length);
}
