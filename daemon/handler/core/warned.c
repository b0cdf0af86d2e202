/* A small table of sentences. Knows neither articles nor people nor acts: all are numbers. */
#include "warned.h"

#include "base/buf.h"
#include "base/memory.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

/* Of all warnings of one save; longer ones come from no writer of ours. */
enum { WARNED_BYTES = 256 * 1024 };

struct warned_entry {
    struct warned_of of; /* article_id 0: free */
    int64_t at_ms;
    char *sentences; /* one behind the other, each with its NUL; owned */
    size_t size, count;
};

struct warned {
    pthread_mutex_t lock;
    struct warned_entry entries[WARNED_MAX];
};

struct warned *warned_new(void)
{
    struct warned *warned = memory_new(1, sizeof *warned);
    if (warned)
        pthread_mutex_init(&warned->lock, NULL);
    return warned;
}

/* What it held may have been a secret, or a word that is taken back. */
static void entry_clear(struct warned_entry *entry)
{
    if (entry->sentences)
        sodium_memzero(entry->sentences, entry->size);
    free(entry->sentences);
    *entry = (struct warned_entry){.at_ms = 0};
}

void warned_free(struct warned *warned)
{
    for (size_t i = 0; warned && i < WARNED_MAX; i++)
        entry_clear(&warned->entries[i]);
    if (warned)
        pthread_mutex_destroy(&warned->lock);
    free(warned);
}

/* What is too old, or of a clock that was set back, goes: nobody asks for it any more. */
static void warned_sweep(struct warned *warned, int64_t now_ms)
{
    for (size_t i = 0; i < WARNED_MAX; i++) {
        struct warned_entry *entry = &warned->entries[i];
        if (entry->of.article_id && (entry->at_ms <= now_ms - WARNED_MS || entry->at_ms > now_ms + WARNED_MS))
            entry_clear(entry);
    }
}

/* Whether what is kept of the one goes when the other is kept: of an article whatever the version. */
static bool entry_makes_way(const struct warned_of *kept, const struct warned_of *of)
{
    return kept->article_id == of->article_id && kept->actor_id == of->actor_id &&
           (of->article_id > 0 || kept->version == of->version);
}

/* What makes way; else one that is free, or the oldest. */
static struct warned_entry *warned_room(struct warned *warned, const struct warned_of *of)
{
    struct warned_entry *room = &warned->entries[0];
    for (size_t i = 0; i < WARNED_MAX; i++) {
        struct warned_entry *entry = &warned->entries[i];
        if (entry_makes_way(&entry->of, of))
            return entry;
        if (room->of.article_id && (!entry->of.article_id || entry->at_ms < room->at_ms))
            room = entry;
    }
    return room;
}

/* The sentences one behind the other; without memory the entry stays free. */
static void entry_fill(struct warned_entry *entry, const struct warned_of *of, const struct fault *warnings,
                       size_t count, int64_t now_ms)
{
    auto_buf struct buf all = BUF(WARNED_BYTES);
    for (size_t i = 0; i < count; i++) {
        buf_text(&all, warnings[i].detail);
        buf_add(&all, "", 1);
    }
    size_t size = all.length;
    char *sentences = buf_take(&all);
    if (sentences)
        *entry = (struct warned_entry){*of, now_ms, sentences, size, count};
}

void warned_keep(struct warned *warned, const struct warned_of *of, const struct fault *warnings,
                 size_t count, int64_t now_ms)
{
    pthread_mutex_lock(&warned->lock);
    warned_sweep(warned, now_ms);
    struct warned_entry *entry = warned_room(warned, of);
    bool makes_way = entry_makes_way(&entry->of, of), is_later = makes_way && entry->of.version > of->version;
    if (!is_later && (count || makes_way))
        entry_clear(entry);
    if (!is_later && count)
        entry_fill(entry, of, warnings, count, now_ms);
    pthread_mutex_unlock(&warned->lock);
}

size_t warned_find(struct warned *warned, const struct warned_of *of, int64_t now_ms, struct arena *arena,
                   const char *const **ret_sentences)
{
    const char **sentences = NULL;
    size_t count = 0;
    pthread_mutex_lock(&warned->lock);
    warned_sweep(warned, now_ms);
    for (size_t i = 0; i < WARNED_MAX && !count; i++) {
        const struct warned_entry *entry = &warned->entries[i];
        if (entry->of.article_id != of->article_id || entry->of.actor_id != of->actor_id ||
            entry->of.version != of->version)
            continue;
        const char *text = arena_copy(arena, entry->sentences, entry->size);
        sentences = arena_failed(arena) ? NULL : arena_zero(arena, entry->count, sizeof *sentences);
        for (; sentences && count < entry->count; text += strlen(text) + 1)
            sentences[count++] = text;
    }
    pthread_mutex_unlock(&warned->lock);
    *ret_sentences = sentences;
    return count;
}

void warned_forget(struct warned *warned, int64_t article_id)
{
    pthread_mutex_lock(&warned->lock);
    for (size_t i = 0; i < WARNED_MAX; i++)
        if (!article_id || warned->entries[i].of.article_id == article_id ||
            (warned->entries[i].of.article_id < 0 && warned->entries[i].of.article_id != WARNED_CODES))
            entry_clear(&warned->entries[i]);
    pthread_mutex_unlock(&warned->lock);
}
