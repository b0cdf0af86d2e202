/* What the files of media share of its rows. Thread: the connection's. */
#ifndef STORE_MEDIA_ROW_H
#define STORE_MEDIA_ROW_H

#include "engine/conn.h"
#include "store/media.h"

/* Binds the two numbers of the focus, NULL where nobody chose one. */
void media_bind_focus(struct query *q, const struct media *media);

/* After the commit the file goes, unless another medium has one of the same bytes. Errors: MEMORY. */
enum err media_remove_later(struct conn *conn, const struct media *media, const char *name);

/* Every slug that it ever had leads to it, and none once it has none. Errors: CONFLICT (another's). */
enum err media_keep_slug(struct conn *conn, int64_t id, const char *slug);

#endif
