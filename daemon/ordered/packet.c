/* Packets of packet.h: sockets and files without a name. Knows nothing of what they say. */
#include "packet.h"

#include "base/cleanup.h"
#include "base/clock.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* The union gives the bytes the alignment of a cmsghdr (cmsg(3)). */
union packet_control {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(sizeof(int))];
};

/* A file that holds the bytes; -1 when it cannot be made. */
static int packet_file(const void *bytes, size_t size)
{
    int file = memfd_create("entry", MFD_CLOEXEC);
    for (size_t done = 0; file >= 0 && done < size;) {
        ssize_t wrote = pwrite(file, (const char *)bytes + done, size - done, (off_t)done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0) {
            close(file);
            return -1;
        }
        done += (size_t)wrote;
    }
    return file;
}

bool packet_send(int to, const struct packet *packet, const void *bytes)
{
    auto_close int file = packet->size ? packet_file(bytes, packet->size) : -1;
    return packet_send_file(to, packet, file);
}

bool packet_send_file(int to, const struct packet *packet, int file)
{
    union packet_control control = {.bytes = {0}};
    struct packet copy = *packet; /* an iovec has no const */
    struct iovec part = {&copy, sizeof copy};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (packet->size && file < 0)
        return false;
    if (file >= 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        struct cmsghdr *head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof file);
        memcpy(CMSG_DATA(head), &file, sizeof file);
    }
    /* Never waits: a queue that is full is that of a process which does not come to it. */
    return sendmsg(to, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == sizeof copy;
}

/* Whether something can be received. */
static bool packet_wait(int from, int64_t until_ms)
{
    for (;;) {
        struct pollfd look = {from, POLLIN, 0};
        int64_t left_ms = until_ms == INT64_MAX ? -1 : until_ms - clock_monotonic_ms(&clock_system);
        if (left_ms < 0 && until_ms != INT64_MAX)
            left_ms = 0;
        int found = poll(&look, 1, left_ms > INT_MAX ? INT_MAX : (int)left_ms);
        if (found > 0)
            return true;
        if (found == 0 || errno != EINTR)
            return false;
    }
}

bool packet_receive(int from, int64_t until_ms, struct packet *ret_packet, int *ret_file)
{
    union packet_control control;
    struct iovec part = {ret_packet, sizeof *ret_packet};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    *ret_file = -1;
    if (!packet_wait(from, until_ms))
        return false;
    ssize_t got = recvmsg(from, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    const struct cmsghdr *head = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS &&
        head->cmsg_len == CMSG_LEN(sizeof *ret_file))
        memcpy(ret_file, CMSG_DATA(head), sizeof *ret_file);
    /* 0 bytes are the end of the other side. */
    if (got == sizeof *ret_packet && (*ret_file >= 0) == (ret_packet->size > 0))
        return true;
    if (*ret_file >= 0)
        close(*ret_file);
    *ret_file = -1;
    return false;
}
