/* /api/openapi.json, the description of the API kept beside the route table, and the pages made of it:
 * /api/docs with the groups and their operations, /api/docs/{group} with all that is to be said of them. Must
 * not know what an operation does. */
#include "docs.h"

#include "base/json_text.h"
#include "handler/handler.h"
#include "page.h"
#include "view/fact.h"

#include <string.h>

/* Written by hand and compared with the route table by a test, so its form is relied on here where a
 * schema would be checked elsewhere. Its words in Vietnamese stand beside it, each below the English one, so
 * that a text that is changed has none until somebody says it anew (tests/lint/check_api_words.py). */
static const char description_name[] = "api/openapi.json", words_name[] = "api/vi.json";

static json_t *docs_read(const struct app *app, struct arena *arena, const char *name)
{
    const struct asset *asset = assets_find(app->assets, name);
    const unsigned char *bytes = asset ? asset_bytes(asset, arena) : NULL;
    return bytes ? json_text_read((const char *)bytes, asset->size, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

/* The description with the kinds and facts that there are. */
static json_t *docs_load(const struct app *app, struct arena *arena)
{
    json_t *document = docs_read(app, arena, description_name);
    if (document)
        view_kind_schemas(json_object_get(json_object_get(document, "components"), "schemas"));
    return document;
}

enum err api_openapi_show(struct app *app, const struct request *request, struct reply *reply)
{
    reply->view = docs_load(app, request->arena);
    json_t *info = json_object_get(reply->view, "info");
    if (!info)
        return ERR_INTERNAL;
    /* The file has no version of its own. */
    json_object_set_new(info, "version", json_string(CONG_VERSION));
    return ERR_OK;
}

/* ---- what the pages are made of */

const char *docs_said(const struct docs *docs, const char *english)
{
    const char *said = english ? json_string_value(json_object_get(docs->words, english)) : NULL;
    return said ? said : english ? english : "";
}

const char *docs_said_at(const struct docs *docs, const json_t *object, const char *name)
{
    return docs_said(docs, json_string_value(json_object_get(object, name)));
}

void docs_fill_words(struct view view, const char *name, const char *said)
{
    if (!said || !*said) {
        view_null(view, name);
        return;
    }
    struct view list = view_list(view_object(view, name), "words");
    while (*said) {
        size_t plain = strcspn(said, "`"), code = said[plain] ? strcspn(said + plain + 1, "`") : 0;
        bool is_closed = said[plain] && said[plain + 1 + code];
        /* One that nothing closes is a sign like others. */
        size_t before = is_closed ? plain : strlen(said);
        struct view piece = view_append(list);
        view_text(piece, "text", arena_copy(list.arena, said, before));
        view_text(piece, "code", is_closed ? arena_copy(list.arena, said + plain + 1, code) : NULL);
        said += is_closed ? plain + code + 2 : before;
    }
}

json_t *docs_follow(const struct docs *docs, json_t *value)
{
    const char *at = json_string_value(json_object_get(value, "$ref"));
    json_t *found = at ? docs->document : value;
    /* A JSON pointer behind '#'. Names of this document have neither '~' nor '/', so nothing is
     * unescaped. */
    for (const char *part = at ? at + 1 : NULL; part && *part == '/';) {
        char name[100];
        size_t length = strcspn(part + 1, "/");
        length = length < sizeof name ? length : sizeof name - 1;
        memcpy(name, part + 1, length);
        name[length] = '\0';
        found = json_object_get(found, name);
        part += 1 + length;
    }
    return found;
}

/* JSON_ENCODE_ANY, since an example may be a bare number or text. */
const char *docs_example(struct arena *arena, const json_t *value, size_t flags)
{
    auto_free char *text = value ? json_text_write(value, flags | JSON_ENCODE_ANY) : NULL;
    return text ? arena_text(arena, text) : "";
}

/* Whether the operation is one of this group: it is shown under its first tag alone. */
static bool docs_is_of(const json_t *operation, const char *group)
{
    const char *shown = json_string_value(json_array_get(json_object_get(operation, "tags"), 0));
    return shown && strcmp(shown, group) == 0;
}

/* ---- the entry page */

static void docs_fill_address(const struct docs *docs, struct view view, const char *group,
                              const json_t *operation)
{
    const char *anchor = json_string_value(json_object_get(operation, "operationId"));
    view_url(view, "url",
             safe_url_trusted(anchor ? arena_printf(view.arena, "%s/%s#%s", docs->prefix, group, anchor)
                                     : arena_printf(view.arena, "%s/%s", docs->prefix, group)));
}

/* Keys of the document are lower case ASCII, so arithmetic will do. */
static void docs_fill_method(struct view view, const char *method)
{
    char upper[12] = "";
    for (size_t i = 0; method[i] && i + 1 < sizeof upper; i++)
        upper[i] = (char)(method[i] - 'a' + 'A');
    view_text(view, "method", upper);
}

/* A group with its operations by name: a row of the table of contents. */
static void docs_fill_group(const struct docs *docs, struct view list, const json_t *tag, const char *shown)
{
    const char *path, *method, *name = json_string_value(json_object_get(tag, "name"));
    json_t *item, *operation;
    struct view view = view_append(list);
    view_text(view, "name", name);
    view_text(view, "about", docs_said_at(docs, tag, "description"));
    view_flag(view, "is_shown", shown && strcmp(shown, name) == 0);
    docs_fill_address(docs, view, name, NULL);
    struct view operations = view_list(view, "operations");
    json_object_foreach(json_object_get(docs->document, "paths"), path, item)
    {
        json_object_foreach(item, method, operation)
        {
            if (!docs_is_of(operation, name))
                continue;
            struct view row = view_append(operations);
            docs_fill_method(row, method);
            view_text(row, "path", path);
            view_text(row, "summary", docs_said_at(docs, operation, "summary"));
            docs_fill_address(docs, row, name, operation);
        }
    }
}

/* All groups, in the order in which the document has its tags. */
static void docs_fill_groups(const struct docs *docs, struct view view, const char *shown)
{
    const json_t *tag;
    size_t index;
    struct view list = view_list(view, "groups");
    json_array_foreach(json_object_get(docs->document, "tags"), index, tag)
        docs_fill_group(docs, list, tag, shown);
}

/* ---- a group's page */

/* Where each schema stands: with the first group that has to do with it. */
static void docs_place_all(struct docs *docs)
{
    const char *path, *method;
    json_t *tag, *item, *operation;
    size_t index;
    json_array_foreach(json_object_get(docs->document, "tags"), index, tag)
    {
        const char *group = json_string_value(json_object_get(tag, "name"));
        json_object_foreach(json_object_get(docs->document, "paths"), path, item)
        {
            json_object_foreach(item, method, operation)
            {
                if (docs_is_of(operation, group))
                    docs_place_schemas(docs, operation, group);
            }
        }
    }
}

static void docs_fill_operations(const struct docs *docs, struct view view, const char *group)
{
    const char *path, *method;
    json_t *item, *operation;
    struct view list = view_list(view, "operations");
    json_object_foreach(json_object_get(docs->document, "paths"), path, item)
    {
        json_object_foreach(item, method, operation)
        {
            if (!docs_is_of(operation, group))
                continue;
            docs_fill_operation(docs, list, path, method, operation);
            docs_fill_method(
                (struct view){view.arena, json_array_get(list.json, json_array_size(list.json) - 1)}, method);
        }
    }
    struct view schemas = view_list(view, "schemas");
    docs_fill_schemas(docs, schemas, group);
    view_flag(view, "has_schemas", json_array_size(schemas.json) > 0);
}

/* What both pages have. */
static struct view docs_begin(const struct docs *docs, const struct request *request, struct reply *reply,
                              const char *template, const char *title, const char *about)
{
    struct view view = page_begin(request, reply, template, title, about);
    reply->other_path = page_other_path(request);
    view_text(view, "version", CONG_VERSION);
    view_url(view, "docs_url", safe_url_trusted(docs->prefix));
    return view;
}

/* The tag of that name; NULL without one. */
static const json_t *docs_group(const struct docs *docs, const char *name)
{
    const json_t *tag;
    size_t index;
    json_array_foreach(json_object_get(docs->document, "tags"), index, tag)
    {
        if (strcmp(json_string_value(json_object_get(tag, "name")), name) == 0)
            return tag;
    }
    return NULL;
}

/* Shows the entry page, or that of the group. */
static enum err docs_show(struct docs *docs, const struct request *request, struct reply *reply,
                          const char *group)
{
    const json_t *info = json_object_get(docs->document, "info");
    if (!group) {
        struct view view =
            docs_begin(docs, request, reply, "pages/docs.html", "API", docs_said_at(docs, info, "summary"));
        view_text(view, "title", docs_said_at(docs, info, "title"));
        docs_fill_words(view, "intro", docs_said_at(docs, info, "description"));
        view_text(view, "form",
                  arena_printf(view.arena, "OpenAPI %s",
                               json_string_value(json_object_get(docs->document, "openapi"))));
        /* What the reader puts into the variables of the lines to try. */
        view_text(view, "token_line", "TOKEN=cong_…");
        view_text(view, "address_line", *docs->base ? NULL : "CONG=https://…");
        docs_fill_groups(docs, view, NULL);
        return ERR_OK;
    }
    const json_t *tag = docs_group(docs, group);
    if (!tag)
        return ERR_NOT_FOUND;
    const char *about = docs_said_at(docs, tag, "description");
    struct view view = docs_begin(docs, request, reply, "pages/docs-group.html",
                                  arena_printf(request->arena, "API: %s", about), about);
    view_text(view, "title", about);
    view_text(view, "name", group);
    docs_fill_groups(docs, view, group);
    docs_place_all(docs);
    docs_fill_operations(docs, view, group);
    return ERR_OK;
}

/* Reads what is needed for the request's language. */
static enum err docs_page(struct app *app, const struct request *request, struct reply *reply,
                          const char *group)
{
    bool is_english = page_lang(request) == LANG_EN;
    json_auto_t *document = docs_load(app, request->arena);
    json_auto_t *words = is_english ? NULL : docs_read(app, request->arena, words_name);
    json_auto_t *places = json_object();
    if (!document || !places || (!words && !is_english))
        return ERR_INTERNAL;
    struct docs docs = {.document = document,
                        .words = words,
                        .prefix = is_english ? "/en/api/docs" : "/api/docs",
                        .base = app->portal->base_url,
                        .places = places};
    return docs_show(&docs, request, reply, group);
}

enum err page_docs_show(struct app *app, const struct request *request, struct reply *reply)
{
    return docs_page(app, request, reply, NULL);
}

enum err page_docs_group(struct app *app, const struct request *request, struct reply *reply)
{
    return docs_page(app, request, reply, request->args[0]);
}
