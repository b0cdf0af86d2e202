/* The part of styles, and the cascade. */
#include "style.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { STYLES_MAX = 4000 };

/* Where in the part the reader is. */
struct docx_styling {
    struct docx_package *package;
    struct docx_styles *styles;
    struct docx_style *style; /* that is open, or NULL */
    const char *usual;        /* id of the style of paragraphs that name none; NULL */
    bool in_defaults;
    int run_depth, paragraph_depth; /* 0: not within w:rPr, w:pPr */
    int borders_depth;
    int ignored; /* depth within what says nothing: changes, conditional formats */
    int depth;
};

/* The role that a name has, and the level of a heading. */
static enum docx_role docx_role_of(const char *name, int *ret_level)
{
    static const struct {
        const char *name;
        enum docx_role role;
    } names[] = {
        {"Title", ROLE_TITLE},
        {"Subtitle", ROLE_LEAD},
        {"Sapo", ROLE_LEAD},
        {"Lead", ROLE_LEAD},
        {"Abstract", ROLE_LEAD},
        {"caption", ROLE_CAPTION},
        {"TOC Heading", ROLE_CONTENTS},
        {"table of figures", ROLE_CONTENTS},
    };
    *ret_level = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(name, names[i].name) == 0)
            return names[i].role;
    if (strncasecmp(name, "toc ", 4) == 0)
        return ROLE_CONTENTS;
    if (strncasecmp(name, "heading ", 8) != 0)
        return ROLE_PLAIN;
    *ret_level = docx_integer(name + 8, 0);
    bool is_level = *ret_level >= 1 && *ret_level <= 9;
    return is_level ? ROLE_HEADING : ROLE_PLAIN;
}

static void docx_begin_style(struct docx_styling *styling, const struct docx_element *element)
{
    struct docx_styles *styles = styling->styles;
    struct arena *arena = styling->package->arena;
    struct docx_style *style = styling->style =
        docx_array_add(arena, &styles->items, &styles->count, sizeof *style, STYLES_MAX);
    if (!style)
        return;
    const char *is_usual = docx_attribute(element, SPACE_W, "default");
    style->id = arena_text(arena, docx_attribute(element, SPACE_W, "styleId"));
    style->base = "";
    bool is_paragraph = strcmp(docx_attribute(element, SPACE_W, "type"), "paragraph") == 0;
    if (is_paragraph && *is_usual && strcmp(is_usual, "0") != 0 && strcmp(is_usual, "false") != 0)
        styling->usual = style->id;
}

/* Elements that have a meaning within a style. */
static void docx_in_style(struct docx_styling *styling, const struct docx_element *element)
{
    struct docx_style *style = styling->style;
    const char *value = docx_attribute(element, SPACE_W, "val");
    if (element->tag == TAG_W_NAME)
        style->role = docx_role_of(value, &style->level);
    else if (element->tag == TAG_W_BASED_ON)
        style->base = arena_text(styling->package->arena, value);
    else if (element->tag == TAG_W_TBL_BORDERS)
        styling->borders_depth = styling->depth;
    else if (styling->borders_depth && docx_is_border(element))
        style->borders = BORDERS_SOME;
}

/* What a table's style says of its first row, its last column and so on is dress. */
static bool docx_is_ignored(const struct docx_element *element)
{
    return element->tag == TAG_W_RPR_CHANGE || element->tag == TAG_W_PPR_CHANGE ||
           element->tag == TAG_W_TCPR || element->tag == TAG_W_TRPR || element->tag == TAG_W_TBL_STYLE_PR;
}

