/* Finds the window of a text that answers a query best, and writes it with marks. Works on plain text
 * and words; must not know HTML. */
#include "search_snippet.h"

#include "store/search.h"

#include <string.h>

/* Words that fit into two or three lines; of very long bodies the beginning is looked through. */
enum { WINDOW_WORDS = 36, BEFORE_WORDS = 6, TEXT_MOST = 64 * 1024, SNIPPET_MAX = 4096 };

/* What a word of the text answers: a word of the plan, PLAN_WORDS_MAX for none, and where what is to be
 * marked ends. */
struct answered {
    size_t answer;
    size_t end;
};

/* A date or grouped number answers as a whole, however it is written. */
static struct answered mark_compound(const struct plan *plan, const char *text, size_t length,
                                     const struct word *word)
{
    char key[COMPOUND_KEY_SIZE];
    size_t end;
    if (hyphenated_at(text, length, word, key, &end))
        for (size_t i = 0; i < plan->count; i++)
            if (strcmp(plan->words[i].token.word.fold, key) == 0)
                return (struct answered){i, end};
    if (!plan->has_compound)
        return (struct answered){PLAN_WORDS_MAX, word->end};
    bool is_compound = compound_at(text, length, word, key, &end);
    for (size_t i = 0; i < plan->count; i++)
        /* 10.029 is found as 10029, too. */
        if (*plan->words[i].compound && strcmp(plan->words[i].compound, is_compound ? key : word->fold) == 0)
            return (struct answered){i, is_compound ? end : word->end};
    return (struct answered){PLAN_WORDS_MAX, word->end};
}

/* Marks that were typed are meant; a word without any fits all of its forms. */
static bool does_fit(const struct token *typed, const struct token *token)
{
    return typed->word.is_marked ? typed->exact == token->exact : typed->fold == token->fold;
}

static struct answered mark_at(const struct plan *plan, const char *text, size_t length,
                               const struct word *word)
{
    const struct token token = token_of(word);
    for (size_t i = 0; i < plan->count; i++) {
        const struct plan_word *asked = &plan->words[i];
        /* The parts of a date alone are nothing. */
        if (*asked->compound) {
            i += asked->joined;
            continue;
        }
        if (does_fit(&asked->token, &token) || (asked->is_mended && does_fit(&asked->mended, &token)))
            return (struct answered){i, word->end};
    }
    for (size_t i = 0; i < plan->short_count; i++)
        if (plan->shorts[i].fold == token.fold)
            return (struct answered){plan->shorts[i].first, word->end};
    return mark_compound(plan, text, length, word);
}

struct window {
    size_t start; /* byte at which it begins */
    size_t end;
    double value;
};

/* Words that were answered lately, the oldest falling out. */
struct ring {
    size_t starts[WINDOW_WORDS];
    size_t answers[WINDOW_WORDS];
    size_t count; /* words seen */
};

/* Distinct words by weight, and a little for neighbours in the query's order. */
static double search_snippet_value_of(const struct plan *plan, const struct ring *ring)
{
    bool seen[PLAN_WORDS_MAX + 1] = {false};
    double value = 0;
    size_t former = PLAN_WORDS_MAX, kept = ring->count < WINDOW_WORDS ? ring->count : WINDOW_WORDS;
    for (size_t i = ring->count - kept; i < ring->count; i++) {
        size_t answer = ring->answers[i % WINDOW_WORDS];
        if (answer < PLAN_WORDS_MAX) {
            double weight = (double)plan->words[answer].weight;
            /* A word that comes again adds hardly anything. */
            value += seen[answer] ? weight * 0.02 : weight;
            value += former + 1 == answer ? weight * 0.5 : 0;
        }
        seen[answer] = true;
        former = answer;
    }
    return value;
}

