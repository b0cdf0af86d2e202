/* Units, people, events and procedures for search engines (https://schema.org/GovernmentOrganization, Person,
 * Event, GovernmentService), by their facts. Nothing is said here that the page does not show. */
#include "jsonld_inner.h"
#include "store/roster.h"
#include "text/play_time.h"
#include "view/article.h"
#include "view/event.h"
#include "view/media.h"

#include <string.h>

/* What every thing says: its name and its page. */
static void thing_begin(struct view view, const struct publisher *publisher, const struct article *article)
{
    view_text(view, "@type", kind_of(article->kind)->schema);
    view_text(view, "name", article->title);
    view_text(view, "url", jsonld_whole(publisher, view.arena, article_path(view.arena, article)));
    jsonld_put_text(view, "description", article->lead);
    jsonld_put_image(view, publisher, article->image);
}

/* The unit that a fact leads to, or the agency itself where it leads to none. */
static void put_unit(struct view view, const char *name, const struct publisher *publisher,
                     const struct article *article, enum fact fact, const char *publisher_id)
{
    const struct fact_target *target = NULL;
    for (size_t i = 0; i < article->fact_count; i++)
        if (article->facts[i].fact == fact)
            target = article->facts[i].target;
    struct view unit = view_object(view, name);
    if (!target || !target->is_public) {
        view_text(unit, "@id", publisher_id);
        return;
    }
    const struct article page = {.kind = target->kind, .lang = target->lang, .slug = target->slug};
    view_text(unit, "@type", kind_of(target->kind)->schema);
    view_text(unit, "name", target->title);
    view_text(unit, "url", jsonld_whole(publisher, unit.arena, article_path(unit.arena, &page)));
}

static void put_place(struct view view, const char *name, const char *place)
{
    if (!place)
        return;
    struct view object = view_object(view, name);
    view_text(object, "@type", "Place");
    view_text(object, "name", place);
}

static void add_event(struct view view, const struct article *article, const char *publisher_id)
{
    static const char *const periods[RECURRENCE_COUNT] = {
        [RECURRENCE_DAILY] = "P1D",   [RECURRENCE_WORKDAYS] = "P1D", [RECURRENCE_WEEKLY] = "P1W",
        [RECURRENCE_MONTHLY] = "P1M", [RECURRENCE_YEARLY] = "P1Y",   [RECURRENCE_MONTHLY_WEEKDAY] = "P1M"};
    struct event event;
    if (event_of(view.arena, article, &event)) {
        jsonld_put_time(view, "startDate", event.start_ms);
        jsonld_put_time(view, "endDate", event.end_ms > event.start_ms ? event.end_ms : 0);
        if (periods[event.recurrence.rule]) {
            struct view schedule = view_object(view, "eventSchedule");
            view_text(schedule, "@type", "Schedule");
            view_text(schedule, "repeatFrequency", periods[event.recurrence.rule]);
            view_text(schedule, "scheduleTimezone", "Asia/Ho_Chi_Minh");
        }
    }
    view_text(view, "inLanguage", article->lang);
    put_place(view, "location", article_fact(article, FACT_EVENT_PLACE));
    view_text(view_object(view, "organizer"), "@id", publisher_id);
}

static void add_procedure(struct view view, const struct article *article, const char *publisher_id)
{
    const char *who = article_fact(article, FACT_PROCEDURE_WHO),
               *result = article_fact(article, FACT_PROCEDURE_RESULT),
               *place = article_fact(article, FACT_PROCEDURE_PLACE),
               *portal = article_fact(article, FACT_PROCEDURE_PORTAL);
    jsonld_put_text(view, "identifier", article_fact(article, FACT_PROCEDURE_CODE));
    jsonld_put_text(view, "serviceType", article_fact(article, FACT_PROCEDURE_FIELD));
    view_text(view_object(view, "provider"), "@id", publisher_id);
    if (who) {
        struct view audience = view_object(view, "audience");
        view_text(audience, "@type", "Audience");
        view_text(audience, "audienceType", who);
    }
    if (result) {
        struct view output = view_object(view, "serviceOutput");
        view_text(output, "@type", "Thing");
        view_text(output, "name", result);
    }
    if (place || portal) {
        struct view channel = view_object(view, "availableChannel");
        view_text(channel, "@type", "ServiceChannel");
        put_place(channel, "serviceLocation", place);
        jsonld_put_text(channel, "serviceUrl", portal);
    }
}

