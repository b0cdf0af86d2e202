/* Prometheus's text form (exposition format 0.0.4): families of samples, each with a help line and a type.
 * All samples of a family stand together. Thread: one. A buffer that fails stays failed; who asked for the
 * text looks. */
#ifndef VIEW_EXPOSITION_H
#define VIEW_EXPOSITION_H

#include "base/buf.h"
#include "base/histogram.h"

#include <stdint.h>

/* The type's content, for the header Content-Type. */
#define EXPOSITION_TYPE "text/plain; version=0.0.4; charset=utf-8"

enum family_kind { FAMILY_COUNTER, FAMILY_GAUGE, FAMILY_HISTOGRAM };

/* A list of labels ends with a name that is NULL. Names are the format's words, values any text of UTF-8. */
struct label {
    const char *name, *value;
};

/* Begins a family; its samples follow, with the same name. */
void exposition_family(struct buf *out, const char *name, enum family_kind kind, const char *help);

/* One sample. `labels` may be NULL. */
void exposition_integer(struct buf *out, const char *name, const struct label *labels, int64_t value);

/* One sample in seconds, of so many microseconds. */
void exposition_seconds(struct buf *out, const char *name, const struct label *labels, int64_t us);

/* All samples of one histogram: what its bounds count is microseconds, shown as seconds, or a number of
 * things. */
void exposition_times(struct buf *out, const char *name, const struct label *labels,
                      const struct histogram_state *state);
void exposition_sizes(struct buf *out, const char *name, const struct label *labels,
                      const struct histogram_state *state);

/* A family of one sample without labels. */
void exposition_gauge(struct buf *out, const char *name, const char *help, int64_t value);
void exposition_counter(struct buf *out, const char *name, const char *help, int64_t value);

#endif
