/* A letter of text, with HTML beside it where there is some, as it is handed to a program that sends mail:
 * RFC 5322, with its head in encoded words (RFC 2047) and its text in base64 (RFC 2045), so that nothing on
 * the way can change a mark. Lines end with LF; who sends it makes CRLF of them. Knows neither who writes nor
 * who carries it. */
#ifndef TEXT_MAIL_LETTER_H
#define TEXT_MAIL_LETTER_H

#include "base/buf.h"

#include <stdint.h>

struct mail_letter {
    const char *from;        /* mail_address_valid() */
    const char *from_name;   /* UTF-8; "" none */
    const char *to;          /* mail_address_valid() */
    const char *subject;     /* UTF-8, one line */
    const char *text;        /* UTF-8, lines ending with LF */
    const char *html;        /* the same as a page; NULL: it is text alone */
    const char *unsubscribe; /* address by which one press ends such letters (RFC 8058); NULL none */
    const char *id;          /* what stands before the @ of its Message-ID: letters, digits, dots */
    int64_t date_ms;
};

/* Adds it whole. A failed allocation is the buffer's. */
void mail_letter_write(const struct mail_letter *letter, struct buf *out);

#endif
