/* Finds numbers in the text of cells by their characters: digits that blanks group, and letters between
 * hyphens and strokes as documents have them. Knows no kind of number, and no table. */
#include "dress_cell.h"

#include "dress_phone.h"
#include "element_write.h"

#include <string.h>

/* Bytes of the longest number that no line breaks, which is wider than any of a telephone, and characters of
 * a cell from which it reads as a sentence. */
enum { NUMBER_MAX = 24, WORDY = 14 };

static bool is_cell_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool has_figure(struct piece word)
{
    while (word.at < word.end && !is_cell_digit(*word.at))
        word.at++;
    return word.at < word.end;
}

/* Digits and what stands between them; or a sign of hundredths. */
static bool is_number_group(struct piece word)
{
    bool is_told = has_figure(word) || (piece_size(word) == 1 && *word.at == '%');
    for (; is_told && word.at < word.end; word.at++)
        is_told = *word.at && strchr("0123456789.,:;/%+()-", *word.at);
    return is_told;
}

/* Whether a line could end within it. */
static bool is_breakable(struct piece number)
{
    return memchr(number.at, ' ', piece_size(number)) || memchr(number.at, '-', piece_size(number)) ||
           memchr(number.at, '/', piece_size(number));
}

/* The word at the beginning of `rest`. */
static struct piece cell_word(struct piece rest)
{
    struct piece word = {rest.at, rest.at};
    while (word.end < rest.end && *word.end != ' ' && *word.end != '\n')
        word.end++;
    return word;
}

/* The number at the beginning of `rest`, with all its groups; at least the word there. */
static struct piece cell_number(struct piece rest)
{
    struct piece number = cell_word(rest), next = number;
    while (is_number_group(next) && next.end[-1] != ',' && next.end[-1] != ';' && next.end < rest.end &&
           *next.end == ' ') {
        next = cell_word((struct piece){next.end + 1, rest.end});
        if (!is_number_group(next))
            break;
        number.end = next.end;
    }
    return number;
}

/* A number in an element of its own, which leads to the telephone that it is of. */
static void write_joined(struct buf *out, struct piece number, const char *dialled)
{
    buf_printf(out, "%c%s", '<', dialled ? "a" : "span");
    write_attribute(out, "class", "joined");
    if (dialled)
        buf_printf(out, " href=\"tel:%s\"", dialled);
    buf_char(out, '>');
    buf_add(out, number.at, piece_size(number));
    buf_printf(out, "%c/%s>", '<', dialled ? "a" : "span");
}

void write_numbers(struct buf *out, struct piece text, enum numbers_where where, unsigned *joined)
{
    char dialled[PHONE_DIALLED];
    while (text.at < text.end) {
        struct piece number = cell_number(text), phone;
        bool is_number = *joined < JOINED_MAX && piece_size(number) <= NUMBER_MAX && has_figure(number) &&
                         !memchr(number.at, '&', piece_size(number));
        bool is_phone = is_number && where != NUMBERS_OF_LINK && phone_of(number, &phone, dialled);
        bool is_joined = is_phone || (is_number && where != NUMBERS_OF_TEXT && is_breakable(number));
        *joined += is_joined;
        if (is_phone) {
            buf_add(out, number.at, (size_t)(phone.at - number.at));
            write_joined(out, phone, dialled);
            buf_add(out, phone.end, (size_t)(number.end - phone.end));
        } else if (is_joined) {
            write_joined(out, number, NULL);
        } else {
            buf_add(out, number.at, piece_size(number));
        }
        text.at = number.end;
        while (text.at < text.end && (*text.at == ' ' || *text.at == '\n'))
            buf_char(out, *text.at++);
    }
}

/* Whether a cell ends before this tag, or another table begins within it. */
static bool ends_cell(struct piece tag)
{
    static const char *const names[] = {"/td", "/th", "td", "th", "/tr", "tr", "table", "/table"};
    size_t i = 0, count = sizeof names / sizeof *names;
    while (i < count && !piece_is_tag(tag, names[i]))
        i++;
    return i < count;
}

bool is_wordy_cell(struct piece rest)
{
    struct piece text, tag;
    size_t characters = 0;
    for (bool is_within = true; is_within && characters < WORDY;) {
        is_within = piece_tag(&rest, &text, &tag) && !ends_cell(tag);
        for (; text.at < text.end && characters < WORDY; text.at++)
            characters += ((unsigned char)*text.at & 0xC0) != 0x80;
    }
    return characters >= WORDY;
}
