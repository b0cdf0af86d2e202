/* The agency's units and people: read, ordered, looked up, searched. Knows no request. */
#include "directory.h"

#include "store/store.h"
#include "text/collate.h"
#include "text/word.h"
#include "view/article.h"
#include "view/portal.h"

#include <stdlib.h>
#include <string.h>

/* Words of a search that are looked at, and digits of a telephone number. */
enum { SOUGHT_MOST = 12, DIGITS_MOST = 64 };

/* ---- reading */

enum err roster_drop_translated(struct arena *arena, struct roster *roster, size_t from,
                                struct roster *ret_translated)
{
    size_t kept = from;
    if (ret_translated) {
        ret_translated->items = arena_zero(arena, roster->count - from + 1, sizeof *ret_translated->items);
        if (!ret_translated->items)
            return ERR_MEMORY;
    }
    for (size_t i = from; i < roster->count; i++) {
        const struct article *article = &roster->items[i];
        bool is_translated = false;
        for (size_t k = 0; article->original_id && !is_translated && k < from; k++)
            is_translated = roster->items[k].original_id == article->original_id;
        if (!is_translated)
            roster->items[kept++] = *article;
        else if (ret_translated)
            ret_translated->items[ret_translated->count++] = *article;
    }
    roster->count = kept;
    return ERR_OK;
}

enum err roster_read_either(struct conn *conn, enum article_kind kind, const char *lang,
                            struct roster *roster, struct roster *ret_translated)
{
    bool is_english = strcmp(lang, "en") == 0;
    enum err err = roster_read(conn, kind, lang, roster);
    size_t english = roster->count;
    if (!err && is_english)
        err = roster_read(conn, kind, "vi", roster);
    return err ? err
               : roster_drop_translated(conn_arena(conn), roster, is_english ? english : roster->count,
                                        ret_translated);
}

enum err roster_join(struct arena *arena, struct roster *roster, const struct roster *other)
{
    struct article *all = arena_zero(arena, roster->count + other->count + 1, sizeof *all);
    if (!all)
        return ERR_MEMORY;
    for (size_t i = 0; i < roster->count; i++)
        all[i] = roster->items[i];
    for (size_t i = 0; i < other->count; i++)
        all[roster->count + i] = other->items[i];
    *roster = (struct roster){all, roster->count + other->count};
    return ERR_OK;
}

/* The place that an editor gave it; who has none comes last. */
static double directory_order(const struct article *article)
{
    const char *order =
        article_fact(article, article->kind == KIND_UNIT ? FACT_UNIT_ORDER : FACT_PERSON_ORDER);
    return order ? strtod(order, NULL) : 1e15;
}

static int compare_members(const void *a, const void *b)
{
    const struct article *x = a, *y = b;
    double first = directory_order(x), second = directory_order(y);
    if (first < second || first > second)
        return first < second ? -1 : 1;
    return text_collate(x->title, strlen(x->title), y->title, strlen(y->title));
}

static void roster_sort(struct roster *roster)
{
    if (roster->count)
        qsort(roster->items, roster->count, sizeof *roster->items, compare_members);
}

/* ---- who belongs where */

/* A number by which a unit is found, and where it stands. */
struct unit_key {
    int64_t id;
    size_t number;
};

