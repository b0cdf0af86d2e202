/* Any bytes as an export of WordPress: it is read or refused, and its bodies become HTML. */
#include "wordpress/wp_reader.h"
#include "wordpress/wp_text.h"

#include <assert.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *picture(void *context, long long id)
{
    (void)context;
    return id % 2 ? "/a.jpg" : NULL;
}

static void unknown(void *context, const char *name)
{
    (void)context;
    assert(*name);
}

static enum err take(void *context, const struct wp_record *record)
{
    const struct wp_codes codes = {context, picture, unknown};
    assert(record->count <= WP_FIELDS_MAX);
    assert(wp_meta(record, "_thumbnail_id"));
    assert(wp_body(wp_get(record, "content:encoded"), &codes, record->arena));
    return ERR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct wp_codes codes = {NULL, picture, unknown};
    auto_buf struct buf fault = BUF(4096);
    auto_arena struct arena *arena = arena_new(64 * 1024 * 1024);
    int file = memfd_create("wxr", MFD_CLOEXEC);
    assert(arena && file >= 0 && write(file, data, size) == (ssize_t)size);
    enum err err = wp_read(file, take, NULL, &fault);
    assert(!err || err == ERR_INPUT);
    assert(!err || fault.length);
    close(file);
    assert(wp_body(arena_copy(arena, (const char *)data, size), &codes, arena));
    return 0;
}
