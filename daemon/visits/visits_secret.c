/* Pages apart from malloc()'s, which would hand released blocks with their content to anybody, and core
 * files to whoever reads them. */
#include "visits_secret.h"

#include <sys/mman.h>

/* Deeper than the frames below visit_record() are: hash, state and record. */
enum { BURN_SIZE = 512 };

/* Two huge pages of x86-64; below that they would waste more than they spare. */
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

/* The kernel zeroes pages before anybody else gets them, so nothing is overwritten here. */
void secret_unmap(void *memory, size_t size)
{
    if (memory)
        munmap(memory, size);
}

/* Not inlined: its frame must lie where those of the functions before it lay. */
__attribute__((noinline)) void secret_burn(void)
{
    unsigned char stack[BURN_SIZE];
    __builtin_memset(stack, 0, sizeof stack);
    /* The compiler must believe that somebody reads it. */
    __asm__ volatile("" : : "r"(stack) : "memory");
}
