/* Sound in Ogg and films in WebM, by how their pages and elements lie behind one another. Private to this
 * floor. Thread: any. Errors: MEDIA_TYPE (of that packing, but none of what is taken), INPUT (damaged or cut
 * off). */
#ifndef HELPER_RECORDING_STREAM_H
#define HELPER_RECORDING_STREAM_H

#include "base/err.h"
#include "bytes.h"

#include <stdbool.h>

/* By the first bytes. */
bool recording_is_ogg(struct span file);
bool recording_is_ebml(struct span file);

enum err recording_measure_ogg(struct span file);
enum err recording_measure_ebml(struct span file);

#endif
