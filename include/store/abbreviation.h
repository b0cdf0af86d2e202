/* Abbreviations that the search knows, both ways: UBND finds ủy ban nhân dân, and that finds UBND. Editors
 * keep the list; a change holds from the next query on. Errors: see store.h. */
#ifndef STORE_ABBREVIATION_H
#define STORE_ABBREVIATION_H

#include "store/store.h"

#include <stddef.h>

/* Greatest lengths in bytes, which the schema checks too, and in words. */
enum {
    ABBREVIATION_SHORT_SIZE = 60,
    ABBREVIATION_LONG_SIZE = 200,
    ABBREVIATION_BESIDE_SIZE = 400,
    ABBREVIATION_SHORT_WORDS = 4,
    ABBREVIATION_LONG_WORDS = 10,
    ABBREVIATION_BESIDE_WORDS = 16,
    ABBREVIATIONS_MOST = 500
};

struct abbreviation {
    int64_t id;
    int64_t version;
    const char *short_form; /* "UBND" */
    const char *long_form;  /* "ủy ban nhân dân" */
    const char *beside;     /* words of which one must stand beside an ambiguous one, or NULL */
};

/* Errors: NOT_FOUND. */
enum err abbreviation_by_id(struct conn *conn, int64_t id, struct abbreviation *ret_abbreviation);

/* All, in the order of their short forms. `lang` is not looked at. */
enum err abbreviation_list(struct conn *conn, const char *lang, struct abbreviation **ret_items,
                           size_t *ret_count);

/* Errors: CONFLICT (the same short and long form are there), TOO_LARGE (there are ABBREVIATIONS_MOST). */
enum err abbreviation_insert(struct conn *conn, const struct abbreviation *abbreviation, int64_t *ret_id);

/* The version becomes the present one plus one. Errors: NOT_FOUND, CONFLICT. */
enum err abbreviation_update(struct conn *conn, const struct abbreviation *abbreviation);

/* Errors: NOT_FOUND. */
enum err abbreviation_delete(struct conn *conn, int64_t id);

#endif
