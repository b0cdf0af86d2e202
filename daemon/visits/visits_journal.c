#include "visits_journal.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char header_text[] = "CONGJRN2\nViews being counted; see the portal's documentation.\n";

static size_t file_size(const struct journal *journal)
{
    return JOURNAL_HEADER_SIZE + journal->capacity * sizeof(struct visit_record);
}

static enum err journal_fail(const char *path, int number)
{
    log_error("journal", "path", path, "message", strerror(number));
    return number == ENOSPC || number == EDQUOT ? ERR_STORAGE_FULL : ERR_INTERNAL;
}

/* Every block is allocated now, so that a full disk cannot hit a view. */
static enum err map_file(struct journal *journal, const char *path)
{
    struct stat st;
    off_t size = (off_t)file_size(journal);
    if (fstat(journal->fd, &st) || (st.st_size > size && ftruncate(journal->fd, size)))
        return journal_fail(path, errno);
    int code = posix_fallocate(journal->fd, 0, size);
    if (code)
        return journal_fail(path, code);
    void *map = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, journal->fd, 0);
    if (map == MAP_FAILED)
        return journal_fail(path, errno);
    journal->map = map;
    if (memcmp(journal->map, header_text, sizeof header_text - 1) != 0) {
        memset(journal->map, 0, JOURNAL_HEADER_SIZE);
        memcpy(journal->map, header_text, sizeof header_text - 1);
    }
    return ERR_OK;
}

enum err journal_open(const char *path, size_t capacity, const char *epoch, struct journal *ret_journal)
{
    struct journal journal = {.capacity = capacity};
    unsigned char digest[crypto_generichash_BYTES];
    journal.fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (journal.fd < 0)
        return journal_fail(path, errno);
    enum err err = map_file(&journal, path);
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
    memcpy(words, record, sizeof words);
    uint64_t sum = mix(journal->key, number);
    for (size_t i = 0; i < 3; i++)
        sum = mix(sum, words[i]);
    return mix(sum, 0x5bf0363546c9d1a7);
}

void journal_write(struct journal *journal, uint64_t number, const struct visit_record *record)
{
    struct visit_record whole = *record;
    whole.number_low = (uint32_t)number;
    whole.check = journal_check_of(journal, number, &whole);
    memcpy(slot(journal, number), &whole, sizeof whole);
}

bool journal_read(const struct journal *journal, uint64_t number, struct visit_record *ret_record)
{
    struct visit_record record;
    memcpy(&record, slot(journal, number), sizeof record);
    if (record.number_low != (uint32_t)number || record.check != journal_check_of(journal, number, &record))
        return false;
    *ret_record = record;
    return true;
}

void journal_erase(struct journal *journal, uint64_t number)
{
    memset(slot(journal, number), 0, sizeof(struct visit_record));
}

uint32_t journal_instant(const struct journal *journal, uint64_t number)
{
    const struct visit_record *record = (const void *)slot(journal, number);
    bool is_empty = !record->at_s && !record->visitor && !record->check;
    return record->at_s || is_empty ? record->at_s : 1;
}

uint64_t journal_visitor(const struct journal *journal, uint64_t number)
{
    return ((const struct visit_record *)(const void *)slot(journal, number))->visitor;
}

void journal_rest(const struct journal *journal)
{
    madvise(journal->map, file_size(journal), MADV_DONTNEED);
}

enum err journal_sync(const struct journal *journal)
{
    return fdatasync(journal->fd) ? ERR_INTERNAL : ERR_OK;
}
