#include "upload.h"

#include "spool.h"

#include <sys/mman.h>
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

/* Gives the memory back, whoever still waits for the end of the body. */
static void let_go(struct upload *upload)
{
    if (upload->reserved)
        atomic_fetch_sub_explicit(upload->all_memory, upload->reserved, memory_order_relaxed);
    upload->reserved = 0;
    buf_done(&upload->held);
}

void upload_spill(struct upload *upload, const char *directory, size_t size)
{
    upload->spill_directory = directory;
    upload->spill_size = size;
}

/* What is held goes to a file, and its memory back. */
static enum err spill(struct upload *upload)
{
    enum err err = spool_open(upload->spill_directory, &upload->file);
    if (!err)
        err = spool_add(upload->file, buf_str(&upload->held), upload->held.length);
    buf_done(&upload->held);
    let_go(upload);
    return err;
}

static enum err upload_keep(struct upload *upload, const char *bytes, size_t size)
{
    enum err err = ERR_OK;
    if (size > upload->most - upload->size)
        return ERR_TOO_LARGE;
    upload->size += size;
    if (!upload->file && upload->spill_directory && upload->size > upload->spill_size)
        err = spill(upload);
    if (err)
        return err;
    return upload->file ? spool_add(upload->file, bytes, size) : hold(upload, bytes, size);
}

const char *upload_bytes(struct upload *upload)
{
    if (!upload->file)
        return upload->held.length ? buf_str(&upload->held) : NULL;
    upload->err = spool_add(upload->file, "", 1);
    if (upload->err)
        return NULL;
    void *mapped = mmap(NULL, upload->size + 1, PROT_READ, MAP_PRIVATE, upload->file, 0);
    if (mapped == MAP_FAILED)
        upload->err = ERR_MEMORY;
    else
        upload->mapped = mapped;
    return upload->mapped;
}

bool upload_take(struct upload *upload, const char *bytes, size_t size)
{
    if (!upload->err)
        upload->err = upload_keep(upload, bytes, size);
    if (!upload->err)
        return true;
    let_go(upload);
    upload->discarded += size;
    return upload->discarded <= DISCARDED_MAX;
}

void upload_done(struct upload *upload)
{
    let_go(upload);
    if (upload->mapped)
        munmap(upload->mapped, upload->size + 1);
    if (upload->file)
        close(upload->file);
    *upload = (struct upload){0};
}
