/* The key of a day, its file, and the hash made with it. Keeps no key itself; who asks gives the place
 * for it. */
#include "visits_key.h"

#include "base/cleanup.h"
#include "base/folder.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 4096 };

/* What the file holds. */
struct key_file {
    char magic[8];
    int32_t day;
    unsigned char bytes[16];
};

static const char magic[8] = "CONGKEY";

/* False when there is none, or it is no key of ours; a link is not followed. */
static bool read_key(const char *path, struct key_file *file)
{
    auto_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    return fd >= 0 && read(fd, file, sizeof *file) == (ssize_t)sizeof *file &&
           memcmp(file->magic, magic, sizeof magic) == 0;
}

/* Overwrites the old key where it lies before its name goes. */
static void destroy(const char *path)
{
    const struct key_file nothing = {0};
    auto_close int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    /* There was none, as at the first start. */
    if (fd < 0)
        return;
    if (pwrite(fd, &nothing, sizeof nothing, 0) != (ssize_t)sizeof nothing || fdatasync(fd) || unlink(path))
        log_error("day_key_destroy", LOG_SAYS("the key of the day that is over could not be destroyed"),
                  LOG_TEXT("path", path), LOG_TEXT("error", strerror(errno)));
}

static void visitor_key_save(const char *directory, const char *path, const struct key_file *file)
{
    /* Not by renaming a new file over it: the blocks of the former would stay on the disk. */
    auto_close int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    /* Its name too: with another key whoever was here today would be counted again. */
    if (fd < 0 || write(fd, file, sizeof *file) != (ssize_t)sizeof *file || fdatasync(fd) ||
        folder_sync(directory))
        log_error("day_key_save", LOG_SAYS("the key of the day could not be saved"), LOG_TEXT("path", path),
                  LOG_TEXT("error", strerror(errno)));
}

void visitor_key_load(const char *directory, int32_t day, struct visitor_key *ret_key)
{
    struct key_file file;
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/day.key", directory);
    memset(&file, 0, sizeof file);
    /* A key of any other day, earlier or later, must not live on. */
    if (!read_key(path, &file) || file.day != day) {
        /* Before the new one is made: no moment knows both. */
        destroy(path);
        memcpy(file.magic, magic, sizeof magic);
        file.day = day;
        randombytes_buf(file.bytes, sizeof file.bytes);
        visitor_key_save(directory, path, &file);
    }
    ret_key->day = day;
    memcpy(ret_key->bytes, file.bytes, sizeof file.bytes);
    /* The copy on the stack; that of the caller lies in memory made for it. */
    sodium_memzero(&file, sizeof file);
}

/* A rotation, which compilers make one instruction of. */
static uint64_t turn(uint64_t word, int bits)
{
    return word << bits | word >> (64 - bits);
}

/* SipRound, as the paper has it. */
static void round_of(uint64_t v[static 4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = turn(v[1], 13) ^ v[0];
    v[3] = turn(v[3], 16) ^ v[2];
    v[0] = turn(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = turn(v[1], 17) ^ v[2];
    v[3] = turn(v[3], 21) ^ v[0];
    v[2] = turn(v[2], 32);
}

/* One word of the message with two rounds, the 2 of SipHash-2-4. */
static void visitor_key_take_in(uint64_t v[static 4], uint64_t word)
{
    v[3] ^= word;
    round_of(v);
    round_of(v);
    v[0] ^= word;
}

/* Eight bytes of memory as a number; the program runs on little-endian machines, as its files do. */
static uint64_t visitor_key_word_at(const void *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

void visitor_agent_begin(const struct visitor_key *key, const char *user_agent, size_t length,
                         struct visitor_agent *ret_agent)
{
    uint64_t k0 = visitor_key_word_at(key->bytes), k1 = visitor_key_word_at(key->bytes + 8);
    /* SipHash's constants ("somepseudorandomlygeneratedbytes"); 0xee is what makes the 128-bit form. */
    uint64_t v[4] = {k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d ^ 0xee, k0 ^ 0x6c7967656e657261,
                     k1 ^ 0x7465646279746573};
    size_t whole = length & ~(size_t)7;
    for (size_t i = 0; i < whole; i += 8)
        visitor_key_take_in(v, visitor_key_word_at(user_agent + i));
    /* Filled with zeros, so that the address begins on a word. The lengths at the end keep two agents
     * that differ in zeros apart. */
    if (length > whole) {
        unsigned char rest[8] = {0};
        memcpy(rest, user_agent + whole, length - whole);
        visitor_key_take_in(v, visitor_key_word_at(rest));
    }
    memcpy(ret_agent->v, v, sizeof v);
    ret_agent->length = length;
}

/* The part of an address that stands for one household or office; returns its size. */
static size_t address_part(const struct sockaddr *address, unsigned char part[static 8])
{
    if (address && address->sa_family == AF_INET) {
        memcpy(part, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
        return 4;
    }
    if (address && address->sa_family == AF_INET6) {
        const struct in6_addr *v6 = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
        /* ::ffff:a.b.c.d is an IPv4 client at a socket that listens for both. */
        bool mapped = IN6_IS_ADDR_V4MAPPED(v6);
        memcpy(part, v6->s6_addr + (mapped ? 12 : 0), mapped ? 4 : 8);
        return mapped ? 4 : 8;
    }
    return 0;
}

uint64_t visitor_hash(const struct visitor_agent *agent, const struct sockaddr *address)
{
    unsigned char part[8] = {0};
    /* A copy: the agent's state serves all who send the same. */
    uint64_t v[4] = {agent->v[0], agent->v[1], agent->v[2], agent->v[3]};
    /* One byte tells the address's size, the rest that of the User-Agent: 1.2.3.4 and an IPv6 network
     * that begins with the same bytes stay two visitors. */
    uint64_t sizes = address_part(address, part) | agent->length << 8;
    visitor_key_take_in(v, visitor_key_word_at(part));
    visitor_key_take_in(v, sizes);
    visitor_key_take_in(v, (((agent->length + 7) & ~(uint64_t)7) + 16)
                               << 56); /* the message's length, as SipHash ends */
    v[2] ^= 0xee;
    /* The 4 of SipHash-2-4. */
    for (int i = 0; i < 4; i++)
        round_of(v);
    uint64_t hash = v[0] ^ v[1] ^ v[2] ^ v[3];
    /* 0 is a free slot of the table. */
    return hash ? hash : 1;
}
