/* The things of the API that are shown, made, changed and removed by id and all in the same way:
 * categories, tags, boxes. What differs between them is a table of functions. */
#ifndef HANDLER_RESOURCE_H
#define HANDLER_RESOURCE_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"
#include "http/submission.h"
#include "view/view.h"

#include <stddef.h>

struct resource {
    const char *thing; /* for details: "category" */
    const char *path;  /* of the list: "/api/categories" */
    size_t row_size;
    void (*blank)(void *row);
    enum err (*load)(struct conn *conn, int64_t id, void *ret_row);
    /* Lays what was sent over the row; faults are noted in the reply. */
    enum err (*apply)(struct conn *conn, const struct submission *submission, struct reply *reply, void *row);
    enum err (*insert)(struct conn *conn, const void *row, int64_t *ret_id);
    enum err (*update)(struct conn *conn, const void *row);
    enum err (*remove)(struct conn *conn, int64_t id);
    /* Says at which member the store's refusal belongs. */
    enum err (*explain)(struct reply *reply, enum err err, const void *row);
    void (*show)(struct view view, const void *row);
    int64_t (*version)(const void *row);
    /* Takes out of a row what this request may not see, and notes until when; NULL when all may see all. */
    void (*hide)(const struct request *request, struct reply *reply, void *row);
    enum err (*list)(struct conn *conn, const char *lang, void **ret_rows, size_t *ret_count);
};

enum err resource_show(struct app *app, const struct request *request, struct reply *reply,
                       const struct resource *resource);
enum err resource_create(struct app *app, const struct request *request, struct reply *reply,
                         const struct resource *resource);
enum err resource_change(struct app *app, const struct request *request, struct reply *reply,
                         const struct resource *resource);
enum err resource_remove(struct app *app, const struct request *request, struct reply *reply,
                         const struct resource *resource);

/* Answers GET on the list: all rows of a language, or of all. */
enum err resource_list_show(struct app *app, const struct request *request, struct reply *reply,
                            const struct resource *resource);

/* The functions of a table that only hand on to the store and the view, for rows of `struct TYPE`: load_TYPE,
 * show_TYPE, version_TYPE, and (RESOURCE_WRITING) insert_TYPE, update_TYPE. */
#define RESOURCE_READING(type)                                                \
    static enum err load_##type(struct conn *conn, int64_t id, void *ret_row) \
    {                                                                         \
        return type##_by_id(conn, id, ret_row);                               \
    }                                                                         \
    static void show_##type(struct view view, const void *row)                \
    {                                                                         \
        view_##type(view, row);                                               \
    }                                                                         \
    static int64_t version_##type(const void *row)                            \
    {                                                                         \
        return ((const struct type *)row)->version;                           \
    }                                                                         \
    static enum err update_##type(struct conn *conn, const void *row)         \
    {                                                                         \
        return type##_update(conn, row);                                      \
    }

#define RESOURCE_WRITING(type)                                                         \
    static void blank_##type(void *row)                                                \
    {                                                                                  \
        *(struct type *)row = (struct type){.lang = "vi"};                             \
    }                                                                                  \
    static enum err insert_##type(struct conn *conn, const void *row, int64_t *ret_id) \
    {                                                                                  \
        return type##_insert(conn, row, ret_id);                                       \
    }

/* The store's list of all rows of a language, as a table has it. */
#define RESOURCE_LISTING(type)                                                                           \
    static enum err list_##type(struct conn *conn, const char *lang, void **ret_rows, size_t *ret_count) \
    {                                                                                                    \
        struct type *rows;                                                                               \
        enum err err = type##_list(conn, lang, &rows, ret_count);                                        \
        if (!err)                                                                                        \
            *ret_rows = rows;                                                                            \
        return err;                                                                                      \
    }

/* The handler THING_WHAT, which hands on to resource_WHAT with a table. */
#define RESOURCE_HANDLER(thing, what, table)                                                     \
    enum err thing##_##what(struct app *app, const struct request *request, struct reply *reply) \
    {                                                                                            \
        return resource_##what(app, request, reply, &(table));                                   \
    }

/* A slug that another has or had, said at /slug: what `explain` of most things does. */
enum err resource_slug_taken(struct reply *reply, enum err err, const char *slug);

#endif
