/* Markdown (CommonMark with tables and strikethrough) to HTML, not yet cleaned. Private to this floor. */
#ifndef HTML_MARKDOWN_H
#define HTML_MARKDOWN_H

#include "html/body.h"
#include "scratch.h"

/* Raw HTML is left out. `text` is changed; the result lives in `scratch`. Errors: INPUT (with the fault),
 * MEMORY. */
enum err markdown_to_html(char *text, size_t length, struct scratch *scratch, const char **ret_html,
                          enum body_fault *ret_fault);

#endif
