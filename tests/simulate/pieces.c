/* SQLite's memory, in pieces of a few sizes that are kept and given again. */
#include "pieces.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE_HEAD = 16, PIECE_LEAST = 32, PIECE_SIZES = 20 };

static void *free_pieces[PIECE_SIZES];

static int piece_place(int size)
{
    /* The power of two that is not below it. */
    return size <= PIECE_LEAST ? 0 : 32 - __builtin_clz((unsigned)(size - 1) / PIECE_LEAST);
}

static void *piece_take(int size)
{
    int place = piece_place(size);
    char *piece = place < PIECE_SIZES ? free_pieces[place] : NULL;
    if (piece) {
        free_pieces[place] = *(void **)piece;
        return piece;
    }
    piece = malloc((size_t)PIECE_HEAD + ((size_t)PIECE_LEAST << place));
    if (!piece)
        return NULL;
    *(int *)piece = place;
    return piece + PIECE_HEAD;
}

static int piece_size(void *piece)
{
    return PIECE_LEAST << *(int *)((char *)piece - PIECE_HEAD);
}

static void piece_give(void *piece)
{
    int place = piece ? *(int *)((char *)piece - PIECE_HEAD) : PIECE_SIZES;
    if (place < PIECE_SIZES) {
        *(void **)piece = free_pieces[place];
        free_pieces[place] = piece;
    } else if (piece) {
        free((char *)piece - PIECE_HEAD);
    }
}

static void *piece_take_other(void *piece, int size)
{
    if (piece && size <= piece_size(piece))
        return piece;
    void *other = piece_take(size);
    if (other && piece) {
        memcpy(other, piece, (size_t)piece_size(piece));
        piece_give(piece);
    }
    return other;
}

static int piece_round(int size)
{
    return PIECE_LEAST << piece_place(size);
}

static int pieces_begin(void *context)
{
    (void)context;
    return SQLITE_OK;
}

static void pieces_end(void *context)
{
    (void)context;
}

void pieces_install(void)
{
    static const sqlite3_mem_methods methods = {piece_take,  piece_give,   piece_take_other, piece_size,
                                                piece_round, pieces_begin, pieces_end,       NULL};
    sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 1200, 400);
}

void pieces_free(void)
{
    for (size_t place = 0; place < PIECE_SIZES; place++)
        while (free_pieces[place]) {
            void *piece = free_pieces[place];
            free_pieces[place] = *(void **)piece;
            free((char *)piece - PIECE_HEAD);
        }
}
