/* The write form: which fields an article has by its kind and the person's role, what stands in them, and
 * what can be chosen. What was typed becomes an operation in staff_article_body.c. */
#include "staff_article.h"

#include "page/page.h"
#include "text/date.h"

#include <string.h>

/* Of every kind. Pointers are those of the API's article; fields without one are read by
 * staff_article_body.c. */
static const struct staff_field common[] = {
    {"title", "/title", STAFF_TEXT, "title", true, 0, NULL},
    {"lead", "/lead", STAFF_AREA, "lead", false, 0, NULL},
    {"body", "/body", STAFF_AREA, "body", false, 0, NULL},
    {"body_format", "/body_format", STAFF_HIDDEN, "body", false, 0, NULL},
    {"category", "/category", STAFF_CHOICE, "category", false, 0, NULL},
    {"tags", "/tags", STAFF_LIST, "tags", false, 0, NULL},
    {"image", "/image", STAFF_FILE, "image", false, 0, NULL},
    {"image_id", NULL, STAFF_HIDDEN, "image", false, 0, NULL},
    {"image_off", NULL, STAFF_FLAG, "image_off", false, 0, NULL},
    {"alt", "/alt", STAFF_TEXT, "alt", false, 0, NULL},
    {"decorative", "/decorative", STAFF_FLAG, "decorative", false, 0, NULL},
    {"caption", "/caption", STAFF_TEXT, "caption", false, 0, NULL},
    {"credit", "/credit", STAFF_TEXT, "credit", false, 0, NULL},
    {"attachments", "/attachments", STAFF_FILE, "attachments", false, 0, NULL},
    {"author", "/author", STAFF_TEXT, "author", false, 0, NULL},
    {"source_name", "/source/name", STAFF_TEXT, "source_name", false, 0, NULL},
    {"source_url", "/source/url", STAFF_TEXT, "source_url", false, 0, "url"},
    {"lang", "/lang", STAFF_CHOICE, "lang", false, 0, NULL},
    {"audience", "/audience", STAFF_CHOICE, "audience", false, 0, NULL},
    {"translation_of", "/translation_of", STAFF_NUMBER, "translation_of", false, 0, NULL},
    {"slug", "/slug", STAFF_TEXT, "slug", false, 0, NULL},
    {"day", "/published_at", STAFF_TEXT, "day", false, 0, NULL},
    {"time", NULL, STAFF_TEXT, "time", false, 0, NULL},
    {"expires_at", "/expires_at", STAFF_TEXT, "expires_at", false, 0, NULL},
    {"change_note", "/change_note", STAFF_TEXT, "change_note", false, 0, NULL},
    {"check_reason", "/check_reason", STAFF_AREA, "check_reason", false, ARTICLE_NOTE_MAX, NULL},
    {"force", "/force", STAFF_FLAG, "force", false, 0, NULL},
    {"force_reason", NULL, STAFF_AREA, "force_reason", false, ARTICLE_NOTE_MAX, NULL},
};
/* Of editors. */
static const struct staff_field pins[] = {
    {"pinned", "/pinned", STAFF_FLAG, "pinned", false, 0, NULL},
    {"pinned_until", "/pinned_until", STAFF_TEXT, "pinned_until", false, 0, NULL},
};

/* The files, words and place of each picture for the body. */
static const struct staff_field pictures[] = {
    {"picture1", "/picture1", STAFF_FILE, "picture", false, 0, NULL},
    {"picture1_alt", "/picture1/alt", STAFF_TEXT, "picture_alt", false, 0, NULL},
    {"picture1_caption", NULL, STAFF_TEXT, "picture_caption", false, 0, NULL},
    {"picture1_place", NULL, STAFF_CHOICE, "picture_place", false, 0, NULL},
    {"picture2", "/picture2", STAFF_FILE, "picture", false, 0, NULL},
    {"picture2_alt", "/picture2/alt", STAFF_TEXT, "picture_alt", false, 0, NULL},
    {"picture2_caption", NULL, STAFF_TEXT, "picture_caption", false, 0, NULL},
    {"picture2_place", NULL, STAFF_CHOICE, "picture_place", false, 0, NULL},
    {"picture3", "/picture3", STAFF_FILE, "picture", false, 0, NULL},
    {"picture3_alt", "/picture3/alt", STAFF_TEXT, "picture_alt", false, 0, NULL},
    {"picture3_caption", NULL, STAFF_TEXT, "picture_caption", false, 0, NULL},
    {"picture3_place", NULL, STAFF_CHOICE, "picture_place", false, 0, NULL},
};

