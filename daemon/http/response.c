/* Makes the library's response objects, one for each encoding and one 304 beside each, with all headers
 * in them, so that sending is a choice among what is there. Knows the library, but no routes and no
 * handlers. */
#include "http/response.h"

#include "base/base64url.h"
#include "base/memory.h"
#include "compress.h"
#include "response_inner.h"
#include "stream_inner.h"
#include "text/date.h"

#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

/* Up to so many bytes a form may be made on a thread that serves, which takes it 0.7 ms. */
enum { LATER_MOST = 64 * 1024 };

/* What the library and malloc() need for a response and for each of its headers, beside their texts. */
enum { ETAG_HASH_SIZE = 16, RESPONSE_COST = 256, HEADER_COST = 64 + 2 * 16 };

/* A 304 may name no other length than its 200 would (RFC 9110 section 8.6), and sends nothing. */
static ssize_t nothing_to_read(void *context, uint64_t position, char *bytes, size_t room)
{
    (void)context, (void)position, (void)bytes, (void)room;
    return MHD_CONTENT_READER_END_WITH_ERROR;
}

struct MHD_Response *response_of_nothing(uint64_t size)
{
    return MHD_create_response_from_callback(size, 1, nothing_to_read, NULL, NULL);
}

/* Nobody knows how long a stream will be. Its 304 closes, because the library would otherwise end it with an
 * empty chunk, which a 304 may not have. */
