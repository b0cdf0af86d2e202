/* Runs the real store and the real search on a scratch folder, beside two indexes of SQLite's own
 * and BM25. Knows no formula of the ranking; what is good is said by the queries' gold. */
#include "evaluation.h"

#include "bm25.h"
#include "demo.h"
#include "json_lines.h"
#include "score.h"
#include "sign_file.h"
#include "slow_query_search.h"
#include "store/fts_baseline.h"
#include "store/search.h"
#include "text/normalize.h"
#include "text/word.h"

#include "base/log.h"
#include "base/said.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* A read may take as long as it likes, since CPU time is counted. 200 articles share a commit. TIMES_MAX
 * is room for sixteen million queries. */
enum {
    FOLDER_SIZE = 200,
    READ_LIMIT_MS = 60000,
    ARENA_LIMIT = 256 * 1024 * 1024,
    BATCH = 200,
    TIMES_MAX = 64 * 1024 * 1024,
    FIRST_TEN = 10,
};

/* One run, from the files to the table. */
struct evaluation {
    const struct evaluation_files *files;
    struct buf *fault;
    struct store *store;
    struct fts_baseline *baselines[FTS_BASELINE_COUNT];
    struct bm25 bm25;
    struct scores scores;
    struct sign_file signs;
    struct slow_query_search slow;
    int64_t text_bytes, article_count;
    int64_t baselines_us; /* of CPU for both */
};

/* "" when the member is missing or no text. */
static const char *evaluation_text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

/* Text of the data as the portal would have kept it. */
static const char *normal(struct arena *arena, const char *text, enum text_kind kind)
{
    const char *out;
    /* What is no text counts as empty. */
    return text_normalize(text, strlen(text), kind, arena, &out, NULL) ? "" : out;
}

/* CPU time of all threads, for the index is rebuilt by this one and asked by this one. */
static int64_t cpu_us(void)
{
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

/* Dates are those of the real clock. */
static int64_t now_ms(void *context)
{
    (void)context;
    return clock_now_ms(&clock_system);
}

/* In place of a monotonic clock. */
static int64_t cpu_ms(void *context)
{
    (void)context;
    return cpu_us() / 1000;
}

/* The search's own limits of time count CPU time here, so that a busy machine finds no less. */
static const struct clock clock_of_work = {now_ms, cpu_ms, NULL};

/* Inserts one object of the file, and adds it to both baselines. */
static enum err evaluation_add_article(struct evaluation *e, struct conn *conn, const json_t *object)
{
    struct arena *arena = conn_arena(conn);
    int64_t number = json_integer_value(json_object_get(object, "id")), id;
    const char *lead = normal(arena, evaluation_text_of(object, "lead"), TEXT_BLOCK);
    const char *body = normal(arena, evaluation_text_of(object, "body"), TEXT_BLOCK);
    size_t length = strlen(body);
    /* Cut in front of a character, never within one. */
    while (length > ARTICLE_BODY_MAX || (length && ((unsigned char)body[length] & 0xC0) == 0x80))
        length--;
    body = arena_copy(arena, body, length);
    /* The object's own number is kept as external_id, by which gold is found again. */
    const struct article article = {.slug = arena_printf(arena, "bai-%" PRId64, number),
                                    .lang = "vi",
                                    .status = STATUS_PUBLISHED,
                                    .title = normal(arena, evaluation_text_of(object, "title"), TEXT_LINE),
                                    .lead = *lead ? lead : NULL,
                                    .body_format = "text",
                                    .body = body,
                                    .body_html = "",
                                    .body_text = body,
                                    .external_id = arena_printf(arena, "%" PRId64, number)};
    /* Nothing is found by an article without one; better told than measured. */
    if (!*article.title) {
        buf_printf(
            e->fault,
            SAID("%s: bài %" PRId64 " không có tiêu đề (title)", "%s: article %" PRId64 " has no title"),
            e->files->articles, number);
        return ERR_INPUT;
    }
    e->text_bytes += (int64_t)(strlen(article.title) + strlen(lead) + length);
    e->article_count++;
    enum err err = article_insert(conn, &article, 0, &id);
    /* Only the baselines' part; the index of ours is measured by rebuild(). */
    int64_t before_us = cpu_us();
    for (size_t i = 0; !err && i < FTS_BASELINE_COUNT; i++)
        err = fts_baseline_add(e->baselines[i], id, article.title, lead, body);
    e->baselines_us += cpu_us() - before_us;
    return err ? err : bm25_add(&e->bm25, id, article.title, lead, body);
}

/* Some articles in one transaction; *ret_more whether there may be more. */
static enum err add_batch(struct evaluation *e, struct json_lines *lines, bool *ret_more)
{
    static const struct actor console = {.role = ROLE_ADMIN, .name = "console"};
    /* One for each batch, so that memory stays the same however long the file is. */
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_begin_alone(e->store, arena, &console, &conn) : ERR_MEMORY;
    *ret_more = true;
    for (int i = 0; !err && *ret_more && i < BATCH; i++) {
        json_auto_t *object = NULL;
        err = json_lines_next(lines, e->fault, &object);
        *ret_more = object != NULL;
        if (!err && object)
            err = evaluation_add_article(e, conn, object);
    }
    /* store_commit: A batch that is empty, at the end of the file, commits nothing. */
    return err ? err : store_commit(&conn);
}

/* The whole file of articles, batch by batch. */
static enum err add_all(struct evaluation *e)
{
    auto_json_lines struct json_lines lines = {.path = e->files->articles};
    bool more = true;
    enum err err = json_lines_open(&lines, e->fault);
    while (!err && more)
        err = add_batch(e, &lines, &more);
    return err;
}

/* From 1; 0 when it is not among them. */
static size_t rank_in(const int64_t *ids, size_t count, int64_t gold)
{
    for (size_t i = 0; i < count; i++)
        if (ids[i] == gold)
            return i + 1;
    return 0;
}

/* Likewise by the number in external_id, for ids are the store's own. */
static size_t rank_of_search(const struct search_result *result, int64_t gold)
{
    for (size_t i = 0; i < result->count; i++)
        if (result->hits[i].article.external_id &&
            strtoll(result->hits[i].article.external_id, NULL, 10) == gold)
            return i + 1;
    return 0;
}

/* Where BM25 has the wanted article. */
static size_t rank_of_bm25(struct evaluation *e, const char *query, int64_t gold_id)
{
    int64_t ids[FIRST_TEN] = {0};
    size_t count = bm25_find(&e->bm25, query, ids, FIRST_TEN);
    return rank_in(ids, count, gold_id);
}

/* Asks each of SQLite's indexes the same and notes where the wanted article stood. */
static enum err ask_baselines(struct evaluation *e, struct score *score, const char *query, int64_t gold_id)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < FTS_BASELINE_COUNT; i++) {
        int64_t ids[FIRST_TEN];
        size_t count;
        err = fts_baseline_find(e->baselines[i], query, ids, FIRST_TEN, &count);
        if (!err)
            score_note(&score->baselines[i], rank_in(ids, count, gold_id));
    }
    return err;
}