static void docx_hear_style(void *context, const struct docx_element *element)
{
    struct docx_styling *styling = context;
    styling->depth++;
    if (styling->ignored)
        return;
    if (docx_is_ignored(element)) {
        styling->ignored = styling->depth;
        return;
    }
    struct docx_run_format *run = styling->style ? &styling->style->run : &styling->styles->defaults;
    struct docx_paragraph_format *paragraph =
        styling->style ? &styling->style->paragraph : &styling->styles->paragraph_defaults;
    bool is_open = styling->style || styling->in_defaults;
    if (element->tag == TAG_W_STYLE)
        docx_begin_style(styling, element);
    else if (element->tag == TAG_W_DOC_DEFAULTS)
        styling->in_defaults = true;
    else if (is_open && element->tag == TAG_W_RPR && !styling->paragraph_depth)
        styling->run_depth = styling->depth;
    else if (is_open && element->tag == TAG_W_PPR)
        styling->paragraph_depth = styling->depth;
    else if (is_open && styling->run_depth)
        docx_take_run(element, run);
    else if (is_open && styling->paragraph_depth)
        docx_take_paragraph(element, paragraph);
    else if (styling->style)
        docx_in_style(styling, element);
}

static void docx_end_style(void *context, enum docx_tag tag)
{
    struct docx_styling *styling = context;
    int depth = styling->depth--;
    if (styling->ignored == depth)
        styling->ignored = 0;
    if (styling->run_depth == depth)
        styling->run_depth = 0;
    if (styling->paragraph_depth == depth)
        styling->paragraph_depth = 0;
    if (styling->borders_depth == depth)
        styling->borders_depth = 0;
    if (tag == TAG_W_STYLE)
        styling->style = NULL;
    if (tag == TAG_W_DOC_DEFAULTS)
        styling->in_defaults = false;
}

static int docx_by_id(const void *a, const void *b)
{
    return strcmp(((const struct docx_style *)a)->id, ((const struct docx_style *)b)->id);
}

enum docx_fault docx_styles_read(struct docx_package *package, const struct docx_entry *entry,
                                 struct docx_styles *ret_styles)
{
    static const struct docx_hearer hearer = {docx_hear_style, docx_end_style, NULL};
    struct docx_styling styling = {.package = package, .styles = ret_styles};
    *ret_styles = (struct docx_styles){.count = 0};
    enum docx_fault fault = docx_package_hear(package, entry, &hearer, &styling, &package->broken);
    if (ret_styles->count)
        qsort(ret_styles->items, ret_styles->count, sizeof *ret_styles->items, docx_by_id);
    ret_styles->usual = styling.usual ? docx_style_find(ret_styles, styling.usual) : NULL;
    return fault;
}

const struct docx_style *docx_style_find(const struct docx_styles *styles, const char *id)
{
    const struct docx_style key = {.id = id};
    return *id && styles->count ? bsearch(&key, styles->items, styles->count, sizeof key, docx_by_id) : NULL;
}

const struct docx_style *docx_style_base(const struct docx_styles *styles, const struct docx_style *style,
                                         int *left)
{
    /* A cycle ends here too. */
    return --*left > 0 ? docx_style_find(styles, style->base) : NULL;
}

/* Lays what `from` says beneath what is said already. */
static void docx_beneath(struct docx_paragraph_format *format, const struct docx_paragraph_format *from)
{
    if (!format->outline)
        format->outline = from->outline;
    if (!format->has_list && from->has_list) {
        format->has_list = true;
        format->list = from->list;
    }
    if (!format->has_level && from->has_level) {
        format->has_level = true;
        format->level = from->level;
    }
    if (!format->alignment)
        format->alignment = from->alignment;
    if (!format->tabs) {
        format->tabs = from->tabs;
        memcpy(format->leads, from->leads, sizeof format->leads);
    }
}

struct docx_paragraph_format docx_style_paragraph(const struct docx_styles *styles,
                                                  const struct docx_style *style, enum docx_role *ret_role,
                                                  int *ret_level)
{
    struct docx_paragraph_format format = {0};
    *ret_role = ROLE_PLAIN;
    *ret_level = 0;
    for (int left = DOCX_STYLE_CHAIN_MAX; style; style = docx_style_base(styles, style, &left)) {
        /* An outline level that is nearer than the name of a heading says more than that. */
        if (!*ret_role && !(style->role == ROLE_HEADING && format.outline)) {
            *ret_role = style->role;
            *ret_level = style->level;
        }
        docx_beneath(&format, &style->paragraph);
    }
    docx_beneath(&format, &styles->paragraph_defaults);
    return format;
}

