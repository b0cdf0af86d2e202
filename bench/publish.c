/* publish SOURCE TARGET SECONDS: the floor under publishing. Copies the rows that the portal kept for each of
 * its articles (itself, body, slug, revision, audit line, sequence) from its database into a fresh one with
 * the same schema: one transaction an article, synchronised as the portal's are. No HTTP, no JSON, no
 * Markdown. The rows are read ahead of time, so that only the writing is measured. Prints {"rate": articles a
 * second}. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH = 500, COLUMNS_MAX = 60 };

/* The last two stand for the portal's search index, whose tokenizer is its own: SQLite's default instead. */
static const struct {
    const char *into, *select;
} parts[] = {
    {"articles", "SELECT * FROM articles WHERE id = ?"},
    {"bodies", "SELECT * FROM bodies WHERE article_id = ?"},
    {"article_slugs", "SELECT * FROM article_slugs WHERE article_id = ? LIMIT 1"},
    {"revisions", "SELECT * FROM revisions WHERE article_id = ? LIMIT 1"},
    {"audit", "SELECT * FROM audit WHERE object = 'article' AND object_id = ? LIMIT 1"},
    {"plain_text (rowid, body, lead, title)",
     "SELECT a.id, b.body_text, coalesce(a.lead, ''), a.title FROM articles a"
     " JOIN bodies b ON b.article_id = a.id WHERE a.id = ?"},
    {"plain_title (rowid, title)", "SELECT id, title FROM articles WHERE id = ?"},
};
enum { PARTS = sizeof parts / sizeof *parts };

static void check(sqlite3 *db, int code, const char *what)
{
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
        return;
    fprintf(stderr, "publish: %s: %s\n", what, sqlite3_errmsg(db));
    exit(1);
}

static void run(sqlite3 *db, const char *sql)
{
    check(db, sqlite3_exec(db, sql, NULL, NULL, NULL), sql);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    check(db, sqlite3_prepare_v2(db, sql, -1, &statement, NULL), sql);
    return statement;
}

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

/* The schema, without which no comparison is fair: indexes, checks and foreign keys cost what they cost. */
static void copy_schema(sqlite3 *source, sqlite3 *target)
{
    sqlite3_stmt *all =
        prepare(source, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
                        " AND name NOT LIKE 'search%' ORDER BY type = 'index', rowid");
    while (sqlite3_step(all) == SQLITE_ROW)
        run(target, (const char *)sqlite3_column_text(all, 0));
    sqlite3_finalize(all);
    run(target,
        "CREATE VIRTUAL TABLE plain_text USING fts5 (body, lead, title, content = '', columnsize = 0)");
    run(target, "CREATE VIRTUAL TABLE plain_title USING fts5 (title, content = '', columnsize = 0, prefix = "
                "'1 2 3')");
    run(target, "INSERT INTO state (id, epoch, sequence, folded, audit_salt) VALUES (1, 'abcdefgh', 0, 0, "
                "zeroblob(32))");
}

struct row {
    sqlite3_value *values[COLUMNS_MAX];
    int count;
};

struct article {
    struct row rows[PARTS];
};

static void read_row(sqlite3 *db, sqlite3_stmt *select, sqlite3_int64 id, struct row *row)
{
    sqlite3_reset(select);
    sqlite3_bind_int64(select, 1, id);
    row->count = 0;
    int code = sqlite3_step(select);
    check(db, code, "select");
    if (code == SQLITE_ROW)
        for (row->count = 0; row->count < sqlite3_column_count(select); row->count++)
            row->values[row->count] = sqlite3_value_dup(sqlite3_column_value(select, row->count));
}

static void write_row(sqlite3 *db, sqlite3_stmt *insert, struct row *row)
{
    for (int i = 0; i < row->count; i++)
        sqlite3_bind_value(insert, i + 1, row->values[i]);
    if (row->count)
        check(db, sqlite3_step(insert), sqlite3_sql(insert));
    sqlite3_reset(insert);
    for (int i = 0; i < row->count; i++)
        sqlite3_value_free(row->values[i]);
}

/* "?,?,?" for so many columns. */
static void write_marks(char *out, int count)
{
    for (int i = 0; i < count; i++)
        out += sprintf(out, i ? ",?" : "?");
}

static void prepare_all(sqlite3 *source, sqlite3 *target, sqlite3_stmt *selects[], sqlite3_stmt *inserts[])
{
    char sql[1024], marks[2 * COLUMNS_MAX];
    for (int i = 0; i < PARTS; i++) {
        selects[i] = prepare(source, parts[i].select);
        write_marks(marks, sqlite3_column_count(selects[i]));
        snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (%s)", parts[i].into, marks);
        inserts[i] = prepare(target, sql);
    }
}

static void write_article(sqlite3 *db, sqlite3_stmt *inserts[], struct article *article)
{
    run(db, "BEGIN IMMEDIATE");
    run(db, "UPDATE state SET sequence = sequence + 1 WHERE id = 1");
    for (int i = 0; i < PARTS; i++)
        write_row(db, inserts[i], &article->rows[i]);
    run(db, "COMMIT");
}

static sqlite3_int64 newest(sqlite3 *db)
{
    sqlite3_stmt *query = prepare(db, "SELECT max(id) FROM articles");
    check(db, sqlite3_step(query), "max");
    sqlite3_int64 id = sqlite3_column_int64(query, 0);
    sqlite3_finalize(query);
    return id;
}

int main(int argc, char **argv)
{
    static struct article batch[BATCH];
    sqlite3 *source, *target;
    sqlite3_stmt *selects[PARTS], *inserts[PARTS];
    if (argc != 4) {
        fprintf(stderr, "usage: publish SOURCE TARGET SECONDS\n");
        return 2;
    }
    check(NULL, sqlite3_open_v2(argv[1], &source, SQLITE_OPEN_READONLY, NULL), argv[1]);
    check(NULL, sqlite3_open(argv[2], &target), argv[2]);
    run(target, "PRAGMA journal_mode = WAL");
    run(target, "PRAGMA synchronous = FULL");
    copy_schema(source, target);
    run(target, "PRAGMA foreign_keys = ON");
    prepare_all(source, target, selects, inserts);
    double spent = 0;
    long written = 0;
    for (sqlite3_int64 id = 1, last = newest(source); id + BATCH <= last && spent < atof(argv[3]);
         id += BATCH) {
        for (int i = 0; i < BATCH; i++)
            for (int j = 0; j < PARTS; j++)
                read_row(source, selects[j], id + i, &batch[i].rows[j]);
        double begin = now();
        for (int i = 0; i < BATCH; i++)
            write_article(target, inserts, &batch[i]);
        spent += now() - begin;
        written += BATCH;
    }
    printf("{\"rate\": %.1f}\n", spent > 0 ? (double)written / spent : 0);
    return written ? 0 : 1;
}
