/* Follows how dictionaries and arrays nest, to a bounded depth. Must not know what the values mean. */
#include "pdf_dictionary.h"

/* Readers of PDF nest a handful. What lies deeper is passed over. */
enum { DEPTH_MAX = 24 };

/* One that is open. */
struct pdf_level {
    bool is_array;
    bool awaits_value;
    int key; /* of the last or present value, -1: none that counts */
    struct pdf_dictionary dictionary;
};

struct pdf_reading {
    struct pdf_level levels[DEPTH_MAX];
    size_t depth;   /* of the present level */
    size_t beneath; /* so many more are open than there are levels */
    pdf_heard *heard;
    void *context;
    struct pdf_dictionary *last;
};

/* In the order of enum pdf_key. */
static int pdf_key_of(const struct pdf_token *name)
{
    static const char *const names[PDF_KEYS] = {
        [PDF_KEY_TYPE] = "Type",     [PDF_KEY_SUBTYPE] = "Subtype",   [PDF_KEY_ACTION] = "S",
        [PDF_KEY_FLAGS] = "F",       [PDF_KEY_CONTENTS] = "Contents", [PDF_KEY_VALUE] = "V",
        [PDF_KEY_AUTHOR] = "Author", [PDF_KEY_FILES] = "EF",          [PDF_KEY_SCRIPT] = "JS",
        [PDF_KEY_FILTER] = "Filter", [PDF_KEY_LENGTH] = "Length",     [PDF_KEY_COUNT] = "Count",
        [PDF_KEY_PARENT] = "Parent",
    };
    for (int key = 0; key < PDF_KEYS; key++)
        if (pdf_is(name, names[key]))
            return key;
    return -1;
}

static void pdf_open(struct pdf_reading *reading, bool is_array)
{
    if (reading->beneath || reading->depth + 1 == DEPTH_MAX) {
        reading->beneath++;
        return;
    }
    reading->depth++;
    reading->levels[reading->depth] = (struct pdf_level){.is_array = is_array, .key = -1};
}

/* Tells of a dictionary that ends; arrays that were left open within it end too. */
static void pdf_close(struct pdf_reading *reading, bool is_array)
{
    if (reading->beneath) {
        reading->beneath--;
        return;
    }
    while (!is_array && reading->depth && reading->levels[reading->depth].is_array)
        reading->depth--;
    if (!reading->depth || reading->levels[reading->depth].is_array != is_array)
        return;
    const struct pdf_dictionary *dictionary = &reading->levels[reading->depth].dictionary;
    if (!is_array)
        reading->heard(reading->context, dictionary);
    if (!is_array && reading->depth == 1)
        *reading->last = *dictionary;
    reading->depth--;
}

/* Notes a piece as the value of the key before it. */
static void pdf_take_value(struct pdf_level *level, const struct pdf_token *token)
{
    level->awaits_value = false;
    if (level->key >= 0)
        level->dictionary.values[level->key] = (struct pdf_value){.token = *token};
}

/* A key, or what is left of a reference: "12 0 R". */
static void pdf_take_key(struct pdf_level *level, const struct pdf_token *token)
{
    if (token->kind == PDF_NAME) {
        level->key = pdf_key_of(token);
        level->awaits_value = true;
    } else if (level->key >= 0 && pdf_is(token, "R")) {
        level->dictionary.values[level->key].is_reference = true;
    }
}

/* In an array: its names are noted with the key that it is the value of. */
static void pdf_take_item(struct pdf_reading *reading, const struct pdf_token *token)
{
    struct pdf_level *around = &reading->levels[reading->depth - 1];
    if (token->kind != PDF_NAME || around->is_array || around->key < 0)
        return;
    struct pdf_value *value = &around->dictionary.values[around->key];
    if (!value->names++)
        value->token = *token;
}

static void pdf_take(struct pdf_reading *reading, const struct pdf_token *token)
{
    struct pdf_level *level = &reading->levels[reading->depth];
    bool is_end = token->kind == PDF_DICTIONARY_END || token->kind == PDF_ARRAY_END;
    if (!is_end && !reading->beneath) {
        if (level->is_array)
            pdf_take_item(reading, token);
        else if (level->awaits_value)
            pdf_take_value(level, token);
        else
            pdf_take_key(level, token);
    }
    if (token->kind == PDF_DICTIONARY || token->kind == PDF_ARRAY)
        pdf_open(reading, token->kind == PDF_ARRAY);
    else if (is_end)
        pdf_close(reading, token->kind == PDF_ARRAY_END);
}

void pdf_read(struct span text, pdf_heard *heard, void *context, struct pdf_dictionary *ret_last)
{
    struct pdf_reading reading = {.heard = heard, .context = context, .last = ret_last};
    struct pdf_token token;
    *ret_last = (struct pdf_dictionary){.values = {{.names = 0}}};
    reading.levels[0] = (struct pdf_level){.key = -1};
    while (pdf_next(&text, &token))
        pdf_take(&reading, &token);
    heard(context, &reading.levels[0].dictionary);
}
