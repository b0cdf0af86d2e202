/* What the portal's own texts teach: how often each syllable is used, and which stand beside each other. */
#include "search_index.h"

#include "search_words.h"

#include <assert.h>
#include <string.h>

/* One more (or less) use of a syllable with its fold key, or of a pair of syllables. */
static enum err count_use(struct conn *conn, enum statement statement, const char *a, const char *b,
                          int64_t times)
{
    auto_query struct query q = query_of(conn, statement);
    bind_text(&q, a);
    bind_text(&q, b);
    bind_integer(&q, times);
    return query_run(&q);
}

/* A word that nothing uses any more is forgotten: it may be a name that was taken back. */
static enum err search_learn_drop(struct conn *conn, enum statement statement, const char *a, const char *b)
{
    auto_query struct query q = query_of(conn, statement);
    bind_text(&q, a);
    bind_text(&q, b);
    return query_run(&q);
}

/* All uses of all syllables, by which rarity is judged. */
static enum err count_uses(struct conn *conn, int64_t uses)
{
    auto_query struct query q = query_of(conn, STMT_SEARCH_USES_COUNT);
    bind_integer(&q, uses);
    return query_run(&q);
}

/* Words on both sides of a full stop do not stand beside each other; commas and quotes are not so strict. */
static bool is_apart(const char *text, const struct word *first, const struct word *second)
{
    size_t between = second->start - first->end;
    return memchr(text + first->end, '.', between) || memchr(text + first->end, '\n', between) ||
           memchr(text + first->end, ';', between);
}

/* Called with each word of a text and the one that stands beside it before, NULL for none. */
typedef enum err pair_visit(void *context, const struct word *former, const struct word *word);

static enum err visit_pairs(const char *text, pair_visit *visit, void *context, int64_t *ret_count)
{
    /* The present word and the former one, taking turns. */
    struct word words[2];
    size_t length = strlen(text), at = 0, count = 0;
    enum err err = ERR_OK;
    for (struct word *word = &words[0]; !err && word_next(text, length, &at, word);
         word = &words[count % 2]) {
        const struct word *former = count ? &words[(count + 1) % 2] : NULL;
        err = visit(context, former && !is_apart(text, former, word) ? former : NULL, word);
        count++;
    }
    /* Of words, whatever they were paired with. */
    *ret_count = (int64_t)count;
    return err;
}

/* What texts teach is counted in memory first, and written in order of the key. */
struct use {
    const char *a, *b;
    uint64_t hash;
    int64_t times;
};

/* A table of uses, at most half full so that a free place is never far. */
struct tally {
    struct arena *arena;
    struct use *uses; /* open addressing; a NULL is a free place */
    size_t room, count;
};

/* The place of a key, or the free one where it would stand. `room` is a power of two. */
static struct use *search_learn_place_of(struct tally *tally, uint64_t hash, const char *a, const char *b)
{
    size_t at = hash & (tally->room - 1);
    for (; tally->uses[at].a; at = (at + 1) & (tally->room - 1)) {
        const struct use *use = &tally->uses[at];
        if (use->hash == hash && strcmp(use->a, a) == 0 && strcmp(use->b, b) == 0)
            break;
    }
    return &tally->uses[at];
}

/* Twice the room. The former table stays in the arena, which together is less than the new one. */
static bool search_learn_grow(struct tally *tally)
{
    struct use *old = tally->uses;
    size_t old_room = tally->room;
    tally->room = old_room ? old_room * 2 : 1024;
    tally->uses = arena_zero(tally->arena, tally->room, sizeof *old);
    for (size_t i = 0; tally->uses && i < old_room; i++)
        if (old[i].a)
            *search_learn_place_of(tally, old[i].hash, old[i].a, old[i].b) = old[i];
    return tally->uses != NULL;
}

static enum err search_learn_tally_add(struct tally *tally, const char *a, const char *b, int times)
{
    /* Also when there is no table yet. */
    if (tally->count * 2 >= tally->room && !search_learn_grow(tally))
        return ERR_MEMORY;
    uint64_t hash = key_hash(a) * 31 + key_hash(b);
    struct use *use = search_learn_place_of(tally, hash, a, b);
    if (!use->a) {
        *use = (struct use){arena_text(tally->arena, a), arena_text(tally->arena, b), hash, 0};
        tally->count++;
    }
    use->times += times;
    return arena_failed(tally->arena) ? ERR_MEMORY : ERR_OK;
}

