/* What a page offers to who looks for nothing yet, or found nothing: subjects that many articles have. Taken
 * from what is published, never from what others looked for, which is theirs. */
#include "page.h"
#include "store/category.h"
#include "store/tag.h"
#include "view/article.h"

/* Of subjects, and of the tags among them; with fewer of those the categories say what there is. */
enum { SUBJECTS = 12, TAGS_ENOUGH = 4 };

static void popular_add(struct view list, const char *name, const char *path)
{
    struct view item = view_append(list);
    view_text(item, "name", name);
    view_url(item, "url", safe_url_trusted(path));
}

enum err page_popular(struct conn *conn, const struct request *request, struct view view)
{
    struct tag *tags;
    struct category *categories;
    size_t tag_count = 0, category_count = 0;
    struct view list = view_list(view, "popular");
    enum err err = tag_list_popular(conn, page_lang_name(request), SUBJECTS, &tags, &tag_count);
    if (!err && tag_count < TAGS_ENOUGH)
        err = category_list(conn, page_lang_name(request), CATEGORIES_PUBLIC, &categories, &category_count);
    for (size_t i = 0; !err && i < tag_count; i++)
        popular_add(list, tags[i].name, tag_path(list.arena, tags[i].slug, tags[i].lang));
    for (size_t i = 0; !err && i < category_count && tag_count + i < SUBJECTS; i++)
        popular_add(list, categories[i].name,
                    category_path(list.arena, categories[i].slug, categories[i].lang));
    view_flag(view, "has_popular", json_array_size(list.json) > 0);
    return err;
}
