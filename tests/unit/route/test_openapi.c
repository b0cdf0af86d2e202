/* The table of addresses and the description of the API say the same: every route of the API has its
 * operation, every operation its route, with the same parameters and the same role. */
#include "base/asset.h"
#include "route/route.h"
#include "store/kind.h"
#include "view/fact.h"

#include "test.h"

#include <jansson.h>
#include <string.h>

static json_t *document;

static int load(void **state)
{
    auto_assets struct assets *assets = NULL;
    (void)state;
    assert_int_equal(assets_open(NULL, &assets), ERR_OK);
    const struct asset *asset = assets_find(assets, "api/openapi.json");
    assert_non_null(asset);
    auto_arena struct arena *arena = arena_new(4 * 1024 * 1024);
    const unsigned char *bytes = asset_bytes(asset, arena);
    assert_non_null(bytes);
    document = json_loadb((const char *)bytes, asset->size, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(document);
    return 0;
}

static int release(void **state)
{
    (void)state;
    json_decref(document);
    return 0;
}

static bool is_api(const struct route *route)
{
    return strncmp(route->pattern, "/api", 4) == 0 && (!route->pattern[4] || route->pattern[4] == '/');
}

static const char *lower_name(enum method method)
{
    static const char *const names[] = {[METHOD_GET] = "get",
                                        [METHOD_POST] = "post",
                                        [METHOD_PUT] = "put",
                                        [METHOD_PATCH] = "patch",
                                        [METHOD_DELETE] = "delete"};
    return names[method];
}

static const json_t *operation_of(const struct route *route)
{
    const json_t *item = json_object_get(json_object_get(document, "paths"), route->pattern);
    return json_object_get(item, lower_name(route->method));
}

static const json_t *follow(const json_t *value)
{
    static const char prefix[] = "#/components/parameters/";
    const char *at = json_string_value(json_object_get(value, "$ref"));
    if (!at)
        return value;
    assert_int_equal(strncmp(at, prefix, sizeof prefix - 1), 0);
    return json_object_get(json_object_get(json_object_get(document, "components"), "parameters"),
                           at + sizeof prefix - 1);
}

static bool describes(const json_t *operation, const char *name, const char *where)
{
    const json_t *item;
    size_t index;
    json_array_foreach(json_object_get(operation, "parameters"), index, item)
    {
        const json_t *parameter = follow(item);
        if (strcmp(json_string_value(json_object_get(parameter, "name")), name) == 0 &&
            strcmp(json_string_value(json_object_get(parameter, "in")), where) == 0)
            return true;
    }
    return false;
}

static void every_route_has_its_operation(void **state)
{
    size_t count;
    const struct route *rows = route_table(&count);
    (void)state;
    for (size_t i = 0; i < count; i++)
        if (is_api(&rows[i]) && !operation_of(&rows[i]))
            fail_msg("%s %s is not described", lower_name(rows[i].method), rows[i].pattern);
}

static void every_operation_has_its_route(void **state)
{
    size_t count;
    const struct route *rows = route_table(&count);
    const char *pattern, *method;
    json_t *item, *operation;
    (void)state;
    json_object_foreach(json_object_get(document, "paths"), pattern, item)
    {
        json_object_foreach(item, method, operation)
        {
            bool found = false;
            for (size_t i = 0; i < count; i++)
                found |=
                    strcmp(rows[i].pattern, pattern) == 0 && strcmp(lower_name(rows[i].method), method) == 0;
            if (!found)
                fail_msg("%s %s has no route", method, pattern);
        }
    }
}

static void assert_parameters(const struct route *route, const json_t *operation)
{
    char names[200], *rest = names;
    snprintf(names, sizeof names, "%s", route->parameters);
    for (char *name; (name = strsep(&rest, ","));)
        if (*name && !describes(operation, name, "query"))
            fail_msg("%s %s: parameter %s is not described", lower_name(route->method), route->pattern, name);
}

static void parameters_are_the_same(void **state)
{
    size_t count, index;
    const struct route *rows = route_table(&count);
    const json_t *item;
    (void)state;
    for (size_t i = 0; i < count; i++) {
        const json_t *operation = is_api(&rows[i]) ? operation_of(&rows[i]) : NULL;
        if (!operation)
            continue;
        assert_parameters(&rows[i], operation);
        json_array_foreach(json_object_get(operation, "parameters"), index, item)
        {
            const json_t *parameter = follow(item);
            const char *name = json_string_value(json_object_get(parameter, "name"));
            bool is_query = strcmp(json_string_value(json_object_get(parameter, "in")), "query") == 0;
            if (is_query && !route_knows(&rows[i], name))
                fail_msg("%s takes no parameter %s", rows[i].pattern, name);
        }
    }
}

/* "Needs the role editor." at the end of the description, and a security requirement without alternative. */
static void roles_and_bodies_are_the_same(void **state)
{
    size_t count;
    const struct route *rows = route_table(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        const json_t *operation = is_api(&rows[i]) ? operation_of(&rows[i]) : NULL;
        if (!operation)
            continue;
        char wanted[60];
        const char *text = json_string_value(json_object_get(operation, "description"));
        snprintf(wanted, sizeof wanted, "Needs the role %s.", role_name(rows[i].role));
        if ((rows[i].role != ROLE_NONE) != (strstr(text, wanted) != NULL))
            fail_msg("%s %s: role %s", lower_name(rows[i].method), rows[i].pattern, role_name(rows[i].role));
        bool takes_body = rows[i].body_limit > 0, is_restore = strstr(rows[i].pattern, "/restore") != NULL;
        if (takes_body != (json_object_get(operation, "requestBody") != NULL) && !is_restore)
            fail_msg("%s %s: body", lower_name(rows[i].method), rows[i].pattern);
    }
}

/* Whether a schema, or one of those that it lets choose of, is a list: kinds may have facts of one name. */
static bool says_a_list(const json_t *schema)
{
    const char *type = json_string_value(json_object_get(schema, "type"));
    json_t *either;
    size_t index;
    bool is_list = type && strcmp(type, "array") == 0;
    json_array_foreach(json_object_get(schema, "anyOf"), index, either) is_list |= says_a_list(either);
    return is_list;
}

/* What the file says of kinds is what the rows say; of a build with more kinds, the first of them. What is
 * served is made of the rows (view_kind_schemas). */
static void kinds_and_facts_are_those_of_the_rows(void **state)
{
    json_t *schemas = json_object_get(json_object_get(document, "components"), "schemas");
    json_t *names = json_object_get(json_object_get(schemas, "Kind"), "enum");
    size_t own = 0;
    (void)state;
    while (own < KIND_COUNT && strcmp(kind_of((enum article_kind)own)->name, "vidu") != 0)
        own++;
    assert_int_equal(json_array_size(names), own);
    for (size_t i = 0; i < own; i++)
        assert_string_equal(json_string_value(json_array_get(names, i)), kind_of((enum article_kind)i)->name);
    view_kind_schemas(schemas);
    names = json_object_get(json_object_get(schemas, "Kind"), "enum");
    assert_int_equal(json_array_size(names), KIND_COUNT);
    json_t *facts = json_object_get(json_object_get(schemas, "Facts"), "properties");
    for (const struct fact_row *row = fact_rows(); row->name; row++) {
        const json_t *schema = json_object_get(facts, row->name);
        assert_non_null(schema);
        assert_true(!(row->flags & FACT_IS_LIST) || says_a_list(schema));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_has_its_operation),
        cmocka_unit_test(every_operation_has_its_route),
        cmocka_unit_test(parameters_are_the_same),
        cmocka_unit_test(roles_and_bodies_are_the_same),
        cmocka_unit_test(kinds_and_facts_are_those_of_the_rows), /* changes the document: last */
    };
    return cmocka_run_group_tests(tests, load, release);
}
