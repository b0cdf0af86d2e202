/* Words on their way into a paragraph: whether they are seen, what their font means, how they are joined. */
#include "reader.h"

#include <stdlib.h>
#include <string.h>

static const char ELLIPSIS[] = "……";

/* How the words of the open run are, found once. */
static const struct docx_look *docx_run_look(struct docx_reader *reader)
{
    struct docx_writing *writing = reader->writing;
    if (!writing->has_look) {
        const struct docx_style *table =
            reader->tabling && !reader->boxing ? reader->tabling->table->style : NULL;
        writing->look =
            docx_look_of(reader->styles, table, writing->style, writing->run_style, &writing->run);
        writing->has_look = true;
    }
    return &writing->look;
}

/* Whether anything is seen here; hidden words are counted by their runs. */
static bool docx_is_seen(struct docx_reader *reader)
{
    struct docx_writing *writing = reader->writing;
    if (!writing || !reader->flow || docx_field_hides(reader))
        return false;
    if (!docx_run_look(reader)->hidden)
        return true;
    if (!writing->is_counted)
        docx_warn_counted(reader, WARNING_WORD_HIDDEN, NULL);
    writing->is_counted = true;
    return false;
}

static unsigned docx_look_bits(const struct docx_reader *reader, const struct docx_look *look)
{
    bool is_super = look->raised || reader->raised, is_sub = look->lowered || reader->lowered;
    return (look->bold ? LOOK_BOLD : 0U) | (look->italic ? LOOK_ITALIC : 0U) |
           (look->underline ? LOOK_UNDERLINE : 0U) | (look->strike ? LOOK_STRIKE : 0U) |
           (is_super ? LOOK_SUPER : 0U) | (is_sub && !is_super ? LOOK_SUB : 0U);
}

struct docx_piece *docx_emit_piece(struct docx_reader *reader, enum docx_piece_kind kind)
{
    struct docx_writing *writing = reader->writing;
    if (!writing || (kind != PIECE_BOOKMARK && !docx_is_seen(reader)))
        return NULL;
    struct docx_piece *piece = arena_zero(reader->arena, 1, sizeof *piece);
    if (!piece)
        return NULL;
    piece->kind = kind;
    piece->text = "";
    piece->at = writing->text.length;
    piece->link = kind == PIECE_BOOKMARK ? NULL : reader->story.link;
    docx_piece_add(writing->paragraph, piece);
    return piece;
}

/* Puts words into the paragraph, behind those of their kind where that can be. */
static void docx_append(struct docx_reader *reader, const char *text, size_t size, enum docx_font font)
{
    struct docx_writing *writing = reader->writing;
    const struct docx_look *look = docx_run_look(reader);
    unsigned bits = docx_look_bits(reader, look);
    struct docx_piece *last = writing->paragraph->last;
    bool is_alike = last && last->kind == PIECE_TEXT && last->look == bits && last->font == font &&
                    last->link == reader->story.link && last->is_capitals == look->caps;
    if (!is_alike)
        last = docx_emit_piece(reader, PIECE_TEXT);
    if (!last)
        return;
    last->look = bits;
    last->font = font;
    last->is_capitals = look->caps;
    buf_add(&writing->text, text, size);
    last->size += size;
}

/* One character whose meaning its font decides, or that no font of today has. */
static void docx_append_sign(struct docx_reader *reader, enum docx_font font, uint32_t character)
{
    enum { PRIVATE_FIRST = 0xE000, PRIVATE_LAST = 0xF8FF, SIGNS_FIRST = 0xF020, SIGNS_LAST = 0xF0FF };
    char bytes[4];
    bool is_sign = character >= SIGNS_FIRST && character <= SIGNS_LAST;
    bool has_symbols = docx_font_has_symbols(font) && (is_sign || (character >= ' ' && character <= 0xFF));
    /* Without a font that says otherwise they are Word's own bullets. */
    enum docx_font known = docx_font_has_symbols(font) ? font : FONT_SYMBOL;
    if (has_symbols || is_sign)
        character = docx_symbol(known, character & 0xFF);
    else if ((character >= PRIVATE_FIRST && character <= PRIVATE_LAST) || character >= 0xF0000)
        character = 0;
    if (character)
        docx_append(reader, bytes, docx_utf8(character, bytes), FONT_PLAIN);
    else
        docx_warn_counted(reader, WARNING_WORD_SYMBOL, NULL);
}

/* Whether some of the words are of the kind that docx_append_sign() is for. */
static bool docx_has_signs(const char *text, size_t size)
{
    /* The private-use areas in UTF-8 begin with these. */
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)text[i] == 0xEE || (unsigned char)text[i] == 0xEF ||
            (unsigned char)text[i] >= 0xF3)
            return true;
    return false;
}

void docx_emit(struct docx_reader *reader, const char *text, size_t size)
{
    if (!size || docx_field_takes(reader, text, size) || !docx_is_seen(reader))
        return;
    enum docx_font font = docx_run_look(reader)->font;
    /* Words that are Unicode already stand in such fonts too, where somebody pasted them. */
    bool is_old = docx_font_is_old(font) && !docx_is_modern(text, size);
    if (is_old || (!docx_font_has_symbols(font) && !docx_has_signs(text, size))) {
        docx_append(reader, text, size, is_old ? font : FONT_PLAIN);
        return;
    }
    for (size_t at = 0, taken; at < size; at += taken)
        docx_append_sign(reader, font, docx_character(text + at, size - at, &taken));
}

