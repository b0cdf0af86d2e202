/* Words of links, times that are over, headings by their places. */
#include "findings_text.h"

#include "text/compound.h"
#include "text/letter.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Letters of a link that is compared; what is longer says something. */
enum { MUTE_LONGEST = 60, BEFORE_DATE = 48, HEADINGS_MOST = 100 };

bool findings_link_is_bare(const char *words)
{
    return strncasecmp(words, "http://", 7) == 0 || strncasecmp(words, "https://", 8) == 0 ||
           strncasecmp(words, "www.", 4) == 0;
}

/* The words in their fold keys, one blank between them; "" when there are too many. */
static void fold_words(const char *words, char folded[static MUTE_LONGEST + 1])
{
    struct word word;
    size_t length = 0, size = strlen(words);
    for (size_t at = 0; word_next(words, size, &at, &word);) {
        if (length + word.fold_length + 1 > MUTE_LONGEST) {
            length = 0;
            break;
        }
        if (length)
            folded[length++] = ' ';
        memcpy(folded + length, word.fold, word.fold_length);
        length += word.fold_length;
    }
    folded[length] = '\0';
}

bool findings_link_is_mute(const char *words)
{
    /* By the keys without marks; y at the end of such syllables is i. */
    static const char *const mute[] = {"tai day",
                                       "o day",
                                       "day",
                                       "vao day",
                                       "xem tai day",
                                       "xem o day",
                                       "xem them",
                                       "xem",
                                       "xem tiep",
                                       "chi tiet",
                                       "xem chi tiet",
                                       "bam vao day",
                                       "nhan vao day",
                                       "bam day",
                                       "click vao day",
                                       "click",
                                       "link",
                                       "lien ket",
                                       "duong link",
                                       "tai ve",
                                       "tai xuong",
                                       "download",
                                       "here",
                                       "click here",
                                       "read more",
                                       "more",
                                       "see more",
                                       "this link",
                                       "doc tiep",
                                       "doc them",
                                       "tai ve tai day",
                                       "tai tai day",
                                       "xem them tai day",
                                       "xem chi tiet tai day"};
    char folded[MUTE_LONGEST + 1];
    struct word word;
    size_t at = 0;
    if (!word_next(words, strlen(words), &at, &word))
        return true;
    fold_words(words, folded);
    for (size_t i = 0; i < sizeof mute / sizeof *mute; i++)
        if (strcmp(folded, mute[i]) == 0)
            return true;
    return false;
}

/* Whether the words before a date make it the end of something. */
static bool sets_an_end(const char *sentence, size_t date, struct arena *arena)
{
    static const char *const ends[] = {"trước ngày", "đến ngày", "đến hết ngày",  "hết ngày",
                                       "hạn cuối",   "hạn chót", "chậm nhất",     "hạn nộp",
                                       "before",     "until",    "no later than", "deadline"};
    size_t from = date > BEFORE_DATE ? date - BEFORE_DATE : 0;
    while (from < date && ((unsigned char)sentence[from] & 0xC0) == 0x80)
        from++;
    const char *before = text_lower(arena_copy(arena, sentence + from, date - from), arena);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (strstr(before, ends[i]))
            return true;
    return false;
}

const char *findings_past_time(const char *sentence, int32_t day, struct arena *arena)
{
    struct word word;
    size_t length = strlen(sentence);
    for (size_t at = 0; word_next(sentence, length, &at, &word);) {
        char key[COMPOUND_KEY_SIZE];
        size_t end;
        if (!compound_at(sentence, length, &word, key, &end) || key[0] != 'd')
            continue;
        at = end;
        /* "d20231009" */
        if (strtol(key + 1, NULL, 10) < day && sets_an_end(sentence, word.start, arena))
            return arena_copy(arena, sentence + word.start, end - word.start);
    }
    return NULL;
}

void findings_headings_read(struct findings_headings *headings, const char *body_text,
                            const struct survey_item *items, size_t count, struct arena *arena)
{
    const char *from = body_text;
    *headings = (struct findings_headings){arena_zero(arena, count + 1, sizeof *headings->at),
                                           arena_zero(arena, count + 1, sizeof *headings->words), 0};
    for (size_t i = 0; headings->at && headings->words && i < count && headings->count < HEADINGS_MOST; i++) {
        const char *found =
            items[i].kind == SURVEY_HEADING && *items[i].text ? strstr(from, items[i].text) : NULL;
        if (!found)
            continue;
        headings->at[headings->count] = (size_t)(found - body_text);
        headings->words[headings->count++] = items[i].text;
        from = found + strlen(items[i].text);
    }
}

const char *findings_heading_at(const struct findings_headings *headings, size_t at)
{
    const char *words = NULL;
    for (size_t i = 0; i < headings->count && headings->at[i] <= at; i++)
        words = headings->words[i];
    return words;
}
