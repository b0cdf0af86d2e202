/* What an attachment is, from its bytes: nobody's word is taken for it.
 *
 * PDF (ISO 32000), the compound files of older Word and Excel (MS-CFB: the names in its directory), ZIP
 * (APPNOTE.TXT: the names of its entries tell DOCX and XLSX of OOXML, ODT and ODS of OpenDocument), plain
 * text in UTF-8. Nothing is unpacked. Thread: any. */
#ifndef HANDLER_ATTACHMENT_H
#define HANDLER_ATTACHMENT_H

#include "base/err.h"

#include <stddef.h>

struct attachment_facts {
    const char *type;      /* as it is served; static */
    const char *extension; /* "pdf" … static */
};

/* `file_name` (or NULL) only tells a table apart from other text. Errors: MEDIA_TYPE (none of these), UTF8
 * (text in another encoding), INPUT (one of these, but damaged). */
enum err attachment_measure(const void *bytes, size_t size, const char *file_name,
                            struct attachment_facts *ret_facts);

#endif
