/* Pages of units, people, events, procedures, notices and questions: who belongs to a unit, when an event is,
 * what papers are needed. One function a kind; those of recordings are kind_library.c's, consultations have
 * consultation.h. */
#include "kind_page.h"

#include "base/asset.h"
#include "calendar.h"
#include "consultation_page.h"
#include "directory.h"
#include "kind_library.h"
#include "page.h"
#include "text/date.h"
#include "view/article.h"

#include <string.h>

/* Times of an event that are still to come, shown on its page; how far ahead they are looked for. */
enum { TIMES_SHOWN = 6, DAYS_AHEAD = 731 };

enum err kind_send_file(struct reply *reply, const struct buf *text, const char *type,
                        const char *disposition)
{
    char hash[ASSET_HASH_SIZE];
    if (buf_failed(text))
        return ERR_MEMORY;
    asset_hash(buf_str(text), text->length, hash);
    reply->etag = arena_text(reply->arena, hash);
    reply->text = arena_copy(reply->arena, buf_str(text), text->length);
    reply->text_type = type;
    reply->disposition = disposition;
    return ERR_OK;
}

const char *kind_list_name(const struct app *app, const struct request *request, enum article_kind kind)
{
    if (kinds_of_word(kind) & 1u << KIND_UNIT)
        return page_word(app, request, "directory");
    if (kinds_of_word(kind) & 1u << KIND_VACANCY)
        return page_word(app, request, "notices");
    if (kinds_of_word(kind) & 1u << KIND_ALBUM)
        return page_word(app, request, "library");
    return kind_of(kind)->titles[page_lang(request)];
}

/* The part of an address that stands behind the article's own. */
static void kind_view_part(struct view view, const char *name, const struct article *article,
                           const char *part)
{
    view_url(view, name,
             safe_url_trusted(arena_printf(view.arena, "%s%s", article_path(view.arena, article), part)));
}

/* Where the list of the kind is. */
static void kind_view_list(const struct app *app, struct view view, const struct request *request,
                           const struct article *article)
{
    view_text(view, "list_name", kind_list_name(app, request, article->kind));
    view_url(view, "list_url",
             safe_url_trusted(kind_path(view.arena, article->kind, page_lang_name(request))));
}

/* ---- units and people */

static enum err unit_fill(struct app *app, struct conn *conn, const struct request *request, struct view view,
                          const struct article *article)
{
    struct directory directory;
    const char *lang = page_lang_name(request);
    enum err err = directory_read(conn, lang, &directory);
    struct view people = view_list(view, "people"), below = view_list(view, "below");
    kind_view_list(app, view, request, article);
    kind_view_part(view, "card_url", article, "/danh-thiep.vcf");
    for (size_t i = 0; !err && i < directory.people.count; i++) {
        const struct article *unit = directory_above(&directory, &directory.people.items[i]);
        if (unit && unit->id == article->id)
            directory_view(view_append(people), &directory.people.items[i], lang);
    }
    for (size_t i = 0; !err && i < directory.units.count; i++) {
        const struct article *unit = directory_above(&directory, &directory.units.items[i]);
        if (unit && unit->id == article->id)
            directory_view(view_append(below), &directory.units.items[i], lang);
    }
    view_flag(view, "has_people", json_array_size(people.json) > 0);
    view_flag(view, "has_below", json_array_size(below.json) > 0);
    return err;
}

static void person_fill(struct app *app, const struct request *request, struct view view,
                        const struct article *article)
{
    kind_view_list(app, view, request, article);
    kind_view_part(view, "card_url", article, "/danh-thiep.vcf");
}

/* ---- events */

/* The times that are still to come, when there are several. */
static void event_fill_times(struct view view, const struct event *event, int64_t now_ms, enum lang lang)
{
    int64_t starts[TIMES_SHOWN];
    size_t count = 0;
    struct view list = view_list(view, "times");
    if (event->recurrence.rule != RECURRENCE_ONCE)
        count = calendar_times(event, now_ms, now_ms + DAYS_AHEAD * DATE_DAY_MS, starts, TIMES_SHOWN);
    for (size_t i = 0; i < count; i++) {
        char text[DATE_TEXT_SIZE];
        struct view item = view_append(list);
        view_text(item, "text", calendar_when(view.arena, event, starts[i], lang));
        view_text(item, "time", date_rfc3339_local(starts[i], text));
    }
    view_flag(view, "has_times", count > 0);
}

