/* congd cluster status: how the cluster is, as PostgreSQL and this machine's folder say it. Changes nothing.
 */
#include "cluster.h"

#include "backup.h"
#include "base/json_text.h"
#include "base/said.h"
#include "command.h"
#include "offline.h"
#include "text/date.h"

#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { KEY_JSON = 0x2200, STATUS_ASK_MS = 10 * 1000, SEEN_LATELY_MS = 30 * 60 * 1000 };

struct status_arguments {
    struct invocation invocation;
    bool is_json;
};

struct status {
    struct cluster_work work;
    struct cluster_row cluster;
    struct snapshot_row snapshot; /* seq -1: there is none */
    struct beside_facts own;
    bool is_own; /* this machine's folder is a node's */
    json_t *json;
    int troubles;
};

/* ---- what is asked, as the JSON that is shown */

static enum err status_rows(struct status *status, enum database_sql sql, struct database_rows **ret_rows)
{
    return database_run(status->work.database, sql, NULL, 0, STATUS_ASK_MS, status->work.fault, ret_rows);
}

static enum err status_log(struct status *status)
{
    auto_rows struct database_rows *look = NULL, *head = NULL;
    enum err err = status_rows(status, DATABASE_LOG_LOOK, &look);
    if (!err)
        err = status_rows(status, DATABASE_HEAD, &head);
    if (err)
        return err;
    json_object_set_new(
        status->json, "log",
        json_pack("{s:I, s:I, s:I, s:I, s:s}", "first", (json_int_t)database_integer(look, 0, 0), "last",
                  (json_int_t)database_integer(look, 0, 1), "entries",
                  (json_int_t)database_integer(look, 0, 2), "bytes", (json_int_t)database_integer(look, 0, 3),
                  "writer", database_count(head) ? database_text(head, 0, 2) : ""));
    return ERR_OK;
}

static enum err status_nodes(struct status *status)
{
    auto_rows struct database_rows *rows = NULL;
    json_t *nodes = json_array();
    enum err err = status_rows(status, DATABASE_NODES, &rows);
    json_object_set_new(status->json, "nodes", nodes);
    for (int i = 0; !err && i < database_count(rows); i++)
        json_array_append_new(nodes,
                              json_pack("{s:s, s:I, s:I, s:I, s:I, s:I}", "name", database_text(rows, i, 0),
                                        "applied", (json_int_t)database_integer(rows, i, 1), "schema",
                                        (json_int_t)database_integer(rows, i, 2), "seen_ms",
                                        (json_int_t)database_integer(rows, i, 3), "lag_entries",
                                        (json_int_t)database_integer(rows, i, 4), "lag_ms",
                                        (json_int_t)database_integer(rows, i, 5)));
    return err;
}

static enum err status_database(struct status *status)
{
    auto_rows struct database_rows *look = NULL, *standbys = NULL, *files = NULL;
    json_t *list = json_array();
    json_object_set_new(status->json, "standbys", list);
    enum err err = status_rows(status, DATABASE_LOOK, &look);
    if (!err)
        err = status_rows(status, DATABASE_STANDBYS, &standbys);
    if (!err)
        err = status_rows(status, DATABASE_FILES_LOOK, &files);
    if (err)
        return err;
    json_object_set_new(status->json, "waits_for", json_string(database_text(look, 0, 0)));
    json_object_set_new(status->json, "timeline", json_integer(database_integer(look, 0, 1)));
    for (int i = 0; i < database_count(standbys); i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "name", database_text(standbys, i, 0), "state",
                                              database_text(standbys, i, 1)));
    json_object_set_new(status->json, "media",
                        json_pack("{s:I, s:I}", "files", (json_int_t)database_integer(files, 0, 0), "bytes",
                                  (json_int_t)database_integer(files, 0, 1)));
    return ERR_OK;
}

