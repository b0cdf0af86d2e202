/* Descriptors travel beside the bytes (unix(7)). Must not know what an order is about. */
#include "order.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DESCRIPTORS = 2 };

/* The union gives the bytes the alignment of a cmsghdr (cmsg(3)). */
union order_control {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(DESCRIPTORS * sizeof(int))];
};

bool order_send(int to, const struct order *order, int input, int answers)
{
    union order_control control = {.bytes = {0}};
    const int descriptors[DESCRIPTORS] = {input, answers};
    /* An iovec has no const. */
    struct order copy = *order;
    struct iovec part = {&copy, sizeof copy};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof descriptors);
    memcpy(CMSG_DATA(head), descriptors, sizeof descriptors);
    /* A packet is never divided, and of a stream the first bytes of an empty buffer are not either. It waits
     * while the socket is full, if that blocks. */
    return sendmsg(to, &message, MSG_NOSIGNAL) == sizeof copy;
}

/* Closes what came along with something that is no order; no more than there is room for. */
static void order_refuse(const struct cmsghdr *head)
{
    int descriptors[DESCRIPTORS] = {-1, -1};
    if (!head || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
        return;
    memcpy(descriptors, CMSG_DATA(head), head->cmsg_len - CMSG_LEN(0));
    for (size_t i = 0; i < DESCRIPTORS; i++)
        if (descriptors[i] >= 0)
            close(descriptors[i]);
}

enum order_arrival order_receive(int from, struct order *ret_order, int *ret_input, int *ret_answers)
{
    union order_control control;
    int descriptors[DESCRIPTORS];
    struct iovec part = {ret_order, sizeof *ret_order};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t got;
    do
        /* Descriptors arrive closed on exec. What there is no room for the kernel closes itself. */
        got = recvmsg(from, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK ? ORDER_LATER : ORDER_NEVER;
    const struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    /* 0 bytes are the end of the other side. */
    if (got != sizeof *ret_order || !head || head->cmsg_level != SOL_SOCKET ||
        head->cmsg_type != SCM_RIGHTS || head->cmsg_len != CMSG_LEN(sizeof descriptors)) {
        order_refuse(head);
        return ORDER_NEVER;
    }
    memcpy(descriptors, CMSG_DATA(head), sizeof descriptors);
    *ret_input = descriptors[0];
    *ret_answers = descriptors[1];
    return ORDER_ARRIVED;
}
