/* What the daemon, the helper process and its children say to each other. All are one program, so structures
 * go as they are. Private to this floor.
 *
 * The daemon sends an order over the helper's socket (SOCK_SEQPACKET), with two descriptors: the picture and
 * a socket for the answer (SOCK_STREAM). The child answers in frames: a head, then `size` bytes; the last is
 * FRAME_DONE or FRAME_FAILED. Behind what a child said the helper adds FRAME_DIED, for one that ended before
 * its last word; an answer that just ends tells that the helper itself is gone. */
#ifndef HELPER_PROTOCOL_H
#define HELPER_PROTOCOL_H

#include "fetch_url.h"
#include "helper/crop.h"
#include "helper/docx.h"
#include "helper/fetch.h"
#include "helper/picture.h"
#include "helper/post.h"
#include "helper/probe.h"

#include <stdbool.h>
#include <stdint.h>

enum task {
    TASK_RENDER,
    TASK_FETCH,
    TASK_INSPECT, /* the input is a document; the answer a struct document_facts */
    TASK_SITE,    /* what is made of one of the site's pictures; answered in frames SITE */
    TASK_DOCX,    /* the input is a Word file; answered by FRAME_DOCX_PART of each picture, then FRAME_DOCX */
    TASK_MAIL,    /* the input is a letter, to be handed to the relay; answered by FRAME_MAILED */
    TASK_POST,    /* something is told another machine; answered as TASK_FETCH */
    TASK_PDF_TEXT,  /* the input is a PDF; answered by FRAME_TEXT */
    TASK_DOCX_TEXT, /* likewise a Word file */
    TASK_CUT,       /* a part of a picture alone, turned; answered by FRAME_CUT */
    TASK_ESCAPE,    /* the test of the confinement: tries what a child must not do */
};

struct order {
    enum task task;
    enum picture_kind kind;
    int orientation;
    int width, height;       /* as stored */
    int to_width, to_height; /* as stored, reduced to this */
    unsigned primaries; /* of what was converted, and says its colours by this number alone (heif.h); 0 not */
    struct focus focus; /* what the crops keep in sight, as shown */
    bool crops_only;    /* no renditions: the picture is one itself */
    bool is_quick;      /* the widest JPEG alone */
    struct docx_cut cut; /* of TASK_CUT */
    int site_image;      /* an enum site_image, of TASK_SITE */
    int escape;          /* which way out to try */
    bool has_peer;       /* the test of the confinement: with a connection, as who fetches has */
    int niceness;        /* 10 to 19 */
};

/* What is asked of an address. */
enum fetch_way {
    FETCH_PICTURE, /* GET, and the picture itself */
    FETCH_HEAD,    /* what it answers, without a body */
    FETCH_GET,     /* the same for those that know no HEAD; the body is left there */
    FETCH_POST,    /* something is told (struct post_order) */
    FETCH_WAYS
};

/* What TASK_FETCH works on instead of a picture. */
struct fetch_order {
    struct fetch_url url;
    struct fetch_rules rules;
    enum fetch_way way;
    char agent[PROBE_AGENT_MAX + 1]; /* who asks; "" as pictures are asked for */
    size_t most;                     /* bytes of the picture, 0 without one */
    int time_ms;
};

/* What TASK_POST works on. */
struct post_order {
    struct fetch_order fetch; /* its way is FETCH_POST */
    bool is_form;
    char id[POST_ID_MAX + 1]; /* "" : neither id nor signature is said */
    char signature[POST_SIGNATURE_MAX + 1];
    int64_t timestamp;
    size_t size;
    char body[POST_BODY_MAX];
};

/* FETCHED, ANSWERED, MOVED and UNFETCHED answer TASK_FETCH: the picture, the status where nothing but that
 * was asked for, the Location, or why there is none of these. */
enum frame_kind {
    FRAME_WEBP,
    FRAME_JPEG,
    FRAME_CROP_WEBP,
    FRAME_CROP_JPEG,
    FRAME_SITE, /* status is its enum site_use */
    FRAME_FETCHED,
    FRAME_ANSWERED,
    FRAME_MOVED,
    FRAME_UNFETCHED,
    FRAME_INSPECTED,
    FRAME_DOCX_PART,
    FRAME_DOCX, /* a struct docx_head, then what it names */
    FRAME_TEXT, /* a struct text_head, then the pages, a form feed between two */
    FRAME_CUT,
    FRAME_MAILED, /* status is its enum mail_fault; the bytes what the relay said */
    FRAME_DONE,
    FRAME_FAILED,
    FRAME_DIED
};

/* What is to be said of a picture that could be rendered all the same; bits. */
enum { RENDERED_CUT = 1, RENDERED_PATCHY = 2, RENDERED_PLACE = 4 };

struct frame {
    uint32_t kind;
    uint32_t width, height;
    uint32_t size;  /* bytes that follow */
    int32_t status; /* of DONE what was wrong with a picture, of FAILED an enum surrender, of UNFETCHED
                       an enum fetch_fault, of DIED what waitpid(2) gave */
    int32_t http;   /* of UNFETCHED, ANSWERED and MOVED: the status over there */
};

/* What the words of a file came to. */
struct text_head {
    uint32_t fault; /* an enum page_text_fault */
    uint32_t pages;
    uint32_t is_cut;
};

/* What a Word file came to: behind it title, lead and HTML, uses of pictures, warnings. */
struct docx_head {
    uint32_t fault;             /* an enum docx_fault */
    uint32_t title, lead, html; /* bytes */
    uint32_t uses, warnings;    /* how many */
    uint32_t unnamed;           /* warnings behind those */
    uint32_t is_title_guessed;
};

#endif
