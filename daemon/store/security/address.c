/* Addresses and CIDR blocks (RFC 4632, RFC 4291), compared as IPv6: IPv4 is ::ffff:a.b.c.d. */
#include "store/address.h"
#include "text/number.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

/* An IPv6 address has at most 45 characters, its prefix four more. */
enum { BLOCK_TEXT_SIZE = 64, V4_SHIFT = 96 };

/* A bare address, IPv4 in its mapped form. *ret_bits is how many bits a prefix of it may have. */
static bool parse_address(const char *text, struct in6_addr *ret_address, int *ret_bits)
{
    struct in_addr v4;
    char mapped[BLOCK_TEXT_SIZE];
    *ret_bits = 128;
    if (inet_pton(AF_INET, text, &v4) == 1) {
        *ret_bits = 32;
        return snprintf(mapped, sizeof mapped, "::ffff:%s", text) < (int)sizeof mapped &&
               inet_pton(AF_INET6, mapped, ret_address) == 1;
    }
    /* Without a zone; "fe80::1%eth0" is no address here. */
    return inet_pton(AF_INET6, text, ret_address) == 1;
}

/* "10.0.0.0/8", "2001:db8::/32" or a bare address; *ret_bits counts from the IPv6 form's first bit. */
static bool parse_block(const char *text, size_t length, struct in6_addr *ret_address, int *ret_bits)
{
    char copy[BLOCK_TEXT_SIZE];
    int width;
    int64_t bits;
    if (length >= sizeof copy)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    char *slash = strchr(copy, '/');
    if (slash)
        *slash = '\0';
    if (!parse_address(copy, ret_address, &width))
        return false;
    bits = width;
    /* Without a prefix the block is the one address. */
    if (slash && number_parse(slash + 1, 0, width, &bits))
        return false;
    *ret_bits = (int)bits + (width == 32 ? V4_SHIFT : 0);
    return true;
}

static bool same_bits(const struct in6_addr *a, const struct in6_addr *b, int bits)
{
    size_t whole = (size_t)bits / 8;
    int rest = bits % 8;
    if (memcmp(a->s6_addr, b->s6_addr, whole) != 0)
        return false;
    unsigned mask = 0xFFu << (8 - rest) & 0xFFu;
    /* Nothing is read behind the sixteenth byte when all bits are compared. */
    return !rest || (a->s6_addr[whole] & mask) == (b->s6_addr[whole] & mask);
}

/* Of a token: no blocks are anywhere, and a client without an address is in none. */
bool address_in_blocks(const char *address, const char *from)
{
    struct in6_addr wanted, block;
    int bits;
    if (!from || !*from)
        return true;
    if (!address || !parse_address(address, &wanted, &bits))
        return false;
    /* A block that cannot be read holds nobody. */
    for (const char *p = from + strspn(from, " "); *p; p += strspn(p, " ")) {
        size_t length = strcspn(p, " ");
        if (parse_block(p, length, &block, &bits) && same_bits(&wanted, &block, bits))
            return true;
        p += length;
    }
    return false;
}

/* Whether all can be read; an empty text can. */
bool address_blocks_valid(const char *from)
{
    struct in6_addr block;
    int bits;
    for (const char *p = from + strspn(from, " "); *p; p += strspn(p, " ")) {
        size_t length = strcspn(p, " ");
        if (!parse_block(p, length, &block, &bits))
            return false;
        p += length;
    }
    return true;
}

/* Read once, for those that are asked about every request. */
enum err address_blocks_read(struct arena *arena, const char *from, struct address_blocks *ret_blocks)
{
    /* The shortest block is one character with a space behind it. */
    size_t most = strlen(from) / 2 + 1;
    struct address_blocks blocks = {arena_zero(arena, most, sizeof *blocks.items), 0};
    if (!blocks.items)
        return ERR_MEMORY;
    for (const char *p = from + strspn(from, " "); *p; p += strspn(p, " ")) {
        size_t length = strcspn(p, " ");
        struct address_block *block = &blocks.items[blocks.count++];
        if (!parse_block(p, length, &block->address, &block->bits))
            return ERR_INPUT;
        p += length;
    }
    *ret_blocks = blocks;
    return ERR_OK;
}

/* On the hot path, without any text. No blocks hold nobody, unlike those of a token. */
bool address_blocks_hold(const struct address_blocks *blocks, const struct sockaddr *address)
{
    /* Begins as ::ffff:0.0.0.0, where an IPv4 address goes into the last four bytes. */
    struct in6_addr wanted = {.s6_addr = {[10] = 0xFF, [11] = 0xFF}};
    if (!blocks->count)
        return false;
    if (address->sa_family == AF_INET)
        memcpy(wanted.s6_addr + 12, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
    else if (address->sa_family == AF_INET6)
        wanted = ((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    else
        return false;
    for (size_t i = 0; i < blocks->count; i++)
        if (same_bits(&wanted, &blocks->items[i].address, blocks->items[i].bits))
            return true;
    return false;
}
