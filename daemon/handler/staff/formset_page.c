/* The flow of a formset's page. A refusal shows the form again with all that was typed; a version that
 * somebody else passed shows what they made of it beside that, and is only overwritten by saving once more.
 */
#include "formset_page.h"

#include "formset_history.h"
#include "page/page.h"
#include "text/slug.h"
#include "text/word.h"

#include <string.h>

static const char *page_says(const struct formset_state *state, const char *word)
{
    return staff_word(state->app, state->request,
                      arena_printf(state->request->arena, "%s.%s", state->formset->part, word));
}

/* The argument of a thing; NULL of what is one, and of a new one. */
static const char *thing_id(const struct request *request, const struct formset_page *page)
{
    return page->is_thing && strcmp(request->args[0], "moi") != 0 ? request->args[0] : NULL;
}

static bool is_new(const struct request *request, const struct formset_page *page)
{
    return page->is_thing && !thing_id(request, page);
}

static const char *page_address(const struct request *request, const struct formset_page *page)
{
    return page->is_thing ? staff_path(request, "%s/%s", page->path, request->args[0])
                          : staff_path(request, "%s", page->path);
}

const char *formset_page_of(const struct request *request, const struct formset_page *page)
{
    const char *id = thing_id(request, page);
    return id ? arena_printf(request->arena, "%s:%s", page->formset->part, id) : NULL;
}

/* The thing within an answer; borrowed. */
static const json_t *thing_of(const struct staff_answer *answer, const char *member)
{
    return member ? json_object_get(answer->view, member) : answer->view;
}

/* The present state into the formset; a new thing has none. */
static enum err take_present(struct formset_state *state, const struct formset_page *page)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    if (is_new(state->request, page)) {
        formset_take(state, NULL);
        return ERR_OK;
    }
    enum err err =
        staff_read(state->app, state->request, page->read, thing_id(state->request, page), &answer);
    if (err)
        return err;
    formset_take(state, thing_of(&answer, page->member));
    state->version = answer.version;
    return ERR_OK;
}

/* A state of the past, with the version of the present. */
static enum err take_revision(struct formset_state *state, const struct formset_page *page,
                              const char *version)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const char *of = formset_page_of(state->request, page);
    const struct staff_question question = {
        .handle = page->revision, .method = METHOD_GET, .args = {of ? of : version, of ? version : NULL}};
    enum err err = staff_ask(state->app, state->request, &question, &answer);
    if (!err)
        formset_take(state, thing_of(&answer, page->revision_member));
    return err;
}

/* What is said beside the form. */
struct formset_said {
    const struct staff_answer *refusal; /* or NULL */
    const struct formset_state *theirs; /* of a version that was passed; or NULL */
    const char *past;                   /* which version of the past is shown; or NULL */
};

/* A field's text for people: rows in lines. */
static const char *told_text(struct arena *arena, json_t *value)
{
    const char *text = json_is_array(value) ? "" : formset_text(arena, value), *key;
    json_t *row, *member;
    size_t index;
    json_array_foreach(value, index, row)
    {
        const char *line = "";
        json_object_foreach(row, key, member)
        {
            const char *part = told_text(arena, member);
            line = *part ? arena_printf(arena, "%s%s%s", line, *line ? " · " : "", part) : line;
        }
        text = arena_printf(arena, "%s%s%s", text, *text ? " | " : "", line);
    }
    return text;
}

/* What is otherwise now than what was typed. */
static void show_theirs(const struct formset_state *state, struct view view,
                        const struct formset_state *theirs)
{
    struct view list = view_list(view, "theirs");
    for (size_t i = 0; theirs && i < state->formset->count; i++) {
        const struct formset_field *field = &state->formset->fields[i];
        const json_t *mine = json_object_get(state->values, field->name);
        json_t *other = json_object_get(theirs->values, field->name);
        if (field->type == FORMSET_HEADING || json_equal(mine, other))
            continue;
        struct view item = view_append(list);
        const char *text = told_text(view.arena, other);
        view_text(item, "label", page_says(state, formset_name(view.arena, "", field->name)));
        view_text(item, "text", *text ? text : staff_word(state->app, state->request, "formset.empty"));
    }
    view_flag(view, "has_theirs", theirs != NULL);
}

