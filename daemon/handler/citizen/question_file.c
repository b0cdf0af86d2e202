/* A file that a citizen sent with a question, opened by who answers; the audit has a line each time. It is
 * saved and never shown by the browser, for nobody knows what a stranger's file does in its viewer. */
#include "core/access.h"
#include "handler/handler.h"
#include "http/url.h"
#include "store/petition.h"
#include "text/number.h"

#include <string.h>

/* The name as it came, for who knows it; the other form takes no letters with marks (RFC 6266). */
static const char *question_file_disposition(struct arena *arena, const struct petition_file *file,
                                             int64_t id, int64_t place)
{
    auto_buf struct buf out = BUF(4096);
    const char *ending = strrchr(file->name, '.');
    buf_printf(&out, "attachment; filename=\"cau-hoi-%lld-%lld%s\"; filename*=UTF-8''", (long long)id,
               (long long)place, ending ? ending : "");
    url_escape(&out, file->name, "");
    return arena_copy(arena, buf_str(&out), out.length);
}

enum err api_question_file(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct petition petition;
    struct petition_file file = {.size = 0};
    int64_t id = 0, place = 0;
    const struct actor actor = actor_of(request);
    enum err err = id_named(request, reply, &id);
    if (!err && number_parse(request->args[1], 1, PETITION_FILES_MAX, &place))
        err = ERR_NOT_FOUND;
    if (!err)
        err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = petition_find(conn, id, &petition);
    if (!err && petition.purpose != PETITION_QUESTION)
        err = ERR_NOT_FOUND;
    if (!err)
        err = petition_file_open(conn, id, place, &file);
    /* What another key sealed is as good as gone. */
    if (!err && (!file.bytes || !file.name))
        err = ERR_NOT_FOUND;
    if (!err)
        err = store_commit(&conn);
    if (err)
        return thing_unknown(reply, err, MESSAGE_THING_QUESTION_FILE, "/api/questions");
    reply->is_secret = true;
    reply->text = file.bytes;
    reply->text_size = file.size;
    reply->text_type = file.type;
    reply->disposition = question_file_disposition(reply->arena, &file, id, place);
    return ERR_OK;
}
