/* The rows of kind.def and fact.def as tables, and how they are found. Knows neither articles nor the engine.
 */
#include "store/kind.h"

#include <assert.h>
#include <string.h>

/* The words of two columns of kind.def as flags. */
#define COLUMN_LIST KIND_HAS_LIST
#define COLUMN_OWN_LIST KIND_HAS_LIST
#define COLUMN_SAME_WORD KIND_SHARES_WORD
#define COLUMN_NO_LIST 0
#define COLUMN_REGISTER (KIND_HAS_LIST | KIND_HAS_REGISTER)
#define COLUMN_TOOLS KIND_HAS_TOOLS
#define COLUMN_NO_TOOLS 0

/* By enum article_kind, so that a row's place is its number in the database. */
static const struct kind kinds[KIND_COUNT] = {
#define KIND(code, name, word, list, tools, flags, template, type, vi, en) \
    {name, word, (flags) | COLUMN_##list | COLUMN_##tools, template, type, {vi, en}},
#include "store/kind.def"
#undef KIND
};

/* By enum fact. The last row has no name, for those who walk. */
static const struct fact_row facts[] = {
#define FACT(code, kind, name, type, flags, vi, en) {KIND_##kind, name, FACT_TYPE_##type, flags, {vi, en}},
#define CHOICE(...)
#define INVERSE(...)
#include "store/fact.def"
#undef INVERSE
#undef CHOICE
#undef FACT
    {KIND_COUNT, NULL, FACT_TYPE_COUNT, 0, {NULL, NULL}},
};

static const struct fact_choice choices[] = {
#define FACT(...)
#define CHOICE(fact, name, vi, en) {FACT_##fact, name, {vi, en}},
#define INVERSE(...)
#include "store/fact.def"
#undef INVERSE
#undef CHOICE
#undef FACT
    {FACT_COUNT, NULL, {NULL, NULL}},
};

/* What relations are called from their other side. */
static const struct {
    enum fact fact;
    const char *titles[LANG_COUNT];
} inverses[] = {
#define FACT(...)
#define CHOICE(...)
#define INVERSE(fact, vi, en) {FACT_##fact, {vi, en}},
#include "store/fact.def"
#undef INVERSE
#undef CHOICE
#undef FACT
};

/* By number, which comes from the enum or from a row that the schema has checked. */
const struct kind *kind_of(enum article_kind kind)
{
    assert(kind < KIND_COUNT);
    return &kinds[kind];
}

/* KIND_COUNT when there is none of this name. */
enum article_kind kind_named(const char *name)
{
    enum article_kind kind = 0;
    while (kind < KIND_COUNT && strcmp(kinds[kind].name, name) != 0)
        kind++;
    return kind;
}

/* By the word that a path begins with, which is not NUL-terminated there. */
enum article_kind kind_of_word(const char *word, size_t length)
{
    enum article_kind kind = 0;
    while (kind < KIND_COUNT &&
           (strlen(kinds[kind].word) != length || memcmp(kinds[kind].word, word, length) != 0))
        kind++;
    return kind;
}

/* Rows of one word follow one another; the first has it as its own. */
unsigned kinds_of_word(enum article_kind kind)
{
    unsigned set = 0;
    for (enum article_kind other = 0; kind < KIND_COUNT && other < KIND_COUNT; other++)
        if (strcmp(kinds[other].word, kinds[kind].word) == 0)
            set |= 1u << other;
    return set;
}

bool kind_has(enum article_kind kind, unsigned flag)
{
    return (kind_of(kind)->flags & flag) != 0;
}

/* As bits, which a query takes. */
unsigned kinds_with(unsigned flag)
{
    unsigned set = 0;
    for (enum article_kind kind = 0; kind < KIND_COUNT; kind++)
        if (kind_has(kind, flag))
            set |= 1u << kind;
    return set;
}

/* For walking; ends with the row without a name. */
const struct fact_row *fact_rows(void)
{
    return facts;
}

const struct fact_row *fact_of(enum fact fact)
{
    /* The last row is only the end. */
    assert((size_t)fact + 1 < sizeof facts / sizeof *facts);
    return &facts[fact];
}

/* Above the flags, one more than the kind, so that 0 is any. */
enum article_kind fact_target_kind(enum fact fact)
{
    unsigned target = fact_of(fact)->flags >> 16;
    return target ? (enum article_kind)(target - 1) : KIND_COUNT;
}

/* Names are unique within a kind; two kinds may have facts of the same name. */
enum fact fact_named(enum article_kind kind, const char *name)
{
    for (const struct fact_row *row = facts; row->name; row++)
        if (row->kind == kind && strcmp(row->name, name) == 0)
            return (enum fact)(row - facts);
    return FACT_COUNT;
}

/* Of all facts, one after the other, ended likewise. */
const struct fact_choice *fact_choices(void)
{
    return choices;
}

const struct fact_choice *fact_choice_named(enum fact fact, const char *name)
{
    for (const struct fact_choice *choice = choices; choice->name; choice++)
        if (choice->fact == fact && strcmp(choice->name, name) == 0)
            return choice;
    return NULL;
}

const char *fact_inverse_title(enum fact fact, int lang)
{
    for (size_t i = 0; i < sizeof inverses / sizeof *inverses; i++)
        if (inverses[i].fact == fact)
            return inverses[i].titles[lang];
    return NULL;
}

const char *fact_type_name(enum fact_type type)
{
    static const char *const names[FACT_TYPE_COUNT] = {"text",   "number", "date",   "time",
                                                       "choice", "link",   "article"};
    assert(type < FACT_TYPE_COUNT);
    return names[type];
}
