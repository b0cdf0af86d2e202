/* What the description says of a value's form: its types and bounds, the schemas that it refers to, and on
 * which page each of these stands. */
#include "docs.h"

#include "base/json_text.h"

#include <stdio.h>
#include <string.h>

/* An inline object within inline objects; no description has more. */
enum { DOCS_DEPTH_MAX = 4, DOCS_TYPE_MAX = 3000 };

/* The name that a `$ref` ends with. */
static const char *docs_ref_name(const json_t *value)
{
    const char *at = json_string_value(json_object_get(value, "$ref"));
    const char *slash = at ? strrchr(at, '/') : NULL;
    return slash ? slash + 1 : NULL;
}

/* The name of a schema that is referred to; NULL for another kind of reference, or none. */
static const char *docs_schema_name(const json_t *value)
{
    static const char place[] = "#/components/schemas/";
    const char *at = json_string_value(json_object_get(value, "$ref"));
    return at && strncmp(at, place, sizeof place - 1) == 0 ? docs_ref_name(value) : NULL;
}

void docs_place_schemas(struct docs *docs, json_t *value, const char *group)
{
    const char *name = docs_schema_name(value), *key;
    json_t *inner;
    size_t index;
    if (json_is_string(json_object_get(value, "$ref"))) {
        /* Noted before it is looked into, for schemas refer to each other in circles. */
        if (name && json_object_get(docs->places, name))
            return;
        if (name)
            json_object_set_new(docs->places, name, json_string(group));
        docs_place_schemas(docs, docs_follow(docs, value), group);
    } else if (json_is_object(value)) {
        json_object_foreach(value, key, inner) docs_place_schemas(docs, inner, group);
    } else {
        json_array_foreach(value, index, inner) docs_place_schemas(docs, inner, group);
    }
}

/* Types and bounds by the description's own words, which are the same in all languages: "string | null,
 * maxLength 300". */
static void docs_add_type(struct buf *out, const json_t *schema)
{
    static const char *const bounds[] = {"format",  "minLength", "maxLength", "pattern", "minimum",
                                         "maximum", "minItems",  "maxItems",  "default"};
    const json_t *type = json_object_get(schema, "type"), *item;
    size_t index;
    buf_text(out, json_is_string(type) ? json_string_value(type) : "");
    json_array_foreach(type, index, item) buf_printf(out, index ? " | %s" : "%s", json_string_value(item));
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        const json_t *bound = json_object_get(schema, bounds[i]);
        auto_free char *text = bound ? json_text_write(bound, JSON_ENCODE_ANY) : NULL;
        if (text)
            buf_printf(out, "%s%s %s", out->length ? ", " : "", bounds[i],
                       json_is_string(bound) ? json_string_value(bound) : text);
    }
    /* null among the words that are allowed is said by the type already. */
    json_array_foreach(json_object_get(schema, "enum"), index, item)
    {
        if (json_is_string(item))
            buf_printf(out, index ? ", %s" : ": %s", json_string_value(item));
    }
}

/* The type, and of a list that of its items. */
static const char *docs_type(struct arena *arena, const json_t *schema)
{
    auto_buf struct buf out = BUF(DOCS_TYPE_MAX);
    const json_t *items = json_object_get(schema, "items");
    docs_add_type(&out, schema);
    if (json_object_get(items, "type")) {
        buf_text(&out, ": ");
        docs_add_type(&out, items);
    }
    return arena_copy(arena, buf_str(&out), out.length);
}

/* A link to one schema that is named. */
static void docs_add_schema(const struct docs *docs, struct view list, const json_t *value)
{
    const char *name = docs_schema_name(value);
    const char *group = name ? json_string_value(json_object_get(docs->places, name)) : NULL;
    if (!group)
        return;
    struct view row = view_append(list);
    view_text(row, "schema", name);
    view_url(row, "schema_url",
             safe_url_trusted(arena_printf(row.arena, "%s/%s#schema-%s", docs->prefix, group, name)));
}

