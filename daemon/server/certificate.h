/* The certificate while the daemon serves: read again when somebody asks, and noticed when its files change.
 * Knows files and when to look; reading and using is tls.h's.
 *
 * Thread: any; a renewal is worked through by one at a time. */
#ifndef SERVER_CERTIFICATE_H
#define SERVER_CERTIFICATE_H

#include "base/buf.h"
#include "base/err.h"
#include "work/worker.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* What tells a file from the one that stood there before, without opening it. */
struct file_mark {
    uint64_t device, inode, size;
    int64_t modified_ns, changed_ns;
    int failed; /* errno where it could not be looked at, else 0 */
};

enum { CERTIFICATE_FAULT_SIZE = 512 };

struct certificate {
    const char *cert_file, *key_file;  /* of the settings, borrowed */
    pthread_mutex_t lock;              /* over all below, and around reading */
    struct file_mark used[2];          /* of certificate and key as they were read */
    struct file_mark seen[2];          /* at the last look */
    bool is_tried;                     /* it was shown that they can be read without root */
    char told[CERTIFICATE_FAULT_SIZE]; /* the last fault that was logged, "" none */
    struct job looking;
    struct worker *worker; /* a thread of its own, for the files may lie on any disk; NULL none */
};

/* Reads them for the first time, while that may need root. Both texts "" where TLS is not spoken: then
 * nothing else does anything. Errors: INPUT with one line in `fault`, MEMORY. */
enum err certificate_open(struct certificate *certificate, const char *cert_file, const char *key_file,
                          struct buf *fault);

/* Reads them now; what was read before stays on an error, of which `fault` has one line. Errors: INPUT,
 * MEMORY. */
enum err certificate_reload(struct certificate *certificate, struct buf *fault);

/* Begins to look every few seconds whether a file is another one than was read; both are read when they
 * stayed the same since the look before, so that no half of a pair is taken. Tries once at its beginning too:
 * what root could read the process may not. Each fault is logged once. Errors: MEMORY. */
enum err certificate_watch(struct certificate *certificate);

/* After the last connection; ends the looking. Zeroed is fine. */
void certificate_close(struct certificate *certificate);

#endif
