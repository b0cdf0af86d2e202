/* A ZIP's directory and what its entries hold. Private to this floor; knows no kind of document. */
#ifndef HELPER_ZIP_H
#define HELPER_ZIP_H

#include "bytes.h"

#include <stdbool.h>

enum { ZIP_STORED = 0, ZIP_DEFLATED = 8, ZIP_AES = 99 };

/* A walk over the directory. */
struct zip {
    struct span file;
    size_t at, end; /* of the directory */
    uint64_t count; /* entries that are left */
    bool is_plain;  /* neither ZIP64 nor divided over several disks */
};

struct zip_entry {
    struct span name; /* as it stands there */
    struct span packed;
    uint64_t size; /* as the directory says */
    uint32_t crc;
    unsigned flags, method;
    size_t from, stop; /* where it lies in the file, its own head included */
    bool agrees;       /* its own head says the same of it, or says that it could not know yet */
};

/* False when there is no directory, or one that lies outside of the file. */
bool zip_open(struct span file, struct zip *ret_zip);

/* The next entry, while `count` is above 0; false when it is damaged, or its own head says another name. */
bool zip_next(struct zip *zip, struct zip_entry *ret_entry);

bool zip_is_encrypted(const struct zip_entry *entry);

/* Gives the content piece by piece. False when it is not just as long as the directory says, or other bytes;
 * no more than one byte beyond that is ever unpacked. Only ZIP_STORED and ZIP_DEFLATED can be read. */
bool zip_read(const struct zip_entry *entry, void (*take)(void *context, struct span piece), void *context);

/* The whole content at once into `to`, which has room for entry->size bytes: no byte beyond is ever unpacked.
 * False as zip_read(). */
bool zip_unpack(const struct zip_entry *entry, unsigned char *to);

#endif
