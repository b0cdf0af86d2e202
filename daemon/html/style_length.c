/* Reads numbers with their units. Knows no property. */
#include "style_length.h"

#include <string.h>
#include <strings.h>

/* A number without a sign and the unit behind it; false when there is none. */
static bool read_measure(const char *text, size_t length, double *ret_number, struct css_piece *ret_unit)
{
    double number = 0, place = 1;
    size_t at = 0;
    for (bool is_behind = false; at < length && strchr("0123456789.", text[at]); at++) {
        if (text[at] == '.') {
            is_behind = true;
            continue;
        }
        place = is_behind ? place / 10 : place;
        number = is_behind ? number + (text[at] - '0') * place : number * 10 + text[at] - '0';
    }
    *ret_number = number;
    *ret_unit = (struct css_piece){text + at, length - at};
    return at > 0;
}

/* In points, "%" and "em" of letters of twelve; 0 for an unknown unit. */
static double points_of_unit(struct css_piece unit, bool may_be_relative)
{
    static const struct {
        const char *unit;
        double points;
        bool is_relative;
    } units[] = {{"pt", 1, false},     {"px", 0.75, false}, {"in", 72, false}, {"cm", 28.35, false},
                 {"mm", 2.835, false}, {"pc", 12, false},   {"em", 12, true},  {"ex", 6, true},
                 {"rem", 12, true},    {"%", 0.12, true}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].unit) == unit.length && strncasecmp(unit.text, units[i].unit, unit.length) == 0)
            return units[i].is_relative && !may_be_relative ? 0 : units[i].points;
    return 0;
}

int style_points_of(struct css_piece value)
{
    enum { MOST = 10000 };
    double number;
    struct css_piece unit;
    if (!read_measure(value.text, value.length, &number, &unit) || number >= MOST)
        return 0;
    return (int)(number * points_of_unit(unit, false) + 0.5);
}

enum raised style_raised_by(struct css_piece value)
{
    const double least = 2.5;
    double number;
    struct css_piece unit;
    bool has_sign = value.length && (*value.text == '-' || *value.text == '+');
    if (!read_measure(value.text + has_sign, value.length - has_sign, &number, &unit) ||
        number * points_of_unit(unit, true) < least)
        return RAISED_UNSAID;
    return *value.text == '-' ? RAISED_SUB : RAISED_SUPER;
}
