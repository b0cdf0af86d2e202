/* What the parts of leaving share: the conversation, the folder, what is told. Private to this floor. */
#ifndef LEAVING_LEAVING_INNER_H
#define LEAVING_LEAVING_INNER_H

#include "leaving/leaving.h"

#include <jansson.h>
#include <stdio.h>

enum { LEAVING_OK = 200, LEAVING_NAME_MAX = 256 };

struct leaving {
    const struct leaving_portal *portal;
    const struct leaving_options *options;
    struct leaving_counts counts;
    json_t *files;     /* file of each medium, by its id as text: "media/12-anh.jpg" */
    json_t *urls;      /* null for each address of a medium: "/media/HASH.webp" */
    json_t *published; /* paths of the articles that the public may see */
    struct buf *fault; /* one line, for what ends it */
};

/* The text of the language that is spoken. Formats may stand there. */
#define LEAVING_SAID(leaving, vi, en) ((leaving)->options->lang == LANG_VI ? (vi) : (en))

/* A line on stderr about what could not be had, which makes the whole fail at its end. */
void leaving_tell(struct leaving *leaving, const char *what, const char *why);

/* Likewise that the portal answered with this status. */
void leaving_tell_status(struct leaving *leaving, const char *path, int status);

/* How far it has come, over one line of a terminal. */
void leaving_progress(const struct leaving *leaving, const char *what, int64_t done);

/* A folder within the folder. */
enum err leaving_folder(struct leaving *leaving, const char *name);

/* A new file, to be closed by leaving_close(); NULL and a fault when it cannot be made. */
FILE *leaving_open(struct leaving *leaving, const char *name);
/* Errors: STORAGE_FULL (anything that was written to it may be missing). */
enum err leaving_close(struct leaving *leaving, const char *name, FILE *file);
/* A whole file of these bytes. */
enum err leaving_write(struct leaving *leaving, const char *name, const char *bytes, size_t size);
/* The bytes of a file that was written, behind what `ret_bytes` has. */
enum err leaving_read(struct leaving *leaving, const char *name, struct buf *ret_bytes);
enum err leaving_write_json(struct leaving *leaving, const char *name, const json_t *json);

/* The answer, of whatever status. */
enum err leaving_get(struct leaving *leaving, const char *path, struct buf *answer, int *ret_status);
/* Likewise as JSON, which the caller releases. NULL: another status than 200, which was told. */
enum err leaving_ask(struct leaving *leaving, const char *path, json_t **ret_json);
/* The `items` of a list with all of its pages; NULL: one of them could not be had, which was told. */
enum err leaving_ask_all(struct leaving *leaving, const char *path, json_t **ret_items);
/* The answer as a file; when it is none of status 200 that is told, and there is no file. */
enum err leaving_fetch(struct leaving *leaving, const char *path, const char *name, bool *ret_done);

/* Pictures and attachments with media.json; fills leaving->files. */
enum err leaving_media(struct leaving *leaving);
/* Articles, and how often each was read. */
enum err leaving_articles(struct leaving *leaving);
/* Counters of the portal as tables. */
enum err leaving_counters(struct leaving *leaving);
/* Categories, tags, boxes … as JSON. */
enum err leaving_things(struct leaving *leaving);
/* Working days, terms, and what became of questions and comments, without who sent them. */
enum err leaving_office(struct leaving *leaving);
/* The public pages as a copy that opens from a disk; after leaving_articles(). */
enum err leaving_site(struct leaving *leaving);

#endif
