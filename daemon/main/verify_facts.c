/* The lists of a kept copy: facts as pages show them, papers to bring, attachments. */
#include "verify_page.h"

#include "base/said.h"
#include "store/kind.h"
#include "view/fact.h"

#include <stdio.h>
#include <string.h>

/* The signed facts as an article has them, in the order of fact.def. Of those that lead to other articles
 * only which article is signed, by its number: they have no target here, and are not shown. */
static enum err facts_signed(const struct verify_paper *paper, struct article *article)
{
    const json_t *list = json_object_get(paper->content, "facts"), *pair;
    const char *kind = json_string_value(json_object_get(paper->content, "kind"));
    size_t i;
    struct fact_value *values = arena_zero(paper->arena, json_array_size(list) + 1, sizeof *values);
    if (!values)
        return ERR_MEMORY;
    article->kind = kind ? kind_named(kind) : KIND_COUNT;
    if (article->kind == KIND_COUNT)
        return ERR_INPUT;
    for (const struct fact_row *row = fact_rows(); row->name; row++)
        json_array_foreach(list, i, pair)
        {
            const char *name = json_string_value(json_array_get(pair, 0)),
                       *text = json_string_value(json_array_get(pair, 1));
            if (row->kind == article->kind && name && text && strcmp(name, row->name) == 0)
                values[article->fact_count++] =
                    (struct fact_value){.fact = (enum fact)(row - fact_rows()), .text = text};
        }
    article->facts = values;
    return ERR_OK;
}

/* Whether a row of the page is one whose words nobody can have signed: the title of another article that it
 * leads to, or what is reckoned by the day, which is one of a few words. */
static bool facts_is_unsigned(const struct verify_paper *paper, const struct article *article,
                              const char *label, const char *shown)
{
    for (size_t i = 0; i < article->fact_count; i++) {
        const struct fact_row *row = fact_of(article->facts[i].fact);
        if (row->type == FACT_TYPE_ARTICLE && strcmp(row->titles[paper->lang], label) == 0) {
            printf(SAID("congd: không so được: %s: %s\n", "congd: cannot be compared: %s: %s\n"), label,
                   shown);
            return true;
        }
    }
    for (const struct fact_choice *choice = fact_choices(); choice->name; choice++) {
        const struct fact_row *row = fact_of(choice->fact);
        if (row->kind == article->kind && row->flags & FACT_IS_COMPUTED &&
            strcmp(row->titles[paper->lang], label) == 0 && strcmp(choice->titles[paper->lang], shown) == 0)
            return true;
    }
    return false;
}

/* The words of an expected row: its label, or its values one after the other. */
static const char *facts_values(const struct verify_paper *paper, const json_t *row)
{
    const char *text = "";
    const json_t *value;
    size_t i;
    json_array_foreach(json_object_get(row, "values"), i, value) text = arena_printf(
        paper->arena, "%s%s%s", text, i ? "\n" : "", json_string_value(json_object_get(value, "text")));
    return text;
}

/* One row of the page against the next that is expected. */
static enum err facts_row(struct verify_paper *paper, const char *html, const struct article *article,
                          const json_t *list, size_t *next)
{
    struct verify_paper row = *paper;
    enum err err = ERR_OK;
    row.at = html;
    const char *label = verify_next(&row, "dt", "");
    label = label ? verify_text(paper, label, &err) : "";
    const char *shown = err ? NULL : verify_text(paper, row.at, &err);
    if (err)
        return err;
    const json_t *expected = json_array_get(list, *next);
    const char *wanted = json_string_value(json_object_get(expected, "label"));
    if (wanted && strcmp(wanted, label) == 0) {
        ++*next;
        return verify_same(paper, label, facts_values(paper, expected), shown);
    }
    if (!facts_is_unsigned(paper, article, label, shown))
        verify_other(paper, arena_printf(paper->arena, "%s %s", label, shown));
    return ERR_OK;
}

