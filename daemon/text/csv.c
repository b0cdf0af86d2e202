/* Quoting, and the one thing that a spreadsheet must not be given: a text that begins like a formula. What
 * columns there are is for those who write them. */
#include "text/csv.h"

#include <string.h>

/* How formulas begin, also those typed with a full-width keyboard, and what a spreadsheet skips before one
 * (OWASP, "CSV Injection"). */
static const char *const dangers[] = {
    "=", "+", "-", "@", "\t", "\r", "\n", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};

/* Spaces before the sign do not keep every spreadsheet from reading it. */
static bool is_formula(const char *text)
{
    text += strspn(text, " ");
    for (size_t i = 0; i < sizeof dangers / sizeof *dangers; i++)
        if (strncmp(text, dangers[i], strlen(dangers[i])) == 0)
            return true;
    return false;
}

void csv_text(struct buf *out, const char *text)
{
    if (!text)
        return;
    bool is_danger = is_formula(text), is_quoted = is_danger || text[strcspn(text, ",;\"\r\n")];
    if (!is_quoted) {
        buf_text(out, text);
        return;
    }
    buf_text(out, is_danger ? "\"'" : "\"");
    for (; *text; text++)
        buf_text(out, *text == '"' ? "\"\"" : (const char[]){*text, '\0'});
    buf_char(out, '"');
}
