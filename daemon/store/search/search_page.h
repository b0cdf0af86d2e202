/* Hits, and those in attached files among them. Thread: the connection's. */
#ifndef STORE_SEARCH_PAGE_H
#define STORE_SEARCH_PAGE_H

#include "search_run.h"

/* Whether the page has as many as were asked for. */
bool search_is_full(const struct run *run, const struct search_result *result);

/* Adds an article in full with its snippet: of its own text, or of a page of a file (media_pages; 0: none),
 * which the hit then names. */
enum err search_add_hit(const struct run *run, int64_t id, int64_t page, struct search_result *result);

/* A page of the articles that show files which hold all words, newest first, where no article does itself. */
enum err search_pages_by_time(struct run *run, struct search_result *result);

#endif
