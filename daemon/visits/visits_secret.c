#include "visits_secret.h"

#include <sys/mman.h>

enum { BURN_SIZE = 512 };

static const size_t huge_from = (size_t)4 << 20;

void *secret_map(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    /* Advice that a kernel does not know is no failure. */
    madvise(memory, size, MADV_DONTDUMP);
    if (size >= huge_from)
        madvise(memory, size, MADV_HUGEPAGE);
    return memory;
}

void secret_unmap(void *memory, size_t size)
{
    if (memory)
        munmap(memory, size);
}

__attribute__((noinline)) void secret_burn(void)
{
    unsigned char stack[BURN_SIZE];
    __builtin_memset(stack, 0, sizeof stack);
    /* The compiler must believe that somebody reads it. */
    __asm__ volatile("" : : "r"(stack) : "memory");
}
