/* Lines of a cell. A line that begins with a time, a half of the day or the sign of a list is a thing of its
 * own; any other goes on with the one above. Knows no rows. */
#include "week_split.h"

#include "text/word.h"

#include <string.h>

enum { LABEL_MOST = 40, HEADING_WORDS_MOST = 60 };

static const struct {
    const char *fold;
    enum week_column column;
} headings[] = {{"ngay", WEEK_DAY},
                {"thu", WEEK_DAY},
                {"thu ngay", WEEK_DAY},
                {"ngay thang", WEEK_DAY},
                {"ngay thu", WEEK_DAY},
                {"thu ngay thang", WEEK_DAY},
                {"buoi", WEEK_HALF},
                {"thoi gian", WEEK_TIME},
                {"gio", WEEK_TIME},
                {"thoi diem", WEEK_TIME},
                {"ngay gio", WEEK_TIME},
                {"noi dung", WEEK_WHAT},
                {"noi dung cong viec", WEEK_WHAT},
                {"cong viec", WEEK_WHAT},
                {"noi dung cong tac", WEEK_WHAT},
                {"noi dung lam viec", WEEK_WHAT},
                {"lich lam viec", WEEK_WHAT},
                {"noi dung hop", WEEK_WHAT},
                {"chu tri", WEEK_CHAIR},
                {"nguoi chu tri", WEEK_CHAIR},
                {"lanh dao chu tri", WEEK_CHAIR},
                {"chu toa", WEEK_CHAIR},
                {"lanh dao", WEEK_CHAIR},
                {"lanh dao du", WEEK_CHAIR},
                {"dia diem", WEEK_PLACE},
                {"noi hop", WEEK_PLACE},
                {"tai", WEEK_PLACE},
                {"thanh phan", WEEK_WHO},
                {"thanh phan tham du", WEEK_WHO},
                {"thanh phan du", WEEK_WHO},
                {"thanh phan du hop", WEEK_WHO},
                {"tham du", WEEK_WHO},
                {"nguoi tham du", WEEK_WHO},
                {"cung du", WEEK_WHO},
                {"chuan bi", WEEK_UNIT},
                {"don vi chuan bi", WEEK_UNIT},
                {"co quan chuan bi", WEEK_UNIT},
                {"chuan bi noi dung", WEEK_UNIT},
                {"don vi tham muu", WEEK_UNIT},
                {"ghi chu", WEEK_NONE},
                {"stt", WEEK_NONE},
                {"tt", WEEK_NONE}};

const char *week_fold(struct arena *arena, const char *text)
{
    struct word word;
    const char *folded = "";
    size_t length = strlen(text), at = 0;
    for (int count = 0; count < HEADING_WORDS_MOST && word_next(text, length, &at, &word); count++)
        folded = arena_printf(arena, "%s%s%s", folded, *folded ? " " : "", word.fold);
    return folded;
}

enum week_column week_heading(struct arena *arena, const char *words)
{
    const char *folded = strlen(words) > 2 * LABEL_MOST ? "" : week_fold(arena, words);
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (strcmp(headings[i].fold, folded) == 0)
            return headings[i].column;
    return WEEK_NONE;
}

enum week_column week_heading_within(struct arena *arena, const char *words)
{
    static const struct {
        const char *fold;
        enum week_column column;
    } parts[] = {{"chu tri", WEEK_CHAIR},  {"dia diem", WEEK_PLACE}, {"chuan bi", WEEK_UNIT},
                 {"thanh phan", WEEK_WHO}, {"tham du", WEEK_WHO},    {"thuc hien", WEEK_WHO},
                 {"noi dung", WEEK_WHAT},  {"cong viec", WEEK_WHAT}, {"thoi gian", WEEK_TIME},
                 {"ngay", WEEK_DAY}};
    enum week_column column = week_heading(arena, words);
    const char *folded = strlen(words) > 2 * LABEL_MOST ? "" : week_fold(arena, words);
    for (size_t i = 0; column == WEEK_NONE && i < sizeof parts / sizeof *parts; i++)
        if (strstr(folded, parts[i].fold))
            column = parts[i].column;
    return column;
}

/* The next line at *at, which goes behind it; false at the end. */
static bool next_line(const char *cell, size_t *at, const char **ret_line, size_t *ret_length)
{
    if (!cell[*at])
        return false;
    *ret_line = cell + *at;
    *ret_length = strcspn(cell + *at, "\n");
    *at += *ret_length + (cell[*at + *ret_length] == '\n');
    return true;
}

/* Without blanks at its end. */
static const char *line_text(struct arena *arena, const char *line, size_t length)
{
    while (length && strchr(" \t\r", line[length - 1]))
        length--;
    return arena_copy(arena, line, length);
}

size_t week_lines(const char *cell)
{
    const char *line;
    size_t at = 0, length, count = 0;
    while (next_line(cell, &at, &line, &length))
        count += strspn(line, " \t\r") < length;
    return count;
}

