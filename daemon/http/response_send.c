/* Sending a response that is ready: which status and which of its encodings this request gets. Any number of
 * workers may send the same one. */
#include "response_inner.h"

#include "http/conditional.h"
#include "stream_inner.h"

/* What the request's conditions make of this response. Answers other than 200 and 206 have no validator
 * that anybody could have kept. */
static enum condition condition(const struct response *response, const struct request *request)
{
    /* The library's 304 exists with an ETag only, see add_encoding(); nothing here has a date without
     * one. */
    bool has_validator = *response->etag || response->modified_ms;
    return has_validator && (response->status == 200 || response->status == 206)
               ? condition_check(request, response->etag, response->modified_ms)
               : CONDITION_SEND;
}

/* Also for the statistics, which count a page that a reader has kept as one that was read. */
int response_status_for(const struct response *response, const struct request *request)
{
    return condition(response, request) == CONDITION_NOT_MODIFIED ? 304 : response->status;
}

bool response_is_forbidden(const struct response *response, const struct request *request)
{
    return condition(response, request) == CONDITION_FAILED;
}

/* The library ends the chunks of a HEAD's answer, which has none: as for a client of HTTP/1.0 it uses no
 * chunks. */
static void attach(const struct response *response, struct MHD_Connection *connection,
                   const struct request *request)
{
    stream_attach(response->stream, connection);
    for (int i = 0; request->method == METHOD_HEAD && i < ENCODING_COUNT; i++) {
        const struct form *form = atomic_load_explicit(&response->forms[i], memory_order_relaxed);
        if (form)
            MHD_set_response_options(form->full, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
    }
}

enum MHD_Result response_queue(struct MHD_Connection *connection, struct response *response,
                               const struct request *request, int *ret_status)
{
    unsigned have = atomic_load_explicit(&response->have, memory_order_relaxed);
    /* A stream that is compressed has that form alone, whoever asked for it. */
    enum encoding encoding = have == 1u << ENCODING_GZIP ? ENCODING_GZIP : ENCODING_IDENTITY;
    if (response->stream)
        attach(response, connection, request);
    /* Nothing to negotiate where there is but the plain form, as with what is too small to be
     * compressed. */
    else if (have != 1u << ENCODING_IDENTITY)
        encoding = negotiate_encoding(request->accept_encoding, have);
    const struct form *form = response_form(response, encoding);
    if (!form)
        form = response_form(response, ENCODING_IDENTITY);
    /* There was no memory to make one: the one answer that needs none. */
    bool is_lost = !form;
    if (is_lost)
        form = response_form(response_last_resort_borrowed(), ENCODING_IDENTITY);
    int status = is_lost ? 503 : response_status_for(response, request);
    if (ret_status)
        *ret_status = status;
    /* The library takes a reference of its own. */
    return MHD_queue_response(connection, (unsigned)status, status == 304 ? form->not_modified : form->full);
}
