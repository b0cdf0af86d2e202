/* Rows of the table of addresses that a kind of content brings (store/kind.def), in the words of table.c,
 * which alone includes this. */
#ifndef ROUTE_KIND_ROWS_H
#define ROUTE_KIND_ROWS_H

/* What every kind of content has: the page of an article, and by its row of kind.def a list with feeds, and
 * pages to print, keep and compare. */
#define NO_LIST_ROWS(word)
#define LIST_ROWS(word) \
    {METHOD_GET, word, page_kind_show, LIST_PAGE, "trang,thang,after", 0}, FEEDS(word, kind),
/* A register: its filters are as many as there are choices and words, so that the unfiltered pages alone are
 * kept. */
#define REGISTER_PAGE ANSWER_PAGE, ROLE_NONE, KEEP_SHARED, PACE_SEARCH, true, "trang", "q"
#define REGISTER_FILTERS "q,co-quan,loai,linh-vuc,nam,hieu-luc"
#define REGISTER_ROWS(word)                                                                     \
    {METHOD_GET, word, page_register_show, REGISTER_PAGE, REGISTER_FILTERS ",trang", 0},        \
        {METHOD_GET, word ".csv", file_register_csv, SLOW_FILES, REGISTER_FILTERS, 0},          \
        {METHOD_GET, word "/danh-muc/in", page_register_print, SLOW_PAGE, REGISTER_FILTERS, 0}, \
        {METHOD_GET, word "/linh-vuc/{slug}", page_register_field, PAGE, "", 0},                \
        {METHOD_GET, word "/so/{number}", page_document_number, PAGE, "", 0},                   \
        FEEDS(word "/linh-vuc/{slug}", field), FEEDS(word, kind),
/* Its page is a row of kind_rows.def. */
#define OWN_LIST_ROWS(word) FEEDS(word, kind),
#define NO_TOOLS_ROWS(word)
#define TOOLS_ROWS(word)                                                              \
    {METHOD_GET, word "/{slug}/in", page_article_print, PAGE, "", 0},                 \
        {METHOD_GET, word "/{slug}/luu", file_article_copy, SLOW_FILES, "", 0},       \
        {METHOD_GET, word "/{slug}/ma-qr", page_article_code, DOCUMENT(true), "", 0}, \
        {METHOD_GET, word "/{slug}/lich-su", page_article_history, SLOW_PAGE, "after", 0},
#define KIND_ROWS(word, list, tools) \
    list##_ROWS(word) tools##_ROWS(word){METHOD_GET, word "/{slug}", page_article_show, PAGE, "", 0},
/* The rows of the kind before it are its own. */
#define SAME_WORD_KIND(word, tools)
#define NO_LIST_KIND(word, tools) KIND_ROWS(word, NO_LIST, tools)
#define LIST_KIND(word, tools) KIND_ROWS(word, LIST, tools)
#define REGISTER_KIND(word, tools) KIND_ROWS(word, REGISTER, tools)
#define OWN_LIST_KIND(word, tools) KIND_ROWS(word, OWN_LIST, tools)
/* A kind's rows come from kind.def, so that a new kind needs no row of its own here. */
#define KIND(code, name, word, list, tools, ...) list##_KIND("/" word, tools)

#endif
