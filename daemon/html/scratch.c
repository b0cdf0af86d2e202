/* See scratch.h for the rule between setjmp() and here. Memory comes from one arena, counted a second
 * time by what was asked for, so that the same body fails at the same place whatever the chunks were. */
#include "scratch.h"

/* What the arena may hold beside the bytes asked for: ends of chunks that the next block did not fit in. */
enum { SLACK = 2 };

/* Small blocks are taken of pieces of this size, in bytes. */
enum { PIECE = 32 * 1024, ALIGNMENT = 16 };

enum err scratch_init(struct scratch *scratch, size_t limit)
{
    scratch->arena = arena_new(limit * SLACK);
    scratch->at = NULL;
    scratch->room = 0;
    scratch->left = limit;
    scratch->err = ERR_OK;
    return scratch->arena ? ERR_OK : ERR_MEMORY;
}

void scratch_done(struct scratch *scratch)
{
    arena_free(scratch->arena);
    scratch->arena = NULL;
}

const char *scratch_text(const struct buf *text, struct arena *arena)
{
    if (buf_is_starved(text))
        arena_fail(arena);
    return buf_failed(text) ? "" : arena_copy(arena, buf_str(text), text->length);
}

/* From the arena itself, or leaves. */
static void *scratch_take(struct scratch *scratch, size_t size)
{
    void *bytes = arena_alloc(scratch->arena, size);
    if (!bytes) {
        scratch->err = ERR_MEMORY;
        longjmp(scratch->leave, 1);
    }
    return bytes;
}

void *scratch_alloc(struct scratch *scratch, size_t size)
{
    /* The caller cannot be told, so it is left where it stands. */
    if (size > scratch->left) {
        scratch->err = ERR_TOO_LARGE;
        longjmp(scratch->leave, 1);
    }
    scratch->left -= size;
    size_t whole = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (whole > PIECE / 8)
        return scratch_take(scratch, size);
    /* A page has half a million of them. */
    if (whole > scratch->room) {
        scratch->at = scratch_take(scratch, PIECE);
        scratch->room = PIECE;
    }
    void *bytes = scratch->at;
    scratch->at += whole;
    scratch->room -= whole;
    return bytes;
}
