/* Handing a response to the library that sends it: the encoding is negotiated, conditional requests
 * are answered 304. Whose condition failed was refused before (response_is_forbidden()). */
#ifndef HTTP_TRANSMIT_H
#define HTTP_TRANSMIT_H

#include "http/request.h"
#include "http/response.h"

#include <microhttpd.h>

/* Queues; allocates nothing, unless this request is the first that wants an encoding of what is kept. The
 * connection keeps what it needs, so the caller may give its reference back at once. *ret_status (may be
 * NULL) is the status sent, 304 included. */
enum MHD_Result response_queue(struct MHD_Connection *connection, struct response *response,
                               const struct request *request, int *ret_status);

#endif
