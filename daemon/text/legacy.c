/* Finds old encodings by trying them: whichever makes the most Vietnamese syllables of a paragraph's
 * strange words is the one. Changes nothing by itself; whether a person is told, or the text refused or
 * taken, is decided by handlers. */
#include "text/legacy.h"

#include "base/buf.h"
#include "legacy_table.h"
#include "text/excerpt.h"
#include "text/word.h"

#include <string.h>
#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>

/* Characters of the preview; and the longest text that is looked at, beyond which none is said to be
 * old. */
enum { PREVIEW_LENGTH = 80, TEXT_MOST = 4 * 1024 * 1024 };

/* So many syllables with marks must come out, and so large a share of the words that looked strange must be
 * among them. */
enum { SYLLABLES_LEAST = 2, SHARE_LEAST_PERCENT = 70 };

/* In the order of enum legacy. */
const char *legacy_name(enum legacy legacy)
{
    static const char *const names[LEGACY_COUNT] = {"", "TCVN3 (ABC)", "VNI", "VIQR", "UTF-8/Windows-1252"};
    return names[legacy];
}

/* A paragraph on its way. */
struct points {
    uint32_t *at;
    size_t count;
};

/* A part of a syllable, not NUL-terminated, among a list that ends with NULL. */
static bool legacy_is_one_of(const char *text, size_t length, const char *const *list)
{
    for (; *list; list++)
        if (strlen(*list) == length && memcmp(*list, text, length) == 0)
            return true;
    return false;
}

/* Base letters and those with a hat, breve, horn or bar; tones are not in word.letters. An ä or ñ shows
 * that the word is French, German, or not yet converted. */
static bool has_only_vietnamese_letters(const struct word *word)
{
    static const uint32_t shaped[] = {0x103, 0xE2, 0x111, 0xEA, 0xF4, 0x1A1, 0x1B0};
    for (size_t i = 0; i < word->letter_count; i++) {
        bool is_known = word->letters[i] < 0x80;
        for (size_t k = 0; k < sizeof shaped / sizeof *shaped; k++)
            is_known |= word->letters[i] == shaped[k];
        if (!is_known)
            return false;
    }
    return true;
}

/* Whether the word is built as Vietnamese syllables are, a beginning, vowels, an end, and bears a mark. The
 * vowel of gi and qu is part of the beginning where another follows. */
static bool legacy_is_syllable(const struct word *word)
{
    static const char *const middles[] = {
        "a",   "e",   "i",   "o",   "u",   "y",   "ai",  "ao",  "au",  "ay",  "eo", "eu", "ia",
        "ie",  "iu",  "oa",  "oe",  "oi",  "ua",  "ue",  "ui",  "uo",  "uu",  "uy", "ye", "ieu",
        "oai", "oay", "oeo", "uay", "uoi", "uou", "uya", "uye", "uyu", "yeu", NULL};
    static const char *const begins[] = {"",   "b", "c", "ch", "d",  "g",   "gh", "gi", "h",  "k",
                                         "kh", "l", "m", "n",  "ng", "ngh", "nh", "p",  "ph", "q",
                                         "qu", "r", "s", "t",  "th", "tr",  "v",  "x",  NULL};
    static const char *const ends[] = {"", "c", "ch", "m", "n", "ng", "nh", "p", "t", NULL};
    /* Up to the first vowel, the vowels, the rest: without marks the parts are few enough for lists. */
    const char *fold = word->fold;
    bool is_long =
        (strncmp(fold, "gi", 2) == 0 || strncmp(fold, "qu", 2) == 0) && fold[2] && strchr("aeiouy", fold[2]);
    size_t begin = is_long ? 2 : strcspn(fold, "aeiouy"), vowels = strspn(fold + begin, "aeiouy"),
           end = begin + vowels;
    return word->is_marked && has_only_vietnamese_letters(word) && legacy_is_one_of(fold, begin, begins) &&
           legacy_is_one_of(fold + begin, vowels, middles) &&
           legacy_is_one_of(fold + end, strlen(fold + end), ends);
}

/* A sign of Latin-1, such as ¢ or », that touches a word is a letter that went wrong. */
static bool touches_sign(const char *text, size_t length, const struct word *word)
{
    /* 0xC2 leads all of U+0080 to U+00BF in UTF-8, the signs of Latin-1. */
    bool before = word->start >= 2 && (unsigned char)text[word->start - 2] == 0xC2;
    bool behind = word->end < length && (unsigned char)text[word->end] == 0xC2;
    return before || behind;
}

