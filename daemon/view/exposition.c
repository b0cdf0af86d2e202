/* Writing Prometheus's text form. It knows the format, and no metric. */
#include "view/exposition.h"

#include <inttypes.h>
#include <stdio.h>

/* A number of microseconds as seconds: six digits behind the point, without zeros at the end. */
static void add_seconds(struct buf *out, uint64_t us)
{
    char text[40];
    int length = snprintf(text, sizeof text, "%" PRIu64 ".%06" PRIu64, us / 1000000, us % 1000000);
    while (text[length - 1] == '0')
        length--;
    if (text[length - 1] == '.')
        length--;
    buf_add(out, text, (size_t)length);
}

/* Three bytes are more than themselves in a value; of a help line the quote is not. */
static void exposition_escape(struct buf *out, const char *text, bool is_value)
{
    for (; *text; text++) {
        if (*text == '\n')
            buf_text(out, "\\n");
        else if (*text == '\\' || (is_value && *text == '"'))
            buf_printf(out, "\\%c", *text);
        else
            buf_char(out, *text);
    }
}

/* The labels; `has_more`: one more follows, so they are not closed yet. */
static void add_labels(struct buf *out, const struct label *labels, bool has_more)
{
    const char *mark = "{";
    for (; labels && labels->name; labels++, mark = ",") {
        buf_printf(out, "%s%s=\"", mark, labels->name);
        exposition_escape(out, labels->value, true);
        buf_char(out, '"');
    }
    if (has_more)
        buf_text(out, mark);
    else if (*mark == ',')
        buf_char(out, '}');
}

void exposition_family(struct buf *out, const char *name, enum family_kind kind, const char *help)
{
    static const char *const kinds[] = {
        [FAMILY_COUNTER] = "counter", [FAMILY_GAUGE] = "gauge", [FAMILY_HISTOGRAM] = "histogram"};
    buf_printf(out, "# HELP %s ", name);
    exposition_escape(out, help, false);
    buf_printf(out, "\n# TYPE %s %s\n", name, kinds[kind]);
}

void exposition_integer(struct buf *out, const char *name, const struct label *labels, int64_t value)
{
    buf_text(out, name);
    add_labels(out, labels, false);
    buf_printf(out, " %" PRId64 "\n", value);
}

void exposition_seconds(struct buf *out, const char *name, const struct label *labels, int64_t us)
{
    buf_text(out, name);
    add_labels(out, labels, false);
    buf_text(out, us < 0 ? " -" : " ");
    add_seconds(out, us < 0 ? -(uint64_t)us : (uint64_t)us);
    buf_char(out, '\n');
}

/* A value of a bound or a sum. */
static void add_measure(struct buf *out, bool is_time, uint64_t value)
{
    if (is_time)
        add_seconds(out, value);
    else
        buf_printf(out, "%" PRIu64, value);
}

/* Each bucket counts all up to its bound; the last one is that of every value, as is the count. */
static void add_histogram(struct buf *out, const char *name, const struct label *labels,
                          const struct histogram_state *state, bool is_time)
{
    const struct histogram_bounds *bounds = is_time ? &histogram_times : &histogram_sizes;
    uint64_t up_to = 0;
    for (size_t i = 0; i <= bounds->count; i++) {
        bool is_last = i == bounds->count;
        up_to = is_last ? histogram_total(state) : up_to + state->counts[i];
        buf_printf(out, "%s_bucket", name);
        add_labels(out, labels, true);
        buf_text(out, "le=\"");
        if (is_last)
            buf_text(out, "+Inf");
        else
            add_measure(out, is_time, bounds->at[i]);
        buf_printf(out, "\"} %" PRIu64 "\n", up_to);
    }
    buf_printf(out, "%s_sum", name);
    add_labels(out, labels, false);
    buf_char(out, ' ');
    add_measure(out, is_time, state->sum);
    buf_printf(out, "\n%s_count", name);
    add_labels(out, labels, false);
    buf_printf(out, " %" PRIu64 "\n", up_to);
}

void exposition_times(struct buf *out, const char *name, const struct label *labels,
                      const struct histogram_state *state)
{
    add_histogram(out, name, labels, state, true);
}

void exposition_sizes(struct buf *out, const char *name, const struct label *labels,
                      const struct histogram_state *state)
{
    add_histogram(out, name, labels, state, false);
}

void exposition_gauge(struct buf *out, const char *name, const char *help, int64_t value)
{
    exposition_family(out, name, FAMILY_GAUGE, help);
    exposition_integer(out, name, NULL, value);
}

void exposition_counter(struct buf *out, const char *name, const char *help, int64_t value)
{
    exposition_family(out, name, FAMILY_COUNTER, help);
    exposition_integer(out, name, NULL, value);
}
