/* Fields: a code that says what is meant, and the result that was seen last (ISO 29500-1, 17.16). They stand
 * within each other, and a code may be spread over many runs, so it is read when it is whole. */
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WORD_MAX = 4096 };

/* The field that is open innermost; NULL when none is, or too many are. */
static struct docx_field *docx_field(struct docx_reader *reader)
{
    struct docx_story *story = &reader->story;
    return story->depth && story->depth <= DOCX_FIELD_DEPTH_MAX ? &story->fields[story->depth - 1] : NULL;
}

void docx_field_begin(struct docx_reader *reader, const char *code)
{
    reader->story.depth++;
    struct docx_field *field = docx_field(reader);
    if (!field)
        return;
    *field = (struct docx_field){.code = reader->codes.length, .around = reader->story.link};
    buf_text(&reader->codes, code);
}

bool docx_field_hides(const struct docx_reader *reader)
{
    const struct docx_story *story = &reader->story;
    for (size_t i = 0; i < story->depth && i < DOCX_FIELD_DEPTH_MAX; i++)
        if (!story->fields[i].has_result || story->fields[i].hides)
            return true;
    return false;
}

/* Words belong to the innermost code that is not over: a field within a code gives it its result. */
bool docx_field_takes(struct docx_reader *reader, const char *text, size_t size)
{
    const struct docx_story *story = &reader->story;
    size_t depth = story->depth < DOCX_FIELD_DEPTH_MAX ? story->depth : DOCX_FIELD_DEPTH_MAX;
    while (depth--)
        if (!story->fields[depth].has_result) {
            buf_add(&reader->codes, text, size);
            return true;
        }
    return false;
}

void docx_field_code(struct docx_reader *reader, const char *text, size_t size)
{
    struct docx_field *field = docx_field(reader);
    if (field && !field->has_result)
        buf_add(&reader->codes, text, size);
}

/* The next word of a code into `word`: as it stands, or within quotation marks, where \ stands before what is
 * meant as itself. False at its end. */
static bool docx_code_word(const char **at, char word[static WORD_MAX])
{
    size_t length = 0;
    *at += strspn(*at, " \t\r\n");
    if (!**at)
        return false;
    bool is_quoted = **at == '"';
    *at += is_quoted;
    while (**at && (is_quoted ? **at != '"' : !strchr(" \t\r\n", **at))) {
        if (is_quoted && (*at)[0] == '\\' && ((*at)[1] == '"' || (*at)[1] == '\\'))
            ++*at;
        if (length + 1 < WORD_MAX)
            word[length++] = **at;
        ++*at;
    }
    if (is_quoted && **at)
        ++*at;
    word[length] = '\0';
    return true;
}

/* What a code says that leads somewhere. */
struct docx_code {
    char word[WORD_MAX];
    const char *address, *anchor, *title;
    bool leads; /* \h */
};

/* Reads arguments and switches; a switch that takes an argument has it behind it. */
static void docx_code_read(struct docx_reader *reader, const char *at, struct docx_code *code)
{
    struct arena *arena = reader->arena;
    while (docx_code_word(&at, code->word)) {
        if (code->word[0] != '\\') {
            if (!*code->address)
                code->address = arena_text(arena, code->word);
            continue;
        }
        char option = (char)(code->word[1] | 0x20);
        code->leads = code->leads || option == 'h';
        if (!strchr("lotf*#@", option) || !docx_code_word(&at, code->word))
            continue;
        if (option == 'l')
            code->anchor = arena_text(arena, code->word);
        else if (option == 'o')
            code->title = arena_text(arena, code->word);
    }
}

/* Letters that are given by their number and font. */
static void docx_code_symbol(struct docx_reader *reader, const char *at)
{
    char word[WORD_MAX], number[WORD_MAX], hex[16], font[WORD_MAX] = "Symbol";
    if (!docx_code_word(&at, number))
        return;
    while (docx_code_word(&at, word))
        if (strcasecmp(word, "\\f") == 0 && !docx_code_word(&at, font))
            break;
    unsigned long value = strtoul(number, NULL, 0);
    snprintf(hex, sizeof hex, "%lX", value > 0x10FFFF ? 0 : value);
    docx_emit_symbol(reader, font, hex);
}

