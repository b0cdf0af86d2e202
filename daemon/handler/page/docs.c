/* /api/openapi.json, the description of the API kept beside the route table, and /api/docs, a page made of
 * it. */
#include "handler/handler.h"
#include "page.h"
#include "view/fact.h"

#include <string.h>

/* Written by hand and compared with the route table by a test, so its form is relied on here where a
 * schema would be checked elsewhere. */
static const char asset_name[] = "api/openapi.json";

/* The description with the kinds and facts that there are. */
static json_t *load(struct app *app)
{
    const struct asset *asset = assets_find(app->assets, asset_name);
    json_t *document =
        asset ? json_loadb((const char *)asset->bytes, asset->size, JSON_REJECT_DUPLICATES, NULL) : NULL;
    if (document)
        view_kind_schemas(json_object_get(json_object_get(document, "components"), "schemas"));
    return document;
}

enum err api_openapi_show(struct app *app, const struct request *request, struct reply *reply)
{
    (void)request;
    reply->view = load(app);
    json_t *info = json_object_get(reply->view, "info");
    if (!info)
        return ERR_INTERNAL;
    /* The file has no version of its own. */
    json_object_set_new(info, "version", json_string(CONG_VERSION));
    return ERR_OK;
}

/* ---- the page */

/* A member that is text; "" otherwise, as templates print what they get. */
static const char *text_at(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

/* What a `$ref` of the document points to; the value itself when it is none. */
static const json_t *docs_follow(const json_t *document, const json_t *value)
{
    const char *at = json_string_value(json_object_get(value, "$ref"));
    const json_t *found = at ? document : value;
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

/* The name of the schema that is referred to, directly or as null's alternative; NULL otherwise. */
static const char *schema_name(const json_t *schema)
{
    const json_t *alternative = json_array_get(json_object_get(schema, "anyOf"), 0);
    const char *at = json_string_value(json_object_get(alternative ? alternative : schema, "$ref"));
    const char *slash = at ? strrchr(at, '/') : NULL;
    return slash ? slash + 1 : NULL;
}

/* A value as JSON, "" without one. JSON_ENCODE_ANY, since an example may be a bare number or text. */
static const char *example_text(struct arena *arena, const json_t *value, size_t flags)
{
    auto_free char *text = value ? json_dumps(value, flags | JSON_ENCODE_ANY) : NULL;
    return text ? arena_text(arena, text) : "";
}

/* "string", or "string or null" where the document has a list of types. */
static void add_types(struct buf *out, const json_t *type)
{
    const json_t *item;
    size_t index;
    buf_text(out, json_is_string(type) ? json_string_value(type) : "");
    json_array_foreach(type, index, item) buf_printf(out, index ? " or %s" : "%s", json_string_value(item));
}

/* The types and, behind a colon, the words that are allowed. null among these is said by the type
 * already. */
static const char *type_text(struct arena *arena, const json_t *schema)
{
    auto_buf struct buf out = BUF(2000);
    const json_t *item;
    size_t index;
    add_types(&out, json_object_get(schema, "type"));
    json_array_foreach(json_object_get(schema, "enum"), index, item)
    {
        if (json_is_string(item))
            buf_printf(&out, index ? ", %s" : ": %s", json_string_value(item));
    }
    return arena_copy(arena, buf_str(&out), out.length);
}

/* A link to the schema, where there is one. */
static void fill_schema(struct view view, const json_t *schema)
{
    /* Of a list, the schema of its items is what a reader wants to follow. */
    const json_t *inner = json_object_get(schema, "items") ? json_object_get(schema, "items") : schema;
    const char *name = schema_name(inner);
    view_text(view, "schema", name);
    if (name)
        view_url(view, "schema_url", safe_url_trusted(arena_printf(view.arena, "#schema-%s", name)));
    else
        view_null(view, "schema_url");
}

/* Parameters of one operation as rows; most are references to a common one. */
static void fill_parameters(struct view view, const json_t *document, const json_t *operation)
{
    const json_t *item;
    size_t index;
    struct view list = view_list(view, "parameters");
    json_array_foreach(json_object_get(operation, "parameters"), index, item)
    {
        const json_t *parameter = docs_follow(document, item);
        struct view row = view_append(list);
        view_text(row, "name", text_at(parameter, "name"));
        view_text(row, "where", text_at(parameter, "in"));
        view_flag(row, "required", json_is_true(json_object_get(parameter, "required")));
        view_text(row, "type", type_text(view.arena, json_object_get(parameter, "schema")));
        view_text(row, "description", text_at(parameter, "description"));
        view_text(row, "example",
                  example_text(view.arena, json_object_get(parameter, "example"), JSON_COMPACT));
    }
    /* The macro leaves the index behind the last, or at 0. */
    view_flag(view, "has_parameters", index > 0);
}

/* One row for each media type that a body may have. */
static void fill_bodies(struct view view, const json_t *operation)
{
    json_t *content = json_object_get(json_object_get(operation, "requestBody"), "content"), *body;
    const char *media;
    struct view list = view_list(view, "bodies");
    json_object_foreach(content, media, body)
    {
        struct view row = view_append(list);
        const json_t *schema = json_object_get(body, "schema");
        view_text(row, "media", media);
        fill_schema(row, schema);
        /* What a form takes is said in place, see tests/lint/check_description.py. */
        view_text(row, "about", json_string_value(json_object_get(schema, "description")));
    }
    view_flag(view, "has_bodies", content != NULL);
}

/* One row for each status. An answer's first media type stands for all, as the others are the same in
 * another form. */
static void fill_answers(struct view view, const json_t *document, const json_t *operation)
{
    const char *status;
    json_t *value;
    struct view list = view_list(view, "answers");
    json_object_foreach(json_object_get(operation, "responses"), status, value)
    {
        const json_t *answer = docs_follow(document, value);
        void *first = json_object_iter(json_object_get(answer, "content"));
        struct view row = view_append(list);
        view_text(row, "status", status);
        view_text(row, "description", text_at(answer, "description"));
        view_text(row, "media", first ? json_object_iter_key(first) : "");
        fill_schema(row, first ? json_object_get(json_object_iter_value(first), "schema") : NULL);
    }
}

/* One address with one method. */
static void fill_operation(struct view list, const json_t *document, const char *path, const char *method,
                           const json_t *operation)
{
    struct view view = view_append(list);
    /* Keys of the document are lower case ASCII, so arithmetic will do. */
    char upper[12] = "";
    for (size_t i = 0; method[i] && i + 1 < sizeof upper; i++)
        upper[i] = (char)(method[i] - 'a' + 'A');
    view_text(view, "operation", text_at(operation, "operationId"));
    view_text(view, "method", upper);
    view_text(view, "path", path);
    view_text(view, "summary", text_at(operation, "summary"));
    view_text(view, "description", text_at(operation, "description"));
    fill_parameters(view, document, operation);
    fill_bodies(view, operation);
    fill_answers(view, document, operation);
}

/* The operations that have this tag. */
static void fill_group(struct view list, const json_t *document, const json_t *tag)
{
    const char *path, *method, *name = text_at(tag, "name");
    json_t *item, *operation;
    /* A tag of the document is a section of the page. */
    struct view group = view_append(list);
    view_text(group, "name", name);
    view_text(group, "about", text_at(tag, "description"));
    view_url(group, "group_url", safe_url_trusted(arena_printf(group.arena, "#%s", name)));
    struct view operations = view_list(group, "operations");
    json_object_foreach(json_object_get(document, "paths"), path, item)
    {
        json_object_foreach(item, method, operation)
        {
            /* An operation is shown under its first tag alone. */
            const json_t *first = json_array_get(json_object_get(operation, "tags"), 0);
            const char *shown = json_string_value(first);
            if (shown && name && strcmp(shown, name) == 0)
                fill_operation(operations, document, path, method, operation);
        }
    }
}

/* Whether a member is in the schema's list of those that must be there. */
static bool is_required(const json_t *schema, const char *name)
{
    const json_t *item;
    size_t index;
    json_array_foreach(json_object_get(schema, "required"), index, item)
    {
        const char *needed = json_string_value(item);
        if (needed && strcmp(needed, name) == 0)
            return true;
    }
    return false;
}

/* A schema with its members and its first example. */
static void fill_schema_section(struct view list, const char *name, const json_t *schema)
{
    struct view view = view_append(list);
    json_t *properties = json_object_get(schema, "properties"), *property;
    const json_t *example = json_array_get(json_object_get(schema, "examples"), 0);
    const char *member;
    view_text(view, "name", name);
    view_text(view, "anchor", arena_printf(view.arena, "schema-%s", name));
    view_text(view, "description", json_string_value(json_object_get(schema, "description")));
    view_text(view, "example", example ? example_text(view.arena, example, JSON_INDENT(2)) : NULL);
    view_flag(view, "has_members", properties != NULL);
    struct view members = view_list(view, "members");
    json_object_foreach(properties, member, property)
    {
        struct view row = view_append(members);
        view_text(row, "name", member);
        view_flag(row, "required", is_required(schema, member));
        view_text(row, "type", type_text(view.arena, property));
        view_text(row, "description", text_at(property, "description"));
        fill_schema(row, property);
    }
}

enum err page_docs_show(struct app *app, const struct request *request, struct reply *reply)
{
    json_auto_t *document = load(app);
    json_t *info = json_object_get(document, "info"), *item;
    const char *name;
    size_t index;
    if (!info)
        return ERR_INTERNAL;
    struct view view = page_begin(request, reply, "pages/docs.html", "API", text_at(info, "summary"));
    /* After page_begin(), whose own title is the browser tab's. */
    view_text(view, "title", text_at(info, "title"));
    view_text(view, "version", CONG_VERSION);
    view_text(view, "intro", text_at(info, "description"));
    struct view groups = view_list(view, "groups");
    /* In the order in which the document has its tags. */
    json_array_foreach(json_object_get(document, "tags"), index, item) fill_group(groups, document, item);
    struct view schemas = view_list(view, "schemas");
    json_object_foreach(json_object_get(json_object_get(document, "components"), "schemas"), name, item)
        fill_schema_section(schemas, name, item);
    return ERR_OK;
}
