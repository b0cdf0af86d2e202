/* Every article there is, of each kind and whatever its status, as a file, and how often it was read as a
 * row. What such a file says is leaving_matter.c's. */
#include "base/arena.h"
#include "leaving_matter.h"
#include "leaving_table.h"
#include "store/kind.h"

#include <inttypes.h>
#include <string.h>

enum { MATTER_MAX = 64 * 1024 * 1024, PATH_MAX_SIZE = 128 };

static const char *const reading_columns[] = {
    "id",           "slug",        "title",       "kind",      "status", "audience",
    "published_at", "views_today", "views_month", "views_all", NULL};

/* By the format of its body. */
static const char *leaving_ending(const json_t *article)
{
    const char *format = json_string_value(json_object_get(json_object_get(article, "body"), "format"));
    if (format && strcmp(format, "html") == 0)
        return "html";
    return format && strcmp(format, "text") == 0 ? "txt" : "md";
}

/* "articles/published/12-khanh-thanh.md". */
static enum err leaving_article_file(struct leaving *leaving, const json_t *article)
{
    auto_buf struct buf out = BUF(MATTER_MAX);
    char name[LEAVING_NAME_MAX];
    const char *slug = json_string_value(json_object_get(article, "slug"));
    snprintf(name, sizeof name, "articles/%s", leaving_place(article));
    enum err err = leaving_folder(leaving, name);
    if (!err)
        err = leaving_matter(leaving, article, &out);
    if (err)
        return err;
    snprintf(name, sizeof name, "articles/%s/%" JSON_INTEGER_FORMAT "%s%s.%s", leaving_place(article),
             json_integer_value(json_object_get(article, "id")), slug ? "-" : "", slug ? slug : "",
             leaving_ending(article));
    err = leaving_write(leaving, name, buf_str(&out), out.length);
    leaving->counts.articles += !err;
    leaving_progress(leaving, LEAVING_SAID(leaving, "bài viết", "articles"), leaving->counts.articles);
    return err;
}

/* Its row of counters/articles.csv. */
static enum err leaving_article_row(struct leaving *leaving, json_t *article, FILE *table)
{
    auto_buf struct buf row = BUF(1024 * 1024);
    json_auto_t *stats = NULL;
    char path[PATH_MAX_SIZE];
    snprintf(path, sizeof path, "/api/articles/%" JSON_INTEGER_FORMAT "/stats",
             json_integer_value(json_object_get(article, "id")));
    enum err err = leaving_ask(leaving, path, &stats);
    if (err || !stats)
        return err;
    const json_t *views = json_object_get(stats, "views");
    json_object_set(article, "views_today", json_object_get(views, "today"));
    json_object_set(article, "views_month", json_object_get(views, "month"));
    json_object_set(article, "views_all", json_object_get(views, "all"));
    leaving_row(&row, article, reading_columns);
    fwrite(buf_str(&row), 1, row.length, table);
    return buf_failed(&row) ? ERR_MEMORY : ERR_OK;
}

static enum err leaving_article(struct leaving *leaving, json_int_t id, FILE *table)
{
    json_auto_t *article = NULL;
    char path[PATH_MAX_SIZE];
    snprintf(path, sizeof path, "/api/articles/%" JSON_INTEGER_FORMAT, id);
    enum err err = leaving_ask(leaving, path, &article);
    if (!err && article)
        err = leaving_article_file(leaving, article);
    if (!err && article && strcmp(leaving_place(article), "published") == 0 &&
        json_array_append(leaving->published, json_object_get(article, "url")))
        err = ERR_MEMORY;
    return err || !article ? err : leaving_article_row(leaving, article, table);
}

/* All of a kind, with those in the trash. The ids first: what is saved meanwhile moves nothing. */
static enum err leaving_articles_of(struct leaving *leaving, const char *kind, FILE *table)
{
    json_auto_t *rows = NULL;
    json_t *row;
    size_t index;
    char path[PATH_MAX_SIZE];
    snprintf(path, sizeof path,
             "/api/articles?kind=%s&status=all&audience=all&limit=100&fields=id&sort=oldest", kind);
    enum err err = leaving_ask_all(leaving, path, &rows);
    if (err || !rows)
        return err;
    json_array_foreach(rows, index, row)
    {
        err = leaving_article(leaving, json_integer_value(json_object_get(row, "id")), table);
        if (err)
            return err;
    }
    return ERR_OK;
}

enum err leaving_articles(struct leaving *leaving)
{
    static const char name[] = "counters/articles.csv";
    auto_buf struct buf heading = BUF(1024);
    enum err err = leaving_folder(leaving, "articles");
    if (!err)
        err = leaving_folder(leaving, "counters");
    FILE *table = err ? NULL : leaving_open(leaving, name);
    if (!table)
        return ERR_STORAGE_FULL;
    leaving_heading(&heading, reading_columns);
    fwrite(buf_str(&heading), 1, heading.length, table);
    for (enum article_kind kind = 0; !err && kind < KIND_COUNT; kind++)
        err = leaving_articles_of(leaving, kind_of(kind)->name, table);
    enum err closed = leaving_close(leaving, name, table);
    return err ? err : closed;
}