void docx_field_separate(struct docx_reader *reader)
{
    struct docx_field *field = docx_field(reader);
    struct docx_code *code = NULL;
    if (!field || field->has_result)
        return;
    const char *at = buf_str(&reader->codes) + (buf_failed(&reader->codes) ? 0 : field->code);
    code = arena_zero(reader->arena, 1, sizeof *code);
    field->has_result = true;
    if (!code || buf_failed(&reader->codes) || !docx_code_word(&at, code->word))
        return;
    code->address = code->anchor = code->title = "";
    bool is_link = strcasecmp(code->word, "HYPERLINK") == 0;
    bool is_reference = strcasecmp(code->word, "REF") == 0 || strcasecmp(code->word, "NOTEREF") == 0;
    field->hides = strcasecmp(code->word, "TOC") == 0;
    if (field->hides)
        docx_warn_counted(reader, WARNING_WORD_CONTENTS, "");
    if (is_link || is_reference)
        docx_code_read(reader, at, code);
    if (is_link) {
        field->has_link = true;
        reader->story.link = docx_link_new(reader, code->address, code->anchor, code->title);
    } else if (is_reference && code->leads) {
        field->has_link = true;
        reader->story.link = docx_link_new(reader, "", code->address, "");
    }
    buf_cut(&reader->codes, field->code);
}

/* One that has no result may show something all the same. */
static void docx_field_without_result(struct docx_reader *reader, const struct docx_field *field)
{
    char word[WORD_MAX];
    const char *at = buf_failed(&reader->codes) ? "" : buf_str(&reader->codes) + field->code;
    bool has_name = docx_code_word(&at, word);
    /* No longer a code, so that what it shows is text. */
    reader->story.depth--;
    if (has_name && strcasecmp(word, "SYMBOL") == 0)
        docx_code_symbol(reader, at);
    else if (has_name && strcasecmp(word, "EQ") == 0)
        docx_warn_counted(reader, WARNING_WORD_EQUATION, NULL);
    else if (field->is_box)
        docx_emit(reader, field->is_checked ? "☑" : "☐", strlen("☐"));
}

void docx_field_end(struct docx_reader *reader)
{
    struct docx_field *field = docx_field(reader);
    if (!reader->story.depth)
        return;
    if (!field) {
        reader->story.depth--;
        return;
    }
    const struct docx_field ended = *field;
    if (ended.has_link)
        reader->story.link = ended.around;
    if (ended.has_result)
        reader->story.depth--;
    else
        docx_field_without_result(reader, &ended);
    if (!buf_failed(&reader->codes) && reader->codes.length > ended.code && !ended.has_result)
        buf_cut(&reader->codes, ended.code);
    if (!reader->story.depth && !reader->boxing)
        buf_done(&reader->codes);
}

void docx_field_char(struct docx_reader *reader, const struct docx_element *element)
{
    struct docx_field *field = docx_field(reader);
    const char *type = docx_attribute(element, SPACE_W, "fldCharType");
    switch (element->tag) {
    case TAG_W_FIELD_SIMPLE:
        docx_field_begin(reader, docx_attribute(element, SPACE_W, "instr"));
        docx_field_separate(reader);
        return;
    case TAG_W_CHECK_BOX:
    case TAG_W_CHECKED:
    case TAG_W_DEFAULT:
        if (!field)
            return;
        if (element->tag == TAG_W_CHECK_BOX)
            field->is_box = true;
        else
            field->is_checked = docx_is_on(element);
        return;
    default:
        break;
    }
    if (strcmp(type, "begin") == 0)
        docx_field_begin(reader, "");
    else if (strcmp(type, "separate") == 0)
        docx_field_separate(reader);
    else if (strcmp(type, "end") == 0)
        docx_field_end(reader);
}
