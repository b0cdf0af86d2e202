/* POST /api/documents/preview, and what POST /api/import makes of a table. What a table says is
 * register_table.c's; here its bytes are read and decoded, and what was understood is told. */
#include "import_table.h"

#include "ahead_spool.h"
#include "base/calendar.h"
#include "base/memory.h"
#include "handler/handler.h"
#include "register_table.h"
#include "text/decode.h"
#include "text/normalize.h"
#include "view/view.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* A table in memory, its texts and its lines. */
enum { TABLE_ARENA = 1024 * 1024 * 1024 };

bool import_table_is(const struct request *request)
{
    static const char type[] = "text/csv";
    const char *sent = request->content_type ? request->content_type : "";
    return strncasecmp(sent, type, sizeof type - 1) == 0 && strchr("; \t", sent[sizeof type - 1]);
}

/* The parameter of the type; NULL without one. */
static const char *import_table_charset(const struct request *request)
{
    const char *at = request->content_type ? strstr(request->content_type, "charset=") : NULL;
    size_t length = at ? strcspn(at + 8, "; \t\"") : 0;
    return length ? arena_copy(request->arena, at + 8, length) : NULL;
}

/* The whole body, from memory or from its file. */
static enum err import_table_body(const struct request *request, struct reply *reply, struct arena *arena,
                                  const char **ret_bytes)
{
    size_t size = request->body_size, read = 0;
    if (!size)
        return reply_problem(reply, ERR_BAD_REQUEST, MESSAGE_BODY_MISSING, NULL);
    if (size > TABLE_MAX)
        return reply_problem(reply, ERR_TOO_LARGE, MESSAGE_BODY_TYPE, MESSAGE_ARGS("text/csv", "≤ 64 MiB"));
    if (request->body) {
        *ret_bytes = request->body;
        return ERR_OK;
    }
    char *bytes = arena_alloc(arena, size);
    if (!bytes)
        return ERR_MEMORY;
    while (read < size) {
        ssize_t got = pread(request->body_file, bytes + read, size - read, (off_t)read);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return ERR_INTERNAL;
        read += (size_t)got;
    }
    *ret_bytes = bytes;
    return ERR_OK;
}

enum err import_table_decode(struct arena *arena, struct reply *reply, const char *bytes, size_t size,
                             const char *charset, const char **ret_text, size_t *ret_size,
                             const char **ret_encoding)
{
    enum decode_fault fault;
    assert(bytes); /* there is a body, or import_table_body() refused */
    bool is_wide = size > 1 &&
                   ((bytes[0] == '\xFF' && bytes[1] == '\xFE') || (bytes[0] == '\xFE' && bytes[1] == '\xFF'));
    bool is_utf8 = text_is_utf8(bytes, size);
    *ret_encoding = is_wide ? "UTF-16" : is_utf8 ? "UTF-8" : charset ? charset : "windows-1258";
    enum err err = text_decode(bytes, size, is_wide || is_utf8 ? NULL : *ret_encoding, arena, ret_text,
                               ret_size, &fault);
    if (err == ERR_MEMORY)
        return err;
    if (err || !text_is_utf8(*ret_text, *ret_size) || memchr(*ret_text, '\0', *ret_size))
        return reply_fault(reply, "", MESSAGE_TABLE_ENCODING, NULL);
    if (*ret_size >= 3 && memcmp(*ret_text, "\xEF\xBB\xBF", 3) == 0) {
        *ret_text += 3;
        *ret_size -= 3;
    }
    return ERR_OK;
}

/* Reads the request's table into `arena`. */
static enum err import_table_read(const struct request *request, struct reply *reply, struct arena *arena,
                                  struct register_table *table)
{
    const char *bytes = NULL, *text = NULL;
    size_t length = 0;
    enum err err = import_table_body(request, reply, arena, &bytes);
    if (!err)
        err = import_table_decode(arena, reply, bytes, request->body_size, import_table_charset(request),
                                  &text, &length, &table->encoding);
    return err ? err : register_table_read(arena, reply, text, length, day_of(request->now_ms), table);
}