enum err writing_form(const struct request *request, struct writing *writing)
{
    enum { COMMON = sizeof common / sizeof *common, PICTURES = sizeof pictures / sizeof *pictures };
    struct arena *arena = request->arena;
    struct staff_field *fields = arena_zero(arena, COMMON + PICTURES + 2 + FACT_COUNT, sizeof *fields);
    size_t count = 0;
    if (!fields)
        return ERR_MEMORY;
    for (size_t i = 0; i < COMMON; i++)
        fields[count++] = common[i];
    /* Else its absence would take away what an editor pinned. */
    for (size_t i = 0; request->actor.role >= ROLE_EDITOR && i < sizeof pins / sizeof *pins; i++)
        fields[count++] = pins[i];
    for (size_t i = 0; i < PICTURES; i++)
        fields[count++] = pictures[i];
    for (const struct fact_row *row = fact_rows(); row->name; row++) {
        if (row->kind != writing->kind || row->flags & (FACT_IS_RETIRED | FACT_IS_COMPUTED))
            continue;
        fields[count++] = (struct staff_field){.name = arena_printf(arena, "fact_%s", row->name),
                                               .pointer = arena_printf(arena, "/facts/%s", row->name),
                                               .type = writing_fact_type(row),
                                               .word = "facts"};
    }
    writing->form = (struct staff_form){"write", fields, count};
    return arena_failed(arena) ? ERR_MEMORY : ERR_OK;
}

/* ---- an article as values */

/* Copies a member that is the same in both shapes. */
static void values_copy(json_t *values, const json_t *article, const char *name)
{
    json_object_set_new(values, name, json_deep_copy(json_object_get(article, name)));
}

/* What a fact leads to, as it is typed: a document by its number, and its id behind that, for numbers begin
 * anew each year; anything else by its id. NULL for what is no article. */
static json_t *values_target(const json_t *target)
{
    const json_t *id = json_object_get(target, "id");
    const char *number = json_string_value(json_object_get(target, "number"));
    if (!id)
        return NULL;
    /* Commas part the values of a list. */
    return number && !strchr(number, ',')
               ? json_sprintf("%s #%lld", number, (long long)json_integer_value(id))
               : json_deep_copy(id);
}

/* Facts that lead to an article say which; what follows from others is not typed. */
static void values_facts(json_t *values, const json_t *article)
{
    json_t *facts = json_deep_copy(json_object_get(article, "facts")), *value;
    const char *kind = json_string_value(json_object_get(article, "kind"));
    const char *name;
    void *next;
    json_object_foreach_safe(facts, next, name, value)
    {
        json_t *target = values_target(value);
        for (size_t i = 0; i < json_array_size(value); i++) {
            json_t *inner = values_target(json_array_get(value, i));
            if (inner)
                json_array_set_new(value, i, inner);
        }
        if (target)
            json_object_set_new(facts, name, target);
    }
    for (const struct fact_row *row = fact_rows(); row->name; row++)
        if (row->flags & FACT_IS_COMPUTED && kind && strcmp(kind_of(row->kind)->name, kind) == 0)
            json_object_del(facts, row->name);
    json_object_set_new(values, "facts", facts ? facts : json_object());
}

/* The picture with its words. */
static void values_image(json_t *values, const json_t *article)
{
    const json_t *image = json_object_get(article, "image");
    const char *alt = json_string_value(json_object_get(image, "alt"));
    if (!json_is_object(image))
        return;
    json_object_set(values, "image", json_object_get(image, "id"));
    values_copy(values, image, "alt");
    values_copy(values, image, "caption");
    values_copy(values, image, "credit");
    json_object_set_new(values, "decorative", json_boolean(alt && !*alt));
}

/* Names of tags, numbers and titles of attachments. */
static void values_lists(json_t *values, const json_t *article)
{
    json_t *tags = json_array(), *files = json_array(), *item;
    size_t index;
    json_array_foreach(json_object_get(article, "tags"), index, item)
        json_array_append(tags, json_object_get(item, "name"));
    json_array_foreach(json_object_get(article, "attachments"), index, item)
    {
        json_t *file = json_object();
        json_object_set(file, "id", json_object_get(item, "id"));
        json_object_set(file, "title", json_object_get(item, "title"));
        json_array_append_new(files, file);
    }
    json_object_set_new(values, "tags", tags);
    json_object_set_new(values, "attachments", files);
}