/* The folded words of a text, each between spaces. */
static const char *letters_of(struct arena *arena, const char *text)
{
    auto_buf struct buf out = BUF(64 * 1024);
    struct word word;
    size_t at = 0;
    /* So that a word is only found as a whole. */
    buf_char(&out, ' ');
    while (word_next(text, strlen(text), &at, &word))
        buf_printf(&out, "%s ", word.fold);
    return arena_copy(arena, buf_str(&out), out.length);
}

/* Whether the letters of a suggestion are those of the wanted title. */
static bool holds_letters(struct arena *arena, const char *title, const char *suggestion)
{
    return strstr(letters_of(arena, title), letters_of(arena, suggestion)) != NULL;
}

/* One query: rank, time, suggestion; then the baselines. */
static enum err evaluation_ask(struct evaluation *e, const json_t *object)
{
    /* What a page of search asks for, but ten hits. */
    static const struct article_query filter = {.limit = FIRST_TEN};
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_conn struct conn *conn = NULL;
    struct search_result result = {.count = 0};
    struct article gold;
    const char *set = evaluation_text_of(object, "set"), *query = evaluation_text_of(object, "query");
    int64_t number = json_integer_value(json_object_get(object, "gold"));
    /* By the set that the query says it belongs to. */
    struct score *score = scores_find(&e->scores, set);
    enum err err = arena && score ? store_lease(e->store, arena, &conn) : ERR_MEMORY;
    if (!err && e->files->slow_query_seconds)
        err = slow_query_search_seed(&e->slow, query);
    /* Nothing but the search itself is timed. */
    int64_t before_us = cpu_us();
    if (!err)
        err = search_articles(conn, normal(arena, query, TEXT_LINE), &filter, SEARCH_BY_RELEVANCE, &result);
    if (err)
        return err;
    size_t rank = rank_of_search(&result, number);
    int time_us = (int)(cpu_us() - before_us);
    /* For whoever works on the ranking: what it got wrong, one a line. */
    if (e->files->missed_set && strcmp(e->files->missed_set, set) == 0 && rank != 1)
        printf(SAID("# %zu %s -> %" PRId64 " đứng đầu: %s%s%s\n", "# %zu %s -> %" PRId64 " first: %s%s%s\n"),
               rank, query, number, result.count ? result.hits[0].article.title : "-",
               result.suggestion ? " ?" : "", result.suggestion ? result.suggestion : "");
    /* Behind the timing. A query whose gold is not there is a mistake of the file. */
    err = article_by_external_id(conn, arena_printf(arena, "%" PRId64, number), &gold);
    if (err == ERR_NOT_FOUND)
        buf_printf(
            e->fault,
            SAID("%s: không bài nào có id của gold %" PRId64, "%s: no article has the id of gold %" PRId64),
            e->files->queries, number);
    if (err)
        return err;
    sign_file_note(&e->signs, &result, gold.id);
    scores_note(&e->scores, score, rank, rank_of_bm25(e, query, gold.id), time_us);
    /* A query whose letters are all in the title needs no mending. */
    bool is_slip = !holds_letters(arena, gold.title, query);
    bool is_right = result.suggestion && holds_letters(arena, gold.title, result.suggestion);
    score->suggested += result.suggestion != NULL;
    score->recovered += is_right;
    score->slips += is_slip;
    score->mended += is_slip && is_right;
    return ask_baselines(e, score, query, gold.id);
}

