/* The parts of a redaction, which an article taken back whole and a former version have in common. All are of
 * the writer's transaction. */
#ifndef STORE_ERASE_PART_H
#define STORE_ERASE_PART_H

#include "engine/conn.h"
#include "store/redaction.h"

/* One slug of an article is nobody's any more: its hash stays, links of boxes and of the menu that lead to
 * it go. One that a draft had and gave up, and that is another article's now, stays that one's. */
enum err erase_article_slug(struct conn *conn, int64_t article_id, const char *slug);

/* Old addresses of an article that goes whole; of one of whose former versions the texts go, those that hold
 * a slug of it which went, or a word of `past` title that the present one has not. */
enum err erase_old_addresses(struct conn *conn, int64_t article_id);
enum err erase_old_addresses_of(struct conn *conn, int64_t article_id, const char *past_slug,
                                const char *past_title, const char *present_title);

/* All slugs of the article. */
enum err erase_article_slugs(struct conn *conn, int64_t article_id);

/* Ids of the tags that a version of an article (0: any, the present state too) has or had. */
enum err erase_tags_of(struct conn *conn, int64_t article_id, int64_t version, int64_t **ret_ids,
                       size_t *ret_count);

/* Of these tags, those that no article bears now go for good. */
enum err erase_tags(struct conn *conn, const int64_t *ids, size_t count);

/* Of these media, those that nothing shows or ever showed go with their files; the others are named. */
enum err erase_media(struct conn *conn, const int64_t *ids, size_t count, struct redacted *redacted);

/* Media that the article shows no more and no version of it names any longer are no more its own. */
enum err erase_media_left(struct conn *conn, int64_t article_id, struct redacted *redacted);

/* Queries in vain that hold a rare word of a version's texts (0: of all) go. */
enum err erase_misses(struct conn *conn, int64_t article_id, int64_t version);

#endif
