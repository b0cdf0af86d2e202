/* Linked into congd for ThreadSanitizer alone: that of gcc 12 does not see pthread_mutex_clocklock(), and
 * then takes every unlock for one of a mutex that nobody holds. It does see pthread_mutex_timedlock(). */
#include <pthread.h>
#include <time.h>

enum { NS_PER_S = 1000000000 };

int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *until)
{
    struct timespec now, wall;
    clock_gettime(clock, &now);
    clock_gettime(CLOCK_REALTIME, &wall);
    wall.tv_sec += until->tv_sec - now.tv_sec;
    wall.tv_nsec += until->tv_nsec - now.tv_nsec;
    if (wall.tv_nsec < 0) {
        wall.tv_sec--;
        wall.tv_nsec += NS_PER_S;
    } else if (wall.tv_nsec >= NS_PER_S) {
        wall.tv_sec++;
        wall.tv_nsec -= NS_PER_S;
    }
    return pthread_mutex_timedlock(mutex, &wall);
}
