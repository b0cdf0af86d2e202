/* The walk through a text by the rules of personal.def, a piece at a time, so that memory does not grow with
 * it. What numbers and names are is judged in personal_number.c and personal_name.c. */
#include "personal_inner.h"

#include <assert.h>
#include <string.h>

static const struct {
    const char *code;
    const char *sentences[LANG_COUNT];
} kinds[PERSONAL_COUNT] = {
#define PERSONAL(name, code, vi, en) {code, {vi, en}},
#include "text/personal.def"
};

const char *personal_code(enum personal kind)
{
    return kinds[kind].code;
}

const char *personal_sentence(enum personal kind, enum lang lang)
{
    return kinds[kind].sentences[lang];
}

/* Room for the words of a piece, and what is known of its table. */
struct personal_room {
    const struct personal_phrases *phrases;
    struct personal_words words;
    struct personal_table table;
};

/* For a text of `length` bytes. */
static bool personal_room_make(struct personal_room *room, size_t length, struct arena *arena)
{
    room->phrases = personal_phrases();
    size_t piece = length < PERSONAL_PIECE ? length : PERSONAL_PIECE;
    /* Something stands between two words. */
    room->words.room = piece / 2 + 1;
    room->words.items = arena_alloc(arena, room->words.room * sizeof *room->words.items);
    room->table = (struct personal_table){.tells = {0}};
    return room->words.items;
}

/* How many bytes the next piece has: whole lines where they fit, else whole words. */
static size_t personal_piece_length(const char *text, size_t length)
{
    if (length <= PERSONAL_PIECE)
        return length;
    for (size_t end = PERSONAL_PIECE; end > PERSONAL_PIECE / 2; end--)
        if (text[end - 1] == '\n')
            return end;
    for (size_t end = PERSONAL_PIECE; end > PERSONAL_PIECE / 2; end--)
        if (text[end - 1] == ' ')
            return end;
    return PERSONAL_PIECE;
}

/* Where a search is. */
struct search_places {
    const struct personal_known *known;
    int year;
    struct personal_place *places;
    size_t count;
};

static bool personal_is_known(const struct search_places *search, const char *digits)
{
    uint64_t hash = personal_number_hash(digits);
    for (size_t i = 0; search->known && i < search->known->count; i++)
        if (search->known->numbers[i] == hash)
            return true;
    return false;
}

/* The kind of the number that begins with the word: the longest that is of any. *ret_behind is behind it. */
static enum personal personal_find_number(const struct search_places *search,
                                          const struct personal_words *words, size_t at, size_t *ret_behind)
{
    for (size_t groups = PERSONAL_GROUPS_MOST; groups > 0;) {
        struct personal_number number = personal_number_at(words, at, groups);
        size_t taken = number.behind - at;
        enum personal kind = personal_number_kind(words, &number, search->year);
        *ret_behind = number.behind;
        if (kind != PERSONAL_COUNT)
            return personal_is_known(search, number.digits) ? PERSONAL_COUNT : kind;
        groups = taken ? taken - 1 : 0;
    }
    return PERSONAL_COUNT;
}

/* Whether a table is headed by names and birthdays, and this line of it has both; told once a table. */
static bool personal_is_roll(const struct personal_words *words, size_t at, bool *is_told)
{
    uint32_t tells = 0;
    bool has_digits = false;
    const struct personal_word *word = &words->items[at];
    if (!word->begins_line)
        return false;
    size_t end = at;
    for (size_t i = at; i < words->count && (i == at || !words->items[i].begins_line); i++) {
        tells |= words->items[i].tells;
        has_digits |= words->items[i].digits == 4;
        end = i;
    }
    if (!words->items[end].is_in_table) {
        *is_told = false;
        return false;
    }
    /* A number bears what its column is headed by. */
    if (*is_told || !has_digits || !(tells & TELLS_BORN) || tells & TELLS_NAME)
        return false;
    size_t behind;
    for (size_t i = at; i <= end; i++)
        if (personal_is_name(words, i, &behind))
            return *is_told = true;
    return false;
}

