/* Whether a kept copy of an article (assets/pages/copy.html) shows what was signed, and nothing else. */
#ifndef MAIN_VERIFY_PAGE_H
#define MAIN_VERIFY_PAGE_H

#include "base/arena.h"
#include "base/err.h"

#include <jansson.h>
#include <stdbool.h>

/* Says on stdout what is not as it was signed, a line each, and makes *is_right false for it; else that all
 * is. `content` is of a document whose form was looked at; `page` is the whole file. Errors: INPUT (it cannot
 * be read), MEMORY. */
enum err verify_page(const json_t *content, const char *page, bool *is_right);

/* ---- parts of it */

struct verify_paper {
    const json_t *content, *words; /* what was signed; the template's own words */
    enum lang lang;
    struct arena *arena;
    const char *at; /* of the article, what was not looked at yet */
    bool is_right;
};

/* What stands next within an element, when that comes next; `attributes` as they are written, "" for none. In
 * the arena; NULL: something else comes. */
const char *verify_next(struct verify_paper *paper, const char *name, const char *attributes);

/* Markup's words, without its pictures; NULL with an error. */
const char *verify_text(struct verify_paper *paper, const char *html, enum err *err);

/* Says where the words of the page are not those signed, both ways. */
enum err verify_same(struct verify_paper *paper, const char *name, const char *is_signed, const char *shown);

/* Says that the page has words that nobody signed. */
void verify_other(struct verify_paper *paper, const char *words);

/* A word of the template. */
const char *verify_word(const struct verify_paper *paper, const char *name);

/* The facts and what is to be ticked, of which the template makes lists; and the attachments. */
enum err verify_facts(struct verify_paper *paper);
enum err verify_attachments(struct verify_paper *paper);

/* Whether the page has the template's markup alone: its elements and attributes, in its order, and `sheet` as
 * the stylesheet, so that nothing is hidden or moved. The article's markup, or NULL. */
const char *verify_frame(const char *page, const char *sheet, struct arena *arena);

#endif
