/* Where a name becomes bytes. Two sources, one table: what the build embedded, or what one walk over a
 * folder read into memory. What an asset means (a template, a style, a migration) is for those who ask
 * by name; nothing here looks into a file, and nothing is read again after the opening. */
#include "base/asset.h"

#include <brotli/decode.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* What the build made of assets/ and migrations/, in order of name. */
extern const struct asset embedded_assets[];
extern const size_t embedded_count;

/* Bounds of a folder read by --assets, so that a wrong folder is refused rather than read whole. The
 * rows of FILES_MAX files are one block: they must not move while they are being filled and sorted. */
enum { FILES_MAX = 1000, FILE_MAX = 4 * 1024 * 1024, ALL_MAX = 256 * 1024 * 1024, PATH_MAX_SIZE = 4096 };

/* Migrations are never taken from a folder: what they did to a database cannot be taken back, so those
 * that this very binary was tested with are the only ones. */
static const char migrations[] = "migrations/";

/* Nor is the rich editor, which is bundled; in a folder lie its sources, with which nobody does anything. */
static const char bundled[] = "script/editor.js", sources[] = "editor/";

struct assets {
    struct arena *arena;       /* of this struct and of all that was read */
    const struct asset *items; /* in order of name: the embedded table, or `own` */
    size_t count;
    struct asset *own; /* FILES_MAX rows, when read from a directory */
};

/* By the name below the top folder, which is the same in the binary and on disk. */
static bool is_migration(const char *name)
{
    return strncmp(name, migrations, sizeof migrations - 1) == 0;
}

/* Whether the embedded one counts, whatever a folder has. */
static bool is_always_embedded(const char *name)
{
    return is_migration(name) || strcmp(name, bundled) == 0;
}

/* Whether a file of a folder is none of the assets. */
static bool is_no_asset(const char *name)
{
    return is_always_embedded(name) || strncmp(name, sources, sizeof sources - 1) == 0;
}

/* Exactly `size` bytes, and the NUL that every asset has behind it. An end before that means that the
 * file was made shorter since it was measured; that is an error, not a short asset, so that half a
 * template is never shown. */
static enum err read_whole(int fd, unsigned char *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t got = read(fd, bytes + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return ERR_INTERNAL;
        done += (size_t)got;
    }
    bytes[size] = '\0';
    return ERR_OK;
}

/* Called for each file of a folder with its path on disk and its name as an asset (below the top
 * folder); the first error ends the walk. */
typedef enum err visit_file(void *context, const char *path, const char *name, const struct stat *st);

/* The same digest as embed.c makes, of which the first 8 bytes go into the address of the file, so that a
 * browser asks anew when the content is another. */
void asset_hash(const void *bytes, size_t size, char ret_hash[static ASSET_HASH_SIZE])
{
    unsigned char digest[crypto_generichash_BYTES];
    crypto_generichash(digest, sizeof digest, bytes, size, NULL, 0);
    sodium_bin2hex(ret_hash, ASSET_HASH_SIZE, digest, ASSET_HASH_SIZE / 2);
}

/* Appends one row with the file's bytes. The packed form stays NULL: Brotli at its best is the build's
 * work. */
static enum err add_file(void *context, const char *path, const char *name, const struct stat *st)
{
    struct assets *assets = context;
    auto_close int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return ERR_INTERNAL;
    /* Judged before anything of the file's size is allocated. */
    if (st->st_size > FILE_MAX || assets->count >= FILES_MAX)
        return ERR_TOO_LARGE;
    size_t size = (size_t)st->st_size;
    unsigned char *bytes = arena_alloc(assets->arena, size + 1);
    if (!bytes)
        return ERR_MEMORY;
    enum err err = read_whole(fd, bytes, size);
    if (err)
        return err;
    struct asset *row = &assets->own[assets->count++];
    *row = (struct asset){.name = arena_text(assets->arena, name), .bytes = bytes, .size = (uint32_t)size};
    asset_hash(bytes, size, row->hash);
    return ERR_OK;
}

/* Visits the files that lie in `top`/`below`; the depth is bounded, so that a loop of links ends. */
static enum err visit_folder(visit_file *visit, void *context, const char *top, const char *below, int depth)
{
    char path[PATH_MAX_SIZE], name[PATH_MAX_SIZE];
    /* Filled by stat() and not lstat(), so that a folder may be put together of links. */
    struct stat st;
    enum err err = ERR_OK;
    snprintf(path, sizeof path, "%s/%s", top, below);
    DIR *dir = opendir(path);
    /* At the top it is the operator's mistake (no such folder); further down the folder was there a
     * moment ago, so somebody is changing the tree. */
    if (!dir)
        return depth ? ERR_INTERNAL : ERR_NOT_FOUND;
    for (struct dirent *entry; !err && (entry = readdir(dir));) {
        /* Also skips "." and "..", and what editors hide beside the file being saved. */
        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "%s%s%s", below, *below ? "/" : "", entry->d_name);
        if ((size_t)snprintf(path, sizeof path, "%s/%s", top, name) >= sizeof path)
            err = ERR_TOO_LARGE;
        else if (stat(path, &st))
            err = ERR_INTERNAL;
        else if (S_ISREG(st.st_mode) && !is_no_asset(name))
            err = visit(context, path, name, &st);
        else if (S_ISDIR(st.st_mode) && depth < 8)
            err = visit_folder(visit, context, top, name, depth + 1);
    }
    closedir(dir);
    return err;
}

/* Bytes, not the locale's order, as in the embedded table. */
static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct asset *)a)->name, ((const struct asset *)b)->name);
}

/* Fills `own` with the files of the folder and the embedded migrations, then sorts, because neither
 * readdir() nor the two sources together give an order. */
