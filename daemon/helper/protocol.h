/* What the daemon, the helper process and its children say to each other. All are one program, so structures
 * go as they are. Private to this floor.
 *
 * The daemon sends an order over the helper's socket (SOCK_SEQPACKET), with two descriptors: the picture and
 * a socket for the answer (SOCK_STREAM). The child answers in frames: a head, then `size` bytes; the last is
 * FRAME_DONE or FRAME_FAILED. Behind what a child said the helper adds FRAME_DIED, for one that ended before
 * its last word; an answer that just ends tells that the helper itself is gone. */
#ifndef HELPER_PROTOCOL_H
#define HELPER_PROTOCOL_H

#include "helper/picture.h"

#include <stdint.h>

enum task {
    TASK_RENDER,
    TASK_ESCAPE, /* the test of the confinement: tries what a child must not do */
};

struct order {
    enum task task;
    enum picture_kind kind;
    int orientation;
    int width, height;       /* as stored */
    int to_width, to_height; /* as stored, reduced to this */
    int escape;              /* which way out to try */
    int niceness;            /* 10 to 19 */
};

enum frame_kind { FRAME_WEBP, FRAME_JPEG, FRAME_DONE, FRAME_FAILED, FRAME_DIED };

struct frame {
    uint32_t kind;
    uint32_t width, height;
    uint32_t size;  /* bytes that follow */
    int32_t status; /* of FAILED an enum surrender, of DIED what waitpid(2) gave */
};

#endif
