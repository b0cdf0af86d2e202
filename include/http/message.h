/* What is said to those who use the API: each sentence once, in Vietnamese and English, in
 * message.def. `{0}`, `{1}`, `{2}` stand for the arguments. Thread: any. */
#ifndef HTTP_MESSAGE_H
#define HTTP_MESSAGE_H

#include "base/arena.h"
#include "base/err.h"

enum message {
    MESSAGE_NONE,
#define MESSAGE(code, vi, en) MESSAGE_##code,
#include "http/message.def"
#undef MESSAGE
    MESSAGE_COUNT
};

enum { MESSAGE_ARGS_MAX = 3 };

/* Arguments of a message; missing ones are NULL and show as nothing. */
struct message_args {
    const char *text[MESSAGE_ARGS_MAX];
};

#define MESSAGE_ARGS(...) (&(const struct message_args){{__VA_ARGS__}})

/* A sentence with its places filled, in the arena; `args` may be NULL. */
const char *message_fill(struct arena *arena, const char *sentence, const struct message_args *args);

/* The message's sentence, filled. */
const char *message_text(struct arena *arena, enum lang lang, enum message message,
                         const struct message_args *args);

#endif
