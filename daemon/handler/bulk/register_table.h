/* A register as a table of an office, made the lines that an import takes: columns known by their Vietnamese
 * names, dates as 05/02/2024, types by name or by what the number says. Everything is looked at before
 * anything is imported, so that a wrong file changes nothing. Knows no database. */
#ifndef HANDLER_REGISTER_TABLE_H
#define HANDLER_REGISTER_TABLE_H

#include "base/arena.h"
#include "base/buf.h"
#include "http/reply.h"

#include <jansson.h>

enum { TABLE_MAX = 64 * 1024 * 1024, TABLE_SHOWN = 5, TABLE_FAULTS_SHOWN = 100, TABLE_COLUMNS_MAX = 256 };

struct table_fault {
    int64_t line;
    const char *detail; /* in the language asked for */
};

/* What was understood of a file. Everything lies in the arena; `lines` is the caller's to end. */
struct register_table {
    const char *encoding; /* the caller's */
    char separator;
    const char *headers[TABLE_COLUMNS_MAX];
    const char *members[TABLE_COLUMNS_MAX]; /* "facts.number", "title" …; NULL: the column is left out */
    size_t column_count;
    int64_t rows;
    json_t *shown[TABLE_SHOWN]; /* the first as they would be imported; borrowed references of `owned` */
    size_t shown_count;
    json_t *owned;
    struct table_fault faults[TABLE_FAULTS_SHOWN];
    size_t fault_count;
    int64_t faults_in_all;
    struct buf lines; /* JSON lines, each at the number of the line where its record begins */
};

/* Reads a table in UTF-8. Faults of its records are in it. Errors: MEMORY; INPUT with a fault of the reply
 * (its first record names no columns, or there is nothing behind it). `today`: what was issued later is
 * published now. */
enum err register_table_read(struct arena *arena, struct reply *reply, const char *text, size_t length,
                             int32_t today, struct register_table *ret_table);

#endif