static struct MHD_Response *new_not_modified(const struct response_parts *parts, size_t size)
{
    struct MHD_Response *made = response_of_nothing(parts->stream ? MHD_SIZE_UNKNOWN : size);
    if (made && parts->stream)
        MHD_set_response_options(made, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
    return made;
}

/* Called by the library for each header; `context` is the sum so far. */
static enum MHD_Result add_cost(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    size_t *cost = context;
    (void)kind;
    *cost += HEADER_COST + strlen(name) + strlen(value);
    return MHD_YES;
}

/* Bytes of memory that a library's response takes beside its body. The library tells nobody, so its
 * headers are counted. */
size_t response_cost_of(struct MHD_Response *made)
{
    size_t cost = RESPONSE_COST;
    MHD_get_response_headers(made, add_cost, &cost);
    return cost;
}

/* One encoding with its 304. `made` is taken over. */
static bool add_encoding(struct response *response, const struct response_parts *parts,
                         enum encoding encoding, struct MHD_Response *made, size_t size)
{
    bool varies = parts->compressing != COMPRESSING_NOT || (parts->asset && parts->asset->brotli);
    struct form *form = made ? memory_new(1, sizeof *form) : NULL;
    if (!form) {
        if (made)
            MHD_destroy_response(made);
        return false;
    }
    /* First of all, so that response_free() finds it whatever fails below. */
    atomic_init(&response->forms[encoding], form);
    form->full = made;
    atomic_fetch_or_explicit(&response->have, 1u << encoding, memory_order_relaxed);
    if (!response_add_validators(made, parts, encoding, varies) ||
        !response_add_rest(made, parts, encoding) || !response_add_security(made, parts))
        return false;
    response->size += size + response_cost_of(made);
    /* Nothing to compare with, so nobody can have it already. */
    if (!parts->etag)
        return true;
    struct MHD_Response *not_modified = new_not_modified(parts, size);
    form->not_modified = not_modified;
    if (!not_modified || !response_add_validators(not_modified, parts, encoding, varies) ||
        !response_add_security(not_modified, parts))
        return false;
    response->size += response_cost_of(not_modified);
    return true;
}

struct MHD_Response *response_of_bytes(char *bytes, size_t size)
{
    struct MHD_Response *made =
        bytes ? MHD_create_response_from_buffer(size, bytes, MHD_RESPMEM_MUST_FREE) : NULL;
    if (!made)
        free(bytes);
    return made;
}

/* A body that outlives every response: an asset, or nothing at all. */
static struct MHD_Response *of_static(const unsigned char *bytes, size_t size)
{
    union {
        const void *in;
        void *out;
    } pointer = {bytes}; /* the library never writes to a persistent buffer */
    return MHD_create_response_from_buffer(size, pointer.out, MHD_RESPMEM_PERSISTENT);
}

/* A compressed form, where it is smaller; a failure to compress leaves the plain one. */
static bool add_compressed(struct response *response, const struct response_parts *parts,
                           enum encoding encoding)
{
    enum effort effort = parts->compressing == COMPRESSING_BEST  ? EFFORT_BEST
                         : parts->compressing == COMPRESSING_ONE ? EFFORT_ONCE
                                                                 : EFFORT_USUAL;
    char *bytes;
    size_t size;
    /* True, for the answer can go out without this form. */
    if (!compress(encoding, effort, parts->bytes, parts->size, &bytes, &size))
        return true;
    return add_encoding(response, parts, encoding, response_of_bytes(bytes, size), size);
}

enum { ANY_FORM = 1u << ENCODING_IDENTITY | 1u << ENCODING_GZIP | 1u << ENCODING_BROTLI };

/* Remembers the one form that there is as that of which others (a bit set) are made, each for who wants it
 * first. */
static void promise_forms(struct response *response, unsigned others, enum encoding encoding,
                          const char *body, size_t size)
{
    response->body = body;
    response->body_size = size;
    response->body_encoding = encoding;
    atomic_fetch_or_explicit(&response->have, others, memory_order_relaxed);
}

/* Of what is kept the form that is wanted first, alone: mostly all readers want the same before the next
 * commit, and the plain one takes three times the memory of all that is sent. */
static bool fill_kept(struct response *response, const struct response_parts *parts, char **bytes,
                      enum encoding wanted)
{
    char *body = NULL;
    size_t size = parts->size;
    if (!compress(wanted, EFFORT_USUAL, *bytes, parts->size, &body, &size)) {
        wanted = ENCODING_IDENTITY;
        body = TAKE(*bytes);
        size = parts->size;
    }
    if (!add_encoding(response, parts, wanted, response_of_bytes(body, size), size))
        return false;
    if (parts->size >= COMPRESS_LEAST)
        promise_forms(response, ANY_FORM, wanted, body, size);
    return true;
}

/* A body that was compressed already: the plain form is made of it for who wants that. */
static bool fill_from_gzip(struct response *response, const struct response_parts *parts, char **gzip)
{
    const char *body = *gzip;
    if (!add_encoding(response, parts, ENCODING_GZIP, response_of_bytes(TAKE(*gzip), parts->gzip_size),
                      parts->gzip_size))
        return false;
    /* Whoever would like brotli better takes gzip as well, and it is there. */
    promise_forms(response, 1u << ENCODING_IDENTITY, ENCODING_GZIP, body, parts->gzip_size);
    return true;
}

/* The forms of a body in memory: the one that this client prefers, and the plain one for whoever accepts no
 * other; where the response is kept for many and making one takes long, or is to be as small as it becomes,
 * all at once. */
static bool fill_from_bytes(struct response *response, const struct response_parts *parts, char **bytes)
{
    /* With all encodings for the asking: what is chosen here is made next. */
    enum encoding wanted = negotiate_encoding(parts->accept_encoding, ~0u);
    bool is_kept = parts->compressing >= COMPRESSING_ALL,
         makes_all = is_kept && (parts->compressing == COMPRESSING_BEST || parts->size > LATER_MOST);
    if (is_kept && !makes_all)
        return fill_kept(response, parts, bytes, wanted);
    for (int i = ENCODING_GZIP; i < ENCODING_COUNT; i++) {
        bool is_wanted = makes_all || (parts->compressing != COMPRESSING_NOT && (int)wanted == i);
        if (is_wanted && !add_compressed(response, parts, (enum encoding)i))
            return false;
    }
    /* Last, because the compressed forms are made from bytes that are given away here. */
    return add_encoding(response, parts, ENCODING_IDENTITY, response_of_bytes(TAKE(*bytes), parts->size),
                        parts->size);
}

/* What lies in the program as it is sent is sent from there, so it costs its headers alone; other forms are
 * made of the packed one for who wants them. */
static bool fill_from_asset(struct response *response, const struct response_parts *parts)
{
    const struct asset *asset = parts->asset;
    if (asset->bytes)
        return add_encoding(response, parts, ENCODING_IDENTITY, of_static(asset->bytes, asset->size),
                            asset->size);
    if (!add_encoding(response, parts, ENCODING_BROTLI, of_static(asset->brotli, asset->brotli_size),
                      asset->brotli_size))
        return false;
    if (asset->size <= ASSET_UNPACKED_MOST)
        promise_forms(response, ANY_FORM, ENCODING_BROTLI, (const char *)asset->brotli, asset->brotli_size);
    return true;
}

/* The file or the part of it that is asked for. */
static bool fill_from_file(struct response *response, const struct response_parts *parts, int *fd)
{
    bool is_part = parts->range_kind == RANGE_PART;
    uint64_t start = is_part ? (uint64_t)parts->range.start : 0;
    size_t size = is_part ? (size_t)parts->range.size : parts->size;
    struct MHD_Response *made = MHD_create_response_from_fd_at_offset64(size, *fd, start);
    if (made)
        *fd = -1;
    return add_encoding(response, parts, ENCODING_IDENTITY, made, parts->size);
}

/* A stream is sent in the one form it has; a conditional request has nothing to compare with. */
static bool fill_from_stream(struct response *response, const struct response_parts *parts,
                             struct stream **stream)
{
    enum encoding encoding = parts->stream_coding == STREAM_GZIP ? ENCODING_GZIP : ENCODING_IDENTITY;
    struct MHD_Response *made =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, stream_read, *stream, stream_ended);
    /* From here on stream_ended() frees the stream; on failure the caller still does. */
    if (made)
        response->stream = TAKE(*stream);
    return add_encoding(response, parts, encoding, made, 0);
}