struct lesson {
    struct tally syllables; /* exact and fold key */
    struct tally pairs;     /* two exact keys */
    int64_t uses;
    int times; /* of the text that is counted now */
};

struct lesson *lesson_new(struct arena *arena)
{
    struct lesson *lesson = arena_zero(arena, 1, sizeof *lesson);
    if (lesson)
        lesson->syllables.arena = lesson->pairs.arena = arena;
    return lesson;
}

/* Counts a word and, unless it stands apart, the pair with the one before it. */
static enum err lesson_visit(void *context, const struct word *former, const struct word *word)
{
    struct lesson *lesson = context;
    enum err err = search_learn_tally_add(&lesson->syllables, word->exact, word->fold, lesson->times);
    return err || !former ? err
                          : search_learn_tally_add(&lesson->pairs, former->exact, word->exact, lesson->times);
}

enum err lesson_add(struct lesson *lesson, const char *text, int times)
{
    int64_t count;
    lesson->times = times;
    enum err err = visit_pairs(text, lesson_visit, lesson, &count);
    /* Also of words that stand alone. */
    lesson->uses += count * times;
    return err;
}

/* By both keys, as the table's index has them. */
static int search_learn_compare(const void *a, const void *b)
{
    const struct use *x = a, *y = b;
    int order = strcmp(x->a, y->a);
    return order ? order : strcmp(x->b, y->b);
}

static enum err tally_save(struct conn *conn, struct tally *tally, enum statement statement,
                           enum statement drop)
{
    size_t kept = 0;
    enum err err = ERR_OK;
    for (size_t i = 0; i < tally->room; i++)
        if (tally->uses[i].a && tally->uses[i].times)
            tally->uses[kept++] = tally->uses[i];
    if (kept)
        qsort(tally->uses, kept, sizeof *tally->uses, search_learn_compare);
    /* In the order of the index, so that each of its pages is written once. */
    for (size_t i = 0; !err && i < kept; i++) {
        const struct use *use = &tally->uses[i];
        err = count_use(conn, statement, use->a, use->b, use->times);
        if (!err && use->times < 0)
            err = search_learn_drop(conn, drop, use->a, use->b);
    }
    return err;
}

enum err lesson_save(struct conn *conn, struct lesson *lesson)
{
    assert(conn->is_writer);
    enum err err =
        tally_save(conn, &lesson->syllables, STMT_SEARCH_SYLLABLE_COUNT, STMT_SEARCH_SYLLABLE_DROP);
    if (!err)
        err = tally_save(conn, &lesson->pairs, STMT_SEARCH_PAIR_COUNT, STMT_SEARCH_PAIR_DROP);
    return err || !lesson->uses ? err : count_uses(conn, lesson->uses);
}

/* Some articles behind *id, which moves on; NOT_FOUND when there are no more. */
static enum err lesson_read(struct conn *conn, struct lesson *lesson, int64_t *id)
{
    auto_query struct query q = query_of(conn, STMT_SEARCH_LESSONS);
    enum err err;
    bool is_empty = true;
    bind_integer(&q, *id);
    while (!(err = query_row(&q))) {
        is_empty = false;
        *id = column_integer(&q);
        /* Title and lead. */
        for (int i = 0; !err && i < 2; i++) {
            const char *text = column_text(&q);
            err = text ? lesson_add(lesson, text, 1) : ERR_OK;
        }
        if (err)
            return err;
    }
    return err == ERR_NOT_FOUND && !is_empty ? ERR_OK : err;
}

enum err search_learn_all(struct conn *conn)
{
    enum { LESSON_MEMORY = 512 * 1024 * 1024, ROWS_MEMORY = 16 * 1024 * 1024 };
    auto_arena struct arena *arena = arena_new(LESSON_MEMORY);
    struct arena *own = conn->arena;
    struct lesson *lesson = arena ? lesson_new(arena) : NULL;
    int64_t id = 0;
    enum err err = lesson ? ERR_OK : ERR_MEMORY;
    while (!err) {
        /* Rows go after each round; only the keys stay, and those are far fewer than the words. */
        auto_arena struct arena *rows = arena_new(ROWS_MEMORY);
        conn->arena = rows;
        err = rows ? lesson_read(conn, lesson, &id) : ERR_MEMORY;
        conn->arena = own;
    }
    return err == ERR_NOT_FOUND ? lesson_save(conn, lesson) : err;
}
