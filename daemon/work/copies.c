/* Looking at copies: what each says that was taken back in it, beside what the store says. */
#include "backup_inner.h"
#include "copies_inner.h"

#include "base/log.h"
#include "store/redaction.h"
#include "store/restore.h"
#include "text/date.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SNAPSHOT_BEGINS "before-migration-"

const char *copy_kind_name(enum copy_kind kind)
{
    static const char *const names[COPY_KINDS] = {"backup", "former", "before-migration"};
    return names[kind];
}

const char *copy_end_name(enum copy_end end)
{
    static const char *const names[] = {"retention", "hand", "erasing"};
    return names[end];
}

/* ---- what a copy has taken back */

static int compare_marks(const void *left, const void *right)
{
    const struct copy_mark *a = left, *b = right;
    for (size_t i = 0; i < 3; i++)
        if (a->numbers[i] != b->numbers[i])
            return a->numbers[i] < b->numbers[i] ? -1 : 1;
    return 0;
}

static void marks_sort(struct copy_marks *marks)
{
    if (marks->redaction_count)
        qsort(marks->redactions, marks->redaction_count, sizeof *marks->redactions, compare_marks);
    if (marks->erasure_count)
        qsort(marks->erasures, marks->erasure_count, sizeof *marks->erasures, compare_marks);
}

static bool marks_have(const struct copy_mark *marks, size_t count, const struct copy_mark *wanted)
{
    return count && bsearch(wanted, marks, count, sizeof *marks, compare_marks);
}

/* What it has not, of all that was taken back; of a list that it has not at all what is younger than it. */
static bool copy_compare(struct looking_at *looking, struct copy *copy, struct copy_marks *marks)
{
    const struct taken_back *taken = &looking->taken;
    int64_t *redactions = arena_zero(looking->arena, taken->redaction_count + 1, sizeof *redactions);
    int64_t *erasures = arena_zero(looking->arena, taken->erasure_count + 1, sizeof *erasures);
    if (!redactions || !erasures)
        return false;
    marks_sort(marks);
    for (size_t i = 0; i < taken->redaction_count; i++) {
        const struct redaction *item = &taken->redactions[i];
        const struct copy_mark mark = {{item->article_id, item->version, item->at_ms}};
        bool has = marks->redactions ? marks_have(marks->redactions, marks->redaction_count, &mark)
                                     : item->at_ms <= copy->at_ms;
        if (!has)
            redactions[copy->redaction_count++] = item->id;
    }
    for (size_t i = 0; i < taken->erasure_count; i++) {
        const struct person_erasure *item = &taken->erasures[i];
        const struct copy_mark mark = {{item->id}};
        bool has = marks->erasures ? marks_have(marks->erasures, marks->erasure_count, &mark)
                                   : item->at_ms <= copy->at_ms;
        if (!has)
            erasures[copy->erasure_count++] = item->id;
    }
    copy->redactions = redactions;
    copy->erasures = erasures;
    return true;
}

/* The next place of the list. */
static struct copy *copy_add(struct looking_at *looking, enum copy_kind kind, const char *name, int64_t at_ms)
{
    struct copies *copies = looking->copies;
    if (copies->count == looking->room) {
        size_t room = looking->room ? looking->room * 2 : 32;
        struct copy *items = arena_zero(looking->arena, room, sizeof *items);
        if (!items)
            return NULL;
        if (copies->count)
            memcpy(items, copies->items, copies->count * sizeof *items);
        copies->items = items;
        looking->room = room;
    }
    struct copy *copy = &copies->items[copies->count++];
    *copy = (struct copy){.kind = kind, .at_ms = at_ms, .end = COPY_ENDS_BY_HAND};
    snprintf(copy->name, sizeof copy->name, "%s", name);
    return copy;
}

/* ---- backups */

/* Whether it is this portal's; the lists of its manifest. A member that is missing is no empty list. */
static bool head_marks(const struct looking_at *looking, const json_t *head, struct copy_marks *marks)
{
    const char *portal = json_string_value(json_object_get(head, "portal"));
    const json_t *redactions = json_object_get(head, "redactions"), *row;
    const json_t *erasures = json_object_get(head, "erasures");
    size_t index;
    marks->redactions =
        redactions ? arena_zero(looking->arena, json_array_size(redactions) + 1, sizeof *marks->redactions)
                   : NULL;
    marks->erasures =
        erasures ? arena_zero(looking->arena, json_array_size(erasures) + 1, sizeof *marks->erasures) : NULL;
    for (index = 0; marks->redactions && index < json_array_size(redactions); index++) {
        struct copy_mark *mark = &marks->redactions[marks->redaction_count++];
        row = json_array_get(redactions, index);
        for (size_t i = 0; i < 3; i++)
            mark->numbers[i] = json_integer_value(json_array_get(row, i + 1));
    }
    for (index = 0; marks->erasures && index < json_array_size(erasures); index++) {
        row = json_array_get(erasures, index);
        marks->erasures[marks->erasure_count++].numbers[0] = json_integer_value(json_array_get(row, 0));
    }
    return portal && strcmp(portal, looking->portal) == 0;
}

