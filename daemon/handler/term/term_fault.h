/* What is said of a category or tag that is not there: which there are, and which may be meant. */
#ifndef HANDLER_TERM_FAULT_H
#define HANDLER_TERM_FAULT_H

#include "http/reply.h"
#include "store/category.h"
#include "store/store.h"
#include "store/tag.h"

/* Notes the fault at a pointer, or of a parameter; the other is NULL. `slug` is what was sent. Errors: the
 * store's. */
enum err term_fault_category(struct conn *conn, struct reply *reply, const char *pointer,
                             const char *parameter, const char *slug, enum category_scope scope);
enum err term_fault_tag(struct conn *conn, struct reply *reply, const char *pointer, const char *parameter,
                        const char *slug, enum tag_scope scope);

#endif
