/* A folder of congd export --all on its way back: what its ids became here. Of this room alone. */
#ifndef COMING_WHOLE_H
#define COMING_WHOLE_H

#include "core/media.h"
#include "core/place.h"

struct whole {
    struct coming *coming;
    int folder;
    struct coming_map categories, tags, media, articles; /* ids here by those there, as text */
    struct coming_map urls;   /* places in `targets` by the former address of a medium */
    struct coming_map views;  /* of articles, by their ids there */
    struct coming_map titles; /* places in `targets`: titles of attachments */
    const char **targets;
    size_t target_count, target_room;
    const char **translations,
        **trashed; /* files that wait until the others are there; that go to the trash */
    size_t translation_count, translation_room, trashed_count, trashed_room;
    struct coming_places places;
};

/* A file of JSON; NULL: there is none, or it is none, which was told. The caller's. */
json_t *whole_json(struct whole *w, const char *name);

/* The bytes of a file, with a NUL behind, in the arena; NULL: there are none, which was told. */
char *whole_read(struct whole *w, const char *path, struct arena *arena);

/* The id here of an id there; 0: it did not come. */
int64_t whole_id(const struct coming_map *ids, json_int_t there);

/* Notes it. False: no memory. */
bool whole_note(struct whole *w, struct coming_map *ids, json_int_t there, int64_t here);

/* Adds a text to a list in the coming's arena. False: no memory. */
bool whole_add(struct whole *w, const char ***list, size_t *count, size_t *room, const char *text);

/* A POST or PATCH of a thing; what is refused is told, but for what is there already (409). *ret_id: the id
 * of what came of it, 0 nothing. Errors: the portal's. */
enum err whole_send(struct whole *w, const char *method, const char *path, const json_t *body,
                    const char *label, int64_t *ret_id);

/* The authority, categories, tags, abbreviations: what articles refer to. */
enum err whole_before(struct whole *w);

/* Pictures and files, with what is said of them. */
enum err whole_media(struct whole *w);

/* Articles, translations after what they translate, then what goes to the trash. */
enum err whole_articles(struct whole *w);

/* The blocks of the home page, when nobody composed it here. */
enum err whole_home(struct whole *w);

/* What days counted, and the rest of the counter in the ledger. */
enum err whole_counters(struct whole *w);

/* Working days that the office set, and its terms. */
enum err whole_office(struct whole *w);

/* Old addresses, boxes, the home page, the emergency line, counters: what refers to articles or ends it. */
enum err whole_after(struct whole *w);

#endif
