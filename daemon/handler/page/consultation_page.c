/* Consultations on pages. Knows no person: figures are counts. */
#include "consultation_page.h"

#include "page.h"
#include "store/opinion.h"
#include "text/date.h"
#include "text/number.h"

#include <string.h>

const struct opinion_member opinion_members[] = {
    {"ho-ten", "ask_name"},       {"thu-dien-tu", "ask_mail"}, {"dien-thoai", "ask_phone"},
    {"dieu", "opinion_part"},     {"y-kien", "opinion_text"},  {"dong-y", "opinion_consent_name"},
    {"trang-web", "report_trap"}, {"dau", "ask_form"},
};
const size_t opinion_member_count = sizeof opinion_members / sizeof *opinion_members;

int64_t consultation_subject(const struct article *article)
{
    return article->original_id ? article->original_id : article->id;
}

const char *consultation_comment_path(struct arena *arena, const struct article *article)
{
    return arena_printf(arena, "%s/gop-y/%s/y-kien", strcmp(article->lang, "en") == 0 ? "/en" : "",
                        article->slug);
}

/* What was typed, as it came. */
static const char *opinion_typed(struct view view, const json_t *fields, const char *name)
{
    const char *text = fields ? json_string_value(json_object_get(fields, name)) : NULL;
    return text ? arena_text(view.arena, text) : "";
}

/* The articles of the draft to choose from; none where nobody said how many there are. */
static void form_fill_parts(struct view view, const struct consultation *consultation, const char *chosen)
{
    struct view list = view_list(view, "parts");
    for (int i = 1; i <= consultation->articles; i++) {
        struct view item = view_append(list);
        const char *number = arena_printf(view.arena, "%d", i);
        view_text(item, "number", number);
        view_flag(item, "is_chosen", strcmp(number, chosen) == 0);
    }
    view_flag(view, "has_parts", consultation->articles > 0);
}

void consultation_form_fill(struct view view, const struct request *request, const struct article *article,
                            const struct consultation *consultation, const json_t *fields, const char *mark)
{
    const char *part = opinion_typed(view, fields, "dieu");
    (void)request;
    view_url(view, "action_url", safe_url_trusted(consultation_comment_path(view.arena, article)));
    view_text(view, "mark", mark);
    form_fill_parts(view, consultation, part);
    view_text(view, "part", part);
    view_text(view, "text", opinion_typed(view, fields, "y-kien"));
    view_text(view, "name", opinion_typed(view, fields, "ho-ten"));
    view_text(view, "mail", opinion_typed(view, fields, "thu-dien-tu"));
    view_text(view, "phone", opinion_typed(view, fields, "dien-thoai"));
    view_flag(view, "has_consent", *opinion_typed(view, fields, "dong-y"));
}

/* ---- what came of it */

static void figures_row(struct view view, const char *label, const struct opinion_part *part, enum lang lang)
{
    char text[NUMBER_TEXT_SIZE];
    view_text(view, "label", label);
    view_text(view, "received", number_grouped(part->received, lang, text));
    view_text(view, "accepted", number_grouped(part->accepted, lang, text));
    view_text(view, "declined", number_grouped(part->declined, lang, text));
    view_text(view, "open", number_grouped(part->received - part->accepted - part->declined, lang, text));
}

/* "Điều 5", or the whole draft. */
static const char *part_label(const struct app *app, const struct request *request, const char *part)
{
    if (!*part)
        return page_word(app, request, "opinion_whole");
    return arena_printf(request->arena, "%s %s", page_word(app, request, "opinion_article"), part);
}

static enum err figures_fill(const struct app *app, struct conn *conn, const struct request *request,
                             struct view own, const struct article *article)
{
    struct opinion_figures figures;
    char text[NUMBER_TEXT_SIZE];
    enum lang lang = page_lang(request);
    enum err err = opinion_figures_read(conn, consultation_subject(article), &figures);
    if (err)
        return err;
    struct view view = view_object(own, "figures");
    figures_row(view_object(view, "all"), page_word(app, request, "opinions_all"), &figures.all, lang);
    view_text(view, "senders", figures.is_whole ? number_grouped(figures.senders, lang, text) : NULL);
    struct view parts = view_list(view, "by_part");
    for (size_t i = 0; i < figures.part_count; i++)
        figures_row(view_append(parts), part_label(app, request, figures.parts[i].part), &figures.parts[i],
                    lang);
    view_flag(view, "has_any", figures.all.received > 0);
    return ERR_OK;
}

enum err consultation_fill(const struct app *app, struct conn *conn, const struct request *request,
                           struct view view, const struct article *article)
{
    struct consultation consultation;
    char text[DATE_TEXT_SIZE];
    enum lang lang = page_lang(request);
    bool is_dated = consultation_of(article, &consultation);
    enum consultation_phase phase = consultation_phase_at(&consultation, request->now_ms);
    view_flag(view, "is_ahead", is_dated && phase == CONSULTATION_AHEAD);
    view_flag(view, "is_open", is_dated && phase == CONSULTATION_OPEN);
    view_flag(view, "is_closed", is_dated && phase == CONSULTATION_CLOSED);
    view_text(view, "opens", is_dated ? date_long(consultation.opens_ms, lang, text) : NULL);
    view_text(view, "opens_at", is_dated ? date_rfc3339_local(consultation.opens_ms, text) : NULL);
    view_text(view, "closes", is_dated ? date_long(consultation.closes_ms, lang, text) : NULL);
    view_text(view, "closes_at", is_dated ? date_rfc3339_local(consultation.closes_ms, text) : NULL);
    consultation_form_fill(view_object(view, "form"), request, article, &consultation, NULL, NULL);
    if (is_dated && phase == CONSULTATION_CLOSED)
        return figures_fill(app, conn, request, view, article);
    view_null(view, "figures");
    return ERR_OK;
}
