/* What the pages below /api/docs share. Private to this room. */
#ifndef HANDLER_DOCS_H
#define HANDLER_DOCS_H

#include "handler/app.h"
#include "view/view.h"

/* The description of the API, in one language. */
struct docs {
    json_t *document;    /* api/openapi.json */
    const json_t *words; /* from its English texts to Vietnamese ones; NULL: English is wanted */
    const char *prefix;  /* path of the entry page: "/api/docs" or "/en/api/docs" */
    const char *base;    /* public address of the portal; "" where nobody knows it */
    json_t *places;      /* name of a schema to that of the group on whose page it stands */
};

/* The text in the page's language; the English one where nobody translated it, which a lint check forbids.
 * "" for NULL. */
const char *docs_said(const struct docs *docs, const char *english);

/* docs_said() of a member of the object, "" without one. */
const char *docs_said_at(const struct docs *docs, const json_t *object, const char *name);

/* Under `name` an object whose list `words` has the text in pieces of { text, code }: what the description
 * marks as code with backquotes is behind what stands before it. NULL for "" and NULL. */
void docs_fill_words(struct view view, const char *name, const char *said);

/* What a `$ref` of the document points to; the value itself when it is none. */
json_t *docs_follow(const struct docs *docs, json_t *value);

/* A value as JSON in the arena, "" without one; `flags` are jansson's. */
const char *docs_example(struct arena *arena, const json_t *value, size_t flags);

/* Under `name` a list of { types } or of { schema, schema_url }: what the schema is, or may be. */
void docs_fill_kind(const struct docs *docs, struct view view, const json_t *schema);

/* Notes in `places` every schema that the value reaches and that stands nowhere yet. */
void docs_place_schemas(struct docs *docs, json_t *value, const char *group);

/* A section for each schema that stands on the group's page. */
void docs_fill_schemas(const struct docs *docs, struct view list, const char *group);

/* One address with one method: what it takes, answers and refuses, and a line for a shell. */
void docs_fill_operation(const struct docs *docs, struct view list, const char *path, const char *method,
                         const json_t *operation);

/* A line for a shell that sends the operation's request with the examples of the description; $TOKEN is the
 * reader's own, and so is $CONG where the portal does not know its address. In the arena. */
const char *docs_curl(const struct docs *docs, struct arena *arena, const char *path, const char *method,
                      const json_t *operation);

#endif
