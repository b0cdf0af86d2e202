/* A record is a head, the heads of its pictures, the warnings, and the texts of all, one behind the other,
 * each ended by NUL. The file is read by the process that wrote it and by no other. It must not know what a
 * body is made of beyond its texts: whatever else stands in the structures is kept byte by byte. */
#include "ahead_spool.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The heads of pictures and the texts may each take so much. The others are how many texts a record has,
 * and a picture. */
enum { RECORD_MAX = 32 * 1024 * 1024, TEXTS = 5, PICTURE_TEXTS = 6 };

/* What has no address of its own; a text of that size is NULL. */
static const size_t absent = SIZE_MAX;

/* The structure itself saves naming each member, and is right because writer and reader are one program. */
struct record_head {
    struct body_ahead ahead; /* its addresses mean nothing here */
    size_t sizes[TEXTS];
    size_t total; /* of all that follows */
};

struct picture_head {
    struct body_lookup lookup; /* likewise */
    size_t sizes[PICTURE_TEXTS];
};

static enum err ahead_spool_failed(const char *what)
{
    int error = errno;
    if (error == ENOSPC || error == EDQUOT)
        return ERR_STORAGE_FULL;
    if (error == EMFILE || error == ENFILE)
        return ERR_UNAVAILABLE;
    log_error("ahead_spool", LOG_SAYS("what an import renders ahead could not be put into a file"),
              LOG_TEXT("operation", what), LOG_TEXT("error", strerror(error)));
    return ERR_INTERNAL;
}

enum err ahead_spool_open(const char *directory, struct ahead_spool *ret_spool)
{
    int fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        return ahead_spool_failed("open");
    *ret_spool = (struct ahead_spool){.fd = fd};
    return ERR_OK;
}

void ahead_spool_close(struct ahead_spool *spool)
{
    if (spool->fd > 0)
        close(spool->fd);
    spool->fd = 0;
}

/* The room stays taken until it is written over; a failure to give it back is no error. */
void ahead_spool_empty(struct ahead_spool *spool)
{
    if (ftruncate(spool->fd, 0))
        ahead_spool_failed("ftruncate");
    spool->end = spool->position = 0;
}

/* Appends all of it, however often the system takes less; spool->end moves along, so after an error the
 * record is cut. */
static enum err write_at(struct ahead_spool *spool, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size) {
        ssize_t written = pwrite(spool->fd, at, size, spool->end);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return ahead_spool_failed("write");
        at += written;
        size -= (size_t)written;
        spool->end += written;
    }
    return ERR_OK;
}

/* Reads exactly so much from spool->position on. The end of the file before that is INTERNAL: records
 * and lines are out of step. */
static enum err read_at(struct ahead_spool *spool, void *bytes, size_t size)
{
    char *at = bytes;
    while (size) {
        ssize_t got = pread(spool->fd, at, size, spool->position);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got ? ahead_spool_failed("read") : ERR_INTERNAL;
        at += got;
        size -= (size_t)got;
        spool->position += got;
    }
    return ERR_OK;
}

/* Gives the size for the head. The NUL goes along, so a text read back can be used where it lies. */
static size_t spool_add_text(struct buf *out, const char *text)
{
    if (!text)
        return absent;
    size_t size = strlen(text);
    buf_add(out, text, size + 1);
    return size;
}

/* Its head among the heads and its texts behind those of the others; both must keep the order of
 * spool_take_picture(). */
static void spool_add_picture(struct buf *heads, struct buf *texts, const struct body_lookup *lookup)
{
    const char *const parts[PICTURE_TEXTS] = {lookup->source,
                                              lookup->alt,
                                              lookup->picture.url,
                                              lookup->picture.alt,
                                              lookup->picture.jpeg_srcset,
                                              lookup->picture.webp_srcset};
    struct picture_head head = {.lookup = *lookup};
    for (size_t i = 0; i < PICTURE_TEXTS; i++)
        head.sizes[i] = spool_add_text(texts, parts[i]);
    buf_add(heads, (const char *)&head, sizeof head);
}

