/* What a save left out or changed, kept in memory for the page that is shown behind it: so that loading the
 * page anew tells it once more and sends nothing, and no address says it. Of one person and one version of an
 * article, for WARNED_MS; nothing outlives the process. Thread: any; the one lock is a leaf. */
#ifndef HANDLER_WARNED_H
#define HANDLER_WARNED_H

#include "http/reply.h"

#include <stddef.h>
#include <stdint.h>

enum { WARNED_MS = 10 * 60000, WARNED_MAX = 64 };

struct warned;

/* Whose they are, and of which version of what. */
struct warned_of {
    int64_t actor_id, article_id, version;
};

/* NULL when out of memory. */
struct warned *warned_new(void);
void warned_free(struct warned *warned);

/* Keeps the sentences of warnings, in place of what was kept of that person's article before; of none it only
 * forgets that. Of more than WARNED_MAX the oldest goes. Without memory nothing is kept. */
void warned_keep(struct warned *warned, const struct warned_of *of, const struct fault *warnings,
                 size_t count, int64_t now_ms);

/* The sentences, in the arena, and how many; 0 when there are none. */
size_t warned_find(struct warned *warned, const struct warned_of *of, int64_t now_ms, struct arena *arena,
                   const char *const **ret_sentences);

/* Forgets what anybody was told of an article, or of all (0): their words are being taken back. */
void warned_forget(struct warned *warned, int64_t article_id);

#endif
