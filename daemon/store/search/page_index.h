/* The index of the pages of attached documents: what media writes of it, and what else it needs. Rows are
 * those of media_pages. Thread: the connection's. */
#ifndef STORE_PAGE_INDEX_H
#define STORE_PAGE_INDEX_H

#include "engine/conn.h"

/* What is dropped must be what was added, to the byte. */
enum err page_index_add(struct conn *conn, int64_t id, const char *text);
enum err page_index_drop(struct conn *conn, int64_t id, const char *text);

/* Nothing is left of it, nor of the pages: all documents wait to be read anew, for another tokenizer. */
enum err page_index_clear(struct conn *conn);

#endif
