/* congd setup: what is asked at a terminal. Must not know how anything is saved. */
#include "setup.h"

#include "base/said.h"

#include <stdio.h>
#include <string.h>

/* Of one answer, with its end of line; the API takes a thousand characters at most. */
enum { ANSWER_SIZE = 4096 };

#define SETUP_FACT_MEMBER(id, member, vi, en) member,
#define SETUP_FACT_LABEL(id, member, vi, en) {vi, en},

const char *setup_fact_member(enum setup_fact fact)
{
    static const char *const members[SETUP_FACTS] = {SETUP_FACT_ROWS(SETUP_FACT_MEMBER)};
    return members[fact];
}

const char *setup_fact_label(enum setup_fact fact)
{
    static const char *const labels[SETUP_FACTS][LANG_COUNT] = {SETUP_FACT_ROWS(SETUP_FACT_LABEL)};
    return labels[fact][said_lang()];
}

/* One line of standard input, without blanks around it; false at its end, or for a line too long. */
static bool setup_read_line(char line[static ANSWER_SIZE], const char **ret_text)
{
    fflush(stdout);
    if (!fgets(line, ANSWER_SIZE, stdin) || !strchr(line, '\n'))
        return false;
    char *text = line + strspn(line, " \t\r\n");
    size_t length = strlen(text);
    while (length && strchr(" \t\r\n", text[length - 1]))
        text[--length] = '\0';
    *ret_text = text;
    return true;
}

enum err setup_ask(struct setup *setup, struct buf answers[static SETUP_FACTS], bool *ret_goes_on)
{
    char line[ANSWER_SIZE];
    const char *text;
    *ret_goes_on = false;
    puts(SAID("Enter để trống; sửa được về sau.", "Enter leaves it empty; all can be changed later."));
    for (int fact = 0; fact < SETUP_FACTS; fact++) {
        if (setup->facts[fact] || setup_fact_is_set(setup, fact))
            continue;
        printf("%s: ", setup_fact_label(fact));
        if (!setup_read_line(line, &text))
            return ERR_OK;
        if (!*text)
            continue;
        buf_text(&answers[fact], text);
        if (buf_failed(&answers[fact]))
            return ERR_MEMORY;
        setup->facts[fact] = buf_str(&answers[fact]);
    }
    fputs(SAID("Tạo chuyên mục, trình đơn, hộp, trang nháp và mã quản trị nếu chưa có? [C/k] ",
               "Make categories, menu, boxes, draft pages and an admin token where they are missing? [Y/n] "),
          stdout);
    if (!setup_read_line(line, &text))
        return ERR_OK;
    /* Both languages' letters, whatever was asked in: an answer is not a matter of the locale. */
    *ret_goes_on = !*text || strchr("yYcC", *text);
    return ERR_OK;
}