const char *week_line(struct arena *arena, const char *cell, size_t number)
{
    const char *line;
    size_t at = 0, length, count = 0;
    while (next_line(cell, &at, &line, &length)) {
        if (strspn(line, " \t\r") >= length || count++ < number)
            continue;
        const char *text = line_text(arena, line, length);
        return text + week_signs(text);
    }
    return "";
}

const char *week_joined(struct arena *arena, const char *cell)
{
    const char *line;
    size_t at = 0, length, out = 0;
    char *joined = arena_alloc(arena, 2 * strlen(cell) + 1);
    while (joined && next_line(cell, &at, &line, &length)) {
        size_t signs = week_signs(line);
        while (length && strchr(" \t\r", line[length - 1]))
            length--;
        if (signs >= length)
            continue;
        if (out)
            joined[out++] = ';', joined[out++] = ' ';
        memcpy(joined + out, line + signs, length - signs);
        out += length - signs;
    }
    if (joined)
        joined[out] = '\0';
    return joined ? joined : "";
}

/* Adds words to what a part says of a column. */
static void part_add(struct arena *arena, struct week_part *part, enum week_column column, const char *words)
{
    const char *had = part->words[column];
    if (*words)
        part->words[column] =
            had ? arena_printf(arena, "%s%s%s", had, column == WEEK_WHAT ? " " : "; ", words) : words;
}

/* A line such as "Địa điểm: Hội trường": the column, and what stands behind the colon. */
static enum week_column line_label(struct arena *arena, const char *line, const char **ret_rest)
{
    const char *colon = strchr(line, ':');
    if (!colon || colon - line > LABEL_MOST)
        return WEEK_NONE;
    enum week_column column = week_heading(arena, arena_copy(arena, line, (size_t)(colon - line)));
    *ret_rest = colon + 1 + week_signs(colon + 1);
    return column < WEEK_CHAIR ? WEEK_NONE : column;
}

/* Parts of a line that are labelled, where each begins behind ". " or "; ": "Họp. Chủ trì: ông A. Địa điểm:
 * B". */
static void part_sentences(struct arena *arena, struct week_part *part, const char *line)
{
    enum week_column column = WEEK_WHAT;
    const char *rest, *begin = line;
    for (const char *at = line; *at; at++) {
        if (!strchr(".;", *at) || at[1] != ' ')
            continue;
        enum week_column next = line_label(arena, at + 2, &rest);
        if (next == WEEK_NONE)
            continue;
        part_add(arena, part, column, arena_copy(arena, begin, (size_t)(at - begin)));
        column = next;
        begin = rest;
        at = rest - 1;
    }
    part_add(arena, part, column, arena_text(arena, begin));
}

/* Whether signs end what was taken: "Sáng: …", but not "Sáng kiến …", which is no half of the day. */
static bool ends_with_sign(const char *line, size_t taken)
{
    while (taken && strchr(" \t(", line[taken - 1]))
        taken--;
    return taken && strchr(":,-.;)", line[taken - 1]);
}

/* One line: a part of its own, or more of the one above. Returns how many parts there are then. */
static size_t split_line(struct arena *arena, const char *line, struct week_part *parts, size_t count,
                         enum week_half *half, bool *ret_is_more)
{
    const char *rest = line;
    enum week_half said;
    size_t signs = week_signs(line), taken = week_read_half(line, &said);
    struct week_time time = {0, -1};
    bool is_half =
        taken && (!line[taken] || ends_with_sign(line, taken) || week_read_time(line + taken, said, &time));
    time = (struct week_time){0, -1};
    if (is_half) {
        *half = said;
        rest += taken;
    }
    size_t timed = week_read_time(rest, *half, &time);
    rest += timed ? timed : week_signs(rest);
    const char *behind;
    enum week_column label = timed || is_half ? WEEK_NONE : line_label(arena, rest, &behind);
    if (label != WEEK_NONE && count) {
        part_add(arena, &parts[count - 1], label, arena_text(arena, behind));
        return count;
    }
    bool is_listed = signs > strspn(line, " \t\n") && !strchr("(:,.", line[strspn(line, " \t\n")]);
    bool is_new = !count || timed || is_half || is_listed;
    *ret_is_more = *ret_is_more || (is_new && count == WEEK_CELL_MOST);
    if (is_new && count < WEEK_CELL_MOST)
        parts[count++] = (struct week_part){*half, time, timed != 0, {NULL}};
    part_sentences(arena, &parts[count - 1], rest);
    return count;
}

size_t week_split(struct arena *arena, const char *cell, enum week_half half, struct week_part *parts,
                  bool *ret_is_more)
{
    const char *line;
    size_t at = 0, length, count = 0;
    *ret_is_more = false;
    while (next_line(cell, &at, &line, &length))
        if (strspn(line, " \t\r") < length)
            count = split_line(arena, line_text(arena, line, length), parts, count, &half, ret_is_more);
    return count;
}
