/* From a folder of congd export --all to a portal: the order of it, and what all parts need. */
#include "whole.h"

#include "base/json_text.h"
#include "coming/coming.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

json_t *whole_json(struct whole *w, const char *name)
{
    json_error_t error;
    int fd = openat(w->folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    json_t *json = fd >= 0 ? json_text_read_file(fd, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (!json)
        coming_tell(w->coming, name, "%s", fd < 0 ? strerror(errno) : error.text);
    if (fd >= 0)
        close(fd);
    return json;
}

int64_t whole_id(const struct coming_map *ids, json_int_t there)
{
    char key[24];
    int64_t here = 0;
    snprintf(key, sizeof key, "%" JSON_INTEGER_FORMAT, there);
    return coming_map_find(ids, key, &here) ? here : 0;
}

bool whole_note(struct whole *w, struct coming_map *ids, json_int_t there, int64_t here)
{
    char key[24];
    snprintf(key, sizeof key, "%" JSON_INTEGER_FORMAT, there);
    return coming_map_put(ids, w->coming->arena, key, here);
}

bool whole_add(struct whole *w, const char ***list, size_t *count, size_t *room, const char *text)
{
    if (*count == *room) {
        size_t more = *room ? 2 * *room : 256;
        const char **bigger = arena_zero(w->coming->arena, more, sizeof *bigger);
        if (!bigger)
            return false;
        if (*count)
            memcpy(bigger, *list, *count * sizeof *bigger);
        *list = bigger;
        *room = more;
    }
    (*list)[*count] = arena_text(w->coming->arena, text);
    return (*list)[(*count)++];
}

enum err whole_send(struct whole *w, const char *method, const char *path, const json_t *body,
                    const char *label, int64_t *ret_id)
{
    enum { CONFLICT = 409, FIRST_ERROR = 400, FIRST_OWN = 500 };
    json_t *answer = NULL;
    int status = 0;
    *ret_id = 0;
    enum err err = coming_ask(w->coming, method, path, body, &status, &answer);
    json_auto_t *owned = answer;
    if (!err && status >= FIRST_OWN) {
        buf_printf(w->coming->fault, "%s: %s", path, coming_problem(w->coming, owned));
        return ERR_UNAVAILABLE;
    }
    if (!err && status >= FIRST_ERROR && status != CONFLICT)
        coming_tell(w->coming, label, COMING_SAID(w->coming, "không nhận được: %s", "not taken: %s"),
                    coming_problem(w->coming, owned));
    if (!err && status < FIRST_ERROR)
        *ret_id = json_integer_value(json_object_get(owned, "id"));
    return err;
}

enum err coming_whole(const struct coming_portal *portal, const struct coming_options *options, int source,
                      const char *name, struct buf *fault, struct coming_counts *ret_counts)
{
    static enum err (*const parts[])(struct whole *) = {whole_before, whole_media, whole_articles,
                                                        whole_after};
    auto_coming struct coming coming = {.arena = NULL};
    enum err err = coming_begin(&coming, portal, options, fault);
    struct whole w = {.coming = &coming, .folder = source};
    if (!err && (faccessat(source, "articles", R_OK | X_OK, 0) || faccessat(source, "site.json", R_OK, 0))) {
        buf_printf(fault,
                   COMING_SAID(&coming, "%s không phải thư mục của congd export --all",
                               "%s is no folder of congd export --all"),
                   name);
        err = ERR_INPUT;
    }
    /* Nearly everything refers to something that a trial would not make. */
    if (!err && options->is_trial) {
        buf_text(fault,
                 COMING_SAID(&coming, "--all không chạy thử được; hãy nhập vào một thư mục dữ liệu mới",
                             "--all has no trial; bring it into a data folder of its own instead"));
        err = ERR_INPUT;
    }
    if (!err)
        err = coming_places_read(&coming, &w.places);
    for (size_t i = 0; !err && i < sizeof parts / sizeof *parts; i++)
        err = parts[i](&w);
    coming_places_done(&w.places);
    *ret_counts = coming.counts;
    return err;
}
