/* The functions of libpq (PostgreSQL's C library) that are used, by their addresses: the library is looked
 * for when it is needed, so that a portal on one machine neither needs nor loads it, nor what it brings
 * along.
 *
 * Their declarations are PostgreSQL's, of an interface that has not changed since libpq.so.5. */
#ifndef ORDERED_LIBPQ_H
#define ORDERED_LIBPQ_H

#include "base/err.h"

struct pg_conn;
struct pg_result;

/* What libpq calls a notice: a server's warning, for one. */
typedef void libpq_notice(void *context, const struct pg_result *result);

/* Values of its enums. */
enum { LIBPQ_CONNECTION_OK = 0, LIBPQ_COMMAND_OK = 1, LIBPQ_TUPLES_OK = 2 };

struct libpq {
    struct pg_conn *(*connect)(const char *const *keywords, const char *const *values, int expands);
    int (*status)(const struct pg_conn *conn);
    char *(*fault)(const struct pg_conn *conn);
    void (*finish)(struct pg_conn *conn);
    int (*socket)(const struct pg_conn *conn);
    int (*set_nonblocking)(struct pg_conn *conn, int is_on);
    libpq_notice *(*set_notice)(struct pg_conn *conn, libpq_notice *notice, void *context);
    int (*send)(struct pg_conn *conn, const char *sql, int count, const unsigned *types,
                const char *const *values, const int *sizes, const int *forms, int form);
    int (*flush)(struct pg_conn *conn);
    int (*consume)(struct pg_conn *conn);
    int (*is_busy)(struct pg_conn *conn);
    struct pg_result *(*result)(struct pg_conn *conn);
    int (*result_status)(const struct pg_result *result);
    char *(*result_field)(const struct pg_result *result, int field);
    int (*rows)(const struct pg_result *result);
    int (*is_null)(const struct pg_result *result, int row, int column);
    int (*size)(const struct pg_result *result, int row, int column);
    char *(*value)(const struct pg_result *result, int row, int column);
    void (*clear)(struct pg_result *result);
    void *(*notify)(struct pg_conn *conn);
    void (*free)(void *memory);
};

/* The library's functions, loaded at the first call and kept; NULL when there is no library of that name, or
 * it lacks one of them, and `*ret_fault` says what the loader says (of the loader; until the next call).
 * Thread: while the process has but one. */
const struct libpq *libpq_load(const char **ret_fault);

#endif
