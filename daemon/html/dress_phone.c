/* Tells a telephone's number from others by its groups. Knows no directory. */
#include "dress_phone.h"

#include <string.h>

/* Groups, and digits from the zero on. */
enum { GROUPS_LEAST = 2, GROUPS_MOST = 5, GROUP_LEAST = 2, DIGITS_LEAST = 10, DIGITS_MOST = 11 };

struct phone_groups {
    size_t digits, groups, first, least; /* in all; how many; in the first; in the smallest */
};

/* Without the stop of the sentence, and the brackets around the whole. */
static struct piece phone_bare(struct piece number)
{
    while (number.at < number.end && strchr(".,;:", number.end[-1]))
        number.end--;
    if (number.at < number.end && number.end[-1] == ')') {
        number.end--;
        number.at += number.at < number.end && *number.at == '(';
    }
    return number;
}

/* Counts digits, and writes them; false at what stands in no number of a telephone. */
static bool phone_read(struct piece phone, struct phone_groups *groups, char dialled[PHONE_DIALLED])
{
    size_t length = 0, group = 0;
    groups->least = PHONE_DIALLED;
    for (const char *p = phone.at; p <= phone.end; p++) {
        bool is_digit = p < phone.end && *p >= '0' && *p <= '9';
        if (is_digit || (p == phone.at && *p == '+')) {
            if (length + 1 == PHONE_DIALLED)
                return false;
            dialled[length++] = *p;
            groups->digits += is_digit;
            group += is_digit;
            continue;
        }
        if (p < phone.end && !strchr(" .-()", *p))
            return false;
        if (group && !groups->groups++)
            groups->first = group;
        if (group && group < groups->least)
            groups->least = group;
        group = 0;
    }
    dialled[length] = 0;
    return true;
}

bool phone_of(struct piece number, struct piece *ret_phone, char ret_dialled[PHONE_DIALLED])
{
    struct phone_groups groups = {.digits = 0};
    *ret_phone = phone_bare(number);
    if (!phone_read(*ret_phone, &groups, ret_dialled) || groups.groups < GROUPS_LEAST ||
        groups.groups > GROUPS_MOST || groups.least < GROUP_LEAST)
        return false;
    bool is_abroad = strncmp(ret_dialled, "+84", 3) == 0;
    size_t digits = groups.digits - is_abroad;
    /* Behind the zero: 2 of places, the others of mobiles. */
    const char *kind = ret_dialled + (is_abroad ? 3 : 1);
    return (is_abroad || (*ret_dialled == '0' && groups.first >= 3 && groups.first <= 5)) &&
           digits >= DIGITS_LEAST && digits <= DIGITS_MOST && *kind && strchr("235789", *kind);
}
