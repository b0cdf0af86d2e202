/* /api/abbreviations. Abbreviations as a resource. What is refused here are entries that the search
 * could not use or that would spoil it; whether one is found in a query is the store's. */
#include "store/abbreviation.h"
#include "core/input.h"
#include "core/resource.h"
#include "handler/handler.h"
#include "text/word.h"
#include "view/portal.h"

#include <string.h>

static const char *const members[] = {"short", "long", "beside", NULL};

/* These few only give the functions of the store the form that the table has. */
static enum err load_abbreviation(struct conn *conn, int64_t id, void *ret_row)
{
    return abbreviation_by_id(conn, id, ret_row);
}

static void show_abbreviation(struct view view, const void *row)
{
    view_abbreviation(view, row);
}

static int64_t version_abbreviation(const void *row)
{
    return ((const struct abbreviation *)row)->version;
}

static enum err update_abbreviation(struct conn *conn, const void *row)
{
    return abbreviation_update(conn, row);
}
/* All rows of a language, as the table of the resource has it. */
static enum err list_abbreviation(struct conn *conn, const char *lang, void **ret_rows, size_t *ret_count)
{
    struct abbreviation *rows;
    enum err err = abbreviation_list(conn, lang, &rows, ret_count);
    if (!err)
        *ret_rows = rows;
    return err;
}

/* Nothing is assumed. */
static void blank(void *row)
{
    *(struct abbreviation *)row = (struct abbreviation){.id = 0};
}

static enum err abbreviation_api_insert(struct conn *conn, const void *row, int64_t *ret_id)
{
    return abbreviation_insert(conn, row, ret_id);
}

/* Counts as the search does, by words, since the limits are those of its comparison. An absent text is
 * fine. */
static void check_words(const struct input *input, const char *name, const char *text, int most)
{
    struct word word;
    size_t at = 0;
    int count = 0;
    while (text && word_next(text, strlen(text), &at, &word))
        count++;
    /* Marks alone are no word. */
    if (text && (count < 1 || count > most))
        input_fault(input, name, MESSAGE_WORDS_RANGE,
                    MESSAGE_ARGS(arena_printf(input->reply->arena, "%d", most)));
}

/* TƯ is also tư: without a word that tells, every tư would become trung ương. */
static bool abbreviation_api_is_syllable(const char *text)
{
    struct word word;
    size_t at = 0, length = strlen(text);
    /* One word of at most three letters, and nothing behind it. */
    if (!word_next(text, length, &at, &word) || at < length || word.letter_count > 3)
        return false;
    /* It has a vowel and no letter that Vietnamese syllables lack. */
    return strpbrk(word.fold, "aeiouy") && !strpbrk(word.fold, "0123456789wfjz");
}

static enum err abbreviation_api_apply(struct conn *conn, const struct submission *submission,
                                       struct reply *reply, void *row)
{
    struct abbreviation *item = row;
    struct input input = input_of(submission, reply);
    (void)conn;
    input_only(&input, members);
    input_text(&input, "short", TEXT_LINE, ABBREVIATION_SHORT_SIZE, &item->short_form);
    input_text(&input, "long", TEXT_LINE, ABBREVIATION_LONG_SIZE, &item->long_form);
    input_text(&input, "beside", TEXT_LINE, ABBREVIATION_BESIDE_SIZE, &item->beside);
    /* Both forms are required, also after a PATCH that empties one. */
    input_require(&input, "short", item->short_form);
    input_require(&input, "long", item->long_form);
    check_words(&input, "short", item->short_form, ABBREVIATION_SHORT_WORDS);
    check_words(&input, "long", item->long_form, ABBREVIATION_LONG_WORDS);
    check_words(&input, "beside", item->beside, ABBREVIATION_BESIDE_WORDS);
    /* Asked for the state that would be saved, so taking `beside` away later is refused as well. */
    if (item->short_form && !item->beside && abbreviation_api_is_syllable(item->short_form))
        input_fault(&input, "short", MESSAGE_ABBREVIATION_SYLLABLE, MESSAGE_ARGS(item->short_form));
    return input_end(&input);
}

/* The same pair is told at /short; another long form for the same short one is allowed. */
static enum err abbreviation_api_explain(struct reply *reply, enum err err, const void *row)
{
    const struct abbreviation *item = row;
    /* The list is full, which is a conflict with what is there. */
    if (err == ERR_TOO_LARGE)
        return reply_problem(reply, ERR_CONFLICT, MESSAGE_ABBREVIATIONS_FULL,
                             MESSAGE_ARGS(arena_printf(reply->arena, "%d", ABBREVIATIONS_MOST)));
    if (err != ERR_CONFLICT)
        return err;
    reply_fault(reply, "/short", MESSAGE_ABBREVIATION_TAKEN, MESSAGE_ARGS(item->short_form));
    return reply_problem(reply, err, MESSAGE_ABBREVIATION_TAKEN, MESSAGE_ARGS(item->short_form));
}

/* What resource.c needs to know of an abbreviation; the language that its list is asked for means
 * nothing here. */
static const struct resource resource = {
    .thing = MESSAGE_THING_ABBREVIATION,
    .kind = "abbreviation",
    .path = "/api/abbreviations",
    .row_size = sizeof(struct abbreviation),
    .blank = blank,
    .load = load_abbreviation,
    .apply = abbreviation_api_apply,
    .insert = abbreviation_api_insert,
    .update = update_abbreviation,
    .remove = abbreviation_delete,
    .explain = abbreviation_api_explain,
    .show = show_abbreviation,
    .version = version_abbreviation,
    .list = list_abbreviation,
};

enum err api_abbreviation_list(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_list_show(app, request, reply, &resource);
}
enum err api_abbreviation_show(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_show(app, request, reply, &resource);
}
enum err api_abbreviation_create(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_create(app, request, reply, &resource);
}
enum err api_abbreviation_change(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_change(app, request, reply, &resource);
}
enum err api_abbreviation_remove(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_remove(app, request, reply, &resource);
}
