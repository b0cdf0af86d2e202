/* Looking through a backup: every byte against the manifest, then the database against what the manifest says
 * of it, and its rows against the files. It writes nothing. */
#include "backup_pieces.h"
#include "backup_seen.h"

#include "base/said.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

enum { ARENA_MAX = 64 * 1024 * 1024, NAMED_MOST = 100, ROWS_AT_ONCE = 500 };

struct looking {
    const struct backup_looker *looker;
    const char *directory;
    int folder;
    struct buf *found;
    int64_t faults;
    int64_t done, total;    /* bytes */
    int64_t database_bytes; /* of the pieces that the manifest names */
    bool lacks_piece;       /* of the database, or has one that is damaged */
    const char *copied;     /* of the database, whose pieces were read for it; NULL: everything is read */
};

/* Each is counted, the first are named. */
static void note_found(struct looking *looking, const char *name, const char *what)
{
    if (looking->faults++ < NAMED_MOST)
        buf_printf(looking->found, "%s: %s\n", name, what);
}

/* A medium by its size alone. */
static void look_at_size(struct looking *looking, const struct backup_line *line)
{
    struct stat st;
    if (fstatat(looking->folder, line->name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode))
        note_found(looking, line->name, SAID("thiếu", "missing"));
    else if (st.st_size != line->size)
        note_found(looking, line->name, SAID("hỏng", "damaged"));
}

/* One file against its line. Only what keeps from looking is an error. */
static enum err look_at_file(struct looking *looking, const struct backup_line *line)
{
    char hash[BACKUP_HASH_SIZE];
    int64_t size = line->size;
    struct stat st;
    if (backup_is_piece(line->name))
        looking->database_bytes += line->size;
    if (looking->copied) {
        if (!backup_is_piece(line->name))
            look_at_size(looking, line);
        return ERR_OK;
    }
    bool is_there = fstatat(looking->folder, line->name, &st, AT_SYMLINK_NOFOLLOW) == 0;
    bool is_right =
        is_there && st.st_size == line->size && backup_seen_has(looking->looker->seen, &st, line->hash);
    enum err err =
        is_right ? ERR_OK : backup_hash_file(looking->folder, line->name, looking->looker, hash, &size);
    is_right = is_right || (!err && size == line->size && strcmp(hash, line->hash) == 0);
    if (is_right && is_there)
        backup_seen_add(looking->looker->seen, &st, line->hash);
    if (err == ERR_TIMEOUT || err == ERR_MEMORY || err == ERR_UNAVAILABLE)
        return err;
    if (err)
        note_found(looking, line->name,
                   err == ERR_NOT_FOUND ? SAID("thiếu", "missing")
                                        : SAID("không đọc được", "cannot be read"));
    else if (!is_right)
        note_found(looking, line->name, SAID("hỏng", "damaged"));
    if (backup_is_piece(line->name))
        looking->lacks_piece |= !is_right;
    looking->done += line->size;
    backup_tell(looking->looker, BACKUP_CHECKING, looking->done, looking->total);
    return ERR_OK;
}

