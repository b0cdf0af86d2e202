/* Finds libpq and its functions. Knows nothing of what they are called for. */
#include "libpq.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#define LIBPQ_NAME "libpq.so.5"

/* Where each is kept, by the library's own name. */
static const struct {
    const char *name;
    size_t place;
} functions[] = {
    {"PQconnectdbParams", offsetof(struct libpq, connect)},
    {"PQstatus", offsetof(struct libpq, status)},
    {"PQerrorMessage", offsetof(struct libpq, fault)},
    {"PQfinish", offsetof(struct libpq, finish)},
    {"PQsocket", offsetof(struct libpq, socket)},
    {"PQsetnonblocking", offsetof(struct libpq, set_nonblocking)},
    {"PQsetNoticeReceiver", offsetof(struct libpq, set_notice)},
    {"PQsendQueryParams", offsetof(struct libpq, send)},
    {"PQflush", offsetof(struct libpq, flush)},
    {"PQconsumeInput", offsetof(struct libpq, consume)},
    {"PQisBusy", offsetof(struct libpq, is_busy)},
    {"PQgetResult", offsetof(struct libpq, result)},
    {"PQresultStatus", offsetof(struct libpq, result_status)},
    {"PQresultErrorField", offsetof(struct libpq, result_field)},
    {"PQntuples", offsetof(struct libpq, rows)},
    {"PQgetisnull", offsetof(struct libpq, is_null)},
    {"PQgetlength", offsetof(struct libpq, size)},
    {"PQgetvalue", offsetof(struct libpq, value)},
    {"PQclear", offsetof(struct libpq, clear)},
    {"PQnotifies", offsetof(struct libpq, notify)},
    {"PQfreemem", offsetof(struct libpq, free)},
};

const struct libpq *libpq_load(const char **ret_fault)
{
    static struct libpq loaded;
    if (loaded.connect)
        return &loaded;
    struct libpq found = {0};
    void *library = dlopen(LIBPQ_NAME, RTLD_NOW | RTLD_LOCAL);
    for (size_t i = 0; library && i < sizeof functions / sizeof *functions; i++) {
        void *function = dlsym(library, functions[i].name);
        if (!function) {
            *ret_fault = dlerror(); /* which a dlclose() would free */
            return NULL;
        }
        memcpy((char *)&found + functions[i].place, &function, sizeof function);
    }
    if (!library) {
        *ret_fault = dlerror();
        return NULL;
    }
    loaded = found;
    return &loaded;
}
