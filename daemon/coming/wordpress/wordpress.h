/* A WordPress export on its way: what is gathered of it before its articles are sent. Of this room alone. */
#ifndef COMING_WORDPRESS_H
#define COMING_WORDPRESS_H

#include "core/coming_text.h"
#include "core/place.h"
#include "wp_reader.h"
#include "wp_text.h"

struct wp_category {
    const char *name, *nicename, *parent, *term_id; /* the parent's nicename, "" none */
    const char *lang;                               /* of its articles; NULL: nobody said */
    const char *description;                        /* which has no place here */
    const char *slug;                               /* here; NULL: not made */
    int64_t made_id;
    int state; /* 0 untouched, 1 being made, 2 done */
};

/* A file of the library, whose number posts name. */
struct wp_attachment {
    const char *url, *alt, *caption, *parent; /* the number of the article that it hangs on, "0" none */
    bool is_used;
};

/* Kinds of items that do not come, and how many there are of each. */
struct wp_kind {
    const char *name;
    long long count;
};

struct wordpress {
    struct coming *coming;
    struct arena *arena; /* the coming's */
    const char *host;    /* of the former portal, "" unknown */
    const char *lang;    /* of the whole portal, as it says: "vi", "en" */
    struct wp_category *categories;
    struct wp_attachment *attachments;
    const char **shared; /* texts of blocks that several articles show */
    struct wp_kind *kinds;
    size_t category_count, category_room, attachment_count, attachment_room, shared_count, shared_room;
    size_t kind_count, kind_room;
    struct coming_map category_places;   /* by nicename */
    struct coming_map attachment_places; /* by number */
    struct coming_map attachment_paths;  /* by their path */
    struct coming_map shared_places;     /* by number */
    struct coming_map kind_places;
    struct coming_map authors;
    const char **names; /* of authors */
    size_t name_count, name_room;
    struct coming_map tags, slugs; /* nicenames, whose addresses are made at the end; slugs of articles */
    const char **tag_words;        /* nicename and name, in turn */
    size_t tag_count, tag_room;
    struct coming_map groups; /* of translations: 1 + the place of the external_id in `originals` */
    const char **originals;
    size_t original_count, original_room;
    struct coming_places places;
    int64_t total, done;
    long long comments, below;      /* of readers; pages that stood below others */
    long long articles, vietnamese; /* posts and pages; those with letters that only Vietnamese has */
    bool is_second;                 /* the articles that are translations of others come now */
    bool has_translations;
};

/* One post or page, sent. */
enum err wp_post(struct wordpress *wp, const struct wp_record *record);

/* One record of the first time through: whatever articles refer to. */
enum err wp_gather(void *context, const struct wp_record *record);

/* An article on its way. */
struct wp_article {
    struct wordpress *wp;
    const struct wp_record *record;
    struct arena *arena;
    const char *id, *label, *lang;
    json_t *line;
    bool is_page;
    struct coming_map told; /* short codes and blocks that were told of it */
};

void wp_set(struct wp_article *a, const char *name, const char *text);

/* Its tags and its category, and what other terms it bore. */
enum err wp_set_terms(struct wp_article *a);

/* Its featured picture; its lead and its body. */
enum err wp_set_image(struct wp_article *a);
enum err wp_set_body(struct wp_article *a);

/* "vi" or "en": by a plugin's term, else by the portal's own word and by its letters. */
const char *wp_language(const struct wordpress *wp, const struct wp_record *record, const char *title);

/* The nicename of its first term of that domain, "" none. */
const char *wp_term(const struct wp_record *record, const char *domain);

/* The file of the library with that number; NULL none. */
struct wp_attachment *wp_attachment_of(const struct wordpress *wp, const char *id);

/* The path of the whole picture that a path of a smaller one stands for, or the path itself. */
const char *wp_whole(void *context, const char *path);

/* Counts an item that does not come. Errors: MEMORY. */
enum err wp_count_kind(struct wordpress *wp, const char *name);

/* Doubles a list in the arena when it is full. False: no memory. */
bool wp_grow(struct arena *arena, void *list, size_t count, size_t *room, size_t size);

#endif
