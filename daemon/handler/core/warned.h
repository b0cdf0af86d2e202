/* What a save left out or changed, or what came of an act on many things, kept in memory for the page that is
 * shown behind it: so that loading the page anew tells it once more and sends nothing, and no address says
 * it. Of one person and one version of an article, or one act of that person, for WARNED_MS; nothing outlives
 * the process. Thread: any; the one lock is a leaf. */
#ifndef HANDLER_WARNED_H
#define HANDLER_WARNED_H

#include "http/reply.h"

#include <stddef.h>
#include <stdint.h>

enum { WARNED_MS = 10 * 60000, WARNED_MAX = 64 };

struct warned;

/* What an act was done with, in place of an article: many articles, or files that were sent; or recovery
 * codes, which are secrets and no words of anybody. */
enum { WARNED_MANY = -1, WARNED_FILES = -2, WARNED_CODES = -3 };

/* Whose they are, and of which version of what; of an act (article_id is WARNED_MANY, WARNED_FILES) in place
 * of the version when it was (ms), of codes the session that may see them. */
struct warned_of {
    int64_t actor_id, article_id, version;
};

/* NULL when out of memory. */
struct warned *warned_new(void);
void warned_free(struct warned *warned);

/* Keeps the sentences of warnings (their `detail`), in place of what was kept of that person's article
 * before; of none it only forgets that. What was kept of a later version stays, and nothing is kept then:
 * who asks twice hears of the first again. What was kept of another act stays too. Of more than WARNED_MAX
 * the oldest goes. Without memory nothing is kept. */
void warned_keep(struct warned *warned, const struct warned_of *of, const struct fault *warnings,
                 size_t count, int64_t now_ms);

/* The sentences, in the arena, and how many; 0 when there are none. */
size_t warned_find(struct warned *warned, const struct warned_of *of, int64_t now_ms, struct arena *arena,
                   const char *const **ret_sentences);

/* Forgets what anybody was told of an article, or of all (0), and of every act: words are being taken back.
 * Codes stay. */
void warned_forget(struct warned *warned, int64_t article_id);

#endif
