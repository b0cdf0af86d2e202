/* How a public answer is laid out: question and answer under headings of their own. Must not know whose
 * question it was. */
#include "question_draft.h"

#include "base/buf.h"
#include "text/date.h"

#include <string.h>
#include <strings.h>

enum { BODY_MOST = 256 * 1024 };

/* The day of a moment of the API's, as a fact; NULL of null. */
static const char *draft_day(struct arena *arena, const json_t *moment)
{
    char text[DATE_TEXT_SIZE];
    int64_t at_ms;
    const char *at = json_string_value(moment);
    return at && !date_parse(at, &at_ms) ? arena_text(arena, day_iso(day_of(at_ms), text)) : NULL;
}

/* Where a line begins: no indent, and nothing that makes a heading, a list or a table of it. Gives what is
 * behind. */
static const char *draft_line(struct buf *out, const char *text)
{
    text += strspn(text, " \t");
    size_t digits = strspn(text, "0123456789");
    buf_add(out, text, digits);
    text += digits;
    if (!*text || !strchr(digits ? ".)" : "=-+:", *text))
        return text;
    buf_char(out, '\\');
    buf_char(out, *text);
    return text + 1;
}

/* What a citizen wrote is words alone: nothing of it is a sign of Markdown. A space in an address is what
 * keeps it from becoming a link; an editor sees it. */
static void draft_words(struct buf *out, const char *text)
{
    for (bool begins = true; begins || *text;) {
        if (begins)
            text = draft_line(out, text);
        begins = *text == '\n' || *text == '\r';
        if (strncmp(text, "://", 3) == 0) {
            buf_text(out, ": //");
            text += 3;
        } else if (strncasecmp(text, "www.", 4) == 0) {
            buf_add(out, text, 4);
            buf_char(out, ' ');
            text += 4;
        } else if (*text) {
            if (strchr("\\`*_[]<>#|~&", *text))
                buf_char(out, '\\');
            buf_char(out, *text++);
        }
    }
}

json_t *question_draft(const struct app *app, const struct request *request, const json_t *question,
                       const char *title, const char *text, const char *answer)
{
    auto_buf struct buf body = BUF(BODY_MOST);
    char today[DATE_TEXT_SIZE];
    buf_printf(&body, "## %s\n\n", staff_word(app, request, "questions.heading_question"));
    draft_words(&body, text);
    buf_printf(&body, "\n\n## %s\n\n%s\n", staff_word(app, request, "questions.heading_answer"), answer);
    if (buf_failed(&body))
        return NULL;
    const char *unit = json_string_value(json_object_get(question, "unit"));
    const char *due = draft_day(request->arena, json_object_get(question, "due_at"));
    const char *asked = draft_day(request->arena, json_object_get(question, "received_at"));
    json_t *facts = json_pack(
        "{s:s*, s:s*, s:s, s:s*, s:s*}", "field", json_string_value(json_object_get(question, "field")),
        "asked", asked, "answered", day_iso(day_of(request->now_ms), today), "unit", unit, "deadline", due);
    return facts ? json_pack("{s:s, s:s, s:s, s:s, s:o}", "kind", "question", "title", title, "body_format",
                             "markdown", "body", buf_str(&body), "facts", facts)
                 : NULL;
}
