/* The calendar that an office's terms are counted by, and the terms themselves. Its own days are added to
 * those of text/working_day.h; a day that has begun cannot be changed any more, so that what was late stays
 * late. Errors: see store.h; thread: the connection's. */
#ifndef STORE_OFFICE_DAY_H
#define STORE_OFFICE_DAY_H

#include "store/store.h"
#include "text/working_day.h"

#include <stddef.h>

/* Who said so; numbers of the database. */
enum office_day_basis {
    OFFICE_DAY_GOVERNMENT,
    OFFICE_DAY_PROVINCE,
    OFFICE_DAY_DISASTER,
    OFFICE_DAY_OFFICE,
    OFFICE_DAY_BASES
};

/* "government" …, in the order of the enum, ended by NULL. */
extern const char *const office_day_basis_names[OFFICE_DAY_BASES + 1];

struct office_day {
    int32_t day;
    bool works;
    enum office_day_basis basis;
    int64_t added_ms;
};

enum { OFFICE_DAYS_MOST = 400, QUESTION_TERM_DEFAULT = 15, QUESTION_FIELD_SIZE = 40 };

/* In the order of their days, from `from` to `to`, both included. */
enum err office_day_list(struct conn *conn, int32_t from, int32_t to, struct office_day **ret_items,
                         size_t *ret_count);

/* What terms are counted by; its own days lie in the connection's arena. */
enum err office_calendar(struct conn *conn, struct working_calendar *ret_calendar);

/* Says what a day is, whatever was said of it before. Open questions that run over it end a working day later
 * or earlier. Writer only. Errors: CONFLICT (it has begun), TOO_LARGE (OFFICE_DAYS_MOST are there). */
enum err office_day_set(struct conn *conn, const struct office_day *day);

/* Takes back what was said. Writer only. Errors: NOT_FOUND, CONFLICT. */
enum err office_day_remove(struct conn *conn, int64_t day);

/* A field's term; `field` "" is that of all fields without one. */
struct question_term {
    const char *field;
    int days;
};

/* In the order of their fields, "" first when it was set. */
enum err question_term_list(struct conn *conn, struct question_term **ret_items, size_t *ret_count);

/* How many working days a field has: its own, that of all others, QUESTION_TERM_DEFAULT. */
enum err question_term_of(struct conn *conn, const char *field, int *ret_days);

/* Sets a term of 1 to WORKING_TERM_MOST days for what comes from now on; 0 takes it away. Writer only. */
enum err question_term_set(struct conn *conn, const char *field, int days);

/* The last instant at which what came at `at_ms` is answered in time. */
enum err question_due(struct conn *conn, const char *field, int64_t at_ms, int64_t *ret_due_ms);

#endif
