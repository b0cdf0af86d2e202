/* The end of a daemon whose disk could not keep what it had taken. Thread: any. */
#ifndef MAIN_BROKEN_DISK_H
#define MAIN_BROKEN_DISK_H

/* As EX_IOERR of sysexits.h: told apart from a failed start (1) by who starts it again. */
enum { BROKEN_DISK_STATUS = 74 };

#include "base/err.h"

/* Logs it and ends the process, at once: nothing is tried again, and nobody is acknowledged. */
_Noreturn void broken_disk_end(void);

/* What came of a synchronisation: ends the process unless it is ERR_OK, or ERR_STORAGE_FULL, which passes and
 * is given back. */
enum err broken_disk_judge(enum err err);

#endif
