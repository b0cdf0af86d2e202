/* Ways out of the confinement, for the test that finds every one of them closed. Private to this floor. */
#ifndef HELPER_ESCAPE_H
#define HELPER_ESCAPE_H

enum escape {
    ESCAPE_NOT, /* does nothing, and is not stopped */
    ESCAPE_READ_FILE,
    ESCAPE_WRITE_FILE,
    ESCAPE_LIST_FOLDER,
    ESCAPE_EXECUTE,
    ESCAPE_FORK,
    ESCAPE_THREAD,
    ESCAPE_SOCKET,
    ESCAPE_UNIX_SOCKET,
    ESCAPE_SIGNAL,
    ESCAPE_TRACE,
    ESCAPE_OTHER_DESCRIPTOR,
    ESCAPE_READ_DESCRIPTOR,
    ESCAPE_PROGRAM_IN_MEMORY,
    ESCAPE_RAISE_LIMITS,
    ESCAPE_NEW_NAMESPACE,
    ESCAPE_KEYS,
    ESCAPE_IO_RING,
    ESCAPE_COUNT
};

/* Tries it; comes back only when it was not stopped by death, and then tells success by coming back, failure
 * by give_up(). */
void escape_try(int way);

#endif