/* Removing and merging, of things that are there. */
static enum err show_acts(struct formset_state *state, struct view view, const struct formset_page *page)
{
    bool is_there = page->is_thing && !is_new(state->request, page);
    struct view choices = view_list(view, "merge_choices");
    const json_t *pair;
    size_t index;
    enum err err = is_there && page->merges ? page->merges(state) : ERR_OK;
    view_flag(view, "can_remove", page->remove && (is_there || !page->is_thing) && state->version);
    view_flag(view, "can_merge", is_there && page->merge);
    view_flag(view, "merges_by_name", is_there && page->merge && !page->merges);
    json_array_foreach(json_object_get(state->choices, "into"), index, pair)
    {
        struct view choice = view_append(choices);
        view_text(choice, "value", json_string_value(json_array_get(pair, 0)));
        view_text(choice, "label", json_string_value(json_array_get(pair, 1)));
    }
    return err;
}

/* Words and buttons around the formset. */
static void show_words(const struct formset_state *state, struct view view, const struct formset_page *page)
{
    const char *lead = page_says(state, "lead"), *save = page_says(state, "save");
    view_text(view, "lead", *lead ? lead : NULL);
    formset_bare(state, view, *save ? save : staff_word(state->app, state->request, "formset.save"));
    view_flag(view, "is_for_good", page->is_thing);
    view_text(view, "remove_word", page_says(state, "remove"));
    view_text(view, "remove_hint", page_says(state, "remove_hint"));
    view_text(view, "merge_word", page_says(state, "merge"));
    view_text(view, "merge_label", page_says(state, "into"));
    view_text(view, "merge_hint", page_says(state, "merge_hint"));
    view_text(view, "word_label", page->word ? page_says(state, "word_label") : NULL);
    view_flag(view, "can_preview", page->preview != NULL);
    view_url(view, "up_url",
             page->is_thing ? safe_url_trusted(staff_path(state->request, "%s", page->path))
                            : safe_url_trusted(staff_path(state->request, "/cong")));
}

static enum err formset_page_fill(struct formset_state *state, struct reply *reply,
                                  const struct formset_page *page, const struct formset_said *said)
{
    const struct request *request = state->request;
    const char *title = page_says(state, is_new(request, page) ? "title_new" : "title");
    enum err err = page->offer ? page->offer(state) : ERR_OK;
    if (err)
        return err;
    struct view view =
        staff_begin(request, reply, page->template ? page->template : "staff/formset.html", title);
    formset_refuse(state, said->refusal);
    show_words(state, view, page);
    show_theirs(state, view, said->theirs);
    view_text(view, "past", said->past);
    formset_show(state, view, page_address(request, page));
    err = show_acts(state, view, page);
    if (!err && page->around)
        err = page->around(state, view);
    if (!err)
        err = formset_history_show(state, view, page);
    if (!state->fault_count)
        return err;
    reply->status = said->theirs ? 409 : 422;
    view_text(view, "page_title", staff_says(state->app, request, "frame.fault_title", title, NULL));
    return err;
}

enum err formset_page_show(struct app *app, const struct request *request, struct reply *reply,
                           const struct formset_page *page)
{
    auto_formset struct formset_state state = {.values = NULL};
    struct formset_said said = {.past = page->revision ? request_parameter(request, "ban") : NULL};
    if (!formset_begin(app, request, page->formset, &state))
        return ERR_MEMORY;
    enum err err = take_present(&state, page);
    if (!err && said.past) {
        err = take_revision(&state, page, said.past);
        state.is_changed = true;
    }
    return err ? err : formset_page_fill(&state, reply, page, &said);
}

