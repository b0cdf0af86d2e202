/* /api/erasures: a person asks to be named no more. One act finds the name or number in all that the
 * portal holds, shows the places, masks it in what articles say now, takes the texts out of their former
 * versions, and is one line of the audit. */
#include "article/article_input.h"
#include "core/access.h"
#include "core/held.h"
#include "core/input.h"
#include "core/list.h"
#include "core/warned.h"
#include "core/write.h"
#include "erasure_copy.h"
#include "handler/handler.h"
#include "store/home.h"
#include "store/idempotency.h"
#include "store/mention.h"
#include "store/petition.h"
#include "store/proof.h"
#include "store/redaction.h"
#include "store/report.h"
#include "store/review.h"
#include "store/slug_number.h"
#include "store/thing_state.h"
#include "text/slug.h"
#include "view/redaction.h"

#include <string.h>

enum { FIND_MAX = 200, PLACES_MOST = 500 };

/* What was asked for, and where it stands. */
struct erasure {
    const char *find, *note;
    struct mention mention;
    struct mention_place *places;
    size_t count;
    int64_t articles; /* that were changed */
    struct person_erasure record;
};

static enum err erasure_read(const struct request *request, struct reply *reply, struct erasure *erasure)
{
    static const char *const members[] = {"find", "note", NULL};
    auto_submission struct submission submission = {0};
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    input_only(&input, members);
    input_text(&input, "find", TEXT_LINE, FIND_MAX, &erasure->find);
    input_text(&input, "note", TEXT_BLOCK, ARTICLE_NOTE_MAX, &erasure->note);
    input_require(&input, "find", erasure->find);
    input_require(&input, "note", erasure->note);
    if (erasure->find && mention_of(erasure->find, &erasure->mention))
        input_fault(&input, "find", MESSAGE_FIND_UNFIT, NULL);
    /* The note stays for ever. */
    if (erasure->find && mention_is_in(&erasure->mention, erasure->note))
        input_fault(&input, "note", MESSAGE_NOTE_NAMES, NULL);
    return input_end(&input);
}

/* On a reader: it takes seconds, and the writer is not for that. */
static enum err erasure_find(struct app *app, struct reply *reply, struct erasure *erasure)
{
    enum err err = mention_places(app->portal->store, reply->arena, &erasure->mention, PLACES_MOST,
                                  &erasure->places, &erasure->count);
    if (err != ERR_TOO_LARGE)
        return err;
    return reply_fault(reply, "/find", MESSAGE_FIND_TOO_MANY,
                       MESSAGE_ARGS(arena_printf(reply->arena, "%d", PLACES_MOST)));
}

/* The picture's words and the attachments' titles, which hang on the article by pointers of its own. */
static enum err erasure_mask_parts(const struct mention *mention, struct article *article,
                                   struct arena *arena)
{
    struct picture *image = arena_zero(arena, 1, sizeof *image);
    struct attachment *files = arena_zero(arena, article->attachment_count + 1, sizeof *files);
    if (!image || !files)
        return ERR_MEMORY;
    if (article->image) {
        *image = *article->image;
        image->alt = mention_masked(mention, image->alt, arena);
        image->caption = mention_masked(mention, image->caption, arena);
        image->credit = mention_masked(mention, image->credit, arena);
        article->image = image;
    }
    for (size_t i = 0; i < article->attachment_count; i++) {
        files[i] = article->attachments[i];
        files[i].title = mention_masked(mention, files[i].title, arena);
    }
    article->attachments = files;
    return ERR_OK;
}

/* Texts are masked; what else names the person, such as an address, goes. */
static enum err erasure_mask_facts(const struct mention *mention, struct article *article,
                                   struct arena *arena)
{
    struct fact_value *facts = arena_zero(arena, article->fact_count + 1, sizeof *facts);
    size_t kept = 0;
    if (!facts)
        return ERR_MEMORY;
    for (size_t i = 0; i < article->fact_count; i++) {
        struct fact_value value = article->facts[i];
        bool is_named = mention_is_in(mention, value.text);
        if (is_named && fact_of(value.fact)->type != FACT_TYPE_TEXT)
            continue;
        value.text = mention_masked(mention, value.text, arena);
        facts[kept++] = value;
    }
    article->facts = facts;
    article->fact_count = kept;
    return ERR_OK;
}