/* What begins with the word, if anything. */
static enum personal personal_find_at(const struct search_places *search, const struct personal_words *words,
                                      size_t at, size_t *ret_behind)
{
    *ret_behind = at + 1;
    if (words->items[at].digits)
        return personal_find_number(search, words, at, ret_behind);
    enum personal kind = personal_code_kind(words, at);
    return kind != PERSONAL_COUNT ? kind : personal_named_kind(words, at, search->year, ret_behind);
}

/* The places of one piece, which begins at byte `offset` of the text. */
static void personal_find_in_piece(struct search_places *search, const struct personal_words *words,
                                   size_t offset, bool *is_told)
{
    for (size_t at = 0; at < words->count && search->count < PERSONAL_MOST;) {
        size_t behind = at + 1;
        enum personal kind = personal_is_roll(words, at, is_told)
                                 ? PERSONAL_ROLL
                                 : personal_find_at(search, words, at, &behind);
        /* Of who is named the name, without the title before it. */
        size_t first = at + (kind == PERSONAL_CHILD || kind == PERSONAL_HEALTH);
        if (kind != PERSONAL_COUNT)
            search->places[search->count++] = (struct personal_place){
                kind, offset + words->items[first].start, offset + words->items[behind - 1].end};
        at = kind == PERSONAL_COUNT || kind == PERSONAL_ROLL ? at + 1 : behind;
    }
}

enum err personal_find(const char *text, size_t length, const struct personal_known *known, int year,
                       struct arena *arena, struct personal_place **ret_places, size_t *ret_count)
{
    enum { SCRATCH = 4 * 1024 * 1024 };
    auto_arena struct arena *scratch = arena_new(SCRATCH);
    struct personal_room room;
    struct search_places search = {.known = known, .year = year};
    bool is_told = false;
    search.places = arena_zero(arena, PERSONAL_MOST, sizeof *search.places);
    if (!scratch || !search.places || !personal_room_make(&room, length, scratch))
        return ERR_MEMORY;
    for (size_t at = 0; at < length;) {
        size_t piece = personal_piece_length(text + at, length - at);
        personal_words_read(text + at, piece, room.phrases, &room.table, &room.words);
        personal_find_in_piece(&search, &room.words, at, &is_told);
        at += piece;
    }
    *ret_places = search.places;
    *ret_count = search.count;
    return ERR_OK;
}

struct personal_known personal_known_of(const char *text, struct arena *arena)
{
    enum { SCRATCH = 4 * 1024 * 1024, KNOWN_MOST = 200, DIGITS_LEAST = 8 };
    auto_arena struct arena *scratch = arena_new(SCRATCH);
    struct personal_known known = {arena_zero(arena, KNOWN_MOST, sizeof *known.numbers), 0};
    struct personal_room room;
    size_t length = text ? strlen(text) : 0;
    if (!scratch || !known.numbers || !personal_room_make(&room, length, scratch)) {
        arena_fail(arena);
        return known;
    }
    for (size_t at = 0; at < length;) {
        size_t piece = personal_piece_length(text + at, length - at);
        personal_words_read(text + at, piece, room.phrases, &room.table, &room.words);
        /* Of "0912 345 678 / 0912 345 679" each, however many pieces it is written in. */
        for (size_t i = 0; i < room.words.count; i++)
            for (size_t groups = 1; groups <= PERSONAL_GROUPS_MOST && known.count < KNOWN_MOST; groups++) {
                struct personal_number number = personal_number_at(&room.words, i, groups);
                if (number.behind - i == groups && strlen(number.digits) >= DIGITS_LEAST)
                    known.numbers[known.count++] = personal_number_hash(number.digits);
            }
        at += piece;
    }
    return known;
}