static enum err asset_read_directory(struct assets *assets, const char *directory)
{
    assets->own = arena_zero(assets->arena, FILES_MAX, sizeof *assets->own);
    enum err err = assets->own ? visit_folder(add_file, assets, directory, "", 0) : ERR_MEMORY;
    for (size_t i = 0; !err && i < embedded_count; i++) {
        if (!is_always_embedded(embedded_assets[i].name))
            continue;
        if (assets->count >= FILES_MAX)
            return ERR_TOO_LARGE;
        /* The row is copied, its bytes are not; they live as long as the program. */
        assets->own[assets->count++] = embedded_assets[i];
    }
    if (!err)
        qsort(assets->own, assets->count, sizeof *assets->own, by_name);
    assets->items = assets->own;
    /* A name that did not fit the arena became "" in silence; this is where it is noticed. */
    return err ? err : arena_failed(assets->arena) ? ERR_MEMORY : ERR_OK;
}

/* The struct lies in its own arena, so that one call releases everything. Of the embedded assets only
 * the pointer is taken: opening them costs nothing and cannot fail but for that one block. */
enum err assets_open(const char *directory, struct assets **ret_assets)
{
    struct arena *arena = arena_new(ALL_MAX);
    struct assets *assets = arena ? arena_zero(arena, 1, sizeof *assets) : NULL;
    if (!assets) {
        arena_free(arena);
        return ERR_MEMORY;
    }
    *assets =
        (struct assets){.arena = arena, .items = embedded_assets, .count = directory ? 0 : embedded_count};
    enum err err = directory ? asset_read_directory(assets, directory) : ERR_OK;
    if (err)
        arena_free(arena);
    else
        *ret_assets = assets;
    return err;
}

void assets_free(struct assets *assets)
{
    if (assets)
        arena_free(assets->arena);
}

/* The order in which a folder gives its files may change: what is added up does not depend on it. */
static enum err add_state(void *context, const char *path, const char *name, const struct stat *st)
{
    uint64_t *state = context;
    /* The inode too, for editors save by renaming a new file over the old one, which may have the same
     * size within the same tick of the clock. */
    const int64_t facts[] = {st->st_mtim.tv_sec, st->st_mtim.tv_nsec, st->st_size, (int64_t)st->st_ino};
    unsigned char digest[crypto_generichash_BYTES];
    uint64_t number;
    crypto_generichash_state hash;
    (void)path;
    crypto_generichash_init(&hash, NULL, 0, sizeof digest);
    /* With its NUL, so that the end of the name and the beginning of the facts cannot be mistaken for
     * each other. */
    crypto_generichash_update(&hash, (const unsigned char *)name, strlen(name) + 1);
    crypto_generichash_update(&hash, (const unsigned char *)facts, sizeof facts);
    crypto_generichash_final(&hash, digest, sizeof digest);
    memcpy(&number, digest, sizeof number);
    *state += number;
    return ERR_OK;
}

/* One stat() for each file and no read; asked before every request of the workshop
 * (handler/core/live_assets.c). */
enum err assets_state(const char *directory, uint64_t *ret_state)
{
    uint64_t state = 0;
    enum err err = visit_folder(add_state, &state, directory, "", 0);
    if (!err)
        *ret_state = state;
    return err;
}

/* Index of the first asset that is not before `name`. */
static size_t asset_lower_bound(const struct assets *assets, const char *name)
{
    size_t low = 0, high = assets->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(assets->items[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct asset *assets_find(const struct assets *assets, const char *name)
{
    size_t at = asset_lower_bound(assets, name);
    return at < assets->count && strcmp(assets->items[at].name, name) == 0 ? &assets->items[at] : NULL;
}

/* The build measured and packed them, so what does not come out whole is memory's fault alone. */
static bool asset_inflate(const unsigned char *brotli, size_t brotli_size, size_t size, unsigned char *room)
{
    size_t got = size;
    return BrotliDecoderDecompress(brotli_size, brotli, &got, room) == BROTLI_DECODER_RESULT_SUCCESS &&
           got == size;
}

/* All of a pack, unless the caller has it already. */
static bool pack_open(const struct asset_pack *pack, struct arena *arena, struct asset_unpacked *unpacked)
{
    if (unpacked->pack == pack)
        return true;
    unsigned char *bytes = arena_alloc(arena, pack->size);
    if (!bytes || !asset_inflate(pack->brotli, pack->brotli_size, pack->size, bytes))
        return false;
    *unpacked = (struct asset_unpacked){pack, bytes};
    return true;
}

const unsigned char *asset_bytes_next(const struct asset *asset, struct arena *arena,
                                      struct asset_unpacked *unpacked)
{
    if (asset->bytes)
        return asset->bytes;
    if (asset->pack)
        return pack_open(asset->pack, arena, unpacked) ? unpacked->bytes + asset->offset : NULL;
    unsigned char *room = arena_alloc(arena, (size_t)asset->size + 1);
    if (!room || !asset_inflate(asset->brotli, asset->brotli_size, asset->size, room))
        return NULL;
    room[asset->size] = '\0';
    return room;
}

const unsigned char *asset_bytes(const struct asset *asset, struct arena *arena)
{
    struct asset_unpacked unpacked = {0};
    return asset_bytes_next(asset, arena, &unpacked);
}

/* Those with a common prefix lie side by side because the table is sorted by bytes; they are a range of
 * it and need no list of their own. */
size_t assets_below(const struct assets *assets, const char *prefix, const struct asset **ret_first)
{
    size_t first = asset_lower_bound(assets, prefix), end = first, length = strlen(prefix);
    while (end < assets->count && strncmp(assets->items[end].name, prefix, length) == 0)
        end++;
    *ret_first = assets->items + first;
    return end - first;
}
