/* Reads err.def as a table. What an error means to a client is decided there, row by row, and nowhere by
 * comparing codes. */
#include "base/err.h"

#include <assert.h>

static const struct {
    int status;
    const char *type;
    const char *title[LANG_COUNT];
    /* Indexed by enum err, which is made of the same file in the same order: a row cannot be missing. */
} rows[] = {
    [ERR_OK] = {200, "ok", {"Được", "OK"}},
#define ERR(code, status, type, vi, en) [ERR_##code] = {status, type, {vi, en}},
#include "base/err.def"
#undef ERR
};

int err_status(enum err err)
{
    assert(err < ERR_COUNT);
    return rows[err].status;
}

/* Decides whether a failure is logged as the server's own and whether it counts against the client's
 * errors (http/throttle.h). */
bool err_is_clients(enum err err)
{
    int status = err_status(err);
    return (status >= 400 && status < 500) || status == 501 || status == 505;
}

const char *err_type(enum err err)
{
    assert(err < ERR_COUNT);
    return rows[err].type;
}

const char *err_title(enum err err, enum lang lang)
{
    assert(err < ERR_COUNT && lang < LANG_COUNT);
    return rows[err].title[lang];
}
