/* Names that were taken back: slugs of articles and tags, external ids, old addresses. Only their hashes are
 * kept, made with the portal's own key, so that a copied database confirms no guess. */
#ifndef STORE_ERASED_NAME_H
#define STORE_ERASED_NAME_H

#include "engine/conn.h"

enum erased_kind { ERASED_ARTICLE, ERASED_TAG, ERASED_EXTERNAL, ERASED_ADDRESS };

/* Writer only. */
enum err erased_name_add(struct conn *conn, enum erased_kind kind, const char *name);

enum err erased_name_known(struct conn *conn, enum erased_kind kind, const char *name, bool *ret_known);

#endif