enum err formset_page_refused(struct app *app, const struct request *request, struct reply *reply,
                              const struct formset_page *page, const struct staff_answer *refusal)
{
    auto_formset struct formset_state state = {.values = NULL};
    const struct formset_said said = {.refusal = refusal};
    if (!formset_begin(app, request, page->formset, &state))
        return ERR_MEMORY;
    enum err err = take_present(&state, page);
    return err ? err : formset_page_fill(&state, reply, page, &said);
}

/* ---- buttons */

/* The body of the operation, as the API wants it. A new reference. */
static json_t *page_body(struct formset_state *state, const struct formset_page *page)
{
    json_t *body = formset_body(state);
    if (body && page->finish)
        page->finish(state, body);
    return body;
}

/* A version was passed, by a change of something else: what is edited here is as it was when the editor
 * began, so nothing of anybody's would be lost. */
static bool is_elsewhere(struct formset_state *state, const struct formset_page *page,
                         struct formset_state *theirs)
{
    auto_formset struct formset_state base = {.values = NULL};
    if (!page->revision || !formset_begin(state->app, state->request, page->formset, &base))
        return false;
    const char *version = arena_printf(state->request->arena, "%lld", (long long)state->version);
    return !take_revision(&base, page, version) && json_equal(base.values, theirs->values);
}

static enum err ask_save(struct formset_state *state, const struct formset_page *page, const json_t *body,
                         struct staff_answer *ret_answer)
{
    bool makes = is_new(state->request, page);
    const struct staff_question question = {.handle = makes ? page->create : page->save,
                                            .method = makes ? METHOD_POST : page->method,
                                            .args = {thing_id(state->request, page)},
                                            .body = body,
                                            .version = makes ? 0 : state->version};
    return staff_ask(state->app, state->request, &question, ret_answer);
}

/* Shows the formset again with the refusal; other errors are the page's. */
static enum err show_refusal(struct formset_state *state, struct reply *reply,
                             const struct formset_page *page, enum err err, const struct staff_answer *answer)
{
    const struct formset_said said = {.refusal = answer};
    return staff_is_of_form(err) ? formset_page_fill(state, reply, page, &said) : err;
}

/* Somebody was faster. */
static enum err save_passed(struct formset_state *state, struct reply *reply, const struct formset_page *page,
                            const json_t *body)
{
    auto_formset struct formset_state theirs = {.values = NULL};
    struct staff_answer none = {.detail = staff_word(state->app, state->request, "formset.passed")};
    if (!formset_begin(state->app, state->request, page->formset, &theirs))
        return ERR_MEMORY;
    enum err err = take_present(&theirs, page);
    if (err)
        return err;
    bool is_free = is_elsewhere(state, page, &theirs);
    state->version = theirs.version;
    if (is_free) {
        auto_answer struct staff_answer answer = {.view = NULL};
        err = ask_save(state, page, body, &answer);
        return err ? show_refusal(state, reply, page, err, &answer)
                   : staff_done(state->request, reply, page_address(state->request, page), "formset_saved");
    }
    const struct formset_said said = {.refusal = &none, .theirs = &theirs};
    return formset_page_fill(state, reply, page, &said);
}

/* Whether two words are the same to whoever types in haste. */
static bool words_alike(const char *one, const char *other)
{
    struct word a, b;
    size_t at = 0, behind = 0;
    return word_next(one, strlen(one), &at, &a) && word_next(other, strlen(other), &behind, &b) &&
           strcmp(a.fold, b.fold) == 0;
}

static bool word_is_missing(const struct formset_state *state, const struct formset_page *page)
{
    const char *typed = page->word ? staff_sent(state->request, "loi") : NULL;
    return page->word && (!typed || !words_alike(typed, page_says(state, page->word)));
}

static enum err page_save(struct formset_state *state, struct reply *reply, const struct formset_page *page)
{
    const struct request *request = state->request;
    auto_answer struct staff_answer answer = {.view = NULL};
    json_auto_t *body = page_body(state, page);
    if (!body)
        return ERR_MEMORY;
    if (word_is_missing(state, page)) {
        answer.detail = page_says(state, "word_missing");
        return show_refusal(state, reply, page, ERR_INPUT, &answer);
    }
    enum err err = ask_save(state, page, body, &answer);
    if (err == ERR_PRECONDITION_FAILED)
        return save_passed(state, reply, page, body);
    if (err)
        return show_refusal(state, reply, page, err, &answer);
    return staff_done(request, reply,
                      page->is_thing && !page->stays ? staff_path(request, "%s", page->path)
                                                     : page_address(request, page),
                      "formset_saved");
}

