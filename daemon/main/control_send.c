/* The conversation over the control socket: the request, and an answer of any length, taken as it comes. */
#include "control.h"

#include "base/said.h"

#include "base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/* A picture may wait two minutes for the helper, and then be worked on. */
enum { PATIENCE_S = 300 };

/* Only our own daemon is spoken to; these bounds are for its accidents. A minute without a byte counts
 * as hanging. */
enum { HEAD_MAX = 64 * 1024, PIECE = 64 * 1024, STATUS_AT = sizeof "HTTP/1.1 " - 1 };

/* Of /proc/self/cmdline, whose beginning will do. */
enum { COMMAND_SIZE = 512 };

/* How the body's end is known. */
enum framing { FRAMING_CLOSE, FRAMING_LENGTH, FRAMING_CHUNKED };

/* What has come stands in `came` until it is used; it is moved to the front with each read. */
struct conversation {
    const struct control_call *call;
    struct buf *fault;
    int fd;
    struct buf came; /* and not used yet, from `used` on */
    size_t used;
    bool has_ended; /* the other side closed */
    int status;
    enum framing framing;
    unsigned long long length;
};

/* One line from errno. */
static enum err control_failed(struct buf *fault, const char *path)
{
    buf_printf(fault, "%s: %s", path, said_errno(errno));
    return ERR_UNAVAILABLE;
}

/* The command that was called, "token"; "" where that cannot be known. */
static const char *command_called(char text[static COMMAND_SIZE])
{
    /* argv as it was, whatever was made of it since. */
    auto_close int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t size = fd < 0 ? 0 : read(fd, text, COMMAND_SIZE - 1);
    text[size > 0 ? size : 0] = '\0';
    size_t first = strlen(text) + 1;
    return (ssize_t)first < size ? text + first : "";
}

/* The socket is for the folder's owner alone, so whoever was refused is told who that is, and how to be it.
 */
enum err control_not_permitted(const char *directory, struct buf *fault)
{
    struct stat st;
    char called[COMMAND_SIZE], number[24];
    const char *command = command_called(called);
    /* Its folder may not be looked into, so that of the folder is asked. */
    if (stat(directory, &st)) {
        buf_printf(fault, "%s: %s", directory, said_errno(EACCES));
        return ERR_UNAVAILABLE;
    }
    const struct passwd *owner = getpwuid(st.st_uid);
    snprintf(number, sizeof number, "#%u", (unsigned)st.st_uid);
    const char *name = owner ? owner->pw_name : number;
    buf_printf(
        fault,
        SAID("%s/control.sock: chỉ người dùng %s được mở; hãy chạy với tư cách người đó: sudo -u %s congd %s "
             "…",
             "%s/control.sock: only the user %s may open it; run this as that user: sudo -u %s congd %s …"),
        directory, name, name, command);
    return ERR_UNAVAILABLE;
}

/* A connected socket, or ERR_NOT_FOUND where nobody listens. It is the folder that names the daemon. */
static enum err dial(const char *directory, struct buf *fault, int *ret_fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const struct timeval patience = {.tv_sec = PATIENCE_S};
    /* sun_path has 108 bytes on Linux. */
    int length = snprintf(address.sun_path, sizeof address.sun_path, "%s/control.sock", directory);
    if (length >= (int)sizeof address.sun_path)
        return ERR_NOT_FOUND; /* no daemon can listen on such a path either */
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return control_failed(fault, address.sun_path);
    /* Otherwise a daemon that hangs would make its own command hang. */
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0) {
        *ret_fd = fd;
        return ERR_OK;
    }
    /* A socket's file without anybody behind it is left by a daemon that was killed. */
    bool is_absent = errno == ENOENT || errno == ECONNREFUSED || errno == ENOTDIR;
    bool is_refused = errno == EACCES || errno == EPERM;
    enum err err = is_absent    ? ERR_NOT_FOUND
                   : is_refused ? control_not_permitted(directory, fault)
                                : control_failed(fault, address.sun_path);
    close(fd);
    return err;
}

/* False when the other end has gone; a closed socket must not end the command by SIGPIPE. */
static bool send_bytes(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t part = send(fd, bytes, size, MSG_NOSIGNAL);
        if (part <= 0)
            return false;
        bytes += part;
        size -= (size_t)part;
    }
    return true;
}

/* A body that is refused early cannot all be sent; the answer says why. */
static enum err send_file(struct conversation *c)
{
    char piece[PIECE];
    for (off_t at = 0;;) {
        ssize_t got = pread(c->call->file, piece, sizeof piece, at);
        if (got < 0)
            return control_failed(c->fault, SAID("tệp được gửi", "the file"));
        /* Hence no failure here: the answer is read in any case. */
        if (got == 0 || !send_bytes(c->fd, piece, (size_t)got))
            return ERR_OK;
        /* By place, from the beginning, wherever the descriptor stands. */
        at += got;
    }
}

/* Head and body. "Host" must be there, and its value is nobody's. */
static enum err send_request(struct conversation *c)
{
    const struct control_call *call = c->call;
    auto_buf struct buf head = BUF(HEAD_MAX);
    struct stat file = {.st_size = 0};
    if (call->file && fstat(call->file, &file))
        return control_failed(c->fault, SAID("tệp được gửi", "the file"));
    /* A file's size is taken now; one that grows meanwhile is cut by the daemon. */
    unsigned long long size = call->file   ? (unsigned long long)file.st_size
                              : call->body ? call->body->length
                                           : 0;
    buf_printf(&head,
               "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: application/json\r\n"
               "Accept-Language: %s\r\n",
               call->method, call->path, SAID("vi", "en"));
    /* Without a type there is no body, and no length to be said. */
    if (call->type)
        buf_printf(&head, "Content-Type: %s\r\nContent-Length: %llu\r\n", call->type, size);
    buf_text(&head, "\r\n");
    if (!send_bytes(c->fd, buf_str(&head), head.length))
        return control_failed(c->fault, "control.sock");
    if (call->file)
        return send_file(c);
    /* Likewise refused early, perhaps. */
    if (size)
        send_bytes(c->fd, call->body->bytes, call->body->length);
    return ERR_OK;
}