void docx_emit_break(struct docx_reader *reader)
{
    if (docx_field_takes(reader, " ", 1))
        return;
    docx_emit_piece(reader, PIECE_BREAK);
    /* A line that is filled up with dots counts its stops anew. */
    if (reader->writing)
        reader->writing->tabs = 0;
}

/* A blank, or what a form draws up to its stop to be written on. */
void docx_emit_tab(struct docx_reader *reader)
{
    struct docx_writing *writing = reader->writing;
    enum docx_role role;
    int level;
    if (!writing)
        return;
    size_t number = writing->tabs++;
    const struct docx_paragraph_format *format = &writing->direct;
    struct docx_paragraph_format styled;
    if (!format->tabs) {
        styled = docx_style_paragraph(reader->styles, writing->style, &role, &level);
        format = &styled;
    }
    bool leads = number < format->tabs && format->leads[number];
    docx_emit(reader, leads ? ELLIPSIS : " ", leads ? strlen(ELLIPSIS) : 1);
}

void docx_emit_symbol(struct docx_reader *reader, const char *font, const char *code)
{
    char *end;
    unsigned long number = strtoul(code, &end, 16);
    enum docx_font kind = docx_font_of(font);
    char bytes[4];
    if (*end || end == code || number > 0x10FFFF || !docx_is_seen(reader))
        return;
    if (docx_font_is_old(kind)) {
        size_t size = docx_utf8(number & 0xFF, bytes);
        docx_append(reader, bytes, size, kind);
    } else {
        docx_append_sign(reader, kind ? kind : FONT_PLAIN, (uint32_t)number);
    }
}

/* How many bytes at the beginning of a text in VNI are marks of the letter that stands before it. */
static size_t docx_marks(const char *text, size_t size)
{
    static const unsigned char marks[] =
        "\xF8\xF9\xFB\xF5\xEF\xE2\xE0\xE1\xE5\xE3\xE4\xEA\xE8\xE9\xFA\xFC\xEB";
    size_t taken = 0, length;
    while (taken < size) {
        uint32_t character = docx_character(text + taken, size - taken, &length);
        bool is_mark =
            character >= 0xC0 && character <= 0xFF && strchr((const char *)marks, (int)(character | 0x20));
        if (!is_mark)
            break;
        taken += length;
    }
    return taken;
}

/* A letter of VNI is two signs, which may be of two runs that look otherwise: the second joins the first. */
static void docx_join_marks(struct docx_piece *piece, const char *text)
{
    struct docx_piece *next = piece->next;
    bool is_joined = next && next->kind == PIECE_TEXT && piece->font == FONT_VNI && next->font == FONT_VNI &&
                     next->at == piece->at + piece->size;
    size_t size = is_joined ? docx_marks(text + next->at, next->size) : 0;
    piece->size += size;
    if (size) {
        next->at += size;
        next->size -= size;
    }
}

/* Words of an old font become Unicode where all of one kind stand together. */
static void docx_settle_old(struct docx_reader *reader, struct docx_piece *piece)
{
    static const char *const names[] = {
        [FONT_TCVN3] = "TCVN3 (ABC)", [FONT_TCVN3_CAPITALS] = "TCVN3 (ABC)", [FONT_VNI] = "VNI"};
    bool is_converted;
    size_t size;
    docx_modernize(piece->font, piece->text, piece->size, reader->arena, &piece->text, &size, &is_converted);
    piece->text = arena_copy(reader->arena, piece->text, size);
    if (is_converted)
        docx_warn_counted(reader, WARNING_WORD_FONT, names[piece->font]);
    piece->font = FONT_PLAIN;
}

/* U+00AD is seen nowhere but where a line ends by chance; in an old font it was a letter. */
static const char *docx_without_soft_hyphens(const char *text, struct arena *arena)
{
    static const char soft[] = "\xC2\xAD";
    if (!strstr(text, soft))
        return text;
    auto_buf struct buf out = BUF(strlen(text) + 1);
    for (const char *hit; (hit = strstr(text, soft)); text = hit + 2)
        buf_add(&out, text, (size_t)(hit - text));
    buf_text(&out, text);
    return arena_copy(arena, buf_str(&out), out.length);
}

void docx_settle(struct docx_reader *reader, struct docx_writing *writing)
{
    if (buf_failed(&writing->text))
        arena_fail(reader->arena);
    const char *text = buf_str(&writing->text);
    for (struct docx_piece *piece = writing->paragraph->first; piece; piece = piece->next) {
        if (piece->kind != PIECE_TEXT)
            continue;
        docx_join_marks(piece, text);
        piece->text = arena_copy(reader->arena, text + piece->at, piece->size);
        if (docx_font_is_old(piece->font))
            docx_settle_old(reader, piece);
        else
            piece->text = docx_without_soft_hyphens(piece->text, reader->arena);
    }
}
