/* The form of an entry: four bytes that say which form, a byte of flags, the schema, numbers, changes. All
 * integers have eight bytes, the highest first. */
#include "entry.h"

#include "store/replication.h"

#include <assert.h>
#include <string.h>

static const char entry_mark[4] = {'C', 'L', 'G', '1'};

enum { ENTRY_IS_PUBLIC = 1 };

static void entry_add_integer(struct buf *entry, int64_t value)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        buf_char(entry, (char)(unsigned char)((uint64_t)value >> shift));
}

void entry_add_head(struct buf *entry, const struct entry_head *head)
{
    buf_add(entry, entry_mark, sizeof entry_mark);
    buf_char(entry, head->is_public ? ENTRY_IS_PUBLIC : 0);
    entry_add_integer(entry, head->schema);
}

void entry_add_number(struct buf *entry, const char *table, int64_t number)
{
    size_t length = strlen(table);
    assert(length && length < ENTRY_NAME_SIZE);
    buf_char(entry, (char)length);
    buf_add(entry, table, length);
    entry_add_integer(entry, number);
}

/* Behind a name without letters. Their size is said, for changes that are cut off between two rows are
 * changes all the same. */
void entry_add_changes(struct buf *entry, const void *changes, size_t size)
{
    buf_char(entry, 0);
    entry_add_integer(entry, (int64_t)size);
    buf_add(entry, changes, size);
}

/* The next bytes, NULL when there are not so many. */
static const unsigned char *entry_take(struct entry_reader *reader, size_t size)
{
    if (reader->is_bad || reader->size - reader->at < size) {
        reader->is_bad = true;
        return NULL;
    }
    reader->at += size;
    return reader->bytes + reader->at - size;
}

static int64_t entry_read_integer(struct entry_reader *reader)
{
    const unsigned char *bytes = entry_take(reader, 8);
    uint64_t value = 0;
    for (size_t i = 0; bytes && i < 8; i++)
        value = value << 8 | bytes[i];
    return (int64_t)value;
}

struct entry_head entry_read_head(struct entry_reader *reader)
{
    const unsigned char *mark = entry_take(reader, sizeof entry_mark + 1);
    struct entry_head head = {.schema = entry_read_integer(reader)};
    if (!mark || memcmp(mark, entry_mark, sizeof entry_mark) != 0 || (mark[4] & ~ENTRY_IS_PUBLIC))
        reader->is_bad = true;
    else
        head.is_public = mark[4] & ENTRY_IS_PUBLIC;
    return head;
}

bool entry_read_number(struct entry_reader *reader, char ret_table[ENTRY_NAME_SIZE], int64_t *ret_number)
{
    const unsigned char *length = entry_take(reader, 1);
    if (!length || !*length)
        return false;
    const unsigned char *name = *length < ENTRY_NAME_SIZE ? entry_take(reader, *length) : NULL;
    *ret_number = entry_read_integer(reader);
    if (!name || reader->is_bad) {
        reader->is_bad = true;
        return false;
    }
    memcpy(ret_table, name, *length);
    ret_table[*length] = '\0';
    return true;
}

const void *entry_read_changes(struct entry_reader *reader, size_t *ret_size)
{
    int64_t size = entry_read_integer(reader);
    if (reader->is_bad || size <= 0 || (uint64_t)size != reader->size - reader->at) {
        reader->is_bad = true;
        return NULL;
    }
    *ret_size = (size_t)size;
    return entry_take(reader, (size_t)size);
}

int64_t replication_entry_schema(const void *bytes, size_t size)
{
    struct entry_reader reader = {.bytes = bytes, .size = size};
    struct entry_head head = entry_read_head(&reader);
    return reader.is_bad ? 0 : head.schema;
}
