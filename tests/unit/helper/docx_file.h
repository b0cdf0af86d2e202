/* Word files for tests and for the fuzzer: a ZIP of stored parts in memory. */
#ifndef TEST_DOCX_FILE_H
#define TEST_DOCX_FILE_H

#include <libdeflate.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { DOCX_FILE_PARTS = 16 };

struct docx_file {
    unsigned char *bytes;
    size_t size;
    struct {
        const char *name;
        size_t at, size;
        uint32_t crc;
    } parts[DOCX_FILE_PARTS];
    size_t count;
};

static inline void docx_file_put(struct docx_file *file, const void *bytes, size_t size)
{
    file->bytes = realloc(file->bytes, file->size + size + 1);
    if (file->bytes && size)
        memcpy(file->bytes + file->size, bytes, size);
    file->size += size;
}

static inline void docx_file_number(struct docx_file *file, uint32_t value, int bytes)
{
    for (; bytes--; value >>= 8)
        docx_file_put(file, &(unsigned char){(unsigned char)value}, 1);
}

static inline void docx_file_numbers(struct docx_file *file, size_t i)
{
    docx_file_number(file, file->parts[i].crc, 4);
    docx_file_number(file, (uint32_t)file->parts[i].size, 4);
    docx_file_number(file, (uint32_t)file->parts[i].size, 4);
    docx_file_number(file, (uint32_t)strlen(file->parts[i].name), 2);
}

static inline void docx_file_add(struct docx_file *file, const char *name, const void *content, size_t size)
{
    size_t i = file->count++;
    file->parts[i].name = name;
    file->parts[i].at = file->size;
    file->parts[i].size = size;
    file->parts[i].crc = libdeflate_crc32(0, content, size);
    docx_file_put(file, "PK\3\4\x14\0\0\0\0\0\0\0\0\0", 14);
    docx_file_numbers(file, i);
    docx_file_number(file, 0, 2);
    docx_file_put(file, name, strlen(name));
    docx_file_put(file, content, size);
}

static inline void docx_file_end(struct docx_file *file)
{
    size_t directory = file->size;
    for (size_t i = 0; i < file->count; i++) {
        docx_file_put(file, "PK\1\2\x14\0\x14\0\0\0\0\0\0\0\0\0", 16);
        docx_file_numbers(file, i);
        docx_file_put(file, "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
        docx_file_number(file, (uint32_t)file->parts[i].at, 4);
        docx_file_put(file, file->parts[i].name, strlen(file->parts[i].name));
    }
    size_t size = file->size - directory;
    docx_file_put(file, "PK\5\6\0\0\0\0", 8);
    docx_file_number(file, (uint32_t)file->count, 2);
    docx_file_number(file, (uint32_t)file->count, 2);
    docx_file_number(file, (uint32_t)size, 4);
    docx_file_number(file, (uint32_t)directory, 4);
    docx_file_number(file, 0, 2);
}

/* The relationships by which the document is found, and the other parts of it. */
static const char docx_file_top[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"r\" Type=\"x/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
static const char docx_file_beside[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"s\" Type=\"x/styles\" Target=\"styles.xml\"/>"
    "<Relationship Id=\"n\" Type=\"x/numbering\" Target=\"numbering.xml\"/>"
    "<Relationship Id=\"f\" Type=\"x/footnotes\" Target=\"footnotes.xml\"/>"
    "<Relationship Id=\"i\" Type=\"x/image\" Target=\"media/a.png\"/>"
    "<Relationship Id=\"h\" Type=\"x/hyperlink\" Target=\"https://example.com/\" TargetMode=\"External\"/>"
    "</Relationships>";

#endif