static enum err status_snapshot(struct status *status)
{
    struct snapshot_row *row = &status->snapshot;
    enum err err = snapshot_newest(status->work.database, status->work.fault, row);
    row->seq = err ? -1 : row->seq;
    if (!err)
        json_object_set_new(status->json, "snapshot",
                            json_pack("{s:I, s:I, s:s, s:I}", "seq", (json_int_t)row->seq, "schema",
                                      (json_int_t)row->schema, "node", row->node, "age_ms",
                                      (json_int_t)row->age_ms));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Whether all that was taken back is gone from what stands in PostgreSQL, its files included. */
static bool status_is_forgotten(const struct status *status)
{
    return !status->own.unerased && status->own.taken_back <= status->cluster.forgotten;
}

static enum err status_gather(struct status *status)
{
    status->json = json_pack("{s:s, s:s, s:I}", "cluster", status->cluster.name, "from", status->cluster.node,
                             "since_ms", (json_int_t)status->cluster.at_ms);
    enum err err = status->json ? status_log(status) : ERR_MEMORY;
    if (!err)
        err = status_nodes(status);
    if (!err)
        err = status_database(status);
    if (!err)
        err = status_snapshot(status);
    if (!err && status->is_own)
        json_object_set_new(status->json, "taken_back",
                            json_pack("{s:I, s:b}", "count", (json_int_t)status->own.taken_back, "done",
                                      status_is_forgotten(status)));
    return err;
}

/* ---- for a person */

static void status_trouble(struct status *status, const char *words)
{
    status->troubles++;
    printf("! %s\n", words);
}

static int64_t status_number(const json_t *json, const char *object, const char *name)
{
    const json_t *from = *object ? json_object_get(json, object) : json;
    return json_integer_value(json_object_get(from, name));
}

static void print_nodes(struct status *status)
{
    size_t index;
    const json_t *node;
    json_array_foreach(json_object_get(status->json, "nodes"), index, node)
    {
        int64_t seen_ms = status_number(node, "", "seen_ms"), applied = status_number(node, "", "applied");
        int64_t entries = status_number(node, "", "lag_entries"), lag_ms = status_number(node, "", "lag_ms");
        const char *name = json_string_value(json_object_get(node, "name"));
        printf(SAID("máy %-16s đến mục %" PRId64 ", kém %" PRId64 " mục, %" PRId64 " ms; thấy %" PRId64
                    " giây trước\n",
                    "node %-16s up to entry %" PRId64 ", %" PRId64 " entries and %" PRId64
                    " ms behind; seen %" PRId64 " seconds ago\n"),
               name, applied, entries, lag_ms, seen_ms / 1000);
        if (status_number(status->json, "log", "first") > applied + 1)
            status_trouble(
                status, SAID("  nhật ký chung đã cắt phần máy này còn thiếu: cần congd cluster join lại",
                             "  the log was trimmed beyond what it has: it has to congd cluster join anew"));
        if (seen_ms > SEEN_LATELY_MS)
            status_trouble(status, SAID("  đã lâu không thấy máy này", "  it has not been seen for long"));
    }
}

static void print_standbys(struct status *status)
{
    size_t index;
    const json_t *standby;
    const json_t *list = json_object_get(status->json, "standbys");
    json_array_foreach(list, index, standby)
    {
        const char *name = json_string_value(json_object_get(standby, "name"));
        const char *state = json_string_value(json_object_get(standby, "state"));
        printf(SAID("PostgreSQL thứ hai: %s (%s)\n", "second PostgreSQL: %s (%s)\n"), name, state);
    }
    if (!*json_string_value(json_object_get(status->json, "waits_for")))
        status_trouble(status,
                       SAID("PostgreSQL không chờ máy thứ hai (synchronous_standby_names trống)",
                            "PostgreSQL waits for no second machine (synchronous_standby_names is empty)"));
    else if (!json_array_size(list))
        status_trouble(status, SAID("không có PostgreSQL thứ hai nào đang theo: việc ghi phải chờ",
                                    "no second PostgreSQL follows: writing waits"));
}

static void print_snapshot(struct status *status)
{
    const struct snapshot_row *row = &status->snapshot;
    if (row->seq < 0)
        status_trouble(status, SAID("chưa có bản chụp nào: congd cluster init chưa xong",
                                    "there is no snapshot: congd cluster init did not end"));
    else
        printf(SAID("bản chụp đến mục %" PRId64 ", do máy %s chụp %" PRId64 " phút trước\n",
                    "snapshot up to entry %" PRId64 ", made by node %s %" PRId64 " minutes ago\n"),
               row->seq, row->node, row->age_ms / 60000);
    if (status->is_own && status_is_forgotten(status))
        printf(SAID("những gì đã gỡ (%" PRId64 ") không còn trong PostgreSQL\n",
                    "what was taken back (%" PRId64 ") is no more in PostgreSQL\n"),
               status->own.taken_back);
    else if (status->is_own)
        status_trouble(
            status, SAID("những gì vừa gỡ còn nằm trong PostgreSQL; congd cluster tend sẽ bỏ đi",
                         "what was taken back lately is in PostgreSQL still; congd cluster tend removes it"));
}

static void status_print(struct status *status)
{
    char at[DATE_TEXT_SIZE];
    const json_t *json = status->json;
    int64_t first = status_number(json, "log", "first"), last = status_number(json, "log", "last");
    int64_t files = status_number(json, "media", "files");
    long long log = backup_mebibytes(status_number(json, "log", "bytes"));
    long long media = backup_mebibytes(status_number(json, "media", "bytes"));
    const char *writer = json_string_value(json_object_get(json_object_get(json, "log"), "writer"));
    printf(SAID("cụm %s, lập %s từ máy %s\n", "cluster %s, made %s of node %s\n"), status->cluster.name,
           date_rfc3339_local(status->cluster.at_ms, at), status->cluster.node);
    printf(SAID("nhật ký chung: mục %" PRId64 " đến %" PRId64 ", %lld MiB; ghi sau cùng: %s\n",
                "common log: entries %" PRId64 " to %" PRId64 ", %lld MiB; written last by: %s\n"),
           first, last, log, *writer ? writer : SAID("chưa ai", "nobody yet"));
    printf(SAID("ảnh và tệp: %" PRId64 ", %lld MiB\n", "media: %" PRId64 ", %lld MiB\n"), files, media);
    print_nodes(status);
    print_standbys(status);
    print_snapshot(status);
}

static enum err status_work(struct status *status, bool is_json)
{
    auto_buf struct buf own = BUF(1000);
    enum err err = cluster_connect_to_look(&status->work);
    if (!err)
        err = cluster_there(&status->work, &status->cluster);
    /* A machine without a portal may ask too. */
    status->is_own = !err && !beside_look(status->work.settings->data, &own, &status->own) &&
                     strcmp(status->own.membership.cluster, status->cluster.name) == 0;
    if (!err)
        err = status_gather(status);
    if (err)
        return err;
    if (!is_json)
        status_print(status);
    else if (json_dumpf(status->json, stdout, JSON_COMPACT) || putchar('\n') == EOF)
        err = ERR_MEMORY;
    return err;
}

static enum err status_run(void *input, struct buf *fault)
{
    struct status_arguments *arguments = input;
    auto_settings struct settings *settings = NULL;
    struct status status = {.work.fault = fault};
    enum err err =
        sodium_init() >= 0 ? invocation_settings(&arguments->invocation, fault, &settings) : ERR_MEMORY;
    status.work.settings = settings;
    if (!err)
        err = cluster_settings(&status.work);
    if (!err)
        err = portal_enter_folder(settings, PORTAL_MAY_BE_NEW, fault);
    if (!err)
        err = status_work(&status, arguments->is_json);
    arguments->invocation.status = status.troubles > 0;
    json_decref(status.json);
    cluster_end(&status.work);
    return err;
}

static void status_take_option(struct command_use *use, void *input, int key, char *text)
{
    struct status_arguments *arguments = input;
    (void)use, (void)text;
    arguments->is_json |= key == KEY_JSON;
}

static const struct option_row status_option_rows[] = {
    {"json", KEY_JSON, {NULL}, {"dạng JSON", "as JSON"}},
    {0},
};

const struct command cluster_status_command = {
    .name = "cluster status",
    .breadth = BREADTH_DATA,
    .help = {"Các máy của cụm, máy nào kém bao nhiêu, ai ghi sau cùng, PostgreSQL thứ hai, bản chụp, và "
             "những gì đã gỡ "
             "đã hết hẳn chưa. Kết thúc với 1 khi có điều không ổn.",
             "The nodes of the cluster, how far each is behind, who wrote last, the second PostgreSQL, the "
             "snapshot, and "
             "whether what was taken back is wholly gone. Ends with 1 when something is wrong."},
    .options = status_option_rows,
    .size = sizeof(struct status_arguments),
    .take = status_take_option,
    .run = status_run,
};
