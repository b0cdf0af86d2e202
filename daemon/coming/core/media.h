/* Pictures and files of the former portal: found in the folder that lies beside, sent once each. */
#ifndef COMING_MEDIA_H
#define COMING_MEDIA_H

#include "session.h"

/* What became of one. */
enum coming_medium_state {
    MEDIUM_FOREIGN, /* an address that is not the former portal's */
    MEDIUM_MISSING, /* the folder does not have it */
    MEDIUM_REFUSED, /* the portal did not take it; told */
    MEDIUM_TAKEN,
};

struct coming_medium {
    enum coming_medium_state state;
    int64_t id;      /* 0 in a trial */
    const char *url; /* "/media/NAME"; "" in a trial; in the coming's arena */
    bool is_picture;
};

/* Notes that addresses on this host are the former portal's own. "https://host/path" will do. */
enum err coming_media_site(struct coming *coming, const char *site);

/* The medium at an address of the former portal, as its pages had it: "/uploads/a.jpg", "uploads/a.jpg",
 * "https://cu.gov.vn/uploads/a.jpg?x". Sent when it was not yet. `label` is who shows it. Errors: the
 * portal's. */
enum err coming_media_at(struct coming *coming, const char *address, const char *label,
                         struct coming_medium *ret_medium);

/* The same of a picture, which is fetched where the folder does not have it and the options say so; one that
 * could not be is told. */
enum err coming_picture_at(struct coming *coming, const char *address, const char *label,
                           struct coming_medium *ret_medium);

/* Keeps what became of a path, a content or an address, under that key. Errors: MEMORY. */
enum err coming_media_remember(struct coming *coming, const char *key, const struct coming_medium *medium);

/* Sends bytes as a file of that name. */
enum err coming_media_bytes(struct coming *coming, const void *bytes, size_t size, const char *name,
                            const char *label, struct coming_medium *ret_medium);

/* Sends an open file under a name, with words of it: an object with alt, caption, credit. */
enum err coming_media_words(struct coming *coming, int file, const char *name, json_t *words,
                            const char *label, struct coming_medium *ret_medium);

/* A relative address as a path from the folder's root, by the page that it stands on; others stay. */
const char *coming_media_beside(struct coming *coming, const char *address);

/* The picture that an address holds itself ("data:image/png;base64,…"). */
enum err coming_media_inside(struct coming *coming, const char *address, const char *label,
                             struct coming_medium *ret_medium);

/* What stands behind the host in an address on one of the former portal's own ("/?p=12#a"); NULL: it is of
 * another, or has no host. */
const char *coming_media_own(struct coming *coming, const char *address);

/* The path of an address on the former portal, without its first slash and query; NULL: it is elsewhere. */
const char *coming_media_path(struct coming *coming, const char *address);

/* Whether an address names a file that the folder could have. */
bool coming_media_is_file(struct coming *coming, const char *address);

#endif
