/* The agency's units and people, read whole for one language. */
#ifndef HANDLER_DIRECTORY_H
#define HANDLER_DIRECTORY_H

#include "store/roster.h"
#include "view/view.h"

/* What is not translated yet stands in Vietnamese where English is asked for. */
struct directory {
    struct roster units, people;
    struct roster translated; /* Vietnamese units that stand among the others in English */
    size_t *unit_above;       /* by unit: the number of the one it lies in, or DIRECTORY_NONE */
    size_t *person_above;     /* by person: that of the one it belongs to */
};

#define DIRECTORY_NONE SIZE_MAX

/* Reads the public ones, ordered as their facts say and then by name, and who belongs where. Errors: the
 * store's. */
enum err directory_read(struct conn *conn, const char *lang, struct directory *ret_directory);

/* The unit that a unit lies in, or a person belongs to, of the directory's own rows; NULL for none. */
const struct article *directory_above(const struct directory *directory, const struct article *article);

/* A unit or person that fits. */
struct directory_hit {
    const struct article *article;
};

/* Who fits a search: each word of it in the name, the post, the unit's name or the number of a telephone,
 * with its marks where they were typed. `found` has room for all units and people; the result is how many. */
size_t directory_search(const struct directory *directory, const char *words, struct directory_hit *found);

/* A kind in a language, and what stands in Vietnamese alone behind it. `ret_translated` may be NULL. */
enum err roster_read_either(struct conn *conn, enum article_kind kind, const char *lang,
                            struct roster *roster, struct roster *ret_translated);

/* Leaves of the Vietnamese ones behind `from` those that no item before it translates; the others go to
 * `ret_translated` (or nowhere). */
enum err roster_drop_translated(struct arena *arena, struct roster *roster, size_t from,
                                struct roster *ret_translated);

/* Adds the rows of another. Errors: MEMORY. */
enum err roster_join(struct arena *arena, struct roster *roster, const struct roster *other);

/* Members of a unit or person as pages show them: name, lang (when not the page's), url, post, phone,
 * phone_url, email, mail_url, room, hours. */
void directory_view(struct view view, const struct article *article, const char *lang);

#endif