/* The measure of how Vietnamese a text is, before and after a conversion. */
static size_t count_syllables(const char *text, size_t length)
{
    struct word word;
    size_t at = 0, count = 0;
    while (word_next(text, length, &at, &word))
        count += legacy_is_syllable(&word) && !touches_sign(text, length, &word);
    return count;
}

/* Runs without spaces in which something is no plain letter or digit: what a reader cannot make sense of. */
static size_t count_strange(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length;) {
        bool is_strange = false, has_letter = false;
        for (; i < length && (unsigned char)text[i] > ' '; i++) {
            bool is_plain_letter = (text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z');
            /* VIQR's signs count only behind a letter and not as the very last byte, where they are
             * punctuation. */
            is_strange |= (text[i] & 0x80) || (has_letter && strchr("^(+`'?~.", text[i]) && i + 1 < length);
            has_letter |= is_plain_letter;
        }
        count += is_strange && has_letter;
        i++;
    }
    return count;
}

/* Room is what legacy_convert() made sure of. Always true, so that it could stand in a condition. */
static bool legacy_keep(struct points *out, uint32_t point)
{
    out->at[out->count++] = point;
    return true;
}

/* Letters beyond Latin-1 are Vietnamese already, or no Latin at all; signs may be anything. */
static bool is_foreign(uint32_t point)
{
    return point > 0xFF && !(point >= 0x2000 && point < 0x2200) && point != 0x192 && point != 0x152 &&
           point != 0x153 && point != 0x160 && point != 0x161 && point != 0x178 && point != 0x17D &&
           point != 0x17E && point != 0x2C6 && point != 0x2DC;
}

/* One letter each: the place in Latin-1 is the byte of TCVN 5712. ASCII means itself. */
static bool from_tcvn3(const struct points *in, struct points *out)
{
    for (size_t i = 0; i < in->count; i++) {
        uint32_t point = in->at[i];
        bool is_high = point >= 0xA1 && point - 0xA1 < sizeof tcvn3 / sizeof *tcvn3;
        if (is_foreign(point))
            return false;
        legacy_keep(out, is_high && tcvn3[point - 0xA1] ? tcvn3[point - 0xA1] : point);
    }
    return true;
}

/* In ASCII and Latin-1 alone; 0xD7 is the multiplication sign. */
static bool is_upper(uint32_t point)
{
    return (point >= 'A' && point <= 'Z') || (point >= 0xC0 && point <= 0xDE && point != 0xD7);
}

/* Vowels that may bear a VNI mark, ơ and ư among them, which are letters of their own there. Not â, for
 * which VNI has a sign behind the a as well. */
static bool is_vowel(uint32_t point)
{
    uint32_t lower = uc_tolower(point);
    return (lower < 0x80 && lower && strchr("aeiouy", (int)lower)) || lower == 0x1A1 || lower == 0x1B0;
}

/* Of a sign in lower case; NULL for what is no mark of VNI. */
static const struct vni_mark *find_mark(uint32_t sign)
{
    for (size_t i = 0; i < sizeof vni_marks / sizeof *vni_marks; i++)
        if (vni_marks[i].sign == sign)
            return &vni_marks[i];
    return NULL;
}

/* A sign that is a letter by itself, in the case it came in; else the point unchanged. */
static uint32_t vni_letter(uint32_t point)
{
    uint32_t sign = is_upper(point) ? point + 0x20 : point;
    for (size_t i = 0; i < sizeof vni_letters / sizeof *vni_letters; i++)
        if (vni_letters[i].sign == sign)
            return is_upper(point) ? uc_toupper(vni_letters[i].letter) : vni_letters[i].letter;
    return point;
}

/* VNI writes shape and tone as one sign behind the vowel; they become combining marks here, and
 * legacy_convert() composes them. A sign that follows no vowel is a letter of its own. */
static bool from_vni(const struct points *in, struct points *out)
{
    for (size_t i = 0; i < in->count; i++) {
        uint32_t point = in->at[i];
        const struct vni_mark *mark =
            point >= 0xC0 ? find_mark(is_upper(point) ? point + 0x20 : point) : NULL;
        if (is_foreign(point))
            return false;
        /* The shape before the tone, in the order that Unicode composes Vietnamese letters in. */
        if (mark && out->count && is_vowel(out->at[out->count - 1])) {
            if (mark->shape)
                legacy_keep(out, mark->shape);
            if (mark->tone)
                legacy_keep(out, mark->tone);
        } else {
            legacy_keep(out, vni_letter(point));
        }
    }
    return true;
}

