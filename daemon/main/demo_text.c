/* Replaces what stands in double braces. A demonstration looks alive on whatever day it is started:
 * yesterday's session was yesterday, and a notice is still valid. Must not know what the texts are for. */
#include "demo_text.h"

#include "base/calendar.h"
#include "store/article.h"
#include "store/media.h"
#include "text/date.h"
#include "text/number.h"
#include "view/media.h"

#include <stdio.h>
#include <string.h>

enum { WORD_MAX = 80, TEXT_MAX = 4 * 1024 * 1024, DAYS_MOST = 4000, ZONE_HOURS = 7, MONTHS = 12 };

static const int64_t minute_ms = 60 * 1000, hour_ms = 3600 * 1000, day_ms = 24 * 3600 * 1000;

/* A day, a moment of it, or a full hour, counted from now. */
static enum err demo_text_date(const struct demo_text *from, const char *word, struct buf *out)
{
    char text[DATE_TEXT_SIZE], number[WORD_MAX];
    size_t length = strspn(word + 1, "0123456789");
    const char *rest = word + 1 + length;
    int64_t count;
    snprintf(number, sizeof number, "%.*s", (int)length, word + 1);
    if (number_parse(number, 0, DAYS_MOST, &count))
        return ERR_INPUT;
    count = *word == '-' ? -count : count;
    if (strcmp(rest, "h") == 0) {
        int64_t at_ms = from->now_ms + count * hour_ms;
        buf_text(out, date_rfc3339_local(at_ms - at_ms % hour_ms, text));
        return ERR_OK;
    }
    int64_t at_ms = from->now_ms + count * day_ms;
    if (!*rest) {
        buf_text(out, date_short(at_ms, LANG_VI, text));
        return ERR_OK;
    }
    /* " 08:15" of that day, in the portal's zone. */
    int hour, minute;
    char end;
    if (sscanf(rest, " %2d:%2d%c", &hour, &minute, &end) != 2)
        return ERR_INPUT;
    int64_t midnight_ms = at_ms - (at_ms + ZONE_HOURS * hour_ms) % day_ms;
    buf_text(out, date_rfc3339_local(midnight_ms + hour * hour_ms + minute * minute_ms, text));
    return ERR_OK;
}

/* "week-1/3 08:15": a moment of a weekday (1 is Monday) of the week so many behind this one. */
static enum err demo_text_week(const struct demo_text *from, const char *word, struct buf *out)
{
    char text[DATE_TEXT_SIZE], end;
    int week, weekday, hour, minute;
    if (sscanf(word, "week%3d/%1d %2d:%2d%c", &week, &weekday, &hour, &minute, &end) != 4)
        return ERR_INPUT;
    int ago = (civil_local(from->now_ms).weekday + 6) % 7;
    int32_t day = day_add(day_of(from->now_ms), 7 * week + weekday - 1 - ago);
    buf_text(out, date_rfc3339_local(day_start_ms(day) + hour * hour_ms + minute * minute_ms, text));
    return ERR_OK;
}

/* The year, or the month before. */
static enum err demo_text_year(const struct demo_text *from, const char *word, struct buf *out)
{
    struct civil now = civil_local(from->now_ms);
    if (strcmp(word, "year") == 0)
        buf_printf(out, "%d", now.year);
    else if (strcmp(word, "year+1") == 0)
        buf_printf(out, "%d", now.year + 1);
    else if (strcmp(word, "month-1") == 0)
        buf_printf(out, "%d/%d", now.month == 1 ? MONTHS : now.month - 1, now.year - (now.month == 1));
    else
        return ERR_INPUT;
    return ERR_OK;
}

/* The id of what was uploaded, or where its widest form is. */
static enum err demo_text_medium(const struct demo_text *from, struct arena *arena, const char *name,
                                 bool wants_address, struct buf *out)
{
    auto_conn struct conn *conn = NULL;
    struct media media;
    int64_t id = json_integer_value(json_object_get(from->media, name));
    if (!id)
        return ERR_INPUT;
    if (!wants_address) {
        buf_printf(out, "%lld", (long long)id);
        return ERR_OK;
    }
    enum err err = store_lease(from->running->store, arena, &conn);
    if (!err)
        err = media_by_id(conn, id, &media);
    const struct media_file *file = err ? NULL : media_widest(&media, "image/jpeg");
    if (file)
        buf_text(out, media_path(arena, file->name));
    return err ? err : file ? ERR_OK : ERR_INPUT;
}

/* The id of an article that was sent before. */
static enum err demo_text_article(const struct demo_text *from, struct arena *arena, const char *slug,
                                  struct buf *out)
{
    auto_conn struct conn *conn = NULL;
    int64_t id = 0;
    enum err err = store_lease(from->running->store, arena, &conn);
    if (!err)
        err = article_slug_owner(conn, slug, &id);
    if (!err && id > 0)
        buf_printf(out, "%lld", (long long)id);
    return err ? err : id > 0 ? ERR_OK : ERR_INPUT;
}

/* What the word in braces stands for. */
static enum err demo_text_word(const struct demo_text *from, struct arena *arena, const char *word,
                               struct buf *out)
{
    if (*word == '-' || *word == '+')
        return demo_text_date(from, word, out);
    if (strncmp(word, "week", 4) == 0)
        return demo_text_week(from, word, out);
    if (strncmp(word, "id ", 3) == 0)
        return demo_text_medium(from, arena, word + 3, false, out);
    if (strncmp(word, "article ", 8) == 0)
        return demo_text_article(from, arena, word + 8, out);
    if (strncmp(word, "media ", 6) == 0)
        return demo_text_medium(from, arena, word + 6, true, out);
    return demo_text_year(from, word, out);
}

enum err demo_text_fill(const struct demo_text *from, struct arena *arena, const char *text, size_t size,
                        const char **ret_text, size_t *ret_size)
{
    auto_buf struct buf out = BUF(TEXT_MAX);
    const char *end = text + size;
    enum err err = ERR_OK;
    while (!err) {
        char word[WORD_MAX];
        const char *open = memmem(text, (size_t)(end - text), "{{", 2);
        const char *close = open ? memmem(open, (size_t)(end - open), "}}", 2) : NULL;
        buf_add(&out, text, (size_t)((close ? open : end) - text));
        if (!close)
            break;
        snprintf(word, sizeof word, "%.*s", (int)(close - open - 2), open + 2);
        err = demo_text_word(from, arena, word, &out);
        text = close + 2;
    }
    *ret_size = out.length;
    *ret_text = arena_copy(arena, buf_str(&out), out.length);
    return err ? err : buf_failed(&out) || arena_failed(arena) ? ERR_MEMORY : ERR_OK;
}
