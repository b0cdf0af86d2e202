/* What congd site prints: the portal's own facts, a line each. Knows no command and no API. */
#include "site_print.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* A list has a line for each of its addresses, or for each palette of some days. */
static void site_print_list(const char *name, const json_t *list)
{
    const json_t *item;
    size_t index;
    json_array_foreach(list, index, item)
    {
        const char *title = json_string_value(json_object_get(item, "title"));
        const char *from, *to, *kind;
        if (!json_unpack((json_t *)(uintptr_t)item, "{s:s, s:s, s:s}", "from", &from, "to", &to, "kind",
                         &kind))
            printf("%s\t%s\t%s\t%s\n", name, from, to, kind);
        else
            printf("%s\t%s%s%s\n", name, json_string_value(json_object_get(item, "url")), title ? "\t" : "",
                   title ? title : "");
    }
}

void site_print(const json_t *site)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)site, name, value)
    {
        if (json_is_string(value))
            printf("%s\t%s\n", name, json_string_value(value));
        else if (json_is_integer(value))
            printf("%s\t%lld\n", name, (long long)json_integer_value(value));
        else if (json_is_array(value))
            site_print_list(name, value);
        else if (strcmp(name, "banner") == 0 && json_is_object(value))
            printf("%s\t%lld\t%g,%g\t%s\n", name,
                   (long long)json_integer_value(json_object_get(value, "image")),
                   json_number_value(json_object_get(value, "x")),
                   json_number_value(json_object_get(value, "y")),
                   json_string_value(json_object_get(value, "form")));
    }
}
