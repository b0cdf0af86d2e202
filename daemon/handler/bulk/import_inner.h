/* An import between its two sides: the task that works through the lines (import_batch.c), and the request
 * and stream that begin it and send its results (import.c). Of this room alone.
 *
 * Thread: what is not under the lock belongs to the task once that runs. Ownership: of the task and the
 * stream together; who ends last releases it. */
#ifndef HANDLER_IMPORT_INNER_H
#define HANDLER_IMPORT_INNER_H

#include "ahead_spool.h"
#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"
#include "import_pictures.h"
#include "line_reader.h"
#include "work/slow_pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

enum {
    LINES_WHOLE = 10000,             /* of an import that is one transaction */
    RESULTS_MAX = 256 * 1024 * 1024, /* bytes of results that wait to be sent */
};

/* Both readers go over the same file with positions of their own. What is not under the lock belongs to the
 * task once that runs. */
struct import {
    struct app *app;
    struct request request;     /* what of it the lines need; its texts are owned below */
    struct field parameters[3]; /* strict, overwrite, convert_legacy */
    char *texts[3];
    int fd;
    bool is_atomic, is_trial;
    bool is_whole; /* either: one transaction */
    struct line_reader reader;
    struct task task;
    atomic_uint owners;
    struct line_reader reader_ahead; /* goes before the other, as far as a transaction will */
    struct ahead_spool spool;        /* what it rendered */
    struct import_pictures pictures; /* ... and the pictures in it */
    pthread_mutex_t lock;
    pthread_cond_t taken;
    struct buf told; /* results to be sent; under the lock, as are these */
    bool is_done, is_broken, is_cancelled;
};

/* What the lines need of the request, for it ends before they do. `table_fd`: lines made of a table, taken
 * over, also when it fails; 0: the body. NULL without memory or room. */
struct import *import_new(struct app *app, const struct request *request, int table_fd);

/* An import as a whole holds the write lock throughout, so it must not be long. Errors: TOO_LARGE, INTERNAL,
 * MEMORY. */
enum err import_count_lines(int fd, struct reply *reply);

/* Closes a file, if there is one (above 0), and hands the error on. */
enum err import_close(int fd, enum err err);

/* Such a line has a number but no result, and counts for nothing. */
bool import_is_blank(const struct line *line);

/* The task: works through the lines until the end of the file, and gives its share of the import back. */
void import_run(struct task *task, enum task_call call);

/* Closes the body's file and what was made ahead of it; again nothing. */
void import_close_body(struct import *import);

/* Gives one share back; the last one releases the import. */
void import_leave(struct import *import);

#endif
