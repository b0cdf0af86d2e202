/* The strict reader: a state machine over the bytes of a connection, in front of the HTTP library, which
 * accepts what RFC 9112 forbids (bare CR and LF, NUL, folded lines, spaces around a name …) and so lets
 * requests be smuggled past proxies.
 *
 * It divides the stream into units: a head, a chunk's size line, the last chunk with its trailers, and the
 * bytes of bodies between them. The library gets whole units only, after they were verified; of a head it
 * gets what it needs (received_head.h), and where its parts stand is noted here, so that nobody looks for
 * them a second time. A unit with a
 * fault is replaced by a harmless one that ends the request (reader_stub()), so that the request arrives, is
 * refused with reader.err, and nothing that follows is ever read.
 *
 * What a head means (Host, versions, expectations) is the gate's affair, but codings other than chunked end
 * the head here, for the reason that the gate gives: libmicrohttpd since 1.0 would answer them by itself.
 * Pure functions; thread: any, one at a time for each reader. */
#ifndef SERVER_READER_H
#define SERVER_READER_H

#include "base/err.h"
#include "gate.h"
#include "http/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum reader_state {
    READ_START,      /* before a request */
    READ_EMPTY_LINE, /* LF of the one empty line that may precede it (RFC 9112 section 2.2) */
    READ_METHOD,
    READ_TARGET,
    READ_VERSION,
    READ_LINE_END, /* LF of the request line */
    READ_FIELD,    /* first byte of a header or trailer line */
    READ_NAME,
    READ_VALUE,
    READ_FIELD_END, /* LF of such a line */
    READ_HEAD_END,  /* LF of the empty line behind them */
    READ_BODY,
    READ_CHUNK_CR, /* behind a chunk's data */
    READ_CHUNK_LF,
    READ_CHUNK_SIZE,
    READ_CHUNK_EXTENSION, /* behind the size; extension_state says where */
    READ_CHUNK_SIZE_END,  /* LF of the size line */
    READ_CHUNK,
    READ_STOPPED, /* a fault, or a head that the gate will refuse: nothing more passes */
};

/* Where in the request a fault lies, which decides how the request is brought to an end. */
enum reader_section { SECTION_HEAD, SECTION_FIRST_CHUNK, SECTION_NEXT_CHUNK };

enum {
    READER_FIELDS = GATE_FIELDS_MAX, /* of a head; more are counted, and refused */
    READER_WORD_SIZE = 64,           /* a length, a name, or a list of codings, which longer is refused */
    READER_HEAD_MAX = 10 * 1024,     /* bytes of a head; its lines have limits of their own */
};

/* A field of a head: places in its unit, the value without the white space around it. */
struct reader_field {
    uint16_t name, name_size, value, value_size;
};

/* Zeroed is ready to read. */
struct reader {
    enum reader_state state;
    uint8_t extension_state; /* within a chunk's extensions: reader_chunk.c's own */
    enum reader_section section;
    enum err err; /* of the fault, OK while there is none */
    enum message detail;
    uint32_t heads;        /* whole ones seen */
    size_t unit_size;      /* bytes of the current unit in former scans */
    size_t dropped;        /* bytes that the last scan took out */
    size_t dropped_whole;  /* those of them within whole units */
    size_t line_extension; /* bytes of extensions taken out of the current size line */
    size_t extensions;     /* bytes of all extensions of the body's chunks so far */
    uint64_t left;         /* bytes of the body or chunk still to come */
    char word[READER_WORD_SIZE];
    struct reader_field *fields; /* the caller's, of READER_FIELDS; NULL: nobody wants them */
    const char *piece;           /* what of the current unit is in this scan's bytes */
    uint16_t field_count;        /* of the head; more than READER_FIELDS are counted and not noted */
    uint16_t name, value;        /* places of the current field's */
    uint16_t target, target_size;
    uint8_t word_size;  /* READER_WORD_SIZE when longer */
    uint8_t parameters; /* separators of the query */
    uint8_t version_size;
    uint8_t digits; /* of the chunk size */
    bool is_http_10, had_empty_line, has_target, is_head;
    bool takes_length, takes_coding; /* the current field is the one or the other */
    bool has_length, is_chunked, is_ambiguous;
    bool has_head;          /* the last scan ended behind a head */
    const char *last_chunk; /* it ended behind trailers: the last chunk without any; NULL elsewhere */
    size_t ended_size;      /* of the unit behind which it ended */
    size_t scanned;         /* bytes that the last scan looked at, without those that it took out */
};

/* Reads on. Returns how many of the bytes, from the first, belong to units that are whole: only these may be
 * passed on (together with what was held back before). With reader->err set, what follows them is to be
 * replaced by reader_stub(), and nothing more is to be read. Extensions of chunks are taken out, for
 * libmicrohttpd 1.0 reads the body wrongly behind one: so there are reader->dropped bytes less than were
 * given. It stops behind each head, whose places would be lost with the next, and behind trailers. */
size_t reader_scan(struct reader *reader, char *bytes, size_t size);

/* What ends the request after a fault. */
const char *reader_stub(const struct reader *reader);

/* The number of the request that the fault is in, counted from 1 on the connection; 0 while there is none.
 * Requests before it are good, and answered. */
uint32_t reader_faulty(const struct reader *reader);

/* Whether nothing more passes. */
bool reader_is_stopped(const struct reader *reader);

/* Whether a head has begun and is not whole. */
bool reader_in_head(const struct reader *reader);

#endif
