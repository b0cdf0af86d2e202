/* Articles sent by the import of the API, some hundred at once, and what became of each. */
#include "session.h"

#include "base/json_text.h"
#include "text/legacy.h"

#include <string.h>
#include <time.h>

/* Bytes of a batch; one article may be longer. */
enum { BATCH_BYTES = 4 * 1024 * 1024, BATCH_SENT_MAX = 64 * 1024 * 1024, RESULTS_MAX = 256 * 1024 * 1024 };
enum { BATCH_ARENA = 256 * 1024 * 1024, STATUS_OK = 200, STATUS_BUSY = 503 };
/* How long it is asked again while the portal is still at work on what a killed import sent last. */
enum { BUSY_TRIES = 120, BUSY_PAUSE_MS = 500 };

/* Warnings that are advice to who writes, or said by the report already. */
static bool batch_is_advice(const char *code)
{
    static const char *const codes[] = {"no-category",     "no-lead",        "no-body",         "long-title",
                                        "capitals",        "no-change-note", "translation-old", "duplicate",
                                        "picture-removed", "expired"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strcmp(code, codes[i]) == 0)
            return true;
    return false;
}

static void batch_tell_warnings(struct coming *coming, const struct coming_line *line, const json_t *result)
{
    const json_t *warning;
    size_t index;
    json_array_foreach(json_object_get(result, "warnings"), index, warning)
    {
        const char *code = json_string_value(json_object_get(warning, "code"));
        const char *detail = json_string_value(json_object_get(warning, "detail"));
        if (code && !batch_is_advice(code) && strcmp(code, "kept") != 0)
            coming_tell(coming, line->label, "%s", detail ? detail : code);
    }
}

/* Whether its slug alone is what stands against it. */
static bool batch_lacks_slug(const json_t *result)
{
    const json_t *errors = json_object_get(json_object_get(result, "problem"), "errors");
    const char *pointer = json_string_value(json_object_get(json_array_get(errors, 0), "pointer"));
    return json_array_size(errors) == 1 && pointer && strcmp(pointer, "/slug") == 0;
}

int64_t coming_article_id(const struct coming *coming, const char *external_id)
{
    int64_t id = 0;
    return coming_map_find(&coming->ids, external_id, &id) ? id : 0;
}

/* Under its name for good; what has none under its label. */
static enum err batch_remember(struct coming *coming, const struct coming_line *line, const json_t *result)
{
    const char *name = json_string_value(json_object_get(result, "external_id"));
    name = name ? name : line->label;
    int64_t id = json_integer_value(json_object_get(result, "id"));
    return !name || coming_map_put(&coming->ids, coming->arena, name, id) ? ERR_OK : ERR_MEMORY;
}

/* What became of one. *ret_again: it is to be sent once more, with its other slug. */
static enum err batch_count(struct coming *coming, struct coming_line *line, const json_t *result,
                            bool *ret_again)
{
    struct coming_counts *counts = &coming->counts;
    const char *word = json_string_value(json_object_get(result, "result"));
    word = word ? word : "error";
    batch_tell_warnings(coming, line, result);
    if (strcmp(word, "error") == 0 && !line->is_second && line->other && batch_lacks_slug(result)) {
        line->is_second = *ret_again = true;
        return json_object_set_new(line->line, "slug", json_string(line->other)) ? ERR_MEMORY : ERR_OK;
    }
    counts->created += strcmp(word, "created") == 0;
    counts->updated += strcmp(word, "updated") == 0;
    counts->unchanged += strcmp(word, "unchanged") == 0;
    counts->kept += strcmp(word, "kept") == 0;
    if (strcmp(word, "kept") == 0)
        coming_tell(coming, line->label, "%s", json_string_value(json_object_get(result, "detail")));
    if (strcmp(word, "error") != 0)
        return batch_remember(coming, line, result);
    counts->refused++;
    coming_tell(coming, line->label, COMING_SAID(coming, "không nhận được: %s", "not taken: %s"),
                coming_problem(coming, json_object_get(result, "problem")));
    return ERR_OK;
}

/* The results, a line each, in the order of what was sent. Those that are to be sent again stay in the batch.
 */
static enum err batch_results(struct coming *coming, const struct buf *answer)
{
    const char *at = buf_str(answer), *end;
    size_t kept = 0, count = coming->line_count;
    enum err err = ERR_OK;
    for (size_t i = 0; i < count; i++) {
        struct coming_line line = coming->lines[i];
        bool is_again = false;
        end = strchr(at, '\n');
        json_auto_t *result = end && !err ? json_text_read(at, (size_t)(end - at), 0, NULL) : NULL;
        if (!result && !err) {
            buf_text(coming->fault,
                     COMING_SAID(coming, "cổng ngừng trả lời giữa chừng; chạy lại lệnh này để đi tiếp",
                                 "the portal stopped answering; run this again to go on"));
            err = ERR_UNAVAILABLE;
        }
        if (!err)
            err = batch_count(coming, &line, result, &is_again);
        if (is_again)
            coming->lines[kept++] = line;
        else
            json_decref(line.line);
        at = end ? end + 1 : at;
    }
    coming->line_count = kept;
    return err;
}

