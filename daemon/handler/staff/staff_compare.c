/* /quan-tri/bai/{id}/so-sanh: somebody saved the article while somebody else wrote it. Both texts stand side
 * by side, word by word, and who wrote takes either, or joins them place by place. What was written is the
 * working copy, so nothing is lost by leaving the page. */
#include "page/page.h"
#include "staff_join.h"
#include "staff_write.h"

#include "text/date.h"

#include <stdlib.h>
#include <string.h>

/* Words beside each change of the body. */
enum { BODY_CONTEXT = 30 };

/* The members that differ one by one; title first. */
static const struct {
    const char *name, *word;
} members[] = {
    {"title", "title"},        {"lead", "lead"},
    {"category", "category"},  {"tags", "tags"},
    {"image", "image"},        {"alt", "alt"},
    {"caption", "caption"},    {"credit", "credit"},
    {"attachments", "files"},  {"author", "author"},
    {"source", "source_name"}, {"lang", "lang"},
    {"audience", "audience"},  {"expires_at", "expires_at"},
    {"pinned", "pinned"},      {"pinned_until", "pinned_until"},
    {"facts", "facts"},
};
enum { MEMBERS = sizeof members / sizeof *members };

/* Both sides, and the version both began with where that is known. */
struct compared {
    struct write_page page;
    struct staff_answer base;
    json_t *base_values;
    const json_t *theirs, *mine;
    struct join body;
};

static void compared_done(struct compared *compared)
{
    write_done(&compared->page);
    staff_answer_done(&compared->base);
    json_decref(compared->base_values);
}
#define auto_compared CLEANUP(compared_done)

static const char *compare_text(const json_t *values, const char *name)
{
    const char *text = json_string_value(json_object_get(values, name));
    return text ? text : "";
}

/* The version on which the writing began; without it nobody knows who changed what. */
static void compare_base(struct app *app, const struct request *request, struct compared *compared)
{
    int64_t version = write_integer(compared->page.copy.view, "article_version");
    const struct staff_question question = {
        .handle = api_revision_show,
        .method = METHOD_GET,
        .args = {arena_printf(request->arena, "%lld", (long long)compared->page.writing.id),
                 arena_printf(request->arena, "%lld", (long long)version)},
    };
    if (!staff_ask(app, request, &question, &compared->base))
        compared->base_values =
            writing_values(request->arena, json_object_get(compared->base.view, "article"));
}

static enum err compare_open(struct app *app, const struct request *request, struct reply *reply,
                             struct compared *compared)
{
    enum err err = write_open(app, request, reply, &compared->page);
    if (err)
        return err;
    compared->theirs = compared->page.values;
    compared->mine = json_object_get(compared->page.copy.view, "fields");
    if (!compared->mine)
        return ERR_OK;
    compare_base(app, request, compared);
    /* Other ways of writing are not joined. */
    bool is_one_format = writing_is_same(json_object_get(compared->theirs, "body_format"),
                                         json_object_get(compared->mine, "body_format"));
    const char *theirs = compare_text(compared->theirs, "body"), *mine = compare_text(compared->mine, "body");
    if (is_one_format && json_object_get(compared->mine, "body"))
        return join_texts(theirs, mine, reply->arena, &compared->body);
    return ERR_OK;
}

/* Who changed it, by the version before; what both changed is the writer's to say, whose own comes first. */
static enum join_choice compare_default(json_t *base, json_t *theirs, json_t *mine)
{
    return base && !writing_is_same(base, theirs) && writing_is_same(base, mine) ? JOIN_THEIRS : JOIN_MINE;
}

/* The same of a place in the body, by whether the text of before held it. */
static enum join_choice compare_default_part(const struct compared *compared, const struct join_part *part)
{
    const char *base = compare_text(compared->base_values, "body");
    bool had_theirs = *part->theirs && strstr(base, part->theirs);
    bool had_mine = *part->mine && strstr(base, part->mine);
    /* What the writer has not and the text of before had not either was added there. */
    bool was_added = !*part->mine && !had_theirs && compared->base_values;
    return (had_mine && !had_theirs) || was_added ? JOIN_THEIRS : JOIN_MINE;
}

/* Whether this member is to be shown: the copy says it, and otherwise. */
static bool compare_differs(const struct compared *compared, size_t i)
{
    json_t *mine = json_object_get(compared->mine, members[i].name);
    return mine && !writing_is_same(mine, json_object_get(compared->theirs, members[i].name));
}

/* A value for people: lists with commas, files by their titles. */
static const char *compare_said(struct arena *arena, json_t *value)
{
    const char *text = "", *name;
    json_t *inner;
    size_t index;
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_integer(value))
        return arena_printf(arena, "%lld", (long long)json_integer_value(value));
    if (json_is_boolean(value))
        return json_is_true(value) ? "✓" : "–";
    if (json_is_array(value))
        json_array_foreach(value, index, inner) text =
            arena_printf(arena, "%s%s%s", text, index ? ", " : "", compare_said(arena, inner));
    else if (json_is_object(value))
        json_object_foreach(value, name, inner) text =
            arena_printf(arena, "%s%s%s", text, *text ? " · " : "", compare_said(arena, inner));
    return text;
}