/* The whole file of queries, one by one. */
static enum err ask_all(struct evaluation *e)
{
    auto_json_lines struct json_lines lines = {.path = e->files->queries};
    enum err err = json_lines_open(&lines, e->fault);
    while (!err) {
        json_auto_t *object = NULL;
        err = json_lines_next(&lines, e->fault, &object);
        if (err || !object)
            break;
        err = evaluation_ask(e, object);
    }
    return err;
}

/* The index as a new version would build it, and the CPU time of that. */
static enum err rebuild(struct evaluation *e, int64_t *ret_us)
{
    bool done = false;
    int64_t before_us = cpu_us();
    enum err err = search_invalidate(e->store);
    while (!err && !done)
        err = search_rebuild(e->store, &done);
    *ret_us = cpu_us() - before_us;
    return err;
}

/* Fills, rebuilds, asks and prints. The hunt comes last, for it has no end of its own. */
static enum err evaluation_measure(struct evaluation *e)
{
    int64_t rebuild_us = 0, index_bytes = 0;
    /* Rebuilt behind it, as articles indexed one by one leave another index than one that is built at
     * once. */
    enum err err = add_all(e);
    if (!err)
        err = rebuild(e, &rebuild_us);
    if (!err)
        err = ask_all(e);
    if (!err)
        err = sign_file_close(&e->signs, e->files->signs, e->fault);
    if (!err)
        err = search_size(e->store, &index_bytes);
    if (err)
        return err;
    scores_print(&e->scores);
    printf(
        SAID("%" PRId64
             " bài, %.1f MB chữ; chỉ mục %.1f MB, dựng lại trong %.1f s CPU; chỉ mục của SQLite %.1f s\n",
             "%" PRId64
             " articles, %.1f MB of text; index %.1f MB, rebuilt in %.1f s of CPU; SQLite's own in %.1f s\n"),
        e->article_count, (double)e->text_bytes / 1e6, (double)index_bytes / 1e6, (double)rebuild_us / 1e6,
        (double)e->baselines_us / 1e6 / FTS_BASELINE_COUNT);
    return e->files->slow_query_seconds ? slow_query_search_run(&e->slow, e->files->slow_query_seconds)
                                        : ERR_OK;
}

/* Makes the store and the baselines, measures, and takes everything away again. */
enum err evaluate(const struct evaluation_files *files, struct buf *fault)
{
    char folder[FOLDER_SIZE];
    /* Seeds are kept from all queries, for the hunt at the end. */
    auto_arena struct arena *slow_query_arena = arena_new(ARENA_LIMIT);
    struct evaluation e = {
        .files = files, .fault = fault, .bm25 = bm25_of(), .scores = {.times = BUF(TIMES_MAX)}};
    /* The table goes to stdout alone. */
    log_init(LOG_LEVEL_WARNING, LOG_FORMAT_TEXT);
    enum err err = slow_query_arena ? demo_folder(folder, sizeof folder, fault) : ERR_MEMORY;
    if (err)
        return err;
    /* One reader, since all is asked by this thread. */
    const struct store_options options = {
        .directory = folder, .clock = &clock_of_work, .readers = 1, .read_limit_ms = READ_LIMIT_MS};
    err = sign_file_open(&e.signs, files->signs, fault);
    if (!err)
        err = store_open(&options, fault, &e.store);
    for (size_t i = 0; !err && i < FTS_BASELINE_COUNT; i++)
        err = fts_baseline_open((enum fts_baseline_kind)i, &e.baselines[i]);
    e.slow = (struct slow_query_search){.store = e.store, .arena = slow_query_arena, .random = 1};
    if (!err)
        err = evaluation_measure(&e);
    /* Those that were not opened are NULL. */
    for (size_t i = 0; i < FTS_BASELINE_COUNT; i++)
        fts_baseline_close(e.baselines[i]);
    bm25_done(&e.bm25);
    scores_done(&e.scores);
    /* Whatever failed is told already. */
    (void)sign_file_close(&e.signs, files->signs, fault);
    store_close(e.store);
    demo_remove(folder);
    return err;
}
