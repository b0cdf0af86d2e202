/* The ways out that the self-test of the confinement tries, and where they lead. Knows neither how a child is
 * made that tries one nor how the outcome is judged. */
#ifndef MAIN_BREAKOUT_WAY_H
#define MAIN_BREAKOUT_WAY_H

#include <limits.h>
#include <stddef.h>

/* Room for the names that are put behind the data folder. */
enum { PATH_SIZE = PATH_MAX + 40 };

/* Where the ways lead. */
struct ground {
    const char *config;
    char inside[PATH_SIZE];  /* a file of the data folder that is there */
    char renamed[PATH_SIZE]; /* where it may be moved */
    char moved[PATH_SIZE];   /* the same, in another folder of the data folder */
    char outside[PATH_SIZE]; /* a file beside the data folder that is there */
    char beside[PATH_SIZE];  /* one that is not */
};

/* What must come of a way. */
enum outcome {
    KILLED,  /* the process ends by the filter */
    REFUSED, /* an error, where who is not confined succeeds */
    WORKS,   /* serving needs it */
};

/* Conditions of a way, as a bit set; what is missing on this machine is not tried. */
enum { SETTINGS_NEEDED = 1, NOT_SANITIZED = 2, MOVES_NEEDED = 4 };

struct way {
    const char *name;
    long (*attempt)(const struct ground *); /* below 0: it was refused */
    enum outcome outcome;
    int condition;
};

/* In the order in which the lines are printed. */
extern const struct way breakout_ways[];
extern const size_t breakout_way_count;

#endif