static void event_fill(const struct app *app, const struct request *request, struct view view,
                       const struct article *article)
{
    enum lang lang = page_lang(request);
    struct event event;
    char text[DATE_TEXT_SIZE];
    kind_view_list(app, view, request, article);
    kind_view_part(view, "ics_url", article, "/su-kien.ics");
    bool is_dated = event_of(view.arena, article, &event);
    view_text(view, "when", is_dated ? calendar_when(view.arena, &event, event.start_ms, lang) : NULL);
    view_text(view, "start", is_dated ? date_rfc3339_local(event.start_ms, text) : NULL);
    view_text(view, "repeats", is_dated ? event_repeats_words(view.arena, &event, lang) : NULL);
    if (is_dated)
        event_fill_times(view, &event, request->now_ms, lang);
    else
        view_flag(view, "has_times", false);
    if (!is_dated)
        view_list(view, "times");
    /* Back to the week of a day that is not this one's. */
    const char *path = kind_path(view.arena, KIND_EVENT, page_lang_name(request));
    view_url(view, "week_url",
             safe_url_trusted(
                 is_dated && event_is_within(event.start_ms)
                     ? arena_printf(view.arena, "%s?tuan=%s", path, day_iso(day_of(event.start_ms), text))
                     : path));
}

/* ---- procedures */

static void procedure_fill(const struct app *app, const struct request *request, struct view view,
                           const struct article *article)
{
    kind_view_list(app, view, request, article);
    view_url(view, "checks_url", safe_url_trusted(app->interface.checks_url));
}

/* ---- consultations */

int64_t kind_page_turn_ms(const struct article *article, int64_t now_ms)
{
    struct consultation consultation;
    if (article->kind != KIND_CONSULTATION)
        return article_deadline_ms(article);
    return consultation_of(article, &consultation) ? consultation_turn_ms(&consultation, now_ms) : 0;
}

/* ---- questions and answers */

static void question_fill(const struct app *app, const struct request *request, struct view view,
                          const struct article *article)
{
    const char *path = kind_path(view.arena, KIND_QUESTION, page_lang_name(request));
    kind_view_list(app, view, request, article);
    view_url(view, "ask_url", safe_url_trusted(arena_printf(view.arena, "%s/gui", path)));
}

/* ---- vacancies and tenders */

static void notice_fill(const struct app *app, const struct request *request, struct view view,
                        const struct article *article)
{
    char text[DATE_TEXT_SIZE];
    int64_t deadline_ms = article_deadline_ms(article);
    kind_view_list(app, view, request, article);
    view_text(view, "deadline", deadline_ms ? date_long(deadline_ms, page_lang(request), text) : NULL);
    view_text(view, "deadline_at", deadline_ms ? date_rfc3339_local(deadline_ms, text) : NULL);
    view_flag(view, "is_over", deadline_ms && deadline_ms <= request->now_ms);
}

enum err kind_page_fill(struct app *app, struct conn *conn, const struct request *request, struct view view,
                        const struct article *article)
{
    static const unsigned kinds = 1u << KIND_UNIT | 1u << KIND_PERSON | 1u << KIND_EVENT |
                                  1u << KIND_PROCEDURE | 1u << KIND_VACANCY | 1u << KIND_TENDER |
                                  1u << KIND_ALBUM | 1u << KIND_VIDEO | 1u << KIND_AUDIO |
                                  1u << KIND_QUESTION | 1u << KIND_CONSULTATION;
    if (!(1u << article->kind & kinds))
        return ERR_OK;
    struct view own = view_object(view, "own");
    view_url(view, "sheet_url", safe_url_trusted(app->interface.kinds_url));
    switch (article->kind) {
    case KIND_UNIT:
        return unit_fill(app, conn, request, own, article);
    case KIND_PERSON:
        person_fill(app, request, own, article);
        return ERR_OK;
    case KIND_EVENT:
        event_fill(app, request, own, article);
        return ERR_OK;
    case KIND_PROCEDURE:
        procedure_fill(app, request, own, article);
        return ERR_OK;
    case KIND_VACANCY:
    case KIND_TENDER:
        notice_fill(app, request, own, article);
        return ERR_OK;
    case KIND_QUESTION:
        question_fill(app, request, own, article);
        return ERR_OK;
    case KIND_CONSULTATION:
        kind_view_list(app, own, request, article);
        return consultation_fill(app, conn, request, own, article);
    default:
        kind_view_list(app, own, request, article);
        return article->kind == KIND_ALBUM ? ERR_OK : library_fill(app, request, own, article);
    }
}
