/* jansson behind handles. Every setter ends in view_put(), where failures are noticed; nobody above
 * includes what is decided here about null, ownership or escaping. */
#include "view/view.h"

#include "text/date.h"

/* Puts a value under a name and gives it as a handle; the parent holds the only reference. After a
 * failure all that is put below it fails as well, so a tree is whole or refused. */
static struct view view_put(struct view parent, const char *name, json_t *value)
{
    if (!parent.json) {
        json_decref(value);
        arena_fail(parent.arena);
        return parent;
    }
    /* It takes the reference over, also when it fails. Names are this program's own words, or were looked at
     * when they came in. */
    if (json_object_set_new_nocheck(parent.json, name, value)) {
        arena_fail(parent.arena);
        return (struct view){parent.arena, NULL};
    }
    return (struct view){parent.arena, value};
}

/* The root, and the one handle whose reference the caller has to hand on. */
struct view view_new(struct arena *arena)
{
    json_t *object = json_object();
    if (!object)
        arena_fail(arena);
    return (struct view){arena, object};
}

struct view view_object(struct view parent, const char *name)
{
    return view_put(parent, name, json_object());
}

struct view view_list(struct view parent, const char *name)
{
    return view_put(parent, name, json_array());
}

/* Objects only, as lists of the API and of pages are. */
struct view view_append(struct view list)
{
    json_t *object = json_object();
    if (!list.json || json_array_append(list.json, object)) {
        json_decref(object);
        arena_fail(list.arena);
        return (struct view){list.arena, NULL};
    }
    json_decref(object); /* the list holds it */
    return (struct view){list.arena, object};
}

void view_text(struct view view, const char *name, const char *text)
{
    /* jansson looks whether it is UTF-8 and gives NULL when not, which is a failure. */
    view_put(view, name, text ? json_string(text) : json_null());
}

void view_integer(struct view view, const char *name, int64_t value)
{
    view_put(view, name, json_integer(value));
}

void view_flag(struct view view, const char *name, bool value)
{
    view_put(view, name, json_boolean(value));
}

/* Not checked again: the cleaner wrote it, and it may be long. */
void view_html(struct view view, const char *name, struct safe_html html)
{
    view_put(view, name, html.html ? json_stringn_nocheck(html.html, html.length) : json_null());
}

void view_url(struct view view, const char *name, struct safe_url url)
{
    /* A refused address has a NULL here, and shows as null. */
    view_text(view, name, url.url);
}

void view_absolute(struct view view, const char *name, const char *base, const char *path)
{
    const char *url = arena_printf(view.arena, "%s%s", base, path);
    /* What could not be formatted is "" and would be taken for our mistake. */
    if (!arena_failed(view.arena))
        view_url(view, name, safe_url_trusted(url));
}

/* Said rather than left out: members of the API are always there, and templates take a missing name for
 * a mistake. */
void view_null(struct view view, const char *name)
{
    view_put(view, name, json_null());
}

/* For what a handler has as JSON already, such as words. */
void view_json(struct view view, const char *name, json_t *value)
{
    view_put(view, name, value);
}

void view_append_json(struct view list, json_t *value)
{
    /* Gives the reference back in any case. */
    if (json_array_append_new(list.json, value))
        arena_fail(list.arena);
}

/* For lists of plain words, such as keywords. */
void view_append_text(struct view list, const char *text)
{
    view_append_json(list, json_string(text));
}

/* Whole seconds in UTC; pages, which show the portal's zone, have functions of their own. */
void view_time(struct view view, const char *name, int64_t at_ms)
{
    char text[DATE_TEXT_SIZE];
    view_text(view, name, at_ms ? date_rfc3339(at_ms, text) : NULL);
}
