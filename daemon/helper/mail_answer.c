/* What is sent and what comes back, as text: the head of a letter, and the line that the program says of it.
 * Starts nothing. */
#include "mail_child.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Exit statuses that the program takes from sysexits.h. */
enum { EXIT_NO_HOST = 68, EXIT_PROTOCOL = 76, EXIT_TEMPORARY = 75, EXIT_PERMISSION = 77, EXIT_INPUT = 74 };

/* Whether a line begins with the name of a field. */
static bool is_field(const char *line, size_t length, const char *name)
{
    size_t size = strlen(name);
    return length > size && strncasecmp(line, name, size) == 0 && line[size] == ':';
}

/* One of those that a letter of ours has. */
static bool is_known_field(const char *line, size_t length)
{
    static const char *const known[] = {"From",
                                        "To",
                                        "Subject",
                                        "Date",
                                        "Message-ID",
                                        "Auto-Submitted",
                                        "MIME-Version",
                                        "Content-Type",
                                        "Content-Transfer-Encoding",
                                        "List-Unsubscribe",
                                        "List-Unsubscribe-Post"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (is_field(line, length, known[i]))
            return true;
    return false;
}

/* "To: ADDRESS" and nothing else. */
static bool is_one_address(const char *line, size_t length)
{
    enum { NAME = 4 /* "To: " */ };
    char address[MAIL_ADDRESS_MAX + 1];
    if (length <= NAME || length - NAME > MAIL_ADDRESS_MAX)
        return false;
    memcpy(address, line + NAME, length - NAME);
    address[length - NAME] = '\0';
    return line[NAME - 1] == ' ' && mail_address_valid(address);
}

bool mail_is_sound(struct span letter)
{
    const char *text = (const char *)letter.at, *end = text + letter.size;
    size_t receivers = 0;
    if (letter.size < 1 || letter.size > MAIL_LETTER_MAX || memchr(text, '\0', letter.size) ||
        memchr(text, '\r', letter.size))
        return false;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t length = stop ? (size_t)(stop - text) : 0;
        if (!stop)
            return false;
        if (!length)
            return receivers == 1;
        if (is_field(text, length, "To")) {
            receivers++;
            /* A line that goes on could name others. */
            if (!is_one_address(text, length) || stop + 1 >= end || stop[1] == ' ' || stop[1] == '\t')
                return false;
        } else if (*text != ' ' && !is_known_field(text, length)) {
            return false;
        }
        text = stop + 1;
    }
    return false;
}

/* What stands in the line behind NAME=' up to the last quote before the next name; "" when it is not there.
 */
static void answer_part(const char *line, const char *name, char *room, size_t size)
{
    const char *at = strstr(line, name);
    room[0] = '\0';
    if (!at)
        return;
    at += strlen(name);
    const char *end = strstr(at, "' errormsg='");
    if (!end)
        end = strstr(at, "' exitcode=");
    snprintf(room, size, "%.*s", (int)(end ? end - at : (ptrdiff_t)strlen(at)), at);
}

/* Printable, and no word with an @ in it: a relay may repeat whom it refuses. */
static void answer_without_people(const char *from, char to[static MAIL_ANSWER_MAX + 1])
{
    size_t length = 0;
    while (*from && length < MAIL_ANSWER_MAX) {
        size_t size = strcspn(from, " ");
        bool names_somebody = memchr(from, '@', size) != NULL;
        if (names_somebody) {
            length += (size_t)snprintf(to + length, MAIL_ANSWER_MAX + 1 - length, "...");
            length = length > MAIL_ANSWER_MAX ? MAIL_ANSWER_MAX : length;
        }
        for (size_t i = 0; i < size && !names_somebody && length < MAIL_ANSWER_MAX; i++)
            to[length++] = isprint((unsigned char)from[i]) ? from[i] : '?';
        from += size;
        if (*from && length < MAIL_ANSWER_MAX)
            to[length++] = *from++;
    }
    to[length] = '\0';
}

/* By what the program says of itself, which names no language but its own: it runs without a locale. */
static enum mail_fault mail_fault_said(const char *said, int status, const char *answer)
{
    const bool has_answer = *answer;
    /* It never sends a letter without the relay's word for it. */
    if (status == 0)
        return has_answer ? MAIL_TAKEN : MAIL_PROGRAM;
    if (strstr(said, "envelope from address"))
        return MAIL_SENDER;
    /* Of an address that is put off only (4xx: a grey list, a full box) nothing is known yet. */
    if (strstr(said, "recipient address"))
        return *answer == '5' ? MAIL_RECIPIENT : MAIL_REFUSED;
    if (strstr(said, "no recipients"))
        return MAIL_RECIPIENT;
    if (status == EXIT_PERMISSION || strstr(said, "authentication"))
        return MAIL_PASSWORD;
    if (strstr(said, "TLS"))
        return MAIL_TLS;
    if (status == EXIT_NO_HOST || strstr(said, "cannot connect") || strstr(said, "cannot locate"))
        return MAIL_UNREACHABLE;
    if (has_answer)
        return MAIL_REFUSED;
    return status == EXIT_TEMPORARY || status == EXIT_INPUT || status == EXIT_PROTOCOL ? MAIL_UNREACHABLE
                                                                                       : MAIL_REFUSED;
}

void mail_read_answer(const char *line, int status, struct mailed *ret_mailed)
{
    char relay[1024], own[1024];
    answer_part(line, "smtpmsg='", relay, sizeof relay);
    answer_part(line, "errormsg='", own, sizeof own);
    ret_mailed->fault = mail_fault_said(own, status, relay);
    answer_without_people(*relay ? relay : own, ret_mailed->answer);
}
