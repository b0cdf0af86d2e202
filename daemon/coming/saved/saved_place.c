/* Categories of saved pages: the way that a page shows to itself, else the folders that it lies in. */
#include "saved.h"

#include "core/coming_text.h"
#include "text/slug.h"

#include <string.h>

enum { FOLDERS_MAX = 3 };

/* A year or a month divides a folder, and is no section. */
static bool saved_is_number(const char *name)
{
    return *name && !name[strspn(name, "0123456789-_.")];
}

/* "tin-tuc" is what nobody named better. */
static const char *saved_folder_name(struct saved *s, const char *path, const char *name, struct arena *arena)
{
    int64_t place;
    if (coming_map_find(&s->titles, path, &place))
        return s->named[place - 1];
    char *words = arena_alloc(arena, strlen(name) + 1);
    if (!words)
        return "";
    for (size_t i = 0; i <= strlen(name); i++)
        words[i] = strchr("-_+", name[i] ? name[i] : 'x') ? ' ' : name[i];
    if (*words >= 'a' && *words <= 'z')
        *words = (char)(*words - 'a' + 'A');
    return words;
}

/* One category below another; `key` is the whole way to it. */
static enum err saved_category_make(struct saved *s, const char *key, const char *name, const char *lang,
                                    const struct saved_category *parent, int64_t *ret_place)
{
    struct coming *coming = s->coming;
    const char *slug = slug_from_title(name, coming->arena);
    if (coming_map_find(&s->categories, key, ret_place))
        return ERR_OK;
    if (!saved_grow(s, &s->made, s->made_count, &s->made_room, sizeof *s->made))
        return ERR_MEMORY;
    struct saved_category *made = &s->made[s->made_count];
    const struct coming_category category = {.name = name,
                                             .slug = slug,
                                             .lang = lang,
                                             .parent_id = parent ? parent->id : 0,
                                             .position = (int64_t)s->made_count + 1};
    enum err err = ERR_OK;
    if (*slug)
        err = coming_category(coming, &s->places, &category, key, &made->id, &made->slug);
    *ret_place = (int64_t)s->made_count;
    if (!err && !coming_map_put(&s->categories, coming->arena, key, (int64_t)s->made_count++))
        err = ERR_MEMORY;
    return err;
}

/* The names, the upper first; returns how many. */
static size_t saved_sections(struct saved *s, const struct saved_file *file, const struct saved_page *page,
                             struct arena *arena, const char *names[static SAVED_CRUMBS_MAX])
{
    size_t count = 0;
    for (; count < page->crumb_count; count++)
        names[count] = page->crumbs[count];
    const char *at = file->name;
    /* A folder's own page belongs to what the folder lies in. */
    const char *end = strrchr(at, '/');
    if (end && saved_is_index(file->name)) {
        const char *folder = arena_copy(arena, at, (size_t)(end - at)), *upper = strrchr(folder, '/');
        end = upper ? at + (upper - folder) : at;
    }
    while (!page->crumb_count && end && at < end && count < FOLDERS_MAX) {
        size_t length = strcspn(at, "/");
        const char *name = arena_copy(arena, at, length);
        const char *path = arena_copy(arena, file->name, (size_t)(at + length - file->name));
        if (!saved_is_number(name))
            names[count++] = saved_folder_name(s, path, name, arena);
        at += length + 1;
    }
    return count;
}

enum err saved_category(struct saved *s, const struct saved_file *file, const struct saved_page *page,
                        const char *lang, struct arena *arena, const char **ret_slug)
{
    const char *names[SAVED_CRUMBS_MAX], *key = lang;
    size_t count = saved_sections(s, file, page, arena, names);
    const struct saved_category *parent = NULL;
    enum err err = ERR_OK;
    *ret_slug = NULL;
    for (size_t i = 0; !err && i < count; i++) {
        int64_t place;
        bool cut;
        const char *name = coming_cut(arena, names[i], 400, &cut);
        key = arena_printf(arena, "%s/%s", key, name);
        err = saved_category_make(s, key, name, lang, parent, &place);
        parent = err || !s->made[place].slug ? parent : &s->made[place];
    }
    if (parent && (parent->id || !s->coming->options.is_trial))
        *ret_slug = parent->slug;
    return err;
}
