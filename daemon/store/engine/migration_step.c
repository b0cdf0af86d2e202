/* Which migration has a step that SQL cannot say. Knows the names alone; the steps stand with what they
 * change. */
#include "migration_step.h"

#include "media/media_words.h"
#include "security/audit_row.h"

#include <string.h>

/* By the asset's name, as a migration's number alone would say nothing to who reads this. */
static const struct {
    const char *name;
    enum err (*run)(struct conn *conn);
} migration_steps[] = {
    {"migrations/0009-audit-notes.sql", audit_rechain},
    {"migrations/0053-staff.sql", media_words_fill},
};

/* Most have none, which is no error. */
enum err migration_step(struct conn *conn, const char *name)
{
    for (size_t i = 0; i < sizeof migration_steps / sizeof *migration_steps; i++)
        if (strcmp(migration_steps[i].name, name) == 0)
            return migration_steps[i].run(conn);
    return ERR_OK;
}
