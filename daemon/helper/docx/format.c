/* What single elements say of words and paragraphs. Knows no style and no cascade. */
#include "style.h"

#include <string.h>
#include <strings.h>

/* A theme's font is none of the old ones, and whatever it is, it takes the place of one that is named. */
static enum docx_font docx_fonts(const struct docx_element *element)
{
    static const char *const themes[] = {"hAnsiTheme", "asciiTheme"};
    static const char *const names[] = {"hAnsi", "ascii"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (*docx_attribute(element, SPACE_W, themes[i]))
            return FONT_PLAIN;
        const char *name = docx_attribute(element, SPACE_W, names[i]);
        if (*name)
            return docx_font_of(name);
    }
    return FONT_UNSAID;
}

static signed char docx_switch(const struct docx_element *element)
{
    return docx_is_on(element) ? SAID_ON : SAID_OFF;
}

bool docx_take_run(const struct docx_element *element, struct docx_run_format *format)
{
    const char *value;
    enum docx_font font;
    switch (element->tag) {
    case TAG_W_B:
        format->toggles[TOGGLE_BOLD] = docx_switch(element);
        return true;
    case TAG_W_I:
        format->toggles[TOGGLE_ITALIC] = docx_switch(element);
        return true;
    case TAG_W_STRIKE:
    case TAG_W_DSTRIKE:
        format->toggles[TOGGLE_STRIKE] = docx_switch(element);
        return true;
    case TAG_W_CAPS:
        format->toggles[TOGGLE_CAPS] = docx_switch(element);
        return true;
    case TAG_W_VANISH:
        format->toggles[TOGGLE_HIDDEN] = docx_switch(element);
        return true;
    case TAG_W_WEB_HIDDEN:
        format->web_hidden = docx_switch(element);
        return true;
    case TAG_W_U:
        value = docx_attribute(element, SPACE_W, "val");
        format->underline = *value && strcmp(value, "none") != 0 ? SAID_ON : SAID_OFF;
        return true;
    case TAG_W_VERT_ALIGN:
        value = docx_attribute(element, SPACE_W, "val");
        format->raised = strcmp(value, "superscript") == 0 ? SAID_ON
                         : strcmp(value, "subscript") == 0 ? 2
                                                           : SAID_OFF;
        return true;
    case TAG_W_POSITION:
        format->has_position = true;
        format->position = (short)docx_number(element, 0);
        return true;
    case TAG_W_SZ:
        format->size = (short)docx_number(element, 0);
        return true;
    case TAG_W_FONTS:
        font = docx_fonts(element);
        format->font = font ? font : format->font;
        return true;
    default:
        return false;
    }
}

/* One stop of w:tabs. */
static void docx_take_tab(const struct docx_element *element, struct docx_paragraph_format *format)
{
    const char *leader = docx_attribute(element, SPACE_W, "leader");
    if (strcmp(docx_attribute(element, SPACE_W, "val"), "clear") == 0 || format->tabs == LEADERS_MAX)
        return;
    format->leads[format->tabs++] = *leader && strcmp(leader, "none") != 0;
}

bool docx_take_paragraph(const struct docx_element *element, struct docx_paragraph_format *format)
{
    const char *value;
    switch (element->tag) {
    case TAG_W_OUTLINE:
        format->outline = docx_number(element, 9) + 1;
        return true;
    case TAG_W_ILVL:
        format->has_level = true;
        format->level = docx_number(element, 0);
        return true;
    case TAG_W_NUM_ID:
        format->has_list = true;
        format->list = docx_number(element, 0);
        return true;
    case TAG_W_JC:
        value = docx_attribute(element, SPACE_W, "val");
        format->alignment = strcmp(value, "center") == 0 ? ALIGN_CENTRE : ALIGN_SIDE;
        return true;
    case TAG_W_TABS:
        format->tabs = 0;
        return true;
    case TAG_W_TAB:
        docx_take_tab(element, format);
        return true;
    default:
        return false;
    }
}

bool docx_is_border(const struct docx_element *element)
{
    const char *value = docx_attribute(element, SPACE_W, "val");
    return *value && strcmp(value, "nil") != 0 && strcmp(value, "none") != 0;
}
