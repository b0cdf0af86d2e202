/* A body rendered before the writer is taken, because that takes longer than all the SQL of an article.
 * Within the transaction it is used if it is still what the transaction would make: the same text in the same
 * format, and each picture as it was found before. Thread: one worker. */
#ifndef HANDLER_BODY_AHEAD_H
#define HANDLER_BODY_AHEAD_H

#include "body_media.h"
#include "html/body.h"
#include "media/picture_import.h"

enum { BODY_HASH_SIZE = 32 };

/* What was found for a picture of the body. */
struct body_lookup {
    const char *source;
    const char *alt; /* as the body says it; NULL: it says none */
    bool is_found;
    struct body_picture picture;
};

/* Zeroed, it is none. All texts live in the arena with which it was made. */
struct body_ahead {
    bool is_there;
    bool may_take_title; /* the body brings its title along, when it has one */
    enum body_format format;
    unsigned char hash[BODY_HASH_SIZE]; /* of the text as it was sent, normalised */
    const char *title;                  /* taken from the body, or NULL */
    const char *text;                   /* what is left of it; is rendered */
    enum err err;                       /* INPUT, TOO_LARGE, UTF8: why it could not be, with `fault` */
    enum body_fault fault;
    struct body body;
    struct body_lookup *lookups;
    size_t lookup_count;
};

/* Takes a title from the body, if it brings one along. */
bool body_take_title(enum body_format format, const char *text, struct arena *arena, const char **ret_title,
                     const char **ret_rest);

/* Renders it, on readers that are leased for each picture. Whatever goes wrong with the store or with memory
 * leaves none: then the transaction renders. */
void body_ahead_render(struct store *store, enum body_format format, const char *text, bool may_take_title,
                       const struct picture_import *import, struct arena *arena,
                       struct body_ahead *ret_ahead);

/* Whether it was made of this. */
bool body_ahead_fits(const struct body_ahead *ahead, enum body_format format, const char *text,
                     bool may_take_title);

/* Looks for the pictures again, with `media`, where faults are noted as rendering would; whether all are as
 * they were. */
bool body_ahead_holds(const struct body_ahead *ahead, struct body_media *media);

#endif
