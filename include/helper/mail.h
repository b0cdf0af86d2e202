/* A letter handed to the office's relay, by a program that speaks SMTP (msmtp): a child of the helper, or of
 * the process that goes out where there is one (helper/out.h), becomes it. Which relay, whose letters and
 * with which password are that process's own to know, so that no order can name another; the relay alone may
 * be private.
 *
 * The program is confined before it begins: it executes nothing but itself, reads no more than who fetches,
 * and has a minute. The password stands in no list of processes and in no file.
 * Thread: mail_rules_write() before the first thread; helper_mail() from any. */
#ifndef HELPER_MAIL_H
#define HELPER_MAIL_H

#include "base/err.h"
#include "helper/helper.h"
#include "text/mail_address.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    MAIL_LETTER_MAX = 32 * 1024, /* bytes; as much as waits in a pipe */
    MAIL_ANSWER_MAX = 300,
    MAIL_TIME_S = 60,
    MAIL_TEXT_MAX = 250, /* bytes of a user, of a password */
    MAIL_PATH_MAX = 400,
    MAIL_CONFIG_SIZE = 3 * 1024,
};

/* How the relay is reached; all borrowed. */
struct mail_relay {
    const char *program; /* its path */
    const char *host;    /* "" : no letter goes out */
    int port;
    const char *tls;         /* "starttls", "tls" or "none" */
    const char *authorities; /* PEM file of those that are trusted; "" the system's */
    const char *from;        /* mail_address_valid() */
    const char *user;        /* "" : it asks for none */
    const char *password;    /* NULL: it could not be read */
};

/* The same as the program reads it; zeroed: no letter goes out. */
struct mail_rules {
    char program[MAIL_PATH_MAX + 1];
    char config[MAIL_CONFIG_SIZE];
    bool lacks_password;
};

/* Errors: INPUT (a text is too long, or has a quote or an end of a line in it). */
enum err mail_rules_write(const struct mail_relay *relay, struct mail_rules *ret_rules);

enum mail_fault {
    MAIL_TAKEN,       /* the relay has it */
    MAIL_NOT_SET,     /* who goes out knows of no relay */
    MAIL_NOBODY,      /* nobody goes out: congd out does not answer */
    MAIL_PROGRAM,     /* the program is not there, or could not be started */
    MAIL_NO_PASSWORD, /* the file of the password cannot be read */
    MAIL_UNREACHABLE, /* nobody answers there, or nobody has this name */
    MAIL_TLS,         /* its certificate, or TLS altogether */
    MAIL_PASSWORD,    /* it does not know the user with this password */
    MAIL_SENDER,      /* it refuses who writes */
    MAIL_RECIPIENT,   /* it refuses to whom, for good (5xx) */
    MAIL_REFUSED,     /* it refuses otherwise, or puts off */
    MAIL_TIMEOUT,
    MAIL_FAULTS
};

struct mailed {
    enum mail_fault fault;
    char answer[MAIL_ANSWER_MAX + 1]; /* what the relay or the program said, in printable ASCII and without
                                         addresses of people; "" nothing */
};

/* "taken", "not_set", "program" …; static. */
const char *mail_fault_name(enum mail_fault fault);
enum mail_fault mail_fault_of(const char *name);

/* One sentence for people, in the language; static. */
const char *mail_fault_text(enum mail_fault fault, enum lang lang);

/* Hands over a letter (text/mail_letter.h) and waits for the relay's word. What is wrong over there is in
 * ret_mailed->fault. Errors: UNAVAILABLE (no helper, nobody goes out, or `stopping`), INTERNAL. */
enum err helper_mail(struct helper *helper, const char *letter, size_t size, const atomic_bool *stopping,
                     struct mailed *ret_mailed);

#endif
