/* The head of a request: what was read of it becomes struct request, unless something is wrong with
 * it. Answers nothing. */
#include "chars.h"
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

/* Notes a field for the gate, and in the request when anything here reads it. The texts live as long as the
 * request. */
static void note_header(struct exchange *exchange, const char *name, size_t name_size, const char *value)
{
    struct request *request = &exchange->request;
    const char *forwarded = exchange->line.shared->options->proxy_header;
    /* Before anything is joined, since it counts. */
    gate_field(&exchange->head, name, name_size, value);
    /* What may stand once only is refused when it stands twice: nobody shall guess which one counts. */
#define HEADER(member, text, times)                                                 \
    if (name_is(name, name_size, text)) {                                           \
        bool again = request->member != NULL;                                       \
        exchange->head.repeated |= again && HEADER_##times == HEADER_ONCE;          \
        if (again && HEADER_##times == HEADER_LIST)                                 \
            value = arena_printf(request->arena, "%s, %s", request->member, value); \
        else if (again)                                                             \
            value = request->member;                                                \
        request->member = value;                                                    \
        return;                                                                     \
    }
    REQUEST_HEADERS(HEADER)
#undef HEADER
    /* Of several the last counts, being the one that the nearest proxy added. */
    if (name_is(name, name_size, forwarded))
        request->forwarded = value;
}

/* Called by the library for each field of a head that it read itself. Texts without white space stay the
 * library's, which keeps them as long as the request. */
static enum MHD_Result take_field(void *context, enum MHD_ValueKind kind, const char *name, size_t name_size,
                                  const char *value, size_t value_size)
{
    struct exchange *exchange = context;
    (void)kind, (void)value_size;
    value = exchange_trimmed(exchange->request.arena, name, value ? value : "");
    note_header(exchange, name, name_size, value);
    return MHD_YES;
}

/* From the strict reader, or from the library where there was none. */
static void take_fields(struct exchange *exchange, struct MHD_Connection *connection)
{
    const struct received_head *received = exchange->received;
    if (!received) {
        MHD_get_connection_values_n(connection, MHD_HEADER_KIND, take_field, exchange);
        return;
    }
    for (size_t i = 0; i < received->field_count && i < READER_FIELDS; i++)
        note_header(exchange, received->fields[i].name, received->fields[i].name_size,
                    received->fields[i].value);
    exchange->head.fields = received->field_count;
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
    take_fields(exchange, connection);
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
