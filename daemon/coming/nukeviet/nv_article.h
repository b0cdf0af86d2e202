/* What articles and pages have in common on their way. Of this room alone. */
#ifndef COMING_NV_ARTICLE_H
#define COMING_NV_ARTICLE_H

#include "nukeviet.h"

/* Puts a text into a line, unless it is empty. */
void nv_put(json_t *line, const char *name, const char *text);

/* The title, its slug that no other has, and what both are called in the report. False: there is no title. */
bool nv_put_title(struct nukeviet *nv, json_t *line, const char *title, const char *alias, int64_t id,
                  const char *label, struct arena *arena, const char **ret_other_slug);

/* The picture at an address of the module's folder, with its words. */
enum err nv_put_image(struct nukeviet *nv, const struct nv_module *module, json_t *line, const char *image,
                      const char *alt, const char *label, struct arena *arena);

/* Lead and body, from HTML. An article without a body has its lead for one. */
enum err nv_put_body(struct nukeviet *nv, json_t *line, const char *lead, const char *body, const char *label,
                     struct arena *arena);

#endif
