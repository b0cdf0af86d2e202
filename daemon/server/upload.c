#include "upload.h"

#include "spool.h"

#include <unistd.h>

/* How much of a body that is too large is read for the sake of its refusal. */
enum { DISCARDED_MAX = 16 * 1024 * 1024 };

struct upload upload_new(size_t most, atomic_size_t *all_memory, size_t all_most)
{
    return (struct upload){.all_memory = all_memory, .all_most = all_most, .most = most, .held = BUF(most)};
}

void upload_spool(struct upload *upload, const char *directory)
{
    upload->err = spool_open(directory, &upload->file);
}

static enum err hold(struct upload *upload, const char *bytes, size_t size)
{
    size_t all = atomic_fetch_add_explicit(upload->all_memory, size, memory_order_relaxed) + size;
    upload->reserved += size;
    if (all > upload->all_most)
        return ERR_UNAVAILABLE;
    buf_add(&upload->held, bytes, size);
    return buf_failed(&upload->held) ? ERR_MEMORY : ERR_OK;
}

static enum err keep(struct upload *upload, const char *bytes, size_t size)
{
    if (size > upload->most - upload->size)
        return ERR_TOO_LARGE;
    upload->size += size;
    return upload->file ? spool_add(upload->file, bytes, size) : hold(upload, bytes, size);
}

/* Gives the memory back, whoever still waits for the end of the body. */
static void let_go(struct upload *upload)
{
    if (upload->reserved)
        atomic_fetch_sub_explicit(upload->all_memory, upload->reserved, memory_order_relaxed);
    upload->reserved = 0;
    buf_done(&upload->held);
}

bool upload_take(struct upload *upload, const char *bytes, size_t size)
{
    if (!upload->err)
        upload->err = keep(upload, bytes, size);
    if (!upload->err)
        return true;
    let_go(upload);
    upload->discarded += size;
    return upload->discarded <= DISCARDED_MAX;
}

void upload_done(struct upload *upload)
{
    let_go(upload);
    if (upload->file)
        close(upload->file);
    *upload = (struct upload){0};
}
