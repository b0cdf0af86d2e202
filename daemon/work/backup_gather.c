/* One pass over the files that rows name, in order of their names, beside the lines of the round before and
 * of the backup before, which have the same order: so nothing of them is held in memory. */
#include "backup_gather.h"

#include "base/log.h"
#include "store/media.h"
#include "text/date.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* Rows that are read at once; days after which a linked file is read again, one less than was promised. */
enum { ROWS_AT_ONCE = 500, ARENA_MAX = 4 * 1024 * 1024, READ_AGAIN_DAYS = 29 };

/* Characters of a medium's name that are the beginning of its hash. */
enum { NAME_HASH = 32 };

/* Lines in their order, of which one is looked at. */
struct cursor {
    enum err (*next)(struct cursor *cursor, struct backup_line *line);
    struct manifest_reader *manifest;
    FILE *lines;
    char *text;
    size_t room;
    struct backup_line line;
    bool has;
};

static enum err next_of_manifest(struct cursor *cursor, struct backup_line *line)
{
    return manifest_next(cursor->manifest, line);
}

static enum err next_of_lines(struct cursor *cursor, struct backup_line *line)
{
    return manifest_next_line(cursor->lines, &cursor->text, &cursor->room, line);
}

/* One that cannot be read on has no more lines: its files are copied anew then. */
static void cursor_move(struct cursor *cursor)
{
    cursor->has = cursor->next && !cursor->next(cursor, &cursor->line);
}

/* Up to the name; `passed` is called for those before it. Whether it is there. */
static bool cursor_seek(struct cursor *cursor, const char *name,
                        void (*passed)(void *context, const char *name), void *context)
{
    while (cursor->has && strcmp(cursor->line.name, name) < 0) {
        if (passed)
            passed(context, cursor->line.name);
        cursor_move(cursor);
    }
    return cursor->has && strcmp(cursor->line.name, name) == 0;
}

/* The lines of the backup before. */
static void cursor_of_base(struct cursor *cursor, struct manifest_reader *reader, int base_folder)
{
    *cursor = (struct cursor){.next = next_of_manifest, .manifest = reader};
    if (base_folder >= 0 && !manifest_open(reader, base_folder))
        cursor_move(cursor);
}

/* A page of rows. */
static enum err read_rows(const struct making *making, struct backup_copy *copy, const char *after,
                          struct arena *arena, struct backup_file_row **rows, size_t *count)
{
    return copy ? backup_copy_files(copy, after, ROWS_AT_ONCE, arena, rows, count)
                : backup_store_files(making->order->store, after, ROWS_AT_ONCE, arena, rows, count);
}

/* Calls for each file that a row names, holding no snapshot meanwhile. */
static enum err each_row(const struct making *making, struct backup_copy *copy,
                         enum err (*take)(void *context, const struct backup_file_row *row), void *context)
{
    char after[96] = "";
    enum err err = ERR_OK;
    size_t count = ROWS_AT_ONCE;
    while (!err && count == ROWS_AT_ONCE) {
        auto_arena struct arena *arena = arena_new(ARENA_MAX);
        struct backup_file_row *rows = NULL;
        err = arena ? read_rows(making, copy, after, arena, &rows, &count) : ERR_MEMORY;
        for (size_t i = 0; !err && i < count; i++)
            err = take(context, &rows[i]);
        if (!err && count)
            snprintf(after, sizeof after, "%s", rows[count - 1].name);
    }
    return err;
}

static void name_in_backup(const char *name, char text[static 96])
{
    snprintf(text, 96, "media/%s", name);
}

/* ---- how much */

struct measure {
    struct cursor base;
    bool is_full;
    int64_t total, new;
};

static enum err measure_one(void *context, const struct backup_file_row *row)
{
    struct measure *measure = context;
    char name[96];
    name_in_backup(row->name, name);
    measure->total += row->size;
    if (measure->is_full || !cursor_seek(&measure->base, name, NULL, NULL))
        measure->new += row->size;
    return ERR_OK;
}

enum err gather_measure(const struct making *making, int64_t *ret_total, int64_t *ret_new)
{
    auto_manifest struct manifest_reader reader = {.file = NULL};
    struct measure measure = {.is_full = making->entry.is_full};
    cursor_of_base(&measure.base, &reader, making->base_folder);
    enum err err = each_row(making, NULL, measure_one, &measure);
    *ret_total = measure.total;
    *ret_new = measure.new;
    return err;
}

/* ---- bringing */

struct gather {
    struct making *making;
    struct cursor base, former;
    bool again;
};

enum err gather_begin(struct making *making)
{
    manifest_writer_end(&making->former_lines);
    making->former_lines = making->lines;
    making->done = 0;
    json_array_clear(making->missing);
    return manifest_begin(&making->lines, making->folder);
}

void gather_end(struct making *making)
{
    manifest_writer_end(&making->lines);
    manifest_writer_end(&making->former_lines);
    backup_batch_end(&making->batch);
    if (making->batch.folder >= 0)
        close(making->batch.folder);
}

