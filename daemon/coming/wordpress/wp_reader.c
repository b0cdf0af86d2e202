/* Elements to records. Of XML only what WordPress writes has a meaning here: two levels below the channel. */
#include "wp_reader.h"

#include "base/said.h"

#include <errno.h>
#include <expat.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 64 * 1024, TEXT_MAX = 16 * 1024 * 1024, RECORD_ARENA = 128 * 1024 * 1024, WP_DEPTH_MAX = 100 };

struct wp_reading {
    XML_Parser parser;
    wp_take *take;
    void *context;
    struct wp_record record;
    struct buf text;
    const char *domain, *nicename;
    int depth, record_depth, comment_depth; /* 0: in none */
    enum err err;
};

const char *wp_get(const struct wp_record *record, const char *name)
{
    for (size_t i = 0; i < record->count; i++)
        if (strcmp(record->fields[i].name, name) == 0)
            return record->fields[i].text;
    return "";
}

const char *wp_meta(const struct wp_record *record, const char *key)
{
    for (size_t i = 0; i + 1 < record->count; i++)
        if (strcmp(record->fields[i].name, "wp:meta_key") == 0 && strcmp(record->fields[i].text, key) == 0 &&
            strcmp(record->fields[i + 1].name, "wp:meta_value") == 0)
            return record->fields[i + 1].text;
    return "";
}

static void wp_stop(struct wp_reading *r, enum err err)
{
    r->err = r->err ? r->err : err;
    XML_StopParser(r->parser, XML_FALSE);
}

/* Room for a record. */
static bool wp_record_begin(struct wp_reading *r, const char *kind)
{
    r->record = (struct wp_record){.arena = arena_new(RECORD_ARENA)};
    if (r->record.arena)
        r->record.fields = arena_zero(r->record.arena, WP_FIELDS_MAX, sizeof *r->record.fields);
    if (!r->record.fields)
        return false;
    r->record.kind = arena_text(r->record.arena, kind);
    r->record_depth = r->depth;
    return true;
}

static void wp_record_end(struct wp_reading *r)
{
    if (r->record.arena && !r->err) {
        enum err err = arena_failed(r->record.arena) ? ERR_MEMORY : r->take(r->context, &r->record);
        if (err)
            wp_stop(r, err);
    }
    arena_free(r->record.arena);
    r->record = (struct wp_record){.arena = NULL};
    r->record_depth = r->comment_depth = 0;
}

static bool wp_is_record(const char *name)
{
    return strcmp(name, "item") == 0 || strcmp(name, "wp:category") == 0 || strcmp(name, "wp:tag") == 0 ||
           strcmp(name, "wp:author") == 0 || strcmp(name, "link") == 0 ||
           strcmp(name, "wp:base_blog_url") == 0 || strcmp(name, "language") == 0;
}

/* Records begin below the channel; comments of readers are passed over. */
static void XMLCALL wp_start(void *context, const char *name, const char **attributes)
{
    struct wp_reading *r = context;
    r->depth++;
    if (r->depth > WP_DEPTH_MAX)
        wp_stop(r, ERR_INPUT);
    buf_cut(&r->text, 0);
    r->domain = r->nicename = "";
    if (!r->record.arena && r->depth == 3 && wp_is_record(name) && !wp_record_begin(r, name))
        wp_stop(r, ERR_MEMORY);
    if (r->record.arena && !r->comment_depth && strcmp(name, "wp:comment") == 0) {
        r->comment_depth = r->depth;
        r->record.comments++;
    }
    for (; r->record.arena && attributes[0]; attributes += 2) {
        if (strcmp(attributes[0], "domain") == 0)
            r->domain = arena_text(r->record.arena, attributes[1]);
        if (strcmp(attributes[0], "nicename") == 0)
            r->nicename = arena_text(r->record.arena, attributes[1]);
    }
}

/* A field ends, or the record itself, which may be one of words alone ("link"). */
static void XMLCALL wp_end(void *context, const char *name)
{
    struct wp_reading *r = context;
    struct wp_record *record = &r->record;
    if (record->arena && !r->comment_depth && record->count < WP_FIELDS_MAX) {
        struct wp_field *field = &record->fields[record->count++];
        *field = (struct wp_field){arena_text(record->arena, name),
                                   arena_copy(record->arena, buf_str(&r->text), r->text.length), r->domain,
                                   r->nicename};
    } else if (record->arena && !r->comment_depth && r->record_depth != r->depth) {
        record->left_out++;
    }
    buf_cut(&r->text, 0);
    if (r->comment_depth == r->depth)
        r->comment_depth = 0;
    if (record->arena && r->record_depth == r->depth)
        wp_record_end(r);
    r->depth--;
}

static void XMLCALL wp_words(void *context, const char *text, int size)
{
    struct wp_reading *r = context;
    if (r->record.arena && !r->comment_depth)
        buf_add(&r->text, text, (size_t)size);
    if (buf_failed(&r->text))
        wp_stop(r, ERR_INPUT);
}

/* WordPress writes none; whoever does wants to blow up the reader, or have it open files. */
static void XMLCALL wp_entity(void *context, const char *name, int is_parameter, const char *value, int size,
                              const char *base, const char *system, const char *public, const char *notation)
{
    (void)name, (void)is_parameter, (void)value, (void)size, (void)base, (void)system, (void)public,
        (void)notation;
    struct wp_reading *r = context;
    wp_stop(r, ERR_INPUT);
}

/* Where the parser is. Since 2.9 the number is as wide on every machine, and the former function is on its
 * way out. */
static unsigned long long line_number(XML_Parser parser)
{
#if XML_MAJOR_VERSION > 2 || XML_MINOR_VERSION >= 9
    return XML_GetCurrentLineNumber64(parser);
#else
    return XML_GetCurrentLineNumber(parser);
#endif
}

static enum err wp_pieces(struct wp_reading *r, int file, struct buf *fault)
{
    char piece[PIECE];
    off_t at = 0;
    for (ssize_t got = 1; got && !r->err;) {
        got = pread(file, piece, sizeof piece, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return buf_printf(fault, "%s", said_errno(errno)), ERR_INTERNAL;
        at += got;
        /* Control characters stand in texts that were pasted; XML has none of them. */
        for (ssize_t i = 0; i < got; i++)
            if ((unsigned char)piece[i] < ' ' && !strchr("\t\r\n", piece[i] ? piece[i] : 'x'))
                piece[i] = ' ';
        if (XML_Parse(r->parser, piece, (int)got, got == 0) == XML_STATUS_OK)
            continue;
        if (!r->err || r->err == ERR_INPUT) {
            buf_printf(fault, SAID("%llu (expat: %s)", "%llu: %s"), line_number(r->parser),
                       XML_ErrorString(XML_GetErrorCode(r->parser)));
            r->err = ERR_INPUT;
        }
    }
    return r->err;
}

enum err wp_read(int file, wp_take *take, void *context, struct buf *fault)
{
    struct wp_reading r = {
        .take = take, .context = context, .text = BUF(TEXT_MAX), .domain = "", .nicename = ""};
    r.parser = XML_ParserCreate(NULL);
    if (!r.parser)
        return ERR_MEMORY;
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, wp_start, wp_end);
    XML_SetCharacterDataHandler(r.parser, wp_words);
    XML_SetEntityDeclHandler(r.parser, wp_entity);
    enum err err = wp_pieces(&r, file, fault);
    arena_free(r.record.arena);
    buf_done(&r.text);
    XML_ParserFree(r.parser);
    return err;
}
