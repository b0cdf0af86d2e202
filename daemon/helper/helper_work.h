/* One order under way, seen from the daemon: what files of this floor share of it. Private to this floor. */
#ifndef HELPER_HELPER_WORK_H
#define HELPER_HELPER_WORK_H

#include "helper/document.h"
#include "helper/page_text.h"
#include "helper/site_cut.h"
#include "helper_call.h"

/* Five widths in two kinds, and what is made of the site's pictures, stay far below it. */
enum { ANSWER_MAX = 32 * 1024 * 1024 };

/* One picture or document under way. */
struct work {
    struct helper_call call;
    struct arena *arena;
    struct document_facts *document; /* NULL: no answer about a document is expected */
    struct renditions renditions;
    bool is_quick;                /* a JPEG comes without its WebP */
    struct site_cuts *cuts;       /* NULL: none are expected */
    struct docx *docx;            /* likewise of a Word file */
    struct docx_part *docx_parts; /* room for DOCX_PICTURES_MAX twice */
    struct page_text *text;       /* likewise of the words of a file */
    const void *cut;              /* a part of a picture */
    size_t cut_size;
    enum site_image image; /* whose */
    size_t received;
    int signal;      /* that ended the child, 0 none */
    bool is_stopped; /* the machine had no time or memory for it now */
};

/* Sends the order and waits for what comes back; should the helper die, its successor is asked once more. */
enum err run_helper_call(struct helper *helper, const struct order *order, const void *bytes, size_t size,
                         struct work *work);

/* The same once, for who takes no turn; order->niceness is its own. */
enum err helper_attempt(const struct helper *helper, const struct order *order, const void *bytes,
                        size_t size, struct work *work);

/* Takes what is said of a document. Errors: INPUT. */
enum err take_document(struct work *work, const struct frame *frame);

/* Takes a picture of a Word file, and what it came to. Errors: INPUT (it is not what was ordered), MEMORY. */
enum err take_docx_part(struct work *work, const struct frame *frame);
enum err take_docx(struct work *work, const struct frame *frame);
enum err take_cut(struct work *work, const struct frame *frame);

/* Takes the words of a file. Errors: as those. */
enum err take_page_text(struct work *work, const struct frame *frame);

/* Takes one cut of the site's pictures. Errors: INPUT (it is not what was ordered), MEMORY. */
enum err take_site_cut(struct work *work, const struct frame *frame);

#endif
