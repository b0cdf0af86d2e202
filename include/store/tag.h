/* Tags: arise on use. Changing slug or name raises the version of every article that shows it. Old
 * slugs lead to the present tag for ever. Errors: see store.h. */
#ifndef STORE_TAG_H
#define STORE_TAG_H

#include "store/store.h"

#include <stddef.h>

struct tag {
    int64_t id;
    int64_t version;
    const char *slug;
    const char *name;
    const char *lang;
    int64_t count;  /* published articles that the public sees */
    bool is_hidden; /* nothing that the public sees bears it: its words are not the public's either */
    bool is_made;   /* to tag_insert(): an editor makes it by itself, no article does */
};

/* Errors: NOT_FOUND. A slug of the past gives the present tag. */
enum err tag_by_id(struct conn *conn, int64_t id, struct tag *ret_tag);
enum err tag_by_slug(struct conn *conn, const char *slug, struct tag *ret_tag);

/* In order of slug, those whose slug is greater than `after_slug` (NULL: from the first) and has `part` in it
 * (NULL: any); `limit` 1 to 1000. */
enum tag_scope { TAGS_PUBLIC, TAGS_ALL }; /* those that are not hidden, or all */
enum err tag_list(struct conn *conn, const char *lang, enum tag_scope scope, const char *part,
                  const char *after_slug, int limit, struct tag **ret_items, size_t *ret_count);

/* Those that most articles of a language bear, these first; at most `limit`. */
enum err tag_list_popular(struct conn *conn, const char *lang, int limit, struct tag **ret_items,
                          size_t *ret_count);

/* Errors: CONFLICT (slug is or was another's). */
enum err tag_insert(struct conn *conn, const struct tag *tag, int64_t *ret_id);
enum err tag_update(struct conn *conn, const struct tag *tag);

/* Makes one tag of two of the same language: the articles of `id` bear `into` instead (raising their
 * versions), its slugs lead there for ever, and it is gone. Errors: NOT_FOUND, INPUT (the same tag, or of
 * another language). */
enum err tag_merge(struct conn *conn, int64_t id, int64_t into);

/* The tag of that id, or the one that took it in. Errors: NOT_FOUND. */
enum err tag_present(struct conn *conn, int64_t id, struct tag *ret_tag);

/* Takes it off every article (raising their versions). Errors: NOT_FOUND. */
enum err tag_delete(struct conn *conn, int64_t id);

#endif
