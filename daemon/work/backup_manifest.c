/* Writing a manifest: one JSON object, its head on the first line, then a line for each file, and at last the
 * hash of all that stands before it. So the head can be read without the files, and the files without holding
 * them all. It knows no folder of backups. */
#include "backup_inner.h"

#include "base/json_text.h"
#include "text/date.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

/* Where lines stand until the head is known. */
static const char lines_name[] = ".lines";
enum { COPIED_AT_ONCE = 64 * 1024 };

/* A new file of the folder, as a stream. */
static FILE *make_stream(int folder, const char *name, const char *mode)
{
    int fd = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, BACKUP_FILE_MODE);
    FILE *stream = fd < 0 ? NULL : fdopen(fd, mode);
    if (fd >= 0 && !stream)
        close(fd);
    return stream;
}

enum err manifest_begin(struct manifest_writer *writer, int folder)
{
    *writer = (struct manifest_writer){.lines = make_stream(folder, lines_name, "w+")};
    /* It has no name any more; its bytes go with the stream. */
    if (writer->lines)
        unlinkat(folder, lines_name, 0);
    return writer->lines ? ERR_OK : errno == ENOSPC ? ERR_STORAGE_FULL : ERR_INTERNAL;
}

/* A failure stays in the stream until manifest_write() asks. Names hold nothing that JSON would escape. */
void manifest_add(struct manifest_writer *writer, const struct backup_line *line)
{
    char day[DATE_TEXT_SIZE];
    fprintf(writer->lines, "%s{\"name\":\"%s\",\"size\":%lld,\"blake2b\":\"%s\",\"read\":\"%s\"}",
            writer->count++ ? ",\n" : "", line->name, (long long)line->size, line->hash,
            day_iso(line->read_day, day));
}

FILE *manifest_lines(struct manifest_writer *writer)
{
    bool is_whole = writer->lines && !fflush(writer->lines) && !ferror(writer->lines);
    return is_whole && !fseek(writer->lines, 0, SEEK_SET) ? writer->lines : NULL;
}

/* What is written, and the hash over it. */
struct out {
    FILE *file;
    crypto_generichash_state state;
};

static void put(struct out *out, const char *bytes, size_t size)
{
    crypto_generichash_update(&out->state, (const unsigned char *)bytes, size);
    fwrite(bytes, 1, size, out->file);
}

/* The head without its closing brace: the object goes on. */
static enum err put_head(struct out *out, const json_t *head)
{
    char *text = json_text_write(head, JSON_COMPACT);
    if (!text)
        return ERR_MEMORY;
    put(out, text, strlen(text) - 1);
    put(out, ",\n\"files\":[\n", strlen(",\n\"files\":[\n"));
    free(text);
    return ERR_OK;
}

static bool put_lines(struct out *out, FILE *lines)
{
    char block[COPIED_AT_ONCE];
    size_t size;
    if (!lines)
        return false;
    while ((size = fread(block, 1, sizeof block, lines)) > 0)
        put(out, block, size);
    put(out, "\n],\n", strlen("\n],\n"));
    return !ferror(lines);
}

/* On the disk, or not at all. */
static bool put_end(struct out *out)
{
    unsigned char hash[BACKUP_HASH_SIZE / 2];
    char text[BACKUP_HASH_SIZE];
    crypto_generichash_final(&out->state, hash, sizeof hash);
    fprintf(out->file, "\"blake2b\":\"%s\"}\n", sodium_bin2hex(text, sizeof text, hash, sizeof hash));
    return !fflush(out->file) && !ferror(out->file) && !fsync(fileno(out->file));
}

enum err manifest_write(struct manifest_writer *writer, int folder, const json_t *head)
{
    struct out out = {.file = make_stream(folder, "manifest.json", "w")};
    if (!out.file)
        return errno == ENOSPC ? ERR_STORAGE_FULL : ERR_INTERNAL;
    crypto_generichash_init(&out.state, NULL, 0, BACKUP_HASH_SIZE / 2);
    errno = 0;
    enum err err = put_head(&out, head);
    if (!err && (!put_lines(&out, manifest_lines(writer)) || !put_end(&out)))
        err = errno == ENOSPC || errno == EDQUOT ? ERR_STORAGE_FULL : ERR_INTERNAL;
    fclose(out.file);
    manifest_writer_end(writer);
    return err;
}

void manifest_writer_end(struct manifest_writer *writer)
{
    if (writer->lines)
        fclose(writer->lines);
    writer->lines = NULL;
}
