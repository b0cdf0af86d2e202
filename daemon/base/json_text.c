/* In front of jansson, whose reader looks at each node it makes, but not whether the bytes of a token found
 * memory (lex_save() of its load.c), and whose writer does not look whether a name was written.
 *
 * While a thread reads, memory for its library comes from here. The reader keeps a token in one block, which
 * it exchanges for a larger one (taken, then the former one released) when it is full: the next such block is
 * held ready beforehand. So when there is no memory, this one exchange still succeeds, the input ends before
 * the next byte, and what was read so far is thrown away. The input is given byte by byte, or the library
 * would have more of it to go on with. Must not know what is read. */
#include "base/json_text.h"

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

/* One reading, of one thread. */
struct reading {
    char *token;      /* where the library keeps the bytes of a token: the first block it takes */
    size_t room;      /* of that block */
    void *spare;      /* the block that would follow it */
    void *last;       /* taken just now, and nothing was released since; NULL: something was */
    size_t last_size; /* of that one */
    bool is_starved;  /* there was no memory for something */
};

static _Thread_local struct reading *current;

/* How many times as large the next block of a token is. */
enum { GROWTH = 2 };

/* What keeps tokens from now on; makes the block that would follow. */
static void reading_grew(struct reading *reading, char *token, size_t room)
{
    reading->token = token;
    reading->room = room;
    free(reading->spare);
    reading->spare = malloc(room * GROWTH);
    if (!reading->spare)
        reading->is_starved = true;
}

static void *json_text_take(size_t size)
{
    struct reading *reading = current;
    void *block = malloc(size);
    if (!reading)
        return block;
    /* Who looks whether there was memory may be given the block as well: no byte follows then. */
    if (!block) {
        reading->is_starved = true;
        if (size <= reading->room * GROWTH) {
            block = reading->spare;
            reading->spare = NULL;
        }
    }
    if (!reading->token && block)
        reading_grew(reading, block, size);
    reading->last = block;
    reading->last_size = size;
    return block;
}

static void json_text_release(void *block)
{
    struct reading *reading = current;
    if (reading && block) {
        /* By its order alone an exchange is known: the new block, then the end of the former one. */
        if (block == reading->token && reading->last && reading->last_size > reading->room)
            reading_grew(reading, reading->last, reading->last_size);
        reading->last = NULL;
    }
    free(block);
}

/* Before any thread is there, for the library keeps them in variables. Where nobody reads they are malloc()
 * and free(), so that it does not matter when a block was taken. */
static __attribute__((constructor)) void json_text_begin(void)
{
    json_set_alloc_funcs(json_text_take, json_text_release);
}

/* Where bytes come from. */
struct json_source {
    const char *text; /* what is left of it */
    size_t size;
    int file; /* -1: the text is all */
    char *piece;
    size_t piece_size;
    struct reading *reading;
};

/* The next byte; 0 at the end, and when memory has ended. */
static size_t json_source_give(void *room, size_t size, void *context)
{
    struct json_source *source = context;
    (void)size;
    if (source->reading->is_starved)
        return 0;
    if (!source->size && source->file >= 0) {
        ssize_t count = read(source->file, source->piece, source->piece_size);
        source->text = source->piece;
        source->size = count > 0 ? (size_t)count : 0;
    }
    if (!source->size)
        return 0;
    *(char *)room = *source->text++;
    source->size--;
    return 1;
}

static json_t *json_source_read(struct json_source *source, size_t flags, json_error_t *error)
{
    struct reading reading = {0};
    json_error_t unwanted = {.line = 0};
    error = error ? error : &unwanted;
    source->reading = current = &reading;
    json_t *value = json_load_callback(json_source_give, source, flags, error);
    current = NULL;
    free(reading.spare);
    if (!reading.is_starved)
        return value;
    json_decref(value);
    /* Where json_error_code() reads it; the words are of whatever came of it. */
    error->text[0] = '\0';
    error->text[JSON_ERROR_TEXT_LENGTH - 1] = json_error_out_of_memory;
    return NULL;
}

json_t *json_text_read(const char *text, size_t size, size_t flags, json_error_t *error)
{
    struct json_source source = {.text = text, .size = size, .file = -1};
    return json_source_read(&source, flags, error);
}

json_t *json_text_read_file(int file, size_t flags, json_error_t *error)
{
    char piece[4096];
    struct json_source source = {.file = file, .piece = piece, .piece_size = sizeof piece};
    return json_source_read(&source, flags, error);
}

static int json_text_add(const char *bytes, size_t size, void *context)
{
    buf_add(context, bytes, size);
    return buf_failed(context) ? -1 : 0;
}

/* The library goes on behind a name that was not written; the buffer remembers it. */
char *json_text_write(const json_t *value, size_t flags)
{
    auto_buf struct buf text = BUF(SIZE_MAX / 4);
    return json_dump_callback(value, json_text_add, &text, flags) ? NULL : buf_take(&text);
}
