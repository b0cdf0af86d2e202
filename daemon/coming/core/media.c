/* Which file an address means, and sending it. It knows no HTML and no source. */
#include "media.h"

#include "coming_text.h"
#include "file_address.h"
#include "media_file.h"

#include "base/json_text.h"
#include "base/said.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { STATUS_OK = 200, STATUS_CREATED = 201, PIECE = 64 * 1024, INSIDE_MAX = 32 * 1024 * 1024 };

/* Random once; that a file holds it by accident will not happen. */
static const char boundary[] = "congd-coming-5d1f8a6be2c94703";

enum err coming_media_site(struct coming *coming, const char *site)
{
    const char *slashes = strstr(site, "//");
    const char *host = slashes ? slashes + 2 : site;
    const char *name = arena_copy(coming->arena, host, strcspn(host, "/?#"));
    /* The first is where it lies. */
    if (*name && !coming->site)
        coming->site = slashes && slashes > site
                           ? arena_printf(coming->arena, "%.*s%s", (int)(slashes + 2 - site), site, name)
                           : arena_printf(coming->arena, "http://%s", name);
    return !*name || coming_map_put(&coming->sites, coming->arena, coming_lower(coming->arena, name), 1)
               ? ERR_OK
               : ERR_MEMORY;
}

/* Behind scheme and host; *ret_host is that, NULL where there is none. */
static const char *media_behind_host(struct coming *coming, const char *address, const char **ret_host)
{
    size_t scheme = strncasecmp(address, "http://", 7) == 0    ? 7
                    : strncasecmp(address, "https://", 8) == 0 ? 8
                                                               : 0;
    *ret_host = NULL;
    scheme = !scheme && strncmp(address, "//", 2) == 0 ? 2 : scheme;
    if (!scheme)
        return address;
    size_t length = strcspn(address + scheme, "/?#");
    *ret_host = coming_lower(coming->batch, arena_copy(coming->batch, address + scheme, length));
    return address + scheme + length;
}

/* Whether a host is one of the former portal's, with "www." or without. */
static bool media_is_own_host(struct coming *coming, const char *host)
{
    int64_t known;
    const char *other =
        strncmp(host, "www.", 4) == 0 ? host + 4 : arena_printf(coming->batch, "www.%s", host);
    return coming_map_find(&coming->sites, host, &known) || coming_map_find(&coming->sites, other, &known);
}

const char *coming_media_own(struct coming *coming, const char *address)
{
    const char *host, *behind = media_behind_host(coming, address, &host);
    if (!host || !media_is_own_host(coming, host))
        return NULL;
    return *behind == '/' ? behind : arena_printf(coming->batch, "/%s", behind);
}

const char *coming_media_path(struct coming *coming, const char *address)
{
    const char *host, *behind = media_behind_host(coming, address, &host);
    if (host && !media_is_own_host(coming, host))
        return NULL;
    if (!host && strchr(behind, ':') && strcspn(behind, ":") < strcspn(behind, "/?#"))
        return NULL; /* another scheme */
    const char *path = arena_copy(coming->batch, behind, strcspn(behind, "?#"));
    while (strncmp(path, "./", 2) == 0 || strncmp(path, "../", 3) == 0)
        path = strchr(path, '/') + 1;
    return path + strspn(path, "/");
}

/* The file of a path, as it stands or unescaped. */
static int media_open_one(struct coming *coming, const char *path, const char **ret_path)
{
    int folder = coming->options.media;
    int fd = media_file_open(folder, path, coming->batch, ret_path);
    if (fd < 0 && strchr(path, '%'))
        fd = media_file_open(folder, coming_url_decode(coming->batch, path), coming->batch, ret_path);
    coming->is_denied |= fd < 0 && errno == EACCES;
    return fd;
}

/* Thumbnails of NukeViet stand for what they were made of; of another smaller copy that is not there the
 * whole will do. */
