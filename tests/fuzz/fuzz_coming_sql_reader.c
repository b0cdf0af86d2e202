/* Any bytes as a dump: read to the end, in pieces of any size the same; no row has other than the columns
 * that were said. */
#include "dump/sql_reader.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct dump {
    const uint8_t *bytes;
    size_t size, at, step, columns;
    uint64_t sum; /* of all that was told */
    bool is_wanted;
};

static void dump_note(struct dump *dump, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++)
        dump->sum = (dump->sum ^ at[i]) * UINT64_C(1099511628211);
}

static ssize_t dump_read(void *context, void *bytes, size_t size)
{
    struct dump *dump = context;
    size_t left = dump->size - dump->at, part = dump->step < size ? dump->step : size;
    part = part < left ? part : left;
    memcpy(bytes, dump->bytes + dump->at, part);
    dump->at += part;
    return (ssize_t)part;
}

static bool dump_begin(void *context, const char *table, const char *const *columns, size_t count)
{
    struct dump *dump = context;
    dump_note(dump, table, strlen(table));
    for (size_t i = 0; i < count; i++)
        dump_note(dump, columns[i], strlen(columns[i]) + 1);
    dump->columns = count;
    return strlen(table) % 4 != 0;
}

static enum err dump_row(void *context, const struct sql_value *values, size_t count)
{
    struct dump *dump = context;
    assert(count == dump->columns);
    for (size_t i = 0; i < count; i++) {
        assert(!values[i].is_null || !values[i].size);
        dump_note(dump, values[i].text, values[i].size);
        dump_note(dump, &values[i].is_null, 1);
    }
    return ERR_OK;
}

static void dump_fault(void *context, int64_t line, enum sql_fault fault)
{
    struct dump *dump = context;
    dump_note(dump, &line, sizeof line);
    dump_note(dump, &fault, sizeof fault);
}

static uint64_t dump_sum(const uint8_t *data, size_t size, size_t step)
{
    auto_arena struct arena *arena = arena_new(512 << 20);
    struct dump dump = {.bytes = data, .size = size, .step = step, .sum = 1};
    const struct sql_source source = {dump_read, &dump};
    const struct sql_handler handler = {&dump, dump_begin, dump_row, dump_fault};
    enum err err = sql_read(&source, &handler, arena, NULL);
    assert(!err || err == ERR_MEMORY);
    return err ? 0 : dump.sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t whole = dump_sum(data, size, SIZE_MAX), small = dump_sum(data, size, 1);
    assert(!whole || !small || whole == small);
    return 0;
}
