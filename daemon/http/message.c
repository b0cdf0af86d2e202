/* Sentences with what they tell of put in. Must not know who says them. */
#include "http/message.h"

#include "base/buf.h"
#include "text/excerpt.h"
#include "text/normalize.h"

#include <assert.h>
#include <string.h>

/* What a client sent is repeated to it up to there: enough for any name or address, and no answer grows
 * with the request. A sentence with its three arguments stays well below the second limit. */
enum { ARGUMENT_MAX = 2048, SENTENCE_MAX = 16384 };

/* A row of message.def needs both languages to compile. */
static const char *const sentences[MESSAGE_COUNT][LANG_COUNT] = {
    [MESSAGE_NONE] = {"", ""},
#define MESSAGE(code, vi, en) [MESSAGE_##code] = {vi, en},
#include "http/message.def"
#undef MESSAGE
};

/* What a client sent is no reason for the sentence to become none: it is cut, and made UTF-8. */
static void add_argument(struct buf *out, struct arena *arena, const char *text)
{
    size_t size = strlen(text);
    bool is_fit = size <= ARGUMENT_MAX && text_is_utf8(text, size);
    /* The usual argument is fit and is not copied once more. */
    buf_text(out, is_fit ? text : text_shown(text, size, ARGUMENT_MAX, arena));
}

const char *message_fill(struct arena *arena, const char *sentence, const struct message_args *args)
{
    auto_buf struct buf out = BUF(SENTENCE_MAX);
    for (const char *p = sentence; *p; p++) {
        /* Braces that are no place are text. No sentence has more places than MESSAGE_ARGS_MAX. */
        bool is_place = p[0] == '{' && p[1] >= '0' && p[1] < '0' + MESSAGE_ARGS_MAX && p[2] == '}';
        if (!is_place) {
            buf_char(&out, *p);
            continue;
        }
        const char *text = args ? args->text[p[1] - '0'] : NULL;
        add_argument(&out, arena, text ? text : "");
        p += 2;
    }
    /* So that the answer is refused as one without memory, and not sent without its sentence. */
    if (buf_failed(&out))
        arena_fail(arena);
    return arena_copy(arena, buf_str(&out), out.length);
}

const char *message_text(struct arena *arena, enum lang lang, enum message message,
                         const struct message_args *args)
{
    assert(message < MESSAGE_COUNT && lang < LANG_COUNT);
    return message_fill(arena, sentences[message][lang], args);
}
