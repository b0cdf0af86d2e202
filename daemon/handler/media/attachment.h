/* What an attachment is, from its bytes: nobody's word is taken for it. Documents and archives are read by
 * the helper, sound and film by their heads, and what is left may be plain text in UTF-8. Thread: any that
 * may wait. */
#ifndef HANDLER_ATTACHMENT_H
#define HANDLER_ATTACHMENT_H

#include "base/err.h"
#include "helper/document.h"
#include "helper/recording.h"

#include <stddef.h>

/* Of which each has a limit of its own (setting.def). */
enum attachment_class {
    ATTACHMENT_DOCUMENT,
    ATTACHMENT_ARCHIVE,
    ATTACHMENT_SOUND,
    ATTACHMENT_FILM,
    ATTACHMENT_CLASSES
};

struct attachment_facts {
    const char *type;      /* as it is served; static */
    const char *extension; /* "pdf" … static */
    enum attachment_class class;
};

struct attachment_facts attachment_of_document(enum document_kind kind);
struct attachment_facts attachment_of_recording(enum recording_kind kind);

/* Text. `file_name` (or NULL) only tells a table apart from other text. Errors: MEDIA_TYPE (it is none), UTF8
 * (text in another encoding). */
enum err attachment_of_text(const void *bytes, size_t size, const char *file_name,
                            struct attachment_facts *ret_facts);

/* The extensions of all that can be attached beside pictures, by number; NULL behind the last. Static. */
const char *attachment_extension(size_t number);

/* Whether the extension is one of a kind that is taken, or of one that files are often called by mistake. */
bool attachment_knows_extension(const char *extension);

#endif