json_t *writing_values(struct arena *arena, const json_t *article)
{
    static const char *const same[] = {"title", "lead",     "author",         "source", "lang",
                                       "kind",  "audience", "translation_of", "slug",   "pinned"};
    char day[DATE_TEXT_SIZE];
    json_t *values = json_object();
    const json_t *body = json_object_get(article, "body");
    int64_t expires_ms = writing_time(article, "expires_at");
    int64_t pinned_ms = writing_time(article, "pinned_until");
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        values_copy(values, article, same[i]);
    json_object_set(values, "body", json_object_get(body, "text"));
    json_object_set(values, "body_format", json_object_get(body, "format"));
    const json_t *category = json_object_get(json_object_get(article, "category"), "slug");
    json_object_set_new(values, "category", json_deep_copy(category));
    values_image(values, article);
    values_lists(values, article);
    values_facts(values, article);
    /* The day at whose end it is over. */
    if (expires_ms)
        json_object_set_new(values, "expires_at", json_string(day_iso(day_of(expires_ms - 1), day)));
    if (pinned_ms)
        json_object_set_new(values, "pinned_until", json_string(day_iso(day_of(pinned_ms - 1), day)));
    if (!values)
        arena_fail(arena);
    return values;
}

/* ---- what is shown beside the fields */

/* A field of the form's view, by its name. */
static struct view shown_field(struct view form, const char *name)
{
    return (struct view){form.arena, json_object_get(json_object_get(form.json, "by"), name)};
}

/* Every category, below what it lies in. */
static enum err writing_show_categories(struct app *app, const struct request *request, struct view form)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    json_t *item;
    size_t index;
    enum err err = staff_read(app, request, api_category_list, NULL, &answer);
    staff_form_choice(form, "category", "", staff_word(app, request, "write.category_none"));
    json_array_foreach(json_object_get(answer.view, "items"), index, item)
        staff_form_choice(form, "category", json_string_value(json_object_get(item, "slug")),
                          json_string_value(json_object_get(item, "name")));
    return err;
}

/* Names of tags that much stands under already, for the field's list. */
static enum err writing_show_tags(struct app *app, const struct request *request, struct view view)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const struct staff_question question = {
        .handle = api_tag_list, .method = METHOD_GET, .parameters = {{"limit", "100"}}, .parameter_count = 1};
    json_t *item;
    size_t index;
    enum err err = staff_ask(app, request, &question, &answer);
    struct view tags = view_list(view, "known_tags");
    json_array_foreach(json_object_get(answer.view, "items"), index, item)
        view_text(view_append(tags), "name", json_string_value(json_object_get(item, "name")));
    return err;
}

/* Where a picture can be put. */
static void writing_show_places(const struct app *app, const struct request *request, struct view form)
{
    for (int i = 1; i <= WRITING_PICTURES; i++) {
        const char *name = arena_printf(form.arena, "picture%d_place", i);
        staff_form_choice(form, name, "end", staff_word(app, request, "write.place_end"));
        staff_form_choice(form, name, "begin", staff_word(app, request, "write.place_begin"));
        for (int place = 1; place <= WRITING_PLACES; place++) {
            const char *number = arena_printf(form.arena, "%d", place);
            staff_form_choice(form, name, number,
                              staff_says(app, request, "write.place_behind", number, NULL));
        }
    }
}

static void writing_show_choices(const struct app *app, const struct request *request, struct view form)
{
    staff_form_choice(form, "lang", "vi", staff_word(app, request, "write.lang_vi"));
    staff_form_choice(form, "lang", "en", staff_word(app, request, "write.lang_en"));
    staff_form_choice(form, "audience", "public", staff_word(app, request, "write.audience_public"));
    staff_form_choice(form, "audience", "staff", staff_word(app, request, "write.audience_staff"));
    view_text(shown_field(form, "day"), "type", "date");
    view_text(shown_field(form, "expires_at"), "type", "date");
    if (request->actor.role >= ROLE_EDITOR)
        view_text(shown_field(form, "pinned_until"), "type", "date");
    view_text(shown_field(form, "source_url"), "type", "url");
}

