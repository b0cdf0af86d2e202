/* A WordPress export on its way: what is gathered of it before its articles are sent. Of this room alone. */
#ifndef COMING_WORDPRESS_H
#define COMING_WORDPRESS_H

#include "core/coming_text.h"
#include "core/place.h"
#include "wp_reader.h"

struct wp_category {
    const char *name, *nicename, *parent, *term_id; /* the parent's nicename, "" none */
    const char *description;                        /* which has no place here */
    const char *slug;                               /* here; NULL: not made */
    int64_t made_id;
    int state; /* 0 untouched, 1 being made, 2 done */
};

/* A file of the library, whose number posts name. */
struct wp_attachment {
    const char *url, *alt;
};

struct wordpress {
    struct coming *coming;
    struct arena *arena; /* the coming's */
    const char *host;    /* of the former portal, "" unknown */
    struct wp_category *categories;
    struct wp_attachment *attachments;
    size_t category_count, category_room, attachment_count, attachment_room;
    struct coming_map category_places;   /* by nicename */
    struct coming_map attachment_places; /* by number */
    struct coming_map authors;
    const char **names; /* of authors */
    size_t name_count, name_room;
    struct coming_map tags, slugs; /* nicenames, whose addresses are made at the end; slugs of articles */
    struct coming_map kinds;       /* kinds of posts that were told already */
    const char **tag_words;        /* nicename and name, in turn */
    size_t tag_count, tag_room;
    struct coming_places places;
    int64_t total, done;
};

/* One post or page, sent. */
enum err wp_post(struct wordpress *wp, const struct wp_record *record);

/* Doubles a list in the arena when it is full. False: no memory. */
bool wp_grow(struct arena *arena, void *list, size_t count, size_t *room, size_t size);

#endif
