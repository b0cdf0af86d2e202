/* Reading the part of lists. How they count is count.c's. */
#include "numbering.h"

#include <string.h>

enum { LISTS_MAX = 2000, USES_MAX = 10000 };

struct docx_listing {
    struct docx_package *package;
    struct docx_numbering *numbering;
    struct docx_list *list;
    struct docx_list_use *use;
    struct docx_level *level;
    int override; /* the level that is overridden; -1 none */
};

static enum docx_number_form docx_form_of(const char *name)
{
    static const struct {
        const char *name;
        enum docx_number_form form;
    } forms[] = {
        {"decimal", NUMBER_DECIMAL},
        {"decimalZero", NUMBER_DECIMAL_ZERO},
        {"lowerLetter", NUMBER_LOWER_LETTER},
        {"upperLetter", NUMBER_UPPER_LETTER},
        {"lowerRoman", NUMBER_LOWER_ROMAN},
        {"upperRoman", NUMBER_UPPER_ROMAN},
        {"bullet", NUMBER_BULLET},
        {"none", NUMBER_NONE},
        {"decimalEnclosedCircle", NUMBER_CIRCLED},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strcmp(name, forms[i].name) == 0)
            return forms[i].form;
    /* Words and ordinals of other languages: the number itself is what a citation needs. */
    return NUMBER_DECIMAL;
}

/* The list or use of this element, made room for. */
static void docx_begin_list(struct docx_listing *listing, const struct docx_element *element)
{
    struct docx_numbering *numbering = listing->numbering;
    struct arena *arena = listing->package->arena;
    struct docx_list *list = listing->list =
        docx_array_add(arena, &numbering->lists, &numbering->list_count, sizeof *list, LISTS_MAX);
    if (!list)
        return;
    list->id = docx_integer(docx_attribute(element, SPACE_W, "abstractNumId"), -1);
    list->style_link = "";
    for (int i = 0; i < LEVELS_MAX; i++)
        list->levels[i] = (struct docx_level){.text = "", .style = "", .start = 0, .restart = -1};
}

static void docx_begin_use(struct docx_listing *listing, const struct docx_element *element)
{
    struct docx_numbering *numbering = listing->numbering;
    listing->use = docx_array_add(listing->package->arena, &numbering->uses, &numbering->use_count,
                                  sizeof *listing->use, USES_MAX);
    if (!listing->use)
        return;
    *listing->use =
        (struct docx_list_use){.id = docx_integer(docx_attribute(element, SPACE_W, "numId"), -1), .list = -1};
}

/* A level of a list, or of a use that says it otherwise. */
static void docx_begin_level(struct docx_listing *listing, const struct docx_element *element)
{
    int number = docx_integer(docx_attribute(element, SPACE_W, "ilvl"), -1);
    struct docx_level *levels = listing->list ? listing->list->levels : NULL;
    if (number < 0 || number >= LEVELS_MAX)
        return;
    if (listing->use) {
        if (!listing->use->levels)
            listing->use->levels =
                arena_zero(listing->package->arena, LEVELS_MAX, sizeof *listing->use->levels);
        levels = listing->use->levels;
    }
    if (!levels)
        return;
    listing->level = &levels[number];
    *listing->level =
        (struct docx_level){.is_said = true, .text = "", .style = "", .start = 0, .restart = -1};
}

/* What is said of the level that is open. */
static void docx_in_level(struct docx_listing *listing, const struct docx_element *element)
{
    struct docx_level *level = listing->level;
    struct arena *arena = listing->package->arena;
    const char *value = docx_attribute(element, SPACE_W, "val");
    struct docx_run_format run = {0};
    switch (element->tag) {
    case TAG_W_START:
        level->start = docx_number(element, 0);
        break;
    case TAG_W_NUM_FMT:
        level->form = docx_form_of(value);
        break;
    case TAG_W_LVL_TEXT:
        level->text = arena_text(arena, value);
        break;
    case TAG_W_LVL_RESTART:
        level->restart = docx_number(element, -1);
        break;
    case TAG_W_P_STYLE:
        level->style = arena_text(arena, value);
        break;
    case TAG_W_IS_LGL:
        level->is_legal = docx_is_on(element);
        break;
    case TAG_W_SUFF:
        level->is_joined = strcmp(value, "nothing") == 0;
        break;
    default:
        if (docx_take_run(element, &run) && run.font)
            level->font = run.font;
    }
}

static void docx_hear_list(void *context, const struct docx_element *element)
{
    struct docx_listing *listing = context;
    if (listing->level) {
        docx_in_level(listing, element);
        return;
    }
    switch (element->tag) {
    case TAG_W_ABSTRACT_NUM:
        docx_begin_list(listing, element);
        break;
    case TAG_W_NUM:
        docx_begin_use(listing, element);
        break;
    case TAG_W_ABSTRACT_NUM_ID:
        if (listing->use)
            listing->use->list = docx_number(element, -1);
        break;
    case TAG_W_NUM_STYLE_LINK:
        if (listing->list)
            listing->list->style_link =
                arena_text(listing->package->arena, docx_attribute(element, SPACE_W, "val"));
        break;
    case TAG_W_LVL_OVERRIDE:
        listing->override = docx_integer(docx_attribute(element, SPACE_W, "ilvl"), -1);
        break;
    case TAG_W_START_OVERRIDE:
        if (listing->use && listing->override >= 0 && listing->override < LEVELS_MAX) {
            listing->use->has_start[listing->override] = true;
            listing->use->starts[listing->override] = docx_number(element, 1);
        }
        break;
    case TAG_W_LVL:
        docx_begin_level(listing, element);
        break;
    default:
        break;
    }
}

static void docx_end_list(void *context, enum docx_tag tag)
{
    struct docx_listing *listing = context;
    if (tag == TAG_W_LVL)
        listing->level = NULL;
    else if (tag == TAG_W_LVL_OVERRIDE)
        listing->override = -1;
    else if (tag == TAG_W_ABSTRACT_NUM)
        listing->list = NULL;
    else if (tag == TAG_W_NUM)
        listing->use = NULL;
}

enum docx_fault docx_numbering_read(struct docx_package *package, const struct docx_entry *entry,
                                    struct docx_numbering *ret_numbering)
{
    static const struct docx_hearer hearer = {docx_hear_list, docx_end_list, NULL};
    struct docx_listing listing = {.package = package, .numbering = ret_numbering, .override = -1};
    *ret_numbering = (struct docx_numbering){.list_count = 0};
    return docx_package_hear(package, entry, &hearer, &listing, &package->broken);
}
