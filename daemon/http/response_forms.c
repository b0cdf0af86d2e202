/* Compressed forms of an answer that is kept, each made when the first who wants it comes: a page is made
 * anew behind every commit, and mostly one form of it is read before the next. Nobody waits for whoever makes
 * one; two who want it at once make two, of which one stays. Knows no parts of a response but those that its
 * plain form has. */
#include "base/memory.h"
#include "compress.h"
#include "response_inner.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void form_free(struct form *form)
{
    if (!form)
        return;
    if (form->full)
        MHD_destroy_response(form->full);
    if (form->not_modified)
        MHD_destroy_response(form->not_modified);
    free(form);
}

struct copying {
    struct MHD_Response *to;
    enum encoding encoding;
    bool has_failed;
};

/* Called by the library for each header of the plain form; the tag alone is another one. */
static enum MHD_Result copy_header(void *context, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    struct copying *copying = context;
    char etag[RESPONSE_ETAG_SIZE + 8];
    (void)kind;
    if (strcmp(name, MHD_HTTP_HEADER_ETAG) == 0) {
        /* Behind the base, before the closing quote. */
        snprintf(etag, sizeof etag, "%.*s%s\"", (int)strlen(value) - 1, value,
                 response_etag_suffixes[copying->encoding]);
        value = etag;
    }
    copying->has_failed |= MHD_add_response_header(copying->to, name, value) != MHD_YES;
    return copying->has_failed ? MHD_NO : MHD_YES;
}

/* False without memory; `to` may be NULL, which is that too. */
static bool copy_headers(struct MHD_Response *to, struct MHD_Response *plain, enum encoding encoding)
{
    struct copying copying = {to, encoding, !to};
    if (to)
        MHD_get_response_headers(plain, copy_header, &copying);
    return !copying.has_failed;
}

/* Takes the bytes over. NULL without memory. */
static struct form *form_new(const struct form *plain, enum encoding encoding, char *bytes, size_t size)
{
    struct form *form = memory_new(1, sizeof *form);
    if (!form) {
        free(bytes);
        return NULL;
    }
    form->full = response_of_bytes(bytes, size);
    bool is_good = copy_headers(form->full, plain->full, encoding) &&
                   MHD_add_response_header(form->full, MHD_HTTP_HEADER_CONTENT_ENCODING,
                                           response_encoding_names[encoding]) == MHD_YES;
    if (is_good && plain->not_modified) {
        form->not_modified = response_of_nothing(size);
        is_good = copy_headers(form->not_modified, plain->not_modified, encoding);
    }
    if (is_good)
        return form;
    form_free(form);
    return NULL;
}

struct form *response_form(struct response *response, enum encoding encoding)
{
    struct form *form = atomic_load_explicit(&response->forms[encoding], memory_order_acquire);
    /* What has no body in memory has all its forms. */
    if (form || !response->body)
        return form;
    assert(encoding != ENCODING_IDENTITY);
    const struct form *plain =
        atomic_load_explicit(&response->forms[ENCODING_IDENTITY], memory_order_acquire);
    char *bytes;
    size_t size;
    if (compress(encoding, EFFORT_USUAL, response->body, response->body_size, &bytes, &size))
        form = form_new(plain, encoding, bytes, size);
    if (!form) {
        atomic_fetch_and_explicit(&response->have, ~(1u << encoding), memory_order_relaxed);
        return NULL;
    }
    struct form *other = NULL;
    if (atomic_compare_exchange_strong_explicit(&response->forms[encoding], &other, form,
                                                memory_order_acq_rel, memory_order_acquire))
        return form;
    form_free(form);
    return other;
}