static int compare_unit_keys(const void *a, const void *b)
{
    const struct unit_key *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

static size_t unit_numbered(const struct unit_key *keys, size_t count, int64_t id)
{
    const struct unit_key wanted = {id, 0};
    const struct unit_key *found =
        id && count ? bsearch(&wanted, keys, count, sizeof *keys, compare_unit_keys) : NULL;
    return found ? found->number : DIRECTORY_NONE;
}

/* The ids of all units, and of those that a unit of the page's language stands for, sorted. */
static enum err unit_keys(struct arena *arena, const struct directory *directory, struct unit_key **ret_keys,
                          size_t *ret_count)
{
    const struct roster *units = &directory->units, *translated = &directory->translated;
    struct unit_key *groups = arena_zero(arena, units->count + 1, sizeof *groups);
    struct unit_key *keys = arena_zero(arena, units->count + translated->count + 1, sizeof *keys);
    size_t group_count = 0, count = 0;
    if (!groups || !keys)
        return ERR_MEMORY;
    for (size_t i = 0; i < units->count; i++) {
        keys[count++] = (struct unit_key){units->items[i].id, i};
        if (units->items[i].original_id)
            groups[group_count++] = (struct unit_key){units->items[i].original_id, i};
    }
    qsort(groups, group_count, sizeof *groups, compare_unit_keys);
    for (size_t i = 0; i < translated->count; i++) {
        size_t number = unit_numbered(groups, group_count, translated->items[i].original_id);
        if (number != DIRECTORY_NONE)
            keys[count++] = (struct unit_key){translated->items[i].id, number};
    }
    qsort(keys, count, sizeof *keys, compare_unit_keys);
    *ret_keys = keys;
    *ret_count = count;
    return ERR_OK;
}

/* By member: the number of the unit that a fact of it leads to. */
static size_t *members_above(struct arena *arena, const struct roster *members, enum fact fact,
                             const struct unit_key *keys, size_t count)
{
    size_t *above = arena_zero(arena, members->count + 1, sizeof *above);
    for (size_t i = 0; above && i < members->count; i++) {
        const char *id = article_fact(&members->items[i], fact);
        above[i] = unit_numbered(keys, count, id ? strtoll(id, NULL, 10) : 0);
    }
    return above;
}

static enum err directory_connect(struct arena *arena, struct directory *directory)
{
    struct unit_key *keys;
    size_t count;
    enum err err = unit_keys(arena, directory, &keys, &count);
    if (err)
        return err;
    directory->unit_above = members_above(arena, &directory->units, FACT_UNIT_PARENT, keys, count);
    directory->person_above = members_above(arena, &directory->people, FACT_PERSON_UNIT, keys, count);
    return directory->unit_above && directory->person_above ? ERR_OK : ERR_MEMORY;
}

enum err directory_read(struct conn *conn, const char *lang, struct directory *ret_directory)
{
    struct directory directory = {.unit_above = NULL};
    enum err err = roster_read_either(conn, KIND_UNIT, lang, &directory.units, &directory.translated);
    if (!err)
        err = roster_read_either(conn, KIND_PERSON, lang, &directory.people, NULL);
    roster_sort(&directory.units);
    roster_sort(&directory.people);
    if (!err)
        err = directory_connect(conn_arena(conn), &directory);
    *ret_directory = directory;
    return err;
}

const struct article *directory_above(const struct directory *directory, const struct article *article)
{
    size_t number = article->kind == KIND_UNIT ? directory->unit_above[article - directory->units.items]
                                               : directory->person_above[article - directory->people.items];
    return number == DIRECTORY_NONE ? NULL : &directory->units.items[number];
}

/* ---- searching */

/* What is looked for, as keys. */
struct sought {
    struct word words[SOUGHT_MOST];
    size_t count;
};

/* Whether the digits of a telephone number hold those of the word. */
static bool phone_has(const char *phone, const struct word *sought)
{
    char digits[DIGITS_MOST];
    size_t count = 0;
    for (const char *p = phone ? phone : ""; *p && count < sizeof digits - 1; p++)
        if (*p >= '0' && *p <= '9')
            digits[count++] = *p;
    digits[count] = '\0';
    return sought->is_number && strstr(digits, sought->fold) != NULL;
}

/* Whether each word stands somewhere in what is known of the member. */
static bool member_fits(const struct directory *directory, const struct article *article,
                        const struct sought *sought)
{
    bool is_unit = article->kind == KIND_UNIT;
    const struct article *above = is_unit ? NULL : directory_above(directory, article);
    const char *phone = article_fact(article, is_unit ? FACT_UNIT_PHONE : FACT_PERSON_PHONE);
    for (size_t i = 0; i < sought->count; i++) {
        const struct word *word = &sought->words[i];
        const char *post = article_fact(article, is_unit ? FACT_UNIT_ROOM : FACT_PERSON_POST);
        bool is_last = i + 1 == sought->count;
        if (!word_is_in(word, is_last, article->title) && !phone_has(phone, word) &&
            !word_is_in(word, is_last, post) && !word_is_in(word, is_last, above ? above->title : NULL))
            return false;
    }
    return true;
}

size_t directory_search(const struct directory *directory, const char *words, struct directory_hit *found)
{
    struct sought sought = {.count = 0};
    size_t at = 0, length = strlen(words), count = 0;
    while (sought.count < SOUGHT_MOST && word_next(words, length, &at, &sought.words[sought.count]))
        sought.count++;
    for (size_t i = 0; sought.count && i < directory->people.count; i++)
        if (member_fits(directory, &directory->people.items[i], &sought))
            found[count++].article = &directory->people.items[i];
    for (size_t i = 0; sought.count && i < directory->units.count; i++)
        if (member_fits(directory, &directory->units.items[i], &sought))
            found[count++].article = &directory->units.items[i];
    return count;
}

/* ---- showing */

/* What an editor wrote as an address, where it gives a sound one. */
static void view_way(struct view view, const char *name, const char *text)
{
    struct safe_url url = {NULL};
    if (!text || safe_url_from(text, URL_LINK, &url))
        url.url = NULL;
    view_url(view, name, url);
}

void directory_view(struct view view, const struct article *article, const char *lang)
{
    bool is_unit = article->kind == KIND_UNIT;
    const char *phone = article_fact(article, is_unit ? FACT_UNIT_PHONE : FACT_PERSON_PHONE);
    const char *email = article_fact(article, is_unit ? FACT_UNIT_EMAIL : FACT_PERSON_EMAIL);
    view_text(view, "name", article->title);
    view_text(view, "name_lang", strcmp(article->lang, lang) == 0 ? NULL : article->lang);
    view_url(view, "url", safe_url_trusted(article_path(view.arena, article)));
    view_text(view, "post", is_unit ? NULL : article_fact(article, FACT_PERSON_POST));
    view_text(view, "phone", phone);
    view_way(view, "phone_url", phone_url(view.arena, phone));
    view_text(view, "email", email);
    view_way(view, "mail_url", email ? arena_printf(view.arena, "mailto:%s", email) : NULL);
    view_text(view, "room", is_unit ? article_fact(article, FACT_UNIT_ROOM) : NULL);
    view_text(view, "hours", is_unit ? article_fact(article, FACT_UNIT_HOURS) : NULL);
}