/* The radio buttons of one difference: names, ids, and which is chosen. */
static void compare_choices(struct view view, const char *name, enum join_choice chosen, bool has_both)
{
    view_text(view, "name", name);
    view_text(view, "theirs_id", arena_printf(view.arena, "%s-t", name));
    view_text(view, "mine_id", arena_printf(view.arena, "%s-m", name));
    view_text(view, "both_id", has_both ? arena_printf(view.arena, "%s-b", name) : NULL);
    view_flag(view, "is_theirs", chosen == JOIN_THEIRS);
    view_flag(view, "is_mine", chosen == JOIN_MINE);
}

static enum err compare_show_members(const struct app *app, const struct request *request, struct view view,
                                     const struct compared *compared)
{
    struct view list = view_list(view, "rows");
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < MEMBERS; i++) {
        const char *name = members[i].name;
        json_t *theirs = json_object_get(compared->theirs, name);
        json_t *mine = json_object_get(compared->mine, name);
        if (!compare_differs(compared, i))
            continue;
        struct view row = view_append(list);
        view_text(row, "label",
                  staff_word(app, request, arena_printf(view.arena, "write.%s", members[i].word)));
        compare_choices(row, arena_printf(view.arena, "m_%s", name),
                        compare_default(json_object_get(compared->base_values, name), theirs, mine), false);
        err = writing_difference(row, "passages", compare_said(view.arena, theirs),
                                 compare_said(view.arena, mine), 0);
    }
    return err;
}

static enum err compare_show_body(const struct app *app, const struct request *request, struct view view,
                                  const struct compared *compared)
{
    struct view list = view_list(view, "parts");
    size_t number = 0;
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < compared->body.count; i++) {
        const struct join_part *part = &compared->body.parts[i];
        struct view item = view_append(list);
        const char *count = arena_printf(view.arena, "%zu", part->paragraphs);
        view_flag(item, "is_same", part->is_same);
        view_text(item, "same_text",
                  part->is_same ? staff_says(app, request, "compare.same", count, NULL) : NULL);
        if (part->is_same)
            continue;
        view_text(item, "label",
                  staff_says(app, request, "compare.place", arena_printf(view.arena, "%zu", ++number), NULL));
        compare_choices(item, arena_printf(view.arena, "p%zu", number), compare_default_part(compared, part),
                        true);
        err = writing_difference(item, "passages", part->theirs, part->mine, BODY_CONTEXT);
    }
    view_flag(view, "has_parts", number > 0);
    return err;
}

/* Bodies that are written in different ways are taken whole. */
static bool compare_is_whole(const struct compared *compared)
{
    return !compared->body.count && !writing_is_same(json_object_get(compared->theirs, "body"),
                                                     json_object_get(compared->mine, "body"));
}

/* Who saved it meanwhile and when, in one sentence: that person from another tab or device, mostly. */
static const char *compare_says(struct app *app, const struct request *request,
                                const struct compared *compared)
{
    char text[DATE_TEXT_SIZE];
    auto_answer struct staff_answer saved = {.view = NULL};
    const json_t *article = compared->page.article.view;
    const struct staff_question question = {
        .handle = api_revision_show,
        .method = METHOD_GET,
        .args = {arena_printf(request->arena, "%lld", (long long)compared->page.writing.id),
                 arena_printf(request->arena, "%lld", (long long)write_integer(article, "version"))},
    };
    enum err err = staff_ask(app, request, &question, &saved);
    const char *who = err ? NULL : json_string_value(json_object_get(saved.view, "actor"));
    const char *when = date_long(writing_time(article, "updated_at"), page_lang(request), text);
    if (!who)
        return staff_says(app, request, "compare.says", when, NULL);
    bool is_own = request->actor.name && strcmp(who, request->actor.name) == 0;
    return staff_says(app, request, is_own ? "compare.says_own" : "compare.says_who", when,
                      is_own ? NULL : arena_text(request->arena, who));
}

static enum err compare_show(struct app *app, const struct request *request, struct reply *reply,
                             const struct compared *compared, const char *fault)
{
    const json_t *article = compared->page.article.view;
    long long id = compared->page.writing.id;
    const char *title =
        staff_says(app, request, "compare.title", compare_text(compared->theirs, "title"), NULL);
    struct view view = staff_begin(request, reply, "staff/compare.html", title);
    view_text(view, "says", compare_says(app, request, compared));
    view_text(view, "fault", fault);
    view_flag(view, "is_empty", !compared->mine);
    view_url(view, "action_url", safe_url_trusted(staff_path(request, "/bai/%lld/so-sanh", id)));
    view_url(view, "write_url", safe_url_trusted(staff_path(request, "/bai/%lld", id)));
    view_integer(view, "version", write_integer(article, "version"));
    view_text(view, "mark", json_string_value(json_object_get(compared->page.copy.view, "writing")));
    view_integer(view, "copy_version", write_integer(compared->page.copy.view, "version"));
    view_flag(view, "is_whole", compared->mine && compare_is_whole(compared));
    enum err err = compare_show_members(app, request, view, compared);
    if (!err)
        err = compare_show_body(app, request, view, compared);
    bool differs = json_array_size(json_object_get(view.json, "rows")) ||
                   json_is_true(json_object_get(view.json, "has_parts")) ||
                   json_is_true(json_object_get(view.json, "is_whole"));
    view_flag(view, "differs", differs);
    return err;
}

