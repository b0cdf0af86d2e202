/* Markdown (CommonMark with tables, strikethrough, footnotes, bare links and raw HTML) to HTML, not yet
 * cleaned. Private to this floor. */
#ifndef HTML_MARKDOWN_H
#define HTML_MARKDOWN_H

#include "base/buf.h"
#include "html/body.h"
#include "scratch.h"

/* `text` is changed. What goes into `ret_html` is as little trusted as the source. Failure of that buffer is
 * its sticky one. Errors: INPUT (with the fault), MEMORY. */
enum err markdown_to_html(char *text, size_t length, struct scratch *scratch, struct buf *ret_html,
                          enum body_fault *ret_fault);

#endif