/* One whose head can be read. */
static bool look_at_backup(struct looking_at *looking, const struct backup_entry *entry, int64_t until_ms)
{
    auto_manifest struct manifest_reader reader = {.file = NULL};
    auto_close int own = backup_open(looking->scope->backups, entry->name);
    struct copy_marks marks = {NULL};
    if (own < 0 || manifest_open(&reader, own) || !head_marks(looking, reader.head, &marks))
        return true;
    struct copy *copy = copy_add(looking, COPY_BACKUP, entry->name, entry->at_ms);
    if (!copy)
        return false;
    copy->until_ms = until_ms;
    copy->end = until_ms ? COPY_ENDS_BY_RETENTION : COPY_ENDS_BY_HAND;
    return copy_compare(looking, copy, &marks);
}

/* A folder that is called as one, has a manifest, and is none that can be read: nobody lists it, and it may
 * hold everything. */
static void look_at_unread(void *context, const char *name)
{
    struct looking_at *looking = context;
    auto_manifest struct manifest_reader reader = {.file = NULL};
    struct backup_entry entry;
    struct copy_marks marks = {NULL};
    if (!backup_name_is_sound(name))
        return;
    auto_close int own = backup_open(looking->scope->backups, name);
    enum err err = own < 0 ? ERR_NOT_FOUND : manifest_open(&reader, own);
    if (err == ERR_NOT_FOUND || (!err && manifest_entry(reader.head, &entry)))
        return;
    /* Of no time that anybody knows. */
    struct copy *copy = copy_add(looking, COPY_BACKUP, name, 0);
    if (!copy || !copy_compare(looking, copy, &marks))
        looking->is_short = true;
    else
        copy->is_unread = true;
}

static enum err look_at_backups(struct looking_at *looking)
{
    const struct copies_scope *scope = looking->scope;
    struct backup_entry *entries;
    size_t count = 0;
    enum err err = backup_list(scope->backups, looking->arena, &entries, &count);
    int64_t *until = err ? NULL : arena_zero(looking->arena, count + 1, sizeof *until);
    if (err || !until)
        return err ? err : ERR_MEMORY;
    err = backup_foresee(entries, count, &scope->retention, clock_now_ms(scope->clock), until);
    for (size_t i = 0; !err && i < count; i++)
        if (!look_at_backup(looking, &entries[i], until[i]))
            err = ERR_MEMORY;
    if (!err)
        err = backup_each_name(scope->backups, look_at_unread, looking);
    return err;
}

/* ---- what lies in the data folder */

bool former_time(const char *name, int64_t *ret_ms)
{
    int year, month, day, hour, minute, second;
    char text[DATE_TEXT_SIZE];
    if (sscanf(name, "%4d-%2d-%2d-%2d%2d%2d", &year, &month, &day, &hour, &minute, &second) != 6)
        return false;
    snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d+07:00", year % 10000, month % 100, day % 100,
             hour % 100, minute % 100, second % 100);
    return date_parse(text, ret_ms) == ERR_OK;
}

/* The lists of a database; false: it cannot be read, or is another portal's. */
static bool database_marks(struct looking_at *looking, const char *path, struct copy_marks *marks,
                           bool *ret_is_other)
{
    auto_backup_copy struct backup_copy *database = NULL;
    auto_buf struct buf fault = BUF(BACKUP_PATH_SIZE);
    struct former former;
    *ret_is_other = false;
    if (backup_copy_open(path, &fault, &database) || former_read(database, looking->arena, &former))
        return false;
    *ret_is_other = strcmp(former.portal, looking->portal) != 0;
    marks->redactions = arena_zero(looking->arena, former.redaction_count + 1, sizeof *marks->redactions);
    marks->erasures = arena_zero(looking->arena, former.erasure_count + 1, sizeof *marks->erasures);
    if (!marks->redactions || !marks->erasures)
        return false;
    for (size_t i = 0; i < former.redaction_count; i++)
        marks->redactions[marks->redaction_count++] = (struct copy_mark){
            {former.redactions[i].article_id, former.redactions[i].version, former.redactions[i].at_ms}};
    for (size_t i = 0; i < former.erasure_count; i++)
        marks->erasures[marks->erasure_count++] = (struct copy_mark){{former.erasures[i].id}};
    return true;
}

