/* A small table of who has what open. Knows no article: an id is a number. Entries are looked through one by
 * one, since an office has few writers. */
#include "presence.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

struct presence_entry {
    int64_t article_id; /* 0: free */
    int64_t actor_id;
    int64_t since_ms, seen_ms;
    char name[PRESENCE_NAME_SIZE];
};

struct presence {
    pthread_mutex_t lock;
    struct presence_entry entries[PRESENCE_MAX];
};

struct presence *presence_new(void)
{
    struct presence *presence = memory_new(1, sizeof *presence);
    if (presence)
        pthread_mutex_init(&presence->lock, NULL);
    return presence;
}

void presence_free(struct presence *presence)
{
    if (presence)
        pthread_mutex_destroy(&presence->lock);
    free(presence);
}

/* A clock that was set back makes nobody present for hours. */
static bool presence_counts(const struct presence_entry *entry, int64_t now_ms)
{
    return entry->article_id && entry->seen_ms > now_ms - PRESENCE_MS &&
           entry->seen_ms <= now_ms + PRESENCE_MS;
}

static struct presence_entry *presence_find(struct presence *presence, int64_t article_id, int64_t actor_id)
{
    for (size_t i = 0; i < PRESENCE_MAX; i++) {
        struct presence_entry *entry = &presence->entries[i];
        if (entry->article_id == article_id && entry->actor_id == actor_id)
            return entry;
    }
    return NULL;
}

/* The one that is free, or longest unheard of. */
static struct presence_entry *presence_room(struct presence *presence)
{
    struct presence_entry *oldest = &presence->entries[0];
    for (size_t i = 0; i < PRESENCE_MAX && oldest->article_id; i++)
        if (!presence->entries[i].article_id || presence->entries[i].seen_ms < oldest->seen_ms)
            oldest = &presence->entries[i];
    return oldest;
}

void presence_note(struct presence *presence, int64_t article_id, const struct actor *actor, int64_t now_ms)
{
    pthread_mutex_lock(&presence->lock);
    struct presence_entry *entry = presence_find(presence, article_id, actor_number(actor));
    if (!entry || !presence_counts(entry, now_ms)) {
        entry = entry ? entry : presence_room(presence);
        *entry = (struct presence_entry){
            .article_id = article_id, .actor_id = actor_number(actor), .since_ms = now_ms};
    }
    entry->seen_ms = now_ms;
    snprintf(entry->name, sizeof entry->name, "%s", actor->name ? actor->name : "");
    pthread_mutex_unlock(&presence->lock);
}

void presence_leave(struct presence *presence, int64_t article_id, int64_t actor_id)
{
    pthread_mutex_lock(&presence->lock);
    struct presence_entry *entry = presence_find(presence, article_id, actor_id);
    if (entry)
        entry->article_id = 0;
    pthread_mutex_unlock(&presence->lock);
}

/* By when they opened it; there are few. */
static void presence_sort(struct present_one *items, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j && items[j].since_ms < items[j - 1].since_ms; j--) {
            struct present_one one = items[j];
            items[j] = items[j - 1];
            items[j - 1] = one;
        }
}

enum err presence_of(struct presence *presence, int64_t article_id, int64_t but_id, int64_t now_ms,
                     struct arena *arena, struct present_one **ret_items, size_t *ret_count)
{
    size_t count = 0;
    pthread_mutex_lock(&presence->lock);
    for (size_t i = 0; i < PRESENCE_MAX; i++)
        count += presence->entries[i].article_id == article_id;
    struct present_one *items = arena_zero(arena, count + 1, sizeof *items);
    size_t found = 0;
    for (size_t i = 0; items && i < PRESENCE_MAX; i++) {
        const struct presence_entry *entry = &presence->entries[i];
        if (entry->article_id == article_id && entry->actor_id != but_id && presence_counts(entry, now_ms))
            items[found++] =
                (struct present_one){entry->actor_id, entry->since_ms, arena_text(arena, entry->name)};
    }
    pthread_mutex_unlock(&presence->lock);
    presence_sort(items, items ? found : 0);
    *ret_items = items;
    *ret_count = items ? found : 0;
    return items ? ERR_OK : ERR_MEMORY;
}
