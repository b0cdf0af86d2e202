/* What can be mended in a portal without asking anybody: files of the media folder that no row knows, and an
 * index that does not find what is there. Backups are never touched. Thread: one that may wait. */
#ifndef WORK_DOCTOR_H
#define WORK_DOCTOR_H

#include "store/store.h"

struct doctor_findings {
    int64_t strays; /* files without a row that are older than a day, as far as they were counted */
    int64_t lost;   /* articles that the index does not find by their own titles */
};

enum { DOCTOR_STRAYS_COUNTED = 10000 };

/* Reads every title. Errors: see store.h. */
enum err doctor_look(struct store *store, struct doctor_findings *ret_findings);

/* Removes the files, and empties the index when it lost anything: it is built anew by search_rebuild(), in
 * the daemon by its own thread. *ret_strays how many went. */
enum err doctor_mend(struct store *store, const struct doctor_findings *findings, int64_t *ret_strays);

#endif
