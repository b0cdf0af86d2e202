/* Numbers in the headers of files. */
#ifndef HELPER_BYTES_H
#define HELPER_BYTES_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that belong to somebody else. */
struct span {
    const unsigned char *at;
    size_t size;
};

static inline unsigned be16(const unsigned char *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static inline uint32_t be32(const unsigned char *p)
{
    return (uint32_t)be16(p) << 16 | be16(p + 2);
}

static inline unsigned le16(const unsigned char *p)
{
    return (unsigned)p[1] << 8 | p[0];
}

static inline uint32_t le24(const unsigned char *p)
{
    return (uint32_t)p[2] << 16 | le16(p);
}

static inline uint32_t le32(const unsigned char *p)
{
    return (uint32_t)le16(p + 2) << 16 | le16(p);
}

#endif
