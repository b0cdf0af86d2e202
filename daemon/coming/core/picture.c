/* Pictures that no folder has, fetched from where they lie: slowly, each once, and not again by the next run.
 * Which medium an address became is noted in the data folder by a hash of the address, for addresses hold
 * words. Who fetches, and what may be reached, is the caller's of the floor. */
#include "coming_text.h"
#include "file_address.h"
#include "media.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    STATUS_OK = 200,
    PICTURE_ARENA = 64 * 1024 * 1024,
    HOST_PACE_MS = 200, /* between two questions to one host */
    HOST_TRIES = 3,     /* that nobody answered, and it is left alone */
    NOTE_MAX = 256 * 1024 * 1024,
    KEY_SIZE = 2 * 16 + 1, /* of a hash as text */
};

static const char note_name[] = "import-fetched";

/* How a host behaved. */
struct picture_host {
    int64_t asked_ms;
    int failures; /* in a row */
};

static int64_t picture_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void picture_key(const char *address, char key[static KEY_SIZE])
{
    unsigned char hash[(KEY_SIZE - 1) / 2];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)address, strlen(address), NULL, 0);
    sodium_bin2hex(key, KEY_SIZE, hash, sizeof hash);
}

/* Reads what former runs noted: "HASH ID", a line each; one that was cut off says nothing. */
static enum err picture_notes_read(struct coming *coming)
{
    auto_buf struct buf text = BUF(NOTE_MAX);
    char piece[64 * 1024];
    coming->has_notes = true;
    auto_close int folder = open(coming->options.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    auto_close int file = openat(folder, note_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    for (ssize_t got; file >= 0 && (got = read(file, piece, sizeof piece)) > 0;)
        buf_add(&text, piece, (size_t)got);
    for (const char *at = buf_str(&text), *end; (end = strchr(at, '\n')); at = end + 1) {
        const char *blank = memchr(at, ' ', (size_t)(end - at));
        if (blank && blank - at == KEY_SIZE - 1 &&
            !coming_map_put(&coming->notes, coming->arena,
                            arena_copy(coming->batch, at, (size_t)(blank - at)), strtoll(blank, NULL, 10)))
            return ERR_MEMORY;
    }
    return buf_failed(&text) ? ERR_MEMORY : ERR_OK;
}

/* One line more; what cannot be noted is fetched again by the next run, and no more. */
static void picture_note(struct coming *coming, const char *key, int64_t id)
{
    char line[KEY_SIZE + 32];
    auto_close int folder = open(coming->options.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    auto_close int file =
        openat(folder, note_name, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    int length = snprintf(line, sizeof line, "%s %" PRId64 "\n", key, id);
    if (file >= 0 && write(file, line, (size_t)length) != length)
        errno = 0;
}

/* The medium that a former run made of the address, when it is there still. */
static enum err picture_known(struct coming *coming, const char *key, struct coming_medium *ret_medium,
                              bool *ret_known)
{
    int64_t id;
    json_t *answer = NULL;
    int status = 0;
    *ret_known = false;
    if (!coming_map_find(&coming->notes, key, &id))
        return ERR_OK;
    enum err err = coming_ask(coming, "GET", arena_printf(coming->batch, "/api/media/%" PRId64, id), NULL,
                              &status, &answer);
    json_auto_t *owned = answer;
    const char *url = json_string_value(json_object_get(owned, "url"));
    *ret_known = !err && status == STATUS_OK && url;
    if (*ret_known)
        *ret_medium = (struct coming_medium){
            .state = MEDIUM_TAKEN, .id = id, .url = arena_text(coming->arena, url), .is_picture = true};
    return err;
}

/* The host's row in the list. NULL: no memory. */
static struct picture_host *picture_host_of(struct coming *coming, const char *address)
{
    const char *host = strstr(address, "//");
    int64_t place;
    host = host ? host + 2 : address;
    host = coming_lower(coming->batch, arena_copy(coming->batch, host, strcspn(host, "/?#")));
    if (!coming_map_find(&coming->hosts, host, &place)) {
        struct picture_host *row = arena_zero(coming->arena, 1, sizeof *row);
        if (!row || !coming_map_put(&coming->hosts, coming->arena, host, (int64_t)(intptr_t)row))
            return NULL;
        return row;
    }
    return (struct picture_host *)(intptr_t)place; // NOLINT(performance-no-int-to-ptr) what was put there
}

/* Nobody is asked faster than a person with many windows would. */
static void picture_wait(const struct picture_host *host)
{
    int64_t left_ms = host->asked_ms + HOST_PACE_MS - picture_now_ms();
    if (host->asked_ms && left_ms > 0)
        nanosleep(&(struct timespec){left_ms / 1000, left_ms % 1000 * 1000000}, NULL);
}

/* The name of a file at the end of an address. */
static const char *picture_name(struct coming *coming, const char *address)
{
    const char *path = arena_copy(coming->batch, address, strcspn(address, "?#")),
               *slash = strrchr(path, '/');
    return coming_url_decode(coming->batch, slash && slash[1] ? slash + 1 : "anh");
}

static void picture_tell(struct coming *coming, const char *label, const char *address, const char *why)
{
    bool cut;
    coming_tell(coming, label,
                COMING_SAID(coming, "không tải được ảnh %s: %s", "the picture %s was not fetched: %s"),
                coming_cut(coming->batch, address, 200, &cut), why);
}

/* Fetches and sends it. */
static enum err picture_fetch(struct coming *coming, const char *address, const char *key, const char *label,
                              struct coming_medium *medium)
{
    auto_arena struct arena *arena = arena_new(PICTURE_ARENA);
    struct picture_host *host = picture_host_of(coming, address);
    struct coming_fetched fetched = {.why = NULL};
    if (!arena || !host)
        return ERR_MEMORY;
    if (host->failures >= HOST_TRIES) {
        picture_tell(coming, label, address,
                     COMING_SAID(coming, "máy ấy không trả lời", "nobody answers there"));
        return ERR_OK;
    }
    picture_wait(host);
    enum err err =
        coming->options.fetch(coming->options.fetch_context, address, arena, &fetched, coming->fault);
    host->asked_ms = picture_now_ms();
    host->failures = fetched.is_host_away ? host->failures + 1 : 0;
    if (err)
        return err;
    if (fetched.why) {
        picture_tell(coming, label, address, fetched.why);
        return ERR_OK;
    }
    err =
        coming_media_bytes(coming, fetched.bytes, fetched.size, picture_name(coming, address), label, medium);
    if (err || medium->state != MEDIUM_TAKEN)
        return err;
    coming->counts.fetched++;
    coming_progress(coming, COMING_SAID(coming, "ảnh đã tải", "pictures fetched"), coming->counts.fetched, 0);
    picture_note(coming, key, medium->id);
    return ERR_OK;
}

/* Where it lies on the network: as written, or on the former portal, whose whole pictures are better than
 * smaller ones. NULL: nobody knows. */
static const char *picture_address(struct coming *coming, const char *address)
{
    const char *own = coming_media_own(coming, address);
    if (own && coming->whole) {
        const char *path = arena_copy(coming->batch, own + 1, strcspn(own + 1, "?#"));
        const char *whole = coming->whole(coming->whole_context, path);
        if (whole != path)
            return arena_printf(coming->batch, "%.*s/%s", (int)(strlen(address) - strlen(own)), address,
                                whole);
    }
    if (strncmp(address, "//", 2) == 0)
        return arena_printf(coming->batch, "https:%s", address);
    if (strncasecmp(address, "http://", 7) == 0 || strncasecmp(address, "https://", 8) == 0)
        return address;
    const char *path = coming_media_beside(coming, address), *site = coming->site;
    if (!site || strcspn(path, ":") < strcspn(path, "/?#"))
        return NULL;
    while (strncmp(path, "./", 2) == 0 || strncmp(path, "../", 3) == 0)
        path = strchr(path, '/') + 1;
    return arena_printf(coming->batch, "%s/%s", site, path + strspn(path, "/"));
}

enum err coming_picture_at(struct coming *coming, const char *address, const char *label,
                           struct coming_medium *ret_medium)
{
    char key[KEY_SIZE];
    int64_t place;
    bool is_known;
    enum err err = coming_media_at(coming, address, label, ret_medium);
    bool is_away = ret_medium->state == MEDIUM_MISSING || ret_medium->state == MEDIUM_FOREIGN;
    const char *whole = !err && is_away && coming->options.fetch && !coming->options.is_trial
                            ? picture_address(coming, address)
                            : NULL;
    if (!whole)
        return err;
    if (!coming->has_notes)
        err = picture_notes_read(coming);
    picture_key(whole, key);
    /* By this run already, with whatever came of it. */
    if (!err && coming_map_find(&coming->media, key, &place)) {
        *ret_medium = coming->media_known[place];
        if (ret_medium->state != MEDIUM_TAKEN)
            picture_tell(coming, label, whole, COMING_SAID(coming, "như trên", "as above"));
        return coming_file_address(coming, address, label, ret_medium);
    }
    struct coming_medium medium = {.state = MEDIUM_REFUSED, .url = ""};
    if (!err)
        err = picture_known(coming, key, &medium, &is_known);
    if (!err && !is_known)
        err = picture_fetch(coming, whole, key, label, &medium);
    *ret_medium = medium;
    if (!err)
        err = coming_media_remember(coming, key, &medium);
    return err ? err : coming_file_address(coming, address, label, &medium);
}
