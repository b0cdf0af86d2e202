/* Pages on their way into the file. Knows the head of a page (SQLite, "Database File Format", 1.6), and
 * nothing of what the cells hold. */
#include "page_gap.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Of the file, and of a page: with children it has four bytes more. */
enum { FILE_HEAD = 100, HEAD = 8, HEAD_INNER = 12, SIZE_LEAST = 512, SIZE_MOST = 65536 };

/* The first byte of a page with cells. Any other page begins with the number of one, whose first byte is 0
 * or 1 in every file that is not larger than 128 GiB. */
enum { INDEX_INNER = 2, TABLE_INNER = 5, INDEX_LEAF = 10, TABLE_LEAF = 13 };

struct page_gap {
    sqlite3_io_methods methods; /* first: a file's methods lead here */
    const sqlite3_io_methods *plain;
    unsigned char *page; /* SIZE_MOST bytes behind this */
};

static size_t number_at(const unsigned char *bytes)
{
    return (size_t)bytes[0] << 8 | bytes[1];
}

void page_gap_clear(unsigned char *page, size_t size, bool is_first)
{
    const unsigned char *head = page + (is_first ? FILE_HEAD : 0);
    bool is_inner = *head == INDEX_INNER || *head == TABLE_INNER;
    if (!is_inner && *head != INDEX_LEAF && *head != TABLE_LEAF)
        return;
    size_t begin = (size_t)(head - page) + (is_inner ? HEAD_INNER : HEAD) +
                   number_at(head + 3) * 2; /* of two bytes each */
    size_t end = number_at(head + 5);
    /* 65536 does not fit into two bytes. */
    if (!end)
        end = SIZE_MOST;
    if (begin < end && end <= size)
        memset(page + begin, 0, end - begin);
}

/* In place of the file's own way to write, which it calls. Only whole pages come this way: the log and the
 * journals are files of their own. */
static int write_cleared(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    const struct page_gap *gap = (const void *)file->pMethods;
    bool is_page = size >= SIZE_LEAST && size <= SIZE_MOST && (size & (size - 1)) == 0 && at % size == 0;
    if (!is_page)
        return gap->plain->xWrite(file, bytes, size, at);
    /* A copy, as the caller may still look at what it gave. */
    memcpy(gap->page, bytes, (size_t)size);
    page_gap_clear(gap->page, (size_t)size, at == 0);
    return gap->plain->xWrite(file, gap->page, size, at);
}

enum err page_gap_watch(sqlite3 *db, struct page_gap **ret_gap)
{
    sqlite3_file *file = NULL;
    int code = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    assert(code == SQLITE_OK && file); /* every connection has a "main" */
    /* None but in memory. */
    if (!file->pMethods)
        return ERR_INTERNAL;
    struct page_gap *gap = calloc(1, sizeof *gap + SIZE_MOST);
    if (!gap)
        return ERR_MEMORY;
    gap->page = (unsigned char *)(gap + 1);
    gap->plain = file->pMethods;
    gap->methods = *file->pMethods;
    gap->methods.xWrite = write_cleared;
    file->pMethods = &gap->methods;
    *ret_gap = gap;
    return ERR_OK;
}

void page_gap_free(struct page_gap *gap)
{
    free(gap);
}