enum err ahead_spool_write(struct ahead_spool *spool, const struct body_ahead *ahead)
{
    auto_buf struct buf heads = BUF(RECORD_MAX), texts = BUF(RECORD_MAX);
    /* Otherwise `body` was never filled, and its addresses must not be followed. */
    bool is_rendered = ahead->is_there && !ahead->err;
    const char *const parts[TEXTS] = {ahead->title, ahead->text, is_rendered ? ahead->body.html.html : NULL,
                                      is_rendered ? ahead->body.text : NULL,
                                      is_rendered ? ahead->body.source : NULL};
    struct record_head head;
    /* Padding is written too, and must not be unset memory. */
    memset(&head, 0, sizeof head);
    head.ahead = *ahead;
    if (!is_rendered)
        head.ahead.body = (struct body){0};
    for (size_t i = 0; i < TEXTS; i++)
        head.sizes[i] = spool_add_text(&texts, parts[i]);
    for (size_t i = 0; i < ahead->lookup_count; i++)
        spool_add_picture(&heads, &texts, &ahead->lookups[i]);
    /* Behind the pictures' heads; they have no addresses in them. */
    if (is_rendered && ahead->body.warnings.count)
        buf_add(&heads, (const char *)ahead->body.warnings.items,
                ahead->body.warnings.count * sizeof *ahead->body.warnings.items);
    if (buf_failed(&heads) || buf_failed(&texts))
        return ERR_MEMORY;
    /* So the reader gets the rest in one piece. */
    head.total = heads.length + texts.length;
    enum err err = write_at(spool, &head, sizeof head);
    if (!err && heads.length)
        err = write_at(spool, heads.bytes, heads.length);
    return err || !texts.length ? err : write_at(spool, texts.bytes, texts.length);
}

/* The next text, where it lies; *at moves behind its NUL. NULL for one that was none. */
static const char *spool_take_text(const char **at, size_t size)
{
    const char *text = *at;
    if (size == absent)
        return NULL;
    *at += size + 1;
    return text;
}

/* Addresses in the structure are those of an arena that is gone, so each is replaced. */
static void spool_take_picture(const struct picture_head *head, const char **texts,
                               struct body_lookup *lookup)
{
    *lookup = head->lookup;
    lookup->source = spool_take_text(texts, head->sizes[0]);
    lookup->alt = spool_take_text(texts, head->sizes[1]);
    lookup->picture.url = spool_take_text(texts, head->sizes[2]);
    lookup->picture.alt = spool_take_text(texts, head->sizes[3]);
    lookup->picture.jpeg_srcset = spool_take_text(texts, head->sizes[4]);
    lookup->picture.webp_srcset = spool_take_text(texts, head->sizes[5]);
}

enum err ahead_spool_read(struct ahead_spool *spool, struct arena *arena, struct body_ahead *ret_ahead)
{
    struct record_head head;
    enum err err = read_at(spool, &head, sizeof head);
    /* One block of the arena, which all texts point into; they live as long as the line. */
    char *rest = err ? NULL : arena_alloc(arena, head.total);
    if (!err)
        err = rest ? read_at(spool, rest, head.total) : ERR_MEMORY;
    if (err)
        return err;
    struct body_ahead ahead = head.ahead;
    /* The heads come first, so that they lie aligned as the arena's block does. */
    const struct picture_head *pictures = (const struct picture_head *)rest;
    char *warnings = rest + ahead.lookup_count * sizeof *pictures;
    const char *texts = warnings + ahead.body.warnings.count * sizeof *ahead.body.warnings.items;
    ahead.body.warnings.arena = arena;
    ahead.body.warnings.items = (struct warning *)(void *)warnings;
    ahead.title = spool_take_text(&texts, head.sizes[0]);
    ahead.text = spool_take_text(&texts, head.sizes[1]);
    ahead.body.html.html = spool_take_text(&texts, head.sizes[2]);
    ahead.body.text = spool_take_text(&texts, head.sizes[3]);
    ahead.body.source = spool_take_text(&texts, head.sizes[4]);
    /* One more than needed, so that none is no empty request. */
    ahead.lookups = arena_zero(arena, ahead.lookup_count + 1, sizeof *ahead.lookups);
    if (!ahead.lookups)
        return ERR_MEMORY;
    for (size_t i = 0; i < ahead.lookup_count; i++)
        spool_take_picture(&pictures[i], &texts, &ahead.lookups[i]);
    *ret_ahead = ahead;
    return ERR_OK;
}