/* Reads some more. */
static enum err read_more(struct conversation *c)
{
    char piece[PIECE];
    /* The empty buffer has no bytes, and memmove() wants no NULL. */
    memmove(c->came.bytes ? c->came.bytes : piece, c->came.bytes ? c->came.bytes + c->used : piece,
            c->came.length - c->used);
    buf_cut(&c->came, c->came.length - c->used);
    c->used = 0;
    ssize_t got = recv(c->fd, piece, sizeof piece, 0);
    if (got < 0)
        return control_failed(c->fault, "control.sock");
    /* 0 is the end; the caller decides whether it came too soon. */
    c->has_ended = got == 0;
    buf_add(&c->came, piece, (size_t)got);
    return buf_failed(&c->came) ? ERR_MEMORY : ERR_OK;
}

/* The answer ends before its end. */
static enum err control_cut_off(struct conversation *c)
{
    buf_text(c->fault, SAID("máy chủ congd trả lời không trọn vẹn", "the daemon's answer is not whole"));
    return ERR_UNAVAILABLE;
}

/* The next line, its end cut off; it stays valid until the next read. */
static enum err control_read_line(struct conversation *c, char **ret_line)
{
    for (;;) {
        char *start = c->came.bytes ? c->came.bytes + c->used : NULL;
        /* What has come always ends with a NUL; heads and chunk lines hold none themselves. */
        char *end = start ? strstr(start, "\r\n") : NULL;
        if (end) {
            *end = '\0';
            c->used = (size_t)(end + 2 - c->came.bytes);
            *ret_line = start;
            return ERR_OK;
        }
        /* A line longer than any head of our daemon's is none. */
        enum err err =
            c->has_ended || c->came.length - c->used > HEAD_MAX ? control_cut_off(c) : read_more(c);
        if (err)
            return err;
    }
}

/* Status, and how the end of the body is known. */
static enum err control_read_head(struct conversation *c)
{
    static const char length[] = "Content-Length:", coding[] = "Transfer-Encoding:";
    char *line;
    enum err err = control_read_line(c, &line);
    if (err)
        return err;
    /* Our daemon speaks nothing else. */
    bool is_answer =
        strncmp(line, "HTTP/1.1 ", STATUS_AT) == 0 && strspn(line + STATUS_AT, "0123456789") == 3;
    if (!is_answer)
        return control_cut_off(c);
    c->status = (int)strtol(line + STATUS_AT, NULL, 10);
    /* An empty line ends the head; other fields are for nobody. */
    while (!(err = control_read_line(c, &line)) && *line) {
        if (strncasecmp(line, length, sizeof length - 1) == 0) {
            c->framing = FRAMING_LENGTH;
            c->length = strtoull(line + sizeof length - 1, NULL, 10);
        } else if (strncasecmp(line, coding, sizeof coding - 1) == 0) {
            c->framing = FRAMING_CHUNKED;
        }
    }
    return err;
}

/* Hands on `size` bytes of the body, or all up to the end. */
static enum err control_pass_on(struct conversation *c, unsigned long long size, bool to_end)
{
    while (to_end || size) {
        size_t part = c->came.length - c->used;
        part = !to_end && part > size ? (size_t)size : part;
        /* Nothing is gathered here, so an export of any size passes through. */
        if (part && !c->call->take(c->call->context, c->status, c->came.bytes + c->used, part))
            return ERR_UNAVAILABLE;
        c->used += part;
        size -= part;
        if (c->has_ended && (to_end || size))
            return to_end ? ERR_OK : control_cut_off(c);
        /* Not after the last byte: a read would wait for what does not come. */
        enum err err = to_end || size ? read_more(c) : ERR_OK;
        if (err)
            return err;
    }
    return ERR_OK;
}

/* Chunk by chunk. Trailers are not sent by our daemon. */
static enum err read_chunks(struct conversation *c)
{
    for (;;) {
        char *line;
        /* The line's end behind a chunk's bytes. */
        enum err err = control_read_line(c, &line);
        if (err)
            return err;
        unsigned long long size = strtoull(line, NULL, 16);
        if (!size)
            return ERR_OK;
        err = control_pass_on(c, size, false);
        if (!err)
            err = control_read_line(c, &line);
        if (err)
            return err;
    }
}

/* The head, then the body by its framing, handed on as it comes. */
static enum err read_answer(struct conversation *c)
{
    enum err err = control_read_head(c);
    if (err)
        return err;
    if (c->framing == FRAMING_CHUNKED)
        return read_chunks(c);
    /* A 204 has no body and no length. */
    return control_pass_on(c, c->length, c->framing == FRAMING_CLOSE && c->status != 204);
}

/* One connection for one call; it is closed whatever comes of it. */
enum err control_send(const struct control_call *call, struct buf *fault, int *ret_status)
{
    auto_close int fd = -1;
    /* Room for a line that is not whole, and for a piece behind it. */
    struct conversation c = {.call = call, .fault = fault, .came = BUF(2 * HEAD_MAX + PIECE)};
    enum err err = dial(call->directory, fault, &fd);
    if (err)
        return err;
    c.fd = fd;
    err = send_request(&c);
    if (!err)
        err = read_answer(&c);
    buf_done(&c.came);
    if (!err)
        *ret_status = c.status;
    return err;
}
