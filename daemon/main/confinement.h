/* Confinement of the daemon itself: after it the process can serve, and nothing else. It holds the database
 * and the keys, and reads what anybody on the network sends; should somebody make it do their will, this is
 * what they get: the data folder. What goes out, and what decodes pictures, are other processes
 * (helper/helper.h), forked before. Knows nothing of what is served. */
#ifndef MAIN_CONFINEMENT_H
#define MAIN_CONFINEMENT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/setting.h"

struct confinement {
    const struct settings *settings;
    const char *config;    /* the file of the settings, read again on SIGHUP; NULL none */
    bool removes_own_data; /* a demonstration: the data folder itself goes at the end */
};

/* No new privileges; of files the data folder to write, and to read the folders of the settings, of the
 * certificate and of --assets (Landlock); of system calls those that serving needs (seccomp): unknown ones
 * answer ENOSYS, forbidden ones end the process. Before the first thread. A kernel that lacks one of these
 * means is told in the log. Errors: INTERNAL, with one line in `fault`: it has them and refuses. */
enum err confinement_enter(const struct confinement *confinement, struct buf *fault);

#endif
