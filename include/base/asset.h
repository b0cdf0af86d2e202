/* Assets: templates, styles, scripts, words, pictures and migrations, embedded at build.
 *
 * An asset is named by its path below the project's top folder without "assets/": "pages/home.html",
 * "style/site.css", "text/vi.json", "migrations/0001-initial.sql". With a directory (`--assets DIR`)
 * everything but migrations and the rich editor is read from there instead, once, at open; DIR is the folder
 * that holds "pages", "style" and the others.
 *
 * Thread: read-only after assets_open(). */
#ifndef BASE_ASSET_H
#define BASE_ASSET_H

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ASSET_HASH_SIZE = 17 };

/* Files that are read together, packed as one: their bytes one behind the other, a NUL behind each. */
struct asset_pack {
    const unsigned char *brotli;
    uint32_t brotli_size;
    uint32_t size; /* unpacked */
};

struct asset {
    const char *name;
    const unsigned char *bytes;  /* followed by a NUL that is not counted; NULL: packed, see asset_bytes() */
    const unsigned char *brotli; /* its form of quality 11, when it is packed by itself; else NULL */
    const struct asset_pack *pack; /* the one that it lies in, from `offset` on; else NULL */
    uint32_t size;                 /* unpacked */
    uint32_t brotli_size;
    uint32_t offset;
    char hash[ASSET_HASH_SIZE]; /* 16 hexadecimal digits of the content's BLAKE2b, for names that may be
                                   cached for ever */
};

/* What of a pack was unpacked by who reads many: begins as {0}, and lives as long as the arena that it is
 * used with. */
struct asset_unpacked {
    const struct asset_pack *pack;
    const unsigned char *bytes;
};

struct assets;

/* Opens the embedded assets, or those below `directory` when it is not NULL (migrations stay the
 * embedded ones). Errors: NOT_FOUND (no such directory), MEMORY, TOO_LARGE (a file over 4 MiB). */
enum err assets_open(const char *directory, struct assets **ret_assets);
void assets_free(struct assets *assets);
DEFINE_CLEANUP(cleanup_assets_, struct assets *, assets_free)
#define auto_assets CLEANUP(cleanup_assets_)

/* The hash of such bytes, as an asset of them has it. */
void asset_hash(const void *bytes, size_t size, char ret_hash[static ASSET_HASH_SIZE]);

/* A number that is another one after a file below the directory was changed, added or removed. Reads no file.
 * Errors: NOT_FOUND (no such directory), INTERNAL (something went while it was looked at), TOO_LARGE. */
enum err assets_state(const char *directory, uint64_t *ret_state);

/* The asset of that name, or NULL. Owned by `assets`. */
const struct asset *assets_find(const struct assets *assets, const char *name);

/* The asset's bytes with a NUL behind them: its own, or unpacked into the arena, with all of its pack where
 * it lies in one. What becomes smaller lies packed: the start reads it once, browsers are sent the packed
 * form, and few read the rest. The editor, "script/editor.js", is never read from a folder. NULL without
 * memory. */
const unsigned char *asset_bytes(const struct asset *asset, struct arena *arena);

/* The same for who reads one behind the other, and unpacks each pack once. */
const unsigned char *asset_bytes_next(const struct asset *asset, struct arena *arena,
                                      struct asset_unpacked *unpacked);

/* The assets whose name begins with `prefix`, in order of name: the first of them in *ret_first, and
 * their number as the result. They lie one behind the other. */
size_t assets_below(const struct assets *assets, const char *prefix, const struct asset **ret_first);

#endif
