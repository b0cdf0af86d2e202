/* Files that come with a petition, as it is taken in. Private to this room. */
#ifndef SECURITY_PETITION_FILE_H
#define SECURITY_PETITION_FILE_H

#include "engine/conn.h"

#include "store/petition.h"

/* What a petition is compared by, with a file more; in the arena. */
const char *petition_file_digest(const struct conn *conn, const char *all, const struct petition_file *file);

/* Errors: TOO_LARGE (with those of all they would be more than PETITION_FILES_A_DAY), FORBIDDEN (more than
 * `most` with all that there are). */
enum err petition_files_judge(struct conn *conn, const struct petition *petition, int64_t most);

/* Keeps them sealed, of a petition whose person is kept. */
enum err petition_files_add(struct conn *conn, const struct petition *petition);

#endif
