/* A body while it comes. It knows nothing of connections: who calls may wait where upload.h says so. */
#include "upload.h"

#include "spool.h"

#include <sys/mman.h>
#include <unistd.h>

/* How much of a body that is too large is read for the sake of its refusal. */
enum { DISCARDED_MAX = 16 * 1024 * 1024 };

/* Holds nothing yet. The file comes only when it is needed. */
struct upload upload_new(size_t most, atomic_size_t *all_memory, size_t all_most)
{
    return (struct upload){.all_memory = all_memory, .all_most = all_most, .most = most, .held = BUF(most)};
}

/* Counts the bytes against all bodies together, then keeps them. */
static enum err hold(struct upload *upload, const char *bytes, size_t size)
{
    size_t all = atomic_fetch_add_explicit(upload->all_memory, size, memory_order_relaxed) + size;
    upload->reserved += size;
    /* They stay counted until let_go(), so that the sum is never too small. */
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
    /* The buffer can be used again for the next piece. */
    buf_done(&upload->held);
}

/* From now on upload_is_full() can be true. */
void upload_spill(struct upload *upload, const char *directory, size_t piece)
{
    upload->directory = directory;
    upload->piece = piece;
}

/* For imports, which are worked through line by line. */
void upload_want_file(struct upload *upload)
{
    upload->wants_file = true;
}

/* A body that failed never is: it is only thrown away. */
bool upload_is_full(const struct upload *upload)
{
    return upload->directory && !upload->err && upload->held.length >= upload->piece;
}

/* On the slow pool. */
void upload_flush(struct upload *upload)
{
    if (!upload->err && !upload->file)
        upload->err = spool_open(upload->directory, &upload->file);
    if (!upload->err)
        upload->err = spool_add(upload->file, buf_str(&upload->held), upload->held.length);
    /* Also after a failure: nobody wants these bytes any more. */
    let_go(upload);
}

/* A body that stayed below a piece goes to no file, unless it was asked for. */
void upload_finish(struct upload *upload)
{
    if (!upload->err && (upload->file || upload->wants_file))
        upload_flush(upload);
}

static enum err upload_keep(struct upload *upload, const char *bytes, size_t size)
{
    /* `size` never is above `most`, so this cannot wrap. */
    if (size > upload->most - upload->size)
        return ERR_TOO_LARGE;
    upload->size += size;
    return hold(upload, bytes, size);
}

const char *upload_bytes(struct upload *upload)
{
    if (!upload->file)
        return upload->held.length ? buf_str(&upload->held) : NULL;
    /* Readers of the body may rely on a NUL behind it. */
    upload->err = spool_add(upload->file, "", 1);
    if (upload->err)
        return NULL;
    /* Pages are read as they are needed, and given back to the cache under pressure. */
    void *mapped = mmap(NULL, upload->size + 1, PROT_READ, MAP_PRIVATE, upload->file, 0);
    if (mapped == MAP_FAILED) {
        upload->err = ERR_MEMORY;
        return NULL;
    }
    upload->mapped = mapped;
    upload->mapped_size = upload->size + 1;
    return upload->mapped;
}

/* On the serving thread; only memory is touched. */
bool upload_take(struct upload *upload, const char *bytes, size_t size)
{
    if (!upload->err)
        upload->err = upload_keep(upload, bytes, size);
    if (!upload->err)
        return true;
    let_go(upload);
    /* Read on for a while, so that the client gets to see the refusal. */
    upload->discarded += size;
    return upload->discarded <= DISCARDED_MAX;
}

/* Also of one that was never begun. A file is closed here, which may take its time. */
void upload_done(struct upload *upload)
{
    let_go(upload);
    if (upload->mapped)
        munmap(upload->mapped, upload->mapped_size);
    if (upload->file)
        close(upload->file);
    *upload = (struct upload){0};
}
