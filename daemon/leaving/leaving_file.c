/* Files of the folder, answers of the portal, and lines on stderr. Knows nothing of what is written. */
#include "base/json_text.h"
#include "base/said.h"
#include "leaving_inner.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* An answer of the API that is read whole; exports and media are not. */
enum { ANSWER_SIZE_MAX = 256 * 1024 * 1024 };

void leaving_tell(struct leaving *leaving, const char *what, const char *why)
{
    leaving->counts.missing++;
    fprintf(stderr, "%scongd: %s: %s\n", leaving->options->shows_progress ? "\r\033[K" : "", what, why);
}

void leaving_progress(const struct leaving *leaving, const char *what, int64_t done)
{
    if (leaving->options->shows_progress && done % 10 == 0)
        fprintf(stderr, "\r\033[K%s: %" PRId64 " ", what, done);
}

/* One line from errno. */
static enum err leaving_failed(struct leaving *leaving, const char *name)
{
    if (!leaving->fault->length)
        buf_printf(leaving->fault, "%s: %s", name, said_errno(errno));
    return ERR_STORAGE_FULL;
}

enum err leaving_folder(struct leaving *leaving, const char *name)
{
    if (!mkdirat(leaving->options->folder, name, 0750) || errno == EEXIST)
        return ERR_OK;
    return leaving_failed(leaving, name);
}

FILE *leaving_open(struct leaving *leaving, const char *name)
{
    int fd = openat(leaving->options->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (file)
        return file;
    leaving_failed(leaving, name);
    if (fd >= 0)
        close(fd);
    return NULL;
}

enum err leaving_close(struct leaving *leaving, const char *name, FILE *file)
{
    bool is_bad = fflush(file) || ferror(file);
    enum err err = is_bad ? leaving_failed(leaving, name) : ERR_OK;
    if (fclose(file) && !err)
        err = leaving_failed(leaving, name);
    return err;
}

enum err leaving_write(struct leaving *leaving, const char *name, const char *bytes, size_t size)
{
    FILE *file = leaving_open(leaving, name);
    if (!file)
        return ERR_STORAGE_FULL;
    fwrite(bytes, 1, size, file);
    return leaving_close(leaving, name, file);
}

enum err leaving_read(struct leaving *leaving, const char *name, struct buf *ret_bytes)
{
    char piece[16 * 1024];
    auto_close int fd = openat(leaving->options->folder, name, O_RDONLY | O_CLOEXEC);
    ssize_t count = fd < 0 ? -1 : 1;
    while (count > 0) {
        count = read(fd, piece, sizeof piece);
        buf_add(ret_bytes, piece, count > 0 ? (size_t)count : 0);
    }
    if (count < 0)
        return leaving_failed(leaving, name);
    return buf_failed(ret_bytes) ? ERR_MEMORY : ERR_OK;
}

enum err leaving_write_json(struct leaving *leaving, const char *name, const json_t *json)
{
    FILE *file = leaving_open(leaving, name);
    if (!file)
        return ERR_STORAGE_FULL;
    bool is_short = json_dumpf(json, file, JSON_INDENT(1)) != 0;
    fputc('\n', file);
    enum err err = leaving_close(leaving, name, file);
    return !err && is_short ? ERR_MEMORY : err;
}

static bool leaving_gather(void *context, int status, const char *bytes, size_t size)
{
    (void)status;
    buf_add(context, bytes, size);
    return !buf_failed(context);
}

enum err leaving_get(struct leaving *leaving, const char *path, struct buf *answer, int *ret_status)
{
    const struct leaving_call call = {path, leaving_gather, answer};
    enum err err = leaving->portal->get(leaving->portal->context, &call, ret_status, leaving->fault);
    return !err && buf_failed(answer) ? ERR_MEMORY : err;
}

void leaving_tell_status(struct leaving *leaving, const char *path, int status)
{
    char why[64];
    snprintf(why, sizeof why, LEAVING_SAID(leaving, "cổng trả lời %d", "the portal answers %d"), status);
    leaving_tell(leaving, path, why);
}

enum err leaving_ask(struct leaving *leaving, const char *path, json_t **ret_json)
{
    auto_buf struct buf answer = BUF(ANSWER_SIZE_MAX);
    int status = 0;
    *ret_json = NULL;
    enum err err = leaving_get(leaving, path, &answer, &status);
    if (err)
        return err;
    if (status == LEAVING_OK)
        *ret_json = json_text_read(buf_str(&answer), answer.length, 0, NULL);
    if (!*ret_json)
        leaving_tell_status(leaving, path, status);
    return ERR_OK;
}

enum err leaving_ask_all(struct leaving *leaving, const char *path, json_t **ret_items)
{
    json_auto_t *items = json_array(), *part = NULL;
    enum err err = items ? leaving_ask(leaving, path, &part) : ERR_MEMORY;
    *ret_items = NULL;
    while (!err && part) {
        json_t *next = json_incref(json_object_get(part, "next"));
        if (json_array_extend(items, json_object_get(part, "items")))
            err = ERR_MEMORY;
        json_decref(part);
        part = NULL;
        bool is_last = !json_is_string(next);
        if (!err && is_last)
            *ret_items = json_incref(items);
        else if (!err)
            err = leaving_ask(leaving, json_string_value(next), &part);
        json_decref(next);
    }
    return err;
}

/* A file that grows as its bytes come. */
struct fetching {
    FILE *file;
    bool is_bad;
};

static bool leaving_take_bytes(void *context, int status, const char *bytes, size_t size)
{
    struct fetching *fetching = context;
    if (status == LEAVING_OK && fwrite(bytes, 1, size, fetching->file) != size)
        fetching->is_bad = true;
    return !fetching->is_bad;
}

enum err leaving_fetch(struct leaving *leaving, const char *path, const char *name, bool *ret_done)
{
    struct fetching fetching = {.file = leaving_open(leaving, name)};
    const struct leaving_call call = {path, leaving_take_bytes, &fetching};
    int status = 0;
    *ret_done = false;
    if (!fetching.file)
        return ERR_STORAGE_FULL;
    enum err err = leaving->portal->get(leaving->portal->context, &call, &status, leaving->fault);
    if (fetching.is_bad)
        buf_cut(leaving->fault, 0); /* the disk is what is wrong, not the conversation */
    enum err closed = leaving_close(leaving, name, fetching.file);
    err = closed ? closed : err;
    if (!err && status == LEAVING_OK) {
        *ret_done = true;
        return ERR_OK;
    }
    unlinkat(leaving->options->folder, name, 0);
    if (!err)
        leaving_tell_status(leaving, path, status);
    return err;
}
