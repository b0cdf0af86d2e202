/* The Vietnamese lunar calendar: months begin on the day of the new moon, and the winter solstice is in the
 * eleventh, both as seen at UTC+7, by which it sometimes differs from the Chinese one (in 2007 and 2030 its
 * new year is a day earlier). Computed from the positions of sun and moon, so that no year has to be known
 * beforehand. Thread: any. */
#ifndef TEXT_LUNAR_H
#define TEXT_LUNAR_H

#include <stdint.h>

/* Years that are computed. How the earth slows down is not known for later ones to the minute, and a new moon
 * within that of midnight could be put on the day beside. */
enum { LUNAR_YEAR_MIN = 1971, LUNAR_YEAR_MAX = 2199 };

/* The day of the calendar (20260217) of a day of the lunar year whose first month is in `year`: month 1 to
 * 10, and not a leap month; day 1 to 30, where the thirtieth of a month of 29 days is the first of the next
 * (all asserted). */
int32_t lunar_day(int year, int month, int day);

#endif
