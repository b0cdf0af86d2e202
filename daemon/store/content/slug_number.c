/* Free slugs. It knows what is taken, not what a title is or who asks. */
#include "store/slug_number.h"

#include "engine/conn.h"
#include "erased_name.h"
#include "text/slug.h"

#include <assert.h>

/* A stem with so many numbers is none that people write. */
static const int64_t number_most = INT64_C(1) << 40;

/* By whatever bears or ever bore it, be it taken back. */
static enum err slug_is_taken(struct conn *conn, const char *slug, bool *ret_taken)
{
    auto_query struct query q = query_of(conn, STMT_SLUG_TAKEN);
    bind_text(&q, slug);
    enum err err = query_row(&q);
    *ret_taken = !err;
    if (err != ERR_NOT_FOUND)
        return err;
    return erased_name_known(conn, ERASED_ARTICLE, slug, ret_taken);
}

/* The same of a stem with a number behind it. */
static enum err slug_number_is_taken(struct conn *conn, const char *stem, int64_t number, bool *ret_taken)
{
    return slug_is_taken(conn, slug_numbered(stem, number, conn->arena), ret_taken);
}

/* Between a number that is taken and one that is free lies a free one behind a taken one. */
static enum err slug_number_between(struct conn *conn, const char *stem, int64_t taken, int64_t *number)
{
    enum err err = ERR_OK;
    /* `taken` stays taken and *number free; when they stand side by side it is found. */
    while (!err && *number - taken > 1) {
        int64_t middle = taken + (*number - taken) / 2;
        bool is_taken = true;
        err = slug_number_is_taken(conn, stem, middle, &is_taken);
        taken = is_taken ? middle : taken;
        *number = is_taken ? *number : middle;
    }
    return err;
}

/* One after the other as far as that is cheap, then in steps that double. */
static enum err slug_number_free(struct conn *conn, const char *stem, int64_t first, int64_t *ret_number)
{
    bool is_taken = true;
    int64_t last_taken = first, number = first, step = 1;
    enum err err = ERR_OK;
    for (;;) {
        err = slug_number_is_taken(conn, stem, number, &is_taken);
        if (err || !is_taken)
            break;
        /* Nobody made so many; something is wrong with the table. */
        if (number > number_most)
            return ERR_CONFLICT;
        last_taken = number;
        /* A portal that publishes a notice with the same title each day must not look at thousands of
         * rows for each. */
        step = number < SLUG_NUMBER_LEAST ? 1 : step * 2;
        number += step;
    }
    *ret_number = number;
    return err || number == first ? err : slug_number_between(conn, stem, last_taken, ret_number);
}

enum err slug_free(struct conn *conn, const char *stem, int64_t first, const char **ret_slug)
{
    bool is_taken = true;
    int64_t number = first;
    enum err err = ERR_OK;
    assert(conn->is_writer && slug_valid(stem) && first >= 0);
    if (!first) {
        err = slug_is_taken(conn, stem, &is_taken);
        /* The one without a number is the first. */
        number = 2;
    }
    if (!err && is_taken)
        err = slug_number_free(conn, stem, number, &number);
    if (!err)
        *ret_slug = is_taken ? slug_numbered(stem, number, conn->arena) : stem;
    return err;
}
