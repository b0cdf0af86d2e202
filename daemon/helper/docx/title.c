/* The title: by its style, by the one heading that stands above all, else by how Vietnamese offices set it,
 * as lines in the middle and in bold. Nothing else is guessed. */
#include "shape.h"

#include "text/excerpt.h"

#include <string.h>

enum { GUESS_WITHIN = 12, LINES_MAX = 3, LINE_BYTES = 300, PLAIN_CHARACTERS = 120, MANY = 1000 };

/* The words of a paragraph that has some, else "". */
static const char *docx_block_words(const struct docx_block *block, struct arena *arena)
{
    return block && block->kind == BLOCK_PARAGRAPH ? docx_words(block->paragraph, DOCX_TITLE_MAX - 1, arena)
                                                   : "";
}

static bool docx_is_marked(const struct docx_block *block)
{
    return block->paragraph->label.mark != MARK_NONE;
}

/* Whether all its words are bold. */
static bool docx_is_bold(const struct docx_paragraph *paragraph)
{
    for (const struct docx_piece *piece = paragraph->first; piece; piece = piece->next)
        if (piece->kind == PIECE_TEXT && !(piece->look & LOOK_BOLD) &&
            strspn(piece->text, " \t") != strlen(piece->text))
            return false;
    return true;
}

/* Lines that stand above every official text, and rules that people type. */
static bool docx_is_letterhead(const char *words)
{
    static const char *const begins[] = {
        "CỘNG HÒA", "CỘNG HOÀ", "Cộng hòa xã hội", "Cộng hoà xã hội",   "Độc lập",
        "ĐỘC LẬP",  "ỦY BAN",   "UỶ BAN",          "HỘI ĐỒNG NHÂN DÂN", "Số:",
        "Số "};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (strncmp(words, begins[i], strlen(begins[i])) == 0)
            return true;
    return strspn(words, " -_=*.oO0~+") == strlen(words);
}

/* The next paragraph with words, from `block` on; NULL. */
static struct docx_block *docx_next_words(struct docx_block *block, struct arena *arena)
{
    while (block && !*docx_block_words(block, arena))
        block = block->next;
    return block;
}

/* Paragraphs of the style of titles, or of subtitles, one behind the other. */
static const char *docx_title_of_role(struct docx_model *model, enum docx_role role, size_t most,
                                      struct arena *arena)
{
    struct docx_block *block = model->body.first;
    auto_buf struct buf title = BUF(most);
    while (block && !(block->kind == BLOCK_PARAGRAPH && block->paragraph->role == role &&
                      *docx_block_words(block, arena)))
        block = block->next;
    for (; block && block->kind == BLOCK_PARAGRAPH && block->paragraph->role == role; block = block->next) {
        const char *words = docx_words(block->paragraph, most - 1, arena);
        if (title.length + strlen(words) + 1 > most)
            break;
        if (title.length && *words)
            buf_char(&title, ' ');
        buf_text(&title, words);
        block->is_title = true;
    }
    return arena_copy(arena, buf_str(&title), title.length);
}

/* The only heading of the first level, or one that everything else stands below. */
static const char *docx_title_of_heading(struct docx_model *model, struct arena *arena)
{
    struct docx_block *first = NULL;
    size_t count = 0, before = 0;
    for (struct docx_block *block = model->body.first; block; block = block->next) {
        bool has_words = *docx_block_words(block, arena);
        bool is_top = has_words && block->paragraph->role == ROLE_HEADING && block->paragraph->level == 1;
        count += is_top;
        if (is_top && !first)
            first = block;
        before += has_words && !first;
    }
    bool is_above = first && !docx_is_marked(first) && (!before || (count == 1 && before <= GUESS_WITHIN));
    if (!is_above)
        return "";
    first->is_title = true;
    return docx_block_words(first, arena);
}

/* Up to three lines of it, such as what kind of document it is, and what about. */
static const char *docx_title_of_lines(struct docx_model *model, struct arena *arena)
{
    auto_buf struct buf title = BUF(DOCX_TITLE_MAX);
    size_t seen = 0, lines = 0;
    struct docx_block *block = docx_next_words(model->body.first, arena);
    for (; block && seen < GUESS_WITHIN && lines < LINES_MAX; block = docx_next_words(block->next, arena)) {
        const char *words = docx_block_words(block, arena);
        const struct docx_paragraph *paragraph = block->paragraph;
        bool is_line = paragraph->is_centred && docx_is_bold(paragraph) && !docx_is_marked(block) &&
                       strlen(words) <= LINE_BYTES && !docx_is_letterhead(words);
        if (!is_line && lines)
            break;
        seen++;
        if (!is_line)
            continue;
        if (lines++)
            buf_char(&title, ' ');
        buf_text(&title, words);
        block->is_title = true;
    }
    return arena_copy(arena, buf_str(&title), title.length);
}

/* The first words at all, which stay where they are. */
static const char *docx_title_of_words(const struct docx_flow *flow, struct arena *arena)
{
    const char *words = "";
    for (const struct docx_block *block = flow->first; block && !*words; block = block->next) {
        words = docx_block_words(block, arena);
        if (docx_is_letterhead(words))
            words = "";
    }
    /* A document that is but a table. */
    for (const struct docx_block *block = flow->first; block && !*words; block = block->next)
        if (block->kind == BLOCK_TABLE && block->table && block->table->first && block->table->first->first)
            words = docx_title_of_words(&block->table->first->first->flow, arena);
    return text_excerpt(words, PLAIN_CHARACTERS, arena);
}

void docx_find_title(struct docx_model *model, struct arena *arena, struct docx *docx)
{
    docx->title = docx_title_of_role(model, ROLE_TITLE, DOCX_TITLE_MAX, arena);
    if (!*docx->title)
        docx->title = docx_title_of_heading(model, arena);
    if (!*docx->title) {
        docx->is_title_guessed = true;
        docx->title = docx_title_of_lines(model, arena);
    }
    if (!*docx->title)
        docx->title = docx_title_of_words(&model->body, arena);
    docx->lead = docx_title_of_role(model, ROLE_LEAD, DOCX_LEAD_MAX, arena);
}