/* The mark that a plain sign is after this letter, 0 for none. */
static uint32_t viqr_mark(uint32_t letter, uint32_t sign, uint32_t behind)
{
    uint32_t lower = uc_tolower(letter);
    /* Behind a vowel or the shape already put on it. */
    bool is_tone_place = is_vowel(letter) || letter == 0x302 || letter == 0x306 || letter == 0x31B;
    bool is_letter_behind = (behind >= 'a' && behind <= 'z') || (behind >= 'A' && behind <= 'Z');
    /* "Vì sao?" is a question and no hỏi: such a sign is a tone only within a word. */
    bool ends_sentence = (sign == '.' || sign == '?' || sign == '\'') && !is_letter_behind;
    /* RFC 1456: ^ ( + are shapes and fit certain vowels alone. */
    if (sign == '^')
        return lower == 'a' || lower == 'e' || lower == 'o' ? 0x302 : 0;
    if (sign == '(')
        return lower == 'a' ? 0x306 : 0;
    /* The horn; a plus behind any other letter is a plus. */
    if (sign == '+')
        return lower == 'o' || lower == 'u' ? 0x31B : 0;
    if (!is_tone_place || ends_sentence)
        return 0;
    return sign == '\''  ? 0x301
           : sign == '`' ? 0x300
           : sign == '?' ? 0x309
           : sign == '~' ? 0x303
           : sign == '.' ? 0x323
                         : 0;
}

static bool from_viqr(const struct points *in, struct points *out)
{
    for (size_t i = 0; i < in->count; i++) {
        uint32_t point = in->at[i], former = out->count ? out->at[out->count - 1] : 0;
        uint32_t behind = i + 1 < in->count ? in->at[i + 1] : ' ';
        uint32_t mark = viqr_mark(former, point, behind);
        /* dd is đ, whatever the case of the second. */
        bool is_dd = (point == 'd' || point == 'D') && uc_tolower(former) == 'd';
        /* VIQR is ASCII; single signs of Latin-1 may stand in it, Vietnamese letters may not. */
        if (point > 0x7F && is_foreign(point))
            return false;
        if (is_dd)
            out->at[out->count - 1] = former == 'd' ? 0x111 : 0x110;
        else
            legacy_keep(out, mark ? mark : point);
    }
    return true;
}

/* The byte that Windows-1252 shows as this character; -1 for none. */
static int byte_of(uint32_t point)
{
    /* The same in Latin-1 and Windows-1252. */
    if (point < 0x80 || (point >= 0xA0 && point <= 0xFF))
        return (int)point;
    for (int i = 0; i < 32; i++)
        if (cp1252[i] == point)
            return 0x80 + i;
    return -1;
}

/* UTF-8 that was read as Windows-1252: the characters go back to their bytes, and these are read as what
 * they were. A single sequence that is no UTF-8 shows that it was not so. */
static bool from_cp1252(const struct points *in, struct points *out)
{
    for (size_t i = 0; i < in->count;) {
        uint8_t bytes[4];
        size_t size = 0;
        ucs4_t point;
        /* As many as a UTF-8 sequence may need; u8_mbtoucr() says how many it took. */
        for (; size < sizeof bytes && i + size < in->count && byte_of(in->at[i + size]) >= 0; size++)
            bytes[size] = (uint8_t)byte_of(in->at[i + size]);
        int used = size ? u8_mbtoucr(&point, bytes, size) : -1;
        if (used <= 0)
            return false;
        legacy_keep(out, point);
        i += (size_t)used;
    }
    return true;
}

typedef bool conversion(const struct points *in, struct points *out);
/* By enum legacy. Each gives up (false) at the first character that its encoding cannot have. */
static conversion *const conversions[LEGACY_COUNT] = {NULL, from_tcvn3, from_vni, from_viqr, from_cp1252};

/* The paragraph converted and composed, or NULL. */
static const char *legacy_convert(const struct points *in, enum legacy legacy, struct arena *arena,
                                  size_t *ret_length)
{
    /* A character makes two points at most, VNI's shape and tone. */
    struct points out = {arena_alloc(arena, (in->count * 2 + 1) * sizeof *out.at), 0};
    if (!out.at || !conversions[legacy](in, &out) || !out.count)
        return NULL;
    size_t composed_count = 0;
    auto_free uint32_t *composed = u32_normalize(UNINORM_NFC, out.at, out.count, NULL, &composed_count);
    auto_free uint8_t *bytes = composed ? u32_to_u8(composed, composed_count, NULL, ret_length) : NULL;
    return bytes ? arena_copy(arena, (const char *)bytes, *ret_length) : NULL;
}

