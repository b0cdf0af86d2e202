/* What comes in twice: whether somebody changed an article since it was imported, and whether its like was
 * published already. Errors: see store.h, and with each function. */
#ifndef STORE_TWICE_H
#define STORE_TWICE_H

#include "store/article.h"

/* The last version that a person made of an imported article, and when. Changes of what it shows (a tag
 * renamed) and what the clock did are no person's. Errors: NOT_FOUND (nobody changed it since). */
enum err twice_edited(struct conn *conn, int64_t id, int64_t *ret_version, int64_t *ret_at_ms);

/* The first other article that is published to the same audience within a day of this one's publication and
 * has the same title and plain text; its id, slug, lang and kind are filled in. `article` is published, and
 * has its title and body_text; its id is 0 while it has none. Errors: NOT_FOUND. */
enum err twice_same(struct conn *conn, const struct article *article, struct article *ret_other);

/* Another public article in its language that has the same title, whatever it says below; its id,
 * slug, lang and kind are filled in. `article` has its title; its id is 0 while it has none. Errors:
 * NOT_FOUND. */
enum err twice_titled(struct conn *conn, const struct article *article, struct article *ret_other);

#endif
