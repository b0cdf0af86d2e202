/* The little that blocks and pieces can do by themselves. */
#include "model.h"

#include <string.h>

struct docx_block *docx_block_add(struct arena *arena, struct docx_flow *flow, enum docx_block_kind kind)
{
    struct docx_block *block = arena_zero(arena, 1, sizeof *block);
    if (!block)
        return NULL;
    block->kind = kind;
    if (flow->last)
        flow->last->next = block;
    else
        flow->first = block;
    flow->last = block;
    return block;
}

void docx_piece_add(struct docx_paragraph *paragraph, struct docx_piece *piece)
{
    if (paragraph->last)
        paragraph->last->next = piece;
    else
        paragraph->first = piece;
    paragraph->last = piece;
}

bool docx_has_content(const struct docx_paragraph *paragraph)
{
    for (const struct docx_piece *piece = paragraph->first; piece; piece = piece->next) {
        if (piece->kind == PIECE_NOTE || (piece->kind == PIECE_PICTURE && !piece->picture->is_left_out))
            return true;
        /* Blanks of every kind that people fill lines with. */
        if (piece->kind == PIECE_TEXT && strspn(piece->text, " \t\n\xC2\xA0") != strlen(piece->text))
            return true;
    }
    return false;
}

const char *docx_words(const struct docx_paragraph *paragraph, size_t most, struct arena *arena)
{
    auto_buf struct buf words = BUF(most + 8);
    bool is_blank = true;
    for (const struct docx_piece *piece = paragraph->first; piece; piece = piece->next) {
        const char *text = piece->kind == PIECE_TEXT ? piece->text : piece->kind == PIECE_BREAK ? " " : "";
        const char *end = text + strlen(text);
        for (size_t taken; *text; text += taken) {
            docx_character(text, (size_t)(end - text), &taken);
            bool blank = *text == ' ' || *text == '\t' || *text == '\n';
            if (words.length + taken > most)
                return arena_copy(arena, buf_str(&words), words.length);
            if (blank && !is_blank)
                buf_char(&words, ' ');
            else if (!blank)
                buf_add(&words, text, taken);
            is_blank = blank;
        }
    }
    if (words.length && is_blank)
        buf_cut(&words, words.length - 1);
    return arena_copy(arena, buf_str(&words), words.length);
}
