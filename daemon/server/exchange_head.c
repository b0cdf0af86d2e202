/* The head of a request: what the library read of it becomes struct request, unless something is wrong with
 * it. Answers nothing. */
#include "client.h"
#include "connection.h"
#include "exchange_inner.h"
#include "handler/app.h"
#include "target.h"

#include <string.h>
#include <strings.h>

const struct sockaddr *exchange_peer(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

/* Without the white space around it, which is none of the value (RFC 9112 section 5.1). Where the coding
 * stands with some the library does not know it, so the gate must see that. */
static const char *exchange_trimmed(struct arena *arena, const char *name, const char *value)
{
    value += strspn(value, " \t");
    size_t size = strlen(value), full = size;
    while (size && (value[size - 1] == ' ' || value[size - 1] == '\t'))
        size--;
    /* Copied only where something is cut off behind. */
    bool is_plain = size == full || strcasecmp(name, "Transfer-Encoding") == 0;
    return is_plain ? value : arena_copy(arena, value, size);
}

/* Called by the library for each field of the head. Texts without white space stay the library's, which
 * keeps them as long as the request. */
static enum MHD_Result take_field(void *context, enum MHD_ValueKind kind, const char *name, size_t name_size,
                                  const char *value, size_t value_size)
{
    struct exchange *exchange = context;
    struct request *request = &exchange->request;
    (void)kind, (void)value_size;
    value = exchange_trimmed(request->arena, name, value ? value : "");
    /* Before anything is joined, since it counts. */
    gate_field(&exchange->head, name, name_size, value);
    /* What may stand once only is refused when it stands twice: nobody shall guess which one counts. */
#define HEADER(member, text, times)                                                 \
    if (name_size == sizeof text - 1 && strcasecmp(name, text) == 0) {              \
        bool again = request->member != NULL;                                       \
        exchange->head.repeated |= again && HEADER_##times == HEADER_ONCE;          \
        if (again && HEADER_##times == HEADER_LIST)                                 \
            value = arena_printf(request->arena, "%s, %s", request->member, value); \
        else if (again)                                                             \
            value = request->member;                                                \
        request->member = value;                                                    \
        return MHD_YES;                                                             \
    }
    REQUEST_HEADERS(HEADER)
#undef HEADER
    /* Of several the last counts, being the one that the nearest proxy added. */
    if (strcasecmp(name, exchange->line.shared->options->proxy_header) == 0)
        request->forwarded = value;
    return MHD_YES;
}

enum err exchange_reader_fault(const struct exchange *exchange, enum message *ret_detail)
{
    return exchange->line.connection
               ? connection_fault(exchange->line.connection, exchange->line.number, ret_detail)
               : ERR_OK;
}

enum err exchange_read_head(struct exchange *exchange, struct MHD_Connection *connection, const char *method,
                            const char *version, enum message *ret_detail)
{
    struct request *request = &exchange->request;
    const struct server_options *options = exchange->line.shared->options;
    exchange->head.version = version;
    request->method = method_from_name(method);
    request->now_ms = clock_now_ms(options->app->clock);
    /* So that a refusal has something to show, whatever fails. */
    request->target = request->path = request->own = "/";
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, take_field, exchange);
    enum err err = exchange_reader_fault(exchange, ret_detail);
    if (!err)
        err = gate_check(&exchange->head, ret_detail);
    /* The reader passed nothing on behind this head: the body would never come. */
    if (!err && exchange->line.connection &&
        connection_is_unclear(exchange->line.connection, exchange->line.number))
        err = ERR_BAD_REQUEST;
    /* Read in any case: the path says whether the refusal is a page or a problem document. */
    enum err target_err = target_read(request, exchange->target);
    if (!err)
        err = target_err;
    if (request->console)
        request->client = NULL;
    else
        request->client = client_address(request->arena, exchange_peer(connection), request->forwarded,
                                         options->trusted_proxies);
    return err;
}

bool exchange_has_body(const struct exchange *exchange)
{
    const char *length = exchange->head.content_length;
    /* "0" and "000" are no body. */
    return exchange->head.transfer_encodings || (length && strspn(length, "0") != strlen(length));
}
