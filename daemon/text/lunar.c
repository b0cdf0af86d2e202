/* The lunar calendar, from the formulas and terms of Meeus, Astronomical Algorithms, chapters 25 (the sun, to
 * 0.01 degrees) and 49 (phases of the moon, to seconds). It must not know holidays: what is one, holiday.c
 * says. */
#include "text/lunar.h"

#include "base/calendar.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

#define DEGREE (3.14159265358979323846 / 180)
/* Julian days of 1970-01-01T00:00 UTC and of the epoch of the formulas, 2000-01-01T12:00. */
#define JULIAN_1970 2440587.5
#define JULIAN_2000 2451545.0
#define CENTURY 36525.0
#define MONTH_DAYS 29.530588861
#define SECONDS_A_DAY 86400.0

/* By how much clocks are behind the even time of the formulas, in days: Espenak and Meeus' sum for 2005 to
 * 2050, near enough on both sides. */
static double clock_delay(double centuries)
{
    double years = centuries * 100;
    return (62.92 + 0.32217 * years + 0.005589 * years * years) / SECONDS_A_DAY;
}

/* A new moon is the mean one and these: a factor (of the earth's eccentricity to a power) times the sine of a
 * sum of the sun's anomaly, the moon's, and the moon's argument of latitude. */
static const struct {
    double size;
    int eccentricity, sun, moon, latitude;
} moon_terms[] = {
    {-0.40720, 0, 0, 1, 0}, {0.17241, 1, 1, 0, 0},    {0.01608, 0, 0, 2, 0},  {0.01039, 0, 0, 0, 2},
    {0.00739, 1, -1, 1, 0}, {-0.00514, 1, 1, 1, 0},   {0.00208, 2, 2, 0, 0},  {-0.00111, 0, 0, 1, -2},
    {-0.00057, 0, 0, 1, 2}, {0.00056, 1, 1, 2, 0},    {-0.00042, 0, 0, 3, 0}, {0.00042, 1, 1, 0, 2},
    {0.00038, 1, 1, 0, -2}, {-0.00024, 1, -1, 2, 0},  {-0.00007, 0, 2, 1, 0}, {0.00004, 0, 0, 2, -2},
    {0.00004, 0, 3, 0, 0},  {0.00003, 0, 1, 1, -2},   {0.00003, 0, 0, 2, 2},  {-0.00003, 0, 1, 1, 2},
    {0.00003, 0, -1, 1, 2}, {-0.00002, 0, -1, 1, -2}, {-0.00002, 0, 1, 3, 0}, {0.00002, 0, 0, 4, 0},
};

/* What the planets add: degrees at the epoch, degrees a month, days. */
static const struct {
    double begin, step, size;
} planet_terms[] = {
    {299.77, 0.107408, 0.000325},  {251.88, 0.016321, 0.000165}, {251.83, 26.651886, 0.000164},
    {349.42, 36.412478, 0.000126}, {84.66, 18.206239, 0.000110}, {141.74, 53.303771, 0.000062},
    {207.14, 2.453732, 0.000060},  {154.84, 7.306860, 0.000056}, {34.52, 27.261239, 0.000047},
    {207.19, 0.121824, 0.000042},  {291.34, 1.844379, 0.000040}, {161.72, 24.198154, 0.000037},
    {239.56, 25.513099, 0.000035}, {331.55, 3.592518, 0.000023},
};

/* The day, in days since 1970 of the portal's zone, that has the new moon of a number: 0 is that of 6 January
 * 2000. */
static int32_t new_moon_days(int number)
{
    double k = number, t = k / 1236.85, t2 = t * t, t3 = t2 * t;
    double mean = 2451550.09766 + MONTH_DAYS * k + 0.00015437 * t2 - 0.000000150 * t3;
    double eccentricity = 1 - 0.002516 * t - 0.0000074 * t2;
    double sun = 2.5534 + 29.10535670 * k - 0.0000014 * t2;
    double moon = 201.5643 + 385.81693528 * k + 0.0107582 * t2 + 0.00001238 * t3;
    double latitude = 160.7108 + 390.67050284 * k - 0.0016118 * t2 - 0.00000227 * t3;
    double node = 124.7746 - 1.56375588 * k + 0.0020672 * t2;
    double sum = -0.00017 * sin(node * DEGREE);
    for (size_t i = 0; i < sizeof moon_terms / sizeof *moon_terms; i++)
        sum += moon_terms[i].size * pow(eccentricity, moon_terms[i].eccentricity) *
               sin((moon_terms[i].sun * sun + moon_terms[i].moon * moon + moon_terms[i].latitude * latitude) *
                   DEGREE);
    for (size_t i = 0; i < sizeof planet_terms / sizeof *planet_terms; i++)
        sum += planet_terms[i].size * sin((planet_terms[i].begin + planet_terms[i].step * k) * DEGREE);
    double at = mean + sum - clock_delay((mean - JULIAN_2000) / CENTURY);
    return (int32_t)floor(at - JULIAN_1970 + (double)DATE_ZONE_MS / DATE_DAY_MS);
}

/* In which twelfth of its way the sun is when a day begins: 0 from the equinox of March on, 9 from the winter
 * solstice.
 */
static int sun_twelfth(int32_t days)
{
    double at = days + JULIAN_1970 - (double)DATE_ZONE_MS / DATE_DAY_MS;
    double t = (at - JULIAN_2000) / CENTURY;
    t += clock_delay(t) / CENTURY;
    double mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t;
    double anomaly = (357.52911 + 35999.05029 * t - 0.0001537 * t * t) * DEGREE;
    double centre = (1.914602 - 0.004817 * t) * sin(anomaly) + (0.019993 - 0.000101 * t) * sin(2 * anomaly) +
                    0.000289 * sin(3 * anomaly);
    double seen = mean + centre - 0.00569 - 0.00478 * sin((125.04 - 1934.136 * t) * DEGREE);
    double turn = fmod(seen, 360);
    return (int)floor((turn < 0 ? turn + 360 : turn) / 30) % 12;
}

/* The number of the new moon that begins the month with the winter solstice of a year. */
static int solstice_month(int year)
{
    enum { WINTER = 9 };
    int32_t late = days_from_civil(year, 12, 31);
    int number = (int)floor((late + JULIAN_1970 - JULIAN_2000) / MONTH_DAYS);
    while (new_moon_days(number + 1) <= late)
        number++;
    while (new_moon_days(number) > late)
        number--;
    /* The last month of the year may begin behind the solstice. */
    return sun_twelfth(new_moon_days(number)) >= WINTER ? number - 1 : number;
}

/* Of a year with thirteen months from `first` on: which of them, counted from there, is the leap one. It is
 * the first in which the sun enters no new twelfth. */
static int leap_place(int first)
{
    int place = 1;
    while (place < 12 &&
           sun_twelfth(new_moon_days(first + place)) != sun_twelfth(new_moon_days(first + place + 1)))
        place++;
    return place;
}

int32_t lunar_day(int year, int month, int day)
{
    enum { MONTHS_WITH_LEAP = 13 };
    assert(year >= LUNAR_YEAR_MIN && year <= LUNAR_YEAR_MAX);
    assert(month >= 1 && month <= 10 && day >= 1 && day <= 30);
    int first = solstice_month(year - 1), place = month + 1;
    if (solstice_month(year) - first == MONTHS_WITH_LEAP && leap_place(first) <= place)
        place++;
    return day_add(19700101, new_moon_days(first + place) + day - 1);
}
