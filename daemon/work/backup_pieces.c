/* The database of a backup lies in pieces of one size, each a file named by its place: those that did not
 * change since the backup before are linked to its files, as media are. Here it is divided and read. */
#include "backup_pieces.h"

#include "base/memory.h"
#include "base/said.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

static void piece_name(int64_t index, char name[static 96])
{
    snprintf(name, 96, BACKUP_PIECES "/%08" PRId64, index);
}

/* All that is asked for, up to the end of the file. */
static ssize_t read_piece_bytes(int fd, unsigned char *bytes, size_t size, int64_t at)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = pread(fd, bytes + done, size - done, (off_t)at + (off_t)done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 ? -1 : (ssize_t)done;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

/* ---- dividing */

/* A backup whose pieces may be linked to. */
struct piece_base {
    struct manifest_reader reader;
    struct backup_line line;
    int folder; /* borrowed */
    bool has;   /* the line is a piece of it */
};

enum { BASES = 2 };
struct dividing {
    struct making *making;
    struct backup_batch batch; /* its folder is that of the pieces */
    struct piece_base bases[BASES];
    unsigned char *bytes; /* of one piece */
};

/* The pieces of a backup come first of its lines, in their order. */
static void next_base(struct piece_base *base)
{
    base->has = base->has && !manifest_next(&base->reader, &base->line) && backup_is_piece(base->line.name);
}

static void begin_base(struct piece_base *base, int folder)
{
    base->folder = folder;
    base->has = folder > 0 && !manifest_open(&base->reader, folder);
    next_base(base);
}

/* Whether it has these bytes at this place, and its file could be linked. */
static bool link_piece(const struct making *making, const struct piece_base *base, struct backup_line *line)
{
    bool is_same = base->has && strcmp(base->line.name, line->name) == 0 && base->line.size == line->size &&
                   strcmp(base->line.hash, line->hash) == 0;
    return is_same && gather_link(making, base->folder, &base->line, line);
}

/* Where another backup has the same bytes at the same place, its file; else one of its own. */
static enum err divide_one(struct dividing *dividing, struct backup_line *line, size_t size)
{
    struct making *making = dividing->making;
    unsigned char hash[BACKUP_HASH_SIZE / 2];
    crypto_generichash(hash, sizeof hash, dividing->bytes, size, NULL, 0);
    sodium_bin2hex(line->hash, sizeof line->hash, hash, sizeof hash);
    line->size = (int64_t)size;
    line->read_day = making->today;
    for (size_t i = 0; i < BASES; i++)
        if (link_piece(making, &dividing->bases[i], line))
            return ERR_OK;
    making->new_database_bytes += line->size;
    return backup_batch_write(&dividing->batch, strchr(line->name, '/') + 1, dividing->bytes, size,
                              line->hash, &making->order->looker);
}

static enum err divide_all(struct dividing *dividing, int from)
{
    struct making *making = dividing->making;
    crypto_generichash_state whole;
    unsigned char hash[BACKUP_HASH_SIZE / 2];
    ssize_t size;
    int64_t index = 0;
    enum err err = ERR_OK;
    crypto_generichash_init(&whole, NULL, 0, sizeof hash);
    while (!err && (size = read_piece_bytes(from, dividing->bytes, BACKUP_PIECE, index * BACKUP_PIECE)) > 0) {
        struct backup_line line = {.size = 0};
        piece_name(index++, line.name);
        crypto_generichash_update(&whole, dividing->bytes, (size_t)size);
        err = divide_one(dividing, &line, (size_t)size);
        if (!err && backup_is_over(&making->order->looker))
            err = ERR_TIMEOUT;
        if (err)
            break;
        manifest_add(&making->lines, &line);
        making->entry.files++;
        making->entry.bytes += line.size;
        making->database_bytes += line.size;
        for (size_t i = 0; i < BASES; i++)
            next_base(&dividing->bases[i]);
    }
    if (!err && size < 0)
        err = ERR_INTERNAL;
    crypto_generichash_final(&whole, hash, sizeof hash);
    sodium_bin2hex(making->database_hash, sizeof making->database_hash, hash, sizeof hash);
    return err ? err : backup_batch_settle(&dividing->batch, &making->order->looker);
}

enum err pieces_divide(struct making *making, const char *database, struct buf *fault)
{
    struct dividing dividing = {.making = making, .batch.folder = -1};
    char path[BACKUP_PATH_SIZE];
    snprintf(path, sizeof path, "%s/" BACKUP_PIECES, making->path);
    /* Those of a moment that did not hold. */
    if (mkdir(path, BACKUP_FOLDER_MODE) &&
        (errno != EEXIST || !backup_remove_tree(path) || mkdir(path, BACKUP_FOLDER_MODE)))
        return backup_failed(fault, path);
    auto_close int from = open(database, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    auto_close int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (from < 0 || folder < 0)
        return backup_failed(fault, from < 0 ? database : path);
    making->database_bytes = making->new_database_bytes = 0;
    dividing.batch.folder = folder;
    dividing.bytes = memory_new(1, BACKUP_PIECE);
    begin_base(&dividing.bases[0], making->entry.is_full ? -1 : making->base_folder);
    begin_base(&dividing.bases[1], making->other_folder);
    enum err err = dividing.bytes ? divide_all(&dividing, from) : ERR_MEMORY;
    backup_batch_end(&dividing.batch);
    for (size_t i = 0; i < BASES; i++)
        manifest_close(&dividing.bases[i].reader);
    free(dividing.bytes);
    if (!err && !backup_sync_folder(folder))
        err = backup_failed(fault, path);
    return err;
}

/* ---- reading */

bool pieces_begin(struct piece_reader *reader, int folder, const json_t *head)
{
    const json_t *database = json_object_get(head, "database");
    *reader = (struct piece_reader){.folder = folder,
                                    .size = json_integer_value(json_object_get(database, "bytes")),
                                    .piece = json_integer_value(json_object_get(database, "piece_bytes")),
                                    .fd = -1,
                                    .index = -1};
    const char *hash = json_string_value(json_object_get(database, "blake2b"));
    snprintf(reader->hash, sizeof reader->hash, "%s", hash ? hash : "");
    return reader->size > 0 && reader->piece > 0 && reader->piece <= BACKUP_PIECE_MOST;
}

void pieces_end(struct piece_reader *reader)
{
    if (reader->fd >= 0)
        close(reader->fd);
    reader->fd = -1;
}

/* The file of a piece stays open until another is wanted. */
static bool piece_open(struct piece_reader *reader, int64_t index)
{
    char name[96];
    if (reader->index == index)
        return reader->fd >= 0;
    pieces_end(reader);
    piece_name(index, name);
    reader->fd = openat(reader->folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    reader->index = index;
    return reader->fd >= 0;
}

bool pieces_read(void *context, void *bytes, size_t size, int64_t at)
{
    struct piece_reader *reader = context;
    unsigned char *to = bytes;
    while (size) {
        int64_t within = at % reader->piece;
        size_t some = (size_t)(reader->piece - within) < size ? (size_t)(reader->piece - within) : size;
        if (!piece_open(reader, at / reader->piece) ||
            read_piece_bytes(reader->fd, to, some, within) != (ssize_t)some)
            return false;
        to += some;
        at += (int64_t)some;
        size -= some;
    }
    return true;
}

/* ---- the whole */

static bool write_piece_bytes(int fd, const unsigned char *bytes, size_t size)
{
    while (size) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno != EINTR)
            return false;
        bytes += written > 0 ? written : 0;
        size -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

/* The piece of a line, which begins at `at`. */
static enum err assemble_one(struct piece_reader *reader, const struct backup_line *line,
                             unsigned char *bytes, int64_t at, int target, struct buf *fault)
{
    unsigned char hash[BACKUP_HASH_SIZE / 2];
    char text[BACKUP_HASH_SIZE];
    bool fits = line->size > 0 && line->size <= reader->piece && at + line->size <= reader->size &&
                pieces_read(reader, bytes, (size_t)line->size, at);
    if (fits) {
        crypto_generichash(hash, sizeof hash, bytes, (size_t)line->size, NULL, 0);
        fits = strcmp(sodium_bin2hex(text, sizeof text, hash, sizeof hash), line->hash) == 0;
    }
    if (!fits) {
        buf_printf(fault, SAID("%s hỏng", "%s is damaged"), line->name);
        return ERR_CONFLICT;
    }
    return write_piece_bytes(target, bytes, (size_t)line->size) ? ERR_OK : backup_failed(fault, "cong.db");
}

static enum err assemble_all(struct piece_reader *reader, struct manifest_reader *manifest, int target,
                             const struct backup_looker *looker, struct buf *fault)
{
    auto_free unsigned char *bytes = memory_new(1, (size_t)reader->piece);
    unsigned char hash[BACKUP_HASH_SIZE / 2];
    char text[BACKUP_HASH_SIZE];
    crypto_generichash_state whole;
    struct backup_line line;
    int64_t at = 0;
    enum err err = bytes ? ERR_OK : ERR_MEMORY;
    crypto_generichash_init(&whole, NULL, 0, sizeof hash);
    while (!err && !(err = manifest_next(manifest, &line)) && backup_is_piece(line.name)) {
        err = assemble_one(reader, &line, bytes, at, target, fault);
        if (err)
            return err;
        crypto_generichash_update(&whole, bytes, (size_t)line.size);
        at += line.size;
        backup_tell(looker, BACKUP_DATABASE, at, reader->size);
        if (backup_is_over(looker))
            return ERR_TIMEOUT;
    }
    if (err && err != ERR_NOT_FOUND)
        return err;
    crypto_generichash_final(&whole, hash, sizeof hash);
    sodium_bin2hex(text, sizeof text, hash, sizeof hash);
    if (at == reader->size && strcmp(text, reader->hash) == 0)
        return ERR_OK;
    buf_text(fault, SAID("các mảnh của cơ sở dữ liệu ghép lại không đúng như bản kê",
                         "the pieces of the database do not make the whole that the manifest tells of"));
    return ERR_CONFLICT;
}

enum err backup_database_assemble(const char *directory, int target, const struct backup_looker *looker,
                                  struct buf *fault)
{
    auto_manifest struct manifest_reader manifest = {.file = NULL};
    auto_close int folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct piece_reader reader;
    enum err err = folder < 0 ? ERR_NOT_FOUND : manifest_open(&manifest, folder);
    if (!err && !pieces_begin(&reader, folder, manifest.head))
        err = ERR_CONFLICT;
    if (!err) {
        err = assemble_all(&reader, &manifest, target, looker, fault);
        pieces_end(&reader);
    }
    if (err && !fault->length)
        buf_printf(fault, "%s: %s", directory,
                   err == ERR_CONFLICT ? SAID("bản kê hỏng", "the manifest is damaged")
                                       : err_title(err, said_lang()));
    return err;
}
