/* Blocks of addresses in CIDR notation (RFC 4632, RFC 4291), as texts separated by spaces: "10.0.0.0/8
 * 2001:db8::1". An IPv4 address and its form within IPv6 (::ffff:a.b.c.d) are the same. Thread: any. */
#ifndef STORE_ADDRESS_H
#define STORE_ADDRESS_H

#include "base/arena.h"
#include "base/err.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

/* Whether `address` lies in one of the blocks of `from` (NULL or "" allows all). */
bool address_in_blocks(const char *address, const char *from);

/* Whether `from` is a list of well-formed blocks or addresses. */
bool address_blocks_valid(const char *from);

/* Blocks read once, for who asks at every request. */
struct address_blocks {
    struct address_block {
        struct in6_addr address;
        int bits; /* of the IPv6 form */
    } * items;    /* in the arena they were read into */
    size_t count;
};

/* Errors: INPUT (not well-formed), MEMORY. */
enum err address_blocks_read(struct arena *arena, const char *from, struct address_blocks *ret_blocks);

/* Whether the address lies in one of them; of none, false. */
bool address_blocks_hold(const struct address_blocks *blocks, const struct sockaddr *address);

#endif
