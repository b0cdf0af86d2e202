/* Articles of an exported folder: text with front matter made lines of the import, with the ids, addresses
 * and states that belong to them. Lines of the matter that begin with # hold what holds there alone: its
 * number, of which article it is a translation, that it lies in the trash. */
#include "base/json_text.h"
#include "http/submission.h"
#include "whole.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WHOLE_FILE_MAX = 64 * 1024 * 1024, WHOLE_ARENA = 512 * 1024 * 1024, STATUS_OK = 200 };

/* The value of a remark in the front matter, "# name: VALUE"; NULL none. The caller's. */
static json_t *whole_remark(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = text; (at = strstr(at, "\n# ")); at++) {
        const char *end = strchr(at + 3, '\n'), *matter_end = strstr(text + 3, "\n---");
        if (!end || (matter_end && at > matter_end))
            return NULL;
        if (strncmp(at + 3, name, length) == 0 && at[3 + length] == ':')
            return json_text_read(at + 4 + length, (size_t)(end - at - 4 - (long)length), JSON_DECODE_ANY,
                                  NULL);
    }
    return NULL;
}

static json_int_t whole_number(const char *text, const char *name)
{
    json_auto_t *value = whole_remark(text, name);
    return json_integer_value(value);
}

/* Former addresses of media exchanged. */
static const char *whole_body(struct whole *w, const char *text, struct arena *arena)
{
    static const char letters[] = "/abcdefghijklmnopqrstuvwxyz0123456789.";
    auto_buf struct buf out = BUF(WHOLE_FILE_MAX);
    const char *at = text;
    for (const char *next; (next = strstr(at, "/media/")); at = next) {
        int64_t place;
        buf_add(&out, at, (size_t)(next - at));
        size_t length = strspn(next, letters);
        while (length && next[length - 1] == '.')
            length--;
        const char *address = arena_copy(arena, next, length);
        bool is_known = coming_map_find(&w->urls, address, &place);
        buf_text(&out, is_known ? w->targets[place] : address);
        next += length;
    }
    buf_text(&out, at);
    return buf_failed(&out) ? NULL : arena_copy(arena, buf_str(&out), out.length);
}

/* Attachments with the titles that stand beside them. */
static json_t *whole_attachments(struct whole *w, const char *text, const json_t *list, struct arena *arena)
{
    json_t *made = json_array(), *item;
    size_t index;
    json_array_foreach(list, index, item)
    {
        json_int_t there = strtoll(json_string_value(item) ? json_string_value(item) : "", NULL, 10);
        int64_t here = whole_id(&w->media, there);
        json_auto_t *remark =
            whole_remark(text, arena_printf(arena, "attachment %" JSON_INTEGER_FORMAT, there));
        /* "media/12-ke-hoach.pdf: Kế hoạch": no file's name has a colon. */
        const char *said = json_string_value(remark), *title = said ? strstr(said, ": ") : NULL;
        json_t *attachment = here ? json_pack("{s:I}", "id", (json_int_t)here) : NULL;
        if (attachment && title)
            json_object_set_new(attachment, "title", json_string(title + 2));
        if (attachment)
            json_array_append_new(made, attachment);
    }
    return made;
}

/* A fact is text in the matter, whatever it was: its own line tells. */
static void whole_facts(const char *text, json_t *facts, struct arena *arena)
{
    const char *name;
    json_t *value;
    void *next;
    json_object_foreach_safe(facts, next, name, value)
    {
        const char *line = strstr(text, arena_printf(arena, "\n  %s: ", name));
        const char *from = line ? line + strlen(name) + 5 : NULL, *end = from ? strchr(from, '\n') : NULL;
        json_t *typed = end ? json_text_read(from, (size_t)(end - from), JSON_DECODE_ANY, NULL) : NULL;
        if (json_is_number(typed) || json_is_boolean(typed) || json_is_array(typed))
            json_object_set(facts, name, typed);
        json_decref(typed);
    }
}

static void whole_flag(json_t *line, const char *name)
{
    const char *said = json_string_value(json_object_get(line, name));
    if (said)
        json_object_set_new(line, name, json_boolean(strcmp(said, "true") == 0));
}

