/* Finds streams by their words, for tables of where objects stand are the first thing that is damaged, and
 * unpacks by zlib within the limits of a document. */
#include "pdf_stream.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const char stream_word[] = "stream", object_word[] = "endobj", end_word[] = "endstream";

/* Where the word stands next; the file's end when it does not. */
static size_t pdf_find(struct span file, size_t from, const char *word)
{
    const unsigned char *at =
        from < file.size ? memmem(file.at + from, file.size - from, word, strlen(word)) : NULL;
    return at ? (size_t)(at - file.at) : file.size;
}

/* The next place where a stream begins: behind its dictionary, with an end of line. */
static size_t pdf_find_stream(struct span file, size_t from)
{
    for (;;) {
        size_t at = pdf_find(file, from, stream_word), before = at, behind = at + strlen(stream_word);
        while (before > from && file.at[before - 1] && strchr(" \t\r\n\f", file.at[before - 1]))
            before--;
        if (behind >= file.size)
            return file.size;
        if (before >= 2 && memcmp(file.at + before - 2, ">>", 2) == 0 &&
            (file.at[behind] == '\r' || file.at[behind] == '\n'))
            return at;
        from = behind;
    }
}

void pdf_pieces_begin(struct pdf_pieces *pieces, struct span file)
{
    /* Behind the head, which looks like a comment. */
    enum { HEAD = 8 };
    size_t head = pdf_find(file, 0, "%PDF-");
    *pieces = (struct pdf_pieces){.file = file, .at = head + HEAD < file.size ? head + HEAD : file.size};
    pieces->next_stream = pdf_find_stream(file, pieces->at);
    pieces->next_object = pdf_find(file, pieces->at, object_word);
}

bool pdf_pieces_next(struct pdf_pieces *pieces, struct pdf_piece *ret_piece)
{
    struct span file = pieces->file;
    if (pieces->at >= file.size)
        return false;
    if (pieces->next_stream < pieces->at)
        pieces->next_stream = pdf_find_stream(file, pieces->at);
    if (pieces->next_object < pieces->at)
        pieces->next_object = pdf_find(file, pieces->at, object_word);
    bool has_stream = pieces->next_stream < pieces->next_object;
    size_t end = has_stream ? pieces->next_stream : pieces->next_object;
    *ret_piece = (struct pdf_piece){{file.at + pieces->at, end - pieces->at}, has_stream};
    pieces->at = end + (has_stream ? strlen(stream_word) : strlen(object_word));
    return true;
}

struct span pdf_pieces_stream(struct pdf_pieces *pieces, const struct pdf_dictionary *about)
{
    struct span file = pieces->file;
    const struct pdf_value *length = &about->values[PDF_KEY_LENGTH];
    size_t from = pieces->at, end;
    if (from < file.size && file.at[from] == '\r')
        from++;
    if (from < file.size && file.at[from] == '\n')
        from++;
    /* As long as it says, where its end stands there; else as far as its end. */
    uint64_t says = length->is_reference ? 0 : (uint64_t)pdf_integer(&length->token);
    size_t said = says < file.size - from ? from + (size_t)says : from;
    size_t word = pdf_find(file, said, end_word);
    if (says && word - said <= 2)
        end = said;
    else
        end = word = pdf_find(file, from, end_word);
    pieces->at = word < file.size ? word + strlen(end_word) : file.size;
    return (struct span){file.at + from, end - from};
}

/* Takes what the stream gives, in memory that grows with it. */
static void pdf_inflate(struct document *document, z_stream *stream, struct pdf_unpacked *unpacked)
{
    enum { FIRST = 64 * 1024 };
    size_t room = 0, size = 0;
    int result = Z_OK;
    while (result == Z_OK && !document->facts->fault) {
        if (size == room) {
            size_t larger = room ? room * 2 : FIRST;
            unsigned char *memory = realloc(unpacked->memory, larger);
            if (!memory) {
                document_blame(document, DOCUMENT_EXPANDS);
                return;
            }
            unpacked->memory = memory;
            room = larger;
        }
        stream->next_out = unpacked->memory + size;
        stream->avail_out = (unsigned)(room - size);
        result = inflate(stream, Z_NO_FLUSH);
        size_t got = room - size - stream->avail_out;
        size += got;
        document->expanded += got;
        unpacked->text = (struct span){unpacked->memory, size};
        if (document->expanded > document->most)
            document_blame(document, DOCUMENT_EXPANDS);
        /* Nothing came and nothing is left. */
        if (!got && !stream->avail_in)
            return;
    }
}

bool pdf_unpack(struct document *document, const struct pdf_dictionary *about, struct span data,
                struct pdf_unpacked *ret_unpacked)
{
    const struct pdf_value *filter = &about->values[PDF_KEY_FILTER];
    *ret_unpacked = (struct pdf_unpacked){.text = data};
    if (filter->token.kind == PDF_NOTHING || (filter->token.kind == PDF_ARRAY && !filter->names))
        return data.size > 0;
    /* Others than this one, or one upon another, are hardly written for what is of use here. */
    bool is_deflated = pdf_is(&filter->token, "FlateDecode") || pdf_is(&filter->token, "Fl");
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)data.at, .avail_in = (unsigned)data.size};
    if (!is_deflated || filter->names > 1 || data.size > UINT32_MAX || inflateInit(&stream) != Z_OK)
        return false;
    ret_unpacked->text.size = 0;
    pdf_inflate(document, &stream, ret_unpacked);
    inflateEnd(&stream);
    if (!ret_unpacked->text.size)
        pdf_unpacked_done(ret_unpacked);
    return ret_unpacked->text.size > 0;
}

void pdf_unpacked_done(struct pdf_unpacked *unpacked)
{
    free(unpacked->memory);
    unpacked->memory = NULL;
}
