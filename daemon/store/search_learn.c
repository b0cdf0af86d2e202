/* What the portal's own texts teach: how often each syllable is used, and which stand beside each other. */
#include "search_index.h"

#include "text/word.h"

#include <string.h>

static enum err count_syllable(struct conn *conn, const struct word *word, int times)
{
    auto_query struct query q = query_of(conn, STMT_SEARCH_SYLLABLE_COUNT);
    bind_text(&q, word->exact);
    bind_text(&q, word->fold);
    bind_integer(&q, times);
    return query_run(&q);
}

static enum err count_pair(struct conn *conn, const struct word *first, const struct word *second, int times)
{
    auto_query struct query q = query_of(conn, STMT_SEARCH_PAIR_COUNT);
    bind_text(&q, first->exact);
    bind_text(&q, second->exact);
    bind_integer(&q, times);
    return query_run(&q);
}

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

enum err search_learn(struct conn *conn, const char *text, int times)
{
    struct word words[2];
    size_t length = strlen(text), at = 0, count = 0;
    enum err err = ERR_OK;
    for (struct word *word = &words[0]; !err && word_next(text, length, &at, word); word = &words[count % 2]) {
        const struct word *former = count ? &words[(count + 1) % 2] : NULL;
        err = count_syllable(conn, word, times);
        if (!err && former && !is_apart(text, former, word))
            err = count_pair(conn, former, word, times);
        count++;
    }
    return err ? err : count_uses(conn, (int64_t)count * times);
}
