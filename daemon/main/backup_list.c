/* congd backup list: which there are, and which copies still hold what was taken back, as the daemon knows
 * it, or as the store says that is looked into. */
#include "backup.h"

#include "base/said.h"
#include "offline.h"
#include "privilege.h"
#include "store/condition.h"
#include "text/date.h"
#include "work/copies.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { STATUS_OK = 200, READ_LIMIT_MS = 60000 };

/* One that holds something, and until when; 0: until somebody removes it. */
struct holding {
    const char *kind, *name;
    int64_t until_ms;
};

struct holdings {
    struct holding *items;
    size_t count;
};

static const char *state_said(const struct backup_entry *entry)
{
    return entry->is_bad    ? SAID("hỏng", "damaged")
           : entry->missing ? SAID("thiếu tệp", "incomplete")
           : entry->is_full ? SAID("tốt, toàn bộ", "good, full")
                            : SAID("tốt", "good");
}

static void holdings_by_daemon(struct backup_work *work, const json_t *copies, struct holdings *holdings)
{
    const json_t *copy;
    size_t index;
    holdings->items = arena_zero(work->arena, json_array_size(copies) + 1, sizeof *holdings->items);
    json_array_foreach(copies, index, copy)
    {
        const char *kind = json_string_value(json_object_get(copy, "kind"));
        const char *name = json_string_value(json_object_get(copy, "name"));
        const char *until = json_string_value(json_object_get(copy, "until"));
        struct holding holding = {arena_text(work->arena, kind ? kind : ""),
                                  arena_text(work->arena, name ? name : ""), 0};
        if (until && date_parse(until, &holding.until_ms))
            holding.until_ms = 0;
        if (holdings->items)
            holdings->items[holdings->count++] = holding;
    }
}

/* A store that cannot be opened says nothing: the list is of backups. */
static void holdings_by_store(struct backup_work *work, struct holdings *holdings)
{
    const struct settings *settings = work->settings;
    const struct store_options options = {
        .directory = settings->data, .clock = &clock_system, .readers = 2, .read_limit_ms = READ_LIMIT_MS};
    auto_buf struct buf fault = BUF(4096);
    auto_store struct store *store = NULL;
    struct schema_state schema = {0};
    struct copies copies;
    enum err err = store_look(&options, &fault, &schema, &store);
    const struct copies_scope scope = {
        .store = store,
        .data = settings->data,
        .backups = work->folder,
        .retention = {settings->backup_daily, settings->backup_weekly, settings->backup_monthly},
        .clock = &clock_system,
    };
    if (err || !store || copies_look(&scope, work->arena, &copies))
        return;
    holdings->items = arena_zero(work->arena, copies.count + 1, sizeof *holdings->items);
    for (size_t i = 0; holdings->items && i < copies.count; i++)
        if (copy_held(&copies.items[i]))
            holdings->items[holdings->count++] = (struct holding){
                copy_kind_name(copies.items[i].kind), copies.items[i].name, copies.items[i].until_ms};
}

/* Behind a tab: that it holds something, and until when. */
static void print_holding(const struct holding *holding)
{
    char until[DATE_TEXT_SIZE];
    if (holding->until_ms)
        printf(SAID("\tcòn giữ những lời đã gỡ, đến %s", "\tstill holds what was taken back, until %s"),
               date_rfc3339_local(holding->until_ms, until));
    else
        printf(SAID("\tcòn giữ những lời đã gỡ, đến khi có người xóa",
                    "\tstill holds what was taken back, until somebody removes it"));
}

static void print_entry(const struct backup_entry *entry, const struct holdings *holdings)
{
    char verified[DATE_TEXT_SIZE];
    printf(SAID("%s\t%s\t%lld MiB\t%lld MiB mới\tkiểm tra %s", "%s\t%s\t%lld MiB\t%lld MiB new\tverified %s"),
           entry->name, state_said(entry), backup_mebibytes(entry->bytes), backup_mebibytes(entry->new_bytes),
           date_rfc3339_local(entry->verified_ms, verified));
    for (size_t i = 0; i < holdings->count; i++)
        if (strcmp(holdings->items[i].kind, "backup") == 0 &&
            strcmp(holdings->items[i].name, entry->name) == 0)
            print_holding(&holdings->items[i]);
    puts("");
}

/* Other data, and backups that cannot be read, which no line is of. */
static void print_others(const struct backup_entry *entries, size_t count, const struct holdings *holdings)
{
    for (size_t i = 0; i < holdings->count; i++) {
        const struct holding *holding = &holdings->items[i];
        bool is_listed = false;
        for (size_t j = 0; j < count && strcmp(holding->kind, "backup") == 0; j++)
            is_listed |= strcmp(entries[j].name, holding->name) == 0;
        if (is_listed)
            continue;
        fputs(holding->name, stdout);
        print_holding(holding);
        puts("");
    }
}

/* As whom the lists are read: the owner of the data or, where only backups are, theirs. A folder that is
 * named by mistake is told, and not made. */
static enum err list_enter(struct backup_work *work)
{
    const struct settings *settings = work->settings;
    struct stat st;
    if (!stat(settings->data, &st) || errno != ENOENT)
        return privilege_take_owner(settings->user, settings->data, work->fault);
    if (!stat(work->folder, &st))
        return privilege_take_owner("", work->folder, work->fault);
    return portal_enter_folder(settings, PORTAL_IS_THERE, work->fault);
}

enum err backup_action_list(struct backup_work *work)
{
    struct backup_entry *entries;
    struct holdings holdings = {NULL};
    json_auto_t *answer = NULL;
    size_t count = 0;
    enum err err = list_enter(work);
    if (!err)
        err = backup_list(work->folder, work->arena, &entries, &count);
    if (err)
        return err;
    enum err asked = backup_ask(work, "GET", "/api/backups", NULL, STATUS_OK, &answer);
    if (!asked)
        holdings_by_daemon(work, json_object_get(answer, "copies"), &holdings);
    else if (asked == ERR_NOT_FOUND)
        holdings_by_store(work, &holdings);
    /* That it does not answer is no fault of the list. */
    buf_cut(work->fault, 0);
    for (size_t i = 0; i < count; i++)
        print_entry(&entries[i], &holdings);
    print_others(entries, count, &holdings);
    if (!count)
        fprintf(stderr, SAID("congd: %s chưa có bản sao lưu nào\n", "congd: there is no backup in %s\n"),
                work->folder);
    return ERR_OK;
}
