/* What the library needs to send a stream. */
#ifndef HTTP_STREAM_INNER_H
#define HTTP_STREAM_INNER_H

#include "http/stream.h"

#include <microhttpd.h>
#include <sys/types.h>

/* The connection it is sent on, before it is queued. */
void stream_attach(struct stream *stream, struct MHD_Connection *connection);

/* Content reader and its end, for MHD_create_response_from_callback(); `context` is the stream. */
ssize_t stream_read(void *context, uint64_t position, char *bytes, size_t room);
void stream_ended(void *context);

/* The library's buffer for each such connection, and the size of its chunks. */
enum { STREAM_BLOCK = 16 * 1024 };

#endif
