#include "visits_key.h"

#include "base/cleanup.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { AGENT_MAX = 1024, PATH_SIZE = 4096 };

/* What the file holds. */
struct key_file {
    char magic[8];
    int32_t day;
    unsigned char bytes[16];
};

static const char magic[8] = "CONGKEY";

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
    if (fd < 0)
        return;
    if (pwrite(fd, &nothing, sizeof nothing, 0) != (ssize_t)sizeof nothing || fdatasync(fd) || unlink(path))
        log_error("day_key_destroy", "path", path, "message", strerror(errno));
}

static void save(const char *path, const struct key_file *file)
{
    auto_close int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 || write(fd, file, sizeof *file) != (ssize_t)sizeof *file || fdatasync(fd))
        log_error("day_key_save", "path", path, "message", strerror(errno));
}

void visitor_key_load(const char *directory, int32_t day, struct visitor_key *ret_key)
{
    struct key_file file;
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/day.key", directory);
    memset(&file, 0, sizeof file);
    if (!read_key(path, &file) || file.day != day) {
        destroy(path);
        memcpy(file.magic, magic, sizeof magic);
        file.day = day;
        randombytes_buf(file.bytes, sizeof file.bytes);
        save(path, &file);
    }
    ret_key->day = day;
    memcpy(ret_key->bytes, file.bytes, sizeof file.bytes);
    sodium_memzero(&file, sizeof file);
}

/* The part of an address that stands for one household or office; returns its size. */
static size_t address_part(const struct sockaddr *address, unsigned char part[static 8])
{
    if (address && address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        memcpy(part, &v4.sin_addr, 4);
        return 4;
    }
    if (address && address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof v6);
        bool mapped = IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr);
        memcpy(part, v6.sin6_addr.s6_addr + (mapped ? 12 : 0), mapped ? 4 : 8);
        return mapped ? 4 : 8;
    }
    return 0;
}

uint64_t visitor_hash(const struct visitor_key *key, const struct sockaddr *address, const char *user_agent)
{
    unsigned char input[1 + 8 + AGENT_MAX], output[crypto_shorthash_siphashx24_BYTES];
    size_t size = address_part(address, input + 1);
    size_t length = user_agent ? strnlen(user_agent, AGENT_MAX) : 0;
    input[0] = (unsigned char)size; /* keeps an address from running into the text behind it */
    if (length)
        memcpy(input + 1 + size, user_agent, length);
    crypto_shorthash_siphashx24(output, input, 1 + size + length, key->bytes);
    uint64_t hash;
    memcpy(&hash, output, sizeof hash);
    return hash ? hash : 1;
}
