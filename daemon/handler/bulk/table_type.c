/* Types of documents as offices write them. Must not know where a table comes from (register_table.c). */
#include "table_type.h"

#include "base/buf.h"
#include "text/word.h"

#include <assert.h>
#include <string.h>

enum { FOLD_ROOM = 16 }; /* more than any letter is made of */

/* What the letters behind the number say of the type, folded (Decree 30/2020, annex III). */
static const struct {
    const char *letters, *type;
} abbreviations[] = {
    {"qd", "quyet-dinh"},    {"nq", "nghi-quyet"}, {"kh", "ke-hoach"},  {"tb", "thong-bao"},
    {"ct", "chi-thi"},       {"bc", "bao-cao"},    {"ttr", "to-trinh"}, {"cd", "cong-dien"},
    {"hd", "huong-dan"},     {"nd", "nghi-dinh"},  {"tt", "thong-tu"},  {"qc", "quy-che"},
    {"ctr", "chuong-trinh"}, {"pa", "phuong-an"},  {"da", "de-an"},     {"kl", "ket-luan"},
    {"bb", "bien-ban"},      {"gm", "giay-moi"},   {"cv", "cong-van"},  {"ttlt", "thong-tu-lien-tich"}};

const char *table_fold(struct arena *arena, const char *text)
{
    size_t at = 0, length = strlen(text);
    auto_buf struct buf out = BUF(FOLD_ROOM * (length + 4));
    struct word word;
    while (word_next(text, length, &at, &word)) {
        if (out.length)
            buf_char(&out, ' ');
        buf_add(&out, word.fold, word.fold_length);
    }
    if (buf_failed(&out))
        arena_fail(arena);
    return buf_failed(&out) ? "" : arena_copy(arena, buf_str(&out), out.length);
}

void table_types_fold(struct table_types *types, struct arena *arena)
{
    size_t number = 0;
    for (const struct fact_choice *choice = fact_choices(); choice->name; choice++) {
        if (choice->fact != FACT_DOCUMENT_TYPE)
            continue;
        assert(number < TABLE_TYPES_MAX);
        for (enum lang lang = 0; lang < LANG_COUNT; lang++)
            types->names[number][lang] = table_fold(arena, choice->titles[lang]);
        number++;
    }
}

const char *table_type(const struct table_types *types, struct arena *arena, const char *said,
                       const char *key)
{
    const char *folded = table_fold(arena, said);
    size_t number = 0;
    for (const struct fact_choice *choice = fact_choices(); choice->name && *folded; choice++) {
        if (choice->fact != FACT_DOCUMENT_TYPE)
            continue;
        if (strcmp(choice->name, said) == 0 || strcmp(types->names[number][LANG_VI], folded) == 0 ||
            strcmp(types->names[number][LANG_EN], folded) == 0)
            return choice->name;
        number++;
    }
    for (size_t i = 0; i < sizeof abbreviations / sizeof *abbreviations && *folded; i++)
        if (strcmp(abbreviations[i].letters, folded) == 0)
            return abbreviations[i].type;
    if (*folded)
        return NULL;
    /* The longest beginning of the letters that is one: "ttrubnd" is a submission, not a circular. */
    const char *letters = key + strcspn(key, "abcdefghijklmnopqrstuvwxyz"), *type = NULL;
    size_t best = 0;
    for (size_t i = 0; i < sizeof abbreviations / sizeof *abbreviations; i++) {
        size_t length = strlen(abbreviations[i].letters);
        if (length > best && strncmp(letters, abbreviations[i].letters, length) == 0) {
            best = length;
            type = abbreviations[i].type;
        }
    }
    return type ? type : "khac";
}