/* What the front matter says in words becomes what the import takes. */
static bool whole_line(struct whole *w, const char *text, json_t *line, json_int_t there, struct arena *arena)
{
    const char *body = json_string_value(json_object_get(line, "body"));
    const char *image = json_string_value(json_object_get(line, "image"));
    int64_t views = whole_id(&w->views, there);
    whole_flag(line, "pinned");
    whole_flag(line, "decorative");
    whole_facts(text, json_object_get(line, "facts"), arena);
    if (body)
        json_object_set_new(line, "body", json_string(whole_body(w, body, arena)));
    if (image) {
        int64_t here = whole_id(&w->media, strtoll(image, NULL, 10));
        json_object_set_new(line, "image", here ? json_integer((json_int_t)here) : json_null());
    }
    if (json_object_get(line, "attachments"))
        json_object_set_new(line, "attachments",
                            whole_attachments(w, text, json_object_get(line, "attachments"), arena));
    if (views > 0)
        json_object_set_new(line, "opening_views", json_integer((json_int_t)views));
    json_int_t original = whole_number(text, "translation_of");
    int64_t here = original ? whole_id(&w->articles, original) : 0;
    if (here)
        json_object_set_new(line, "translation_of", json_integer((json_int_t)here));
    return json_object_get(line, "title") != NULL;
}

/* Whether an article of that slug is there, of a former run: no name for good tells it then. */
static enum err whole_is_there(struct whole *w, const json_t *line, int64_t *ret_id)
{
    const char *slug = json_string_value(json_object_get(line, "slug"));
    json_t *answer = NULL;
    int status = 0;
    *ret_id = 0;
    if (!slug || json_object_get(line, "external_id"))
        return ERR_OK;
    enum err err = coming_ask(w->coming, "GET", arena_printf(w->coming->batch, "/api/articles/%s", slug),
                              NULL, &status, &answer);
    json_auto_t *owned = answer;
    const char *found = json_string_value(json_object_get(owned, "slug"));
    if (!err && status == STATUS_OK && found && strcmp(found, slug) == 0)
        *ret_id = json_integer_value(json_object_get(owned, "id"));
    return err;
}

char *whole_read(struct whole *w, const char *path, struct arena *arena)
{
    struct stat file;
    auto_close int fd = openat(w->folder, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &file) || !S_ISREG(file.st_mode) || file.st_size > WHOLE_FILE_MAX) {
        coming_tell(w->coming, path, "%s", strerror(fd < 0 ? errno : EFBIG));
        return NULL;
    }
    char *bytes = arena_alloc(arena, (size_t)file.st_size + 1);
    ssize_t got = bytes ? pread(fd, bytes, (size_t)file.st_size, 0) : -1;
    if (got >= 0)
        bytes[got] = '\0';
    return got >= 0 ? bytes : NULL;
}

/* One file of an article. */
static enum err whole_article(struct whole *w, const char *path)
{
    auto_arena struct arena *arena = arena_new(WHOLE_ARENA);
    auto_submission struct submission submission = {0};
    struct reply reply = {.arena = arena, .lang = w->coming->options.lang};
    const char *text = arena ? whole_read(w, path, arena) : NULL;
    const struct request request = {
        .arena = arena, .content_type = "text/markdown", .body = text, .body_size = text ? strlen(text) : 0};
    int64_t here = 0;
    if (!text)
        return arena ? ERR_OK : ERR_MEMORY;
    json_int_t there = whole_number(text, "id");
    enum err err = submission_read(&request, &reply, &submission);
    if (err == ERR_MEMORY)
        return err;
    if (err || !whole_line(w, text, submission.fields, there, arena)) {
        w->coming->counts.refused++;
        coming_tell(w->coming, path, "%s", reply.detail ? reply.detail : "?");
        return ERR_OK;
    }
    err = whole_is_there(w, submission.fields, &here);
    if (!err && here) {
        w->coming->counts.unchanged++;
        return coming_map_put(&w->coming->ids, w->coming->arena, path, here) ? ERR_OK : ERR_MEMORY;
    }
    return err ? err : coming_article(w->coming, json_incref(submission.fields), path, NULL);
}

/* The name under which the article of a file is known in this run. */
static enum err whole_learn(struct whole *w, const char *path)
{
    auto_arena struct arena *arena = arena_new(WHOLE_ARENA);
    auto_submission struct submission submission = {0};
    struct reply reply = {.arena = arena};
    const char *text = arena ? whole_read(w, path, arena) : NULL;
    const struct request request = {
        .arena = arena, .content_type = "text/markdown", .body = text, .body_size = text ? strlen(text) : 0};
    if (!text || submission_read(&request, &reply, &submission))
        return ERR_OK;
    const char *name = json_string_value(json_object_get(submission.fields, "external_id"));
    int64_t here = coming_article_id(w->coming, name ? name : path);
    return !here || whole_note(w, &w->articles, whole_number(text, "id"), here) ? ERR_OK : ERR_MEMORY;
}

