/* The helper process: pictures are decoded, scaled and encoded in processes of their own.
 *
 * Decoders are large, and what they read comes from outside. So the daemon forks a helper while it has but
 * one thread; the helper forks a child for each picture, which gives up files, system calls, memory and time
 * (confine.h) before it looks at the first byte. A child that dies, hangs or lies costs one upload. Its work
 * has a low priority, and few work at once, so that readers do not feel it. Should the helper itself die, a
 * supervisor that does nothing else forks it anew, and what it was at is done once more.
 *
 * Thread: started before the first thread; helper_render() from any thread, several at once. */
#ifndef HELPER_HELPER_H
#define HELPER_HELPER_H

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/histogram.h"
#include "base/sandbox.h"
#include "helper/crop.h"
#include "helper/picture.h"

#include <stdbool.h>
#include <stddef.h>

struct helper;

enum { RENDITIONS_MAX = 5, CROPS_MAX = 2, RENDITION_WIDTH_MAX = 1280, RENDITION_SIDE_MAX = 16383 };

/* A picture in one width, without anything but its pixels: no metadata, colours in sRGB, upright. */
struct rendition {
    int width, height; /* pixels */
    const void *webp, *jpeg;
    size_t webp_size, jpeg_size; /* bytes */
};

/* Narrowest first; the last is the picture as wide as it is shown at most: 1,280 pixels, never enlarged. */
struct renditions {
    struct rendition items[RENDITIONS_MAX];
    size_t count;
    struct rendition crops[CROPS_MAX]; /* cut to 3:2 for lists, narrowest first */
    size_t crop_count;                 /* 0: the whole will do (helper/crop.h) */
    bool is_cut;                       /* the file's end is missing, and no pixel is */
    bool is_patchy;                    /* pixels are missing in the middle, and were made up */
    bool has_place;                    /* of one that was converted: its metadata said where it was taken */
};

struct mail_rules;

/* Whom the helper leaves work to; texts are borrowed as long as it lives. */
struct helper_programs {
    const char *out_socket; /* local socket of the process that fetches (helper/out.h); "": children do */
    const char *converter;  /* the setting picture_converter (helper/converter.h) */
    const char *pdf_reader; /* the setting pdf_reader (helper/page_text.h) */
    const struct mail_rules *mail; /* by which children send letters (helper/mail.h); NULL: none do */
};

/* Forks the helper, which becomes `user` before it hears of any picture; at most `at_once` pictures (1 to 16)
 * are worked on at a time. The process must have no other thread. Errors: MEMORY, INTERNAL. */
enum err helper_start(unsigned at_once, const struct sandbox_user *user,
                      const struct helper_programs *programs, struct helper **ret_helper);

/* Waits for the helper's end. No picture may be under way. NULL is fine. */
void helper_stop(struct helper *helper);

/* Makes the renditions and crops of a picture that picture_measure() gave `facts` of; they live in the arena.
 * Waits for its turn. Errors: INPUT (it is damaged), TOO_LARGE (it needs more memory or computing than a
 * picture may), UNAVAILABLE (no turn within 45 s, no end within as many more, or no helper), MEDIA_TYPE
 * (there is no program that converts it), MEMORY, INTERNAL. */
enum err helper_render(struct helper *helper, const struct picture_facts *facts, const void *bytes,
                       size_t size, struct arena *arena, struct renditions *ret_renditions);

/* The widest rendition as JPEG alone, byte for byte that which helper_render() makes: for who cannot wait for
 * the others. Its WebP is NULL, and there are no crops. Otherwise as helper_render(). */
enum err helper_render_quick(struct helper *helper, const struct picture_facts *facts, const void *bytes,
                             size_t size, struct arena *arena, struct renditions *ret_renditions);

/* The crops alone, of a rendition that picture_measure() gave `facts` of, around another point; no other
 * rendition is made. Otherwise as helper_render(). */
enum err helper_crop(struct helper *helper, const struct picture_facts *facts, struct focus focus,
                     const void *bytes, size_t size, struct arena *arena, struct renditions *ret_renditions);

/* What the helper was asked to do. */
enum helper_work { HELPER_RENDER, HELPER_INSPECT, HELPER_FETCH, HELPER_WORKS };

/* What came of an order. */
enum helper_result {
    HELPER_DONE,
    HELPER_REFUSED, /* by what it was about: damaged, too large, not to be had */
    HELPER_FAILED,  /* by us: no turn, no memory, no helper */
    HELPER_RESULTS
};

struct helper_figures {
    uint64_t orders[HELPER_WORKS][HELPER_RESULTS];
    uint64_t restarts;                         /* of the helper process, which had died */
    unsigned waiting, turns_free;              /* who waits for a turn */
    struct histogram_state time[HELPER_WORKS]; /* microseconds of each, waiting for a turn included */
};

/* Thread: any. NULL: nothing was ever done. */
void helper_figures(struct helper *helper, struct helper_figures *ret_figures);

/* Whether the keeper lives that forks the helper, and forks it anew. */
bool helper_is_alive(const struct helper *helper);

/* Whether a child was stopped that tried the way out of this number (enum escape), one that has a connection
 * as those that fetch when `has_peer`; *ret_more is false behind the last. For tests. */
enum err helper_escape(struct helper *helper, int way, bool has_peer, bool *ret_stopped, bool *ret_more);

#endif