/* Whether anything was taken back later: of the rest a database that went aside then has nothing. */
static bool is_any_later(const struct taken_back *taken, int64_t at_ms)
{
    bool is_any = false;
    for (size_t i = 0; !is_any && i < taken->redaction_count; i++)
        is_any = taken->redactions[i].at_ms > at_ms;
    for (size_t i = 0; !is_any && i < taken->erasure_count; i++)
        is_any = taken->erasures[i].at_ms > at_ms;
    return is_any;
}

static void look_at_former(void *context, const char *name)
{
    struct looking_at *looking = context;
    struct copy_marks marks = {NULL};
    char path[BACKUP_PATH_SIZE], own[COPY_NAME_SIZE];
    int64_t at_ms;
    if (!former_time(name, &at_ms))
        return;
    snprintf(own, sizeof own, "former/%s", name);
    snprintf(path, sizeof path, "%s/%s/cong.db", looking->scope->data, own);
    bool is_asked = is_any_later(&looking->taken, at_ms), is_other = false;
    bool is_read = !is_asked || database_marks(looking, path, &marks, &is_other);
    if (is_other)
        return;
    struct copy *copy = copy_add(looking, COPY_FORMER, own, at_ms);
    if (!copy || !copy_compare(looking, copy, &marks))
        looking->is_short = true;
    else
        copy->is_unread = !is_read;
}

/* The copy of before a migration: the erasing takes it away. */
static void look_at_snapshot(void *context, const char *name)
{
    struct looking_at *looking = context;
    struct copy_marks marks = {NULL};
    char path[BACKUP_PATH_SIZE];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", looking->scope->data, name);
    if (strncmp(name, SNAPSHOT_BEGINS, sizeof SNAPSHOT_BEGINS - 1) != 0 || stat(path, &st))
        return;
    struct copy *copy = copy_add(looking, COPY_BEFORE_MIGRATION, name, (int64_t)st.st_mtime * 1000);
    if (!copy || !copy_compare(looking, copy, &marks))
        looking->is_short = true;
    else
        copy->end = COPY_ENDS_BY_ERASING;
}

static enum err look_at_data(struct looking_at *looking)
{
    char path[BACKUP_PATH_SIZE];
    snprintf(path, sizeof path, "%s/former", looking->scope->data);
    enum err err = backup_each_name(path, look_at_former, looking);
    return err ? err : backup_each_name(looking->scope->data, look_at_snapshot, looking);
}

/* ---- all of it */

enum err copies_look(const struct copies_scope *scope, struct arena *arena, struct copies *ret_copies)
{
    struct copies copies = {NULL};
    struct looking_at looking = {.scope = scope, .arena = arena, .copies = &copies};
    struct former own;
    enum err err = taken_back_read(scope->store, arena, &looking.taken);
    if (!err)
        err = former_read_store(scope->store, arena, &own);
    if (err)
        return err;
    const struct taken_back *taken = &looking.taken;
    looking.portal = own.portal;
    if (taken->redaction_count)
        copies.redaction_last = taken->redactions[taken->redaction_count - 1].id;
    if (taken->erasure_count)
        copies.erasure_last = taken->erasures[taken->erasure_count - 1].id;
    err = look_at_backups(&looking);
    if (!err)
        err = look_at_data(&looking);
    if (err || looking.is_short || arena_failed(arena))
        return err ? err : ERR_MEMORY;
    *ret_copies = copies;
    return ERR_OK;
}

static bool holds(const int64_t *ids, size_t count, int64_t last, int64_t id)
{
    size_t low = 0, high = count;
    if (id > last)
        return true;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && ids[low] == id;
}

bool copy_holds_redaction(const struct copies *copies, const struct copy *copy, int64_t id)
{
    return holds(copy->redactions, copy->redaction_count, copies->redaction_last, id);
}

bool copy_holds_erasure(const struct copies *copies, const struct copy *copy, int64_t id)
{
    return holds(copy->erasures, copy->erasure_count, copies->erasure_last, id);
}

size_t copy_held(const struct copy *copy)
{
    return copy->redaction_count + copy->erasure_count;
}

size_t copies_holding(const struct copies *copies)
{
    size_t count = 0;
    for (size_t i = 0; i < copies->count; i++)
        count += copy_held(&copies->items[i]) > 0;
    return count;
}
