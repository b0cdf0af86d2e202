/* What is said of seals: the document by which a version is verified, and the keys. Thread: one worker. */
#ifndef VIEW_SEAL_H
#define VIEW_SEAL_H

#include "store/seal.h"
#include "view/view.h"

/* The path of the page of a code, below /en in English. */
const char *seal_path(struct arena *arena, const char *code, const char *lang);

/* The document of verification of a seal that was not taken back: all that is needed without the portal.
 * `base` is the portal's address. */
void view_seal_document(struct view view, const struct seal *seal, const char *lang, const char *base);

/* A public key as JSON Web Key (RFC 7517, RFC 8037), with the time in which it signed. */
void view_signing_key(struct view view, const struct signing_key *key);

#endif
