/* Reads and writes the addresses of a register. Knows neither rows nor words of the interface. */
#include "register_ask.h"

#include "base/calendar.h"
#include "http/url.h"
#include "text/normalize.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

const char *const register_parameters[SIDE_COUNT] = {[SIDE_ISSUER] = "co-quan",
                                                     [SIDE_TYPE] = "loai",
                                                     [SIDE_FIELD] = "linh-vuc",
                                                     [SIDE_YEAR] = "nam",
                                                     [SIDE_STATE] = "hieu-luc"};

/* Cut between characters. */
static void register_ask_copy(char *to, size_t size, const char *text)
{
    size_t length = strlen(text);
    if (length >= size) {
        length = size - 1;
        while (length && ((unsigned char)text[length] & 0xC0) == 0x80)
            length--;
    }
    memcpy(to, text, length);
    to[length] = '\0';
}

enum err register_ask_read(const struct request *request, struct reply *reply, struct register_ask *ask)
{
    const char *text = request_parameter(request, "q"), *clean = "";
    memset(ask, 0, sizeof *ask);
    ask->is_english = page_lang(request) == LANG_EN;
    enum err err =
        text ? text_normalize(text, strlen(text), TEXT_LINE, request->arena, &clean, NULL) : ERR_OK;
    if (err == ERR_MEMORY)
        return err;
    if (!err && strlen(clean) >= sizeof ask->text)
        return reply_problem(reply, ERR_PARAMETER, MESSAGE_REGISTER_WORDS,
                             MESSAGE_ARGS(arena_printf(reply->arena, "%d", ASK_TEXT_SIZE - 1)));
    register_ask_copy(ask->text, sizeof ask->text, err ? "" : clean);
    for (enum document_side side = 0; side < SIDE_COUNT; side++) {
        const char *key = request_parameter(request, register_parameters[side]);
        register_ask_copy(ask->sides[side], sizeof ask->sides[side], key ? key : "");
        ask->filters += *ask->sides[side] != '\0';
    }
    return ERR_OK;
}

struct register_query register_ask_query(const struct register_ask *ask, int64_t now_ms)
{
    struct register_query query = {.lang = ask->is_english ? "en" : "vi",
                                   .text = *ask->text ? ask->text : NULL,
                                   .today = day_of(now_ms),
                                   .limit = REGISTER_PAGE_MOST};
    for (enum document_side side = 0; side < SIDE_COUNT; side++)
        query.sides[side] = *ask->sides[side] ? ask->sides[side] : NULL;
    return query;
}

const char *register_ask_path(struct arena *arena, const char *path, const struct register_ask *ask)
{
    auto_buf struct buf out = BUF(8 * 1024);
    char sign = '?';
    buf_text(&out, path);
    if (*ask->text) {
        buf_printf(&out, "%cq=", sign);
        url_escape(&out, ask->text, "");
        sign = '&';
    }
    for (enum document_side side = 0; side < SIDE_COUNT; side++) {
        if (!*ask->sides[side])
            continue;
        buf_printf(&out, "%c%s=", sign, register_parameters[side]);
        url_escape(&out, ask->sides[side], "");
        sign = '&';
    }
    return arena_copy(arena, buf_str(&out), out.length);
}
