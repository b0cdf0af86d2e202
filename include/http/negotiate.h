/* Content negotiation (RFC 9110 section 12.5). Thread: any; allocates nothing. */
#ifndef HTTP_NEGOTIATE_H
#define HTTP_NEGOTIATE_H

#include "base/err.h"

#include <stdbool.h>

enum encoding { ENCODING_IDENTITY, ENCODING_GZIP, ENCODING_BROTLI, ENCODING_COUNT };

/* The best of the encodings in the bit set `have` (1u << ENCODING_…) by Accept-Encoding: highest
 * quality, brotli before gzip before identity among equals. What the header rules out is not chosen;
 * when nothing remains, identity (RFC 9110 section 12.5.3 leaves that to the server). */
enum encoding negotiate_encoding(const char *accept_encoding, unsigned have);

/* Vietnamese or English by Accept-Language, Vietnamese when neither or nothing is said. */
enum lang negotiate_language(const char *accept_language);

/* Whether Accept names `type` ("text/csv") and wants it at least as much as `other`, which is sent otherwise.
 * Only a type that is named is chosen so, never for the sake of a wildcard. */
bool negotiate_prefers(const char *accept, const char *type, const char *other);

/* Whether a refusal is to be plain text: text/plain is named, and wanted more than JSON of any kind.
 * Libraries that name both alike get JSON. */
bool negotiate_wants_text(const char *accept);

#endif
