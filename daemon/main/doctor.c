/* congd doctor: says what in a portal can be mended without asking anybody, and with --fix mends it: rights
 * over the data folder's files, files of media that belong to nothing, the index of the search. Backups are
 * left alone. Rights are the command's own work, which root may have to do; the rest is the daemon's while
 * one runs. */
#include "base/said.h"
#include "command.h"
#include "control.h"
#include "invocation.h"
#include "privilege.h"
#include "replication_settings.h"

#include "base/json_text.h"
#include "store/condition.h"
#include "store/folder.h"
#include "store/search.h"
#include "work/doctor.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_LIMIT = 64 * 1024 * 1024, FAULTS_MOST = 100000, READ_LIMIT_MS = 60000, STATUS_OK = 200 };

struct doctor_arguments {
    struct invocation invocation;
    bool fixes;
};

/* One visit. */
struct visit {
    const struct settings *settings;
    struct arena *arena;
    struct buf *fault;
    bool fixes;
    int64_t told, left; /* things that were not as they should be; of these, that are not when this ends */
};

enum doctor_state { STATE_WOULD, STATE_DONE, STATE_LEFT };

/* One line: what becomes of it, of what kind it is, what it is. */
static void doctor_tell(struct visit *visit, enum doctor_state state, const char *name, const char *text)
{
    const char *const words[] = {SAID("sẽ sửa", "would"), SAID("đã sửa", "done"), SAID("để lại", "left")};
    visit->told++;
    visit->left += state != STATE_DONE;
    printf("%-6s  %-11s  %s\n", words[state], name, text);
}

/* What is wrong with a file's rights, and what is done about it. */
static const char *fault_text(struct visit *visit, const struct folder_fault *fault)
{
    const char *name = *fault->name ? fault->name : ".";
    if (fault->what == FOLDER_OPEN)
        return arena_printf(visit->arena, SAID("%s: %04o, thành %04o", "%s: %04o, becomes %04o"), name,
                            (unsigned)fault->mode, (unsigned)fault->wanted);
    if (fault->what == FOLDER_FOREIGN)
        return arena_printf(
            visit->arena,
            SAID("%s: thuộc người dùng số %u, giao cho %u", "%s: belongs to user number %u, is given to %u"),
            name, (unsigned)fault->uid, (unsigned)fault->owner);
    return arena_printf(visit->arena,
                        SAID("%s: còn có tên khác ở ngoài; hãy xem và sửa bằng tay",
                             "%s: has another name elsewhere; look at it and mend it by hand"),
                        name);
}

/* A fault of rights, mended where that was asked for and may be. */
static void fault_treat(struct visit *visit, const struct folder_fault *fault)
{
    const char *text = fault_text(visit, fault);
    if (fault->what == FOLDER_LINKED || !visit->fixes) {
        doctor_tell(visit, fault->what == FOLDER_LINKED ? STATE_LEFT : STATE_WOULD, "permissions", text);
        return;
    }
    enum err err = folder_mend(visit->settings->data, fault);
    /* Gone meanwhile, as files of the database come and go. */
    if (err == ERR_NOT_FOUND)
        return;
    if (err)
        text = arena_printf(visit->arena, "%s (%s)", text,
                            err == ERR_FORBIDDEN ? SAID("cần chạy bằng sudo", "needs sudo")
                                                 : err_title(err, said_lang()));
    doctor_tell(visit, err ? STATE_LEFT : STATE_DONE, "permissions", text);
}

static enum err treat_permissions(struct visit *visit)
{
    struct folder_fault *faults;
    size_t count;
    bool more;
    const char *data = visit->settings->data;
    enum err err = folder_faults(data, visit->arena, FAULTS_MOST, &faults, &count, &more);
    if (err == ERR_NOT_FOUND || err == ERR_FORBIDDEN)
        buf_printf(visit->fault, "%s: %s", data,
                   err == ERR_NOT_FOUND ? SAID("không có thư mục này", "there is no such folder")
                                        : SAID("không được phép xem; hãy chạy bằng sudo",
                                               "may not be looked into; run this with sudo"));
    for (size_t i = 0; !err && i < count; i++)
        fault_treat(visit, &faults[i]);
    return err;
}

/* What is found in the store, in the words of the command. */
static void tell_strays(struct visit *visit, int64_t count, bool is_mended)
{
    const char *text =
        arena_printf(visit->arena,
                     SAID("%lld tệp ảnh không thuộc bài nào, cũ hơn một ngày: xóa",
                          "%lld files of media that belong to nothing, older than a day: removed"),
                     (long long)count);
    doctor_tell(visit, is_mended ? STATE_DONE : STATE_WOULD, "files", text);
}

static void tell_lost(struct visit *visit, int64_t count, bool is_mended)
{
    const char *text = arena_printf(
        visit->arena,
        SAID(
            "%lld bài mà tìm kiếm không thấy: lập lại toàn bộ chỉ mục, trong lúc đó tìm được ít hơn",
            "%lld articles that the search does not find: the index is built anew, and finds less meanwhile"),
        (long long)count);
    doctor_tell(visit, is_mended ? STATE_DONE : STATE_WOULD, "index", text);
}