/* The page as it would be; it opens beside the form, which stays as it is. */
static enum err page_preview(struct formset_state *state, struct reply *reply,
                             const struct formset_page *page)
{
    json_auto_t *body = page_body(state, page);
    struct staff_question question = {.handle = page->preview, .method = METHOD_POST, .body = body};
    struct staff_answer answer = {.view = NULL};
    if (!body || !page->preview)
        return body ? ERR_NOT_FOUND : ERR_MEMORY;
    if (page->is_thing) {
        const char *id = thing_id(state->request, page);
        question.parameters[0] = (struct field){"id", id};
        question.parameter_count = id ? 1 : 0;
    } else if (page_lang(state->request) == LANG_EN) {
        question.parameters[0] = (struct field){"lang", "en"};
        question.parameters[1] = (struct field){"path", "/en"};
        question.parameter_count = 2;
    }
    enum err err = staff_lend(state->app, state->request, &question, reply, &answer);
    return err ? show_refusal(state, reply, page, err, &answer) : ERR_OK;
}

/* An operation without a body on the thing; then the notice on the list, or on the page. */
static enum err page_do(struct formset_state *state, struct reply *reply, const struct formset_page *page,
                        const struct staff_question *question, const char *notice)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    enum err err = staff_ask(state->app, state->request, question, &answer);
    if (err == ERR_PRECONDITION_FAILED)
        err = ERR_CONFLICT;
    if (err)
        return show_refusal(state, reply, page, err, &answer);
    return staff_done(state->request, reply, staff_path(state->request, "%s", page->path), notice);
}

static enum err page_merge(struct formset_state *state, struct reply *reply, const struct formset_page *page)
{
    const char *typed = staff_sent(state->request, "into");
    json_auto_t *body =
        json_pack("{s:s}", "into", slug_from_title(typed ? typed : "", state->request->arena));
    const struct staff_question question = {.handle = page->merge,
                                            .method = METHOD_POST,
                                            .args = {thing_id(state->request, page)},
                                            .body = body,
                                            .version = state->version};
    return body ? page_do(state, reply, page, &question, "formset_merged") : ERR_MEMORY;
}

enum err formset_page_send(struct app *app, const struct request *request, struct reply *reply,
                           const struct formset_page *page)
{
    auto_formset struct formset_state state = {.values = NULL};
    const struct formset_said nothing = {.past = NULL};
    if (!formset_begin(app, request, page->formset, &state))
        return ERR_MEMORY;
    formset_read(&state);
    formset_press(&state);
    const struct staff_question remove = {.handle = page->remove,
                                          .method = METHOD_DELETE,
                                          .args = {thing_id(request, page)},
                                          .version = state.version};
    const struct staff_question revert = {.handle = page->revert,
                                          .method = METHOD_POST,
                                          .args = {formset_act_words(request)},
                                          .version = state.version};
    switch (formset_act(&state)) {
    case FORMSET_SAVE:
        return page_save(&state, reply, page);
    case FORMSET_PREVIEW:
        return page_preview(&state, reply, page);
    case FORMSET_REMOVE:
        return page->remove ? page_do(&state, reply, page, &remove, "formset_removed") : ERR_NOT_FOUND;
    case FORMSET_REVERT:
        return page->revert ? page_do(&state, reply, page, &revert, "formset_reverted") : ERR_NOT_FOUND;
    case FORMSET_MERGE:
        return page->merge ? page_merge(&state, reply, page) : ERR_NOT_FOUND;
    case FORMSET_SHOWN:
        break;
    }
    return formset_page_fill(&state, reply, page, &nothing);
}
