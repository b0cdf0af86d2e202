/* See scratch.h for the rule between setjmp() and here. Memory comes from one arena, counted a second
 * time by what was asked for, so that the same body fails at the same place whatever the chunks were. */
#include "scratch.h"

/* What the arena may hold beside the bytes asked for: ends of chunks that the next block did not fit in. */
enum { SLACK = 2 };

enum err scratch_init(struct scratch *scratch, size_t limit)
{
    scratch->arena = arena_new(limit * SLACK);
    scratch->left = limit;
    scratch->err = ERR_OK;
    return scratch->arena ? ERR_OK : ERR_MEMORY;
}

void scratch_done(struct scratch *scratch)
{
    arena_free(scratch->arena);
    scratch->arena = NULL;
}

void *scratch_alloc(struct scratch *scratch, size_t size)
{
    /* The caller cannot be told, so it is left where it stands. */
    if (size > scratch->left) {
        scratch->err = ERR_TOO_LARGE;
        longjmp(scratch->leave, 1);
    }
    void *bytes = arena_alloc(scratch->arena, size);
    if (!bytes) {
        scratch->err = ERR_MEMORY;
        longjmp(scratch->leave, 1);
    }
    scratch->left -= size;
    return bytes;
}