/* The findings of POST /api/doctor. */
static void findings_tell(struct visit *visit, const json_t *answer)
{
    const json_t *finding;
    size_t index;
    json_array_foreach(json_object_get(answer, "findings"), index, finding)
    {
        const char *name = json_string_value(json_object_get(finding, "name"));
        int64_t count = json_integer_value(json_object_get(finding, "count"));
        bool is_mended = json_is_true(json_object_get(finding, "mended"));
        if (name && strcmp(name, "files") == 0)
            tell_strays(visit, count, is_mended);
        else if (name && strcmp(name, "index") == 0)
            tell_lost(visit, count, is_mended);
    }
}

/* ERR_NOT_FOUND: no daemon runs. */
static enum err treat_by_daemon(struct visit *visit)
{
    struct control_answer answer;
    const char *path = visit->fixes ? "/api/doctor" : "/api/doctor?dry_run=true";
    enum err err = control_request(visit->settings->data, "POST", path, NULL, visit->fault, &answer);
    if (err)
        return err;
    json_auto_t *json = json_text_read(buf_str(&answer.body), answer.body.length, 0, NULL);
    if (answer.status == STATUS_OK) {
        findings_tell(visit, json);
    } else {
        control_problem(&answer, visit->fault);
        err = ERR_UNAVAILABLE;
    }
    buf_done(&answer.body);
    return err;
}

/* Nobody else will build it. */
static enum err doctor_rebuild(struct store *store)
{
    bool done = false;
    enum err err = ERR_OK;
    while (!err && !done)
        err = search_rebuild(store, &done);
    return err;
}

static enum err treat_store(struct visit *visit, struct store *store)
{
    struct doctor_findings findings;
    int64_t strays = 0;
    enum err err = doctor_look(store, &findings);
    if (!err && visit->fixes)
        err = doctor_mend(store, &findings, &strays);
    if (!err && visit->fixes)
        err = doctor_rebuild(store);
    if (err)
        return err;
    if (findings.strays)
        tell_strays(visit, visit->fixes ? strays : findings.strays, visit->fixes);
    if (findings.lost)
        tell_lost(visit, findings.lost, visit->fixes);
    return ERR_OK;
}

/* Looked at first in any case: a folder without a portal stays one, and a database of another version is the
 * next start's to bring forward. */
static enum err treat_by_store(struct visit *visit)
{
    const struct store_options options = {.directory = visit->settings->data,
                                          .clock = &clock_system,
                                          .readers = 2,
                                          .read_limit_ms = READ_LIMIT_MS};
    auto_store struct store *looked_at = NULL, *store = NULL;
    struct schema_state schema;
    enum err err = store_look(&options, visit->fault, &schema, &looked_at);
    if (err == ERR_NOT_FOUND)
        buf_cut(visit->fault, 0);
    if (err || !looked_at)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    if (!visit->fixes)
        return treat_store(visit, looked_at);
    /* Its lock is shared; the other's is not. */
    store_close(TAKE(looked_at));
    err = store_open(&options, visit->fault, &store);
    if (!err)
        err = replication_refuse_alone(store, visit->fault);
    return err ? err : treat_store(visit, store);
}

static enum err doctor_visit(const struct doctor_arguments *arguments, struct visit *visit)
{
    auto_settings struct settings *settings = NULL;
    enum err err = invocation_settings(&arguments->invocation, visit->fault, &settings);
    if (err)
        return err;
    visit->settings = settings;
    err = treat_permissions(visit);
    /* Only then: what belongs to another is for root to give back. */
    if (!err)
        err = privilege_take_owner(settings->user, settings->data, visit->fault);
    if (err)
        return err;
    err = treat_by_daemon(visit);
    return err == ERR_NOT_FOUND ? treat_by_store(visit) : err;
}

static void doctor_take(struct command_use *use, void *input, int key, char *text)
{
    struct doctor_arguments *arguments = input;
    (void)use, (void)text;
    arguments->fixes |= key == 'f';
}

/* What is left to be done is 1, without a line: each was told. */
static enum err doctor_run(void *input, struct buf *fault)
{
    struct doctor_arguments *arguments = input;
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    struct visit visit = {.arena = arena, .fault = fault, .fixes = arguments->fixes};
    enum err err = arena ? doctor_visit(arguments, &visit) : ERR_MEMORY;
    arguments->invocation.status = visit.left > 0;
    if (!err && !visit.told)
        puts(SAID("không có gì phải sửa", "nothing has to be mended"));
    return err;
}

static const struct option_row doctor_options[] = {
    {"fix", 'f', {NULL}, {"sửa, thay vì chỉ nói sẽ sửa gì", "mend, instead of saying what would be"}},
    {0},
};

const struct command doctor_command = {
    .name = "doctor",
    .breadth = BREADTH_DATA,
    .help = {"Nói điều gì trong cổng có thể sửa mà không mất gì: quyền trên tệp, tệp ảnh không thuộc bài "
             "nào, chỉ mục "
             "tìm kiếm. Kết thúc với 1 nếu còn điều chưa đúng. Không đụng đến bản sao lưu.",
             "Says what in a portal can be mended without losing anything: rights over files, files of media "
             "that "
             "belong to nothing, the index of the search. Exits 1 when something is not right yet. Leaves "
             "backups "
             "alone."},
    .options = doctor_options,
    .size = sizeof(struct doctor_arguments),
    .take = doctor_take,
    .run = doctor_run,
};
