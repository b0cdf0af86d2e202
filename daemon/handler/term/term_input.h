/* The category and tags that an article names: found, or (tags) made on use. */
#ifndef HANDLER_TERM_INPUT_H
#define HANDLER_TERM_INPUT_H

#include "core/input.h"
#include "store/article.h"

/* Member `category`: a slug. An unknown one is a fault. */
enum err term_input_category(struct conn *conn, const struct input *input, struct article *article);

/* Member `tags`: slugs or names, in a list, or in text separated by commas. New ones arise. */
enum err term_input_tags(struct conn *conn, const struct input *input, struct article *article);

/* Members `name` (required), `slug` (derived from the name when absent) and `lang` of a category or tag. */
void term_input_names(const struct input *input, const char **name, const char **slug, const char **lang);

/* The same with the name under another member and with another limit, in bytes. */
void term_input_titled(const struct input *input, const char *member, size_t most, const char **title,
                       const char **slug, const char **lang);

#endif