/* All files of the manifest. *ret_count is how many it names. */
static enum err look_at_files(struct looking *looking, struct manifest_reader *reader, int64_t *ret_count)
{
    struct backup_line line;
    enum err err = ERR_OK;
    *ret_count = 0;
    while (!err && !(err = manifest_next(reader, &line))) {
        ++*ret_count;
        err = look_at_file(looking, &line);
    }
    if (err == ERR_CONFLICT)
        note_found(looking, "manifest.json", SAID("hỏng", "damaged"));
    return err == ERR_CONFLICT || err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Whether the head says what the database does. */
static bool head_fits(const json_t *head, const struct backup_facts *facts)
{
    const json_t *tables = json_object_get(head, "tables");
    const char *content = json_string_value(json_object_get(head, "content"));
    const char *epoch = json_string_value(json_object_get(head, "epoch"));
    const char *portal = json_string_value(json_object_get(head, "portal"));
    bool fits = content && epoch && portal && strcmp(content, facts->content) == 0 &&
                strcmp(epoch, facts->epoch) == 0 && strcmp(portal, facts->portal) == 0 &&
                json_integer_value(json_object_get(head, "schema")) == facts->schema &&
                json_integer_value(json_object_get(head, "articles")) == facts->articles &&
                json_object_size(tables) == facts->table_count;
    for (size_t i = 0; fits && i < facts->table_count; i++)
        fits = json_integer_value(json_object_get(tables, facts->tables[i].name)) == facts->tables[i].rows;
    return fits;
}

static bool is_missing(const json_t *head, const char *name)
{
    const json_t *value;
    size_t index;
    json_array_foreach(json_object_get(head, "missing"), index,
                       value) if (strcmp(json_string_value(value), name) == 0) return true;
    return false;
}

/* Rows and files side by side; both have the order of their names. */
static enum err compare_rows(struct looking *looking, struct backup_copy *copy, const json_t *head,
                             struct manifest_reader *reader)
{
    struct backup_line line = {.size = 0};
    char after[96] = "", wanted[96];
    enum err err = ERR_OK, lines = manifest_next(reader, &line);
    size_t count = ROWS_AT_ONCE;
    while (!err && count == ROWS_AT_ONCE) {
        auto_arena struct arena *arena = arena_new(4 * 1024 * 1024);
        struct backup_file_row *rows = NULL;
        err = arena ? backup_copy_files(copy, after, ROWS_AT_ONCE, arena, &rows, &count) : ERR_MEMORY;
        for (size_t i = 0; !err && i < count; i++) {
            snprintf(wanted, sizeof wanted, "media/%s", rows[i].name);
            while (!lines && strcmp(line.name, wanted) < 0)
                lines = manifest_next(reader, &line);
            if ((lines || strcmp(line.name, wanted) != 0) && !is_missing(head, rows[i].name))
                note_found(looking, wanted,
                           SAID("cơ sở dữ liệu cần mà bản sao lưu không có",
                                "rows need it, and the backup has it not"));
            snprintf(after, sizeof after, "%s", rows[i].name);
        }
    }
    return err;
}

static enum err look_at_rows(struct looking *looking, struct backup_copy *copy)
{
    auto_manifest struct manifest_reader reader = {.file = NULL};
    enum err err = manifest_open(&reader, looking->folder);
    return err ? err : compare_rows(looking, copy, reader.head, &reader);
}

/* Only one that is whole byte for byte is opened: of another nothing more need be known. */
static enum err look_at_database(struct looking *looking, const json_t *head)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    auto_backup_copy struct backup_copy *copy = NULL;
    auto_buf struct buf fault = BUF(4096);
    auto_pieces struct piece_reader reader = {.fd = -1};
    struct backup_facts facts;
    enum err err = !arena ? ERR_MEMORY : pieces_begin(&reader, looking->folder, head) ? ERR_OK : ERR_CONFLICT;
    const struct backup_pages pages = {pieces_read, &reader, reader.size};
    if (!err)
        err = looking->copied ? backup_copy_open(looking->copied, &fault, &copy)
                              : backup_copy_open_pages(&pages, "the database", &fault, &copy);
    if (!err)
        err = backup_copy_check(copy, &looking->looker->watch, &fault);
    if (!err)
        err = backup_copy_facts(copy, &looking->looker->watch, arena, &facts);
    if (!err && !head_fits(head, &facts))
        note_found(looking, BACKUP_PIECES,
                   SAID("chứa thứ khác với bản kê", "holds something else than the manifest says"));
    if (!err)
        err = look_at_rows(looking, copy);
    if (err != ERR_CONFLICT && err != ERR_UNAVAILABLE && err != ERR_INTERNAL)
        return err;
    note_found(looking, BACKUP_PIECES, fault.length ? buf_str(&fault) : err_title(err, said_lang()));
    return ERR_OK;
}

/* The manifest, which says what to look for. */
static enum err look_through(struct looking *looking, struct buf *fault)
{
    auto_manifest struct manifest_reader reader = {.file = NULL};
    struct backup_entry entry;
    int64_t count = 0;
    enum err err = manifest_open(&reader, looking->folder);
    if (err == ERR_NOT_FOUND)
        buf_printf(fault,
                   SAID("%s không phải bản sao lưu: không có manifest.json",
                        "%s is no backup: it has no manifest.json"),
                   looking->directory);
    if (err == ERR_UNAVAILABLE)
        buf_printf(fault, SAID("%s do một chương trình mới hơn tạo", "%s was made by a newer program"),
                   looking->directory);
    if (err == ERR_CONFLICT || (!err && !manifest_entry(reader.head, &entry))) {
        note_found(looking, "manifest.json", SAID("hỏng", "damaged"));
        return ERR_OK;
    }
    if (err)
        return err;
    looking->total = entry.bytes;
    err = look_at_files(looking, &reader, &count);
    /* A manifest that is damaged was told already. */
    if (!err && !looking->faults && (count != entry.files || looking->database_bytes != entry.database_bytes))
        note_found(looking, "manifest.json",
                   SAID("kê nhiều hoặc ít tệp hơn thực có", "names more files than it has, or fewer"));
    if (!err && looking->lacks_piece)
        return ERR_OK;
    return err ? err : look_at_database(looking, reader.head);
}

static enum err look_and_count(const char *directory, const char *copied, const struct backup_looker *looker,
                               struct buf *found, int64_t *ret_faults, struct buf *fault)
{
    static const struct backup_looker nobody = {.tell = NULL};
    auto_close int folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct looking looking = {.looker = looker ? looker : &nobody,
                              .directory = directory,
                              .folder = folder,
                              .found = found,
                              .copied = copied};
    *ret_faults = 0;
    if (folder < 0) {
        backup_failed(fault, directory);
        return errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_INTERNAL;
    }
    enum err err = look_through(&looking, fault);
    if (err && !fault->length)
        buf_printf(fault, "%s: %s", directory, err_title(err, said_lang()));
    *ret_faults = looking.faults;
    return err;
}

enum err backup_verify(const char *directory, const struct backup_looker *looker, struct buf *found,
                       int64_t *ret_faults, struct buf *fault)
{
    return look_and_count(directory, NULL, looker, found, ret_faults, fault);
}

enum err backup_verify_copied(const char *directory, const char *copied, const struct backup_looker *looker,
                              struct buf *found, int64_t *ret_faults, struct buf *fault)
{
    return look_and_count(directory, copied, looker, found, ret_faults, fault);
}
