/* What an article is looked over for: each function one subject, of which it notes what it finds. It refuses
 * nothing; what publishing takes is article_personal()'s. */
#include "article_findings.h"

#include "article_personal.h"
#include "findings_text.h"
#include "html/survey.h"
#include "store/accents.h"
#include "store/link.h"
#include "store/twice.h"
#include "text/date.h"
#include "text/excerpt.h"
#include "text/letter.h"
#include "text/normalize.h"
#include "view/article.h"

#include <string.h>

/* Characters of a title that lists show whole; bytes of a line in bold that may be a heading; words shown. */
enum { TITLE_COMFORTABLE_MOST = 150, BOLD_LONGEST = 160, WORDS_SHOWN = 80, LINKS_LOOKED_UP = 200 };

static void note_at(struct findings *findings, enum finding_code code, const char *pointer)
{
    findings_add(findings, code, &(struct finding_place){.pointer = pointer}, NULL);
}

/* Its title, and whether what lists show is there. */
static void look_at_top(struct findings *findings, const struct article *article)
{
    bool is_news = kind_has(article->kind, KIND_IS_NEWS);
    const struct finding_place title = {.pointer = "/title"};
    if (is_news && !article->lead)
        note_at(findings, FINDING_NO_LEAD, "/lead");
    if (is_news && !article->category)
        note_at(findings, FINDING_NO_CATEGORY, "/category");
    if (!*article->body_html && !article->attachment_count)
        note_at(findings, FINDING_NO_BODY, "/body");
    if (text_length(article->title) > TITLE_COMFORTABLE_MOST)
        findings_add(findings, FINDING_LONG_TITLE, &title,
                     MESSAGE_ARGS(arena_printf(findings->arena, "%d", TITLE_COMFORTABLE_MOST)));
    if (text_is_shouting(article->title))
        note_at(findings, FINDING_CAPITALS, "/title");
    if (article->image && !article->image->decorative && (!article->image->alt || !*article->image->alt))
        note_at(findings, FINDING_PICTURE_ALT, "/alt");
}

static enum err look_for_title(struct conn *conn, struct findings *findings, const struct article *article)
{
    struct article other;
    enum err err = twice_titled(conn, article, &other);
    if (!err)
        findings_add(findings, FINDING_TITLE_TWICE, &(struct finding_place){.pointer = "/title"},
                     MESSAGE_ARGS(article_path(findings->arena, &other)));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* A heading's level may be one more than that of the heading before, or any less. */
static void look_at_level(struct findings *findings, const struct survey_item *item, int former,
                          const struct finding_place *place)
{
    struct arena *arena = findings->arena;
    if (item->level > former + 1)
        findings_add(findings, FINDING_HEADING_LEVELS, place,
                     MESSAGE_ARGS(arena_printf(arena, "%d", former), arena_printf(arena, "%d", item->level)));
}

/* A short line in bold without a sign at its end. */
static void look_at_bold(struct findings *findings, const struct survey_item *item,
                         const struct finding_place *place)
{
    size_t length = strlen(item->text);
    if (length && length <= BOLD_LONGEST && !strchr(".!?:;,", item->text[length - 1]))
        findings_add(findings, FINDING_HEADING_BOLD, place, NULL);
}

/* What its words say, and whether it is known to be dead. */
static enum err look_at_link(struct app *app, struct conn *conn, struct findings *findings,
                             const struct survey_item *item, const struct finding_place *place)
{
    struct link_known known = {.is_dead = false};
    const char *shown = text_excerpt(item->text, WORDS_SHOWN, findings->arena);
    if (findings_link_is_bare(item->text))
        findings_add(findings, FINDING_LINK_BARE, place, MESSAGE_ARGS(shown));
    else if (findings_link_is_mute(item->text))
        findings_add(findings, FINDING_LINK_TEXT, place, MESSAGE_ARGS(shown));
    enum err err = link_look_up(conn, app->portal->base_url, item->url, &known);
    if (!err && known.is_dead)
        findings_add(findings, FINDING_LINK_DEAD, place,
                     MESSAGE_ARGS(item->url, known.status ? arena_printf(findings->arena, "%d", known.status)
                                                          : link_fault_name(known.fault)));
    return err;
}

/* The body as it is read by eye: headings, links, pictures. */
static enum err look_at_body(struct app *app, struct conn *conn, struct findings *findings,
                             const struct survey_item *items, size_t count)
{
    struct finding_place place = {.pointer = "/body"};
    int former = 1;
    size_t links = 0;
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < count; i++) {
        place.words = *items[i].text ? text_excerpt(items[i].text, WORDS_SHOWN, findings->arena) : NULL;
        switch (items[i].kind) {
        case SURVEY_HEADING:
            look_at_level(findings, &items[i], former, &place);
            former = items[i].level;
            place.heading = items[i].text;
            break;
        case SURVEY_BOLD:
            look_at_bold(findings, &items[i], &place);
            break;
        case SURVEY_PICTURE:
            place.words = items[i].url;
            if (!*items[i].text)
                findings_add(findings, FINDING_PICTURE_ALT, &place, NULL);
            break;
        case SURVEY_LINK:
            if (links++ < LINKS_LOOKED_UP)
                err = look_at_link(app, conn, findings, &items[i], &place);
            break;
        }
    }
    return err;
}