static int media_open_whole(struct coming *coming, const char *path, const char **ret_path)
{
    static const char thumbs[] = "assets/";
    const char *dot = strrchr(path, '.');
    size_t length = dot ? (size_t)(dot - path) : 0, mark = coming_size_mark(path, length);
    int fd = -1;
    if (strncmp(path, thumbs, sizeof thumbs - 1) == 0)
        fd = media_open_one(coming, arena_printf(coming->batch, "uploads/%s", path + sizeof thumbs - 1),
                            ret_path);
    if (fd < 0)
        fd = media_open_one(coming, path, ret_path);
    if (fd < 0 && mark)
        fd = media_open_one(coming, arena_printf(coming->batch, "%.*s%s", (int)(length - mark), path, dot),
                            ret_path);
    return fd;
}

/* The whole picture where somebody knows which that is, and the folder has it. */
static int media_open_path(struct coming *coming, const char *path, const char **ret_path)
{
    const char *whole = coming->whole ? coming->whole(coming->whole_context, path) : path;
    int fd = media_open_whole(coming, whole, ret_path);
    return fd < 0 && whole != path ? media_open_whole(coming, path, ret_path) : fd;
}

bool coming_media_is_file(struct coming *coming, const char *address)
{
    const char *path = coming_media_path(coming, address), *found;
    int fd = path ? media_open_path(coming, path, &found) : -1;
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* A nameless file in the data folder. */
static int media_temporary(struct coming *coming)
{
    int fd = open(coming->options.directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        buf_printf(coming->fault, "%s: %s", coming->options.directory, said_errno(errno));
    return fd;
}

static bool media_write(int fd, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size) {
        ssize_t written = write(fd, at, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        at += written;
        size -= (size_t)written;
    }
    return true;
}

static bool media_copy(int from, int to)
{
    char piece[PIECE];
    ssize_t got;
    while ((got = read(from, piece, sizeof piece)) > 0)
        if (!media_write(to, piece, (size_t)got))
            return false;
    return got == 0;
}

/* The form with one file in it, and fields of words before it. */
static enum err media_form(struct coming *coming, int file, const char *name, json_t *fields, int form)
{
    auto_buf struct buf head = BUF(64 * 1024);
    const char *field;
    json_t *value;
    json_object_foreach(fields, field, value) if (json_is_string(value))
        buf_printf(&head, "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", boundary,
                   field, json_string_value(value));
    buf_printf(&head, "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"", boundary);
    for (const char *at = name; *at; at++) {
        if (*at == '"' || *at == '\\')
            buf_char(&head, '\\');
        buf_char(&head, (unsigned char)*at < ' ' ? '_' : *at);
    }
    buf_text(&head, "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
    bool is_written = media_write(form, buf_str(&head), head.length) && media_copy(file, form);
    buf_cut(&head, 0);
    buf_printf(&head, "\r\n--%s--\r\n", boundary);
    if (is_written && media_write(form, buf_str(&head), head.length))
        return ERR_OK;
    buf_printf(coming->fault, "%s: %s", coming->options.directory, said_errno(errno));
    return ERR_STORAGE_FULL;
}

/* What the portal made of it. A full disk, and whatever is the portal's own fault, ends the coming. */
static enum err media_answer(struct coming *coming, int status, const struct buf *answer, const char *path,
                             const char *label, struct coming_medium *medium)
{
    json_auto_t *body = json_text_read(buf_str(answer), answer->length, 0, NULL);
    if (status == STATUS_OK || status == STATUS_CREATED) {
        const char *url = json_string_value(json_object_get(body, "url"));
        medium->state = MEDIUM_TAKEN;
        medium->id = json_integer_value(json_object_get(body, "id"));
        medium->url = arena_text(coming->arena, url ? url : "");
        medium->is_picture = json_integer_value(json_object_get(body, "width")) > 0;
        coming->counts.media++;
        return ERR_OK;
    }
    const char *problem = coming_problem(coming, body);
    if (status >= 500) {
        buf_printf(coming->fault, "%s: %s", path, problem);
        return ERR_UNAVAILABLE;
    }
    medium->state = MEDIUM_REFUSED;
    coming_tell(coming, label, COMING_SAID(coming, "không nhận tệp %s: %s", "the file %s is not taken: %s"),
                path, problem);
    return ERR_OK;
}

/* Kept by its path and by its content, so that a picture on every page is sent once, and one that lies in
 * several places keeps the name that it was first sent with. */
enum err coming_media_remember(struct coming *coming, const char *path, const struct coming_medium *medium)
{
    if (coming->media_count == coming->media_room) {
        size_t room = coming->media_room ? 2 * coming->media_room : 64;
        struct coming_medium *more = arena_zero(coming->arena, room, sizeof *more);
        if (!more)
            return ERR_MEMORY;
        if (coming->media_count)
            memcpy(more, coming->media_known, coming->media_count * sizeof *more);
        coming->media_known = more;
        coming->media_room = room;
    }
    coming->media_known[coming->media_count] = *medium;
    return coming_map_put(&coming->media, coming->arena, path, (int64_t)coming->media_count++) ? ERR_OK
                                                                                               : ERR_MEMORY;
}

/* Sends an open file. */
static enum err media_send_file(struct coming *coming, int file, const char *path, json_t *fields,
                                const char *label, struct coming_medium *medium)
{
    auto_buf struct buf answer = BUF(4 * 1024 * 1024);
    auto_close int form = media_temporary(coming);
    const char *slash = strrchr(path, '/');
    int status = 0;
    if (form < 0)
        return ERR_STORAGE_FULL;
    enum err err = media_form(coming, file, slash ? slash + 1 : path, fields, form);
    const struct coming_call call = {
        .method = "POST",
        .path = "/api/media",
        .type = arena_printf(coming->batch, "multipart/form-data; boundary=%s", boundary),
        .file = form};
    if (!err)
        err = coming->portal.send(coming->portal.context, &call, &answer, &status, coming->fault);
    return err ? err : media_answer(coming, status, &answer, path, label, medium);
}

/* The content of a file as a key; false: it cannot be read. */
static bool coming_media_hash(int file, char key[static 2 * crypto_generichash_BYTES + 1])
{
    unsigned char hash[crypto_generichash_BYTES];
    crypto_generichash_state state;
    char piece[PIECE];
    ssize_t got;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    while ((got = read(file, piece, sizeof piece)) > 0)
        crypto_generichash_update(&state, (const unsigned char *)piece, (unsigned long long)got);
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(key, 2 * sizeof hash + 1, hash, sizeof hash);
    return got == 0 && lseek(file, 0, SEEK_SET) == 0;
}

/* Sends an open file, unless its content was sent under another name. */
static enum err media_send(struct coming *coming, int file, const char *path, const char *label,
                           struct coming_medium *medium)
{
    char key[2 * crypto_generichash_BYTES + 1];
    int64_t place;
    if (!coming_media_hash(file, key)) {
        buf_printf(coming->fault, "%s: %s", path, said_errno(errno));
        return ERR_INTERNAL;
    }
    if (coming_map_find(&coming->media, key, &place)) {
        *medium = coming->media_known[place];
        return ERR_OK;
    }
    enum err err = media_send_file(coming, file, path, NULL, label, medium);
    return err ? err : coming_media_remember(coming, key, medium);
}

/* "." and ".." are undone. */
const char *coming_media_beside(struct coming *coming, const char *address)
{
    size_t scheme = strcspn(address, ":/?#");
    if (!coming->beside || *address == '/' || *address == '#' || address[scheme] == ':')
        return address;
    char *path = arena_alloc(coming->batch, strlen(coming->beside) + 1);
    if (path)
        memcpy(path, coming->beside, strlen(coming->beside) + 1);
    while (path && *address == '.') {
        char *slash = strrchr(path, '/');
        bool climbs = strncmp(address, "../", 3) == 0;
        if (!climbs && strncmp(address, "./", 2) != 0)
            break;
        if (climbs)
            *(slash ? slash : path) = '\0';
        address += climbs ? 3 : 2;
    }
    return path ? arena_printf(coming->batch, "%s%s%s", path, *path ? "/" : "", address) : address;
}

enum err coming_media_at(struct coming *coming, const char *address, const char *label,
                         struct coming_medium *ret_medium)
{
    struct coming_medium medium = {.state = MEDIUM_MISSING, .url = ""};
    const char *path = coming_media_path(coming, coming_media_beside(coming, address)), *found = NULL;
    int64_t place;
    if (!path)
        medium.state = MEDIUM_FOREIGN;
    coming->is_denied = false;
    auto_close int file = path && *path ? media_open_path(coming, path, &found) : -1;
    if (file >= 0 && coming_map_find(&coming->media, found, &place)) {
        *ret_medium = coming->media_known[place];
        return coming_file_address(coming, address, label, ret_medium);
    }
    if (file < 0 && coming->is_denied) {
        /* Somebody else's, who lets nobody read it: no reason to look for it elsewhere. */
        medium.state = MEDIUM_REFUSED;
        coming_tell(
            coming, label,
            COMING_SAID(coming, "không có quyền đọc tệp %s", "the file %s may not be read by this user"),
            path);
    }
    enum err err = ERR_OK;
    if (file >= 0 && coming->options.is_trial)
        medium.state = MEDIUM_TAKEN;
    else if (file >= 0)
        err = media_send(coming, file, found, label, &medium);
    if (file >= 0 && !err)
        err = coming_media_remember(coming, found, &medium);
    *ret_medium = medium;
    return err ? err : coming_file_address(coming, address, label, &medium);
}

enum err coming_media_words(struct coming *coming, int file, const char *name, json_t *words,
                            const char *label, struct coming_medium *ret_medium)
{
    *ret_medium = (struct coming_medium){.state = MEDIUM_TAKEN, .url = ""};
    return coming->options.is_trial ? ERR_OK : media_send_file(coming, file, name, words, label, ret_medium);
}

enum err coming_media_bytes(struct coming *coming, const void *bytes, size_t size, const char *name,
                            const char *label, struct coming_medium *ret_medium)
{
    struct coming_medium medium = {.state = MEDIUM_TAKEN, .url = ""};
    auto_close int file = coming->options.is_trial ? -1 : media_temporary(coming);
    enum err err = ERR_OK;
    if (!coming->options.is_trial)
        err = file >= 0 && media_write(file, bytes, size) && lseek(file, 0, SEEK_SET) == 0 ? ERR_OK
                                                                                           : ERR_STORAGE_FULL;
    if (file >= 0 && !err)
        err = media_send(coming, file, name, label, &medium);
    *ret_medium = medium;
    return err;
}

enum err coming_media_inside(struct coming *coming, const char *address, const char *label,
                             struct coming_medium *ret_medium)
{
    struct coming_medium medium = {.state = MEDIUM_REFUSED, .url = ""};
    const char *comma = strchr(address, ','), *type = address + strlen("data:image/");
    size_t length = comma ? strlen(comma + 1) : 0, size = 0;
    void *bytes = comma && length < INSIDE_MAX ? arena_alloc(coming->batch, length + 1) : NULL;
    bool is_base64 = comma && memmem(address, (size_t)(comma - address), ";base64", 7);
    if (!bytes || !is_base64 ||
        sodium_base642bin(bytes, length + 1, comma + 1, length, " \r\n\t", &size, NULL,
                          sodium_base64_VARIANT_ORIGINAL)) {
        *ret_medium = medium;
        return ERR_OK;
    }
    return coming_media_bytes(coming, bytes, size,
                              arena_printf(coming->batch, "anh.%.*s", (int)strcspn(type, ";,+"), type), label,
                              ret_medium);
}
