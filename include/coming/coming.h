/* Coming from another portal: its content is read from a file or folder, and sent to this one through its own
 * API.
 *
 * Everything has a name there that stays (external_id, slug, address), so the same again changes nothing, and
 * what was ended in the middle goes on where it was. What could not come, and what was left out or changed on
 * its way, is a line of the report each. Must not know sockets, nor who answers: that is the caller's
 * `portal`.
 *
 * Ownership: texts given are borrowed until the end. Thread: one. */
#ifndef COMING_COMING_H
#define COMING_COMING_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A request to the portal, as admin. */
struct coming_call {
    const char *method, *path;
    const char *type;       /* Content-Type; NULL without a body */
    const struct buf *body; /* or NULL: */
    int file;               /* the body's file, from its beginning; 0 none */
};

/* Who answers. `answer` receives the whole body. Errors end the coming; `fault` receives one line. */
struct coming_portal {
    enum err (*send)(void *context, const struct coming_call *call, struct buf *answer, int *ret_status,
                     struct buf *fault);
    void *context;
};

/* What came of fetching a picture; why: in the report's language, NULL: it is there. */
struct coming_fetched {
    const void *bytes; /* in the arena */
    size_t size;
    const char *why;
    bool is_host_away; /* nobody answers there, so that the next of the same host will not come either */
};

/* Fetches a picture of another machine, whatever address that is. Errors end the coming. */
typedef enum err coming_fetch(void *context, const char *address, struct arena *arena,
                              struct coming_fetched *ret_fetched, struct buf *fault);

struct coming_options {
    enum lang lang;      /* of the report */
    bool is_trial;       /* nothing is saved */
    bool overwrites;     /* also what editors changed since */
    bool shows_progress; /* on stderr, over one line */
    int media;           /* folder of its pictures and files; -1 none */
    const char *site;    /* its address, "https://cu.gov.vn"; NULL: what it says itself */
    coming_fetch *fetch; /* pictures that the folder does not have; NULL: they stay away */
    void *fetch_context;
    const char *directory; /* for nameless files, and the note of what was fetched */
    FILE *report;
};

/* What came. */
struct coming_counts {
    int64_t created, updated, unchanged, kept, refused; /* articles */
    int64_t categories, addresses, boxes, media;        /* made now; media: sent, most may be there already */
    int64_t fetched;                                    /* pictures, from other machines */
    int64_t missing;                                    /* pictures and files that could not be had */
    int64_t told;                                       /* lines of the report */
};

/* A NukeViet 4 dump of MySQL, plain or gzip, from the descriptor, which stays open. `name` is what it is
 * called. Errors: INPUT (it is none, or nothing of it could be read), STORAGE_FULL, MEMORY, UNAVAILABLE and
 * others of `portal`. `fault` receives one line. */
enum err coming_nukeviet(const struct coming_portal *portal, const struct coming_options *options, int dump,
                         const char *name, struct buf *fault, struct coming_counts *ret_counts);

/* An export of WordPress (WXR), from the descriptor, which can be read from its beginning as often as wanted.
 * Errors: as coming_nukeviet(). */
enum err coming_wordpress(const struct coming_portal *portal, const struct coming_options *options,
                          int source, const char *name, struct buf *fault, struct coming_counts *ret_counts);

/* A folder of saved pages of HTML, with their pictures beside them, or in the folder of the options. Errors:
 * as coming_nukeviet(). */
enum err coming_html(const struct coming_portal *portal, const struct coming_options *options, int source,
                     const char *name, struct buf *fault, struct coming_counts *ret_counts);

/* A folder of congd export --all, with the states, translations, addresses and counters that it holds.
 * Errors: as coming_nukeviet(). */
enum err coming_whole(const struct coming_portal *portal, const struct coming_options *options, int source,
                      const char *name, struct buf *fault, struct coming_counts *ret_counts);

#endif
