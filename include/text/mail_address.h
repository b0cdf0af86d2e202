/* Addresses of electronic mail, as strictly as they are written in practice: ASCII, a dot-atom before the @
 * (RFC 5321), a name of a host behind it. Nothing quoted, no comment, no end of a line.
 * Thread: any. */
#ifndef TEXT_MAIL_ADDRESS_H
#define TEXT_MAIL_ADDRESS_H

#include <stdbool.h>

enum { MAIL_ADDRESS_MAX = 254, MAIL_LOCAL_MAX = 64 };

bool mail_address_valid(const char *text);

#endif