/* Of a recording its first file, how long it is, and what is said in it; of an album when it was published.
 */
static void add_library(struct view view, const struct publisher *publisher, const struct article *article,
                        const char *publisher_id)
{
    const char *duration = article_duration(article);
    const char *type = article->kind == KIND_VIDEO ? "video/" : "audio/";
    char text[PLAY_TIME_SIZE];
    jsonld_put_time(view, article->kind == KIND_ALBUM ? "datePublished" : "uploadDate",
                    article->published_ms);
    view_text(view, "inLanguage", article->lang);
    view_text(view_object(view, "publisher"), "@id", publisher_id);
    if (article->kind == KIND_ALBUM)
        return;
    for (size_t i = 0; i < article->attachment_count; i++) {
        const struct media *media = &article->attachments[i].media;
        if (!media->file_count || strncmp(media->type, type, strlen(type)) != 0)
            continue;
        view_text(view, "contentUrl",
                  jsonld_whole(publisher, view.arena, media_path(view.arena, media->files[0].name)));
        view_text(view, "encodingFormat", media->type);
        break;
    }
    const struct media_file *still =
        article->image ? media_widest(&article->image->media, "image/jpeg") : NULL;
    if (still)
        view_text(view, "thumbnailUrl",
                  jsonld_whole(publisher, view.arena, media_path(view.arena, still->name)));
    if (duration && play_time_read(duration))
        view_text(view, "duration", play_time_iso(play_time_read(duration), text));
}

bool view_jsonld_thing(struct view view, const struct publisher *publisher, const struct article *article,
                       const char *publisher_id)
{
    switch (article->kind) {
    case KIND_UNIT:
        thing_begin(view, publisher, article);
        jsonld_put_text(view, "telephone", article_fact(article, FACT_UNIT_PHONE));
        jsonld_put_text(view, "email", article_fact(article, FACT_UNIT_EMAIL));
        put_unit(view, "parentOrganization", publisher, article, FACT_UNIT_PARENT, publisher_id);
        return true;
    case KIND_PERSON:
        thing_begin(view, publisher, article);
        jsonld_put_text(view, "jobTitle", article_fact(article, FACT_PERSON_POST));
        jsonld_put_text(view, "telephone", article_fact(article, FACT_PERSON_PHONE));
        jsonld_put_text(view, "email", article_fact(article, FACT_PERSON_EMAIL));
        put_unit(view, "worksFor", publisher, article, FACT_PERSON_UNIT, publisher_id);
        return true;
    case KIND_EVENT:
        thing_begin(view, publisher, article);
        add_event(view, article, publisher_id);
        return true;
    case KIND_PROCEDURE:
        thing_begin(view, publisher, article);
        add_procedure(view, article, publisher_id);
        return true;
    case KIND_VACANCY:
        thing_begin(view, publisher, article);
        view_text(view, "title", article->title);
        jsonld_put_time(view, "datePosted", article->published_ms);
        jsonld_put_time(view, "validThrough", article_deadline_ms(article));
        view_text(view_object(view, "hiringOrganization"), "@id", publisher_id);
        return true;
    case KIND_ALBUM:
    case KIND_VIDEO:
    case KIND_AUDIO:
        thing_begin(view, publisher, article);
        add_library(view, publisher, article, publisher_id);
        return true;
    default:
        return false;
    }
}
