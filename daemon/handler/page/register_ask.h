/* What a register (/van-ban) is asked for by its address: words, and a choice a side. One form for its page,
 * its print and its CSV. Pages forgive: what is no choice finds nothing, and an empty field is none. */
#ifndef HANDLER_REGISTER_ASK_H
#define HANDLER_REGISTER_ASK_H

#include "page.h"
#include "store/document.h"

enum { ASK_TEXT_SIZE = 512, ASK_KEY_SIZE = 96 };

/* Without pointers, so that it can be copied into a stream. "" is none. */
struct register_ask {
    char text[ASK_TEXT_SIZE];
    char sides[SIDE_COUNT][ASK_KEY_SIZE];
    bool is_english;
    int filters; /* how many are set */
};

/* Parameters, by side. */
extern const char *const register_parameters[SIDE_COUNT];

/* Reads the parameters. Errors: PARAMETER (more words than can be asked for, which is said), MEMORY. */
enum err register_ask_read(const struct request *request, struct reply *reply, struct register_ask *ret_ask);

/* The query of it; its texts are the ask's. */
struct register_query register_ask_query(const struct register_ask *ask, int64_t now_ms);

/* The address of `path` with what is asked, in the arena. */
const char *register_ask_path(struct arena *arena, const char *path, const struct register_ask *ask);

#endif