static enum err erasure_mask(const struct mention *mention, struct article *article, struct arena *arena)
{
    const char **const texts[] = {&article->title,  &article->lead,        &article->body,
                                  &article->author, &article->source_name, &article->withdrawn_reason};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = mention_masked(mention, *texts[i], arena);
    if (mention_is_in(mention, article->source_url))
        article->source_url = NULL;
    /* Two articles cannot have the same, so it is not masked. */
    if (mention_is_in(mention, article->external_id))
        article->external_id = NULL;
    article->change_note = NULL;
    enum err err = erasure_mask_facts(mention, article, arena);
    return err ? err : erasure_mask_parts(mention, article, arena);
}

/* An address that holds the words is exchanged for one made of the masked title. */
static enum err erasure_move(struct conn *conn, const struct erasure *erasure, struct article *article)
{
    const char *words = slug_from_title(erasure->find, conn_arena(conn));
    if (!*words || !strstr(article->slug, words))
        return ERR_OK;
    const char *stem = slug_from_title(article->title, conn_arena(conn));
    return *stem && !strstr(stem, words) ? slug_free(conn, stem, 0, &article->slug)
                                         : slug_free(conn, "bai", 1, &article->slug);
}

/* What the article says now becomes a version that does not name the person. */
static enum err erasure_edit(struct conn *conn, struct reply *reply, struct erasure *erasure, int64_t id)
{
    struct article article;
    int64_t version;
    const char *fault = "", *external_id = NULL;
    enum err err = article_by_id(conn, id, &article);
    if (!err)
        external_id = article.external_id;
    if (!err)
        err = erasure_mask(&erasure->mention, &article, conn_arena(conn));
    if (!err)
        err = article_render(conn, NULL, NULL, &article, reply->lang, conn_arena(conn), &fault);
    if (!err)
        err = erasure_move(conn, erasure, &article);
    if (!err)
        err = article_update(conn, &article, ACTION_EDIT, 0, &version);
    /* Else a copy of before would say it again, and the next import bring it. */
    if (!err && external_id && !article.external_id)
        err = mention_drop_external(conn, external_id);
    erasure->articles += !err;
    return err;
}

/* What a place needs. A version that is the present one was edited away before, as articles come first. */
static enum err erasure_act(struct conn *conn, struct reply *reply, struct erasure *erasure,
                            const struct mention_place *place)
{
    struct redacted redacted;
    enum err err;
    switch (place->kind) {
    case MENTION_ARTICLE:
        err = erasure_edit(conn, reply, erasure, place->id);
        return err ? err : mention_drop_addresses(conn, &erasure->mention, place->id);
    case MENTION_REVISION:
        err = revision_redact(conn, place->id, place->version, erasure->note, &redacted);
        return err ? err : mention_drop_addresses(conn, &erasure->mention, place->id);
    case MENTION_MEDIA:
        err = mention_mask_medium(conn, &erasure->mention, place->id);
        break;
    case MENTION_REPORT:
        err = report_delete(conn, place->id);
        break;
    case MENTION_PETITION:
        err = petition_erase(conn, place->id);
        break;
    case MENTION_WORKING_COPY:
        err = erasure_mask_copy(conn, &erasure->mention, place->id);
        break;
    case MENTION_KEPT_FORM:
        err = kept_form_erase(conn, place->id);
        break;
    case MENTION_THING_STATE:
        err = thing_state_erase(conn, place->id);
        break;
    case MENTION_COMMENT:
        err = review_comment_delete(conn, place->id);
        break;
    case MENTION_TAG:
        err = mention_drop_tag(conn, place->id);
        break;
    case MENTION_NOTE:
        err = mention_drop_note(conn, place->id);
        break;
    case MENTION_ALERT:
        err = mention_mask_alert(conn, &erasure->mention, place->id);
        break;
    case MENTION_SITE_REVISION:
        return mention_drop_site_revision(conn, place->version);
    case MENTION_HOME_REVISION:
        err = home_revision_forget(conn, place->id);
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    default: /* a file's bytes, words of a box, of the home page and of who is responsible are a person's */
        return ERR_OK;
    }
    /* It went with something else of the same act. */
    return err && err != ERR_NOT_FOUND ? err : mention_note(conn, place);
}

