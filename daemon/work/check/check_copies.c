/* Copies that still hold what was taken back: somebody asked for that to be gone. */
#include "work/check.h"
#include "work/copies.h"

#include <string.h>

enum { ARENA_MAX = 256 * 1024 * 1024, NAMES_SIZE = 400 };

/* The names of those that hold something, and how many they are. */
static size_t name_copies(const struct copies *copies, bool is_unread, struct buf *names)
{
    size_t count = 0;
    for (size_t i = 0; i < copies->count; i++) {
        if (!copy_held(&copies->items[i]) || copies->items[i].is_unread != is_unread)
            continue;
        buf_printf(names, "%s%s", count++ ? ", " : "", copies->items[i].name);
    }
    return count;
}

void check_copies(const struct check_scope *scope, struct check_list *list)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    auto_buf struct buf names = BUF(NAMES_SIZE), unread_names = BUF(NAMES_SIZE);
    struct copies copies = {NULL};
    const struct copies_scope looked = {
        .store = scope->store, .data = scope->data, .backups = scope->backups, .clock = scope->clock};
    enum err err = arena ? copies_look(&looked, arena, &copies) : ERR_MEMORY;
    size_t count = err ? 0 : name_copies(&copies, false, &names);
    size_t unread = err ? 0 : name_copies(&copies, true, &unread_names);
    if (err)
        check_add(list, CHECK_WARNING, "copies", "không xem được các bản sao còn giữ gì: %s",
                  "what copies hold cannot be looked at: %s", err_title(err, list->lang));
    if (count)
        check_add(list, CHECK_WARNING, "copies",
                  "%zu bản còn giữ những lời đã gỡ (%s); congd backup forget bỏ chúng đi",
                  "%zu copies still hold what was taken back (%s); congd backup forget ends that", count,
                  buf_str(&names));
    if (unread)
        check_add(
            list, CHECK_WARNING, "copies",
            "%zu bản không đọc được (%s), có thể còn giữ những lời đã gỡ; hãy tự xóa khi không cần đến nữa",
            "%zu copies cannot be read (%s) and may hold what was taken back; remove them by hand when they "
            "are not needed any more",
            unread, buf_str(&unread_names));
    if (!err && !count && !unread)
        check_add(list, CHECK_OK, "copies", "không bản nào còn giữ những lời đã gỡ",
                  "none holds what was taken back");
}
