/* Any bytes as an export of WordPress: it is read or refused, and its bodies become HTML. */
#include "wordpress/wp_reader.h"
#include "wordpress/wp_text.h"

#include <assert.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool picture(void *context, long long id, struct wp_picture *ret_picture)
{
    (void)context;
    *ret_picture = (struct wp_picture){"/a.jpg", "a", ""};
    return id % 2;
}

static bool child(void *context, size_t index, struct wp_picture *ret_picture)
{
    return index < 3 && picture(context, 1, ret_picture);
}

static void unknown(void *context, const char *name)
{
    (void)context;
    assert(*name);
}

static const char *shared(void *context, long long id)
{
    (void)context;
    return id % 2 ? "<!-- wp:block {\"ref\":1} /--><p>a</p>" : NULL;
}

static const struct wp_codes codes = {NULL, picture, child, unknown, unknown, shared};

static enum err take(void *context, const struct wp_record *record)
{
    (void)context;
    assert(record->count <= WP_FIELDS_MAX);
    assert(wp_meta(record, "_thumbnail_id"));
    assert(wp_body(wp_get(record, "content:encoded"), &codes, record->arena));
    return ERR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
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