/* A round before brought it, and no row names it any more. */
static void drop_file(void *context, const char *name)
{
    struct gather *gather = context;
    if (strncmp(name, "media/", strlen("media/")) == 0)
        unlinkat(gather->making->folder, name, 0);
}

bool gather_link(const struct making *making, int from, const struct backup_line *base,
                 struct backup_line *line)
{
    struct stat st;
    int32_t read_day = base->read_day;
    if (fstatat(from, base->name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode) ||
        st.st_size != base->size)
        return false;
    if (day_add(read_day, READ_AGAIN_DAYS) <= making->today) {
        char hash[BACKUP_HASH_SIZE];
        int64_t size;
        bool is_right = !backup_hash_file(from, base->name, &making->order->looker, hash, &size) &&
                        strcmp(hash, base->hash) == 0;
        if (!is_right) {
            log_warning("backup", LOG_SAYS("a file of the backup before is damaged; it was copied anew"),
                        LOG_TEXT("name", base->name));
            return false;
        }
        read_day = making->today;
    }
    /* A file system without links, or a file with too many, has copies. */
    if (linkat(from, base->name, making->folder, base->name, 0))
        return false;
    *line = *base;
    line->read_day = read_day;
    return true;
}

static bool link_one(struct gather *gather, struct backup_line *line)
{
    return cursor_seek(&gather->base, line->name, NULL, NULL) &&
           gather_link(gather->making, gather->making->base_folder, &gather->base.line, line);
}

/* From the data folder. NOT_FOUND: it is not there, or not what its name says. */
static enum err copy_one(struct gather *gather, const char *own, struct backup_line *line)
{
    struct making *making = gather->making;
    auto_close int from = -1;
    int64_t size, modified_ms;
    enum err err = media_open(making->order->store, own, &from, &size, &modified_ms);
    if (!err)
        err = backup_batch_copy(&making->batch, from, own, &making->order->looker, line->hash, &line->size);
    if (err)
        return err;
    if (strncmp(line->hash, own, NAME_HASH) != 0) {
        backup_batch_drop(&making->batch);
        return ERR_NOT_FOUND;
    }
    line->read_day = making->today;
    making->entry.new_bytes += line->size;
    return ERR_OK;
}

/* The data folder lacks it, or has it damaged: the backup before may have it, whatever day it is. */
static enum err do_without(struct gather *gather, const char *own, struct backup_line *line, bool *ret_has)
{
    struct making *making = gather->making;
    bool needs = false;
    *ret_has = link_one(gather, line);
    if (*ret_has)
        return ERR_OK;
    enum err err = backup_store_needs(making->order->store, own, &needs);
    if (err)
        return err;
    if (!needs) {
        gather->again = true;
        return ERR_OK;
    }
    log_error("backup", LOG_SAYS("the data folder lacks a file that its articles need"),
              LOG_TEXT("missing", own));
    return json_array_append_new(making->missing, json_string(own)) ? ERR_MEMORY : ERR_OK;
}

static enum err gather_one(void *context, const struct backup_file_row *row)
{
    struct gather *gather = context;
    struct making *making = gather->making;
    struct backup_line line = {.size = 0};
    bool has = true;
    enum err err = ERR_OK;
    name_in_backup(row->name, line.name);
    if (cursor_seek(&gather->former, line.name, drop_file, gather)) {
        line = gather->former.line;
        cursor_move(&gather->former);
    } else if (making->entry.is_full || !link_one(gather, &line)) {
        err = copy_one(gather, row->name, &line);
        if (err == ERR_NOT_FOUND)
            err = do_without(gather, row->name, &line, &has);
    }
    if (err || backup_is_over(&making->order->looker))
        return err ? err : ERR_TIMEOUT;
    if (has) {
        manifest_add(&making->lines, &line);
        making->entry.files++;
        making->entry.bytes += line.size;
    }
    making->done += row->size;
    backup_tell(&making->order->looker, BACKUP_MEDIA, making->done, making->total);
    return ERR_OK;
}

enum err gather_files(struct making *making, struct backup_copy *copy, bool *ret_again)
{
    auto_manifest struct manifest_reader reader = {.file = NULL};
    struct gather gather = {.making = making};
    cursor_of_base(&gather.base, &reader, making->base_folder);
    gather.former = (struct cursor){.lines = manifest_lines(&making->former_lines)};
    if (gather.former.lines) {
        gather.former.next = next_of_lines;
        cursor_move(&gather.former);
    }
    enum err err = each_row(making, copy, gather_one, &gather);
    /* What is left of the round before is behind all names. */
    if (!err)
        cursor_seek(&gather.former, "~", drop_file, &gather);
    if (!err)
        err = backup_batch_settle(&making->batch, &making->order->looker);
    free(gather.former.text);
    *ret_again = gather.again;
    return err;
}
