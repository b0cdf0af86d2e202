/* Forms of an answer that is kept, each made when the first who wants it comes: a page is made anew behind
 * every commit, and mostly one form of it is read before the next. Nobody waits for whoever makes one; two
 * who want it at once make two, of which one stays. Knows no parts of a response but those that its first
 * form has. */
#include "base/memory.h"
#include "compress.h"
#include "response_inner.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct response_account {
    atomic_size_t bytes;
    atomic_int references; /* whoever keeps them, and each response */
};

struct response_account *response_account_new(void)
{
    struct response_account *account = memory_new(1, sizeof *account);
    if (account)
        atomic_init(&account->references, 1);
    return account;
}

void response_account_free(struct response_account *account)
{
    if (account && atomic_fetch_sub_explicit(&account->references, 1, memory_order_acq_rel) == 1)
        free(account);
}

size_t response_account_bytes(const struct response_account *account)
{
    return atomic_load_explicit(&account->bytes, memory_order_relaxed);
}

void response_count_in(struct response *response, struct response_account *account)
{
    if (response->account)
        return;
    atomic_fetch_add_explicit(&account->references, 1, memory_order_relaxed);
    response->account = account;
}

void response_count_out(struct response *response)
{
    struct response_account *account = response->account;
    if (!account)
        return;
    atomic_fetch_sub_explicit(&account->bytes, atomic_load_explicit(&response->grown, memory_order_relaxed),
                              memory_order_relaxed);
    response_account_free(account);
}

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
    enum encoding from_encoding, encoding;
    bool has_failed;
};

/* Called by the library for each header of the first form; the tag is another one, and the coding the form's
 * own. */
static enum MHD_Result copy_header(void *context, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    struct copying *copying = context;
    char etag[RESPONSE_ETAG_SIZE + 8];
    (void)kind;
    if (strcmp(name, MHD_HTTP_HEADER_CONTENT_ENCODING) == 0)
        return MHD_YES;
    if (strcmp(name, MHD_HTTP_HEADER_ETAG) == 0) {
        /* Behind the base, before the closing quote. */
        size_t base = strlen(value) - strlen(response_etag_suffixes[copying->from_encoding]) - 1;
        snprintf(etag, sizeof etag, "%.*s%s\"", (int)base, value, response_etag_suffixes[copying->encoding]);
        value = etag;
    }
    copying->has_failed |= MHD_add_response_header(copying->to, name, value) != MHD_YES;
    return copying->has_failed ? MHD_NO : MHD_YES;
}

/* False without memory; `to` may be NULL, which is that too. */
static bool copy_headers(struct MHD_Response *to, struct MHD_Response *from, enum encoding from_encoding,
                         enum encoding encoding)
{
    struct copying copying = {to, from_encoding, encoding, !to};
    if (to)
        MHD_get_response_headers(from, copy_header, &copying);
    return !copying.has_failed;
}

/* Takes the bytes over. NULL without memory. */
static struct form *form_new(const struct form *first, enum encoding first_encoding, enum encoding encoding,
                             char *bytes, size_t size)
{
    struct form *form = memory_new(1, sizeof *form);
    if (!form) {
        free(bytes);
        return NULL;
    }
    const char *coding = response_encoding_names[encoding];
    form->full = response_of_bytes(bytes, size);
    bool is_good =
        copy_headers(form->full, first->full, first_encoding, encoding) &&
        (!coding || MHD_add_response_header(form->full, MHD_HTTP_HEADER_CONTENT_ENCODING, coding) == MHD_YES);
    if (is_good && first->not_modified) {
        form->not_modified = response_of_nothing(size);
        is_good = copy_headers(form->not_modified, first->not_modified, first_encoding, encoding);
    }
    if (is_good)
        return form;
    form_free(form);
    return NULL;
}

/* The bytes of a form that there is not yet. NULL without memory, or when compressing does not pay, which is
 * noted. */
static char *form_bytes(struct response *response, enum encoding encoding, size_t *ret_size)
{
    bool is_packed = response->body_encoding != ENCODING_IDENTITY;
    auto_free char *unpacked = is_packed ? compress_undo(response->body_encoding, response->body,
                                                         response->body_size, response->plain_size)
                                         : NULL;
    const char *plain = is_packed ? unpacked : response->body;
    char *bytes = NULL;
    if (!plain)
        return NULL;
    *ret_size = response->plain_size;
    if (encoding == ENCODING_IDENTITY)
        return TAKE(unpacked);
    if (!compress(encoding, EFFORT_USUAL, plain, response->plain_size, &bytes, ret_size))
        atomic_fetch_and_explicit(&response->have, ~(1u << encoding), memory_order_relaxed);
    return bytes;
}

/* Counts a form that stays. */
static void form_count(struct response *response, const struct form *form, size_t size)
{
    size_t cost = size + response_cost_of(form->full) + sizeof *form;
    if (form->not_modified)
        cost += response_cost_of(form->not_modified);
    atomic_fetch_add_explicit(&response->grown, cost, memory_order_relaxed);
    if (response->account)
        atomic_fetch_add_explicit(&response->account->bytes, cost, memory_order_relaxed);
}

struct form *response_form(struct response *response, enum encoding encoding)
{
    struct form *form = atomic_load_explicit(&response->forms[encoding], memory_order_acquire);
    /* What has no such body has all its forms. */
    if (form || !response->body)
        return form;
    assert(encoding != response->body_encoding);
    const struct form *first =
        atomic_load_explicit(&response->forms[response->body_encoding], memory_order_acquire);
    size_t size;
    char *bytes = form_bytes(response, encoding, &size);
    form = bytes ? form_new(first, response->body_encoding, encoding, bytes, size) : NULL;
    if (!form)
        return NULL;
    struct form *other = NULL;
    if (atomic_compare_exchange_strong_explicit(&response->forms[encoding], &other, form,
                                                memory_order_acq_rel, memory_order_acquire)) {
        form_count(response, form, size);
        return form;
    }
    form_free(form);
    return other;
}
