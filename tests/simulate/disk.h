/* Disks in memory, which forget at a cut what was not synchronised: all of it, or some, or half of a write. A
 * file
 * "/disk/N/NAME" lies on disk N. One connection at a time uses a disk. */
#ifndef SIMULATE_DISK_H
#define SIMULATE_DISK_H

#include "random.h"

#include <stdbool.h>
#include <stddef.h>

enum { DISKS = 8, DISK_FILES = 4 };

/* Registers the file system as the one by which every database is opened. */
void disks_install(void);

/* Empties the disk, or makes it a copy of another, which must be whole. */
void disk_clear(int disk);
void disk_copy(int disk, int from);

/* From here on nothing reaches the disk, and every call fails: its machine has died. */
void disk_die(int disk);

/* The same after so many further calls of writing and synchronising; 0: never. */
void disk_die_after(int disk, unsigned calls);

/* Whether it is dead. */
bool disk_is_dead(int disk);

/* The machine starts again: what was synchronised is there, of the rest what chance leaves. */
void disk_revive(int disk, struct random *random);

#endif