static void import_table_done(struct register_table *table)
{
    buf_done(&table->lines);
    json_decref(table->owned);
}

/* What was understood: columns, the first rows, and what is wrong. */
static void import_table_view(struct view view, const struct register_table *table)
{
    char separator[2] = {table->separator, '\0'};
    view_text(view, "encoding", table->encoding);
    view_text(view, "separator", separator);
    view_integer(view, "rows", table->rows);
    view_integer(view, "faults", table->faults_in_all);
    struct view columns = view_list(view, "columns");
    for (size_t i = 0; i < table->column_count; i++) {
        struct view column = view_append(columns);
        view_text(column, "header", table->headers[i]);
        view_text(column, "member", table->members[i]);
    }
    struct view shown = view_list(view, "first");
    for (size_t i = 0; i < table->shown_count; i++)
        view_append_json(shown, json_deep_copy(table->shown[i]));
    struct view errors = view_list(view, "errors");
    for (size_t i = 0; i < table->fault_count; i++) {
        struct view error = view_append(errors);
        view_integer(error, "line", table->faults[i].line);
        view_text(error, "detail", table->faults[i].detail);
    }
}

enum err api_document_preview(struct app *app, const struct request *request, struct reply *reply)
{
    auto_arena struct arena *arena = arena_new(TABLE_ARENA);
    struct register_table *table = arena ? arena_zero(arena, 1, sizeof *table) : NULL;
    (void)app;
    if (!table)
        return ERR_MEMORY;
    if (!import_table_is(request))
        return reply_problem(reply, ERR_MEDIA_TYPE, MESSAGE_BODY_TYPE,
                             MESSAGE_ARGS(request->content_type ? request->content_type : "", "text/csv"));
    enum err err = import_table_read(request, reply, arena, table);
    if (!err) {
        struct view view = view_new(reply->arena);
        reply->view = view.json;
        import_table_view(view, table);
    }
    import_table_done(table);
    memory_note_large();
    return err;
}

/* All bytes into the file. */
static enum err import_table_write(int fd, const struct buf *lines)
{
    const char *bytes = buf_str(lines);
    for (size_t done = 0; done < lines->length;) {
        ssize_t wrote = write(fd, bytes + done, lines->length - done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return errno == ENOSPC || errno == EDQUOT ? ERR_STORAGE_FULL : ERR_INTERNAL;
        done += (size_t)wrote;
    }
    return ERR_OK;
}

enum err import_lines_file(const struct app *app, const struct buf *lines, int *ret_fd)
{
    struct ahead_spool spool = {.fd = 0};
    enum err err = ahead_spool_open(store_directory(app->portal->store), &spool);
    if (!err)
        err = import_table_write(spool.fd, lines);
    if (err)
        ahead_spool_close(&spool);
    else
        *ret_fd = spool.fd;
    return err;
}

enum err import_table_made(const struct request *request, struct reply *reply, struct arena *arena,
                           struct buf *ret_lines)
{
    struct register_table *table = arena_zero(arena, 1, sizeof *table);
    if (!table)
        return ERR_MEMORY;
    enum err err = import_table_read(request, reply, arena, table);
    for (size_t i = 0; !err && i < table->fault_count; i++)
        reply_fault(reply, arena_printf(reply->arena, "/%lld", (long long)table->faults[i].line),
                    MESSAGE_FAULT_ALONE_TEXT,
                    MESSAGE_ARGS(arena_text(reply->arena, table->faults[i].detail)));
    if (!err && table->faults_in_all)
        err = ERR_INPUT;
    if (!err) {
        *ret_lines = table->lines;
        table->lines = (struct buf){.limit = 0};
    }
    import_table_done(table);
    return err;
}

enum err import_table_lines(struct app *app, const struct request *request, struct reply *reply, int *ret_fd)
{
    auto_arena struct arena *arena = arena_new(TABLE_ARENA);
    auto_buf struct buf lines = BUF(0);
    enum err err = arena ? import_table_made(request, reply, arena, &lines) : ERR_MEMORY;
    if (!err)
        err = import_lines_file(app, &lines, ret_fd);
    memory_note_large();
    return err;
}
