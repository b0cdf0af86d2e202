/* JSON from a text and into one, also when memory ends in between. The library's own functions for it do not
 * look whether what they save of a token, or write of a name, found memory: a token then lacks a byte, its
 * end is looked for behind the buffer, or an object is written without one of its names. So nobody calls
 * json_loadb(), json_loads() or json_dumps() but these (a lint test).
 *
 * Must not know what is read or written, nor judge it: that is http/json.h for what comes from outside.
 * Thread: any. */
#ifndef BASE_JSON_TEXT_H
#define BASE_JSON_TEXT_H

#include <jansson.h>

/* Reads `size` bytes at `text` as json_loadb() does, with its flags; a new reference, or NULL, and why in
 * *error unless that is NULL. Without memory its code is json_error_out_of_memory and nothing else, and
 * nothing was left out of what is given otherwise. */
json_t *json_text_read(const char *text, size_t size, size_t flags, json_error_t *error);

/* The same of what is still to be read from a file; the file stays open. One that cannot be read ends there.
 */
json_t *json_text_read_file(int file, size_t flags, json_error_t *error);

/* The value as NUL-terminated text, whole, by the library's flags, to be released with free(); NULL without
 * memory, for NULL, and for what the flags do not let stand alone. */
char *json_text_write(const json_t *value, size_t flags);

#endif
