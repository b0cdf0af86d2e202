/* Bodies of the former portal with the addresses that their pictures and files have here. */
#ifndef COMING_REWRITE_H
#define COMING_REWRITE_H

#include "session.h"

/* The HTML with the addresses of its pictures, films and linked files exchanged for those of media that were
 * sent; a picture that could not be had loses its address, and the report says which it was. Everything else
 * stays byte by byte. In `arena`. `label` is who it belongs to. Errors: the portal's. */
enum err coming_rewrite(struct coming *coming, const char *html, const char *label, struct arena *arena,
                        const char **ret_html);

#endif
