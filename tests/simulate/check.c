/* The invariants. Looks with SQL of its own, so that a fault of the store is not overlooked by the store. */
#include "check.h"

#include "store/audit.h"
#include "store/change.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FEED_PAGE = 100, CHECK_ARENA = 256 * 1024 * 1024, SENTENCE = 300 };

static char sentence[SENTENCE];

/* FNV-1a, which is enough to tell rows apart that nobody chose. */
static void mix(uint64_t *hash, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        *hash = (*hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001B3u;
}

/* Every value of every row that a query gives. */
static uint64_t hash_of(sqlite3 *db, const char *sql)
{
    uint64_t hash = 0xCBF29CE484222325u;
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        return 0;
    while (sqlite3_step(statement) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            unsigned char type = (unsigned char)sqlite3_column_type(statement, i);
            mix(&hash, &type, 1);
            mix(&hash, sqlite3_column_blob(statement, i), (size_t)sqlite3_column_bytes(statement, i));
        }
    sqlite3_finalize(statement);
    return hash;
}

static int64_t number_of(sqlite3 *db, const char *sql, int64_t parameter)
{
    sqlite3_stmt *statement = NULL;
    int64_t number = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK) {
        if (sqlite3_bind_parameter_count(statement))
            sqlite3_bind_int64(statement, 1, parameter);
        if (sqlite3_step(statement) == SQLITE_ROW)
            number = sqlite3_column_int64(statement, 0);
    }
    sqlite3_finalize(statement);
    return number;
}

/* Of the schema, without looking into the store's own list: what is missing there is to be found here. */
static const char tables_sql[] =
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = "
    "'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN"
    " ('article_days', 'article_months', 'article_references', "
    "'category_months', 'day_stats', 'machine_days', 'media_pages', 'media_texts', 'migrations',"
    " 'node_state', 'search_pairs', 'search_state', 'search_syllables')";

static const char *check_tables(const struct node *node, const struct node *first)
{
    static const char numbers[] = "SELECT name, seq FROM sqlite_sequence ORDER BY name";
    sqlite3 *own = node->store->writer->db, *other = first->store->writer->db;
    sqlite3_stmt *tables = NULL;
    const char *fault =
        hash_of(own, numbers) == hash_of(other, numbers) ? NULL : "the last numbers given are not the same";
    if (sqlite3_prepare_v2(own, tables_sql, -1, &tables, NULL) != SQLITE_OK)
        return "a schema cannot be read";
    while (!fault && sqlite3_step(tables) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(tables, 0);
        char sql[200];
        snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", name);
        if (hash_of(own, sql) == hash_of(other, sql))
            continue;
        snprintf(sentence, sizeof sentence, "%s is not the same on %s and %s", name, node->folder,
                 first->folder);
        fault = sentence;
    }
    sqlite3_finalize(tables);
    return fault;
}

/* The change feed as a client reads it. */
static enum err hash_feed(struct store *store, uint64_t *ret_hash)
{
    static const struct actor reader = {.role = ROLE_ADMIN, .name = "check"};
    auto_arena struct arena *arena = arena_new(CHECK_ARENA);
    auto_conn struct conn *conn = NULL;
    struct change_list list = {.more = true};
    int64_t since = 0;
    uint64_t hash = 0xCBF29CE484222325u;
    enum err err = arena ? store_begin_alone(store, arena, &reader, &conn) : ERR_MEMORY;
    while (!err && list.more) {
        err = change_list(conn, since, 0, FEED_PAGE, &list);
        for (size_t i = 0; !err && i < list.count; i++) {
            since = list.items[i].sequence;
            mix(&hash, &since, sizeof since);
            mix(&hash, &list.items[i].kind, sizeof list.items[i].kind);
            mix(&hash, &list.items[i].article_id, sizeof list.items[i].article_id);
            if (list.items[i].kind == CHANGE_UPSERT)
                mix(&hash, list.items[i].article.title, strlen(list.items[i].article.title));
        }
    }
    struct audit_report report;
    if (!err)
        err = audit_verify(conn, &report);
    if (!err && report.first_bad)
        err = ERR_INTERNAL;
    *ret_hash = hash;
    return err;
}

/* What each has for itself must follow from what is shared. */
static const char *check_own(const struct node *node)
{
    static const char months[] = "SELECT count(*) FROM category_months c WHERE views <> coalesce((SELECT "
                                 "sum(m.views) FROM article_months m"
                                 " LEFT JOIN articles a ON a.id = m.article_id WHERE m.month = c.month AND "
                                 "coalesce(a.category_id, 0) = c.category_id), 0)";
    static const char index[] = "INSERT INTO search_text (search_text, rank) VALUES ('integrity-check', 1);"
                                "INSERT INTO search_title (search_title, rank) VALUES ('integrity-check', 1)";
    sqlite3 *db = node->store->writer->db;
    if (number_of(db, "SELECT count(*) FROM pragma_foreign_key_check", 0) != 0)
        return "a row refers to nothing";
    if (number_of(db, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'", 0) != 0)
        return "a database is damaged";
    if (sqlite3_exec(db, index, NULL, NULL, NULL) != SQLITE_OK)
        return "a search index does not hold what the articles say";
    if (number_of(db, months, 0) != 0)
        return "the sums of a category are not those of its articles";
    return NULL;
}

/* In the first node, which stands for all. */
static const char *check_asked(const struct node *node, const struct asked *asked, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t lines = number_of(node->store->writer->db,
                                  "SELECT count(*) FROM audit WHERE object = 'request' AND object_id = ?",
                                  asked[i].request.number);
        bool is_wrong =
            asked[i].answer == ANSWER_WRONG || lines > 1 || (asked[i].answer == ANSWER_REFUSED && lines) ||
            (asked[i].answer == ANSWER_SAVED && lines != request_leaves_line(asked[i].request.kind));
        if (is_wrong) {
            snprintf(sentence, sizeof sentence,
                     "request %" PRId64 " of kind %d was answered %s and stands %" PRId64 " times",
                     asked[i].request.number, (int)asked[i].request.kind, err_type(asked[i].err), lines);
            return sentence;
        }
    }
    return NULL;
}

const char *check_nodes(struct node *nodes, size_t count, const struct asked *asked, size_t asked_count)
{
    uint64_t first_feed = 0, feed = 0;
    const char *fault = check_asked(&nodes[0], asked, asked_count);
    for (size_t i = 0; !fault && i < count; i++) {
        if (i)
            fault = check_tables(&nodes[i], &nodes[0]);
        if (!fault)
            fault = check_own(&nodes[i]);
        if (!fault && hash_feed(nodes[i].store, i ? &feed : &first_feed))
            fault = "the change feed or the audit cannot be read";
        if (!fault && i && feed != first_feed)
            fault = "the change feed is not the same sequence";
    }
    return fault;
}
