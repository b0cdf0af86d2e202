/* Copies that still hold what was taken back: somebody asked for that to be gone. */
#include "work/check.h"
#include "work/copies.h"

#include <string.h>

enum { ARENA_MAX = 256 * 1024 * 1024, NAMES_SIZE = 400 };

void check_copies(const struct check_scope *scope, struct check_list *list)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    auto_buf struct buf names = BUF(NAMES_SIZE);
    struct copies copies = {NULL};
    const struct copies_scope looked = {
        .store = scope->store, .data = scope->data, .backups = scope->backups, .clock = scope->clock};
    enum err err = arena ? copies_look(&looked, arena, &copies) : ERR_MEMORY;
    size_t count = err ? 0 : copies_holding(&copies);
    for (size_t i = 0; i < copies.count; i++)
        if (copy_held(&copies.items[i]))
            buf_printf(&names, "%s%s", names.length ? ", " : "", copies.items[i].name);
    if (err)
        check_add(list, CHECK_WARNING, "copies", "không xem được các bản sao còn giữ gì: %s",
                  "what copies hold cannot be looked at: %s", err_title(err, list->lang));
    else if (count)
        check_add(list, CHECK_WARNING, "copies",
                  "%zu bản còn giữ những lời đã gỡ (%s); congd backup forget bỏ chúng đi",
                  "%zu copies still hold what was taken back (%s); congd backup forget ends that", count,
                  buf_str(&names));
    else
        check_add(list, CHECK_OK, "copies", "không bản nào còn giữ những lời đã gỡ",
                  "none holds what was taken back");
}
