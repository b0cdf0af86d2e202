/* Rows of figures, member by member and field by field. What is counted stands with the store. */
#include "view/readership.h"

#include "text/csv.h"
#include "text/date.h"
#include "view/article.h"

#include <string.h>

/* Of one address in a file. */
enum { PATH_ARENA = 16 * 1024 };

static void view_section(struct view view, const struct term *category)
{
    if (!category) {
        view_null(view, "category");
        return;
    }
    struct view section = view_object(view, "category");
    view_text(section, "slug", category->slug);
    view_text(section, "name", category->name);
}

/* What both lists of articles say of one. */
static void view_figure_head(struct view view, const struct article *article)
{
    view_integer(view, "id", article->id);
    view_text(view, "title", article->title);
    view_text(view, "url", article_path(view.arena, article));
    view_text(view, "lang", article->lang);
    view_text(view, "kind", kind_of(article->kind)->name);
    view_section(view, article->category);
    view_time(view, "published_at", article->published_ms);
}

void view_read_article(struct view view, const struct read_article *item)
{
    view_figure_head(view, &item->article);
    view_integer(view, "views", item->views);
}

void view_read_category(struct view view, const struct read_category *item)
{
    const struct term category = {item->id, item->slug, item->name};
    view_section(view, item->id ? &category : NULL);
    view_text(view, "lang", item->lang);
    view_integer(view, "articles", item->articles);
    view_integer(view, "views", item->views);
}

void view_byline(struct view view, const struct byline *item)
{
    view_figure_head(view, &item->article);
    view_text(view, "author", item->article.author);
    view_text(view, "status", article_status_name(item->article.status));
    view_integer(view, "words", item->words);
    view_integer(view, "pictures", item->pictures);
}

static bool is_same_author(const struct byline *a, const struct byline *b)
{
    const char *left = a->article.author, *right = b->article.author;
    return left && right ? strcmp(left, right) == 0 : left == right;
}

void view_byline_sums(struct view view, const struct byline *items, size_t count)
{
    struct view list = view_list(view, "authors");
    for (size_t i = 0, next; i < count; i = next) {
        int64_t words = 0, pictures = 0;
        for (next = i; next < count && is_same_author(&items[i], &items[next]); next++) {
            words += items[next].words;
            pictures += items[next].pictures;
        }
        struct view row = view_append(list);
        view_text(row, "author", items[i].article.author);
        view_integer(row, "articles", (int64_t)(next - i));
        view_integer(row, "words", words);
        view_integer(row, "pictures", pictures);
    }
}

/* The last fields of a line: the day it was published, and where it is. */
static void csv_whereabouts(struct buf *out, const struct article *article, const char *base)
{
    auto_arena struct arena *arena = arena_new(PATH_ARENA);
    char day[DATE_TEXT_SIZE];
    /* Both languages read the day as it is written here, and so do spreadsheets. */
    buf_printf(out, ",%s,", article->published_ms ? date_short(article->published_ms, LANG_VI, day) : "");
    csv_text(out, arena ? arena_printf(arena, "%s%s", base, article_path(arena, article)) : NULL);
    buf_text(out, "\r\n");
}

/* The mark, and the line of headings: words of ours, of which none needs quotation marks. */
static void csv_begin(struct buf *out, const char *vi, const char *en, enum lang lang)
{
    buf_printf(out, "%s%s\r\n", CSV_MARK, lang == LANG_VI ? vi : en);
}

void csv_read_articles(struct buf *out, const struct read_article *items, size_t count, const char *base,
                       enum lang lang)
{
    csv_begin(out, "Bài viết,Chuyên mục,Lượt xem,Ngày đăng,Địa chỉ",
              "Article,Category,Views,Published,Address", lang);
    for (size_t i = 0; i < count; i++) {
        const struct article *article = &items[i].article;
        csv_text(out, article->title);
        buf_char(out, ',');
        csv_text(out, article->category ? article->category->name : NULL);
        buf_printf(out, ",%lld", (long long)items[i].views);
        csv_whereabouts(out, article, base);
    }
}

void csv_read_categories(struct buf *out, const struct read_category *items, size_t count, enum lang lang)
{
    csv_begin(out, "Chuyên mục,Bài đăng,Lượt xem", "Category,Articles published,Views", lang);
    for (size_t i = 0; i < count; i++) {
        csv_text(out, items[i].name);
        buf_printf(out, ",%lld,%lld\r\n", (long long)items[i].articles, (long long)items[i].views);
    }
}

void csv_bylines(struct buf *out, const struct byline *items, size_t count, const char *base, enum lang lang)
{
    csv_begin(out, "Tác giả,Bài viết,Chuyên mục,Số chữ,Số ảnh,Ngày đăng,Địa chỉ",
              "Author,Article,Category,Words,Pictures,Published,Address", lang);
    for (size_t i = 0; i < count; i++) {
        const struct article *article = &items[i].article;
        csv_text(out, article->author);
        buf_char(out, ',');
        csv_text(out, article->title);
        buf_char(out, ',');
        csv_text(out, article->category ? article->category->name : NULL);
        buf_printf(out, ",%lld,%lld", (long long)items[i].words, (long long)items[i].pictures);
        csv_whereabouts(out, article, base);
    }
}
