/* Views: what an answer contains, before anybody decides how it looks.
 *
 * A view is a handle to one JSON object or array inside the tree of an answer; the tree is owned by
 * whoever holds its root (reply.view). Setters never report: a failure marks the arena as failed, which
 * dispatch sees before it answers. Text must be valid UTF-8. HTML and addresses have types of their
 * own, so that what is unsafe cannot be said. Thread: one worker. */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "html/safe.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct view {
    struct arena *arena;
    json_t *json; /* borrowed, except of view_new(); NULL after a failure */
};

/* A new object; its json is a reference that the caller hands on (to reply.view) or gives back. */
struct view view_new(struct arena *arena);

/* A new object or array below `parent`, under a name. */
struct view view_object(struct view parent, const char *name);
struct view view_list(struct view parent, const char *name);

/* A new object at the end of an array. */
struct view view_append(struct view list);

/* Values under a name. NULL text, time 0 and view_null() are JSON null. Times are milliseconds since
 * 1970, said as RFC 3339 in UTC. */
void view_text(struct view view, const char *name, const char *text);
void view_integer(struct view view, const char *name, int64_t value);
void view_flag(struct view view, const char *name, bool value);
void view_time(struct view view, const char *name, int64_t at_ms);
void view_html(struct view view, const char *name, struct safe_html html);
void view_url(struct view view, const char *name, struct safe_url url);
void view_null(struct view view, const char *name);

/* The whole address of a path of this portal: `base` and the path, one behind the other. */
void view_absolute(struct view view, const char *name, const char *base, const char *path);

/* Puts a whole JSON value under a name, taking over the reference; NULL is a failure. */
void view_json(struct view view, const char *name, json_t *value);

/* A whole JSON value at the end of an array, taking over the reference; NULL is a failure. */
void view_append_json(struct view list, json_t *value);

/* A text at the end of an array. */
void view_append_text(struct view list, const char *text);

/* Writes JSON as one line, its line feed included. Errors: MEMORY (also past the buffer's limit). */
enum err view_write(const json_t *json, struct buf *out);

/* The same on many lines, indented by two, for people. */
enum err view_write_pretty(const json_t *json, struct buf *out);

#endif
