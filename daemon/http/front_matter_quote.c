/* What YAML's reader will not take as it is. Fields and lines are not known here. */
#include "front_matter_mend.h"

#include <string.h>

/* Bytes of a character that YAML's reader refuses or takes for the end of a line; 0 for all others. */
static size_t yaml_escaped_size(const unsigned char *at, size_t left, unsigned *ret_point)
{
    static const struct {
        const char *bytes;
        unsigned point;
    } high[] = {
        {"\u2028", 0x2028}, {"\u2029", 0x2029}, {"\uFEFF", 0xFEFF}, {"\uFFFE", 0xFFFE}, {"\uFFFF", 0xFFFF}};
    *ret_point = *at;
    if ((*at < 0x20 && *at != '\t') || *at == 0x7F)
        return 1;
    if (left >= 2 && *at == 0xC2 && at[1] < 0xA0) {
        *ret_point = at[1];
        return 2;
    }
    for (size_t i = 0; i < sizeof high / sizeof *high; i++)
        if (left >= 3 && memcmp(at, high[i].bytes, 3) == 0) {
            *ret_point = high[i].point;
            return 3;
        }
    return 0;
}

void yaml_add_quoted(struct buf *out, const char *text, size_t size, bool is_raw)
{
    for (size_t i = 0; i < size;) {
        unsigned point;
        size_t escaped = yaml_escaped_size((const unsigned char *)text + i, size - i, &point);
        if (escaped)
            buf_printf(out, "\\u%04X", point);
        else if (!is_raw && (text[i] == '"' || text[i] == '\\'))
            buf_printf(out, "\\%c", text[i]);
        else
            buf_char(out, text[i]);
        i += escaped ? escaped : 1;
    }
}

void yaml_add_plain(struct buf *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size;) {
        unsigned point;
        size_t left_out = yaml_escaped_size((const unsigned char *)text + i, size - i, &point);
        if (!left_out)
            buf_char(out, text[i]);
        i += left_out ? left_out : 1;
    }
}