/* The papers to bring, which stand in a list of their own. */
static enum err facts_checks(struct verify_paper *paper, const json_t *view)
{
    const char *html = verify_next(paper, "section", "class=\"checks\" id=\"ho-so\""), *expected = "";
    const char *title = json_string_value(json_object_get(view, "checks_title"));
    const json_t *check;
    size_t i;
    enum err err = ERR_OK;
    if (title)
        expected = arena_printf(paper->arena, "%s\n%s", title, verify_word(paper, "checks_note"));
    json_array_foreach(json_object_get(view, "checks"), i, check) expected =
        arena_printf(paper->arena, "%s\n%s", expected, json_string_value(json_object_get(check, "text")));
    const char *shown = verify_text(paper, html ? html : "", &err);
    return err ? err : verify_same(paper, title ? title : "", expected, shown);
}

enum err verify_facts(struct verify_paper *paper)
{
    struct article article = {.lang = paper->lang == LANG_EN ? "en" : "vi"};
    enum err err = facts_signed(paper, &article);
    if (err)
        return err;
    json_auto_t *json = json_object();
    struct view view = {paper->arena, json};
    if (!json)
        return ERR_MEMORY;
    view_page_facts(view, &article, paper->lang);
    const json_t *list = json_object_get(view.json, "facts");
    const char *html = verify_next(paper, "dl", "class=\"facts\""), *item;
    struct verify_paper rows = *paper;
    size_t next = 0;
    rows.at = html ? html : "";
    while (!err && (item = verify_next(&rows, "div", "")))
        err = facts_row(paper, item, &article, list, &next);
    if (!err && rows.at[strspn(rows.at, " \n")])
        verify_other(paper, rows.at);
    for (; !err && next < json_array_size(list); next++) {
        const json_t *row = json_array_get(list, next);
        err = verify_same(paper, json_string_value(json_object_get(row, "label")), facts_values(paper, row),
                          "");
    }
    return err ? err : facts_checks(paper, view.json);
}

/* What the template says behind a title: "(PDF, 1,2 MB, 3 trang)", of which nothing is signed; no more than
 * that. */
static bool attachment_is_rest(const struct verify_paper *paper, const char *rest)
{
    static const char *const units[] = {"B", "byte", "bytes", "KB", "kB", "MB", "GB"};
    size_t words = 0;
    for (const char *p = rest + strspn(rest, " \n(),."); *p; p += strspn(p, " \n\xc2\xa0(),."), words++) {
        size_t length = strcspn(p, " \n\xc2\xa0(),."), i = 0;
        const char *word = arena_copy(paper->arena, p, length);
        while (i < sizeof units / sizeof *units && strcmp(units[i], word) != 0)
            i++;
        bool is_known = (!words && length <= 5) || strspn(word, "0123456789") == length ||
                        i < sizeof units / sizeof *units ||
                        strcmp(word, verify_word(paper, "page_one")) == 0 ||
                        strcmp(word, verify_word(paper, "page_other")) == 0;
        if (!is_known)
            return false;
        p += length;
    }
    return words <= 8;
}

enum err verify_attachments(struct verify_paper *paper)
{
    const json_t *list = json_object_get(paper->content, "attachments"), *attachment;
    const char *head = verify_next(paper, "h2", "class=\"small\"");
    const char *html = head ? verify_next(paper, "ul", "class=\"files x\"") : NULL, *item;
    struct verify_paper items = *paper;
    size_t i;
    enum err err = ERR_OK;
    items.at = html ? html : "";
    if (head && strcmp(head, verify_word(paper, "attachments")) != 0)
        verify_other(paper, head);
    json_array_foreach(list, i, attachment)
    {
        const char *title = json_string_value(json_object_get(attachment, "title"));
        item = verify_next(&items, "li", "");
        const char *shown = verify_text(paper, item ? item : "", &err);
        size_t length = title ? strlen(title) : 0;
        if (err)
            return err;
        if (title && strncmp(shown, title, length) == 0 && attachment_is_rest(paper, shown + length))
            continue;
        err = verify_same(paper, SAID("tệp đính kèm", "an attachment"), title ? title : "", shown);
        if (err)
            return err;
    }
    if (items.at[strspn(items.at, " \n")])
        verify_other(paper, items.at);
    return ERR_OK;
}
