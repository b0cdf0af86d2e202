/* An inverted index as one sorted run of postings. Must not know the portal's own search: a word typed with
 * marks is that word, one without is each that has its letters, and nothing else is understood. */
#include "bm25.h"

#include "text/word.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    POSTINGS_MAX = 2000 * 1024 * 1024, /* bytes; 20,000 articles take a quarter */
    TEXTS_MAX = 1 << 24,
    TIMES_MOST = UINT8_MAX,
    QUERY_TERMS_MAX = 512
};

/* Two terms share a number once in four thousand millions, which a yardstick can bear. */
struct posting {
    uint32_t term;
    unsigned text : 24;
    unsigned times : 8;
};

struct bm25_text {
    int64_t id;
    unsigned length; /* in words */
    float score;     /* for the query that is asked */
};

/* Kinds of terms, so that "hoa" without a tone is not "hoa" of any tone. */
enum term_kind { TERM_EXACT = 1, TERM_FOLD, TERM_EXACT_PAIR, TERM_FOLD_PAIR };

struct bm25 bm25_of(void)
{
    return (struct bm25){.postings = BUF(POSTINGS_MAX), .texts = BUF(TEXTS_MAX * sizeof(struct bm25_text))};
}

void bm25_done(struct bm25 *bm25)
{
    buf_done(&bm25->postings);
    buf_done(&bm25->texts);
}

/* FNV-1a, over the kind first. */
static uint32_t term_of(enum term_kind kind, const char *first, const char *second)
{
    uint32_t hash = (2166136261u ^ (uint32_t)kind) * 16777619u;
    for (const char *p = first; *p; p++)
        hash = (hash ^ (unsigned char)*p) * 16777619u;
    /* A byte that is in no key stands between two. */
    hash = (hash ^ 0xFF) * 16777619u;
    for (const char *p = second; *p; p++)
        hash = (hash ^ (unsigned char)*p) * 16777619u;
    return hash;
}

/* Adds one field's terms, each once for each place. */
static void add_terms(struct bm25 *bm25, unsigned text, const char *field, unsigned *length)
{
    struct word words[2]; /* the present one and the former, in turn */
    size_t size = strlen(field), at = 0, count = 0;
    while (word_next(field, size, &at, &words[count & 1])) {
        const struct word *word = &words[count & 1], *former = &words[~count & 1];
        struct posting postings[] = {{term_of(TERM_EXACT, word->exact, ""), text, 1},
                                     {term_of(TERM_FOLD, word->fold, ""), text, 1},
                                     {0, text, 1},
                                     {0, text, 1}};
        if (count) {
            postings[2].term = term_of(TERM_EXACT_PAIR, former->exact, word->exact);
            postings[3].term = term_of(TERM_FOLD_PAIR, former->fold, word->fold);
        }
        buf_add(&bm25->postings, postings, (count ? 4 : 2) * sizeof *postings);
        count++;
    }
    *length += (unsigned)count;
}

static int compare_postings(const void *a, const void *b)
{
    const struct posting *x = a, *y = b;
    if (x->term != y->term)
        return x->term < y->term ? -1 : 1;
    return x->text < y->text ? -1 : x->text > y->text;
}

/* Sorts the postings from `from` on, and makes one of those of the same term and text. */
static void postings_join(struct buf *postings, size_t from)
{
    struct posting *all = (struct posting *)(void *)(postings->bytes + from);
    size_t count = (postings->length - from) / sizeof *all, kept = 0;
    if (!count)
        return;
    qsort(all, count, sizeof *all, compare_postings);
    for (size_t i = 1; i < count; i++) {
        if (all[i].term == all[kept].term && all[i].text == all[kept].text)
            all[kept].times += all[kept].times < TIMES_MOST;
        else
            all[++kept] = all[i];
    }
    buf_cut(postings, from + (kept + 1) * sizeof *all);
}

enum err bm25_add(struct bm25 *bm25, int64_t id, const char *title, const char *lead, const char *body)
{
    const char *const fields[] = {title, lead, body};
    size_t from = bm25->postings.length, number = bm25->texts.length / sizeof(struct bm25_text);
    struct bm25_text text = {.id = id};
    assert(!bm25->is_sorted);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        add_terms(bm25, (unsigned)number, fields[i], &text.length);
    bm25->length += text.length;
    buf_add(&bm25->texts, &text, sizeof text);
    if (buf_failed(&bm25->postings) || buf_failed(&bm25->texts) || number + 1 == TEXTS_MAX)
        return ERR_MEMORY;
    postings_join(&bm25->postings, from);
    return ERR_OK;
}

