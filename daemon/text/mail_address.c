/* One look over an address. Asks nobody whether it is there. */
#include "text/mail_address.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

enum { LABEL_MAX = 63 };

static const char letters_digits[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/* What stands before the @: atoms between single dots. */
static bool is_local_part(const char *text, size_t length)
{
    if (!length || length > MAIL_LOCAL_MAX || text[0] == '.' || text[length - 1] == '.')
        return false;
    for (size_t i = 0; i < length; i++)
        if ((text[i] == '.' && text[i + 1] == '.') ||
            (!strchr(letters_digits, text[i]) && !strchr("!#$%&'*+-/=?^_`{|}~.", text[i])))
            return false;
    return true;
}

/* One of the names between the dots: letters, digits and hyphens within. */
static bool is_label(const char *label, size_t length)
{
    size_t known = 0;
    for (; known < length && (label[known] == '-' || strchr(letters_digits, label[known])); known++)
        continue;
    return length && known == length && length <= LABEL_MAX && label[0] != '-' && label[length - 1] != '-';
}

/* A host's name of at least two labels, the last of which is no number; or this machine's own. */
static bool is_host_name(const char *text)
{
    const char *label = text;
    for (;;) {
        size_t length = strcspn(label, ".");
        if (!is_label(label, length))
            return false;
        if (!label[length])
            break;
        label += length + 1;
    }
    return (label != text && !isdigit((unsigned char)*label)) || strcmp(text, "localhost") == 0;
}

bool mail_address_valid(const char *text)
{
    const char *at = strchr(text, '@');
    return at && strlen(text) <= MAIL_ADDRESS_MAX && is_local_part(text, (size_t)(at - text)) &&
           is_host_name(at + 1);
}