static struct window best_window(const struct plan *plan, const char *text, size_t length)
{
    struct ring ring = {.count = 0};
    struct window best = {0, 0, -1};
    struct word word;
    for (size_t at = 0; word_next(text, length, &at, &word);) {
        ring.starts[ring.count % WINDOW_WORDS] = word.start;
        ring.answers[ring.count % WINDOW_WORDS] = mark_at(plan, text, length, &word).answer;
        ring.count++;
        /* The word that stands in the place which the next one will take. */
        size_t oldest = ring.count > WINDOW_WORDS ? ring.count % WINDOW_WORDS : 0;
        bool is_first_full = ring.count <= WINDOW_WORDS;
        /* Once the window slides, only a word that answers can make it better. */
        bool is_worth = is_first_full || ring.answers[(ring.count - 1) % WINDOW_WORDS] < PLAN_WORDS_MAX;
        double value = is_worth ? search_snippet_value_of(plan, &ring) : 0;
        /* While it fills the window grows even by words that answer nothing, so that a short text is one
         * window. */
        if (value > best.value || (is_first_full && value >= best.value))
            best = (struct window){ring.starts[oldest], word.end, value};
    }
    return best;
}

/* Some words before the first answer are enough; what is over goes behind. */
static void settle(const struct plan *plan, const char *text, size_t length, struct window *window)
{
    size_t starts[BEFORE_WORDS + 1], count = 0, words = 0, at = window->start;
    struct word word;
    size_t start = window->start;
    while (word_next(text, length, &at, &word) && word.start < window->end) {
        starts[count++ % (BEFORE_WORDS + 1)] = word.start;
        if (mark_at(plan, text, length, &word).answer < PLAN_WORDS_MAX) {
            /* The ring of starts has come round, so the next place is the oldest. */
            start = count > BEFORE_WORDS ? starts[count % (BEFORE_WORDS + 1)] : window->start;
            break;
        }
    }
    window->start = start;
    for (at = start; words < WINDOW_WORDS && word_next(text, length, &at, &word); words++)
        window->end = word.end > window->end || words + 1 == WINDOW_WORDS ? word.end : window->end;
}

/* Line breaks and runs of blanks become one blank, as a snippet is one line. */
static void write_plain(struct buf *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool is_blank = text[i] == '\n' || text[i] == '\t' || text[i] == ' ';
        if (!is_blank)
            buf_char(out, text[i]);
        else if (out->length && out->bytes[out->length - 1] != ' ')
            buf_char(out, ' ');
    }
}

static void write_window(struct buf *out, const struct plan *plan, const char *text, size_t length,
                         const struct window *window)
{
    size_t written = window->start, at = written, end = window->end;
    struct word word;
    /* Says that the text begins before. */
    buf_text(out, window->start ? "… " : "");
    while (word_next(text, end, &at, &word)) {
        const struct answered mark = mark_at(plan, text, length, &word);
        if (mark.answer == PLAN_WORDS_MAX)
            continue;
        write_plain(out, text + written, word.start - written);
        buf_char(out, SEARCH_MARK_BEGIN);
        write_plain(out, text + word.start, mark.end - word.start);
        buf_char(out, SEARCH_MARK_END);
        written = at = mark.end;
        /* A date is not cut at the window's end. */
        end = mark.end > end ? mark.end : end;
    }
    write_plain(out, text + written, end - written);
    /* At the end of the text a full stop, whatever stood there. */
    buf_text(out, text[end + strspn(text + end, ".!?\n ")] ? " …" : ".");
}

static const char *write_snippet(struct arena *arena, const struct plan *plan, const char *text,
                                 struct window *best)
{
    auto_buf struct buf out = BUF(SNIPPET_MAX);
    settle(plan, text, strnlen(text, TEXT_MOST), best);
    write_window(&out, plan, text, strnlen(text, TEXT_MOST), best);
    return buf_failed(&out) ? NULL : arena_copy(arena, buf_str(&out), out.length);
}

const char *snippet_of(struct arena *arena, const struct plan *plan, const struct article *article)
{
    const char *texts[] = {article->lead ? article->lead : "", article->body_text ? article->body_text : ""};
    struct window best = {0, 0, -1};
    const char *text = NULL;
    for (size_t i = 0; i < 2; i++) {
        size_t length = strnlen(texts[i], TEXT_MOST);
        struct window window = best_window(plan, texts[i], length);
        /* The lead is looked at first, so it wins where both hold as much. */
        if (window.end && window.value > best.value) {
            best = window;
            text = texts[i];
        }
    }
    return text ? write_snippet(arena, plan, text, &best) : NULL;
}

const char *snippet_of_text(struct arena *arena, const struct plan *plan, const char *text)
{
    struct window best = best_window(plan, text, strnlen(text, TEXT_MOST));
    return best.end ? write_snippet(arena, plan, text, &best) : NULL;
}
