/* Categories: a forest of at most 8 levels, per language. Changing slug or name raises the version of every
 * article that shows it. Old slugs lead to the present category for ever. Errors: see store.h. */
#ifndef STORE_CATEGORY_H
#define STORE_CATEGORY_H

#include "store/store.h"

#include <stddef.h>

enum { TERM_NAME_MAX = 400, TERM_SLUG_MAX = 80 };

struct category {
    int64_t id;
    int64_t version;
    const char *slug;
    const char *name;
    const char *lang;
    int64_t parent_id; /* 0: none */
    int64_t position;
    int64_t count;  /* published articles in it, children not included */
    bool is_hidden; /* articles are in it, but none that the public sees: its words are not the public's
                       either */
};

/* Errors: NOT_FOUND. A slug of the past gives the present category: compare category.slug. */
enum err category_by_id(struct conn *conn, int64_t id, struct category *ret_category);
enum err category_by_slug(struct conn *conn, const char *slug, struct category *ret_category);

/* All of a language (NULL: all), by position, then name. */
enum category_scope { CATEGORIES_PUBLIC, CATEGORIES_ALL }; /* those that are not hidden, or all */
enum err category_list(struct conn *conn, const char *lang, enum category_scope scope,
                       struct category **ret_items, size_t *ret_count);

/* How many published articles the category and all below it have, as its page lists them. */
enum err category_count_below(struct conn *conn, int64_t id, int64_t *ret_count);

/* Errors: CONFLICT (slug is or was another's), NOT_FOUND (parent), INPUT (a circle or too deep). */
enum err category_insert(struct conn *conn, const struct category *category, int64_t *ret_id);
enum err category_update(struct conn *conn, const struct category *category);

/* Errors: NOT_FOUND, CONFLICT (articles, in whatever status, or children still use it). */
enum err category_delete(struct conn *conn, int64_t id);

/* Makes one category of two of the same language: the articles of `id`, what hangs below it and what the home
 * page shows of it are `into`'s (raising versions), its slugs lead there for ever, and it is gone. Errors:
 * NOT_FOUND, INPUT (the same one, one below it, one of another language, or it would hang too deep). */
enum err category_merge(struct conn *conn, int64_t id, int64_t into);

#endif