/* Chooses by what the parts bring; the order is that of the comments in struct response_parts. */
static bool response_fill(struct response *response, const struct response_parts *parts, char **bytes,
                          char **gzip, int *fd, struct stream **stream)
{
    if (*gzip)
        return fill_from_gzip(response, parts, gzip);
    if (*bytes)
        return fill_from_bytes(response, parts, bytes);
    if (*stream)
        return fill_from_stream(response, parts, stream);
    if (parts->asset)
        return fill_from_asset(response, parts);
    if (*fd > 0 && parts->range_kind != RANGE_BEYOND)
        return fill_from_file(response, parts, fd);
    /* No body at all, as of a redirect, a 204 or a 416. */
    return add_encoding(response, parts, ENCODING_IDENTITY, of_static((const unsigned char *)"", 0), 0);
}

enum err response_new(const struct response_parts *parts, struct response **ret_response)
{
    /* Taken over in any case, so they become this function's before anything can fail. */
    auto_free char *bytes = parts->bytes;
    auto_free char *gzip = parts->gzip;
    /* 0 is never a file of ours (main.c keeps the standard streams open), so it says none. */
    auto_close int fd = parts->fd > 0 ? parts->fd : -1;
    auto_stream struct stream *stream = parts->stream;
    auto_response struct response *response = memory_new(1, sizeof *response);
    if (!response)
        return ERR_MEMORY;
    atomic_init(&response->references, 1);
    response->status = parts->status;
    response->subject = parts->subject;
    response->until_ms = parts->until_ms;
    response->modified_ms = parts->modified_ms;
    response->plain_size = parts->asset ? parts->asset->size : parts->size;
    /* Copied, for the text is the request's and the response may outlive it. */
    if (parts->etag)
        snprintf(response->etag, sizeof response->etag, "%s", parts->etag);
    /* All failures within are of memory; what was made so far goes with the response. */
    if (!response_fill(response, parts, &bytes, &gzip, &fd, &stream))
        return ERR_MEMORY;
    *ret_response = TAKE(response);
    return ERR_OK;
}

/* The page cache and every request that is served from it hold one each. */
struct response *response_ref(struct response *response)
{
    atomic_fetch_add_explicit(&response->references, 1, memory_order_relaxed);
    return response;
}

void response_free(struct response *response)
{
    /* Acquire and release, so that whoever destroys sees what all others wrote. */
    if (!response || atomic_fetch_sub_explicit(&response->references, 1, memory_order_acq_rel) > 1)
        return;
    /* The library counts too: one that is being sent lives on until it is sent. */
    for (int i = 0; i < ENCODING_COUNT; i++)
        form_free(atomic_load_explicit(&response->forms[i], memory_order_relaxed));
    response_count_out(response);
    free(response);
}

int response_status(const struct response *response)
{
    return response->status;
}

int64_t response_subject(const struct response *response)
{
    return response->subject;
}

int64_t response_until_ms(const struct response *response)
{
    return response->until_ms;
}

size_t response_size(const struct response *response)
{
    /* What the library holds for headers is in it; see response_cost_of(). */
    return response->size + sizeof *response;
}

/* Unkeyed: a tag may tell that two answers are equal, and that is all it tells. */
void response_hash_etag(const void *bytes, size_t size, char ret_etag[static RESPONSE_ETAG_SIZE])
{
    unsigned char hash[ETAG_HASH_SIZE];
    crypto_generichash(hash, sizeof hash, bytes, size, NULL, 0);
    base64url_encode(hash, sizeof hash, ret_etag);
}

/* Made before the first request, so that no lack of memory can keep it from being sent. */
static struct response *last_resort;

enum err response_begin(void)
{
    /* Closing, since whoever gets it is one of too many. */
    const struct response_parts parts = {
        .status = 503, .kind = RESPONSE_ASSET, .retry_after_s = 5, .close = true};
    return response_new(&parts, &last_resort);
}

void response_end(void)
{
    response_free(TAKE(last_resort));
}

struct response *response_last_resort_borrowed(void)
{
    return last_resort;
}

struct response *response_last_resort(void)
{
    return response_ref(last_resort);
}