/* Letters that only Vietnamese text has, and none of the old encodings when they are read as Latin: most
 * paragraphs need not be looked at more closely. */
static bool is_vietnamese(const char *text, size_t length)
{
    static const char *const letters[] = {"ư", "ơ", "đ", "\xE1\xBA", "\xE1\xBB"};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (memmem(text, length, letters[i], strlen(letters[i])))
            return true;
    return false;
}

/* Which old encoding the paragraph is in; its text in *ret_text then. */
static enum legacy recognise(const char *text, size_t length, struct arena *arena, const char **ret_text,
                             size_t *ret_length)
{
    /* The usual paragraph, settled by five searches. */
    if (is_vietnamese(text, length))
        return LEGACY_NONE;
    struct points in = {NULL, 0};
    size_t before = count_syllables(text, length), strange = count_strange(text, length), most = 0;
    enum legacy found = LEGACY_NONE;
    /* Half of the strange words are syllables already: it is Vietnamese. */
    if (strange < SYLLABLES_LEAST || before * 2 > strange)
        return LEGACY_NONE;
    auto_free uint32_t *points = u8_to_u32((const uint8_t *)text, length, NULL, &in.count);
    in.at = points;
    /* Each encoding is tried on the whole paragraph; some signs are letters in several, and only the
     * count of syllables tells which was meant. */
    for (enum legacy legacy = LEGACY_TCVN3; points && legacy < LEGACY_COUNT; legacy++) {
        size_t size = 0;
        const char *converted = legacy_convert(&in, legacy, arena, &size);
        size_t after = converted ? count_syllables(converted, size) : 0;
        /* A French or Czech name among English words must not pass, hence the share. */
        bool is_good =
            after >= SYLLABLES_LEAST && after > before && after * 100 >= strange * SHARE_LEAST_PERCENT;
        if (!is_good || after <= most)
            continue;
        most = after;
        found = legacy;
        *ret_text = converted;
        *ret_length = size;
    }
    return found;
}

enum legacy legacy_find(const char *text, size_t length, struct arena *arena, const char **ret_converted,
                        size_t *ret_length, const char **ret_preview)
{
    enum legacy first = LEGACY_NONE;
    auto_buf struct buf out = BUF(TEXT_MOST);
    /* Bytes that are no UTF-8 are refused elsewhere, with their place. */
    if (length && u8_check((const uint8_t *)text, length))
        return LEGACY_NONE;
    for (size_t at = 0; at < length;) {
        const char *newline = memchr(text + at, '\n', length - at), *converted = NULL;
        size_t end = newline ? (size_t)(newline - text) : length, size = 0;
        enum legacy legacy = recognise(text + at, end - at, arena, &converted, &size);
        /* Paragraphs in several encodings are told by the first of them. */
        if (legacy && !first) {
            first = legacy;
            *ret_preview = text_excerpt(converted, PREVIEW_LENGTH, arena);
        }
        /* Paragraphs that are right already stay as they are: texts are pasted together. */
        buf_add(&out, legacy ? converted : text + at, legacy ? size : end - at);
        if (newline)
            buf_char(&out, '\n');
        at = end + 1;
    }
    /* A text too large or without memory is treated as if nothing was found: this is a help for those
     * who paste, and nothing that anything else relies on. */
    if (!first || buf_failed(&out) || arena_failed(arena))
        return LEGACY_NONE;
    *ret_converted = arena_copy(arena, buf_str(&out), out.length);
    *ret_length = out.length;
    return first;
}

bool legacy_decode(enum legacy legacy, const char *text, size_t length, struct arena *arena,
                   const char **ret_text, size_t *ret_length)
{
    struct points in = {NULL, 0};
    const char *converted = NULL;
    size_t size = 0;
    auto_free uint32_t *points = u8_to_u32((const uint8_t *)text, length, NULL, &in.count);
    in.at = points;
    if (points && length)
        converted = legacy_convert(&in, legacy, arena, &size);
    if (!converted || (size == length && memcmp(converted, text, length) == 0))
        return false;
    *ret_text = converted;
    *ret_length = size;
    return true;
}