void docs_fill_kind(const struct docs *docs, struct view view, const json_t *schema)
{
    static const char *const choices[] = {"anyOf", "oneOf", "allOf"};
    const json_t *items = json_object_get(schema, "items"), *item;
    size_t index;
    const char *type = docs_type(view.arena, schema);
    view_text(view, "type", *type ? type : NULL);
    struct view list = view_list(view, "schemas");
    docs_add_schema(docs, list, schema);
    docs_add_schema(docs, list, items);
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        json_array_foreach(json_object_get(schema, choices[i]), index, item)
            docs_add_schema(docs, list, item);
        json_array_foreach(json_object_get(items, choices[i]), index, item) docs_add_schema(docs, list, item);
    }
}

/* Whether a member is in the schema's list of those that must be there. */
static bool docs_is_required(const json_t *schema, const char *name)
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

/* The name of a member, and behind it those of all further ones of which nothing else is said: facts of many
 * kinds are alike. NULL: it stands behind an earlier one. */
static const char *docs_member_names(struct arena *arena, const json_t *schema, const char *name,
                                     const json_t *member)
{
    json_t *properties = json_object_get(schema, "properties"), *other;
    const char *names = name, *known;
    bool is_behind = false;
    if (json_object_get(member, "description") || json_object_get(member, "$ref"))
        return name;
    json_object_foreach(properties, known, other)
    {
        if (strcmp(known, name) == 0)
            is_behind = true;
        else if (json_equal(other, member) && !is_behind)
            return NULL;
        else if (json_equal(other, member))
            names = arena_printf(arena, "%s, %s", names, known);
    }
    return names;
}

/* A row a member; of an object within it the members follow with their path before their name. */
static void docs_fill_members(const struct docs *docs, struct view list, const json_t *schema,
                              const char *before, int depth)
{
    const char *name;
    json_t *member;
    json_object_foreach(json_object_get(schema, "properties"), name, member)
    {
        const json_t *items = json_object_get(member, "items");
        const char *path = arena_printf(list.arena, "%s%s", before, name);
        const char *names = docs_member_names(list.arena, schema, name, member);
        if (!names)
            continue;
        struct view row = view_append(list);
        view_text(row, "name", arena_printf(list.arena, "%s%s", before, names));
        view_flag(row, "required", docs_is_required(schema, name));
        docs_fill_words(row, "description", docs_said_at(docs, member, "description"));
        docs_fill_kind(docs, row, member);
        if (depth == DOCS_DEPTH_MAX)
            continue;
        docs_fill_members(docs, list, member, arena_printf(list.arena, "%s.", path), depth + 1);
        docs_fill_members(docs, list, items, arena_printf(list.arena, "%s[].", path), depth + 1);
    }
}

/* A schema with its members and its first example. */
static void docs_fill_schema(const struct docs *docs, struct view list, const char *name,
                             const json_t *schema)
{
    struct view view = view_append(list);
    const json_t *example = json_array_get(json_object_get(schema, "examples"), 0);
    view_text(view, "name", name);
    view_text(view, "anchor", arena_printf(view.arena, "schema-%s", name));
    docs_fill_words(view, "description", docs_said_at(docs, schema, "description"));
    view_text(view, "example", example ? docs_example(view.arena, example, JSON_INDENT(1)) : NULL);
    docs_fill_kind(docs, view, schema);
    struct view members = view_list(view, "members");
    docs_fill_members(docs, members, schema, "", 0);
    view_flag(view, "has_members", json_array_size(members.json) > 0);
}

void docs_fill_schemas(const struct docs *docs, struct view list, const char *group)
{
    const char *name;
    json_t *schema;
    json_object_foreach(json_object_get(json_object_get(docs->document, "components"), "schemas"), name,
                        schema)
    {
        const char *place = json_string_value(json_object_get(docs->places, name));
        if (place && strcmp(place, group) == 0)
            docs_fill_schema(docs, list, name, schema);
    }
}
