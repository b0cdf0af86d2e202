#include "control.h"

#include "base/cleanup.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

enum { ANSWER_MAX = 4 * 1024 * 1024, PATIENCE_S = 60 };

static enum err failed(struct buf *fault, const char *path)
{
    buf_printf(fault, "%s: %s", path, strerror(errno));
    return ERR_UNAVAILABLE;
}

static enum err dial(const char *directory, struct buf *fault, int *ret_fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const struct timeval patience = {.tv_sec = PATIENCE_S};
    int length = snprintf(address.sun_path, sizeof address.sun_path, "%s/control.sock", directory);
    if (length >= (int)sizeof address.sun_path)
        return ERR_NOT_FOUND; /* no daemon can listen on such a path either */
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return failed(fault, address.sun_path);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0) {
        *ret_fd = fd;
        return ERR_OK;
    }
    bool is_absent = errno == ENOENT || errno == ECONNREFUSED || errno == ENOTDIR;
    enum err err = is_absent ? ERR_NOT_FOUND : failed(fault, address.sun_path);
    close(fd);
    return err;
}

static enum err converse(int fd, const struct buf *request, struct buf *answer, struct buf *fault)
{
    for (size_t sent = 0; sent < request->length;) {
        ssize_t part = send(fd, request->bytes + sent, request->length - sent, MSG_NOSIGNAL);
        if (part <= 0)
            return failed(fault, "control.sock");
        sent += (size_t)part;
    }
    for (;;) {
        char part[8192];
        ssize_t got = recv(fd, part, sizeof part, 0);
        if (got < 0)
            return failed(fault, "control.sock");
        if (got == 0)
            return ERR_OK;
        buf_add(answer, part, (size_t)got);
        if (buf_failed(answer))
            return ERR_TOO_LARGE;
    }
}

/* "HTTP/1.1 201 Created", headers, an empty line, the body up to the end of the connection. */
static enum err take_apart(const struct buf *whole, struct buf *fault, struct control_answer *ret_answer)
{
    static const char version[] = "HTTP/1.1 ";
    const char *text = buf_str(whole), *body = strstr(text, "\r\n\r\n");
    const char *status = text + sizeof version - 1;
    bool is_answer =
        body && strncmp(text, version, sizeof version - 1) == 0 && strspn(status, "0123456789") == 3;
    if (!is_answer) {
        buf_text(fault, "the daemon's answer is not understood");
        return ERR_UNAVAILABLE;
    }
    ret_answer->status = (status[0] - '0') * 100 + (status[1] - '0') * 10 + (status[2] - '0');
    ret_answer->body = BUF(ANSWER_MAX);
    buf_add(&ret_answer->body, body + 4, whole->length - (size_t)(body + 4 - text));
    return ERR_OK;
}

enum err control_request(const char *directory, const char *method, const char *path, const char *json,
                         struct buf *fault, struct control_answer *ret_answer)
{
    auto_buf struct buf request = BUF(ANSWER_MAX), answer = BUF(ANSWER_MAX);
    auto_close int fd = -1;
    enum err err = dial(directory, fault, &fd);
    if (err)
        return err;
    buf_printf(&request,
               "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: application/json\r\n"
               "Accept-Language: en\r\n",
               method, path);
    if (json)
        buf_printf(&request, "Content-Type: application/json\r\nContent-Length: %zu\r\n", strlen(json));
    buf_text(&request, "\r\n");
    buf_text(&request, json ? json : "");
    if (buf_failed(&request))
        return ERR_TOO_LARGE;
    err = converse(fd, &request, &answer, fault);
    return err ? err : take_apart(&answer, fault, ret_answer);
}

static void add_text(struct buf *fault, const json_t *value)
{
    if (!json_is_string(value))
        return;
    buf_printf(fault, "%s%s", fault->length ? "; " : "", json_string_value(value));
}

void control_problem(const struct control_answer *answer, struct buf *fault)
{
    json_t *problem = json_loadb(buf_str(&answer->body), answer->body.length, 0, NULL);
    json_t *errors = json_object_get(problem, "errors"), *item;
    size_t index;
    json_array_foreach(errors, index, item) add_text(fault, json_object_get(item, "detail"));
    if (!fault->length)
        add_text(fault, json_object_get(problem, "detail"));
    if (!fault->length)
        add_text(fault, json_object_get(problem, "title"));
    if (!fault->length)
        buf_printf(fault, "the daemon answered %d", answer->status);
    json_decref(problem);
}
