/* Where files lay on the former portal: such an address leads to what came of the file. It knows no HTML and
 * no source. */
#include "file_address.h"

#include "place.h"

enum err coming_file_address(struct coming *coming, const char *address, const char *label,
                             const struct coming_medium *medium)
{
    const char *path = coming_media_path(coming, coming_media_beside(coming, address));
    int64_t told;
    if (medium->state != MEDIUM_TAKEN || !medium->id || !path || !*path ||
        coming_map_find(&coming->file_addresses, path, &told))
        return ERR_OK;
    if (!coming_map_put(&coming->file_addresses, coming->arena, path, 1))
        return ERR_MEMORY;
    return coming_addresses(coming, "media_id", medium->id,
                            json_pack("[s]", arena_printf(coming->batch, "/%s", path)), label);
}
