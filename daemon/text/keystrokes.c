/* Does what the keyboard's program would have done, word by word. Says nothing of whether a word makes sense;
 * who asks knows what there is. */
#include "text/keystrokes.h"

#include "base/buf.h"
#include "text/normalize.h"

#include <stdbool.h>
#include <string.h>

/* Letters of a word that is looked at; the longest syllable has seven, and as many keys more. */
enum { KEYED_LETTERS_MOST = 16, KEYED_TEXT_MOST = 8192 };

/* A word as far as it was typed. `shapes` has '^', '(', '+' or '-' (of đ) for a letter that is shaped. */
struct keyed {
    char letters[KEYED_LETTERS_MOST];
    char shapes[KEYED_LETTERS_MOST];
    size_t count;
    char tone; /* of VNI, '1' to '5'; '\0' none */
    bool is_changed;
};

static bool keyed_is_vowel(char letter)
{
    return letter && strchr("aeiouyAEIOUY", letter);
}

static char keyed_lower(char letter)
{
    return (char)(letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter);
}

static bool keyed_has_vowel(const struct keyed *word)
{
    for (size_t i = 0; i < word->count; i++)
        if (keyed_is_vowel(word->letters[i]))
            return true;
    return false;
}

/* Shapes the last of these letters that is not yet shaped; false without one. */
static bool keyed_shape(struct keyed *word, const char *letters, char shape)
{
    for (size_t i = word->count; i-- > 0;) {
        if (!strchr(letters, keyed_lower(word->letters[i])) || word->shapes[i])
            continue;
        word->shapes[i] = shape;
        return word->is_changed = true;
    }
    return false;
}

/* The horn or the breve: ươ of uo, whichever letters stand behind. */
static bool keyed_horn(struct keyed *word, const char *letters)
{
    for (size_t i = word->count; i-- > 1;)
        if (keyed_lower(word->letters[i]) == 'o' && keyed_lower(word->letters[i - 1]) == 'u' &&
            !word->shapes[i] && !word->shapes[i - 1] && (i < 2 || keyed_lower(word->letters[i - 2]) != 'q')) {
            word->shapes[i] = word->shapes[i - 1] = '+';
            return word->is_changed = true;
        }
    for (size_t i = word->count; i-- > 0;) {
        char letter = keyed_lower(word->letters[i]);
        if (strchr(letters, letter) && !word->shapes[i]) {
            word->shapes[i] = letter == 'a' ? '(' : '+';
            return word->is_changed = true;
        }
    }
    return false;
}

static bool keyed_tone(struct keyed *word, char tone)
{
    if (!keyed_has_vowel(word))
        return false;
    word->tone = tone;
    return word->is_changed = true;
}

/* Whether the key changes what was typed before it; else it is a letter. */
static bool keyed_by_telex(struct keyed *word, char key)
{
    static const char keys[] = "sfrxj", tones[] = "12345";
    char letter = keyed_lower(key);
    const char *tone = strchr(keys, letter);
    if (tone)
        return keyed_tone(word, tones[tone - keys]);
    if (letter == 'w')
        return keyed_horn(word, "aou");
    if (letter == 'd')
        return word->count && keyed_lower(word->letters[0]) == 'd' && !word->shapes[0] &&
               keyed_shape(word, "d", '-');
    /* The same vowel again, at once or behind the syllable's end. */
    const char same[] = {letter, '\0'};
    bool is_again = letter == 'a' || letter == 'e' || letter == 'o';
    return is_again && keyed_shape(word, same, '^');
}

static bool keyed_by_vni(struct keyed *word, char key)
{
    if (key >= '1' && key <= '5')
        return keyed_tone(word, key);
    if (key == '6')
        return keyed_shape(word, "aeo", '^');
    if (key == '7')
        return keyed_horn(word, "ou");
    if (key == '8')
        return keyed_shape(word, "a", '(');
    return key == '9' && word->count && keyed_lower(word->letters[0]) == 'd' && keyed_shape(word, "d", '-');
}

/* The letter that bears the tone: the last shaped one; else the first of two vowels at the end, and the
 * second where something follows. */
static size_t keyed_bearer(const struct keyed *word)
{
    size_t first = 0, end, shaped = KEYED_LETTERS_MOST;
    while (first < word->count && !keyed_is_vowel(word->letters[first]))
        first++;
    /* The u of qu and the i of gi belong to the consonant, where another vowel follows. */
    bool is_glide =
        first > 0 && first + 1 < word->count && keyed_is_vowel(word->letters[first + 1]) &&
        ((keyed_lower(word->letters[first - 1]) == 'q' && keyed_lower(word->letters[first]) == 'u') ||
         (keyed_lower(word->letters[first - 1]) == 'g' && keyed_lower(word->letters[first]) == 'i'));
    first += is_glide;
    for (end = first; end < word->count && keyed_is_vowel(word->letters[end]); end++)
        shaped = word->shapes[end] ? end : shaped;
    if (shaped < KEYED_LETTERS_MOST)
        return shaped;
    size_t vowels = end - first;
    return vowels >= 3 || (vowels == 2 && end < word->count) ? first + 1 : first;
}

static void keyed_write(struct buf *out, const struct keyed *word)
{
    static const char *const tones[] = {"\u0301", "\u0300", "\u0309", "\u0303", "\u0323"};
    size_t bearer = keyed_bearer(word);
    for (size_t i = 0; i < word->count; i++) {
        if (word->shapes[i] == '-') {
            buf_text(out, word->letters[i] == 'D' ? "Đ" : "đ");
            continue;
        }
        buf_char(out, word->letters[i]);
        buf_text(out, word->shapes[i] == '^'   ? "\u0302"
                      : word->shapes[i] == '(' ? "\u0306"
                      : word->shapes[i] == '+' ? "\u031B"
                                               : "");
        if (word->tone && i == bearer)
            buf_text(out, tones[word->tone - '1']);
    }
}

/* A run of letters and digits of ASCII. */
static bool keyed_word(struct buf *out, const char *text, size_t length, enum keystrokes keystrokes)
{
    struct keyed word = {.count = 0};
    bool fits = length <= KEYED_LETTERS_MOST;
    for (size_t i = 0; fits && i < length; i++) {
        bool is_key =
            keystrokes == KEYSTROKES_VNI ? keyed_by_vni(&word, text[i]) : keyed_by_telex(&word, text[i]);
        if (is_key)
            continue;
        /* A digit that is no key is a number's. */
        fits = text[i] < '0' || text[i] > '9';
        word.letters[word.count++] = text[i];
    }
    if (fits && word.is_changed)
        keyed_write(out, &word);
    else
        buf_add(out, text, length);
    return fits && word.is_changed;
}

const char *keystrokes_read(const char *text, enum keystrokes keystrokes, struct arena *arena)
{
    static const char signs[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    auto_buf struct buf out = BUF(KEYED_TEXT_MOST);
    const char *normal;
    bool is_changed = false;
    while (*text) {
        size_t length = strspn(text, signs), other = strcspn(text + length, signs);
        /* What touches a letter with marks is a word that was typed as it should be. */
        bool is_marked = other && ((unsigned char)text[length] & 0x80);
        bool is_behind = out.length && ((unsigned char)text[-1] & 0x80);
        if (length && !is_marked && !is_behind)
            is_changed |= keyed_word(&out, text, length, keystrokes);
        else
            buf_add(&out, text, length);
        buf_add(&out, text + length, other);
        text += length + other;
    }
    if (!is_changed || buf_failed(&out) ||
        text_normalize(buf_str(&out), out.length, TEXT_LINE, arena, &normal, NULL))
        return NULL;
    return normal;
}