enum err staff_compare_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_compared struct compared compared = {.theirs = NULL};
    enum err err = compare_open(app, request, reply, &compared);
    return err ? err : compare_show(app, request, reply, &compared, NULL);
}

/* What was chosen of a difference; nothing chosen is the writer's own. */
static enum join_choice compare_chosen(const struct request *request, const char *name)
{
    const char *sent = staff_sent(request, name);
    return sent && strcmp(sent, "theirs") == 0 ? JOIN_THEIRS
           : sent && strcmp(sent, "both") == 0 ? JOIN_BOTH
                                               : JOIN_MINE;
}

/* The body of the choices. */
static const char *compare_body(const struct request *request, const struct compared *compared)
{
    enum join_choice choices[JOIN_PARTS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < compared->body.count; i++)
        if (!compared->body.parts[i].is_same) {
            const char *name = arena_printf(request->arena, "p%zu", count + 1);
            choices[count++] = compare_chosen(request, name);
        }
    return join_made(&compared->body, choices, request->arena);
}

/* The values that are saved: the writer's, but where the other's were chosen. */
static json_t *compare_values(const struct request *request, const struct compared *compared, bool joins)
{
    json_t *values = json_deep_copy(compared->mine);
    for (size_t i = 0; joins && i < MEMBERS; i++) {
        const char *name = members[i].name;
        const char *field = arena_printf(request->arena, "m_%s", name);
        if (compare_differs(compared, i) && compare_chosen(request, field) == JOIN_THEIRS)
            json_object_del(values, name);
    }
    if (joins && compared->body.count)
        json_object_set_new(values, "body", json_string(compare_body(request, compared)));
    else if (joins && compare_is_whole(compared) && compare_chosen(request, "whole") == JOIN_THEIRS) {
        json_object_del(values, "body");
        json_object_del(values, "body_format");
    }
    /* So that the save is one of the texts, which takes the working copy along. */
    if (!json_object_get(values, "title"))
        json_object_set(values, "title", json_object_get(compared->theirs, "title"));
    return values;
}

/* Saves; what cannot be saved yet becomes the working copy, on the version that is there now, and the form
 * says why when it is saved from there. */
static enum err compare_save(struct app *app, const struct request *request, struct reply *reply,
                             struct compared *compared, bool joins)
{
    auto_answer struct staff_answer saved = {.view = NULL};
    auto_answer struct staff_answer kept = {.view = NULL};
    json_auto_t *values = compare_values(request, compared, joins);
    json_auto_t *operation = writing_operation(values);
    struct writing *writing = &compared->page.writing;
    long long id = writing->id;
    struct staff_question question = {
        .handle = api_article_change,
        .method = METHOD_PATCH,
        .args = {arena_printf(request->arena, "%lld", id)},
        .body = operation,
        .version = write_integer(compared->page.article.view, "version"),
    };
    write_name_writing(&question, writing);
    enum err err = values ? staff_ask(app, request, &question, &saved) : ERR_MEMORY;
    if (!err)
        return staff_done(request, reply, staff_path(request, "/bai/%lld", id), "write_joined");
    if (err == ERR_MEMORY)
        return err;
    writing->version = question.version;
    err = write_keep_copy(app, request, writing, values, &kept);
    return err ? err
               : staff_done(request, reply,
                            staff_path(request, "/bai/%lld?ban=%s", id, writing->mark ? writing->mark : "1"),
                            "write_joined_kept");
}

enum err staff_compare_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_compared struct compared compared = {.theirs = NULL};
    const char *pressed = staff_sent(request, "do"), *version = staff_sent(request, "version");
    const char *copy = staff_sent(request, "copy_version");
    enum err err = compare_open(app, request, reply, &compared);
    if (err)
        return err;
    if (pressed && strcmp(pressed, "theirs") == 0)
        return staff_write_drop(app, request, reply);
    /* One of both became another meanwhile: what was chosen is of texts that are no more. */
    bool is_same = version &&
                   strtoll(version, NULL, 10) == write_integer(compared.page.article.view, "version") &&
                   copy && strtoll(copy, NULL, 10) == write_integer(compared.page.copy.view, "version");
    if (!compared.mine || !is_same)
        return compare_show(app, request, reply, &compared, staff_word(app, request, "compare.changed"));
    return compare_save(app, request, reply, &compared, !pressed || strcmp(pressed, "mine") != 0);
}
