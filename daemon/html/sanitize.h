/* Cleaning HTML: parsed as browsers do, written anew from the allow-list. Private to this floor. */
#ifndef HTML_SANITIZE_H
#define HTML_SANITIZE_H

#include "html/body.h"
#include "scratch.h"

/* Whether the tags nest no deeper than `most`, judged before parsing, whose time grows with length
 * times depth. Elements that end by themselves (p, li, td …) do not count. */
bool html_is_shallow(const char *html, size_t length, unsigned most);

/* Cleans valid UTF-8 without NUL, using `scratch` for the work. Results as those of body_render(). */
enum err html_sanitize(const char *html, size_t length, struct scratch *scratch, struct arena *arena,
                       struct body *ret_body, enum body_fault *ret_fault);

#endif
