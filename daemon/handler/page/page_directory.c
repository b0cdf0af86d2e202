/* /to-chuc: the agency's units as a tree with their people, and who fits a search; and a card of each for
 * address books. */
#include "article/search.h"
#include "directory.h"
#include "handler/handler.h"
#include "kind_page.h"
#include "page.h"
#include "store/site.h"
#include "view/article.h"
#include "view/card.h"

#include <string.h>

/* Headings have so many levels below the page's own; deeper units stand beside each other. */
enum { LEVELS_MOST = 4, FOUND_MOST = 100, CARD_MOST = 64 * 1024 };

/* Members by what they belong to, in their order: of each unit, and under the number behind the last of none,
 * the first member, and of each member the next. */
struct children {
    size_t *first, *next;
};

/* The tree on its way into a list. */
struct tree {
    const struct directory *directory;
    const char *lang;
    struct view list;
    struct children units, people;
    bool *is_shown; /* by unit: whether it stands in the list already */
};

/* Of so many members, whose units `above` says. */
static enum err children_of(struct arena *arena, const size_t *above, size_t count, size_t units,
                            struct children *ret_children)
{
    struct children children = {arena_zero(arena, units + 1, sizeof *children.first),
                                arena_zero(arena, count + 1, sizeof *children.next)};
    if (!children.first || !children.next)
        return ERR_MEMORY;
    for (size_t i = 0; i <= units; i++)
        children.first[i] = DIRECTORY_NONE;
    for (size_t i = count; i-- > 0;) {
        size_t unit = above[i] == DIRECTORY_NONE ? units : above[i];
        children.next[i] = children.first[unit];
        children.first[unit] = i;
    }
    *ret_children = children;
    return ERR_OK;
}

/* The people of a unit; of the number behind the last those who belong to none that is shown. */
static void tree_people(const struct tree *tree, struct view view, size_t number)
{
    struct view people = view_list(view, "people");
    for (size_t i = tree->people.first[number]; i != DIRECTORY_NONE; i = tree->people.next[i])
        directory_view(view_append(people), &tree->directory->people.items[i], tree->lang);
    view_flag(view, "has_people", json_array_size(people.json) > 0);
}

/* One unit with all that lies below it, as one flat list whose levels are headings. */
static void tree_unit(struct tree *tree, size_t number, int level)
{
    struct view view = view_append(tree->list);
    tree->is_shown[number] = true;
    directory_view(view, &tree->directory->units.items[number], tree->lang);
    view_flag(view, "is_top", level == 0);
    view_flag(view, "is_second", level == 1);
    view_flag(view, "is_deep", level > 1);
    view_text(view, "level", arena_printf(view.arena, "l%d", level));
    tree_people(tree, view, number);
    for (size_t i = tree->units.first[number]; i != DIRECTORY_NONE; i = tree->units.next[i])
        if (!tree->is_shown[i])
            tree_unit(tree, i, level + 1 < LEVELS_MOST ? level + 1 : level);
}

/* All units, and who belongs to none. Units that lie in each other stand where the first of them does. */
static enum err tree_fill(const struct directory *directory, struct view view, const char *lang)
{
    size_t count = directory->units.count;
    struct tree tree = {.directory = directory,
                        .lang = lang,
                        .list = view_list(view, "units"),
                        .is_shown = arena_zero(view.arena, count + 1, sizeof *tree.is_shown)};
    if (!tree.is_shown || children_of(view.arena, directory->unit_above, count, count, &tree.units) ||
        children_of(view.arena, directory->person_above, directory->people.count, count, &tree.people))
        return ERR_MEMORY;
    for (size_t i = tree.units.first[count]; i != DIRECTORY_NONE; i = tree.units.next[i])
        tree_unit(&tree, i, 0);
    for (size_t i = 0; i < count; i++)
        if (!tree.is_shown[i])
            tree_unit(&tree, i, 0);
    tree_people(&tree, view_object(view, "others"), count);
    view_flag(view, "is_empty", count + directory->people.count == 0);
    return ERR_OK;
}

/* Who fits the words, each with its unit. */
static enum err found_fill(const struct app *app, const struct request *request,
                           const struct directory *directory, struct view view, const char *words)
{
    const char *lang = page_lang_name(request);
    struct directory_hit *found =
        arena_zero(view.arena, directory->units.count + directory->people.count + 1, sizeof *found);
    if (!found)
        return ERR_MEMORY;
    size_t count = directory_search(directory, words, found);
    struct view list = view_list(view, "found");
    for (size_t i = 0; i < count && i < FOUND_MOST; i++) {
        struct view row = view_append(list);
        const struct article *above = directory_above(directory, found[i].article);
        directory_view(row, found[i].article, lang);
        view_text(row, "unit", above ? above->title : NULL);
    }
    view_flag(view, "has_found", count > 0);
    view_text(view, "found_count",
              page_count(app, view.arena, page_lang(request), "count_found", (int64_t)count));
    return ERR_OK;
}

enum err page_directory_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct search_ask ask;
    struct directory directory;
    struct site site;
    const char *title = page_word(app, request, "directory");
    enum err err = search_ask_read(request, reply, &ask);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = directory_read(conn, page_lang_name(request), &directory);
    if (!err)
        err = page_site(conn, reply, &site);
    if (err)
        return err;
    struct view view =
        page_begin(request, reply, "pages/directory.html", title, page_word(app, request, "directory_about"));
    const char *path = kind_path(reply->arena, KIND_UNIT, page_lang_name(request));
    view_url(view, "sheet_url", safe_url_trusted(app->interface.kinds_url));
    view_text(view, "query", ask.text ? ask.text : "");
    view_url(view, "own_url", safe_url_trusted(path));
    if (ask.text)
        view_text(view, "robots", "noindex");
    reply->other_path = ask.text ? NULL : page_other_path(request);
    bool is_search = ask.text && *ask.text;
    view_flag(view, "is_search_done", is_search);
    page_describe_list(app, request, view, &site, title, path);
    /* Who is found stands in place of the tree. */
    return is_search ? found_fill(app, request, &directory, view, ask.text)
                     : tree_fill(&directory, view, page_lang_name(request));
}

/* The card of a person or unit, as a file that a telephone takes into its address book. */
enum err file_card(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    auto_buf struct buf out = BUF(CARD_MOST);
    struct article article;
    struct site site;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = page_article_find(conn, request, reply, "/danh-thiep.vcf", &article);
    if (!err && !reply->location)
        err = page_site(conn, reply, &site);
    if (err || reply->location)
        return err;
    const struct card_frame frame = {app->portal->base_url, site_speaker(&site)};
    view_card(&out, reply->arena, &frame, &article);
    return kind_send_file(reply, &out, "text/vcard; charset=utf-8",
                          arena_printf(reply->arena, "attachment; filename=\"%s.vcf\"", article.slug));
}
