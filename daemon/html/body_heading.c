/* The title that an HTML document or a plain text brings along. */
#include "html/body.h"

#include "base/buf.h"
#include "text/normalize.h"

#include <string.h>

/* An element found in the source: its tag, what is inside, its end tag. */
struct piece {
    const char *begin, *inside, *inside_end, *end;
};

/* The first element of that name, from its tag to the end of its end tag. A scan of the source is enough
 * here: what is found is cleaned like everything else, and what is missed stays in the body. */
static bool find_element(const char *text, const char *name, struct piece *ret_piece)
{
    char open[16] = "<", close[16] = "</";
    size_t length = strlen(name);
    memcpy(open + 1, name, length + 1);
    memcpy(close + 2, name, length + 1);
    struct piece piece = {.begin = strcasestr(text, open)};
    const char *behind = piece.begin ? piece.begin + 1 + length : NULL;
    /* "<h1" must end there, or "<h10" would do. */
    if (!behind || !strchr("> \t\n", *behind))
        return false;
    piece.inside = strchr(behind, '>');
    /* The next end tag of that name; headings and titles do not hold their own kind. */
    piece.inside_end = piece.inside ? strcasestr(piece.inside, close) : NULL;
    piece.end = piece.inside_end ? strchr(piece.inside_end, '>') : NULL;
    if (!piece.end)
        return false;
    piece.inside++;
    piece.end++;
    *ret_piece = piece;
    return true;
}

/* The plain words inside, on one line, as they are seen by the styles of the whole; false when there are
 * none. */
static bool words_inside(const char *text, const struct piece *piece, struct arena *arena,
                         const char **ret_words)
{
    struct body body;
    const char *words;
    auto_buf struct buf source = BUF(BODY_SOURCE_MAX);
    struct piece style;
    for (const char *at = text; find_element(at, "style", &style); at = style.end)
        buf_add(&source, style.begin, (size_t)(style.end - style.begin));
    buf_add(&source, piece->inside, (size_t)(piece->inside_end - piece->inside));
    if (buf_failed(&source) || body_render(BODY_HTML, buf_str(&source), source.length, arena, &body, NULL))
        return false;
    if (text_normalize(body.text, strlen(body.text), TEXT_LINE, arena, &words, NULL) || !*words)
        return false;
    *ret_words = words;
    return true;
}

bool body_html_title(const char *text, struct arena *arena, const char **ret_title, const char **ret_rest)
{
    struct piece piece;
    /* What readers saw as the title. It leaves the body, where it would stand twice. */
    if (find_element(text, "h1", &piece) && words_inside(text, &piece, arena, ret_title)) {
        *ret_rest = arena_printf(arena, "%.*s%s", (int)(piece.begin - text), text, piece.end);
        return true;
    }
    /* The cleaner drops the element itself, so the text can stay as it is. */
    if (find_element(text, "title", &piece) && words_inside(text, &piece, arena, ret_title)) {
        *ret_rest = text;
        return true;
    }
    return false;
}

bool body_first_line(const char *text, struct arena *arena, const char **ret_title, const char **ret_rest)
{
    const char *line = text + strspn(text, " \t\n"), *title;
    size_t length = strcspn(line, "\n");
    /* Longer than so many characters of four bytes it is none, whatever stands in it. */
    if (length > (size_t)BODY_TITLE_MAX * 4 || text_normalize(line, length, TEXT_LINE, arena, &title, NULL) ||
        !*title || text_length(title) > BODY_TITLE_MAX)
        return false;
    *ret_title = title;
    *ret_rest = line + length + strspn(line + length, "\n");
    return true;
}
