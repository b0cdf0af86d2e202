/* The words of attached documents, by which a search finds the articles that show them: a row a medium that
 * may have some (PDF, .docx), which says how far that is, and its pages, packed. The index of pages is
 * search's own (store/search/page_index.c).
 *
 * They are made of the file behind its upload, by a job that a kill interrupts without harm: what waits,
 * waits in the table. They go with the medium, pages and index alike. Errors: see store.h. Thread: as the
 * connection. */
#ifndef STORE_MEDIA_TEXT_H
#define STORE_MEDIA_TEXT_H

#include "store/media.h"

enum media_text_state { MEDIA_TEXT_WAITING, MEDIA_TEXT_DONE, MEDIA_TEXT_NONE, MEDIA_TEXT_FAILED };

struct media_text {
    enum media_text_state state;
    int fault;          /* with FAILED: why, an enum page_text_fault of the helper */
    int pages;          /* that were read; 0: it has no pages by itself, or nothing was read */
    int64_t characters; /* of all of them */
    bool is_cut;        /* the file has more than was taken */
};

/* The types that have some. */
extern const char media_type_pdf[], media_type_docx[];

/* Errors: NOT_FOUND (a kind of file that has none). */
enum err media_text_read(struct conn *conn, int64_t media_id, struct media_text *ret_text);

/* Whether something was committed since the last media_text_look() that waits. Thread: any. */
bool media_text_is_due(const struct store *store);

/* Before a lease that looks from the newest: what comes later is told anew. */
void media_text_look(struct store *store);

/* Ids of media that wait, the newest first, below `before_id` (0: from the newest); at most `limit`. Of PDFs
 * none unless `with_pdf`. */
enum err media_text_due(struct conn *conn, int64_t before_id, bool with_pdf, int limit, int64_t **ret_ids,
                        size_t *ret_count);

/* Forgets what an interrupted run had written. Errors: NOT_FOUND (it waits no more, or is gone). */
enum err media_text_begin(struct conn *conn, int64_t media_id);

/* Writes pages of one that waits, from *at on: about MEDIA_TEXT_STEP bytes, so that nobody waits long for the
 * writer. *at moves on, to text->length when all are written. `text` has a form feed between two pages;
 * `first_page` is the number of the first, 0: they have none. Errors: NOT_FOUND, as above. */
enum { MEDIA_TEXT_STEP = 128 * 1024, MEDIA_TEXT_PART_MAX = 32 * 1024 };
struct media_text_pages {
    const char *text;
    size_t length, at; /* bytes; where the next page, or part of one, begins */
    int page;          /* its number, 0: they have none */
};
enum err media_text_write(struct conn *conn, int64_t media_id, struct media_text_pages *pages);

/* It could not be read this time: the MEDIA_TEXT_TRIES_MAX-th time it has failed, with this fault. Errors:
 * NOT_FOUND, as above. */
enum { MEDIA_TEXT_TRIES_MAX = 3 };
enum err media_text_tried(struct conn *conn, int64_t media_id, int fault);

/* It waits no more. Errors: NOT_FOUND, as above. */
enum err media_text_end(struct conn *conn, int64_t media_id, const struct media_text *text);

#endif
