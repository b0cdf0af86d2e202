/* Pictures within a body that are not kept here yet: those of other sites are fetched
 * (?import_pictures=true), those that the body holds itself ("data:") are taken out of it.
 *
 * As with uploads, what takes long is done before the transaction: the pictures are fetched and rendered,
 * their files written, and the body as sent refers to them by their /media/ addresses. In the transaction
 * their rows are inserted. Why one could not be had is told with the request's other faults. Thread: one that
 * serves no connections (route.h). */
#ifndef HANDLER_PICTURE_IMPORT_H
#define HANDLER_PICTURE_IMPORT_H

#include "core/input.h"
#include "handler/app.h"
#include "media_upload.h"
#include "text/normalize.h"

/* Of other sites, and inside the body. */
enum {
    IMPORT_PICTURES_MAX = 10,
    IMPORT_INSIDE_MAX = 40,
    IMPORT_BYTES_MAX = 40 * 1024 * 1024,
    IMPORT_TIME_MS = 30 * 1000
};

struct imported {
    const char *source; /* its address as the body says it */
    const char *path;   /* "/media/NAME" that stands for it now; NULL: it could not be had */
    struct file_part file;
    struct media_upload upload;
    enum message fault; /* why not */
    struct message_args args;
};

struct picture_import {
    struct arena *arena;     /* of all its pictures; NULL: nothing is imported */
    struct imported *items;  /* in its arena; room for as many as may be imported */
    size_t count, inside;    /* all, and those that the body holds */
    bool takes_foreign;      /* the request wishes it */
    bool is_document;        /* they came in a Word file, of which the body was made */
    bool is_single;          /* the caller sees to it that no other of its kind runs */
    bool is_over;            /* there are more, and none was fetched */
    bool is_too_much;        /* so many bytes came before it that none was looked at */
    const char *body;        /* with the new addresses; NULL: it stays as it was sent */
    struct text_fault fault; /* what was removed from it */
};

/* Whether a body may hold pictures itself. */
bool picture_import_concerns(const struct submission *submission);

/* Makes pictures of ours of what the body of the submission holds itself and, when the request wishes that,
 * of what it shows from elsewhere, and changes the body. The files are written unless the request is a trial.
 * Errors: PARAMETER (no flag, or the portal does not import), UNAVAILABLE, MEMORY, and the store's. */
enum err picture_import_prepare(struct app *app, const struct request *request, struct reply *reply,
                                struct submission *submission, struct picture_import *import);
void picture_import_done(struct picture_import *import);

/* Puts the changed body into a submission that was read once more, and warns of what was removed from it.
 * Errors: MEMORY. */
enum err picture_import_apply(const struct picture_import *import, struct reply *reply,
                              struct submission *submission);
#define auto_picture_import CLEANUP(picture_import_done)

/* Inserts the rows, in the transaction and before the body is rendered. Errors: the store's. */
enum err picture_import_keep(struct conn *conn, const struct input *input,
                             const struct picture_import *import);

/* Notes at /body why the picture at `source` could not be had. False: nobody tried. */
bool picture_import_blame(const struct picture_import *import, const struct input *input, const char *source);

/* Where an imported picture came from, or its address itself. */
const char *picture_import_source(const struct picture_import *import, const char *path);

/* What is kept of the imported picture that stands at that path, when it is new; else NULL. */
const struct media_content *picture_import_content(const struct picture_import *import, const char *path);

#endif
