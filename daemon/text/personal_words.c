/* Texts as words that tell something: which phrases of personal.def stand where, and what the columns of a
 * table are headed by. Judges nothing. */
#include "personal_inner.h"

#include "text/word.h"

#include <pthread.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

enum { PHRASE_WORDS_MAX = 4, BUCKETS = 256 };

struct phrase {
    uint64_t exact[PHRASE_WORDS_MAX], fold[PHRASE_WORDS_MAX];
    bool is_marked[PHRASE_WORDS_MAX];
    uint32_t tells;
    uint8_t count;
    int16_t next; /* of those whose first word folds alike; -1 ends them */
};

static const struct {
    uint32_t tells;
    const char *words;
} rows[] = {
#define PERSONAL_WORDS(tells, words) {TELLS_##tells, words},
#include "text/personal.def"
};

enum { ROWS = sizeof rows / sizeof *rows };

struct personal_phrases {
    struct phrase items[ROWS];
    int16_t first[BUCKETS];
};

/* FNV-1a; nothing depends on it but time. */
static uint64_t personal_hash(const char *key, size_t length)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)key[i]) * UINT64_C(1099511628211);
    return hash;
}

uint64_t personal_number_hash(const char *digits)
{
    size_t length = strlen(digits);
    bool is_abroad = length == 11 && digits[0] == '8' && digits[1] == '4';
    uint64_t hash = personal_hash("0", is_abroad ? 1 : 0);
    for (const char *digit = digits + (is_abroad ? 2 : 0); *digit; digit++)
        hash = (hash ^ (unsigned char)*digit) * UINT64_C(1099511628211);
    return hash;
}

/* The words of one row. */
static void personal_phrase_read(const char *text, uint32_t tells, struct phrase *phrase)
{
    struct word word;
    size_t length = strlen(text);
    phrase->tells = tells;
    for (size_t at = 0; phrase->count < PHRASE_WORDS_MAX && word_next(text, length, &at, &word);) {
        phrase->exact[phrase->count] = personal_hash(word.exact, word.exact_length);
        phrase->fold[phrase->count] = personal_hash(word.fold, word.fold_length);
        phrase->is_marked[phrase->count++] = word.is_marked;
    }
}

static struct personal_phrases all_phrases;
static pthread_once_t phrases_read = PTHREAD_ONCE_INIT;

static void personal_phrases_read(void)
{
    memset(all_phrases.first, -1, sizeof all_phrases.first);
    for (int i = 0; i < ROWS; i++) {
        struct phrase *phrase = &all_phrases.items[i];
        personal_phrase_read(rows[i].words, rows[i].tells, phrase);
        int16_t *first = &all_phrases.first[phrase->fold[0] % BUCKETS];
        phrase->next = *first;
        *first = (int16_t)i;
    }
}

const struct personal_phrases *personal_phrases(void)
{
    pthread_once(&phrases_read, personal_phrases_read);
    return &all_phrases;
}

/* Whether the word may be this one of a phrase: the same, or typed without its marks. */
static bool personal_phrase_has(const struct phrase *phrase, size_t place, const struct personal_word *word)
{
    return word->exact == phrase->exact[place] ||
           (!word->is_marked && phrase->is_marked[place] && word->fold == phrase->fold[place]);
}

/* Whether the phrase ends with the last of the words, all in one line. */
static bool personal_phrase_ends_at(const struct phrase *phrase, const struct personal_words *words,
                                    size_t first)
{
    if (first + phrase->count > words->count)
        return false;
    for (size_t i = 0; i < phrase->count; i++) {
        const struct personal_word *word = &words->items[first + i];
        if (!personal_phrase_has(phrase, i, word) ||
            (i && (word->begins_line || word->column != word[-1].column)))
            return false;
    }
    return true;
}

/* Marks the last word of each phrase that begins with the word. */
static void personal_phrases_mark(const struct personal_phrases *phrases, const struct personal_words *words,
                                  size_t first)
{
    int16_t at = phrases->first[words->items[first].fold % BUCKETS];
    for (; at >= 0; at = phrases->items[at].next) {
        const struct phrase *phrase = &phrases->items[at];
        if (personal_phrase_ends_at(phrase, words, first))
            words->items[first + phrase->count - 1].tells |= phrase->tells;
    }
}

/* What stands between two words says whether a line, a sentence or a cell ends there. */
static void personal_read_gap(const char *text, size_t from, size_t to, uint16_t *column,
                              struct personal_word *word)
{
    bool is_ended = false;
    for (size_t i = from; i < to; i++) {
        char c = text[i];
        if (c == '\n') {
            *column = 0;
            word->begins_line = true;
        }
        *column = (uint16_t)(*column + (c == '\t' && *column < PERSONAL_COLUMNS));
        word->begins_sentence |= is_ended && (c == ' ' || c == '\n');
        is_ended = c == '.' || c == '!' || c == '?' || c == ';';
    }
    word->begins_sentence |= word->begins_line;
    word->column = *column;
}

/* One word of the text as it is kept. */
static void personal_word_keep(const char *text, const struct word *word, struct personal_word *kept)
{
    ucs4_t point = 0;
    kept->exact = personal_hash(word->exact, word->exact_length);
    kept->fold = personal_hash(word->fold, word->fold_length);
    kept->start = (uint32_t)word->start;
    kept->end = (uint32_t)word->end;
    kept->is_marked = word->is_marked;
    kept->digits = word->is_number ? (uint8_t)word->letter_count : 0;
    if (u8_mbtouc(&point, (const uint8_t *)text + word->start, word->end - word->start) > 0)
        kept->is_capital = uc_is_upper(point);
    kept->letters = (uint8_t)word->letter_count;
}

/* Gives each cell what its column is headed by; a line without tabs ends the table. */
static void personal_read_columns(struct personal_words *words, struct personal_table *table)
{
    for (size_t i = 0; i < words->count;) {
        size_t behind = i + 1;
        while (behind < words->count && !words->items[behind].begins_line)
            behind++;
        bool is_row = words->items[behind - 1].column > 0;
        if (!is_row)
            *table = (struct personal_table){.tells = {0}};
        for (; i < behind; i++) {
            struct personal_word *word = &words->items[i];
            uint32_t *head = &table->tells[word->column % PERSONAL_COLUMNS], own = word->tells;
            word->is_in_table = is_row;
            if (!is_row)
                continue;
            if (word->digits)
                word->tells |= *head;
            *head |= own;
        }
    }
}

void personal_words_read(const char *text, size_t length, const struct personal_phrases *phrases,
                         struct personal_table *table, struct personal_words *words)
{
    struct word word;
    uint16_t column = 0;
    size_t before = 0;
    words->text = text;
    words->length = length;
    words->count = 0;
    for (size_t at = 0; word_next(text, length, &at, &word) && words->count < words->room;) {
        struct personal_word *kept = &words->items[words->count];
        *kept = (struct personal_word){.begins_line = !words->count};
        personal_read_gap(text, before, word.start, &column, kept);
        personal_word_keep(text, &word, kept);
        before = word.end;
        words->count++;
    }
    for (size_t i = 0; i < words->count; i++)
        personal_phrases_mark(phrases, words, i);
    personal_read_columns(words, table);
}