/* A file that the article has, to be taken off or called otherwise. */
static void writing_show_file(struct view list, const char *id, const char *title, bool is_off)
{
    struct view file = view_append(list);
    view_text(file, "id", id);
    view_text(file, "title", title);
    view_text(file, "title_name", arena_printf(list.arena, "file_title_%s", id));
    view_text(file, "off_id", arena_printf(list.arena, "file-off-%s", id));
    view_flag(file, "is_off", is_off);
}

/* Whether a list of a form (one text or several) has the text. */
static bool sent_has(const json_t *sent, const char *text)
{
    for (size_t i = 0; json_is_array(sent) && i < json_array_size(sent); i++)
        if (strcmp(json_string_value(json_array_get(sent, i)), text) == 0)
            return true;
    return json_is_string(sent) && strcmp(json_string_value(sent), text) == 0;
}

/* Those of the values, or behind a refusal what was sent of them. */
static void writing_show_files(const struct request *request, struct view view, const json_t *values)
{
    const json_t *fields = request->form ? request->form->fields : NULL;
    const json_t *sent = json_object_get(fields, "file"), *item;
    const json_t *off = json_object_get(fields, "file_off");
    struct view list = view_list(view, "files");
    size_t count = json_is_array(sent) ? json_array_size(sent) : sent ? 1 : 0, index;
    for (size_t i = 0; i < count; i++) {
        const char *id = json_string_value(json_is_array(sent) ? json_array_get(sent, i) : sent);
        const char *title = staff_sent(request, arena_printf(view.arena, "file_title_%s", id));
        writing_show_file(list, id, title, sent_has(off, id));
    }
    if (!fields)
        json_array_foreach(json_object_get(values, "attachments"), index, item)
        {
            json_int_t id = json_integer_value(json_object_get(item, "id"));
            writing_show_file(list, arena_printf(view.arena, "%lld", (long long)id),
                              json_string_value(json_object_get(item, "title")), false);
        }
    view_flag(view, "has_files", json_array_size(list.json) > 0);
}

/* The present picture, as the staff may see it. */
static enum err writing_show_image(struct app *app, const struct request *request, struct view view,
                                   const json_t *values)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const char *sent = request->form ? staff_sent(request, "image_id") : NULL;
    json_int_t number = json_integer_value(json_object_get(values, "image"));
    const char *id = sent && *sent ? sent : number ? arena_printf(view.arena, "%lld", (long long)number) : "";
    view_text(view, "image_id", id);
    view_null(view, "picture");
    if (!*id || staff_read(app, request, api_media_show, id, &answer))
        return ERR_OK;
    const char *url = json_string_value(json_object_get(answer.view, "url"));
    struct view picture = view_object(view, "picture");
    view_url(picture, "url", safe_url_trusted(arena_printf(view.arena, "/quan-tri%s", url ? url : "")));
    view_json(picture, "width", json_incref(json_object_get(answer.view, "width")));
    view_json(picture, "height", json_incref(json_object_get(answer.view, "height")));
    return ERR_OK;
}

enum err writing_show(struct app *app, const struct request *request, struct reply *reply, struct view view,
                      const struct writing *writing, const struct staff_answer *refusal)
{
    const char *action = writing->id ? staff_path(request, "/bai/%lld", (long long)writing->id)
                                     : staff_path(request, "/bai/moi");
    struct view form = staff_form_show(app, request, view, &writing->form, action, writing->values, refusal);
    enum err err = writing_show_categories(app, request, form);
    if (!err)
        err = writing_show_tags(app, request, view);
    if (err)
        return err;
    writing_show_choices(app, request, form);
    writing_show_places(app, request, form);
    err = writing_show_facts(app, request, view, form, writing->kind);
    if (err)
        return err;
    writing_show_files(request, view, writing->values);
    /* What may be asked for once a save or publication was refused. */
    view_flag(view, "is_refused", refusal != NULL);
    view_flag(view, "may_pin", request->actor.role >= ROLE_EDITOR);
    view_flag(view, "may_publish", request->actor.role >= ROLE_EDITOR);
    view_text(view, "kind", kind_of(writing->kind)->name);
    view_integer(view, "version", writing->version);
    view_integer(view, "copy_id", writing->copy_id);
    const char *format = request->form ? staff_sent(request, "body_format")
                                       : json_string_value(json_object_get(writing->values, "body_format"));
    view_flag(view, "is_html", format && strcmp(format, "html") == 0);
    err = writing_show_image(app, request, view, writing->values);
    if (!err)
        staff_form_end(app, request, reply, form);
    return err;
}
