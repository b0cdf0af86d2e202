/* congd media check: every file of the media folder against its hash, on the store itself, or through the
 * daemon that runs. */
#include "store/media_gc.h"

#include "base/json_text.h"
#include "base/said.h"
#include "command.h"
#include "control.h"
#include "invocation.h"
#include "offline.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* Of one batch; fifty media with their files and faults fit well. */
enum { ARENA_LIMIT = 16 * 1024 * 1024, STATUS_OK = 200, MEDIA_AT_ONCE = 50 };

/* Over all batches. */
struct sum {
    int64_t files, bytes, faults;
};

/* What the store and the API call it, in the terminal's language. */
static const char *media_said(const char *what)
{
    return strcmp(what, "missing") == 0   ? SAID("thiếu", "missing")
           : strcmp(what, "damaged") == 0 ? SAID("hỏng", "damaged")
                                          : what;
}

/* One file that is missing or not what it was. */
static void command_media_print_fault(struct sum *sum, const char *name, int64_t media_id, const char *what)
{
    sum->faults++;
    printf(SAID("%s: %s (ảnh, tệp số %" PRId64 ")\n", "%s: %s (medium %" PRId64 ")\n"), name,
           media_said(what), media_id);
}

/* Adds up one batch from the daemon; gives the id to go on behind, 0 at the end. */
static int64_t add_answer(struct sum *sum, const json_t *answer)
{
    const json_t *fault;
    size_t index;
    sum->files += json_integer_value(json_object_get(answer, "files"));
    sum->bytes += json_integer_value(json_object_get(answer, "bytes"));
    /* Printed as they come, for a large folder takes a while. */
    json_array_foreach(json_object_get(answer, "faults"), index, fault) command_media_print_fault(
        sum, json_string_value(json_object_get(fault, "name")),
        json_integer_value(json_object_get(fault, "id")), json_string_value(json_object_get(fault, "fault")));
    return json_integer_value(json_object_get(answer, "next"));
}

/* Media by media, so that no request lasts long. */
static enum err check_by_daemon(const char *directory, struct buf *fault, struct sum *sum)
{
    int64_t after_id = 0;
    enum err err = ERR_OK;
    do {
        struct control_answer answer;
        char path[64];
        snprintf(path, sizeof path, "/api/media/check?after=%" PRId64, after_id);
        err = control_request(directory, "GET", path, NULL, fault, &answer);
        if (err)
            return err;
        /* An answer that is no JSON has no next id, and ends the loop. */
        json_auto_t *result = json_text_read(buf_str(&answer.body), answer.body.length, 0, NULL);
        if (answer.status != STATUS_OK) {
            control_problem(&answer, fault);
            err = ERR_UNAVAILABLE;
        } else {
            after_id = add_answer(sum, result);
        }
        buf_done(&answer.body);
    } while (!err && after_id);
    return err;
}

/* One batch in an arena of its own, so that memory does not grow with the folder. *after_id moves on. */
static enum err check_some(struct conn *conn, int64_t *after_id, struct sum *sum)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    struct media_report report;
    if (!arena)
        return ERR_MEMORY;
    /* The connection keeps a pointer to it, so it is given another before this one goes. */
    store_use_arena(conn, arena);
    enum err err = media_check(conn, *after_id, MEDIA_AT_ONCE, &report);
    for (size_t i = 0; !err && i < report.fault_count; i++)
        command_media_print_fault(sum, report.faults[i].name, report.faults[i].media_id,
                                  report.faults[i].what);
    if (err)
        return err;
    sum->files += report.files;
    sum->bytes += report.bytes;
    *after_id = report.next_id;
    return ERR_OK;
}

/* Batch by batch on one connection, within one transaction that writes nothing. */
static enum err check_by_store(const char *directory, struct buf *fault, struct sum *sum)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_store struct store *store = NULL;
    auto_conn struct conn *conn = NULL;
    int64_t after_id = 0;
    enum err err = arena ? offline_begin(directory, arena, fault, &store, &conn) : ERR_MEMORY;
    while (!err) {
        err = check_some(conn, &after_id, sum);
        /* Also on failure, when it has not moved from 0. */
        if (!after_id)
            break;
    }
    /* That of the last batch is gone. */
    if (conn)
        store_use_arena(conn, arena);
    return err;
}

/* The command itself: settings, rights, one of the two ways, and the sum. */
static enum err media_check_run(void *input, struct buf *fault)
{
    const struct invocation *invocation = input;
    auto_settings struct settings *settings = NULL;
    struct sum sum = {0};
    enum err err = portal_enter(invocation, PORTAL_IS_THERE, fault, &settings);
    if (!err)
        err = check_by_daemon(settings->data, fault, &sum);
    if (err == ERR_NOT_FOUND)
        err = check_by_store(settings->data, fault, &sum);
    if (err)
        return err;
    /* Each was printed already. */
    if (sum.faults) {
        buf_printf(fault,
                   SAID("%" PRId64 " trên %" PRId64 " tệp bị thiếu hoặc hỏng",
                        "%" PRId64 " of %" PRId64 " files are missing or damaged"),
                   sum.faults, sum.files);
        return ERR_CONFLICT;
    }
    printf(SAID("%" PRId64 " tệp, %" PRId64 " byte, tất cả còn nguyên như lúc lưu\n",
                "%" PRId64 " files, %" PRId64 " bytes, all as they were stored\n"),
           sum.files, sum.bytes);
    return ERR_OK;
}

const struct command media_check_command = {
    .name = "media check",
    .breadth = BREADTH_DATA,
    .help =
        {"Đối chiếu từng ảnh và tệp với mã băm của nó; kết thúc với 1 và nêu tên những tệp bị thiếu hoặc "
         "hỏng.",
         "Compares every picture and attachment with its hash; exits 1 and names those that are missing or "
         "damaged."},
    .size = sizeof(struct invocation),
    .run = media_check_run,
};