/* By the number in the name, so that those there first are here first. */
static int whole_order(const void *one, const void *other)
{
    const char *a = strrchr(*(const char *const *)one, '/'), *b = strrchr(*(const char *const *)other, '/');
    long long first = a ? strtoll(a + 1, NULL, 10) : 0, second = b ? strtoll(b + 1, NULL, 10) : 0;
    return (first > second) - (first < second);
}

/* The files of one of the folders. */
static enum err whole_list_folder(struct whole *w, const char *name, const char ***list, size_t *count,
                                  size_t *room)
{
    const char *path = arena_printf(w->coming->arena, "articles/%s", name);
    int fd = openat(w->folder, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *listing = fd >= 0 ? fdopendir(fd) : NULL;
    enum err err = ERR_OK;
    for (struct dirent *entry; listing && !err && (entry = readdir(listing));)
        if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9' &&
            !whole_add(w, list, count, room, arena_printf(w->coming->batch, "%s/%s", path, entry->d_name)))
            err = ERR_MEMORY;
    if (listing)
        closedir(listing);
    else if (fd >= 0)
        close(fd);
    return err;
}

/* How often each was read there: the first and the last column of the table. */
static enum err whole_views(struct whole *w)
{
    auto_arena struct arena *arena = arena_new(WHOLE_ARENA);
    const char *text = arena ? whole_read(w, "counters/articles.csv", arena) : NULL, *end;
    for (; text && (end = strchr(text, '\n')); text = end + 1) {
        const char *comma = memrchr(text, ',', (size_t)(end - text));
        long long there = strtoll(text, NULL, 10), views = comma ? strtoll(comma + 1, NULL, 10) : 0;
        if (there > 0 && views > 0 && !whole_note(w, &w->views, there, views))
            return ERR_MEMORY;
    }
    return arena ? ERR_OK : ERR_MEMORY;
}

/* Sends files, those that are translations of others last, and learns their numbers here. */
static enum err whole_bring(struct whole *w, const char *const *files, size_t count)
{
    enum err err = ERR_OK;
    for (int is_second = 0; !err && is_second < 2; is_second++) {
        for (size_t i = 0; !err && i < count; i++) {
            auto_arena struct arena *arena = arena_new(WHOLE_ARENA);
            const char *text = arena ? whole_read(w, files[i], arena) : NULL;
            bool is_translation = text && whole_number(text, "translation_of") > 0;
            if (is_translation == (is_second > 0))
                err = whole_article(w, files[i]);
            coming_progress(w->coming, COMING_SAID(w->coming, "bài viết", "articles"), (int64_t)i + 1,
                            (int64_t)count);
        }
        if (!err)
            err = coming_flush(w->coming);
        for (size_t i = 0; !err && i < count; i++)
            err = whole_learn(w, files[i]);
    }
    return err;
}

enum err whole_articles(struct whole *w)
{
    static const char *const folders[] = {"published", "scheduled", "review", "draft",
                                          "withdrawn", "staff",     "trash"};
    enum { TRASH = 6 };
    const char **files = NULL;
    size_t count = 0, room = 0;
    enum err err = whole_views(w);
    for (size_t i = 0; !err && i < sizeof folders / sizeof *folders; i++)
        err = whole_list_folder(w, folders[i], &files, &count, &room);
    if (!err)
        err = whole_list_folder(w, folders[TRASH], &w->trashed, &w->trashed_count, &w->trashed_room);
    if (count)
        qsort(files, count, sizeof *files, whole_order);
    if (!err)
        err = whole_bring(w, files, count);
    for (size_t i = 0; !err && i < w->trashed_count; i++) {
        int64_t ignored, id = 0;
        const char *slash = strrchr(w->trashed[i], '/');
        id = slash ? whole_id(&w->articles, strtoll(slash + 1, NULL, 10)) : 0;
        if (id)
            err = whole_send(w, "DELETE", arena_printf(w->coming->batch, "/api/articles/%" PRId64, id), NULL,
                             w->trashed[i], &ignored);
    }
    return err;
}
