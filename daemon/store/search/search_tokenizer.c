/* Between FTS5 and text/word.h. Runs within SQLite's calls, so it allocates nothing, logs nothing and
 * knows no connection. */
#include "search_tokenizer.h"

#include "engine/script.h"
#include "text/collate.h"
#include "text/compound.h"

#include <stdlib.h>
#include <string.h>

typedef int token_sink(void *context, int flags, const char *token, int size, int start, int end);

/* The tokenizer keeps nothing; FTS5 wants a pointer all the same. */
static int tokenizer_create(void *unused, const char **arguments, int count, Fts5Tokenizer **ret_tokenizer)
{
    (void)unused, (void)arguments, (void)count;
    *ret_tokenizer = sqlite3_malloc(1);
    return *ret_tokenizer ? SQLITE_OK : SQLITE_NOMEM;
}

static void delete (Fts5Tokenizer *tokenizer)
{
    sqlite3_free(tokenizer);
}

/* The planner's keys as they stand, divided at spaces. */
static int query_tokens(const char *text, int length, void *context, token_sink *sink)
{
    for (int at = 0; at < length;) {
        const char *space = memchr(text + at, ' ', (size_t)(length - at));
        int end = space ? (int)(space - text) : length;
        int code = end > at ? sink(context, 0, text + at, end - at, at, end) : SQLITE_OK;
        if (code != SQLITE_OK)
            return code;
        at = end + 1;
    }
    return SQLITE_OK;
}

static int word_tokens(const char *text, size_t length, const struct word *word, void *context,
                       token_sink *sink)
{
    char key[COMPOUND_KEY_SIZE];
    size_t end;
    int start = (int)word->start, stop = (int)word->end;
    int code = sink(context, 0, word->exact, (int)word->exact_length, start, stop);
    /* At the same place, so a phrase may mix exact and folded keys. */
    if (code == SQLITE_OK && word_has_two_keys(word))
        code = sink(context, FTS5_TOKEN_COLOCATED, word->fold, (int)word->fold_length, start, stop);
    if (code == SQLITE_OK &&
        (compound_at(text, length, word, key, &end) || hyphenated_at(text, length, word, key, &end)))
        code = sink(context, FTS5_TOKEN_COLOCATED, key, (int)strlen(key), start, (int)end);
    return code;
}

static int tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text, int length,
                    token_sink *sink)
{
    struct word word;
    size_t at = 0;
    int code = SQLITE_OK;
    (void)tokenizer;
    /* A key must not be made into keys again. */
    if (flags & FTS5_TOKENIZE_QUERY)
        return query_tokens(text, length, context, sink);
    while (code == SQLITE_OK && word_next(text, (size_t)length, &at, &word))
        code = word_tokens(text, (size_t)length, &word, context, sink);
    return code;
}

/* How much a place in each column counts: body, lead, title; and how many places of one column count at all.
 */
static const double column_weights[] = {1, 2, 4};
enum { COLUMNS = sizeof column_weights / sizeof *column_weights, PLACES_COUNTED = 5, PLACES_SEEN = 400 };
static const double half_at = 0.7; /* the sum at which a phrase has half of its weight */

/* How much of one phrase a row has, from 0 towards 1. The tenth place of a word says hardly more than
 * the fifth. */
static double phrase_amount(const Fts5ExtensionApi *api, Fts5Context *fts, int phrase)
{
    Fts5PhraseIter iter;
    int column, offset, seen = 0, counted[COLUMNS] = {0};
    double sum = 0;
    if (api->xPhraseFirst(fts, phrase, &iter, &column, &offset) != SQLITE_OK)
        return 0;
    /* xPhraseNext() sets the column to -1 behind the last place. */
    for (; column >= 0 && seen < PLACES_SEEN; api->xPhraseNext(fts, &iter, &column, &offset), seen++)
        if (column < COLUMNS && counted[column]++ < PLACES_COUNTED)
            sum += column_weights[column];
    return sum / (sum + half_at);
}

static void relevance(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context, int count,
                      sqlite3_value **values)
{
    int phrases = api->xPhraseCount(fts);
    int size = count == 1 ? sqlite3_value_bytes(values[0]) : 0;
    const unsigned char *bytes = size ? sqlite3_value_blob(values[0]) : NULL;
    double score = 0;
    for (int i = 0; i < phrases; i++) {
        /* Copied, since the bytes of a blob need not be aligned. */
        float weight = 1;
        /* A blob that is too short leaves the rest at 1. */
        if (bytes && (i + 1) * (int)sizeof weight <= size)
            memcpy(&weight, bytes + (size_t)i * sizeof weight, sizeof weight);
        if (weight > 0)
            score += (double)weight * phrase_amount(api, fts, i);
    }
    sqlite3_result_double(context, score);
}

/* How much of each phrase a row has, a byte a phrase: 0 none, 255 all. What a phrase is worth is known when
 * all rows were seen. */
static void amounts(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context, int count,
                    sqlite3_value **values)
{
    unsigned char bytes[AMOUNTS_MAX];
    int phrases = api->xPhraseCount(fts);
    (void)count, (void)values;
    if (phrases > AMOUNTS_MAX)
        phrases = AMOUNTS_MAX;
    for (int i = 0; i < phrases; i++)
        bytes[i] = (unsigned char)(phrase_amount(api, fts, i) * UINT8_MAX);
    sqlite3_result_blob(context, bytes, phrases, SQLITE_TRANSIENT);
}

/* Vietnamese order, and by bytes where that finds two texts equal, because an index needs every key to
 * be told apart. */
static int collate(void *unused, int a_length, const void *a, int b_length, const void *b)
{
    (void)unused;
    int order = text_collate(a, (size_t)a_length, b, (size_t)b_length);
    if (order)
        return order;
    int shorter = a_length < b_length ? a_length : b_length;
    order = shorter ? memcmp(a, b, (size_t)shorter) : 0;
    return order ? order : a_length - b_length;
}

/* The extension interface of this connection's FTS5, by the pointer value that its documentation
 * describes; NULL when it is not compiled in. */
static fts5_api *find_api(sqlite3 *db)
{
    fts5_api *api = NULL;
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, script_sql(SCRIPT_FTS5_API), -1, &statement, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api;
}

/* For every connection before its statements are prepared, as these name the function and the collation. */
int search_register(sqlite3 *db)
{
    fts5_tokenizer tokenizer = {tokenizer_create, delete, tokenize};
    fts5_api *api = find_api(db);
    if (!api)
        return SQLITE_ERROR;
    int code = api->xCreateTokenizer(api, "vietnamese", NULL, &tokenizer, NULL);
    if (code == SQLITE_OK)
        code = api->xCreateFunction(api, "relevance", NULL, relevance, NULL);
    if (code == SQLITE_OK)
        code = api->xCreateFunction(api, "amounts", NULL, amounts, NULL);
    return code == SQLITE_OK ? sqlite3_create_collation(db, "vietnamese", SQLITE_UTF8, NULL, collate) : code;
}
