/* Tables that only place words, and what the head of a Vietnamese official document says. */
#include "shape.h"

#include <string.h>

enum { LAYOUT_COLUMNS = 3, LAYOUT_ROWS = 4, HEAD_BLOCKS = 30, CELL_BYTES = 400 };

/* Whether its style, or one that it is based on, draws lines. */
static bool docx_style_has_lines(const struct docx_styles *styles, const struct docx_style *style)
{
    for (int left = DOCX_STYLE_CHAIN_MAX; style; style = docx_style_base(styles, style, &left))
        if (style->borders == BORDERS_SOME)
            return true;
    return false;
}

/* The head of an official document, and the list of who gets it. */
static bool docx_is_head(const char *words)
{
    static const char *const marks[] = {"CỘNG HÒA XÃ HỘI", "CỘNG HOÀ XÃ HỘI", "Độc lập", "Nơi nhận"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strstr(words, marks[i]))
            return true;
    return false;
}

static bool docx_flow_is_head(const struct docx_flow *flow, struct arena *arena)
{
    for (const struct docx_block *block = flow->first; block; block = block->next)
        if (block->kind == BLOCK_PARAGRAPH && docx_is_head(docx_words(block->paragraph, CELL_BYTES, arena)))
            return true;
    return false;
}

static bool docx_table_is_head(const struct docx_table *table, struct arena *arena)
{
    for (const struct docx_row *row = table->first; row; row = row->next)
        for (const struct docx_cell *cell = row->first; cell; cell = cell->next)
            if (docx_flow_is_head(&cell->flow, arena))
                return true;
    return false;
}

bool docx_is_layout(const struct docx_styles *styles, const struct docx_table *table, struct arena *arena)
{
    int rows = 0;
    for (const struct docx_row *row = table->first; row; row = row->next) {
        if (row->is_header)
            return false;
        rows++;
    }
    if (table->columns > LAYOUT_COLUMNS || rows > LAYOUT_ROWS || table->has_cell_borders ||
        table->borders == BORDERS_SOME)
        return false;
    if (table->borders == BORDERS_NONE)
        return true;
    /* Nothing is said of lines: files that were once .doc leave it so, and programs that write tables of
     * figures too. */
    return !docx_style_has_lines(styles, table->style) && docx_table_is_head(table, arena);
}

/* What is found so far. */
struct docx_facts {
    struct arena *arena;
    struct warnings *warnings;
    bool has_number, has_date;
    int left; /* paragraphs that are still looked at */
};

/* "Số: 01/TB-UBND": the number behind the word, up to the next blank. */
static void docx_find_number(struct docx_facts *facts, const char *words)
{
    static const char mark[] = "Số";
    const char *at = strncmp(words, mark, sizeof mark - 1) == 0 ? words + sizeof mark - 1 : NULL;
    if (!at)
        return;
    at += strspn(at, ": ");
    size_t digits = strspn(at, "0123456789"), size = strcspn(at, " ,;");
    bool is_number = digits < size && memchr(at, '/', size) && (digits || *at == '/');
    if (!is_number || facts->has_number)
        return;
    facts->has_number = true;
    warnings_add(facts->warnings, WARNING_WORD_NUMBER, 0, at, size);
}

/* "Đồng Mẫu, ngày 12 tháng 3 năm 2026". */
static void docx_find_date(struct docx_facts *facts, const char *words)
{
    const char *day = strstr(words, "ngày "), *month = day ? strstr(day, "tháng ") : NULL;
    const char *year = month ? strstr(month, "năm ") : NULL;
    bool is_line = year && strspn(year + strlen("năm "), "0123456789") == 4 && strlen(words) <= 150;
    if (!is_line || facts->has_date)
        return;
    facts->has_date = true;
    warnings_add(facts->warnings, WARNING_WORD_DATE, 0, words, strlen(words));
}

static void docx_find_in(struct docx_facts *facts, const struct docx_flow *flow)
{
    for (const struct docx_block *block = flow->first; block && facts->left > 0; block = block->next) {
        const struct docx_table *table = block->kind == BLOCK_TABLE ? block->table : NULL;
        for (const struct docx_row *row = table ? table->first : NULL; row; row = row->next)
            for (const struct docx_cell *cell = row->first; cell; cell = cell->next)
                docx_find_in(facts, &cell->flow);
        if (block->kind != BLOCK_PARAGRAPH)
            continue;
        facts->left--;
        const char *words = docx_words(block->paragraph, CELL_BYTES, facts->arena);
        docx_find_number(facts, words);
        docx_find_date(facts, words);
    }
}

void docx_find_facts(const struct docx_model *model, struct arena *arena, struct warnings *warnings)
{
    struct docx_facts facts = {.arena = arena, .warnings = warnings, .left = HEAD_BLOCKS};
    docx_find_in(&facts, &model->body);
}