static const char *erasure_done(const struct mention_place *place, bool is_trial)
{
    if (place->kind == MENTION_FILE || place->kind == MENTION_BOX || place->kind == MENTION_SITE ||
        place->kind == MENTION_HOME)
        return "by-hand";
    return is_trial ? "found" : "erased";
}

static void erasure_show(struct app *app, struct reply *reply, const struct erasure *erasure, bool is_trial)
{
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->location = arena_printf(reply->arena, "/api/erasures/%lld", (long long)erasure->record.id);
    view_person_erasure(view, &erasure->record);
    struct view places = view_list(view, "places");
    for (size_t i = 0; i < erasure->count; i++) {
        const struct mention_place *place = &erasure->places[i];
        struct view item = view_append(places);
        view_text(item, "kind", mention_kind_name(place->kind));
        view_integer(item, "id", place->id);
        if (place->version)
            view_integer(item, "version", place->version);
        else
            view_null(item, "version");
        view_text(item, "field", place->field);
        view_text(item, "result", erasure_done(place, is_trial));
    }
    view_integer(view, "articles_changed", erasure->articles);
    held_show(app, reply, view, &(struct copies_asked){.erasure = erasure->record.id});
}

enum err api_erasure_create(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct erasure erasure = {.find = NULL};
    enum err err = erasure_read(request, reply, &erasure);
    if (!err)
        err = erasure_find(app, reply, &erasure);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    for (size_t i = 0; !err && i < erasure.count; i++)
        err = erasure_act(conn, reply, &erasure, &erasure.places[i]);
    if (!err)
        err = mention_drop_misses(conn, erasure.find);
    if (!err)
        err = mention_record(conn, erasure.articles, erasure.note);
    /* What has no number of its own is erased from index and log as well, and taken again from copies. */
    if (!err)
        err = person_erasure_add(conn, &erasure.record.id);
    if (!err)
        err = person_erasure_by_id(conn, erasure.record.id, &erasure.record);
    if (err)
        return err;
    erasure_show(app, reply, &erasure, write_is_trial(request));
    reply->words_of = 0; /* it says places alone */
    warned_forget(app->warned, 0);
    return write_commit(&conn, request, reply);
}

enum err api_erasure_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct person_erasure record;
    int64_t id;
    enum err err = id_named(request, reply, &id);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = thing_unknown(reply, person_erasure_by_id(conn, id, &record), MESSAGE_THING_ERASURE,
                            "/api/erasures");
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_person_erasure(view, &record);
    held_show(app, reply, view, &(struct copies_asked){.erasure = record.id});
    return ERR_OK;
}

/* The cursor is the id itself. */
enum err api_erasure_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct person_erasure *items;
    size_t count = 0;
    struct number_list list;
    enum err err = number_list_begin(app, request, reply, &conn, &list);
    if (!err)
        err = person_erasure_list(conn, list.after, (int)list.limit, &items, &count);
    if (err)
        return err;
    for (size_t i = 0; i < count; i++) {
        struct view item = number_list_add(&list, items[i].id);
        view_person_erasure(item, &items[i]);
        held_show(app, reply, item, &(struct copies_asked){.erasure = items[i].id});
    }
    return number_list_end(&list);
}
