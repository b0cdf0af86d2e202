/* What a head means. Knows the fields' values, not how their bytes stood (reader.c), and no connection. */
#include "gate.h"

#include "chars.h"

#include <string.h>
#include <strings.h>

/* A name has at most 253 characters (RFC 1035). */
enum { HOST_MAX = 255 };

/* Keeps a value that may come once. */
static void gate_note(struct head *head, const char **place, const char *value)
{
    if (*place)
        head->repeated = true;
    *place = value;
}

/* The few fields that the gate looks at; all are counted. */
void gate_field(struct head *head, const char *name, size_t name_size, const char *value)
{
    /* On the control socket the library gives NULL for a field without a value. */
    value = value ? value : "";
    head->fields++;
    if (name_is(name, name_size, "Host")) {
        head->hosts++;
        head->host = value;
    } else if (name_is(name, name_size, "Content-Length")) {
        head->content_lengths++;
        head->content_length = value;
    } else if (name_is(name, name_size, "Transfer-Encoding")) {
        head->transfer_encodings++;
        head->transfer_encoding = value;
    } else if (name_is(name, name_size, "Content-Encoding")) {
        gate_note(head, &head->content_encoding, value);
    } else if (name_is(name, name_size, "Expect")) {
        gate_note(head, &head->expect, value);
    }
}

/* RFC 9110 section 7.2 with RFC 3986 section 3.2.2: a name or an address, perhaps a port. */
bool gate_is_host(const char *host)
{
    /* Of reg-name; wider than host names, since names of other systems are no harm. */
    static const char marks[] = "-._~%!$&'()*+,;=";
    const char *p = host;
    if (!*host || strlen(host) > HOST_MAX)
        return false;
    if (*p == '[') {
        size_t length = strspn(p + 1, "0123456789abcdefABCDEF:.");
        if (!length || p[1 + length] != ']')
            return false;
        p += length + 2;
    } else {
        while ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
               (*p && strchr(marks, *p)))
            p++;
        if (p == host)
            return false;
    }
    return !*p || (*p == ':' && p[1 + strspn(p + 1, "0123456789")] == '\0' && strlen(p + 1) <= 5);
}

/* Whether the list's item that ends at `end` is "chunked"; `ret_start` is where it begins. */
static bool ends_with_chunked(const char *list, const char *end, const char **ret_start)
{
    const char *start = end;
    /* Back to the comma before, or to the beginning. */
    while (start > list && start[-1] != ',')
        start--;
    *ret_start = start;
    start += strspn(start, " \t");
    while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    /* Parameters would make it another coding. */
    return end - start == 7 && strncasecmp(start, "chunked", 7) == 0;
}

/* Where chunked is not the last coding, and the only one of its name, nobody knows where the body ends: 400
 * (RFC 9112 section 6.3). Where it is, but another stands before it, that is one we do not have: 501. */
enum err gate_codings(const char *codings, enum message *ret_detail)
{
    const char *start;
    /* What nearly all send. */
    if (strcasecmp(codings, "chunked") == 0)
        return ERR_OK;
    *ret_detail = MESSAGE_HTTP_CHUNKED_LAST;
    if (!ends_with_chunked(codings, codings + strlen(codings), &start) || start == codings)
        return ERR_BAD_REQUEST;
    *ret_detail = MESSAGE_HTTP_CHUNKED_ONLY;
    /* chunked twice is forbidden (RFC 9112 section 7). */
    while (start > codings)
        if (ends_with_chunked(codings, start - 1, &start))
            return ERR_BAD_REQUEST;
    return ERR_NOT_IMPLEMENTED;
}

/* What says where the body ends must say it once; else two readers of the bytes could differ. */
static enum err check_framing(const struct head *head, enum message *ret_detail)
{
    enum err err = ERR_BAD_REQUEST;
    if (head->content_lengths > 1)
        *ret_detail = MESSAGE_HTTP_LENGTH_TWICE;
    else if (head->content_lengths && head->transfer_encodings)
        *ret_detail = MESSAGE_HTTP_LENGTH_BESIDE;
    else if (head->transfer_encodings > 1)
        *ret_detail = MESSAGE_HTTP_CODING_TWICE;
    else if (head->transfer_encodings)
        err = gate_codings(head->transfer_encoding, ret_detail);
    else
        err = ERR_OK;
    return err;
}

/* Faults are told one at a time; their order is that of what they could do to the framing. */
enum err gate_check(const struct head *head, enum message *ret_detail)
{
    bool is_11 = strcmp(head->version, "HTTP/1.0") != 0; /* a higher minor version counts as 1.1 */
    enum err err = check_framing(head, ret_detail);
    if (err)
        return err;
    /* Of more the reader has noted no place (received_head.h). */
    if (head->fields > GATE_FIELDS_MAX) {
        *ret_detail = MESSAGE_HTTP_FIELDS_MANY;
        return ERR_HEADERS;
    }
    /* Unpacking a stranger's bytes needs bounds that no client here needs. */
    if (head->content_encoding && strcasecmp(head->content_encoding, "identity") != 0) {
        *ret_detail = MESSAGE_BODY_ENCODING;
        return ERR_MEDIA_TYPE;
    }
    /* The library itself sends 100 Continue. */
    if (head->expect && strcasecmp(head->expect, "100-continue") != 0) {
        *ret_detail = MESSAGE_HTTP_EXPECTATION;
        return ERR_EXPECTATION;
    }
    if (head->hosts > 1)
        *ret_detail = MESSAGE_HTTP_HOST_TWICE;
    else if (is_11 && !head->hosts)
        *ret_detail = MESSAGE_HTTP_HOST_MISSING;
    else if (head->hosts && !gate_is_host(head->host))
        *ret_detail = MESSAGE_HTTP_HOST_INVALID;
    else if (head->transfer_encodings && !is_11)
        *ret_detail = MESSAGE_HTTP_CODING_OLD;
    /* Known to handlers as one text, of which nobody should guess which counts. */
    else if (head->repeated)
        *ret_detail = MESSAGE_HTTP_FIELD_TWICE;
    else
        return ERR_OK;
    return ERR_BAD_REQUEST;
}
