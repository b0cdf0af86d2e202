/* Addresses as keys. It knows how they are written, not what any of them leads to. */
#include "http/address_key.h"

#include "base/buf.h"
#include "text/normalize.h"
#include "text/number.h"

#include <string.h>
#include <strings.h>

enum { PARAMETERS_MOST = 64 };

bool address_is_tracker(const char *name, size_t length)
{
    static const char *const whole[] = {"fbclid", "gclid", "zarsrc", "igshid", "gidzl", "msclkid", "yclid"};
    static const char *const begins[] = {"mc_", "utm_", "_ga"};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strlen(whole[i]) == length && strncasecmp(name, whole[i], length) == 0)
            return true;
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (length >= strlen(begins[i]) && strncasecmp(name, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

/* Small letters; what would part the address differently, or break a line, is escaped. */
static void address_key_write(struct buf *out, const char *text, size_t length, const char *marks)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c <= ' ' || c == 0x7F || strchr(marks, c))
            buf_printf(out, "%%%02X", c);
        else
            buf_char(out, (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c));
    }
}

/* By name, then value; as they came where both are equal. */
static int address_parameter_order(const struct field *a, const struct field *b)
{
    int order = strcasecmp(a->name, b->name);
    return order ? order : strcasecmp(a->value, b->value);
}

/* Those that mean something, in order; few, so that inserting them one by one will do. */
static size_t address_parameters(const struct field *parameters, size_t count,
                                 struct field kept[PARAMETERS_MOST])
{
    size_t kept_count = 0;
    for (size_t i = 0; i < count && kept_count < PARAMETERS_MOST; i++) {
        size_t at = kept_count;
        if (address_is_tracker(parameters[i].name, strlen(parameters[i].name)))
            continue;
        for (; at && address_parameter_order(&parameters[i], &kept[at - 1]) < 0; at--)
            kept[at] = kept[at - 1];
        kept[at] = parameters[i];
        kept_count++;
    }
    return kept_count;
}

/* Without slashes at its end, and without the ending of a page's file: addresses come with and without both.
 */
static size_t address_path_length(const char *path)
{
    static const char *const endings[] = {".html", ".htm"};
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i]);
        if (length > ending + 1 && path[length - ending - 1] != '/' &&
            strncasecmp(path + length - ending, endings[i], ending) == 0)
            return length - ending;
    }
    return length;
}

const char *address_key(struct arena *arena, const char *path, const struct field *parameters, size_t count,
                        const char **ret_shorter)
{
    auto_buf struct buf out = BUF(ADDRESS_KEY_MAX);
    struct field kept[PARAMETERS_MOST];
    const char *clean;
    size_t kept_count = address_parameters(parameters, count, kept);
    *ret_shorter = NULL;
    if (text_normalize(path, strlen(path), TEXT_LINE, arena, &clean, NULL) || *clean != '/')
        return NULL;
    size_t length = address_path_length(clean);
    address_key_write(&out, clean, length, "%?#");
    if (kept_count && length > 1)
        *ret_shorter = arena_copy(arena, buf_str(&out), out.length);
    for (size_t i = 0; i < kept_count; i++) {
        buf_char(&out, i ? '&' : '?');
        address_key_write(&out, kept[i].name, strlen(kept[i].name), "%?#&=");
        buf_char(&out, '=');
        address_key_write(&out, kept[i].value, strlen(kept[i].value), "%?#&");
    }
    return buf_failed(&out) || out.length < 2 ? *ret_shorter : arena_copy(arena, buf_str(&out), out.length);
}

/* Escapes undone, as the server undoes them: that of a slash stays in a path, '+' is a space in a query.
 * NULL: what comes of it is no text. */
static const char *address_decode(struct arena *arena, const char *text, size_t size, bool is_query)
{
    char *out = arena_alloc(arena, size + 1);
    size_t length = 0;
    if (!out)
        return NULL;
    for (size_t i = 0; i < size; i++) {
        int high = text[i] == '%' && i + 2 < size ? number_hex_digit(text[i + 1]) : -1;
        int low = high >= 0 ? number_hex_digit(text[i + 2]) : -1;
        int byte = low >= 0 ? high * 16 + low : -1;
        bool is_escape = byte > 0 && (is_query || byte != '/');
        out[length++] = is_escape ? (char)byte : is_query && text[i] == '+' ? ' ' : text[i];
        i += is_escape ? 2 : 0;
    }
    out[length] = '\0';
    return text_is_utf8(out, length) && strlen(out) == length ? out : NULL;
}

/* Behind scheme and host; NULL for another scheme. */
static const char *address_path_of(const char *text)
{
    size_t scheme = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    bool has_scheme = scheme && text[scheme] == ':';
    bool is_web = has_scheme && (scheme == 4 || scheme == 5) && strncasecmp(text, "https", scheme) == 0;
    if (has_scheme && !is_web)
        return NULL;
    text += has_scheme ? scheme + 1 : 0;
    if (strncmp(text, "//", 2) == 0) {
        text += 2;
        text += strcspn(text, "/?#");
    }
    return text;
}

/* Pairs of a query; false: something in it is no text. */
static bool address_query_read(struct arena *arena, const char *query, size_t size, struct field *fields,
                               size_t *ret_count)
{
    size_t count = 0;
    for (const char *end = query + size; query < end;) {
        const char *stop = memchr(query, '&', (size_t)(end - query));
        stop = stop ? stop : end;
        const char *equals = memchr(query, '=', (size_t)(stop - query));
        const char *name_end = equals ? equals : stop, *value = equals ? equals + 1 : stop;
        if (name_end > query && count < PARAMETERS_MOST) {
            struct field *field = &fields[count++];
            field->name = address_decode(arena, query, (size_t)(name_end - query), true);
            field->value = address_decode(arena, value, (size_t)(stop - value), true);
            if (!field->name || !field->value)
                return false;
        }
        query = stop + 1;
    }
    *ret_count = count;
    return true;
}

const char *address_key_of(struct arena *arena, const char *text)
{
    struct field fields[PARAMETERS_MOST];
    size_t count = 0;
    const char *shorter, *path = address_path_of(text);
    if (!path)
        return NULL;
    size_t path_size = strcspn(path, "?#");
    const char *query = path[path_size] == '?' ? path + path_size + 1 : "";
    const char *decoded = address_decode(arena, path, path_size, false);
    if (!decoded || !address_query_read(arena, query, strcspn(query, "#"), fields, &count))
        return NULL;
    /* "?p=12" and "index.php" are of the root. */
    if (*decoded != '/')
        decoded = arena_printf(arena, "/%s", decoded);
    const char *key = address_key(arena, decoded, fields, count, &shorter);
    /* One that had to be shortened would lead wherever the path alone leads. */
    return key == shorter ? NULL : key;
}