/* A place within a text, with the words around it. */
static struct finding_place place_in(struct findings *findings, const struct findings_headings *headings,
                                     const struct article_text *text, size_t start, size_t end)
{
    bool is_body = strcmp(text->pointer, "/body") == 0;
    return (struct finding_place){text->pointer, is_body ? findings_heading_at(headings, start) : NULL,
                                  article_words_around(findings->arena, text->text, start, end)};
}

static enum err look_for_personal(struct findings *findings, const struct findings_headings *headings,
                                  const struct article_text *text, const struct personal_known *known,
                                  int year)
{
    struct personal_place *places;
    size_t count;
    enum err err =
        personal_find(text->text, strlen(text->text), known, year, findings->arena, &places, &count);
    for (size_t i = 0; !err && i < count; i++) {
        const struct finding_place place = place_in(findings, headings, text, places[i].start, places[i].end);
        findings_add_personal(findings, places[i].kind, &place);
    }
    return err;
}

static enum err look_for_accents(struct conn *conn, struct findings *findings,
                                 const struct findings_headings *headings, const struct article_text *text)
{
    struct accents_place *places;
    size_t count;
    enum err err = accents_missing(conn, text->text, &places, &count);
    for (size_t i = 0; !err && i < count; i++) {
        const struct finding_place place = place_in(findings, headings, text, places[i].start, places[i].end);
        const char *words =
            arena_copy(findings->arena, text->text + places[i].start, places[i].end - places[i].start);
        findings_add(findings, FINDING_ACCENTS, &place, MESSAGE_ARGS(words));
    }
    return err;
}

/* A sentence that nobody reads to its end, or that sets a time which is over. */
static void look_at_sentence(struct findings *findings, const struct findings_headings *headings,
                             const struct article_text *text, const struct sentence *sentence, int32_t day)
{
    struct arena *arena = findings->arena;
    const char *words = arena_copy(arena, text->text + sentence->start, sentence->end - sentence->start);
    const char *past = findings_past_time(words, day, arena);
    bool is_long = sentence->words > SENTENCE_WORDS_MOST;
    if (!past && !is_long)
        return;
    struct finding_place place = place_in(findings, headings, text, sentence->start, sentence->start);
    place.words = text_excerpt(words, WORDS_SHOWN, arena);
    if (is_long)
        findings_add(findings, FINDING_LONG_SENTENCE, &place,
                     MESSAGE_ARGS(arena_printf(arena, "%zu", sentence->words)));
    if (past)
        findings_add(findings, FINDING_PAST_DATE, &place, MESSAGE_ARGS(past));
}

static void look_at_sentences(struct findings *findings, const struct findings_headings *headings,
                              const struct article_text *text, int32_t day)
{
    size_t length = strlen(text->text);
    struct sentence sentence;
    for (size_t at = 0; sentence_next(text->text, length, &at, &sentence);)
        look_at_sentence(findings, headings, text, &sentence, day);
}

static void look_for_legacy(struct findings *findings, const struct article_text *text)
{
    const char *converted, *preview;
    size_t size;
    enum legacy legacy =
        legacy_find(text->text, strlen(text->text), findings->arena, &converted, &size, &preview);
    if (legacy)
        findings_add(findings, FINDING_LEGACY_TEXT, &(struct finding_place){.pointer = text->pointer},
                     MESSAGE_ARGS(legacy_name(legacy), preview));
}

/* All texts, one after the other. */
static enum err look_at_texts(struct conn *conn, struct findings *findings, const struct article *article,
                              const struct findings_headings *headings, int64_t now_ms)
{
    struct article_text texts[ARTICLE_TEXTS_MOST];
    struct personal_known known;
    size_t count = article_texts(findings->arena, article, texts);
    /* Of what is public already, times are compared with the day on which it became so. */
    bool is_out = article_is_public(article) && article->published_ms;
    int32_t day = day_of(is_out ? article->published_ms : article->due_ms ? article->due_ms : now_ms);
    enum err err = article_own_numbers(conn, findings->arena, &known);
    for (size_t i = 0; !err && i < count; i++) {
        err = look_for_personal(findings, headings, &texts[i], &known, civil_local(now_ms).year);
        if (!err)
            err = look_for_accents(conn, findings, headings, &texts[i]);
        look_at_sentences(findings, headings, &texts[i], day);
        look_for_legacy(findings, &texts[i]);
    }
    return err;
}

enum err article_findings(struct app *app, struct conn *conn, const struct article *article, int64_t now_ms,
                          struct findings *findings)
{
    struct survey_item *items;
    size_t count;
    struct findings_headings headings;
    char date[DATE_TEXT_SIZE];
    look_at_top(findings, article);
    if (article->expires_ms && article->expires_ms <= now_ms)
        findings_add(findings, FINDING_PAST_DATE, &(struct finding_place){.pointer = "/expires_at"},
                     MESSAGE_ARGS(date_long(article->expires_ms, findings->lang, date)));
    enum err err = html_survey(article->body_html, findings->arena, &items, &count);
    if (err)
        return err;
    findings_headings_read(&headings, article->body_text, items, count, findings->arena);
    err = look_for_title(conn, findings, article);
    if (!err)
        err = look_at_body(app, conn, findings, items, count);
    return err ? err : look_at_texts(conn, findings, article, &headings, now_ms);
}
