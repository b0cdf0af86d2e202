/* A file of fixed size, mapped. Knows records and their checksums; what their flags count is for others
 * to say. */
#include "visits_journal.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* For people who open the file; the number is raised when the layout of the records changes. */
static const char header_text[] = "CONGJRN2\nViews being counted; see the portal's documentation.\n";

/* The ring begins on a page of its own behind the header. */
static size_t file_size(const struct journal *journal)
{
    return JOURNAL_HEADER_SIZE + journal->capacity * sizeof(struct visit_record);
}

/* Logs with the path, since whoever opens the store only sees the code. Full disks and quotas are told
 * apart, as those an administrator can do something about. */
static enum err journal_fail(const char *path, int number)
{
    log_error("journal", LOG_SAYS("the journal of views cannot be opened"), LOG_TEXT("path", path),
              LOG_TEXT("error", strerror(number)));
    return number == ENOSPC || number == EDQUOT ? ERR_STORAGE_FULL : ERR_INTERNAL;
}

/* Every block is allocated now, so that a full disk cannot hit a view. */
static enum err map_file(struct journal *journal, const char *path)
{
    struct stat st;
    off_t size = (off_t)file_size(journal);
    /* A larger file (of a former capacity) is cut, a smaller one grows with zeros. */
    if (fstat(journal->fd, &st) || (st.st_size > size && ftruncate(journal->fd, size)))
        return journal_fail(path, errno);
    /* A sparse file would end the process with SIGBUS at the first view that finds no block. */
    int code = posix_fallocate(journal->fd, 0, size);
    if (code)
        return journal_fail(path, code);
    void *map = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, journal->fd, 0);
    if (map == MAP_FAILED)
        return journal_fail(path, errno);
    journal->map = map;
    /* The ring is left as it is: no record of another layout has a checksum that fits. */
    if (memcmp(journal->map, header_text, sizeof header_text - 1) != 0) {
        memset(journal->map, 0, JOURNAL_HEADER_SIZE);
        memcpy(journal->map, header_text, sizeof header_text - 1);
    }
    return ERR_OK;
}

enum err journal_open(const char *path, size_t capacity, const char *epoch, struct journal *ret_journal)
{
    struct journal journal = {.capacity = capacity};
    /* The epoch is a text of the database; its digest makes it one word. */
    unsigned char digest[crypto_generichash_BYTES];
    /* Hashes lie in it, so nobody else may read it; a link put in its place is not followed. */
    journal.fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (journal.fd < 0)
        return journal_fail(path, errno);
    enum err err = map_file(&journal, path);
    /* Size and blocks are on the disk from here on, and fdatasync() need not write the inode again. */
    if (!err && fsync(journal.fd))
        err = journal_fail(path, errno);
    if (err) {
        journal_close(&journal);
        return err;
    }
    crypto_generichash(digest, sizeof digest, (const unsigned char *)epoch, strlen(epoch), NULL, 0);
    memcpy(&journal.key, digest, sizeof journal.key);
    *ret_journal = journal;
    return ERR_OK;
}

void journal_close(struct journal *journal)
{
    if (journal->map)
        munmap(journal->map, file_size(journal));
    if (journal->fd >= 0)
        close(journal->fd);
    *journal = (struct journal){.fd = -1};
}

/* Number and slot go together for ever, so a record says by its number alone whether it is the one
 * expected. */
static unsigned char *slot(const struct journal *journal, uint64_t number)
{
    return journal->map + JOURNAL_HEADER_SIZE + number % journal->capacity * sizeof(struct visit_record);
}

/* Each step is reversible, so a change of any one word cannot be lost on the way. */
static uint64_t mix(uint64_t sum, uint64_t word)
{
    sum = (sum ^ word) * 0x9e3779b97f4a7c15;
    return sum ^ sum >> 29;
}

static uint64_t journal_check_of(const struct journal *journal, uint64_t number,
                                 const struct visit_record *record)
{
    uint64_t words[3];
    /* All before the checksum itself, number_low among it. */
    memcpy(words, record, sizeof words);
    uint64_t sum = mix(journal->key, number);
    for (size_t i = 0; i < 3; i++)
        sum = mix(sum, words[i]);
    return mix(sum, 0x5bf0363546c9d1a7);
}

void journal_write(struct journal *journal, uint64_t number, const struct visit_record *record)
{
    /* Made whole here and copied in one go: a kill in between leaves a slot that does not pass as a
     * record. */
    struct visit_record whole = *record;
    whole.number_low = (uint32_t)number;
    whole.check = journal_check_of(journal, number, &whole);
    memcpy(slot(journal, number), &whole, sizeof whole);
}

bool journal_read(const struct journal *journal, uint64_t number, struct visit_record *ret_record)
{
    struct visit_record record;
    memcpy(&record, slot(journal, number), sizeof record);
    /* The comparison first; most slots of a search fail at it. */
    if (record.number_low != (uint32_t)number || record.check != journal_check_of(journal, number, &record))
        return false;
    *ret_record = record;
    return true;
}

/* An empty slot's checksum cannot fit: the key is in it. */
void journal_erase(struct journal *journal, uint64_t number)
{
    memset(slot(journal, number), 0, sizeof(struct visit_record));
}

uint32_t journal_instant(const struct journal *journal, uint64_t number)
{
    const struct visit_record *record = (const void *)slot(journal, number);
    /* A slot that is torn may hold a hash without a time; it then counts as very old, and is erased with
     * the former day. */
    bool is_empty = !record->at_s && !record->visitor && !record->check;
    return record->at_s || is_empty ? record->at_s : 1;
}

uint64_t journal_visitor(const struct journal *journal, uint64_t number)
{
    return ((const struct visit_record *)(const void *)slot(journal, number))->visitor;
}

/* The pages are the file's; what is dirty goes to the disk as always. */
void journal_rest(const struct journal *journal)
{
    madvise(journal->map, file_size(journal), MADV_DONTNEED);
}

/* msync() is not needed: dirty pages of a shared mapping belong to the file that fdatasync() writes. */
enum err journal_sync(const struct journal *journal)
{
    if (!fdatasync(journal->fd))
        return ERR_OK;
    return errno == ENOSPC || errno == EDQUOT ? ERR_STORAGE_FULL : ERR_INTERNAL;
}
