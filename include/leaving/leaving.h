/* Leaving for another program: all that the portal holds is written to a folder in forms that others read, as
 * its own API gives it.
 *
 * Articles become files of text with front matter that POST /api/articles takes, media files with their
 * words, counters tables, the rest JSON, and the public pages a copy that opens from a disk. Must not know
 * sockets, nor who answers: that is the caller's `portal`.
 *
 * Ownership: texts given are borrowed until the end. Thread: one. */
#ifndef LEAVING_LEAVING_H
#define LEAVING_LEAVING_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* A GET of the portal, as admin. */
struct leaving_call {
    const char *path; /* with its parameters */
    /* Gets the answer's body piece by piece; false ends the conversation. */
    bool (*take)(void *context, int status, const char *bytes, size_t size);
    void *context;
};

/* Who answers. Errors end the leaving; `fault` receives one line. */
struct leaving_portal {
    enum err (*get)(void *context, const struct leaving_call *call, int *ret_status, struct buf *fault);
    void *context;
};

struct leaving_options {
    enum lang lang;      /* of what is said */
    int folder;          /* descriptor of an empty folder */
    int64_t now_ms;      /* ends that are past are said, not asked for */
    bool shows_progress; /* on stderr, over one line */
};

/* What was written. */
struct leaving_counts {
    int64_t articles, media, pages;
    int64_t missing; /* what could not be had; each was told on stderr */
};

/* Writes everything. Errors: STORAGE_FULL (a file could not be written), MEMORY, UNAVAILABLE and others of
 * `portal`. `fault` receives one line. */
enum err leaving_all(const struct leaving_portal *portal, const struct leaving_options *options,
                     struct buf *fault, struct leaving_counts *ret_counts);

#endif