/* What the chain of one style says, the nearest first. */
static struct docx_run_format docx_style_run(const struct docx_styles *styles, const struct docx_style *style)
{
    struct docx_run_format format = {0};
    for (int left = DOCX_STYLE_CHAIN_MAX; style; style = docx_style_base(styles, style, &left)) {
        const struct docx_run_format *run = &style->run;
        for (int i = 0; i < TOGGLES; i++)
            format.toggles[i] = format.toggles[i] ? format.toggles[i] : run->toggles[i];
        format.underline = format.underline ? format.underline : run->underline;
        format.web_hidden = format.web_hidden ? format.web_hidden : run->web_hidden;
        format.raised = format.raised ? format.raised : run->raised;
        format.size = format.size ? format.size : run->size;
        format.font = format.font ? format.font : run->font;
        if (!format.has_position && run->has_position) {
            format.has_position = true;
            format.position = run->position;
        }
    }
    return format;
}

/* Figures that were raised by hand: moved, and made smaller or moved far. */
static void docx_look_position(struct docx_look *look, int position, int size, int usual)
{
    enum { NEAR = 4, FAR = 6, TEN_POINTS = 20 };
    bool is_smaller = size && size * 10 < (usual ? usual : TEN_POINTS) * 9;
    int least = is_smaller ? NEAR : FAR;
    look->raised = look->raised || position >= least;
    look->lowered = look->lowered || position <= -least;
}

struct docx_look docx_look_of(const struct docx_styles *styles, const struct docx_style *table,
                              const struct docx_style *paragraph, const struct docx_style *character,
                              const struct docx_run_format *direct)
{
    /* From the nearest to the farthest. */
    const struct docx_run_format levels[] = {*direct, docx_style_run(styles, character),
                                             docx_style_run(styles, paragraph), docx_style_run(styles, table),
                                             styles->defaults};
    enum { DIRECT, DEFAULTS = sizeof levels / sizeof *levels - 1 };
    struct docx_run_format found = {0};
    bool on[TOGGLES];
    for (int i = 0; i < TOGGLES; i++) {
        on[i] = false;
        for (int level = DIRECT + 1; level < DEFAULTS; level++)
            on[i] ^= levels[level].toggles[i] == SAID_ON;
        on[i] = on[i] || levels[DEFAULTS].toggles[i] == SAID_ON;
        if (direct->toggles[i])
            on[i] = direct->toggles[i] == SAID_ON;
    }
    int usual = 0;
    for (int level = DIRECT; level <= DEFAULTS; level++) {
        const struct docx_run_format *run = &levels[level];
        found.underline = found.underline ? found.underline : run->underline;
        found.web_hidden = found.web_hidden ? found.web_hidden : run->web_hidden;
        found.raised = found.raised ? found.raised : run->raised;
        found.size = found.size ? found.size : run->size;
        found.font = found.font ? found.font : run->font;
        found.position = found.position ? found.position : run->position;
        if (!usual && level > DIRECT + 1)
            usual = run->size;
    }
    struct docx_look look = {
        .bold = on[TOGGLE_BOLD],
        .italic = on[TOGGLE_ITALIC],
        .strike = on[TOGGLE_STRIKE],
        .caps = on[TOGGLE_CAPS],
        .hidden = on[TOGGLE_HIDDEN] || found.web_hidden == SAID_ON,
        .underline = found.underline == SAID_ON,
        .raised = found.raised == SAID_ON,
        .lowered = found.raised == 2,
        .font = found.font ? found.font : FONT_PLAIN,
    };
    docx_look_position(&look, found.position, found.size, usual);
    return look;
}