/* The first posting of a term; the number of all when there is none behind. */
static size_t postings_begin(const struct posting *all, size_t count, uint32_t term)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].term < term)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Adds what a term of the query is worth to each text that has it. */
static void add_worth(struct bm25 *bm25, uint32_t term)
{
    static const double k1 = 1.2, b = 0.75;
    const struct posting *all = (const struct posting *)(const void *)bm25->postings.bytes;
    struct bm25_text *texts = (struct bm25_text *)(void *)bm25->texts.bytes;
    size_t count = bm25->postings.length / sizeof *all, text_count = bm25->texts.length / sizeof *texts;
    size_t first = postings_begin(all, count, term), end = first;
    double average = (double)bm25->length / (double)text_count;
    while (end < count && all[end].term == term)
        end++;
    double holders = (double)(end - first);
    double rarity = log(1 + ((double)text_count - holders + 0.5) / (holders + 0.5));
    for (size_t i = first; i < end; i++) {
        struct bm25_text *text = &texts[all[i].text];
        double times = all[i].times;
        text->score +=
            (float)(rarity * times * (k1 + 1) / (times + k1 * (1 - b + b * (double)text->length / average)));
    }
}

/* The terms of a query, each once; returns how many. */
static size_t terms_of_query(const char *query, uint32_t terms[QUERY_TERMS_MAX])
{
    struct word words[2];
    size_t size = strlen(query), at = 0, count = 0, seen = 0;
    while (count + 2 <= QUERY_TERMS_MAX && word_next(query, size, &at, &words[seen & 1])) {
        const struct word *word = &words[seen & 1], *former = &words[~seen & 1];
        terms[count++] =
            word->is_marked ? term_of(TERM_EXACT, word->exact, "") : term_of(TERM_FOLD, word->fold, "");
        /* One word of a pair without marks was typed without. */
        bool is_exact = seen && word->is_marked && former->is_marked;
        if (seen)
            terms[count++] = is_exact ? term_of(TERM_EXACT_PAIR, former->exact, word->exact)
                                      : term_of(TERM_FOLD_PAIR, former->fold, word->fold);
        seen++;
    }
    return count;
}

static bool term_is_among(const uint32_t *terms, size_t count, uint32_t term)
{
    for (size_t i = 0; i < count; i++)
        if (terms[i] == term)
            return true;
    return false;
}

/* The texts with the highest scores; those with none are not found. */
static size_t take_best(const struct bm25 *bm25, int64_t *ids, size_t most)
{
    const struct bm25_text *texts = (const struct bm25_text *)(const void *)bm25->texts.bytes;
    float scores[BM25_BEST_MAX];
    size_t found = 0;
    for (size_t i = 0; i < bm25->texts.length / sizeof *texts; i++) {
        if (texts[i].score <= 0 || (found == most && texts[i].score <= scores[found - 1]))
            continue;
        size_t place = found < most ? found++ : found - 1;
        for (; place && scores[place - 1] < texts[i].score; place--) {
            scores[place] = scores[place - 1];
            ids[place] = ids[place - 1];
        }
        scores[place] = texts[i].score;
        ids[place] = texts[i].id;
    }
    return found;
}

size_t bm25_find(struct bm25 *bm25, const char *query, int64_t *ids, size_t most)
{
    struct bm25_text *texts = (struct bm25_text *)(void *)bm25->texts.bytes;
    uint32_t terms[QUERY_TERMS_MAX];
    size_t count = terms_of_query(query, terms);
    assert(most && most <= BM25_BEST_MAX);
    if (!bm25->is_sorted)
        postings_join(&bm25->postings, 0);
    bm25->is_sorted = true;
    for (size_t i = 0; i < bm25->texts.length / sizeof *texts; i++)
        texts[i].score = 0;
    for (size_t i = 0; i < count; i++)
        if (!term_is_among(terms, i, terms[i]))
            add_worth(bm25, terms[i]);
    return take_best(bm25, ids, most);
}
