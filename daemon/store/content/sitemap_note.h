/* What saving an article tells the sitemap. */
#ifndef STORE_SITEMAP_NOTE_H
#define STORE_SITEMAP_NOTE_H

#include "engine/conn.h"

/* The article came into the public (`more` 1), left it (-1) or was edited in it (0), in this transaction. */
enum err sitemap_note(struct conn *conn, int64_t article_id, int more);

#endif
