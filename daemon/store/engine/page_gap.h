/* What a page of the file does not use holds nothing.
 *
 * SQLite overwrites the rows that it deletes, but when it divides rows anew between pages it leaves copies in
 * the part of a page between the pointers and the cells, which nobody reads and no statement reaches. Here
 * that part becomes zeros whenever a page goes into the file, so words that were taken back lie in no page
 * once the log is empty. It costs a copy of the page, at a checkpoint alone.
 *
 * Every connection that writes such a file, the target of a copy among them, is to have this from its
 * beginning. Files of more than 128 GiB are not for it (script.def sets that limit): in those the number of a
 * page may look like the beginning of another kind of page. */
#ifndef STORE_PAGE_GAP_H
#define STORE_PAGE_GAP_H

#include "base/err.h"

#include <sqlite3.h>
#include <stddef.h>

/* Overwrites what the page does not use, if it is one with cells; `is_first` is the file's first, which
 * begins with the file's own 100 bytes. A page whose head does not agree with its size is left as it is. */
void page_gap_clear(unsigned char *page, size_t size, bool is_first);

/* Pages that this connection writes into its main file are cleared from now on. Lives until page_gap_free(),
 * which comes behind sqlite3_close(). Errors: MEMORY, INTERNAL. */
struct page_gap;
enum err page_gap_watch(sqlite3 *db, struct page_gap **ret_gap);
void page_gap_free(struct page_gap *gap);

#endif
