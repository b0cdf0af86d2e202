/* The evaluation of the search: articles and queries in, a table out. */
#ifndef MAIN_EVALUATION_H
#define MAIN_EVALUATION_H

#include "base/buf.h"
#include "base/err.h"

struct evaluation_files {
    const char *articles;
    const char *queries;
    const char *missed_set; /* its missed queries are printed, or NULL */
    const char *signs;      /* a file to write what spoke for each compared text to, or NULL */
    int slow_query_seconds; /* then hunts so long for the slowest query; 0 not */
};

/* Prints the table on stdout. `fault` receives one line. Uses a temporary folder that it removes. */
enum err evaluate(const struct evaluation_files *files, struct buf *fault);

#endif
