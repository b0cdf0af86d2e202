/* Reading a manifest, line by line, exactly as backup_manifest.c writes it: anything else was changed by
 * somebody. */
#include "backup_inner.h"

#include "base/json_text.h"
#include "text/date.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

/* The form of the manifest that this program writes; a newer program's may be another. */
enum { FORMAT = 1 };

/* The next line with its line feed, hashed unless it is the last. NULL at the end. */
static const char *read_line(struct manifest_reader *reader, size_t *ret_size)
{
    ssize_t size = getline(&reader->line, &reader->room, reader->file);
    *ret_size = size > 0 ? (size_t)size : 0;
    return size > 0 && reader->line[size - 1] == '\n' ? reader->line : NULL;
}

static void hash_line(struct manifest_reader *reader, size_t size)
{
    crypto_generichash_update(&reader->state, (const unsigned char *)reader->line, size);
}

/* The first line, with the brace that it lacks in place of its comma. */
static json_t *parse_head(char *line, size_t size)
{
    if (size < 3 || line[size - 2] != ',')
        return NULL;
    line[size - 2] = '}';
    json_t *head = json_text_read(line, size - 1, JSON_REJECT_DUPLICATES, NULL);
    line[size - 2] = ',';
    return head;
}

enum err manifest_open(struct manifest_reader *reader, int folder)
{
    size_t size;
    *reader = (struct manifest_reader){.file = NULL};
    int fd = openat(folder, "manifest.json", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL;
    reader->file = fdopen(fd, "r");
    if (!reader->file) {
        close(fd);
        return ERR_MEMORY;
    }
    crypto_generichash_init(&reader->state, NULL, 0, BACKUP_HASH_SIZE / 2);
    if (!read_line(reader, &size))
        return ERR_CONFLICT;
    hash_line(reader, size);
    reader->head = parse_head(reader->line, size);
    if (json_integer_value(json_object_get(reader->head, "format")) > FORMAT)
        return ERR_UNAVAILABLE;
    if (!json_is_object(reader->head) || !read_line(reader, &size) ||
        strcmp(reader->line, "\"files\":[\n") != 0)
        return ERR_CONFLICT;
    hash_line(reader, size);
    return ERR_OK;
}

/* A text of the object that is no longer than `room` with its NUL. */
static bool take_text(const json_t *object, const char *name, char *text, size_t room)
{
    const char *value = json_string_value(json_object_get(object, name));
    return value && snprintf(text, room, "%s", value) < (int)room;
}

bool backup_is_piece(const char *name)
{
    static const char below[] = BACKUP_PIECES "/";
    return strncmp(name, below, sizeof below - 1) == 0;
}

/* "media/…" or "database/…": nothing leads out of the folder. */
static bool file_name_is_sound(const char *name)
{
    static const char media[] = "media/";
    const char *own = strchr(name, '/');
    return own && *++own && *own != '.' && !strchr(own, '/') &&
           (backup_is_piece(name) || strncmp(name, media, sizeof media - 1) == 0);
}

static enum err parse_line(const json_t *object, struct backup_line *line)
{
    char day[16];
    if (!take_text(object, "name", line->name, sizeof line->name) || !file_name_is_sound(line->name) ||
        !take_text(object, "blake2b", line->hash, sizeof line->hash) ||
        !take_text(object, "read", day, sizeof day) || day_parse(day, &line->read_day))
        return ERR_CONFLICT;
    const json_t *size = json_object_get(object, "size");
    line->size = json_integer_value(size);
    return json_is_integer(size) && line->size >= 0 ? ERR_OK : ERR_CONFLICT;
}

/* The line that closes the list came: what is left is the hash of all before. */
static enum err read_end(struct manifest_reader *reader)
{
    unsigned char hash[BACKUP_HASH_SIZE / 2];
    char text[BACKUP_HASH_SIZE], wanted[BACKUP_HASH_SIZE + 32];
    size_t size;
    crypto_generichash_final(&reader->state, hash, sizeof hash);
    snprintf(wanted, sizeof wanted, "\"blake2b\":\"%s\"}\n",
             sodium_bin2hex(text, sizeof text, hash, sizeof hash));
    reader->is_at_end = true;
    bool is_right = read_line(reader, &size) && strcmp(reader->line, wanted) == 0 &&
                    !read_line(reader, &size) && size == 0 && feof(reader->file);
    return is_right ? ERR_NOT_FOUND : ERR_CONFLICT;
}

/* A line of a file with its line feed, or without: the last of lines that are no whole manifest. */
static enum err parse_text(const char *line, size_t size, struct backup_line *ret_line)
{
    if (size && line[size - 1] == '\n')
        size--;
    /* Of all but the last. */
    if (size && line[size - 1] == ',')
        size--;
    json_auto_t *object = json_text_read(line, size, JSON_REJECT_DUPLICATES, NULL);
    return json_is_object(object) ? parse_line(object, ret_line) : ERR_CONFLICT;
}

enum err manifest_next_line(FILE *lines, char **line, size_t *room, struct backup_line *ret_line)
{
    ssize_t size = getline(line, room, lines);
    if (size <= 0)
        return ferror(lines) ? ERR_INTERNAL : ERR_NOT_FOUND;
    return parse_text(*line, (size_t)size, ret_line);
}

enum err manifest_next(struct manifest_reader *reader, struct backup_line *ret_line)
{
    size_t size;
    if (reader->is_at_end)
        return ERR_NOT_FOUND;
    if (!read_line(reader, &size))
        return ERR_CONFLICT;
    hash_line(reader, size);
    if (strcmp(reader->line, "],\n") == 0)
        return read_end(reader);
    return parse_text(reader->line, size, ret_line);
}

void manifest_close(struct manifest_reader *reader)
{
    if (reader->file)
        fclose(reader->file);
    json_decref(reader->head);
    free(reader->line);
    *reader = (struct manifest_reader){.file = NULL};
}

static bool take_integer(const json_t *head, const char *name, int64_t *number)
{
    const json_t *value = json_object_get(head, name);
    *number = json_integer_value(value);
    return json_is_integer(value);
}

bool manifest_entry(const json_t *head, struct backup_entry *ret_entry)
{
    struct backup_entry entry = {.is_named = json_is_true(json_object_get(head, "is_named")),
                                 .is_full = json_is_true(json_object_get(head, "is_full")),
                                 .missing = (int64_t)json_array_size(json_object_get(head, "missing"))};
    char at[DATE_TEXT_SIZE];
    const json_t *database = json_object_get(head, "database");
    if (!take_text(head, "name", entry.name, sizeof entry.name) ||
        !take_text(head, "program", entry.program, sizeof entry.program) ||
        !take_text(head, "at", at, sizeof at) || date_parse(at, &entry.at_ms) ||
        !take_integer(head, "bytes", &entry.bytes) || !take_integer(head, "new_bytes", &entry.new_bytes) ||
        !take_integer(head, "file_count", &entry.files) || !take_integer(head, "articles", &entry.articles) ||
        !take_integer(head, "schema", &entry.schema) ||
        !take_integer(database, "bytes", &entry.database_bytes))
        return false;
    char rewritten[DATE_TEXT_SIZE];
    if (!take_text(head, "rewritten", rewritten, sizeof rewritten) ||
        date_parse(rewritten, &entry.rewritten_ms))
        entry.rewritten_ms = 0;
    entry.verified_ms = entry.at_ms;
    *ret_entry = entry;
    return true;
}

enum err manifest_check(int folder)
{
    auto_manifest struct manifest_reader reader = {.file = NULL};
    struct backup_line line;
    enum err err = manifest_open(&reader, folder);
    while (!err)
        err = manifest_next(&reader, &line);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