/* The lines as they are sent. */
static enum err batch_write(const struct coming *coming, struct buf *out)
{
    for (size_t i = 0; i < coming->line_count; i++) {
        auto_free char *text = json_text_write(coming->lines[i].line, JSON_COMPACT);
        if (!text)
            return ERR_MEMORY;
        buf_text(out, text);
        buf_char(out, '\n');
    }
    return buf_failed(out) ? ERR_MEMORY : ERR_OK;
}

/* The answer of the last asking, when the portal does not say any more that it is busy. */
static enum err batch_insist(struct coming *coming, const struct coming_call *call, struct buf *answer,
                             int *ret_status)
{
    static const struct timespec pause = {.tv_nsec = BUSY_PAUSE_MS * 1000000L};
    enum err err = ERR_OK;
    for (int i = 0; !err && i < BUSY_TRIES; i++) {
        buf_cut(answer, 0);
        err = coming->portal.send(coming->portal.context, call, answer, ret_status, coming->fault);
        if (err || *ret_status != STATUS_BUSY)
            return err;
        nanosleep(&pause, NULL);
    }
    return err;
}

static enum err batch_send(struct coming *coming)
{
    auto_buf struct buf sent = BUF(BATCH_SENT_MAX), answer = BUF(RESULTS_MAX);
    const char *path = arena_printf(coming->batch, "/api/import?convert_legacy=true&overwrite=%s&dry_run=%s",
                                    coming->options.overwrites ? "true" : "false",
                                    coming->options.is_trial ? "true" : "false");
    const struct coming_call call = {
        .method = "POST", .path = path, .type = "application/x-ndjson", .body = &sent};
    int status = 0;
    enum err err = batch_write(coming, &sent);
    if (!err)
        err = batch_insist(coming, &call, &answer, &status);
    if (err || status == STATUS_OK)
        return err ? err : batch_results(coming, &answer);
    json_auto_t *problem = json_text_read(buf_str(&answer), answer.length, 0, NULL);
    buf_text(coming->fault, coming_problem(coming, problem));
    return ERR_UNAVAILABLE;
}

enum err coming_flush(struct coming *coming)
{
    enum err err = ERR_OK;
    /* Once more for those whose slug was another's; then none is left. */
    for (int i = 0; !err && i < 2 && coming->line_count; i++)
        err = batch_send(coming);
    for (size_t i = 0; i < coming->line_count; i++)
        json_decref(coming->lines[i].line);
    coming->line_count = coming->line_bytes = 0;
    /* Labels and all that was made for these. */
    arena_free(coming->batch);
    coming->batch = arena_new(BATCH_ARENA);
    return err ? err : coming->batch ? ERR_OK : ERR_MEMORY;
}

/* Bytes of what is long in an article. */
static size_t batch_weight(const json_t *line)
{
    return json_string_length(json_object_get(line, "body")) +
           json_string_length(json_object_get(line, "lead")) + 1024;
}

/* Texts that were typed for old fonts are converted by the portal, which says nothing of it. */
static void batch_tell_legacy(struct coming *coming, const struct coming_line *line)
{
    static const char *const names[] = {"title", "lead", "body"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *text = json_string_value(json_object_get(line->line, names[i])), *converted, *preview;
        size_t length;
        enum legacy legacy =
            text ? legacy_find(text, strlen(text), coming->batch, &converted, &length, &preview)
                 : LEGACY_NONE;
        if (legacy)
            coming_tell(coming, line->label,
                        COMING_SAID(coming, "%s gõ theo bảng mã %s, đã chuyển sang Unicode",
                                    "its %s is in the encoding %s; it was converted"),
                        names[i], legacy_name(legacy));
    }
}

enum err coming_article(struct coming *coming, json_t *line, const char *label, const char *other_slug)
{
    if (!line)
        return ERR_MEMORY;
    size_t weight = batch_weight(line);
    bool is_full = coming->line_count == COMING_BATCH_MAX || coming->line_bytes + weight > BATCH_BYTES;
    enum err err = is_full && coming->line_count ? coming_flush(coming) : ERR_OK;
    if (err) {
        json_decref(line);
        return err;
    }
    coming->lines[coming->line_count++] =
        (struct coming_line){.line = line,
                             .label = arena_text(coming->batch, label),
                             .other = arena_text(coming->batch, other_slug)};
    coming->line_bytes += weight;
    batch_tell_legacy(coming, &coming->lines[coming->line_count - 1]);
    return ERR_OK;
}
