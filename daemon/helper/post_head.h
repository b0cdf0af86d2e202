/* What a POST says of itself beyond what every request does. Private to this floor. */
#ifndef HELPER_POST_HEAD_H
#define HELPER_POST_HEAD_H

#include "protocol.h"

enum { POST_HEAD_SIZE = POST_ID_MAX + POST_SIGNATURE_MAX + 256 };

/* Whether an order that comes from another process is one that the daemon can have made: no header can be
 * added, nothing ends behind its array. */
bool post_is_sound(const struct post_order *post);

/* The lines of type, length, id, time and signature, of an order that is sound. */
void post_head_write(const struct post_order *post, char ret_text[static POST_HEAD_SIZE]);

#endif
